"""Who is asked first when a seat comes free, and why. Source: DOMAIN section 7, DESIGN section 7."""

from collections import Counter
from enum import StrEnum

from outreach_bot.recruitment import seats
from outreach_bot.recruitment.rules import Role, SessionKind
from outreach_bot.recruitment.sessions import PersonId, Session, Waiter


class Why(StrEnum):
    """What put a waiting person before the next one."""

    FIRST = "first"
    """Theirs moved to a time when they could not come."""
    NEW_TO_IT = "new_to_it"
    BALANCE_HOSPITAL = "balance_hospital"
    BALANCE_ROLE = "balance_role"
    WAITED_LONGER = "waited_longer"


def _rank(session: Session, waiter: Waiter) -> tuple[bool, bool, int, int, tuple[int, str]]:
    hospitals = Counter(name for seat in session.seats.values() for name in seat.hospitals)
    roles = Counter(seat.role is Role.STAFF for seat in session.seats.values())
    least = min((hospitals[name] for name in waiter.hospitals), default=0)
    balance = roles[waiter.role is Role.STAFF]
    # the clock may stand still or step back between two arrivals; their numbers only rise
    arrived = waiter.number, waiter.since.isoformat()
    return not waiter.first, not waiter.new_to_it, least, balance, arrived


def order(session: Session) -> list[PersonId]:
    """List who waits, first first: whose meeting moved away from them, new to it, then hospital, then role balance, then time.

    Records from before arrivals were counted have no number: they came first, and stay as they are written.
    """
    return sorted(session.waiting, key=lambda person: _rank(session, session.waiting[person]))


def place(session: Session, person: PersonId) -> int:
    """Return the number on the list that `person` is told; someone not on it yet would be last of their like."""
    return order(session).index(person) + 1


def why(session: Session, first: PersonId, second: PersonId) -> Why:
    """Say what put `first` before `second`."""
    one, other = _rank(session, session.waiting[first]), _rank(session, session.waiting[second])
    differs = next(
        number for number in range(len(one)) if one[number] != other[number] or number == len(one) - 1
    )
    return tuple(Why)[differs]


def next_to_ask(session: Session, kind: SessionKind) -> PersonId | None:
    """Return the first waiting person who fits a free seat and has not passed on it."""
    for person in order(session):
        waiter = session.waiting[person]
        if not waiter.passed and seats.has_room(
            session, kind, role=waiter.role, companions=waiter.companions
        ):
            return person
    return None
