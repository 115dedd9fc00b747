"""Every way to answer is walked, and what nobody may forget before going live is said."""

import datetime as dt

import pytest

from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.content.check_rules import (
    check_closed_to_come,
    check_rules,
    combinations,
    walk,
    ways_to_answer,
)
from outreach_bot.content.findings import Level
from outreach_bot.recruitment.eligibility import decide
from outreach_bot.recruitment.rules import Outcome, Question, Role

FITS = '    - {if: "s_work has any of h1..h4", then: fits}\n'
MANY = "h1, h2, h3, h4, " + ", ".join(f"x{number}" for number in range(14)) + ", none]"
FAULTS = {
    "rule that never decides": (
        "screening",
        FITS,
        FITS + '    - {if: "s_time == help", then: talk}\n',
        '…{if: "s_time == help"',
        "never decides anything",
        "put it before",
    ),
    "question that is never asked": (
        "screening",
        '"s_work == [none]", then: not_this_time, reason: no_hospital',
        '"s_work has any of [h1, h2, h3, h4, none]", then: fits',
        "id: s_job",
        "s_job is never asked",
        "ask it earlier",
    ),
    "nobody can fit": ("screening", FITS, "", "…rules:", "nobody of the role staff can fit", "then: fits"),
    "refused for not being sure": (
        "screening",
        '"l_ready == later", then: later',
        '"l_ready == unsure", then: not_this_time',
        'if: "l_ready == unsure"',
        "refused for an open answer (found l_ready unsure)",
        "talk",
    ),
    "refused by default": (
        "screening",
        "default: talk",
        "default: not_this_time",
        "default:",
        "(found f_hospital skip)",
        "talk",
    ),
    "too many ways to answer": (
        "screening",
        "h1, h2, h3, h4, none]",
        MANY,
        "…questions:",
        "too many ways to answer the questions for staff",
        "fewer options",
    ),
    "option the bot looks for": (
        "screening",
        "options: [yes, notyet, help]",
        "options: [yes, notyet]",
        "…questions:",
        "the bot looks for the answer help to s_time",
        "under these names",
    ),
    "telling name": (
        "campaign",
        "Your Care, Your Voice",
        "Voices in recovery",
        'name: "Voices',
        "(found recovery)",
        "locked phone",
    ),
    "example": ("campaign", "pay", "pay", "example: true", "this is the example campaign", "example: false"),
    "help lines without a date": (
        "safety",
        "checked_on: 2027-01-04, ",
        "",
        "help_lines:",
        "nobody has checked the help lines",
        "Call every number",
    ),
    "help lines without a name": (
        "safety",
        "checked_by: Maya",
        'checked_by: " "',
        "help_lines:",
        "nobody has checked the help lines",
        "Call every number",
    ),
    "words that hurt": (
        "networks",
        "Bureau administrator",
        "Whoever helps a junkie",
        'who: "Whoever',
        "these words can hurt (found junkie)",
        "Put the person first",
    ),
    "words that hurt, in a list": (
        "campaign",
        '- "Security"',
        '- "Drug  habits and drug habit"',
        '"Drug  habits',
        "(found drug habit)",
        "Put the person first",
    ),
    "long sentence": (
        "networks",
        "Please share the flyer with your teams",
        "Please share the flyer with all of your teams and with everyone else you know",
        'ask: "Please share the flyer with all',
        "this is a sentence of 23 words",
        "Make two of it",
    ),
}


def told(campaign):
    return [str(finding) for finding in check_rules(campaign.folder, load_rules(campaign.folder))]


@pytest.mark.parametrize("planted", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_named_with_its_place_and_remedy(campaign, planted):
    name, old, new, at, fault, remedy = planted
    campaign.plant(f"{name}.yaml", old, new)

    found = [finding for finding in told(campaign) if fault in finding]

    assert len(found) == 1
    assert found[0].startswith(campaign.place(f"{name}.yaml", at) + ": ")
    assert remedy in found[0]


def test_the_shipped_rules_have_no_fault():
    folder = find_campaign(None)

    assert [
        str(finding) for finding in check_rules(folder, load_rules(folder)) if finding.level == "fault"
    ] == []


@pytest.fixture(scope="module")
def screening():
    return load_rules(find_campaign(None)).screening


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        # 2 ages, 15 sets of hospitals and 3 answers that stand alone, 3 experiences, 4 ways to be ready
        (Role.LIVED, 2 * (15 + 3) * 3 * 4),
        (Role.FAMILY, 2 * 3 * (15 + 3) * 4),
        (Role.STAFF, (15 + 1) * 8 * 3),
    ],
)
def test_all_combinations_are_counted(screening, role, expected):
    assert combinations(screening.for_role(role)) == expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        # under 18: 1 · no hospital: 1 · no experience: 17 · later: 34 · fits: 15 sets, 2 ways to be ready
        (Role.LIVED, {"not_this_time": 1 + 1 + 17, "later": 34, "fits": 30, "talk": 72}),
        # under 18: 1 · not close: 1 · no hospital, with yes or rather not say: 2 · later: 34 · fits: 30
        (Role.FAMILY, {"not_this_time": 1 + 1 + 2, "later": 34, "fits": 30, "talk": 72}),
        (Role.STAFF, {"not_this_time": 1, "fits": 15 * 8 * 3}),
    ],
)
def test_every_way_to_answer_ends_in_one_outcome(screening, role, expected):
    walked = walk(screening.for_role(role), default=screening.default)

    assert walked.endless == ()
    assert walked.outcomes == expected


@pytest.mark.parametrize("role", Role)
def test_nothing_is_decided_before_the_answer_that_decides(screening, role):
    questions = screening.for_role(role)

    for answers, _ in walk(questions, default=screening.default).ends:
        before = dict(list(answers.items())[:-1])
        assert decide(questions, before, default=screening.default) is None


@pytest.mark.parametrize("role", Role)
def test_every_rule_decides_for_somebody(screening, role):
    questions = screening.for_role(role)
    ends = walk(questions, default=screening.default).ends

    assert set(range(len(questions.rules))) <= {decision.rule for _, decision in ends}


def test_nobody_is_refused_for_being_unsure_alone(screening):
    given = {"l_age": ("yes",), "l_hospital": ("skip",), "l_experience": ("skip",), "l_ready": ("unsure",)}

    decision = decide(screening.lived, given, default=screening.default)

    assert decision is not None
    assert decision.outcome is Outcome.TALK


def test_options_that_stand_alone_are_not_ticked_with_others():
    question = Question(id="place", options=("h1", "h2", "none"), multi=True)

    assert ways_to_answer(question) == [("h1",), ("h2",), ("h1", "h2"), ("none",)]


def test_accelerated_without_the_session_it_shortens_is_a_fault(campaign):
    campaign.plant("campaign.yaml", "mode: standard", "mode: accelerated")
    assert "accelerated" not in "\n".join(told(campaign))

    campaign.plant("sessions.yaml", "key: lived_feedback", "key: patient_meeting")
    campaign.plant("sessions.yaml", "[lived_feedback|staff_feedback]", "[patient_meeting|staff_feedback]")

    assert any(
        found.startswith(
            campaign.place("campaign.yaml", "mode: accelerated") + ": accelerated changes nothing"
        )
        for found in told(campaign)
    )


@pytest.mark.parametrize(("today", "warned"), [("2027-12-31", False), ("2028-01-01", True)])
def test_closed_days_that_are_all_over_are_said_so(today, warned):
    folder = find_campaign(None)

    found = list(check_closed_to_come(folder, load_rules(folder), today=dt.date.fromisoformat(today)))

    assert [str(each).partition(": ")[2] for each in found] == (
        ["all closed days are over (the last was 2027-12-31). Write down the holidays to come."] * warned
    )
    assert [each.level for each in found] == [Level.WARNING] * warned


def test_who_writes_no_closed_days_is_warned_of_none():
    folder = find_campaign(None)
    rules = load_rules(folder)
    contact = rules.campaign.contact.model_copy(update={"closed": ()})
    campaign = rules.campaign.model_copy(update={"contact": contact})
    without = rules.model_copy(update={"campaign": campaign})

    assert list(check_closed_to_come(folder, without, today=dt.date(2030, 1, 1))) == []
