"""The store as one member of the office may see it: the only way in which a page, table or command reads it.

Each table says here to whom a row belongs. A table that does not cannot be read.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from outreach_bot.recruitment.approvals import Approval
from outreach_bot.recruitment.funnel import COLUMNS
from outreach_bot.recruitment.seat_counts import PREFIX as LEFT
from outreach_bot.recruitment.sessions import PersonId, Session, SessionId
from outreach_bot.recruitment.sight import ELSEWHERE, Hospitals, Sight
from outreach_bot.recruitment.stations import PREFIX as WEEK
from outreach_bot.store.keeping_up import KeptTable
from outreach_bot.store.reading import Reader, Row


class CodeHome(msgspec.Struct, frozen=True, kw_only=True):
    """What says to whom a code belongs."""

    hospital: str = ""
    contact: str = ""
    person: str = ""
    """Whose way back it is."""


class ContactHome(msgspec.Struct, frozen=True, kw_only=True):
    """What says to whom a contact belongs."""

    hospital: str = ""


class Whose:
    """To which hospitals people, contacts, codes and sessions belong, kept up with. `catch_up` before each look."""

    def __init__(self, store: Reader) -> None:
        self._store = store
        self._people = KeptTable[Hospitals]("person", _chosen)
        self._contacts = KeptTable("contact", lambda row: msgspec.convert(row.body, ContactHome))
        self._codes = KeptTable("code", lambda row: msgspec.convert(row.body, CodeHome))
        self._sessions = KeptTable("session", lambda row: str(row.body.get("hospital", "")))

    async def catch_up(self) -> None:
        """Read what changed since the last look."""
        for table in (self._people, self._contacts, self._codes, self._sessions):
            await table.catch_up(self._store)

    def person(self, person: PersonId) -> Hospitals:
        """Name the hospitals a person chose; none: nobody we know, or none chosen yet."""
        return self._people.items.get(person, ())

    def contact(self, contact: str) -> Hospitals:
        """Name the hospital of a contact of a network; none: of all."""
        known = self._contacts.items.get(contact)
        return _one(known.hospital) if known else ()

    def receiver(self, name: str) -> Hospitals:
        """Name the hospitals of whoever is written to: a person, or a contact; of a session those it is for."""
        return self.person(name) or self.contact(name) or _one(self._sessions.items.get(name, ""))

    def sees_code(self, sight: Sight, code: str) -> bool:
        """Tell whether a code is theirs to see: it, its contact, and whose way back it is. One we do not know: yes."""
        known = self._codes.items.get(code)
        if known is None:
            return True
        homes = (_one(known.hospital), self.contact(known.contact), self.person(known.person))
        return all(map(sight.sees, homes))

    def counts_code(self, sight: Sight, code: str) -> bool:
        """Tell whether what is counted by a code is theirs. What came by none is a count of all hospitals."""
        return sight.is_whole or (code in self._codes.items and self.sees_code(sight, code))

    def counts_session(self, sight: Sight, session: SessionId) -> bool:
        """Tell whether what is counted by a session is theirs."""
        return sight.is_own(self._sessions.items.get(session, ""))


def _chosen(row: Row) -> Hospitals:
    return tuple(row.body.get("hospitals", ()))


def _one(hospital: str) -> Hospitals:
    return (hospital,) if hospital else ()


Rule = Callable[[Sight, Whose, Row], bool]


def _about(field: str) -> Rule:
    """A row that says in `field` whom it is about; nobody: it is everybody's."""
    return lambda sight, whose, row: sight.sees(whose.receiver(str(row.body.get(field, ""))))


def _named(sight: Sight, whose: Whose, row: Row) -> bool:
    """A row that has the id of the person it is about."""
    return sight.sees(whose.person(row.id))


def _review(sight: Sight, whose: Whose, row: Row) -> bool:
    return whose.sees_code(sight, str(row.body["code"]))


def _own(sight: Sight, _whose: Whose, row: Row) -> bool:
    """A row that names its hospitals, or its one."""
    return sight.sees(row.body.get("hospitals") or _one(row.body.get("hospital", "")))


RULES: Mapping[str, Rule] = {
    "person": _named,
    "session": _own,
    "code": lambda sight, whose, row: whose.sees_code(sight, row.id),
    "contact": _own,
    "wave": _own,
    "call": _named,
    "thread": _named,
    "notice": _about("person"),
    "settled": _about("person"),
    "owed": _about("person"),
    "dead": _about("person"),
    "pending": _about("id"),
    "review": _review,
    "approval": lambda sight, _whose, row: sight.approval(msgspec.convert(row.body, Approval)),
    "member": lambda _sight, _whose, _row: True,  # who works here is no secret among those who do
}
"""Table to the rule that says who sees a row of it."""
HOUSE = frozenset(
    {
        "address", "attempt", "contact_by", "coordinator", "meta", "opening", "second_lock", "sign_in", "suppressed",
    }
)  # fmt: skip
"""Tables of the house: no page reads them."""


class NotForPages(LookupError):
    """A table that is not for pages, or that does not say yet whose its rows are."""


class NarrowedReader:
    """Reads as `Reader` promises, and gives what `sight` may see."""

    def __init__(self, store: Reader, whose: Whose, sight: Sight) -> None:
        self._store, self._whose, self.sight = store, whose, sight

    @classmethod
    def alone(cls, store: Reader, sight: Sight) -> "NarrowedReader":
        """A reader with an index of its own: for one look."""
        return cls(store, Whose(store), sight)

    async def get(self, table: str, row_id: str) -> Row | None:
        """One row, or None: there is none, or it is not theirs. The two cannot be told apart."""
        rule = self._rule(table)
        row = await self._store.get(table, row_id)
        if row is None:
            return None
        return next(iter(await self._through(rule, [row])), None)

    async def rows(self, table: str) -> list[Row]:
        """All rows of a table that are theirs, in the order they were first written."""
        return await self._through(self._rule(table), await self._store.rows(table))

    async def find(self, table: str, field: str, value: Any) -> list[Row]:
        """Rows that are theirs whose body has `value` in `field`, in the order they were first written."""
        return await self._through(self._rule(table), await self._store.find(table, field, value))

    async def champions(self) -> list[Row]:
        """People who are champions by a code that is theirs: that they are, and no more of them.

        Whoever is a champion may have signed up at another hospital; of that nothing is said.
        """
        await self._whose.catch_up()
        known = [row for row in await self._store.rows("person") if row.body.get("champion")]
        theirs = [row for row in known if self._whose.sees_code(self.sight, row.body["champion"]["code"])]
        return [row if self.sight.is_whole else _as_champion(self._source(row)) for row in theirs]

    async def due(self, table: str, until: float, limit: int = 500) -> list[Row]:
        """Rows that are theirs with a due time of at most `until`, earliest first."""
        return await self._through(self._rule(table), await self._store.due(table, until, limit))

    async def changes(self, table: str) -> int:
        """A number that is another one whenever a row changed, whosever it is: draw anew and compare, but do not tell."""
        return await self._store.changes(table)

    async def changed(self, table: str, since: int) -> list[str] | None:
        """Ids of rows that changed; None where that would tell of rows that are not theirs."""
        return await self._store.changed(table, since) if self.sight.is_whole else None

    async def seen(self, key: str) -> bool:
        """Whether a commit with this key is remembered."""
        return await self._store.seen(key)

    def hmac(self, purpose: str, value: str) -> str:
        """A keyed hash for look-ups."""
        return self._store.hmac(purpose, value)

    async def counters(self) -> dict[str, int]:
        """The counters of what is theirs: a count of all hospitals is not."""
        counted = await self._store.counters()
        if self.sight.is_whole:
            return counted
        await self._whose.catch_up()
        return {name: count for name, count in counted.items() if self._counts(name)}

    async def audit(self) -> list[dict[str, Any]]:
        """The audit log, oldest first: it is about everybody, and so for who sees all."""
        if not self.sight.is_whole:
            raise NotForPages("the audit log is about everybody: ask for `audit_about`")
        return await self._store.audit()

    async def audit_about(self, ids: Iterable[str]) -> list[dict[str, Any]]:
        """What the audit log says of these, oldest first: of what is theirs to see."""
        shown = [one for one in ids if self.sight.is_whole or await self._shows(one)]
        return [row for row in await self._store.audit() if row.get("about") in shown]

    async def _shows(self, one: str) -> bool:
        """Tell whether anything of this id is there, and theirs."""
        return any([await self.get(table, one) is not None for table in RULES])

    def _rule(self, table: str) -> Rule:
        if table not in RULES:
            raise NotForPages(f"no page reads {table!r}: say in RULES who sees a row of it")
        return RULES[table]

    async def _through(self, rule: Rule, rows: list[Row]) -> list[Row]:
        if self.sight.is_whole or not rows:
            return rows
        await self._whose.catch_up()
        return [self._as_seen(row) for row in rows if rule(self.sight, self._whose, row)]

    def _as_seen(self, row: Row) -> Row:
        match row.table:
            case "session":
                return self._session(row)
            case "person":
                return self._source(row)
            case _:
                return row

    def _session(self, row: Row) -> Row:
        if row.body.get("hospital"):
            return row
        whole = msgspec.convert(row.body, Session)
        seen = self.sight.session(whole, lambda person: self.sight.sees(self._whose.person(person)))
        if seen is None or seen is whole:
            return row
        return msgspec.structs.replace(row, body=msgspec.to_builtins(seen))

    def _source(self, row: Row) -> Row:
        """A person with the code that brought them, unless it is somebody else's."""
        source = row.body.get("source", "")
        if not source or self._whose.sees_code(self.sight, source):
            return row
        return msgspec.structs.replace(row, body={**row.body, "source": ELSEWHERE})

    def _counts(self, name: str) -> bool:
        what, _, rest = name.partition(":")
        if what in COLUMNS:
            return self._whose.counts_code(self.sight, rest.partition(":")[0])
        if what == WEEK:
            return self.sight.is_own(rest.split(":")[1])
        return what == LEFT and self._whose.counts_session(self.sight, rest.rsplit(":", 3)[0])


_OF_A_CHAMPION = ("id", "made_at", "seen_at", "champion", "source")


def _as_champion(row: Row) -> Row:
    body = {name: row.body[name] for name in _OF_A_CHAMPION if name in row.body}
    return msgspec.structs.replace(row, body=body)
