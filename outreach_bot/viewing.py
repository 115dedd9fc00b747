"""What one turn may look at: one consistent picture of the store, with the revisions it was taken at."""

import datetime as dt
from collections.abc import Callable

import msgspec

from outreach_bot import aside_rows, desk_view, lock_view
from outreach_bot.dialogue.alert_inputs import NoticeClosed, NoticeSeen
from outreach_bot.dialogue.desk_inputs import SignedUpAtDesk
from outreach_bot.dialogue.draft import HELP
from outreach_bot.dialogue.engine import offered
from outreach_bot.dialogue.inputs import (
    Channel,
    CodeVoided,
    ContactChanged,
    ContactsImported,
    GroupConnected,
    GroupJoined,
    GroupLeft,
    GroupMoved,
    Input,
    Opened,
    Said,
    TimerFired,
    TimerName,
    To,
    WaveApproved,
    WaveMade,
    WaveReaches,
    WaveStopped,
)
from outreach_bot.dialogue.outreach_words import message, sample
from outreach_bot.dialogue.state import Kept, KeptCode, KeptContact, KeptMember, KeptWave, Person, View
from outreach_bot.dialogue.team_inputs import MemberChanged, MemberEnded
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code, read_payload, read_typed
from outreach_bot.recruitment.contacts import Contact, addresses, as_looked_up
from outreach_bot.recruitment.office_roles import Member
from outreach_bot.recruitment.rules import Rules
from outreach_bot.recruitment.sessions import Session
from outreach_bot.recruitment.signs import UNKNOWN, Openings
from outreach_bot.recruitment.threads import Thread
from outreach_bot.recruitment.waves import Wave
from outreach_bot.rendering import Rendering
from outreach_bot.row_names import address_row, contact_rows
from outreach_bot.store.base import Row, Store


class Viewing:
    """Takes views. Keeps no conversation in memory: only parsed sessions, by revision."""

    def __init__(
        self,
        store: Store,
        rules: Rules,
        rendering: Rendering,
        *,
        fresh_id: Callable[[], str],
        fresh_code: Callable[[], str],
        fresh_token: Callable[[], str],
    ):
        self._store = store
        self._rules = rules
        self._rendering = rendering
        self._fresh_id = fresh_id
        self._fresh_code = fresh_code
        self._fresh_token = fresh_token
        self._sessions: dict[str, Kept] = {}
        self._sessions_at = -1

    async def view(
        self, received: Input, at: dt.datetime, *, link: str, inline: bool = False, office: str = ""
    ) -> View:
        """Look at what the turn of `received` needs."""
        row = await self.person_row(received)
        me = msgspec.convert(row.body, Person) if row else None
        call = await self._store.get("call", me.id) if me else None
        thread = await self._store.get("thread", me.id) if me else None
        web = received.address is not None and received.address.channel is Channel.WEB
        contacts = await self._contacts(received)
        codes = await self._codes(received, me, contacts)
        wave, waves = await self._wave(received)
        members = await self._members(received, me, codes)
        view = View(
            me=me,
            new_id=self._new_id(received) if me is None else "",
            revision=row.revision if row else 0,
            rules=self._rules,
            sessions=await self._kept_sessions(),
            codes=codes,
            opened=await self._opened(received, codes),
            openings=await self._openings(received),
            contacts=contacts | (await self._meant(wave) if wave and received.to is To.OFFICE else {}),
            waves=waves,
            members=members,
            approvals=await desk_view.approvals(self._store, received),
            words_version=(words_version(self._rendering, wave, self._rules, link=link) if wave else ""),
            stopped=await self._stopped(received),
            fresh=(self._fresh_code(),) if web or isinstance(received.body, SignedUpAtDesk) else (),
            call=msgspec.convert(call.body, Call) if call else None,
            thread=msgspec.convert(thread.body, Thread) if thread else None,
            thread_revision=thread.revision if thread else 0,
            languages=self._rendering.languages,
            link=link,
            inline=inline,
            aside=await aside_rows.seen(self._store, received),
            notices=await desk_view.notices(self._store, received),
            on_call=await desk_view.on_call(self._store, received),
            alarmed=await desk_view.alarmed(self._store, received, at),
            desk=await desk_view.desk(self._store, self._rules, received, me, members, at),
            lost=await desk_view.lost(self._store, received),
            token=self._fresh_token() if desk_view.asks_for(received.body) == "office" else "",
            office=office,
            at_lock=await lock_view.at_lock(self._store, received, at),
        )
        return self._with_typed(view, received, at)

    def _with_typed(self, view: View, received: Input, at: dt.datetime) -> View:
        if not isinstance(received.body, Said):
            return view
        if self._rendering.asks_for_help(received.body.text):
            return msgspec.structs.replace(view, typed=HELP.data)
        if view.me is None:
            return view
        labels = self._rendering.labels(offered(view, received, now=at), view.me.language)
        typed = labels.get(received.body.text.strip().casefold(), "")
        return msgspec.structs.replace(view, typed=typed) if typed else view

    def _new_id(self, received: Input) -> str:
        """Draw an id for somebody we do not know; who is signed up at a desk has one already, to be shown by."""
        if received.to is not To.PERSON:
            return ""
        return received.id if isinstance(received.body, SignedUpAtDesk) else self._fresh_id()

    async def person_row(self, received: Input) -> Row | None:
        """Find whom an input is from or to; None for nobody we know."""
        if received.to is not To.PERSON:
            return None
        if received.id:
            return await self._store.get("person", received.id)
        if received.address is None:
            return None
        known = await self._store.get("address", address_row(self._store, received.address))
        return await self._store.get("person", known.body["person"]) if known else None

    async def _codes(
        self, received: Input, me: Person | None, contacts: dict[str, KeptContact]
    ) -> dict[str, KeptCode]:
        """The codes that the input names, the one that brought the person, and their own as a champion."""
        own = me.champion.code if me is not None and me.champion is not None else ""
        voided = received.body.codes if isinstance(received.body, CodeVoided) else ()
        theirs = (kept.contact.code for kept in contacts.values())
        wanted = dict.fromkeys((_code(received), *voided, *theirs, me.source if me is not None else "", own))
        rows = [await self._store.get("code", code) for code in wanted if code]
        return {
            row.id: KeptCode(code=msgspec.convert(row.body, Code), revision=row.revision)
            for row in rows
            if row is not None
        }

    async def _opened(self, received: Input, codes: dict[str, KeptCode]) -> dict[str, int]:
        """Count openings, only where the number decides something: a link with a limit, a champion's weekly band."""
        body = received.body
        weekly = isinstance(body, TimerFired) and body.name is TimerName.STATS
        if not weekly and all(kept.code.most is None for kept in codes.values()):
            return {}
        found = dict.fromkeys(codes, 0)
        for name, number in (await self._store.counters()).items():
            what, _, rest = name.partition(":")
            code = rest.partition(":")[0]
            if what == "opened" and code in found:
                found[code] += number
        return found

    async def _openings(self, received: Input) -> dict[str, Openings]:
        code = _code(received)
        rows = [await self._store.get("opening", each) for each in (code, UNKNOWN)] if code else []
        return {row.id: msgspec.convert(row.body, Openings) for row in rows if row is not None}

    async def _contacts(self, received: Input) -> dict[str, KeptContact]:
        """The contact an input is to, those it names, and those that hold an address it names."""
        ids = [received.id] if received.to is To.CONTACT else []
        for contact in _named(received):
            ids.append(contact.id)
            for row_id in contact_rows(self._store, contact):
                found = await self._store.get("contact_by", row_id)
                ids += [found.body["contact"]] if found else []
        rows = [await self._store.get("contact", each) for each in dict.fromkeys(ids)]
        return {
            row.id: KeptContact(contact=msgspec.convert(row.body, Contact), revision=row.revision)
            for row in rows
            if row is not None
        }

    async def _wave(self, received: Input) -> tuple[Wave | None, dict[str, KeptWave]]:
        """The wave an input is about, and its row where it has one."""
        match received.body:
            case WaveMade(wave=new):
                return new, {}
            case (
                WaveApproved(wave=name)
                | WaveStopped(wave=name)
                | WaveReaches(wave=name)
                | TimerFired(name=TimerName.WAVE_STARTS, about=name)
            ):
                return await self._kept_wave(name)
            case _:
                return None, {}

    async def _kept_wave(self, name: str) -> tuple[Wave | None, dict[str, KeptWave]]:
        row = await self._store.get("wave", name)
        if row is None:
            return None, {}
        wave = msgspec.convert(row.body, Wave)
        return wave, {name: KeptWave(wave=wave, revision=row.revision)}

    async def _members(
        self, received: Input, me: Person | None, codes: dict[str, KeptCode]
    ) -> dict[str, KeptMember]:
        """The team: where the input is about a member, or comes from one's chat, or from who becomes one there."""
        about = isinstance(received.body, MemberChanged | MemberEnded | NoticeSeen | NoticeClosed)
        in_chat = (me is not None and me.coordinator_since is not None) or any(
            kept.code.member for kept in codes.values()
        )
        if not (about or in_chat):
            return {}
        return {
            row.id: KeptMember(member=msgspec.convert(row.body, Member), revision=row.revision)
            for row in await self._store.rows("member")
        }

    async def _meant(self, wave: Wave) -> dict[str, KeptContact]:
        """The contacts of a wave's networks."""
        rows = [
            row for network in wave.networks for row in await self._store.find("contact", "network", network)
        ]
        return {
            row.id: KeptContact(contact=msgspec.convert(row.body, Contact), revision=row.revision)
            for row in rows
        }

    async def _stopped(self, received: Input) -> frozenset[str]:
        """Those with an address that asked us to stop. Another address at the same place is another's."""
        return frozenset(
            [
                contact.id
                for contact in _named(received)
                for held in addresses(contact)
                if await self._store.get("suppressed", self._store.hmac("suppressed", as_looked_up(held)))
            ]
        )

    async def _kept_sessions(self) -> dict[str, Kept]:
        """All sessions, parsed once a revision."""
        at = await self._store.changes("session")
        if at != self._sessions_at:
            rows = await self._store.rows("session")
            self._sessions = {row.id: self._kept(row) for row in rows}
            self._sessions_at = at
        return self._sessions

    def _kept(self, row: Row) -> Kept:
        known = self._sessions.get(row.id)
        if known is not None and known.revision == row.revision:
            return known
        return Kept(session=msgspec.convert(row.body, Session), revision=row.revision)


def words_version(rendering: Rendering, wave: Wave, rules: Rules, *, link: str) -> str:
    """Tell in which version a wave's words and flyer are now: another one whenever a word of them changes."""
    words = rendering.fingerprint(message(wave, sample(wave, rules), rules, link=link))
    return f"{words}/{rules.flyers.version}" if wave.form else words


def _meant_by(name: str, *, group: str = "") -> Contact:
    """Stand in for a contact of which an input knows only this much."""
    return Contact(id=name, network="", made_at=dt.datetime.fromtimestamp(0, dt.UTC), group=group)


def _named(received: Input) -> tuple[Contact, ...]:
    match received.body:
        case ContactsImported(contacts=contacts):
            return contacts
        case ContactChanged(contact=contact):
            return (contact,)
        case GroupJoined(chat=chat, contact=name):
            return (_meant_by(name, group=chat),)
        case GroupLeft(chat=chat):
            return (_meant_by("", group=chat),)
        case GroupMoved(chat=old, to=new):
            return (_meant_by(old, group=old), _meant_by(new, group=new))
        case GroupConnected(group=group, contact=owner):
            return (_meant_by(group), _meant_by(owner))
        case _:
            return ()


def _code(received: Input) -> str:
    """Read the code that an input names; empty: none."""
    match received.body:
        case Opened(payload=payload) if payload:
            scanned = read_payload(payload)
        case Said(text=text):
            scanned = read_typed(text)
        case SignedUpAtDesk(code=code):
            return code
        case _:
            return ""
    return scanned.code if scanned else ""
