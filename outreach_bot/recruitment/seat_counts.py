"""Who sat in which meeting, told without names: roles, people who were new to it, and seats of people since erased."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from outreach_bot.recruitment.rules import Role, Sessions
from outreach_bot.recruitment.sessions import PersonId, Seat, Session, SessionId, SessionStatus
from outreach_bot.recruitment.stations import came

PREFIX = "left"
ABSENT = "absent"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One seat as reports see it: nobody's."""

    session: SessionId
    role: Role
    state: str
    """`booked` (nobody said yet whether they came), `came` or `absent`."""
    is_first: bool
    """It is the first meeting this person has a seat in; one they missed does not count."""


def places(sessions: Iterable[Session], kinds: Sessions) -> list[Place]:
    """List the seats of all sessions but those that were called off."""
    known = [each for each in sessions if each.status is not SessionStatus.CANCELLED]
    first = _firsts(known, kinds)
    return [
        Place(
            session=session.id, role=seat.role, state=_state(seat), is_first=first.get(person) == session.id
        )
        for session in known
        for person, seat in session.seats.items()
    ]


def _firsts(sessions: Iterable[Session], kinds: Sessions) -> dict[PersonId, SessionId]:
    found: dict[PersonId, SessionId] = {}
    for session in sorted(sessions, key=lambda each: (each.starts, each.id)):
        if kinds.kind(session.kind).counts:
            for person, seat in session.seats.items():
                if _state(seat) != ABSENT:
                    found.setdefault(person, session.id)
    return found


def _state(seat: Seat) -> str:
    if seat.attended is None and not seat.told_how:
        return "booked"
    return "came" if came(seat) else ABSENT


# -- who was erased ----------------------------------------------------------------------------------------


def left_behind(
    person: PersonId, sessions: Iterable[Session], kinds: Sessions, *, freed: Iterable[SessionId]
) -> tuple[str, ...]:
    """Name a counter for each seat in `freed` that somebody leaves who is erased: `left:s1:lived:came:first`."""
    theirs = [
        msgspec.structs.replace(each, seats={person: each.seats[person]})
        for each in sessions
        if person in each.seats
    ]
    gone = set(freed)
    return tuple(
        f"{PREFIX}:{place.session}:{place.role}:{place.state}:{'first' if place.is_first else 'again'}"
        for place in places(theirs, kinds)
        if place.session in gone
    )


def places_left(counters: Mapping[str, int], sessions: Iterable[Session]) -> list[Place]:
    """List the seats that people held who are erased since, in sessions we still know."""
    known = {each.id for each in sessions if each.status is not SessionStatus.CANCELLED}
    found: Counter[Place] = Counter()
    for name, count in counters.items():
        prefix, _, rest = name.partition(":")
        if prefix == PREFIX:
            session, role, state, when = rest.rsplit(":", 3)
            if session in known and role in list(Role):
                place = Place(session=session, role=Role(role), state=state, is_first=when == "first")
                found[place] += count
    return list(found.elements())


def has_started(session: Session, now: dt.datetime) -> bool:
    """Tell whether a session began: whose seat is in it has sat there, or was missed."""
    return session.starts <= now
