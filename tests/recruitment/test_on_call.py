"""Who of us hears of an alert, first and second."""

from outreach_bot.recruitment import on_call
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.on_call import OnCall

CORA = OnCall(person="cora", hospitals=("h1",))
DAN = OnCall(person="dan", hospitals=("h2", "h3"))
SAM = OnCall(person="sam", role=OfficeRole.SAFETY_LEAD)
OLA = OnCall(person="ola", role=OfficeRole.OWNER)
LEE = OnCall(person="lee", role=OfficeRole.AUDITOR)
ALL = (CORA, DAN, SAM, OLA, LEE)


def test_first_are_those_who_look_after_the_hospital():
    assert on_call.first(ALL, ("h1",)) == [CORA, SAM, OLA]


def test_somebody_of_no_hospital_yet_is_everybodys():
    assert on_call.first(ALL, ()) == [CORA, DAN, SAM, OLA]


def test_where_nobody_looks_after_a_hospital_everyone_is_told():
    assert on_call.first((CORA, DAN, LEE), ("h4",)) == [CORA, DAN]


def test_second_are_safety_leads_and_owners():
    assert on_call.second(ALL, ()) == [SAM, OLA]


def test_without_a_lead_all_coordinators_are_the_second():
    assert on_call.second((CORA, DAN, LEE), ()) == [CORA, DAN]


def test_trouble_with_the_log_is_for_auditors_and_owners():
    assert on_call.of_the_log(ALL) == [OLA, LEE]
    assert on_call.of_the_log((CORA, DAN)) == [CORA, DAN]


def test_second_are_leads_of_the_hospital_and_all_leads_only_where_there_are_none():
    two = OnCall(person="two", role=OfficeRole.SAFETY_LEAD, hospitals=("h2",))

    assert on_call.second((*ALL, two), ("h1",)) == [SAM, OLA]
    assert on_call.second((*ALL, two), ("h2",)) == [SAM, OLA, two]
    assert on_call.second((CORA, two), ("h1",)) == [two]
