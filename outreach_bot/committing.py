"""Turns what a turn decided into rows: the one place that knows which table keeps what."""

from collections.abc import Iterable, Sequence
from typing import Any, assert_never

import msgspec

from outreach_bot.arrivals import took_ms
from outreach_bot.aside_rows import deciding
from outreach_bot.audit_rows import audit_rows
from outreach_bot.dialogue.alert_effects import PutNotice
from outreach_bot.dialogue.aside_effects import LetAsideGo, TakeAgain
from outreach_bot.dialogue.contact_effects import (
    CancelWave,
    DropContact,
    HoldBack,
    PutContact,
    PutWave,
    SuppressContact,
    UnsuppressContact,
)
from outreach_bot.dialogue.desk_effects import PutThread, TickOff
from outreach_bot.dialogue.effects import (
    CancelNotes,
    Count,
    DropCall,
    DropReview,
    DropSignIn,
    EndCode,
    EndSessions,
    Forget,
    Notice,
    Priority,
    PutApproval,
    PutCall,
    PutCode,
    PutMember,
    PutOpenings,
    PutReview,
    PutSession,
    PutSignIn,
    StopTimer,
    Suppress,
    TakeSeat,
    Tell,
    Timer,
    Turn,
    Unsuppress,
)
from outreach_bot.dialogue.inputs import Address, Input, TimerFired, TimerName, To
from outreach_bot.dialogue.seat_changes import SeatChange, applied
from outreach_bot.dialogue.state import Person, View
from outreach_bot.dialogue.team_effects import DropSecondLock, PutSecondLock
from outreach_bot.door_rows import door_rows
from outreach_bot.ledger_rows import ANSWERS, cancelling, holding_back, talk_row, ticking
from outreach_bot.notice_rows import forgetting, raising
from outreach_bot.outbound.base import Owed
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import Contact
from outreach_bot.recruitment.sessions import Session
from outreach_bot.row_names import address_row, address_text, contact_rows, suppressed_rows, timer_row
from outreach_bot.store.base import Commit, Drop, Put, RestsOn, Store

Write = Put | Drop
GOODBYE_SECONDS = 24 * 3600.0
"""How long we try to tell somebody that they were forgotten, or help they called for: then their address goes, too."""


class Committing:
    """Builds the commit of one turn."""

    def __init__(self, store: Store, view: View, received: Input, *, now: float):
        self._store = store
        self._view = view
        self._received = received
        self._now = now
        self._sessions: dict[str, Session] = {}
        self._writes: list[Write] = []
        self._counts: list[tuple[str, int]] = []
        self._erases: list[str] = []
        self._rests: list[RestsOn] = []
        """A talk as it was seen: a line written meanwhile must not be written over. What is decided once."""
        self._again: list[Input] = []
        self._reviews = 0
        self._held = False
        """Notes were taken back that nobody will write anew: a person should know."""

    async def commit(
        self,
        turn: Turn,
        me: Person | None,
        owed: Sequence[Owed],
        *,
        rests_on: Iterable[RestsOn],
        also: Sequence[Write],
    ) -> tuple[Commit, list[Input]]:
        """Build the commit, and list the inputs for others that it brings about."""
        for change in turn.changes:
            await self._apply(change)
        self._person(me)
        self._timers(turn)
        tells = self._tells(turn, self._notices(turn))
        self._writes += [
            Put(table="session", id=s.id, body=msgspec.to_builtins(s)) for s in self._sessions.values()
        ]
        self._writes += [Put(table="owed", id=o.key, body=msgspec.to_builtins(o), due=o.due) for o in owed]
        commit = Commit(
            key=self._received.key,
            at=self._now,
            rests_on=(*rests_on, *self._rests),
            writes=(*also, *self._writes),
            audit=await audit_rows(
                self._store, turn.audit, self._writes, version=self._view.rules.version, took_ms=took_ms()
            ),
            counts=tuple(self._counts),
            erases=tuple(self._erases),
        )
        return commit, [*tells, *self._again]

    # -- changes -------------------------------------------------------------------------------------

    async def _apply(self, change: Any) -> None:
        if isinstance(change, SeatChange):
            self._session(change)
            return
        match change:
            case PutSession():
                self._put_session(change.session)
            case PutCode() | EndCode() | PutOpenings() | PutReview() | DropReview():
                await self._about_codes(change)
            case PutContact() | DropContact() | SuppressContact() | UnsuppressContact():
                await self._contact(change)
            case PutWave() | CancelWave() | HoldBack():
                await self._wave(change)
            case Count():
                self._counts.append((change.name, change.by))
            case TakeAgain() | LetAsideGo():
                await self._decided(change)
            case PutNotice() | PutCall() | DropCall() | PutThread() | TickOff():
                await self._talking(change)
            case Suppress():
                row = self._suppressed(change.address)
                self._writes.append(Put(table="suppressed", id=row, body={"at": self._now}))
                await self._cancel_notes("", all_but_replies=True)
            case CancelNotes():
                cancelled = await self._cancel_notes(change.about)
                self._held = self._held or (cancelled and not change.about and self._view.me is not None)
            case Unsuppress():
                self._writes.append(Drop(table="suppressed", id=self._suppressed(change.address)))
            case Forget():
                await self._forget(change.person)
            case PutApproval(approval=approval):
                self._put("approval", approval.id, approval)
            case (
                PutSignIn() | DropSignIn() | EndSessions() | PutMember() | PutSecondLock() | DropSecondLock()
            ):
                self._writes += await door_rows(self._store, change)
            case _:
                assert_never(change)

    async def _decided(self, change: TakeAgain | LetAsideGo) -> None:
        aside = self._view.aside
        self._rests.append(RestsOn(table="dead", id=change.aside, revision=aside.revision if aside else 0))
        writes, again = await deciding(self._store, change, self._received.key, self._now)
        self._writes += writes
        self._again += again

    async def _talking(self, change: PutNotice | PutCall | DropCall | PutThread | TickOff) -> None:
        match change:
            case PutNotice():
                self._put("notice", change.notice, change.record)
            case PutCall():
                self._put("call", change.call.person, change.call)
            case DropCall():
                self._writes.append(Drop(table="call", id=change.person))
            case PutThread():
                self._writes.append(talk_row(change))
                seen = self._view.thread_revision
                self._rests.append(RestsOn(table="thread", id=change.thread.person, revision=seen))
            case TickOff():
                row = await self._store.get("settled", change.message)
                self._writes += [ticking(row, change, self._now)] if row else []
            case _:
                assert_never(change)

    async def _contact(self, change: PutContact | DropContact | SuppressContact | UnsuppressContact) -> None:
        match change:
            case PutContact():
                self._put_contact(change.contact)
            case DropContact():
                await self._drop_contact(change.contact)
            case SuppressContact():
                rows = sorted(suppressed_rows(self._store, change.contact))
                self._writes += [Put(table="suppressed", id=row, body={"at": self._now}) for row in rows]
            case UnsuppressContact():
                rows = sorted(suppressed_rows(self._store, change.contact))
                self._writes += [Drop(table="suppressed", id=row) for row in rows]
            case _:
                assert_never(change)

    async def _wave(self, change: PutWave | CancelWave | HoldBack) -> None:
        match change:
            case PutWave():
                self._put("wave", change.wave.id, change.wave)
            case CancelWave():
                await self._cancel_wave(change.wave)
            case HoldBack():
                key = f"{self._received.key}#0"
                self._writes.append(holding_back(key, change, self._now))
            case _:
                assert_never(change)

    def _put(self, table: str, row_id: str, value: msgspec.Struct) -> None:
        self._writes.append(Put(table=table, id=row_id, body=msgspec.to_builtins(value)))

    async def _about_codes(self, change: PutCode | EndCode | PutOpenings | PutReview | DropReview) -> None:
        match change:
            case PutCode():
                self._put("code", change.code.id, change.code)
            case EndCode():
                await self._end_code(change.code)
            case PutOpenings():
                self._put("opening", change.openings.id, change.openings)
            case PutReview():
                self._reviews += 1
                body = {"code": change.code, "sign": change.sign.value, "at": self._now}
                self._writes.append(
                    Put(table="review", id=f"{self._received.key}?{self._reviews}", body=body)
                )
            case DropReview():
                self._writes.append(Drop(table="review", id=change.review))

    async def _end_code(self, code_id: str) -> None:
        own = await self._store.get("code", code_id)
        for row in (*((own,) if own else ()), *await self._store.find("code", "gives", code_id)):
            code = msgspec.structs.replace(msgspec.convert(row.body, Code), void=True, name="")
            # dropped first: who is erased again after a restore loses the name that a backup still has
            self._writes.append(Drop(table="code", id=row.id))
            self._put("code", row.id, code)

    def _put_contact(self, contact: Contact) -> None:
        rows = contact_rows(self._store, contact)
        self._put("contact", contact.id, contact)
        self._writes += [Drop(table="contact_by", id=row) for row in self._found_by(contact.id) - rows]
        self._writes += [
            Put(table="contact_by", id=row, body={"contact": contact.id}) for row in sorted(rows)
        ]

    async def _drop_contact(self, contact_id: str) -> None:
        self._writes.append(Drop(table="contact", id=contact_id))
        self._writes += [Drop(table="contact_by", id=row) for row in sorted(self._found_by(contact_id))]
        for table, field in (("owed", "person"), ("settled", "person"), ("pending", "id")):
            found = await self._store.find(table, field, contact_id)
            self._writes += [Drop(table=table, id=row.id) for row in found]
        self._erases.append(contact_id)

    async def _cancel_wave(self, wave_id: str) -> None:
        for row in await self._store.find("owed", "about", wave_id):
            self._writes += cancelling(msgspec.convert(row.body, Owed), self._now)

    def _found_by(self, contact_id: str) -> set[str]:
        kept = self._view.contacts.get(contact_id)
        return contact_rows(self._store, kept.contact) if kept else set()

    def _suppressed(self, address: Address) -> str:
        return self._store.hmac("suppressed", address_text(address))

    def _now_session(self, session_id: str) -> Session:
        return self._sessions.get(session_id) or self._view.sessions[session_id].session

    def _put_session(self, new: Session) -> None:
        kept = self._view.sessions.get(new.id)
        now = self._sessions.get(new.id) or (kept.session if kept else None)
        if now is not None:
            new = msgspec.structs.replace(
                new, seats=now.seats, waiting=now.waiting, holds=now.holds, first=now.first
            )
        self._sessions[new.id] = new

    def _session(self, change: SeatChange) -> None:
        session = self._now_session(change.session)
        kind = self._view.rules.sessions.kind(session.kind)
        self._sessions[change.session] = applied(change, session, kind)
        if isinstance(change, TakeSeat) and change.person in session.holds:
            row = timer_row(To.SESSION, change.session, TimerName.OFFER_ENDS, change.person)
            self._writes.append(Drop(table="pending", id=row))

    async def _cancel_notes(self, about: str, *, all_but_replies: bool = False) -> bool:
        """Take back what we meant to say first and have not said: it waits for the morning, or for a chat.

        `all_but_replies`: whatever else is on its way, too, but what answers them.
        """
        cancelled = False
        receiver = self._view.me.id if self._view.me else self._received.id
        for row in await self._store.find("owed", "person", receiver):
            owed = msgspec.convert(row.body, Owed)
            first = owed.priority >= Priority.REMINDER or (all_but_replies and owed.kind not in ANSWERS)
            if not first or (about and owed.about != about):
                continue
            cancelled = True
            self._writes += cancelling(owed, self._now)
        return cancelled

    async def _forget(self, person: str) -> None:
        """Everything that hangs on a person, wherever it is kept."""
        me = self._view.me
        row = await self._store.get("person", person) if me is None or me.id != person else None
        known = me if me is not None and me.id == person else row and msgspec.convert(row.body, Person)
        for address in known.addresses if known else ():
            await self._forget_address(person, address_row(self._store, address))
        for table, field in (
            ("pending", "id"),
            ("settled", "person"),
            ("dead", "person"),
            ("attempt", "person"),
            ("code", "person"),
        ):
            found = await self._store.find(table, field, person)
            self._writes += [Drop(table=table, id=each.id) for each in found]
        help_owed = await self._forget_owed(person)
        # a note taken back in this very commit has a line of the ledger that names them, too
        self._writes = [each for each in self._writes if getattr(each, "body", {}).get("person") != person]
        self._writes += help_owed
        self._writes += forgetting(await self._store.find("notice", "person", person), self._now)
        self._writes += [
            Drop(table=table, id=person) for table in ("person", "call", "thread", "coordinator")
        ]
        # a seat that was offered and taken leaves the end of the offer behind: the session's, but it names them
        offers = [
            timer_row(To.SESSION, session, TimerName.OFFER_ENDS, person) for session in self._view.sessions
        ]
        self._writes += [Drop(table="pending", id=each) for each in offers]
        for row in await self._store.find("member", "person", person):
            body = {name: value for name, value in row.body.items() if name != "person"}
            self._writes.append(Put(table="member", id=row.id, body=body))
        self._erases.append(person)

    async def _forget_owed(self, person: str) -> list[Write]:
        """Take back what has not gone to them. Help that they called for still goes, and names nobody any more."""
        writes: list[Write] = []
        for row in await self._store.find("owed", "person", person):
            if row.body.get("priority", Priority.REPLY) == Priority.HELP:
                until = self._now + GOODBYE_SECONDS
                body = {**row.body, "person": "", "not_after": until}
                writes.append(Put(table="owed", id=row.id, body=body, due=row.due))
            else:
                writes.append(Drop(table="owed", id=row.id))
        return writes

    async def _forget_address(self, person: str, row_id: str) -> None:
        found = await self._store.get("address", row_id)
        if found is not None and found.body["person"] == person:  # it may lead to somebody else by now
            self._writes.append(Drop(table="address", id=row_id))
        letters = await self._store.find("dead", "address", row_id)
        self._writes += [Drop(table="dead", id=dead.id) for dead in letters]

    # -- the person ----------------------------------------------------------------------------------

    def _person(self, me: Person | None) -> None:
        if me is None or me == self._view.me:
            return
        self._put("person", me.id, me)
        known = self._view.me.addresses if self._view.me else ()
        for address in me.addresses:
            if address not in known:
                self._writes.append(
                    Put(table="address", id=address_row(self._store, address), body={"person": me.id})
                )
        if me.coordinator_since is not None and (
            self._view.me is None or self._view.me.coordinator_since is None
        ):
            self._writes.append(Put(table="coordinator", id=me.id, body={}))
        elif me.coordinator_since is None and self._view.me and self._view.me.coordinator_since is not None:
            self._writes.append(Drop(table="coordinator", id=me.id))

    # -- others --------------------------------------------------------------------------------------

    def _timers(self, turn: Turn) -> None:
        to = self._received.to
        receiver = self._received.id or (turn.me.id if turn.me else "")
        for each in turn.timers:
            row = timer_row(to, receiver, each.name, each.about)
            match each:
                case Timer():
                    due = each.due.timestamp()
                    fired = TimerFired(
                        name=each.name,
                        about=each.about,
                        turn=turn.me.turn if turn.me else 0,
                        was_due=each.due,
                    )
                    timed = Input(key=f"{row}@{due:.0f}", to=to, id=receiver, body=fired)
                    self._writes.append(
                        Put(table="pending", id=row, body=msgspec.to_builtins(timed), due=due)
                    )
                case StopTimer():
                    self._writes.append(Drop(table="pending", id=row))
                case _:
                    assert_never(each)

    def _tells(self, turn: Turn, alerts: Iterable[Tell]) -> list[Input]:
        inputs = [
            Input(key=f"in:{self._received.key}/{n}", to=tell.to, id=tell.id, body=tell.body)
            for n, tell in enumerate((*turn.tells, *alerts))
        ]
        for each in inputs:
            self._writes.append(
                Put(table="pending", id=each.key, body=msgspec.to_builtins(each), due=self._now)
            )
        return inputs

    def _notices(self, turn: Turn) -> list[Tell]:
        notices = (*turn.notices, *((Notice.REMINDER_HELD,) if self._held else ()))
        person = turn.me.id if turn.me else ""
        puts, alerts = raising(self._store, self._received.key, notices, person=person, now=self._now)
        self._writes += puts
        return alerts
