"""What the Sign-ups page shows, read from the store: ids, codes and counts; no names, no numbers, no words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from outreach_bot.dialogue.effects import Notice
from outreach_bot.dialogue.state import Person
from outreach_bot.exports.signups import signup_row
from outreach_bot.office.access import moment
from outreach_bot.office.places import place_names
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import Outcome, Role, Rules
from outreach_bot.recruitment.seats import taken
from outreach_bot.recruitment.sessions import Session, SessionStatus
from outreach_bot.store.reading import Reader, Row

WEEK = dt.timedelta(days=7)
MOST_SHOWN = 200
"""Sign-ups on the page; `export signups` has them all."""
MOST_SESSIONS = 8
ALARMS: dict[str, str] = {Notice.SAFETY: "safety", Notice.CHAMPION_PRESSURE: "pressure"}
"""Notices that somebody should look after first, and the reason they are listed with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """Which sign-ups to show; None: all."""

    role: Role | None = None
    outcome: Outcome | None = None

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Filter":
        """Read a query string; what it does not know it leaves out."""
        role, outcome = asked.get("role", ""), asked.get("outcome", "")
        return cls(
            role=Role(role) if role in list(Role) else None,
            outcome=Outcome(outcome) if outcome in list(Outcome) else None,
        )

    def lets_through(self, person: Person) -> bool:
        """Tell whether `person` is to be shown."""
        return self.role in (None, person.role) and self.outcome in (None, person.outcome)

    def query(self, **changed: str) -> str:
        """Write the query string of this filter with parts of it changed."""
        now = {"role": self.role or "", "outcome": self.outcome or ""} | changed
        return "&".join(f"{name}={value}" for name, value in now.items() if value)


@dataclass(frozen=True, kw_only=True, slots=True)
class SignUp:
    """One line of the list."""

    person: str
    at: dt.datetime
    source: str
    place: str
    """What the code is known by; empty: it has no name."""
    network: str
    """Key of the network the code belongs to."""
    channel: str
    role: str
    outcome: str
    session: Session | None
    seat: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """Somebody needs a person: why, never what was said."""

    person: str
    at: dt.datetime
    reason: str
    safety: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class NextSession:
    """A coming session and how full it is."""

    session: Session
    taken: int
    waiting: int
    state: str
    """open, few, full, at_risk, draft."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """The whole page."""

    new: int
    booked: int
    waiting: int
    calls: int
    people: tuple[SignUp, ...]
    found: int
    """How many sign-ups the filter lets through; more than `people` when there are very many."""
    total: int
    needs: tuple[Need, ...]
    sessions: tuple[NextSession, ...]
    free_talks: int
    """Coming one to one times that nobody has taken: too many to list."""


async def version(store: Reader) -> tuple[int, ...]:
    """A number for each table of the page that changes when a row does."""
    tables = ("person", "session", "call", "notice", "code", "wave", "settled")
    return tuple([await store.changes(table) for table in tables])


async def look(store: Reader, rules: Rules, *, chosen: Filter, now: dt.datetime) -> Overview:
    """Read everything the page shows."""
    sessions = {row.id: msgspec.convert(row.body, Session) for row in await store.rows("session")}
    codes = {row.id: msgspec.convert(row.body, Code) for row in await store.rows("code")}
    places = await place_names(store)
    signed_up = [
        person
        for person in (msgspec.convert(row.body, Person) for row in await store.rows("person"))
        if person.role is not None  # a role is kept only after consent: before it nobody has signed up
    ]
    found = sorted(
        (person for person in signed_up if chosen.lets_through(person)),
        key=lambda one: one.made_at,
        reverse=True,
    )
    needs = _needs(await store.rows("call"), await store.rows("notice"))
    coming = [one for one in sessions.values() if one.ends > now and one.status != SessionStatus.CANCELLED]
    listed = [one for one in coming if not _is_free_talk(one)]
    return Overview(
        new=sum(person.made_at > now - WEEK for person in signed_up),
        booked=len({person for session in coming for person in session.seats}),
        waiting=len({person for session in coming for person in (*session.waiting, *session.holds)}),
        calls=sum(not need.safety for need in needs),
        people=tuple(_sign_up(person, sessions, codes, places) for person in found[:MOST_SHOWN]),
        found=len(found),
        total=len(signed_up),
        needs=needs,
        sessions=tuple(_next_sessions(listed, rules)),
        free_talks=len(coming) - len(listed),
    )


def _sign_up(
    person: Person, sessions: Mapping[str, Session], codes: Mapping[str, Code], places: Mapping[str, str]
) -> SignUp:
    row = signup_row(person, sessions)
    return SignUp(
        person=person.id,
        at=person.made_at,
        source=row["source"],
        place=places.get(person.source, ""),
        network=codes[person.source].network if person.source in codes else "",
        channel=row["channel"],
        role=row["role"],
        outcome=row["outcome"],
        session=sessions.get(row["session"]),
        seat=row["seat"],
    )


def _needs(calls: Iterable[Row], notices: Iterable[Row]) -> tuple[Need, ...]:
    """List who needs a person: safety first, then who has waited longest."""
    alarms = [
        Need(
            person=row.body.get("person", ""),
            at=moment(row.body["at"]),
            reason=ALARMS[row.body["notice"]],
            safety=True,
        )
        for row in notices
        if row.body.get("notice") in ALARMS and not row.body.get("closed_at")
    ]
    asked = [
        Need(person=call.person, at=call.asked_at, reason=call.reason)
        for call in (msgspec.convert(row.body, Call) for row in calls)
        if call.done_at is None
    ]
    return tuple(sorted((*alarms, *asked), key=lambda need: (not need.safety, need.at)))


def _is_free_talk(session: Session) -> bool:
    return (
        session.capacity == 1
        and session.status is SessionStatus.PUBLISHED
        and not (session.seats or session.holds or session.waiting)
    )


def _next_sessions(coming: Iterable[Session], rules: Rules) -> Iterable[NextSession]:
    for session in sorted(coming, key=lambda one: one.starts)[:MOST_SESSIONS]:
        seats = taken(session, rules.sessions.kind(session.kind))
        yield NextSession(
            session=session, taken=seats, waiting=len(session.waiting), state=_state(session, seats)
        )


def _state(session: Session, seats: int) -> str:
    if session.status is not SessionStatus.PUBLISHED:
        return session.status.value
    left = session.capacity - seats
    if left <= 0:
        return "full"
    return "few" if seats and left <= max(1, session.capacity // 5) else "open"
