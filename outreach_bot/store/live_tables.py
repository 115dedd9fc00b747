"""The data in memory: a TinyDB whose tables are changed where they lie, with indices beside them.

A row is replaced whole and never changed after, so that a shallow copy of a table stays what it was.
Live changes and the replay of the journal go through the same `apply`, from the same bytes.
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

import msgspec
import orjson
from tinydb import Query, TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from outreach_bot.store.base import Commit, Put
from outreach_bot.store.chain import CHAIN_START, hash_of

KEYS_KEPT_SECONDS = 48 * 3600
"""How long a commit's key is remembered. Telegram redelivers for 24 h at most; DESIGN section 2 asks for 48 h."""
KEYS_KEPT_ALWAYS = 2_000
"""So many of the newest are remembered whatever their age: after a clock was set forward by days, what was taken a
moment ago and not yet acknowledged comes again, and must still be known."""

SEEN = "_seen"
AUDIT = "_audit"
COUNTER = "_counter"
"""Tables of the store's own; their names start with `_`."""


CHANGES_KEPT = 4096
"""How many changes of a table are remembered by id, for who keeps up with it: minutes of the busiest hour."""


class LiveRow(dict[str, Any]):
    """A row as TinyDB sees it: `revision`, `due` and `body`; and what only the store knows of it."""

    __slots__ = ("born", "line")

    born: int
    """Grows with each row that is new: the order rows were first written in."""
    line: bytes
    """The row's sealed text in the last snapshot, empty when it is in none yet."""


class LiveTable(Table):
    """A table that is not copied when it changes; `get`, `search` and `Query` work as in any TinyDB."""

    document_id_class = str  # type: ignore[assignment]  # TinyDB's docs offer any class; its hints say int

    def __init__(self, storage: Storage, name: str) -> None:
        super().__init__(storage, name)
        self.live: dict[str, LiveRow] = storage.read().setdefault(name, {})  # type: ignore[union-attr]  # ours is never None
        self._own = name.startswith("_")
        self._due: list[tuple[float, int, str]] = []
        self._fields: dict[str, dict[Any, set[str]]] = {}
        self._births = 0
        self.changes = 0
        """Rises with every row written or dropped."""
        self._changed: deque[str] = deque(maxlen=CHANGES_KEPT)

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return self.live  # type: ignore[return-value]  # dict is invariant; nobody writes through this

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:  # noqa: ARG002 — TinyDB's hook
        raise TypeError("rows change through commits only: nothing else is durable")

    def put(self, row_id: str, body: dict[str, Any], due: float | None, revision: int) -> LiveRow:
        """Write a row whole and return it."""
        old = self.live.get(row_id)
        row = LiveRow(revision=revision, due=due, body=body)
        row.line = b""
        if old is None:
            self._births = row.born = self._births + 1
        else:
            row.born = old.born
        self.live[row_id] = row
        self._note_change(row_id)
        if not self._own:
            self._index(row_id, old, row)
        return row

    def drop(self, row_id: str) -> None:
        """Delete a row if it is there."""
        old = self.live.pop(row_id, None)
        self._note_change(row_id)
        if old is not None and not self._own:
            self._index(row_id, old, None)

    def due_until(self, until: float, limit: int) -> list[str]:
        """Ids of rows due at `until` or before, earliest first."""
        return [
            row_id for _, _, row_id in self._due[: min(limit, bisect_left(self._due, (until, _NEVER_BORN)))]
        ]

    def having(self, field: str, value: Any) -> list[str]:
        """Ids of rows whose body has `value` in `field`, in the order they were first written."""
        try:
            hash(value)
        except TypeError:
            return [str(found.doc_id) for found in self.search(Query()["body"][field] == value)]
        if field not in self._fields:
            self._build(field)
        return sorted(self._fields[field].get(value, ()), key=lambda row_id: self.live[row_id].born)

    def changed(self, since: int) -> list[str] | None:
        """Ids of rows written or dropped since `changes` was `since`, in that order; None: not known any more."""
        behind = self.changes - since
        if not 0 <= behind <= len(self._changed):
            return None
        newest = list(islice(reversed(self._changed), behind))
        return list(dict.fromkeys(reversed(newest)))

    def _note_change(self, row_id: str) -> None:
        self.changes += 1
        self._changed.append(row_id)
        self.clear_cache()

    def _index(self, row_id: str, old: LiveRow | None, new: LiveRow | None) -> None:
        if old is not None and old["due"] is not None:
            del self._due[bisect_left(self._due, (old["due"], old.born, row_id))]
        if new is not None and new["due"] is not None:
            insort(self._due, (new["due"], new.born, row_id))
        for field, ids_by_value in self._fields.items():
            if old is not None:
                _forget(ids_by_value, old["body"], field, row_id)
            if new is not None:
                _note(ids_by_value, new["body"], field, row_id)

    def _build(self, field: str) -> None:
        """Index a field the first time somebody looks for it."""
        index: dict[Any, set[str]] = {}
        for row_id, row in self.live.items():
            _note(index, row["body"], field, row_id)
        self._fields[field] = index


_NEVER_BORN = 1 << 62


def _note(index: dict[Any, set[str]], body: dict[str, Any], field: str, row_id: str) -> None:
    value = body.get(field, index)
    if value is not index and not isinstance(value, (list, dict)):
        index.setdefault(value, set()).add(row_id)


def _forget(index: dict[Any, set[str]], body: dict[str, Any], field: str, row_id: str) -> None:
    value = body.get(field, index)
    if value is not index and not isinstance(value, (list, dict)):
        index[value].discard(row_id)
        if not index[value]:
            del index[value]


class _LiveStorage(Storage):
    """Holds the tables; nothing is ever written through TinyDB."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, Any]] = {}

    def read(self) -> dict[str, dict[str, Any]]:
        return self._tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:  # noqa: ARG002 — TinyDB's hook
        raise TypeError("rows change through commits only: nothing else is durable")


class _LiveDatabase(TinyDB):
    table_class = LiveTable  # type: ignore[assignment]  # TinyDB's hints forget that it may be a subclass


class LiveTables:
    """All tables, keys, counters and the audit log, as they stand after the last applied commit."""

    def __init__(self) -> None:
        self._database = _LiveDatabase(storage=_LiveStorage)
        self._tables: dict[str, LiveTable] = {}
        self._keys_by_age: deque[tuple[float, str]] = deque()
        self._audit_hash = CHAIN_START

    def table(self, name: str) -> LiveTable:
        """A table, made when it is not there."""
        found = self._tables.get(name)
        if found is None:
            made = self._database.table(name)
            assert isinstance(made, LiveTable)  # noqa: S101 — tells the type checker what table_class says
            found = self._tables[name] = made
        return found

    def row(self, table: str, row_id: str) -> LiveRow | None:
        """One row, or None."""
        return self.table(table).live.get(row_id)

    def revision(self, table: str, row_id: str) -> int:
        """A row's revision; 0 when it is not there."""
        row = self.table(table).live.get(row_id)
        return 0 if row is None else row["revision"]

    def copy(self) -> dict[str, dict[str, LiveRow]]:
        """What all tables hold now; stays so while they go on changing."""
        return {name: dict(table.live) for name, table in sorted(self._tables.items())}

    def load(
        self, name: str, row_id: str, row: tuple[int, float | None, dict[str, Any]], line: bytes
    ) -> None:
        """Put back a row that a snapshot held."""
        revision, due, body = row
        self.table(name).put(row_id, body, due, revision).line = line
        if name == SEEN:
            self._keys_by_age.append((due or 0.0, row_id))
        elif name == AUDIT:
            self._audit_hash = body["hash"]

    def apply(self, packed: "Packed") -> None:
        """Make the changes of one packed commit."""
        key, at, writes, audit, counts, _ = packed
        for name, row_id, due, body in writes:
            if body is None:
                self.table(name).drop(row_id)
            else:
                self.table(name).put(row_id, body, due, self.revision(name, row_id) + 1)
        for fields in audit:
            self._append_audit(fields, at)
        for name, added in counts:
            row = self.row(COUNTER, name)
            self.table(COUNTER).put(name, {"n": added + (row["body"]["n"] if row else 0)}, None, 1)
        if key:
            self._remember(key, at)

    def _append_audit(self, fields: dict[str, Any], at: float) -> None:
        table = self.table(AUDIT)
        row = {**fields, "seq": len(table.live) + 1, "at": at, "prev": self._audit_hash}
        row.pop("hash", None)
        self._audit_hash = row["hash"] = hash_of(row)
        table.put(str(row["seq"]), row, None, 1)

    def _remember(self, key: str, at: float) -> None:
        """Keep a key, and let go of those that are too old; from commit times alone, so that a replay does the same."""
        seen = self.table(SEEN)
        seen.put(key, {}, at, 1)
        by_age = self._keys_by_age
        by_age.append((at, key))
        while len(by_age) > KEYS_KEPT_ALWAYS and by_age[0][0] < at - KEYS_KEPT_SECONDS:
            seen.drop(by_age.popleft()[1])


Packed = tuple[
    str,
    float,
    list[tuple[str, str, float | None, dict[str, Any] | None]],
    list[dict[str, Any]],
    list[tuple[str, int]],
    list[str],
]
"""A commit's changes: key, at, writes (table, id, due, body; no body: a drop), audit, counts, erased persons."""

_PACKED = msgspec.json.Decoder(Packed)


def pack(commit: Commit) -> tuple[bytes, Packed]:
    """A commit's changes as the journal keeps them, and the same read back, for `apply`.

    What memory holds is thus what a replay would hold, and nothing of it is the caller's to change.
    Raises TypeError or ValueError for what cannot be kept: a journal must never hold what a start cannot read.
    """
    writes = [
        (write.table, write.id, write.due, write.body)
        if type(write) is Put
        else (write.table, write.id, None, None)
        for write in commit.writes
    ]
    for name, _, _, _ in writes:
        if name.startswith("_"):
            raise ValueError(f"table {name} is the store's own")
    payload = orjson.dumps((commit.key, commit.at, writes, commit.audit, commit.counts, commit.erases))
    return payload, _PACKED.decode(payload)
