"""Moving a session: when to ask, which times may be asked for, and what people answered. Source: DOMAIN 6.3."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from msgspec.structs import replace

from outreach_bot.recruitment.sessions import Lead, Session, SessionStatus

LEAST_TIMES = 3
MOST_TIMES = 6
"""More would not fit a small phone."""
ASKING_SHARE = 0.3
"""When so many of those booked ask to move, the question is opened."""
NOTICE = dt.timedelta(hours=24)
"""A session does not move to a time sooner than this: people must hear of it first."""


class PollFault(StrEnum):
    """Why times cannot be asked for."""

    FEW = "few"
    MANY = "many"
    TWICE = "twice"
    SOON = "soon"
    SAME = "same"
    """It is the time the session has."""


def poll_fault(times: Sequence[dt.datetime], session: Session, now: dt.datetime) -> PollFault | None:
    """Say what is wrong with these times (aware UTC), or None."""
    if any(time < now + NOTICE for time in times):
        return PollFault.SOON
    if session.starts in times:
        return PollFault.SAME
    if len(set(times)) < len(times):
        return PollFault.TWICE
    if len(times) < LEAST_TIMES:
        return PollFault.FEW
    return PollFault.MANY if len(times) > MOST_TIMES else None


def asking(session: Session) -> int:
    """Count those booked who asked to move the date."""
    return sum(seat.asked_move for seat in session.seats.values())


def wants_moving(session: Session) -> bool:
    """Tell whether enough of those booked asked to move, so that a coordinator must take it up."""
    return session.poll is None and 0 < asking(session) >= ASKING_SHARE * len(session.seats)


def suits(session: Session, time: dt.datetime) -> int:
    """Count the people booked whom a time of the poll suits."""
    return sum(time in (seat.can or ()) for seat in session.seats.values())


def answered(session: Session) -> int:
    """Count those who have answered the poll."""
    return sum(seat.can is not None for seat in session.seats.values())


def moved_to(session: Session, starts: dt.datetime) -> Session:
    """Return `session` at another time, its short chats before and after with it; what put it at risk is over."""
    by = starts - session.starts
    return settled(
        replace(
            session,
            starts=starts,
            brief_slot=session.brief_slot and session.brief_slot + by,
            debrief_slot=session.debrief_slot and session.debrief_slot + by,
        )
    )


def settled(session: Session) -> Session:
    """Return a session that was moved as it is then: nothing asked any more, nothing at risk, to be briefed again."""
    status = SessionStatus.PUBLISHED if session.status is SessionStatus.AT_RISK else session.status
    return replace(
        session,
        status=status,
        risk=None,
        poll=None,
        led_by=Lead.COCHAIR,
        moved=session.moved + 1,
        briefed=False,
    )
