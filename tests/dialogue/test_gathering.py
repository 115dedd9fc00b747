"""What people hear of a session's course, and what their answers do."""

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.desk_inputs import TimesNoted
from outreach_bot.dialogue.effects import CancelNotes, ChangeSeat, DropFirst, KeepFirst, Mark, Notice, PutCall
from outreach_bot.dialogue.inputs import EraseAsked, SessionMoved, Tapped
from outreach_bot.dialogue.session_inputs import AttendanceMarked, PollAsked, SessionStays, WentAhead
from outreach_bot.dialogue.state import Consent
from outreach_bot.recruitment.funnel import Stage
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import Poll, Seat, Session, Waiter
from tests.helpers.people import FITS, ME, NOW, person
from tests.helpers.turns import changed, counted, offered, said, take

DAY = dt.timedelta(days=1)
AGREED = (Consent(id="consent_contact_v1", agreed=True, at=NOW, channel="telegram", words="x"),)
HOME = person("home", consents=AGREED, **FITS)
SILENT = person("home", **FITS)
TIMES = (NOW + 9 * DAY, NOW + 10 * DAY, NOW + 11 * DAY)
SEAT = Seat(role=Role.LIVED, booked_at=NOW)


def meeting(seat=SEAT, name="s1", **fields):
    facts: dict[str, Any] = {
        "starts": NOW + 7 * DAY,
        "minutes": 120,
        "capacity": 10,
        "seats": {ME: seat} if seat else {},
    }
    return Session(id=name, kind="celebration", **(facts | fields))


def asked(seat=SEAT):
    return meeting(seat, poll=Poll(times=TIMES, opened_at=NOW))


def turn(rules, body, session, me=HOME, *others):
    return take(rules, me, body, sessions={each.id: each for each in (session, *others)})


def minute(time):
    return f"poll:s1:{int(time.timestamp()) // 60}"


def test_the_question_has_a_button_for_each_time_and_one_for_none(rules):
    done = turn(rules, PollAsked(session="s1"), asked())

    assert said(done) == [["move-poll"]]
    assert offered(done) == [*map(minute, TIMES), "poll:s1:none", "person", "help"]
    assert done.says[0].not_after == asked().starts


def test_a_meeting_that_is_gone_is_asked_about_no_more(rules):
    assert turn(rules, PollAsked(session="gone"), asked()).says == ()


@pytest.mark.parametrize(
    ("before", "ticked"), [((), True), (None, False), (TIMES[:1], False)], ids=["none", "open", "one"]
)
def test_none_of_these_is_ticked_by_whom_no_time_suits(rules, before, ticked):
    done = turn(rules, Tapped(data="times:s1"), asked(replace(SEAT, can=before)))

    [none] = [each for row in done.says[0].buttons for each in row if each.data == "poll:s1:none"]
    assert (none.mark is Mark.TICKED) is ticked


@pytest.mark.parametrize(
    "session",
    [asked(replace(SEAT, can=())), meeting(), asked(None)],
    ids=["has answered", "the question is closed", "has no seat any more"],
)
def test_nobody_is_asked_who_need_not_be(rules, session):
    done = turn(rules, PollAsked(session="s1"), session)

    assert (done.says, done.notices) == ((), ())


@pytest.mark.parametrize(
    "body", [PollAsked(session="s1"), SessionStays(session="s1"), WentAhead(session="s1")]
)
def test_who_may_not_be_written_to_is_left_to_a_person(rules, body):
    done = turn(rules, body, asked(), SILENT)

    assert done.says == ()
    assert done.notices == (Notice.REMINDER_HELD,)


@pytest.mark.parametrize(
    ("before", "data", "after"),
    [
        (None, minute(TIMES[1]), (TIMES[1],)),
        ((TIMES[1],), minute(TIMES[0]), TIMES[:2]),
        (TIMES[:2], minute(TIMES[0]), (TIMES[1],)),
        (TIMES[:1], minute(TIMES[0]), ()),
        (TIMES, "poll:s1:none", ()),
    ],
    ids=["first", "another", "not that one", "none left", "none of these"],
)
def test_one_tap_counts_at_once(rules, before, data, after):
    done = turn(rules, Tapped(data=data), asked(replace(SEAT, can=before)))

    assert [change.seat.can for change in changed(done, ChangeSeat)] == [after]
    assert done.says[0].edit
    ticks = [
        button.label.args["when"].at
        for row in done.says[0].buttons
        for button in row
        if button.mark is Mark.TICKED and "when" in button.label.args
    ]
    assert tuple(ticks) == after


@pytest.mark.parametrize(
    ("data", "session"),
    [
        (f"poll:s1:{int((NOW + 20 * DAY).timestamp()) // 60}", asked()),
        (minute(TIMES[0]), meeting()),
        ("poll:s1:none", asked(None)),
        ("poll:s1", asked()),
        ("poll:s1:none", meeting()),
        ("times:s1", meeting()),
        ("times:gone", asked()),
    ],
    ids=["a time of before", "closed", "no seat", "cut short", "none of no times", "nothing to show", "gone"],
)
def test_an_old_button_is_answered_kindly_and_changes_nothing(rules, data, session):
    done = turn(rules, Tapped(data=data), session)

    assert [words[0] for words in said(done)] == ["old-button"]
    assert changed(done, ChangeSeat) == []


@pytest.mark.parametrize("can", [TIMES[:2], ()], ids=["two times", "none of them"])
def test_what_somebody_told_a_coordinator_counts_like_their_taps_and_nothing_is_said(rules, can):
    done = turn(rules, TimesNoted(session="s1", can=can), asked(replace(SEAT, can=TIMES)))

    assert [change.seat.can for change in changed(done, ChangeSeat)] == [can]
    assert done.says == ()
    assert [(row.action, row.detail, row.result) for row in done.audit] == [("times_noted", "s1", "")]


@pytest.mark.parametrize(
    ("can", "session"),
    [
        (TIMES[:1], meeting()),
        ((NOW + 20 * DAY,), asked()),
        (TIMES[:1], asked(None)),
        (TIMES[:1], replace(asked(), starts=NOW - DAY)),
    ],
    ids=["the question is closed", "a time of before", "no seat", "the meeting is over"],
)
def test_an_answer_that_comes_too_late_changes_nothing_and_that_is_written_down(rules, can, session):
    done = turn(rules, TimesNoted(session="s1", can=can), session)

    assert changed(done, ChangeSeat) == []
    assert [(row.action, row.result) for row in done.audit] == [("times_noted", "denied")]


def test_an_open_question_waits_at_home_until_it_is_answered(rules):
    open_one = turn(rules, Tapped(data="home"), asked())
    answered = turn(rules, Tapped(data="home"), asked(replace(SEAT, can=())))

    assert offered(open_one)[0] == "times:s1"
    assert "times:s1" not in offered(answered)
    assert said(turn(rules, Tapped(data="times:s1"), asked())) == [["move-poll"]]


def test_when_it_stays_what_was_answered_is_forgotten(rules):
    done = turn(rules, SessionStays(session="s1"), meeting(replace(SEAT, can=TIMES, asked_move=True)))

    assert [change.seat for change in changed(done, ChangeSeat)] == [SEAT]
    assert changed(done, CancelNotes) == [CancelNotes(about="s1")]
    assert said(done) == [["booking_stays"]]


def test_who_would_rather_talk_first_can_when_nobody_with_lived_experience_leads(rules):
    done = turn(rules, WentAhead(session="s1"), meeting())

    assert said(done) == [["booking_led_otherwise"]]
    assert offered(done) == ["coming:s1", "change:s1", "free:s1", "person", "help"]


@pytest.mark.parametrize(
    ("can", "words", "fine"),
    [
        (None, "booking_moved", "booking_moved.fine"),
        (TIMES, "booking_moved_fits", "booking_moved.fine"),
        (TIMES[1:], "booking_moved_cannot", "booking_moved_cannot.after_all"),
    ],
    ids=["not answered", "can come", "cannot come"],
)
def test_a_moved_meeting_is_told_as_they_answered(rules, can, words, fine):
    seat = replace(SEAT, can=can, asked_move=True, coming=True)

    done = turn(rules, SessionMoved(session="s1"), meeting(seat, starts=TIMES[0]))

    assert said(done) == [[words]]
    assert done.says[0].buttons[0][0].label.id == fine
    assert [change.seat for change in changed(done, ChangeSeat)] == [replace(SEAT, moved=True)]


# -- first for the next one --------------------------------------------------------------------------------


def test_a_seat_that_moved_and_is_given_up_keeps_them_first(rules):
    done = turn(rules, Tapped(data="free:s1"), meeting(replace(SEAT, moved=True, hospitals=("h1",))))

    [kept] = changed(done, KeepFirst)
    assert (kept.session, kept.person) == ("s1", ME)
    assert kept.waiter == Waiter(role=Role.LIVED, since=NOW, hospitals=("h1",), first=True)
    assert "booking_freed_first" in said(done)[0]


def test_a_seat_that_did_not_move_keeps_nobody_first(rules):
    done = turn(rules, Tapped(data="free:s1"), meeting())

    assert changed(done, KeepFirst) == []
    assert "booking_freed_first" not in said(done)[0]


FIRST = {ME: Waiter(role=Role.LIVED, since=NOW, first=True)}
OLD = meeting(None, "s0", first=FIRST, starts=NOW - DAY)


def test_with_a_new_seat_they_are_not_first_any_more(rules):
    me = person("meeting", "s1", consents=AGREED, **FITS)

    done = turn(rules, Tapped(data="book:s1"), meeting(None), me, OLD)

    assert changed(done, DropFirst) == [DropFirst(session="s0", person=ME)]


def test_on_a_list_they_are_first_once(rules):
    full = meeting(None, capacity=1, seats={"other": SEAT})
    me = person("meeting", "s1", consents=AGREED, **FITS)

    done = turn(rules, Tapped(data="list:s1"), full, me, OLD)

    assert [change.waiter.first for change in done.changes if hasattr(change, "waiter")] == [True]
    assert changed(done, DropFirst) == [DropFirst(session="s0", person=ME)]


def test_who_is_erased_is_first_for_nothing(rules):
    done = turn(rules, EraseAsked(by="cora"), OLD)

    assert changed(done, DropFirst) == [DropFirst(session="s0", person=ME)]


# -- asking to move -------------------------------------------------------------------------------------------


def test_asking_to_move_is_noted_once_on_the_seat(rules):
    me = person("change", "s1", consents=AGREED, **FITS)

    first = turn(rules, Tapped(data="move:s1"), meeting(), me)
    again = turn(rules, Tapped(data="move:s1"), meeting(replace(SEAT, asked_move=True)), me)

    assert [change.seat.asked_move for change in changed(first, ChangeSeat)] == [True]
    assert first.notices == (Notice.MOVE_ASKED,)
    assert (changed(again, ChangeSeat), again.notices) == ([], ())
    assert said(again)[0][0] == "change-asked"


# -- whether they came ----------------------------------------------------------------------------------------

SENT = {"source": "K7MQ2XZB", "source_channel": "fl"}


def marked(rules, *, came, counted_as, others=(), **fields):
    me = replace(HOME, counted=counted_as, **SENT)
    session = meeting(replace(SEAT, attended=came), starts=NOW - DAY)
    return turn(rules, AttendanceMarked(session="s1", came=came), session, me, *others)


def moves(done):
    return [
        (change.name, change.by)
        for change in done.changes
        if getattr(change, "name", "").startswith("attended:")
    ]


def test_who_came_is_counted_for_the_code_that_brought_them(rules):
    done = marked(rules, came=True, counted_as=Stage.BOOKED)

    assert moves(done) == [("attended:K7MQ2XZB:fl", 1)]
    assert done.me.counted is Stage.ATTENDED


def test_a_mark_by_mistake_is_counted_no_more(rules):
    done = marked(rules, came=False, counted_as=Stage.ATTENDED)

    assert moves(done) == [("attended:K7MQ2XZB:fl", -1)]
    assert done.me.counted is Stage.BOOKED


def test_who_came_to_another_stays_counted(rules):
    other = meeting(replace(SEAT, attended=True), "s2", starts=NOW - 2 * DAY)

    assert moves(marked(rules, came=False, counted_as=Stage.ATTENDED, others=(other,))) == []


def test_who_missed_one_hears_nothing(rules):
    done = marked(rules, came=False, counted_as=Stage.BOOKED)

    assert (done.says, changed(done, PutCall)) == ((), [])


def test_who_came_is_offered_no_talk_about_those_they_missed(rules):
    missed = [meeting(replace(SEAT, attended=False), f"s{n}", starts=NOW - n * DAY) for n in (2, 3)]

    done = marked(rules, came=True, counted_as=Stage.BOOKED, others=missed)

    assert (changed(done, PutCall), done.notices) == ([], ())


def test_who_missed_two_is_offered_a_talk_and_not_blamed(rules):
    other = meeting(replace(SEAT, attended=False), "s2", starts=NOW - 2 * DAY)

    done = marked(rules, came=False, counted_as=Stage.BOOKED, others=(other,))

    assert [change.call.reason for change in changed(done, PutCall)] == ["missed"]
    assert done.notices == (Notice.CALL,)
    assert done.says == ()
    assert counted(done) == []
