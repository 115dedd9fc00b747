"""Seats: who may sit where, how many are free, and what a change does to a session's record."""

import math
from collections.abc import Iterable

from msgspec.structs import replace

from outreach_bot.recruitment.rules import Role, SessionKind
from outreach_bot.recruitment.sessions import Hold, PersonId, Seat, Session, Waiter


class OverBooked(Exception):
    """A change would seat more people than there are seats. A turn that rests on the session cannot meet it."""


def of(person: PersonId, sessions: Iterable[Session]) -> list[Seat]:
    """List a person's seats, in the order of the sessions."""
    return [session.seats[person] for session in sessions if person in session.seats]


def places(companions: int, kind: SessionKind) -> int:
    """Count the places one booking takes."""
    return 1 + (companions if kind.companion_takes_seat else 0)


def taken(session: Session, kind: SessionKind, *, staff_only: bool = False) -> int:
    """Count the places taken or held; with `staff_only` those of staff."""
    seated = ((seat.role, seat.companions) for seat in session.seats.values())
    held = ((hold.waiter.role, hold.waiter.companions) for hold in session.holds.values())
    return sum(
        places(companions, kind)
        for role, companions in (*seated, *held)
        if not staff_only or role is Role.STAFF
    )


def staff_limit(session: Session, kind: SessionKind) -> int:
    """Count the places staff may take: the rest is kept for people with lived experience and families."""
    kept = max(math.ceil(session.capacity * kind.reserve_lived_or_family), kind.min_lived_or_family)
    if kind.table_size and kind.min_lived_or_family_per_table:
        tables = math.ceil(session.capacity / kind.table_size)
        kept = max(kept, tables * kind.min_lived_or_family_per_table)
    return session.capacity - kept


def free(session: Session, kind: SessionKind, role: Role) -> int:
    """Count the places someone with `role` could take now."""
    left = session.capacity - taken(session, kind)
    if role is Role.STAFF:
        left = min(left, staff_limit(session, kind) - taken(session, kind, staff_only=True))
    return max(0, left)


def has_room(session: Session, kind: SessionKind, *, role: Role, companions: int = 0) -> bool:
    """Tell whether a person with `companions` supporters can be seated now."""
    return free(session, kind, role) >= places(companions, kind)


def take(session: Session, person: PersonId, seat: Seat, kind: SessionKind) -> Session:
    """Seat `person`; uses up their hold or list place. OverBooked when there is no room."""
    holds = {who: hold for who, hold in session.holds.items() if who != person}
    waiting = {who: waiter for who, waiter in session.waiting.items() if who != person}
    session = replace(session, holds=holds, waiting=waiting)
    if not has_room(session, kind, role=seat.role, companions=seat.companions):
        raise OverBooked(session.id)
    return replace(session, seats={**session.seats, person: seat})


def change(session: Session, person: PersonId, seat: Seat) -> Session:
    """Note something on a held seat."""
    return replace(session, seats={**session.seats, person: seat})


def give_back(session: Session, person: PersonId) -> Session:
    """Take the seat of `person` back."""
    return replace(session, seats={who: seat for who, seat in session.seats.items() if who != person})


def join_list(session: Session, person: PersonId, waiter: Waiter) -> Session:
    """Put `person` on the waiting list, or change what is noted there; who is new to it arrives after all others."""
    waiter = replace(waiter, number=waiter.number or _arrived(session) + 1)
    return replace(session, waiting={**session.waiting, person: waiter})


def _arrived(session: Session) -> int:
    """Return the highest number on the list; who is offered a seat may come back to their place on it."""
    waiting = (*session.waiting.values(), *(held.waiter for held in session.holds.values()))
    return max((waiter.number for waiter in waiting), default=0)


def leave_list(session: Session, person: PersonId) -> Session:
    """Take `person` off the waiting list."""
    return replace(session, waiting={who: w for who, w in session.waiting.items() if who != person})


def hold(session: Session, person: PersonId, held: Hold, kind: SessionKind) -> Session:
    """Keep a seat for a waiting person. OverBooked when there is none to keep."""
    if not has_room(session, kind, role=held.waiter.role, companions=held.waiter.companions):
        raise OverBooked(session.id)
    return replace(leave_list(session, person), holds={**session.holds, person: held})


def drop_hold(session: Session, person: PersonId, *, back: bool) -> Session:
    """End a hold; with `back` the person waits again where they were, after the others for this seat."""
    held = session.holds.get(person)
    session = replace(session, holds={who: h for who, h in session.holds.items() if who != person})
    if held is None or not back:
        return session
    return join_list(session, person, replace(held.waiter, passed=True))


def keep_first(session: Session, person: PersonId, waiter: Waiter) -> Session:
    """Note that `person` is asked first for the next session of this kind."""
    return replace(session, first={**session.first, person: waiter})


def drop_first(session: Session, person: PersonId) -> Session:
    """They have been asked, or are gone."""
    return replace(session, first={who: waiter for who, waiter in session.first.items() if who != person})
