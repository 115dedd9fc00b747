"""What the office has at hand: the rows its pages show, parsed once and kept up with, and indices over them.

A page looks at it through `visible`, which shows what one member may see.

Nothing here looks at a whole table once it was read, so that a page with five thousand sign-ups is as quick as one
with a hundred. Only ids, codes and times are kept: see `briefs`.
"""

import asyncio
import datetime as dt
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from outreach_bot.exports.signups import newest_place
from outreach_bot.office import briefs
from outreach_bot.office.facets import Facets, Timeline
from outreach_bot.recruitment.approvals import Approval
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.polls import asking
from outreach_bot.recruitment.session_needs import OPEN, missing_way
from outreach_bot.recruitment.sessions import Session, SessionStatus
from outreach_bot.recruitment.sight import Scopes, people_in
from outreach_bot.recruitment.waves import Wave
from outreach_bot.store.keeping_up import KeptTable
from outreach_bot.store.reading import Reader, Row

LONGEST = dt.timedelta(days=1)
"""No session is longer (sessions.yaml: eight hours)."""
NO_OUTCOME, NO_PLACE, NO_CODE, ALL_HOSPITALS = "asking", "none", "none", "all"
"""The values of a facet for those who have none in it."""


ALL = "all"
"""The facet, and its one value, of all who signed up."""
WANTS = "wants"
"""The one facet of `Shelf.wanting`."""


Shown = dict[str, tuple[Session, Session | None]]
"""By session: it as it is, and as somebody may see it; None: not at all."""


class Wants(StrEnum):
    """What a session may want of a coordinator, as far as its own record says; when, is looked at later."""

    RISK = "risk"
    MOVE = "move"
    NOTES = "notes"
    """Who came, or the debrief."""
    WAY = "way"
    """People may book it, and nothing says where it is or how they are called."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """The seat, hold or list place of a person that was decided last."""

    session: str
    state: str
    """booked, attended, absent, held or waiting; the words are `office-seat.<value>`."""


class Shelf:
    """The office's own picture of the store. `catch_up` before each look; what it gives is not to be changed."""

    def __init__(self, store: Reader) -> None:
        self._store, self._lock = store, asyncio.Lock()
        self.version = 0
        """Another one whenever anything here changed."""
        self.signed_up = Facets()
        """People who agreed to be asked: by role, outcome, hospital, source and seat."""
        self.by_age, self.by_heard, self.by_meeting = Timeline(), Timeline(), Timeline()
        """The same people, by when they came, when they were heard from, and when they meet us: who has a place."""
        self.groups, self.talks = Timeline(), Timeline()
        """Sessions of several people and of one, cancelled ones aside, by when they begin."""
        self.wanting = Facets()
        self.places: dict[str, Place] = {}
        self._sessions_of: dict[str, set[str]] = {}
        self._shown: dict[Scopes, Shown] = {}
        self._people = KeptTable("person", briefs.person, self._person)
        self._sessions = KeptTable("session", _session, self._session)
        self._notices = KeptTable("notice", briefs.notice)
        self._calls = KeptTable("call", briefs.call)
        self._talks = KeptTable("thread", briefs.waits)
        self._not_there, self._given_up = (
            KeptTable("settled", read) for read in (briefs.not_there, briefs.given_up)
        )
        self._waves = KeptTable("wave", _wave)
        self._reviews = KeptTable("review", briefs.review)
        self._asides = KeptTable("dead", briefs.aside)
        self._codes = KeptTable("code", briefs.shared_code)
        self._members = KeptTable("member", briefs.member_name)
        self._approvals = KeptTable("approval", _approval)
        self._contacts = KeptTable("contact", briefs.contact)
        self.people = self._people.items
        self.sessions = self._sessions.items
        self.notices = self._notices.items
        self.calls = self._calls.items
        self.waits = self._talks.items
        self.not_there, self.given_up = self._not_there.items, self._given_up.items
        self.waves = self._waves.items
        self.approvals = self._approvals.items
        """Questions for lists with names."""
        self.reviews = self._reviews.items
        self.asides = self._asides.items
        self.members = self._members.items
        """Names of the team, by id."""
        self.codes: dict[str, Code] = self._codes.items

    async def catch_up(self) -> int:
        """Read what changed since the last look; the version it is now."""
        async with self._lock:
            tables = (
                self._people, self._sessions, self._notices, self._calls, self._talks, self._not_there,
                self._given_up, self._waves, self._asides, self._approvals,
                self._reviews, self._codes, self._members, self._contacts,
            )  # fmt: skip
            if any([await table.catch_up(self._store) for table in tables]):
                self.version += 1
            return self.version

    def shown_to(self, scopes: Scopes) -> Shown:
        """What was worked out of sessions for who sees as much: kept until somebody in one chooses other hospitals."""
        return self._shown.setdefault(scopes, {})

    def name_of(self, code: str) -> str:
        """Say what coordinators know a code by: its name, or the organisation it was made for. No person's name."""
        known = self.codes.get(code)
        if known is None:
            return ""
        contact = self._contacts.items.get(known.contact)
        return known.name or (contact.organisation if contact else "")

    def hospitals_of(self, person: str) -> tuple[str, ...]:
        """Name the hospitals a person chose; none: nobody we know, or none chosen yet."""
        known = self.people.get(person)
        return known.hospitals if known else ()

    def hospitals_of_code(self, code: Code) -> tuple[tuple[str, ...], ...]:
        """Name the hospitals of a code, and those of the contact it was made for: it is for who sees both."""
        contact = self._contacts.items.get(code.contact)
        homes = (code.hospital, contact.hospital if contact else "")
        return tuple((each,) if each else () for each in homes)

    # -- keeping the indices -----------------------------------------------------------------------------

    def _person(self, one: str, old: briefs.PersonBrief | None, new: briefs.PersonBrief | None) -> None:
        if self._sessions_of.get(one) and _chosen(old) != _chosen(new):
            self._shown.clear()
        # a role is kept only after consent: before it nobody has signed up
        here = new if new is not None and new.role is not None else None
        self.by_age.put(one, here.made_at if here else None)
        self.by_heard.put(one, here.seen_at if here else None)
        put = self.signed_up.put
        put(ALL, one, (ALL,) if here else ())
        put("role", one, (str(here.role),) if here else ())
        put("outcome", one, (here.outcome or NO_OUTCOME,) if here else ())
        put("hospital", one, (here.hospitals or (ALL_HOSPITALS,)) if here else ())
        put("source", one, (here.source or NO_CODE,) if here else ())
        self._seat(one, here=here is not None)

    def _session(self, one: str, old: Session | None, new: Session | None) -> None:
        group = new is not None and new.capacity > 1
        starts = new.starts if new is not None and new.status is not SessionStatus.CANCELLED else None
        self.groups.put(one, starts if group else None)
        self.talks.put(one, None if group else starts)
        self.wanting.put(WANTS, one, _wants(new) if new is not None else ())
        before, after = _people_of(old), _people_of(new)
        for person in before - after:
            self._sessions_of[person].discard(one)
        for person in after - before:
            self._sessions_of.setdefault(person, set()).add(one)
        for person in before | after:
            self._place(person)

    def _place(self, person: str) -> None:
        theirs = [self.sessions[each] for each in self._sessions_of.get(person, ())]
        session, state, _ = newest_place(person, theirs)
        self.places.pop(person, None)
        if session:
            self.places[person] = Place(session=session, state=state)
        known = self.people.get(person)
        self._seat(person, here=known is not None and known.role is not None)

    def _seat(self, person: str, *, here: bool) -> None:
        place = self.places.get(person)
        self.signed_up.put("seat", person, (place.state if place else NO_PLACE,) if here else ())
        self.by_meeting.put(person, self.sessions[place.session].starts if here and place else None)


def _chosen(person: briefs.PersonBrief | None) -> tuple[str, ...]:
    return person.hospitals if person else ()


def _wants(session: Session) -> Iterable[str]:
    if session.status is SessionStatus.AT_RISK:
        yield Wants.RISK
    if session.status is SessionStatus.PUBLISHED and session.poll is None and asking(session):
        yield Wants.MOVE
    unknown = any(seat.attended is None for seat in session.seats.values())
    unsaid = session.capacity > 1 and not session.debriefed
    if session.status in OPEN and session.seats and (unknown or unsaid):
        yield Wants.NOTES
    if session.status in OPEN and missing_way(session):
        yield Wants.WAY


def _people_of(session: Session | None) -> AbstractSet[str]:
    return people_in(session) if session else frozenset()


def _session(row: Row) -> Session:
    return msgspec.convert(row.body, Session)


def _wave(row: Row) -> Wave:
    return msgspec.convert(row.body, Wave)


def _approval(row: Row) -> Approval:
    return msgspec.convert(row.body, Approval)
