"""Moving a session: when to ask, which times may be asked for, and what people answered."""

import datetime as dt

import pytest

from outreach_bot.recruitment import polls
from outreach_bot.recruitment.polls import PollFault
from outreach_bot.recruitment.sessions import Lead, Poll, Risk, RiskReason, SessionStatus
from tests.recruitment.builders import NOON, a_seat, a_session

DAY = dt.timedelta(days=1)
TIMES = (NOON + 12 * DAY, NOON + 13 * DAY, NOON + 14 * DAY)
SESSION = a_session()


def test_three_times_are_enough():
    assert polls.poll_fault(TIMES, SESSION, NOON) is None


@pytest.mark.parametrize(
    ("times", "fault"),
    [
        (TIMES[:2], PollFault.FEW),
        ((), PollFault.FEW),
        ((*TIMES, TIMES[0]), PollFault.TWICE),
        ((*TIMES, SESSION.starts), PollFault.SAME),
        ((*TIMES, NOON + dt.timedelta(hours=23)), PollFault.SOON),
        (tuple(NOON + days * DAY for days in range(20, 27)), PollFault.MANY),
    ],
)
def test_times_that_cannot_be_asked_for(times, fault):
    assert polls.poll_fault(times, SESSION, NOON) is fault


@pytest.mark.parametrize(
    ("asking", "booked", "opens"), [(0, 3, False), (1, 3, True), (1, 4, False), (2, 6, True), (0, 0, False)]
)
def test_three_in_ten_who_ask_open_the_question(asking, booked, opens):
    seats = {f"p{number}": a_seat(asked_move=number < asking) for number in range(booked)}

    assert polls.wants_moving(a_session(seats=seats)) is opens


def test_a_question_that_is_open_is_not_opened_again():
    asked = a_session(seats={"a": a_seat(asked_move=True)}, poll=Poll(times=TIMES, opened_at=NOON))

    assert not polls.wants_moving(asked)


def test_it_counts_whom_each_time_suits():
    seats = {"a": a_seat(can=TIMES[:2]), "b": a_seat(can=TIMES[:1]), "c": a_seat(can=()), "d": a_seat()}
    session = a_session(seats=seats)

    assert [polls.suits(session, time) for time in TIMES] == [2, 1, 0]
    assert polls.answered(session) == 3


def test_moving_ends_what_put_it_at_risk_and_takes_the_short_chats_along():
    session = a_session(
        status=SessionStatus.AT_RISK,
        risk=Risk(reason=RiskReason.COCHAIR, since=NOON),
        led_by=Lead.NOBODY,
        briefed=True,
        brief_slot=NOON + 9 * DAY,
        debrief_slot=NOON + 11 * DAY,
        poll=Poll(times=TIMES, opened_at=NOON),
    )

    moved = polls.moved_to(session, session.starts + 2 * DAY)

    assert (moved.starts, moved.brief_slot, moved.debrief_slot) == (
        session.starts + 2 * DAY,
        NOON + 11 * DAY,
        NOON + 13 * DAY,
    )
    assert (moved.status, moved.risk, moved.poll, moved.led_by) == (
        SessionStatus.PUBLISHED,
        None,
        None,
        Lead.COCHAIR,
    )
    assert (moved.moved, moved.briefed) == (1, False)


@pytest.mark.parametrize("status", [SessionStatus.DRAFT, SessionStatus.CANCELLED])
def test_moving_opens_nothing_that_was_not_open(status):
    assert polls.moved_to(a_session(status=status), NOON).status is status
