"""Seats and places on a list that a coordinator gives, moves or takes back."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.desk_inputs import ListPlaceGiven, SeatCancelled, SeatGiven, SeatMovedTo
from outreach_bot.dialogue.effects import (
    CancelNotes,
    FileKind,
    FreeSeat,
    JoinList,
    LeaveList,
    TakeSeat,
    Timer,
)
from outreach_bot.dialogue.inputs import HoldRefused, TimerName
from outreach_bot.dialogue.screening import RESTS
from outreach_bot.recruitment.desk_fitting import Reason
from outreach_bot.recruitment.rules import Outcome
from tests.helpers.at_desk import ANA, S1, at_desk, logged
from tests.helpers.people import ME, NOW, offered, seat, session, waited
from tests.helpers.turns import changed, said

MINE = replace(S1, seats={ME: seat()})
FULL = replace(S1, seats={"person-000002": seat()})
ELSEWHERE = replace(S1, hospital="h2")
HELD = offered("s1").holds[ME]
LATER = session("s2", hospital="h1", days=9)
OVER = dt.timedelta(days=8)
AT_LIST = replace(ANA, screen="meetings")
IN_QUESTIONS = replace(ANA, screen="needs", about="s1")


def rested_on(turn):
    return [record.id for record, _ in turn.rests_on if record.table == "session"]


# -- given ----------------------------------------------------------------------------------------------------


def test_a_seat_that_fits_is_in_the_log_without_a_reason():
    turn = at_desk(SeatGiven(session="s1"))

    assert logged(turn, "desk_seat_taken", "rule_overridden") == [("desk_seat_taken", "", "s1", "")]


def test_a_rule_that_gave_way_is_in_the_log_with_its_reason():
    turn = at_desk(SeatGiven(session="s1", reason=Reason.THEY_ASKED), sessions=(ELSEWHERE,))

    assert logged(turn, "desk_seat_taken", "rule_overridden") == [
        ("rule_overridden", "", "hospital/s1", "they_asked"),
        ("desk_seat_taken", "", "s1", "they_asked"),
    ]


def test_a_reason_that_nothing_stood_against_overrides_nothing():
    turn = at_desk(SeatGiven(session="s1", reason=Reason.THEY_ASKED))

    assert logged(turn, "rule_overridden") == []


@pytest.mark.parametrize(
    ("me", "sessions"),
    [
        (replace(ANA, role=None), (S1,)),
        (replace(ANA, outcome=Outcome.LATER), (S1,)),
        (ANA, (ELSEWHERE,)),
        (ANA, (FULL,)),
        (ANA, (replace(MINE, capacity=2),)),
        (ANA, (replace(S1, holds={"person-000002": HELD}),)),
        (ANA, ()),
    ],
    ids=[
        "never agreed",
        "not ready",
        "another hospital",
        "full",
        "has it",
        "held for somebody",
        "no such meeting",
    ],
)
def test_a_seat_that_cannot_be_given_is_refused_in_the_log_and_the_person_hears_nothing(me, sessions):
    turn = at_desk(SeatGiven(session="s1"), me, sessions=sessions)

    assert logged(turn, "desk_seat_taken") == [("desk_seat_taken", "denied", "s1", "")]
    assert (turn.says, changed(turn, TakeSeat)) == ((), [])


def test_no_reason_seats_somebody_a_meeting_does_not_admit():
    turn = at_desk(
        SeatGiven(session="s1", reason=Reason.NEEDED), sessions=(replace(S1, kind="staff_interview"),)
    )

    assert logged(turn, "desk_seat_taken") == [("desk_seat_taken", "denied", "s1", "")]


def test_that_a_meeting_was_full_rests_on_what_was_seen_of_it():
    assert rested_on(at_desk(SeatGiven(session="s1"), sessions=(FULL,))) == ["s1"]


def test_a_seat_held_for_them_does_not_keep_them_out():
    held = replace(S1, holds={ME: HELD})

    assert len(changed(at_desk(SeatGiven(session="s1"), sessions=(held,)), TakeSeat)) == 1


@pytest.mark.parametrize(("me", "screen"), [(AT_LIST, "home"), (IN_QUESTIONS, "needs")])
def test_who_was_choosing_is_shown_what_they_have_and_who_was_asked_goes_on(me, screen):
    assert at_desk(SeatGiven(session="s1"), me).me.screen == screen


# -- moved ----------------------------------------------------------------------------------------------------


def test_another_seat_takes_the_place_of_the_old_one():
    turn = at_desk(SeatMovedTo(session="s1", to="s2"), sessions=(MINE, LATER))

    assert [change.session for change in changed(turn, FreeSeat)] == ["s1"]
    assert [change.session for change in changed(turn, TakeSeat)] == ["s2"]
    assert logged(turn, "desk_seat_moved", "rule_overridden") == [("desk_seat_moved", "", "s2", "")]
    assert said(turn) == [["desk-moved"]]


def test_why_they_were_moved_against_a_rule_is_in_the_log():
    away = replace(LATER, hospital="h2")

    turn = at_desk(SeatMovedTo(session="s1", to="s2", reason=Reason.THEY_ASKED), sessions=(MINE, away))

    assert logged(turn, "desk_seat_moved") == [("desk_seat_moved", "", "s2", "they_asked")]


def test_both_meetings_of_a_move_come_as_calendar_files():
    turn = at_desk(SeatMovedTo(session="s1", to="s2"), sessions=(MINE, LATER))

    assert [(file.session.id, file.kind) for file in turn.says[0].files] == [
        ("s2", FileKind.CALENDAR),
        ("s1", FileKind.CALENDAR_CANCEL),
    ]


@pytest.mark.parametrize(
    "sessions",
    [(S1, LATER), (MINE,), (MINE, replace(LATER, seats={"person-000002": seat()}))],
    ids=["has none", "no such meeting", "full"],
)
def test_a_move_that_cannot_be_is_refused_in_the_log_and_they_keep_what_they_have(sessions):
    turn = at_desk(SeatMovedTo(session="s1", to="s2"), sessions=sessions)

    assert logged(turn, "desk_seat_moved") == [("desk_seat_moved", "denied", "s2", "")]
    assert (turn.says, changed(turn, FreeSeat)) == ((), [])


# -- taken back -----------------------------------------------------------------------------------------------


def test_a_seat_that_is_taken_back_is_in_the_log_and_the_three_months_begin():
    turn = at_desk(SeatCancelled(session="s1"), sessions=(MINE,))

    assert logged(turn, "desk_seat_freed") == [("desk_seat_freed", "", "s1", "")]
    assert Timer(name=TimerName.REST_ENDS, due=NOW + RESTS) in turn.timers
    assert [file.kind for file in turn.says[0].files] == [FileKind.CALENDAR_CANCEL]


def test_a_place_on_a_list_that_is_taken_back_takes_its_notes_with_it():
    turn = at_desk(SeatCancelled(session="s1"), sessions=(waited("s1"),))

    assert changed(turn, LeaveList) == [LeaveList(session="s1", person=ME)]
    assert changed(turn, CancelNotes) == [CancelNotes(about="s1")]
    assert logged(turn, "list_left", "desk_seat_freed") == [
        ("list_left", "", "s1", ""),
        ("desk_seat_freed", "", "s1", ""),
    ]
    assert said(turn) == [["desk-unlisted"]]


def test_a_seat_held_for_them_goes_to_the_next_when_it_is_taken_back():
    turn = at_desk(SeatCancelled(session="s1"), sessions=(offered("s1"),))

    assert [(tell.id, tell.body) for tell in turn.tells] == [("s1", HoldRefused(person=ME, leaves=True))]
    assert said(turn) == [["desk-unlisted"]]


@pytest.mark.parametrize(
    ("sessions", "now"), [((MINE,), NOW + OVER), ((), NOW)], ids=["it is over", "no such meeting"]
)
def test_what_is_over_or_unknown_is_not_taken_back(sessions, now):
    turn = at_desk(SeatCancelled(session="s1"), sessions=sessions, now=now)

    assert (turn.changes, turn.audit, turn.says) == ((), (), ())


@pytest.mark.parametrize(("me", "screen"), [(AT_LIST, "home"), (IN_QUESTIONS, "needs")])
def test_who_was_choosing_sees_what_is_left_to_them(me, screen):
    assert at_desk(SeatCancelled(session="s1"), me, sessions=(MINE,)).me.screen == screen


# -- on a list ------------------------------------------------------------------------------------------------


def test_a_place_on_a_list_is_in_the_log_and_told_with_a_way_off_it():
    turn = at_desk(ListPlaceGiven(session="s1"), sessions=(FULL,))

    assert [change.session for change in changed(turn, JoinList)] == ["s1"]
    assert logged(turn, "desk_listed", "rule_overridden") == [("desk_listed", "", "s1", "")]
    assert said(turn) == [["desk-listed"]]
    assert turn.says[0].files == ()


def test_a_rule_that_gave_way_for_a_place_on_a_list_is_in_the_log():
    away = replace(FULL, hospital="h2")

    turn = at_desk(ListPlaceGiven(session="s1", reason=Reason.WE_TALKED), sessions=(away,))

    assert logged(turn, "desk_listed", "rule_overridden") == [
        ("rule_overridden", "", "hospital/s1", "we_talked"),
        ("desk_listed", "", "s1", "we_talked"),
    ]


@pytest.mark.parametrize(
    ("sessions", "now"),
    [
        ((S1,), NOW),
        ((replace(FULL, hospital="h2"),), NOW),
        ((waited("s1"),), NOW),
        ((offered("s1"),), NOW),
        ((replace(MINE, capacity=1),), NOW),
        ((FULL,), S1.starts),
        ((), NOW),
    ],
    ids=[
        "a seat is free",
        "another hospital",
        "waits",
        "is asked",
        "sits there",
        "it began",
        "no such meeting",
    ],
)
def test_a_place_on_a_list_that_cannot_be_given_is_refused_in_the_log(sessions, now):
    turn = at_desk(ListPlaceGiven(session="s1"), sessions=sessions, now=now)

    assert logged(turn, "desk_listed") == [("desk_listed", "denied", "s1", "")]
    assert (turn.says, changed(turn, JoinList)) == ((), [])


def test_that_a_seat_was_free_rests_on_what_was_seen_of_the_meeting():
    assert rested_on(at_desk(ListPlaceGiven(session="s1"))) == ["s1"]


@pytest.mark.parametrize(("me", "screen"), [(AT_LIST, "home"), (IN_QUESTIONS, "needs")])
def test_who_was_choosing_sees_that_they_wait(me, screen):
    assert at_desk(ListPlaceGiven(session="s1"), me, sessions=(FULL,)).me.screen == screen
