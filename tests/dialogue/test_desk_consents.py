"""A consent said to a coordinator, turn by turn: what is kept, what ends at once, what never counts."""

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.desk_inputs import ConsentSaid, ConsentTakenBack
from outreach_bot.dialogue.effects import CancelNotes, DropCall, PutCall, Unsuppress
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import Actor, Input, To
from outreach_bot.dialogue.state import Consent
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.consents import CONTACT, FUTURE, Method
from outreach_bot.recruitment.office_roles import OfficeRole
from tests.helpers.people import CHAT, FITS, ME, NOW, person, view
from tests.helpers.turns import changed, offered, said

MAYA = Actor(role=OfficeRole.COORDINATOR, name="Maya", member="m-1")
ANA = person("home", **FITS)
YES = Consent(id=CONTACT, agreed=True, at=NOW - dt.timedelta(days=3), channel="telegram", words="00")
AGREED = replace(ANA, consents=(YES,), phone="+16035550199", name="Ana", safe_times=("evening",))


def says(rules, body, me=ANA, **seen):
    seen_by = replace(view(rules, me), **seen)
    return step(seen_by, Input(key="office:1", to=To.PERSON, id=ME, body=body, actor=MAYA), now=NOW)


def yes(consent=CONTACT, **fields):
    usual: dict[str, Any] = {
        "agreed": True,
        "method": Method.PHONE,
        "words": "ab",
        "language": "en",
        "read": True,
    }
    return ConsentSaid(id=consent, **(usual | fields))


def actions(turn):
    return [(row.action, row.detail, row.result) for row in turn.audit]


def test_a_yes_is_kept_with_the_words_the_way_who_noted_it_and_the_paper(rules):
    turn = says(rules, yes(method=Method.PAPER, evidence="AB-17/2027"))

    assert turn.me is not None
    assert turn.me.consents == (
        Consent(
            id=CONTACT,
            agreed=True,
            at=NOW,
            channel="paper",
            words="ab",
            language="en",
            by="m-1",
            evidence="AB-17/2027",
        ),
    )
    assert actions(turn) == [("consent_given", CONTACT, "")]
    assert changed(turn, Unsuppress) == [Unsuppress(address=CHAT)]


def test_who_says_yes_hears_once_in_the_chat_what_was_noted(rules):
    first = says(rules, yes())
    again = says(rules, yes(), AGREED)

    assert said(first) == [["desk-agreed"]]
    assert offered(first) == ["home", "person", "help"]
    assert again.says == ()


def test_nobody_is_called_to_be_told_that_they_said_yes(rules):
    turn = says(rules, yes(phone="+16035550123", name="Bea"), replace(ANA, addresses=()))

    assert turn.says == ()
    assert changed(turn, PutCall) == []
    assert turn.me is not None
    assert (turn.me.phone, turn.me.name) == ("+16035550123", "Bea")


def test_a_number_we_have_stays_where_none_is_given(rules):
    turn = says(rules, yes(), replace(AGREED, consents=()))

    assert turn.me is not None
    assert (turn.me.phone, turn.me.safe_times) == ("+16035550199", ("evening",))


def test_another_consent_opens_no_door_to_messages(rules):
    turn = says(rules, yes(FUTURE))

    assert turn.says == ()
    assert changed(turn, Unsuppress) == []
    assert actions(turn) == [("consent_given", FUTURE, "")]


def test_a_no_is_kept_too_and_changes_nothing_else(rules):
    turn = says(rules, yes(agreed=False))

    assert turn.me is not None
    assert [(given.id, given.agreed) for given in turn.me.consents] == [(CONTACT, False)]
    assert actions(turn) == [("consent_refused", CONTACT, "")]
    assert turn.changes == ()


def test_a_no_to_what_stood_takes_it_back(rules):
    turn = says(rules, yes(agreed=False), AGREED)

    assert turn.me is not None
    assert turn.me.consents[0].withdrawn_at == NOW
    assert [action for action, *_ in actions(turn)] == ["consent_withdrawn", "consent_refused"]


@pytest.mark.parametrize(
    ("body", "me"),
    [
        (yes(read=False), ANA),
        (yes("consent_screening_v1"), ANA),
        (yes(), replace(ANA, role=None)),
        (yes(), replace(ANA, stopped_at=NOW)),
        (yes(), replace(ANA, paused_at=NOW)),
        (yes(evidence="Anna Miller", method=Method.PAPER), ANA),
        (yes(evidence="417"), ANA),
    ],
    ids=["not read", "the answers", "not signed up", "stopped", "in a hard moment", "a name", "no paper"],
)
def test_what_does_not_count_changes_nothing_and_is_written_down(rules, body, me):
    turn = says(rules, body, me)

    assert turn.me is not None
    assert turn.me.consents == ()
    assert (turn.changes, turn.says) == ((), ())
    assert actions(turn) == [("consent_given", body.id, "denied")]


def test_who_stopped_and_asks_for_messages_has_them_again(rules):
    turn = says(rules, yes(asked=True), replace(ANA, stopped_at=NOW))

    assert turn.me is not None
    assert turn.me.stopped_at is None
    assert said(turn) == [["desk-agreed"]]
    assert [action for action, *_ in actions(turn)] == ["consent_given", "started_again"]


def test_after_a_hard_moment_the_yes_is_kept_and_the_pause_stays(rules):
    turn = says(rules, yes(asked=True), replace(ANA, paused_at=NOW, stopped_at=NOW))

    assert turn.me is not None
    assert (turn.me.paused_at, turn.me.stopped_at) == (NOW, None)
    assert turn.says == ()


@pytest.mark.parametrize("fields", [{}, {"stopped_at": NOW}, {"paused_at": NOW}, {"role": None}])
def test_taking_back_always_works_and_ends_at_once(rules, fields):
    ours = Call(person=ME, asked_at=NOW, reason="tell", way="call", number="+16035550199")

    turn = says(
        rules, ConsentTakenBack(id=CONTACT, method=Method.IN_PERSON), replace(AGREED, **fields), call=ours
    )

    assert turn.me is not None
    (given,) = turn.me.consents
    assert (given.withdrawn_at, given.withdrawn_how, given.withdrawn_by) == (NOW, "in_person", "m-1")
    assert (turn.me.name, turn.me.phone, turn.me.safe_times) == ("", "", ())
    assert changed(turn, CancelNotes) == [CancelNotes()]
    assert changed(turn, DropCall) == [DropCall(person=ME)]
    assert turn.says == ()
    assert actions(turn) == [("consent_withdrawn", CONTACT, "")]


def test_a_call_they_asked_for_is_still_made(rules):
    theirs = Call(person=ME, asked_at=NOW, reason="asked", way="call", number="+16035550123")

    turn = says(rules, ConsentTakenBack(id=CONTACT, method=Method.PHONE), AGREED, call=theirs)

    assert changed(turn, DropCall) == []


def test_what_does_not_stand_is_not_taken_back(rules):
    turn = says(rules, ConsentTakenBack(id=FUTURE, method=Method.PHONE), AGREED)

    assert turn.audit == ()
    assert turn.changes == ()


def test_a_yes_said_twice_ends_nothing(rules):
    turn = says(rules, yes(), AGREED)

    assert turn.me is not None
    assert [given.withdrawn_at for given in turn.me.consents] == [None, None]
    assert [action for action, *_ in actions(turn)] == ["consent_given"]


def test_a_consent_taken_back_ends_the_one_that_stood_and_no_other(rules):
    before = replace(YES, withdrawn_at=NOW - dt.timedelta(days=2), withdrawn_how="chat")
    refused = replace(YES, agreed=False)
    other = replace(YES, id=FUTURE)

    turn = says(
        rules,
        ConsentTakenBack(id=CONTACT, method=Method.PHONE),
        replace(AGREED, consents=(before, refused, other, YES)),
    )

    assert turn.me is not None
    assert turn.me.consents[:3] == (before, refused, other)
    assert turn.me.consents[3].withdrawn_at == NOW


def test_another_consent_taken_back_leaves_number_and_notes(rules):
    helps = replace(AGREED, consents=(YES, replace(YES, id=FUTURE)))

    turn = says(rules, ConsentTakenBack(id=FUTURE, method=Method.PHONE), helps)

    assert turn.me is not None
    assert (turn.me.name, turn.me.phone, turn.changes) == ("Ana", "+16035550199", ())


@pytest.mark.parametrize(("read", "kept"), [("", "es"), ("en", "en")])
def test_the_language_is_that_of_the_words_read_or_else_the_persons(rules, read, kept):
    turn = says(rules, yes(language=read), replace(ANA, language="es"))

    assert turn.me is not None
    assert turn.me.consents[-1].language == kept


def test_times_they_name_now_take_the_place_of_those_of_before(rules):
    turn = says(rules, yes(safe_times=("morning",)), replace(AGREED, consents=()))

    assert turn.me is not None
    assert turn.me.safe_times == ("morning",)


def test_who_had_their_notes_of_the_week_is_not_told_of_it(rules):
    turn = says(rules, yes(), replace(ANA, unprompted=(NOW, NOW)))

    assert turn.says == ()


@pytest.mark.parametrize(
    ("actor", "by"),
    [(MAYA, "m-1"), (replace(MAYA, member=""), "Maya"), (None, "")],
    ids=["id", "name", "nobody"],
)
def test_who_noted_it_is_named_by_id_or_by_the_name_they_go_by(rules, actor, by):
    received = Input(key="office:1", to=To.PERSON, id=ME, body=yes(), actor=actor)

    turn = step(view(rules, ANA), received, now=NOW)

    assert turn.me is not None
    assert turn.me.consents[-1].by == by
