"""Somebody who is signed up at a desk: what decides, what is kept, and what stands in the log."""

from typing import Any

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.desk_inputs import DeskConsent, SignedUpAtDesk
from outreach_bot.dialogue.effects import ChangeSeat, Notice, PutCode, TakeSeat, Timer
from outreach_bot.dialogue.inputs import TimerName
from outreach_bot.dialogue.screening import RESTS
from outreach_bot.dialogue.state import KeptCode
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind, Outcome, Role
from tests.helpers.at_desk import ANA, S1, at_desk, logged
from tests.helpers.people import ME, NOW, person, seat
from tests.helpers.turns import changed, counted

YES = DeskConsent(id="consent_screening_v1", agreed=True, words="00")
CONTACT = DeskConsent(id="consent_contact_v1", agreed=True, words="00")
STAFF_YES = DeskConsent(id="consent_staff_v1", agreed=True, words="00")
FITS = {"l_age": ("yes",), "l_hospital": ("h1",), "l_experience": ("yes",), "l_ready": ("group",)}
FLYER = Code(id="K7MQ2XZB", kind=CodeKind.PLACE, made_at=NOW)
FULL = replace(S1, seats={"person-000002": seat()})


def signs_up(me=None, *, consents=(YES, CONTACT), answers=FITS, role=Role.LIVED, seen=None, **fields):
    said: dict[str, Any] = {"channel": "phone", "name": "Bea", "phone": "+16035550199", **fields}
    body = SignedUpAtDesk(role=role, consents=consents, answers=answers, **said)
    return at_desk(body, me, **(seen or {}))


def staff(**answers):
    return signs_up(role=Role.STAFF, consents=(STAFF_YES,), answers={"s_work": ("h1",), **answers})


# -- who is kept ----------------------------------------------------------------------------------------------


def test_who_fits_goes_on_at_the_meetings_and_is_kept_for_three_months():
    turn = signs_up()

    assert (turn.me.outcome, turn.me.screen, turn.me.hospitals) == (Outcome.FITS, "meetings", ("h1",))
    assert turn.timers == (Timer(name=TimerName.REST_ENDS, due=NOW + RESTS),)
    assert turn.notices == (Notice.SIGN_UP,)


def test_a_sign_up_is_in_the_log_by_outcome_and_way_and_is_counted():
    turn = signs_up()

    assert logged(turn, "desk_sign_up") == [("desk_sign_up", "", "fits/phone", "")]
    assert counted(turn) == ["outcome:fits:lived"]


def test_each_answer_to_a_consent_is_in_the_log():
    turn = signs_up(consents=(YES, replace(CONTACT, agreed=False)))

    assert logged(turn, "consent_given", "consent_refused") == [
        ("consent_given", "", "consent_screening_v1", ""),
        ("consent_refused", "", "consent_contact_v1", ""),
    ]


def test_nobody_is_kept_without_a_yes_to_being_asked_and_that_is_in_the_log():
    turn = signs_up(consents=(CONTACT,))

    assert (turn.me, turn.notices) == (None, ())
    assert logged(turn, "desk_sign_up") == [("desk_sign_up", "", "consent_refused", "")]


def test_whom_nothing_fits_is_counted_with_the_reason_and_not_kept():
    turn = signs_up(answers={"l_age": ("no",)})

    assert turn.me is None
    assert counted(turn) == ["not_this_time:under_18", "outcome:not_this_time:lived"]


def test_who_is_in_the_chat_stays_who_they_are_where_nothing_fits():
    turn = signs_up(person("welcome", role=None), answers={"l_age": ("no",)})

    assert (turn.me.role, turn.me.outcome, turn.me.screen) == (None, None, "welcome")


def test_name_number_and_times_are_kept_with_consent_to_be_contacted():
    turn = signs_up(safe_times=("morning",))

    assert (turn.me.name, turn.me.phone, turn.me.safe_times) == ("Bea", "+16035550199", ("morning",))


def test_without_consent_to_be_contacted_no_name_number_or_time_is_kept():
    turn = signs_up(consents=(YES,), safe_times=("morning",))

    assert (turn.me.name, turn.me.phone, turn.me.safe_times) == ("", "", ())


@pytest.mark.parametrize(("read", "kept"), [("es", "es"), ("", "en")], ids=["named", "as before"])
def test_the_language_of_what_was_read_is_theirs_and_stands_at_each_consent(read, kept):
    turn = signs_up(person("welcome", role=None), language=read)

    assert turn.me.language == kept
    assert {each.language for each in turn.me.consents} == {kept}


def test_of_what_would_help_only_what_they_named_is_kept():
    assert signs_up(needs=("quiet", "a pony", "phone")).me.needs == ("phone", "quiet")


def test_a_person_decides_where_answers_are_missing():
    turn = signs_up(answers={"l_age": ("yes",)})

    assert (turn.me.outcome, turn.me.screen) == (Outcome.TALK, "waiting_for_us")


@pytest.mark.parametrize(
    ("answers", "notices"),
    [
        ({"s_time": ("help",)}, (Notice.NEED_TIME_OFF, Notice.SIGN_UP)),
        ({"s_time": ("yes",)}, (Notice.SIGN_UP,)),
        ({}, (Notice.SIGN_UP,)),
    ],
)
def test_staff_who_need_help_to_get_time_off_are_told_to_the_team(answers, notices):
    assert staff(**answers).notices == notices


def test_who_is_signed_up_already_is_changed_by_nothing_said_at_a_desk():
    turn = signs_up(ANA)

    assert turn.me == ANA
    assert (turn.changes, turn.audit, turn.notices) == ((), (), ())


# -- where they came from, and the way back -------------------------------------------------------------------


@pytest.mark.parametrize(("channel", "door"), [("phone", "ph"), ("paper", "fl")])
def test_a_code_they_name_is_counted_by_the_way_it_came(channel, door):
    seen = {"codes": {FLYER.id: KeptCode(code=FLYER, revision=1)}}

    turn = signs_up(code=FLYER.id, channel=channel, seen=seen)

    assert f"opened:K7MQ2XZB:{door}" in counted(turn)
    assert (turn.me.source, turn.me.source_channel) == ("K7MQ2XZB", door)


def test_a_code_that_is_one_persons_own_brought_nobody_else():
    own = replace(FLYER, kind=CodeKind.RETURN, person="person-000007")

    turn = signs_up(code=FLYER.id, seen={"codes": {FLYER.id: KeptCode(code=own, revision=1)}})

    assert (turn.me.source, counted(turn)) == ("", ["outcome:fits:lived"])


def test_the_first_code_that_brought_them_stays_the_one():
    seen = {"codes": {FLYER.id: KeptCode(code=FLYER, revision=1)}}
    me = person("welcome", role=None, source="CDFGHJK2", source_channel="fl")

    turn = signs_up(me, code=FLYER.id, seen=seen)

    assert turn.me.source == "CDFGHJK2"
    assert "opened:K7MQ2XZB:ph" not in counted(turn)


def test_who_has_no_chat_gets_a_code_to_go_on_with_on_their_own_phone():
    turn = signs_up(seen={"fresh": ("RQTVWXY2",)})

    assert [(change.code.id, change.code.kind, change.code.person) for change in changed(turn, PutCode)] == [
        ("RQTVWXY2", CodeKind.RETURN, turn.me.id)
    ]


def test_who_is_in_the_chat_needs_no_code_to_go_on():
    turn = signs_up(person("welcome", role=None), seen={"fresh": ("RQTVWXY2",)})

    assert changed(turn, PutCode) == []


# -- a seat at once -------------------------------------------------------------------------------------------


def test_a_seat_they_chose_is_theirs_at_once():
    turn = signs_up(session="s1")

    assert [change.session for change in changed(turn, TakeSeat)] == ["s1"]
    assert turn.notices == (Notice.SIGN_UP, Notice.BOOKED)
    assert changed(turn, ChangeSeat) == []


def test_who_is_signed_up_though_the_seat_is_gone_is_refused_the_seat_alone():
    turn = signs_up(session="s1", seen={"sessions": (FULL,)})

    assert logged(turn, "desk_seat_taken") == [("desk_seat_taken", "denied", "s1", "")]
    assert (turn.me.outcome, turn.notices) == (Outcome.FITS, (Notice.SIGN_UP,))


def test_no_rule_gives_way_for_who_is_not_there_yet():
    turn = signs_up(session="s1", seen={"sessions": (replace(S1, hospital="h2"),)})

    assert changed(turn, TakeSeat) == []


def test_who_is_there_already_came_and_that_is_in_the_log():
    turn = signs_up(session="s1", came=True)

    assert [(each.seat.coming, each.seat.attended) for each in changed(turn, ChangeSeat)] == [(True, True)]
    assert logged(turn, "attended") == [("attended", "", "s1", "")]
    assert [each.person for each in changed(turn, ChangeSeat)] == [turn.me.id]
    assert turn.me.id != ME
