"""What can be taken away as a table: who may, what is in it, and how it is read. For the office and the commands."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from outreach_bot.dialogue.state import Person
from outreach_bot.exports import (
    audit_rows,
    calls,
    code_rows,
    contacts,
    funnel,
    sessions,
    signups,
    wave_rows,
    week_rows,
)
from outreach_bot.exports.contacts import Tool
from outreach_bot.exports.signups import instant
from outreach_bot.exports.table import Table
from outreach_bot.office.champion_list import look
from outreach_bot.office.places import place_names
from outreach_bot.office.wave_list import WaveBook
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.flows import Flows
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.rules import CodeKind, Rules
from outreach_bot.recruitment.sessions import Session
from outreach_bot.recruitment.stations import week_of
from outreach_bot.store.narrowed import NarrowedReader


class Kind(StrEnum):
    """Tables by name."""

    SIGNUPS = "signups"
    SESSIONS = "sessions"
    CALLS = "calls"
    FUNNEL = "funnel"
    WEEKS = "weeks"
    CONTACTS = "contacts"
    CHAMPIONS = "champions"
    SOURCES = "sources"
    WAVES = "waves"
    AUDIT = "audit"


DEEDS: Mapping[Kind, Deed] = {
    Kind.SIGNUPS: Deed.EXPORT,
    Kind.SESSIONS: Deed.EXPORT,
    Kind.CALLS: Deed.EXPORT,
    Kind.FUNNEL: Deed.EXPORT,
    Kind.WEEKS: Deed.SEE_REPORTS,
    Kind.CONTACTS: Deed.EXPORT_IDENTIFIED,
    Kind.CHAMPIONS: Deed.EXPORT,
    Kind.SOURCES: Deed.EXPORT,
    Kind.WAVES: Deed.EXPORT,
    Kind.AUDIT: Deed.SEE_AUDIT,
}
"""What it takes to have each."""
CAN_BE_IDENTIFIED = (Kind.SIGNUPS, Kind.CALLS)
"""With numbers and addresses, on demand. Contacts always are."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One table as it is wanted."""

    kind: Kind
    identified: bool = False
    exact_counts: bool = False
    tool: Tool = Tool.PLAIN
    """Of contacts: whom the file is for."""

    @property
    def names_people(self) -> bool:
        """Whether it holds numbers or addresses: then it needs a reason."""
        return self.identified or self.kind is Kind.CONTACTS


@dataclass(frozen=True, kw_only=True)
class Tables:
    """Reads tables, as far as `store` shows what is in them."""

    store: NarrowedReader
    rules: Rules
    now: dt.datetime

    async def read(self, wish: Wish) -> Table:
        """Read one table."""
        match wish.kind:
            case Kind.SIGNUPS:
                return await self._signups(identified=wish.identified)
            case Kind.SESSIONS:
                return await self._sessions()
            case Kind.CALLS:
                return await self._calls(identified=wish.identified)
            case Kind.FUNNEL:
                report = await funnel.read_report(self.store, self.rules, exact=wish.exact_counts)
                return Table(columns=funnel.COLUMNS, rows=list(funnel.funnel_rows(report)))
            case Kind.WEEKS:
                return await self._weeks()
            case Kind.CONTACTS:
                return await self._contacts(wish.tool)
            case Kind.CHAMPIONS:
                return await self._champions()
            case Kind.SOURCES:
                return await self._sources()
            case Kind.WAVES:
                return await self._waves()
            case Kind.AUDIT:
                rows = [audit_rows.audit_row(row) for row in await self.store.audit()]
                return Table(columns=audit_rows.COLUMNS, rows=rows)

    async def _signups(self, *, identified: bool) -> Table:
        known = await self._known_sessions()
        people = await self._people()
        if not identified:
            rows = [signups.signup_row(person, known) for person in people]
            return Table(columns=signups.COLUMNS, rows=rows)
        asked = {call.person: call for call in await self._all_calls()}
        rows = [signups.identified_row(person, known, asked.get(person.id)) for person in people]
        return Table(columns=signups.IDENTIFIED_COLUMNS, rows=rows)

    async def _sessions(self) -> Table:
        known = await self._known_sessions()
        found = sorted(known.values(), key=lambda session: (session.starts, session.id))
        rows = [sessions.session_row(session, self.rules.campaign.zone) for session in found]
        return Table(columns=sessions.COLUMNS, rows=rows)

    async def _calls(self, *, identified: bool) -> Table:
        people = {person.id: person for person in await self._people()}
        asked = sorted(await self._all_calls(), key=lambda call: (call.asked_at, call.person))
        rows = [calls.call_row(call, people.get(call.person), identified=identified) for call in asked]
        return Table(columns=calls.COLUMNS, rows=rows)

    async def _weeks(self) -> Table:
        campaign = self.rules.campaign
        sight = self.store.sight
        hospitals = [key for key in ("", *(each.key for each in campaign.hospitals)) if sight.is_own(key)]
        flows = Flows(await self.store.counters())
        rows = week_rows.week_rows(flows, hospitals=hospitals, now=week_of(self.now, campaign.zone))
        return Table(columns=week_rows.COLUMNS, rows=list(rows))

    async def _contacts(self, tool: Tool) -> Table:
        found = await contacts.read_contacts(self.store)
        language = self.rules.campaign.language
        rows = contacts.contact_rows(found, self.rules.networks, tool, language=language)
        return Table(columns=contacts.COLUMNS[tool], rows=rows)

    async def _champions(self) -> Table:
        listed = (await look(self.store)).listed(self.now)
        rows = [
            code_rows.champion_row(
                line.code,
                kind=line.kind,
                state=line.state.value,
                joined_at=instant(line.joined) if line.joined else "",
                openings=line.opened,
            )
            for line in listed
        ]
        return Table(columns=code_rows.CHAMPION_COLUMNS, rows=rows)

    async def _sources(self) -> Table:
        names = await place_names(self.store)
        opened = _opened(await self.store.counters())
        known = [msgspec.convert(row.body, Code) for row in await self.store.rows("code")]
        rows = [
            code_rows.code_row(code, name=names.get(code.id, ""), openings=opened[code.id])
            for code in known
            if code.kind in (CodeKind.NETWORK, CodeKind.PLACE)
        ]
        return Table(columns=code_rows.SOURCE_COLUMNS, rows=rows)

    async def _waves(self) -> Table:
        contacts_known = {each.id: each for each in await contacts.read_contacts(self.store)}
        rows = []
        for seen in await WaveBook(self.store, self.rules).all():
            for part in seen.parts:
                known = contacts_known.get(part.contact)
                organisation = known.organisation if known else ""
                line = wave_rows.Part(
                    part.contact, organisation, part.state, part.reason, part.at, part.version
                )
                rows.append(wave_rows.wave_row(seen.wave, line))
        return Table(columns=wave_rows.COLUMNS, rows=rows)

    # -- rows ---------------------------------------------------------------------------------------------

    async def _known_sessions(self) -> dict[str, Session]:
        return {row.id: msgspec.convert(row.body, Session) for row in await self.store.rows("session")}

    async def _people(self) -> list[Person]:
        return [msgspec.convert(row.body, Person) for row in await self.store.rows("person")]

    async def _all_calls(self) -> list[Call]:
        return [msgspec.convert(row.body, Call) for row in await self.store.rows("call")]


def _opened(counters: Mapping[str, int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, count in counters.items():
        what, _, rest = name.partition(":")
        if what == "opened":
            found[rest.partition(":")[0]] += count
    return found
