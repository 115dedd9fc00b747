"""What is kept of the people on a stage, looked up by their names. Part of `stage`."""

from abc import ABC, abstractmethod

import msgspec

from outreach_bot.dialogue.inputs import Address
from outreach_bot.dialogue.state import Person
from outreach_bot.exports.signups import signup_row
from outreach_bot.recruitment import waiting_list
from outreach_bot.recruitment.rules import Role, Rules
from outreach_bot.recruitment.sessions import Session
from outreach_bot.recruitment.threads import Thread
from outreach_bot.store.base import Row
from outreach_bot.store.tinydb_store import TinyDbStore
from outreach_bot.transcripts.walk import Goal
from outreach_bot.transcripts.world import Broke

NAMING = (
    "person", "session", "code", "call", "address", "owed", "settled", "pending", "attempt", "dead", "notice",
    "coordinator", "member", "review", "opening", "thread",
)  # fmt: skip
"""Tables that may name a person. `suppressed` holds hashes, and only so that nobody is written to by mistake."""


class StageKept(ABC):
    """Looks into the store of a stage."""

    _store: TinyDbStore
    _rules: Rules
    _ids: dict[str, set[str]]

    @abstractmethod
    def _address(self, who: str) -> Address:
        """Where `who` writes from."""

    async def kept(self, who: str) -> dict[str, str]:
        """The person's row of `export signups`, and their answers."""
        person = await self._person(who)
        if person is None:
            return {}
        answers = ";".join(f"{question}={'+'.join(given)}" for question, given in person.answers.items())
        return {**signup_row(person, await self._sessions()), "answers": answers}

    async def traces(self, who: str) -> list[str]:
        """Rows that name the person, or their chat."""
        marks = self._ids.get(who, set()) | {f'"{self._address(who).chat}"'}
        found = []
        for table in NAMING:
            for row in await self._store.rows(table):
                text = f'"{row.id}"' + msgspec.json.encode(row.body).decode()
                found += [f"{table} {row.id}"] if any(mark in text for mark in marks) else []
        return found

    async def talk(self, who: str) -> list[str]:
        """What the person wrote to coordinators, as far as it is kept."""
        person = await self._person(who)
        row = await self._store.get("thread", person.id) if person else None
        lines = msgspec.convert(row.body, Thread).lines if row else ()
        return [line.text for line in lines if not line.ours and line.text]

    async def goal(self, session: str) -> Goal | None:
        """Which roles a session admits, and where it is."""
        known = (await self._sessions()).get(session)
        if known is None:
            return None
        kind = self._rules.sessions.kind(known.kind)
        roles = tuple(role for role in kind.roles if role in tuple(Role))
        return Goal(session=session, roles=roles, hospital=known.hospital)

    async def seated(self, session: str) -> list[str] | None:
        """Who holds a seat, in the order of booking."""
        known = (await self._sessions()).get(session)
        return None if known is None else [self._name(person) for person in known.seats]

    async def waiting(self, session: str) -> list[str] | None:
        """Who waits, in the order in which they are asked."""
        known = (await self._sessions()).get(session)
        return None if known is None else [self._name(person) for person in waiting_list.order(known)]

    async def _address_row(self, address: Address) -> Row | None:
        key = self._store.hmac("address", f"{address.channel}:{address.chat}")
        return await self._store.get("address", key)

    async def _person(self, who: str) -> Person | None:
        row = await self._address_row(self._address(who))
        ids = [str(row.body["person"])] if row else sorted(self._ids[who])
        found = [each for person in ids if (each := await self._store.get("person", person))]
        return msgspec.convert(found[0].body, Person) if found else None

    def _name(self, person: str) -> str:
        return next((who for who, ids in self._ids.items() if person in ids), person)

    async def _sessions(self) -> dict[str, Session]:
        rows = await self._store.rows("session")
        return {row.id: msgspec.convert(row.body, Session) for row in rows}

    async def _session(self, session: str) -> Session:
        known = (await self._sessions()).get(session)
        if known is None:
            raise Broke(f"there is no session {session}")
        return known
