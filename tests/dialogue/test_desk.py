"""What coordinators do for one person, turn by turn: who is told, what is noted, what is refused."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.desk import MOST_NOTES
from outreach_bot.dialogue.desk_effects import PutThread
from outreach_bot.dialogue.desk_inputs import (
    CallNoted,
    EligibilitySet,
    IdentityShown,
    NeedsMet,
    NoteDropped,
    NoteWritten,
    PauseSet,
    Replied,
    SafetyWordsSeen,
    SeatCancelled,
    SeatGiven,
    TalkShown,
)
from outreach_bot.dialogue.effects import CancelNotes, Notice, Priority, PutCall, Timer
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import Input, Said, SeatFreed, TimerName, To
from outreach_bot.dialogue.screening import RESTS
from outreach_bot.dialogue.state import Consent, DeskNote
from outreach_bot.dialogue.threads import Way, way_to_write
from outreach_bot.recruitment.calls import Call, CallNote
from outreach_bot.recruitment.desk_fitting import Reason
from outreach_bot.recruitment.looking import LookReason
from outreach_bot.recruitment.rules import Outcome
from outreach_bot.recruitment.threads import Line, Thread
from tests.helpers.people import ME, NOW, person, seat, session, view
from tests.helpers.real_runner import rules
from tests.helpers.turns import changed, offered, said

CONTACT = Consent(id="consent_contact_v1", agreed=True, at=NOW, channel="telegram", words="00")
ANA = person("home", outcome=Outcome.FITS, hospitals=("h1",), consents=(CONTACT,))
S1 = session("s1", hospital="h1")
HOUR = dt.timedelta(hours=1)
WAITS = Call(person=ME, asked_at=NOW - HOUR, reason="asked", way="here")


def does(body, me=ANA, *, sessions=(S1,), now=NOW, **seen):
    seen_by = replace(view(rules(), me, {each.id: each for each in sessions}), **seen)
    return step(seen_by, Input(key="office:1", to=To.PERSON, id=ME, body=body), now=now)


def actions(turn):
    return [(row.action, row.result) for row in turn.audit]


def test_a_booked_seat_is_told_once_with_a_way_out_of_it():
    turn = does(SeatGiven(session="s1"))

    assert said(turn) == [["desk-booked"]]
    assert offered(turn) == ["coming:s1", "home", "change:s1", "free:s1", "help"]
    assert turn.says[0].priority is Priority.REMINDER


def test_a_seat_for_somebody_who_may_not_be_written_to_is_a_coordinators_to_tell():
    turn = does(SeatGiven(session="s1"), replace(ANA, consents=()))

    assert turn.says == ()
    assert turn.notices == (Notice.REMINDER_HELD,)


def test_a_seat_for_somebody_with_a_number_and_no_chat_becomes_a_call():
    turn = does(SeatGiven(session="s1"), replace(ANA, addresses=(), phone="+16035550199"))

    [made] = changed(turn, PutCall)
    assert (made.call.reason, made.call.about, made.call.number) == ("tell", "s1", "+16035550199")
    assert turn.says == ()


def test_a_call_somebody_asked_for_is_not_turned_into_one_of_ours():
    asked = Call(person=ME, asked_at=NOW, reason="crisis", way="call", number="+16035550123")

    turn = does(SeatGiven(session="s1"), replace(ANA, addresses=(), phone="+16035550199"), call=asked)

    assert changed(turn, PutCall) == []


def test_nothing_is_booked_for_whom_nothing_was_found_to_fit():
    turn = does(SeatGiven(session="s1", reason=Reason.WE_TALKED), replace(ANA, outcome=Outcome.TALK))

    assert actions(turn) == [("desk_seat_taken", "denied")]


def test_a_seat_given_back_is_offered_to_the_next():
    held = replace(S1, seats={ME: seat()})

    turn = does(SeatCancelled(session="s1"), sessions=(held,))

    assert [type(tell.body) for tell in turn.tells] == [SeatFreed]
    assert said(turn) == [["desk-cancelled"]]


def test_what_nobody_holds_cannot_be_given_back():
    turn = does(SeatCancelled(session="s1"))

    assert turn.audit == ()
    assert turn.says == ()


def test_holding_notes_back_takes_back_those_that_wait():
    turn = does(PauseSet(paused=True))

    assert turn.me.paused_at == NOW
    assert changed(turn, CancelNotes) == [CancelNotes()]
    assert turn.says == ()


def test_holding_back_what_is_held_back_changes_nothing():
    turn = does(PauseSet(paused=True), replace(ANA, paused_at=NOW - HOUR))

    assert turn.me.paused_at == NOW - HOUR
    assert turn.audit == ()


def test_letting_notes_go_again_takes_none_back():
    turn = does(PauseSet(paused=False), replace(ANA, paused_at=NOW - HOUR))

    assert turn.me.paused_at is None
    assert changed(turn, CancelNotes) == []


def test_what_was_got_ready_for_them_is_noted_and_only_what_they_need():
    turn = does(NeedsMet(needs=("quiet", "video")), replace(ANA, needs=("phone", "quiet")))

    assert turn.me.needs_met == ("quiet",)
    assert [(row.action, row.detail) for row in turn.audit] == [("needs_met", "1")]


def test_the_oldest_note_goes_when_there_are_too_many():
    notes = tuple(DeskNote(text=str(n), at=NOW - HOUR) for n in range(MOST_NOTES))

    turn = does(NoteWritten(text="new"), replace(ANA, notes=notes))

    assert len(turn.me.notes) == MOST_NOTES
    assert (turn.me.notes[0].text, turn.me.notes[-1].text) == ("1", "new")


def test_a_note_is_taken_away_by_when_it_was_written():
    notes = (DeskNote(text="old", at=NOW - HOUR), DeskNote(text="new", at=NOW))

    turn = does(NoteDropped(at=NOW), replace(ANA, notes=notes))

    assert [note.text for note in turn.me.notes] == ["old"]


def test_no_audit_row_holds_a_word_of_what_was_written():
    written = does(NoteWritten(text="Minka")), does(Replied(text="Minka"), call=WAITS)

    assert "Minka" not in str([row for turn in written for row in turn.audit])


def test_a_try_that_reached_nobody_leaves_the_call_open_until_when_they_would_like_it():
    turn = does(CallNoted(outcome=CallNote.AGAIN, at=NOW + HOUR), call=WAITS)

    [noted] = changed(turn, PutCall)
    assert (noted.call.attempts, noted.call.again_at, noted.call.done_at) == (1, NOW + HOUR, None)
    assert [(row.action, row.detail) for row in turn.audit] == [("call_noted", "again")]


def test_a_call_that_reached_them_is_done():
    [noted] = changed(does(CallNoted(outcome=CallNote.REACHED), call=WAITS), PutCall)

    assert noted.call.done_at == NOW


def test_a_call_that_is_done_is_not_noted_again():
    turn = does(CallNoted(outcome=CallNote.REACHED), call=replace(WAITS, done_at=NOW))

    assert changed(turn, PutCall) == []


def test_a_call_nobody_asked_for_is_not_noted():
    turn = does(CallNoted(outcome=CallNote.REACHED))

    assert (changed(turn, PutCall), turn.audit) == ([], ())


def test_an_answer_in_the_chat_is_what_they_waited_for():
    turn = does(Replied(text="Hello"), call=WAITS)

    [noted] = changed(turn, PutCall)
    assert noted.call.done_at == NOW


def test_an_answer_in_the_chat_does_not_stand_for_a_call():
    turn = does(Replied(text="Hello"), call=replace(WAITS, way="call"))

    assert changed(turn, PutCall) == []


def test_a_person_decides_only_for_somebody_who_agreed_to_be_asked():
    body = EligibilitySet(outcome=Outcome.FITS, reason=Reason.WE_TALKED, hospitals=("h1",))

    turn = does(body, replace(ANA, role=None, outcome=None))

    assert turn.me.outcome is None
    assert actions(turn) == [("eligibility_set", "denied")]


def test_whoever_was_at_the_questions_is_led_on_also_underneath_a_talk():
    body = EligibilitySet(outcome=Outcome.FITS, reason=Reason.WE_TALKED, hospitals=("h1", "h9"))
    asked = person("thread", answers={"l_age": ("yes",)}, before="question|l_hospital", consents=(CONTACT,))

    turn = does(body, asked)

    assert (turn.me.answers, turn.me.hospitals) == ({}, ("h1",))
    assert (turn.me.screen, turn.me.before) == ("thread", "meetings|")


DECIDED = EligibilitySet(outcome=Outcome.FITS, reason=Reason.WE_TALKED, hospitals=("h1",))


def test_what_a_person_decided_is_in_the_log_and_the_three_months_begin():
    turn = does(DECIDED)

    assert [(row.action, row.detail, row.reason) for row in turn.audit] == [
        ("eligibility_set", "fits", "we_talked")
    ]
    assert Timer(name=TimerName.REST_ENDS, due=NOW + RESTS) in turn.timers


def test_who_was_found_to_fit_is_told_where_we_may_write_first():
    assert said(does(DECIDED)) == [["desk-fits"]]


@pytest.mark.parametrize(
    "me", [replace(ANA, consents=()), replace(ANA, unprompted=(NOW,) * 9)], ids=["no consent", "too many"]
)
def test_who_was_found_to_fit_sees_it_when_they_come_back_where_we_may_not_write(me):
    assert does(DECIDED, me).says == ()


def test_only_who_was_found_to_fit_is_told_so():
    turn = does(replace(DECIDED, outcome=Outcome.TALK))

    assert (turn.me.outcome, turn.says) == (Outcome.TALK, ())


def test_not_this_time_is_never_a_persons_decision():
    turn = does(replace(DECIDED, outcome=Outcome.NOT_THIS_TIME))

    assert turn.me == ANA
    assert actions(turn) == [("eligibility_set", "denied")]


def test_who_passes_it_on_stays_there_underneath_a_talk():
    assert does(DECIDED, replace(ANA, screen="thread", before="champion|")).me.before == "champion|"


@pytest.mark.parametrize(
    ("body", "me", "row"),
    [
        (NoteWritten(text="likes tea"), ANA, ("note_written", "")),
        (NoteDropped(at=NOW), ANA, ("note_dropped", "")),
        (PauseSet(paused=True), ANA, ("paused_at_desk", "")),
        (PauseSet(paused=False), replace(ANA, paused_at=NOW), ("carried_on_at_desk", "")),
        (IdentityShown(reason=LookReason.CALL), ANA, ("identity_shown", "call")),
        (SafetyWordsSeen(reason=LookReason.CALL), ANA, ("safety_words_seen", "call")),
        (TalkShown(), ANA, ("talk_shown", "")),
    ],
    ids=[
        "a note",
        "a note taken away",
        "held back",
        "let go",
        "a name looked at",
        "words of danger",
        "a talk read",
    ],
)
def test_what_was_done_or_looked_at_is_in_the_log(body, me, row):
    assert [(each.action, each.reason) for each in does(body, me).audit] == [row]


# -- who may be written to -------------------------------------------------------------------------------


def way(me=ANA, **seen):
    return way_to_write(me, **{"call": None, "thread": None, "a_week": 2, "now": NOW} | seen)


def talked(*lines, **fields):
    return Thread(person=ME, lines=tuple(Line(text=".", at=at, ours=ours) for at, ours in lines), **fields)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ({}, Way.FIRST),
        ({"me": replace(ANA, addresses=())}, Way.NONE),
        ({"me": replace(ANA, consents=())}, Way.NONE),
        ({"me": replace(ANA, paused_at=NOW)}, Way.NONE),
        ({"me": replace(ANA, unprompted=(NOW, NOW))}, Way.NONE),
        ({"me": replace(ANA, consents=()), "call": WAITS}, Way.ANSWER),
        ({"me": replace(ANA, paused_at=NOW), "call": WAITS}, Way.ANSWER),
        ({"me": replace(ANA, stopped_at=NOW), "call": WAITS}, Way.NONE),
        ({"me": replace(ANA, stopped_at=NOW - 2 * HOUR), "call": WAITS}, Way.ANSWER),
        ({"call": replace(WAITS, done_at=NOW), "me": replace(ANA, consents=())}, Way.NONE),
        ({"thread": talked((NOW - HOUR, False)), "me": replace(ANA, consents=())}, Way.ANSWER),
        ({"thread": talked((NOW - HOUR, False), (NOW, True)), "me": replace(ANA, consents=())}, Way.ANSWER),
        (
            {"thread": talked((NOW - 30 * HOUR, False), (NOW, True)), "me": replace(ANA, consents=())},
            Way.NONE,
        ),
        ({"thread": talked((NOW, False), closed_at=NOW), "me": replace(ANA, consents=())}, Way.NONE),
    ],
    ids=[
        "agreed: we write first",
        "no chat",
        "never agreed",
        "held back",
        "had two this week",
        "asked for a person",
        "held back but asked",
        "asked before STOP",
        "asked after STOP",
        "was answered",
        "wrote last",
        "wrote within the day",
        "wrote long ago",
        "the talk is closed",
    ],
)
def test_who_may_be_written_to_and_how(seen, expected):
    assert way(**seen) is expected


def test_what_is_typed_while_waiting_for_an_answer_reaches_the_coordinators_once_noticed():
    first = does(Said(text="hello"), call=WAITS)
    [kept] = changed(first, PutThread)
    second = does(Said(text="are you there"), call=WAITS, thread=kept.thread)

    assert [line.text for line in changed(second, PutThread)[0].thread.lines] == ["hello", "are you there"]
    assert (first.notices, second.notices) == ((Notice.ANSWERED,), ())
