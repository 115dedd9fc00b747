"""Who was erased, kept apart from every backup, so that a restore brings nobody back.

The list holds pseudonyms and what the erasing commit dropped, sealed. It is written before the commit that
erases: a crash between the two forgets a person who asked for it, never the other way round.
"""

from pathlib import Path
from typing import Any

import msgspec
import orjson

from outreach_bot.store.files import Files, write_whole
from outreach_bot.store.journal import damaged
from outreach_bot.store.live_tables import LiveTables
from outreach_bot.store.sealing import KEY_ID_BYTES, KeyRing, SealBroken

ERASED_NAME = "erased"
ASIDE = "before-restore-"
"""Start of the names of files that a restore replaced; kept until somebody is erased, or by hand."""
KEPT_TABLE = "suppressed"
"""Rows an erasure adds here outlive it: the HMAC that keeps us from writing again (DESIGN section 7)."""

_MARK = b"OBERASE1"


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """One commit that erased people."""

    sequence: int
    """Of the journal record it is in; sequences never go back, not even by a restore."""
    persons: list[str]
    drops: list[tuple[str, str]]
    keeps: list[tuple[str, str, float | None, dict[str, Any]]]


class ErasedList:
    """The file, and its contents in memory."""

    def __init__(self, files: Files, folder: Path, *, store_id: bytes, keys: KeyRing) -> None:
        self._files = files
        self._path = folder / ERASED_NAME
        self._bound_to = _MARK + store_id
        self._keys = keys
        self.entries: list[Erasure] = self._load()

    def add(self, new: list[Erasure]) -> None:
        """List erasures durably. Raises OSError."""
        entries = [*self.entries, *new]
        sealed = self._keys.seal(msgspec.json.encode(entries), self._bound_to)
        write_whole(self._files, self._path, [self._bound_to, sealed])
        self.entries = entries

    def _load(self) -> list[Erasure]:
        if ERASED_NAME not in self._files.names(self._path.parent):
            return []
        data = self._files.read(self._path)
        sealed = data.removeprefix(self._bound_to)
        if sealed == data:
            raise damaged(self._path, "it is not the list of erased persons of this store")
        self._keys.expect(sealed[:KEY_ID_BYTES])
        try:
            return msgspec.json.decode(self._keys.unseal(sealed, self._bound_to), type=list[Erasure])
        except (SealBroken, msgspec.MsgspecError) as broken:
            raise damaged(self._path, "the list of erased persons does not open") from broken


def erasure_in(payload: bytes, sequence: int) -> Erasure:
    """What a packed commit erases."""
    _, _, writes, _, _, persons = orjson.loads(payload)
    drops = [(name, row_id) for name, row_id, _, body in writes if body is None]
    keeps = [
        (name, row_id, due, body)
        for name, row_id, due, body in writes
        if name == KEPT_TABLE and body is not None
    ]
    return Erasure(sequence=sequence, persons=persons, drops=drops, keeps=keeps)


def erase_again(tables: LiveTables, erasure: Erasure) -> None:
    """Take erased persons out of tables that an older backup brought back."""
    gone = set(erasure.persons)
    writes: list[tuple[str, str, float | None, dict[str, Any] | None]] = [
        *((name, row_id, None, None) for name, row_id in erasure.drops),
        *erasure.keeps,
    ]
    for name, rows in tables.copy().items():
        if name.startswith("_") or name == KEPT_TABLE:
            continue
        for row_id, row in rows.items():
            body = row["body"]
            if row_id in gone or body.get("person") in gone or body.get("id") in gone:
                writes.append((name, row_id, None, None))
            elif (clean := _without(body, gone)) != body:
                writes.append((name, row_id, row["due"], clean))
    tables.apply(("", 0.0, writes, [], [], []))


def _without(value: Any, gone: set[str]) -> Any:
    """`value` with every mention of the erased taken out: their keys, their list items, their names in fields."""
    if isinstance(value, dict):
        return {key: _without(inner, gone) for key, inner in value.items() if key not in gone}
    if isinstance(value, list):
        return [_without(item, gone) for item in value if not _is_about(item, gone)]
    return "" if isinstance(value, str) and value in gone else value


def _is_about(item: Any, gone: set[str]) -> bool:
    if isinstance(item, dict):
        return item.get("person") in gone
    return isinstance(item, str) and item in gone
