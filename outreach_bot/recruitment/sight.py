"""What a member of the office may see: decided here, for every page, table, list, search, count and stream.

A member of some hospitals sees what belongs to one of them, and what belongs to none; who has none ticked sees all.
Somebody who chose two hospitals belongs to both. Source: DOMAIN 5.7, least privilege.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from outreach_bot.recruitment.approvals import Approval, covers
from outreach_bot.recruitment.contacts import Contact
from outreach_bot.recruitment.office_roles import MemberId, sees
from outreach_bot.recruitment.sessions import PersonId, Session

Hospitals = tuple[str, ...]
Scopes = tuple[frozenset[str], ...]
PLACES = ("seats", "waiting", "holds", "first")
"""Where a session names people."""
ELSEWHERE = "elsewhere"
"""Stands for a code that belongs to a hospital of somebody else."""
_OTHER = "other-"
Place = TypeVar("Place")


class Sight(msgspec.Struct, frozen=True):
    """What one member sees."""

    scopes: Scopes = ()
    """Sets of hospitals, each of which has to let something through; none: everything."""
    member: MemberId = ""
    """Who looks, by their id in the team; empty: whoever holds the machine."""

    @classmethod
    def of(cls, *own: Iterable[str], member: MemberId = "") -> "Sight":
        """The sight of who looks after all of these sets of hospitals at once; an empty set: all there are."""
        scopes = (frozenset(each) for each in own)
        return cls(scopes=tuple(each for each in scopes if each), member=member)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is kept from them."""
        return not self.scopes

    def sees(self, hospitals: Iterable[str]) -> bool:
        """Tell whether they see what belongs to these hospitals; none: it is everybody's."""
        theirs = tuple(hospitals)
        return all(sees(scope, theirs) for scope in self.scopes)

    def is_own(self, hospital: str) -> bool:
        """Tell whether something that is counted under this hospital is theirs; of none: it is a count of all."""
        return self.is_whole or (bool(hospital) and self.sees((hospital,)))

    def covers(self, hospitals: Iterable[str]) -> bool:
        """Tell whether all of these hospitals are theirs; none: only who sees all covers it."""
        theirs = tuple(hospitals)
        return all(covers(scope, theirs) for scope in self.scopes)

    def approval(self, approval: Approval) -> bool:
        """Tell whether a question for a list with names is theirs to see: their own, or one they could answer."""
        return (bool(self.member) and approval.by == self.member) or self.covers(approval.hospitals)

    # -- sessions ------------------------------------------------------------------------------------------

    def session(self, session: Session, shows: Callable[[PersonId], bool]) -> Session | None:
        """Show a session as this member may see it; None: not at all. shows: whether a person is theirs to see.

        In one of their own hospitals it is whole: who runs it must know who comes. In one of no hospital, people of
        others keep their seat in the counts, and have no code: `is_other`.
        """
        if not self.sees(of_session(session)):
            return None
        if self.is_whole or session.hospital:
            return session
        there = {**session.seats, **session.waiting, **session.holds, **session.first}
        hidden = [person for person in there if not shows(person)]
        if not hidden:
            return session
        called = {person: f"{_OTHER}{number}" for number, person in enumerate(hidden, 1)}
        named: dict[str, Any] = {
            name: _renamed(places, called) for name in PLACES if (places := getattr(session, name))
        }
        return msgspec.structs.replace(session, **named)

    def runs(self, session: Session) -> bool:
        """Tell whether they may change or cancel a session, as `session` shows it to them.

        One of no hospital is run by who sees all; but a talk of one person by who looks after that person.
        """
        if self.covers(of_session(session)):
            return True
        people = people_in(session)
        alone = session.capacity == 1 and not session.hospital
        return alone and bool(people) and not any(map(is_other, people))


WHOLE = Sight()
"""Sees everything."""


def is_other(person: PersonId) -> bool:
    """Tell whether this stands for somebody whose code is kept from who looks."""
    return person.startswith(_OTHER)


def people_in(session: Session) -> frozenset[PersonId]:
    """List who has a place in a session: a seat, one that is held for them, or one on the list."""
    return frozenset().union(*(getattr(session, name) for name in PLACES[:3]))


def of_session(session: Session) -> Hospitals:
    """Name the hospital a session is for; none: for all."""
    return (session.hospital,) if session.hospital else ()


def of_contact(contact: Contact) -> Hospitals:
    """Name the hospital a contact of a network belongs to; none: all."""
    return (contact.hospital,) if contact.hospital else ()


def of_one(session: Session, person: PersonId) -> Session:
    """Show a session as it is for one person: nobody else is in it."""
    return _with_people(session, lambda each: each == person)


def without_others(session: Session) -> Session:
    """Leave out of a session whoever is shown in it without a code."""
    return _with_people(session, lambda each: not is_other(each))


def _with_people(session: Session, stays: Callable[[PersonId], bool]) -> Session:
    left: dict[str, Any] = {
        name: {who: place for who, place in getattr(session, name).items() if stays(who)} for name in PLACES
    }
    return msgspec.structs.replace(session, **left)


def _renamed(places: Mapping[PersonId, Place], called: Mapping[PersonId, str]) -> dict[PersonId, Place]:
    return {called.get(person, person): place for person, place in places.items()}
