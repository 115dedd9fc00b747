"""What a coordinator sees of one person: by code, with what is kept to look after them. Identity is not in it."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from outreach_bot.dialogue.state import Person
from outreach_bot.dialogue.threads import Way, way_to_write
from outreach_bot.office.person_timeline import Event, timeline
from outreach_bot.office.places import place_names
from outreach_bot.recruitment import desk_fitting, reminders, seats, threads
from outreach_bot.recruitment.calls import Call, is_safe
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.fitting import Misfit, Wishes
from outreach_bot.recruitment.rules import CodeKind, Outcome, Role, Rules
from outreach_bot.recruitment.sessions import Seat, Session, SessionId, SessionStatus
from outreach_bot.recruitment.sight import of_one, people_in
from outreach_bot.recruitment.threads import Thread
from outreach_bot.store.narrowed import NarrowedReader
from outreach_bot.store.reading import Reader

MOST_CHOICES = 60
"""Sessions offered at once: more are found on the page of sessions."""


class Danger(StrEnum):
    """How words that raised a safety alert are shown."""

    HIDDEN = "hidden"
    READ = "read"
    """Somebody of the safety role opened them."""
    LET_GO = "let_go"
    """Their days are over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a talk, and what became of it where it is ours: sent, waiting, or that it did not arrive."""

    text: str
    at: dt.datetime
    ours: bool
    state: str = "sent"
    danger: Danger | None = None
    """It raised a safety alert. Unless it is READ there is no text."""
    kept_until: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A session they could be booked into."""

    session: Session
    free: int
    misfit: Misfit | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Offers:
    """What somebody could be booked into; `others` only with a reason."""

    fits: tuple[Offer, ...] = ()
    others: tuple[Offer, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.fits or self.others)


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonSeen:
    """Everything the page shows."""

    person: Person
    place: str
    """What the code that brought them is known by."""
    call: Call | None
    """An open one."""
    safe_now: bool
    night: bool
    """Quiet hours are on: what nobody waits for goes in the morning."""
    thread: Thread | None
    lines: tuple[Line, ...]
    way: Way
    seats: tuple[tuple[Session, Seat], ...]
    """Those to come, soonest first."""
    before: tuple[tuple[Session, Seat], ...]
    """Those that are over, newest first."""
    waits: tuple[Session, ...]
    opens: Collection[SessionId]
    """The sessions that whoever looks may open; of others they are told when this person meets us there."""
    offers: Offers
    """What they could be booked into."""
    instead: dict[SessionId, Offers]
    """By a seat they hold: what could take its place."""
    events: tuple[Event, ...]
    way_back: str
    """Their return code, while they have no chat; empty: none."""

    @property
    def can_book(self) -> bool:
        """Whether anything may be booked: there is a role, so they agreed, and they fit."""
        return self.person.role is not None and self.person.outcome is Outcome.FITS

    @property
    def talk_waits(self) -> bool:
        """Whether they wrote last."""
        return self.thread is not None and self.thread.waits

    @property
    def hides_danger(self) -> bool:
        """Whether there are words of danger that the safety role may open."""
        return any(line.danger is Danger.HIDDEN for line in self.lines)

    @property
    def reachable(self) -> bool:
        """Whether there is a chat."""
        return bool(self.person.addresses)


async def look(  # each by name
    store: NarrowedReader,
    rules: Rules,
    person: str,
    now: dt.datetime,
    *,
    meetings: Reader,
    opens_danger: bool = False,
) -> PersonSeen | None:
    """Read everything about one person, as far as `store` shows it; None: nobody has this code.

    meetings: reads all sessions, for what fits depends on all that they have a place in. Offered are those of `store`.
    opens_danger: they read words that raised a safety alert, too. Without it these are left where they are.
    """
    row = await store.get("person", person)
    if row is None:
        return None
    me = msgspec.convert(row.body, Person)
    sessions = {row.id: msgspec.convert(row.body, Session) for row in await meetings.rows("session")}
    theirs = [of_one(each, me.id) for each in sessions.values() if me.id in people_in(each)]
    open_to = {row.id: msgspec.convert(row.body, Session) for row in await store.rows("session")}
    thread = await _thread(store, me.id)
    kept = await store.get("call", me.id)
    call = msgspec.convert(kept.body, Call) if kept else None
    zone = rules.campaign.zone
    mine = [(each, each.seats[me.id]) for each in theirs if me.id in each.seats]
    coming = _soonest(pair for pair in mine if pair[0].ends > now)
    return PersonSeen(
        person=me,
        place=(await place_names(store)).get(me.source, ""),
        call=call if call is not None and call.done_at is None else None,
        safe_now=call is not None and is_safe(call, now.astimezone(zone)),
        night=reminders.is_quiet(now, quiet=rules.campaign.quiet_hours, zone=zone),
        thread=thread,
        lines=await _lines(store, thread, now, opens_danger=opens_danger),
        way=way_to_write(me, call=call, thread=thread, a_week=rules.campaign.unprompted_a_week, now=now),
        seats=tuple(coming),
        before=tuple(reversed(_soonest(pair for pair in mine if pair[0].ends <= now))),
        waits=tuple(
            sorted(
                (each for each in theirs if _waits(me, each) and each.starts > now),
                key=lambda each: each.starts,
            )
        ),
        offers=_offers(me, sessions, rules, now, among=open_to),
        instead={
            session.id: _offers(me, sessions, rules, now, among=open_to, swaps=session.id)
            for session, _ in coming
        },
        opens=frozenset(open_to),
        events=tuple(await timeline(store, me.id, sessions)),
        way_back="" if me.addresses else await _way_back(store, me.id),
    )


async def _thread(store: Reader, person: str) -> Thread | None:
    row = await store.get("thread", person)
    return msgspec.convert(row.body, Thread) if row else None


async def _lines(
    store: Reader, thread: Thread | None, now: dt.datetime, *, opens_danger: bool
) -> tuple[Line, ...]:
    lines = thread.lines if thread else ()
    return tuple(
        [
            _dangerous(line, now, opens=opens_danger) if line.alert else await _line(store, line)
            for line in lines
        ]
    )


def _dangerous(line: threads.Line, now: dt.datetime, *, opens: bool) -> Line:
    if line.is_let_go(now):
        return Line(text="", at=line.at, ours=False, danger=Danger.LET_GO)
    danger = Danger.READ if opens else Danger.HIDDEN
    until = line.at + threads.ALERT_WORDS_KEPT
    return Line(text=line.text if opens else "", at=line.at, ours=False, danger=danger, kept_until=until)


async def _line(store: Reader, line: threads.Line) -> Line:
    """Say of one of our lines whether it has gone: a plain answer that went leaves no row."""
    if not line.ours:
        return Line(text=line.text, at=line.at, ours=False)
    if await store.get("owed", f"{line.key}#0"):
        return Line(text=line.text, at=line.at, ours=True, state="waiting")
    settled = await store.get("settled", f"{line.key}#0")
    state = settled.body["state"] if settled else "sent"
    return Line(text=line.text, at=line.at, ours=True, state=state)


def _soonest(pairs: Iterable[tuple[Session, Seat]]) -> list[tuple[Session, Seat]]:
    return sorted(pairs, key=lambda pair: pair[0].starts)


def _waits(me: Person, session: Session) -> bool:
    waits = me.id in session.waiting or me.id in session.holds
    return waits and session.status is not SessionStatus.CANCELLED


def _offers(  # each by name
    me: Person,
    sessions: dict[str, Session],
    rules: Rules,
    now: dt.datetime,
    *,
    among: Mapping[SessionId, Session],
    swaps: SessionId = "",
) -> Offers:
    if me.role is None or me.outcome is not Outcome.FITS:
        return Offers()
    wishes = Wishes(
        person=me.id,
        role=me.role,
        hospitals=me.hospitals,
        one_to_one=me.one_to_one,
        needs=me.needs,
        swaps=swaps,
    )
    found = desk_fitting.choices(wishes, sessions, rules, now)
    made = [
        Offer(session=among[each.session.id], free=_free(each.session, me.role, rules), misfit=each.misfit)
        for each in found
        if not _waits(me, each.session) and each.session.id in among
    ]
    return Offers(
        fits=tuple(each for each in made if each.misfit is None)[:MOST_CHOICES],
        others=tuple(each for each in made if each.misfit is not None)[:MOST_CHOICES],
    )


def _free(session: Session, role: Role, rules: Rules) -> int:
    return seats.free(session, rules.sessions.kind(session.kind), role)


async def _way_back(store: Reader, person: str) -> str:
    codes = (msgspec.convert(row.body, Code) for row in await store.find("code", "person", person))
    return next((code.id for code in codes if code.kind is CodeKind.RETURN and not code.void), "")
