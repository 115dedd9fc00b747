"""What is on the disk for good, commit by commit, read from the journals as they are synced.

It is read from the bytes and not from the store: what a bot believes and what its disk holds are two things.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from outreach_bot.store.journal import FILE_HEADER_BYTES, FILE_MARK, STORE_ID_BYTES, read_journal
from outreach_bot.store.live_tables import Packed
from outreach_bot.store.sealing import KeyRing
from tests.simulation.disk import Contents

_RECORD = msgspec.json.Decoder(list[Packed])


class Change(msgspec.Struct, frozen=True):
    """One durable commit, and the rows it wrote as they were before."""

    sequence: int
    packed: Packed
    before: dict[tuple[str, str], dict[str, Any] | None]

    @property
    def key(self) -> str:
        return self.packed[0]

    @property
    def writes(self) -> list[tuple[str, str, float | None, dict[str, Any] | None]]:
        return self.packed[2]

    @property
    def erased(self) -> list[str]:
        return self.packed[5]


class History:
    """The tables as their durable commits leave them, and every key that was committed."""

    def __init__(self, keys: KeyRing, on_change: Callable[[Change], None]) -> None:
        self.tables: dict[str, dict[str, dict[str, Any]]] = {}
        self.due: dict[tuple[str, str], float | None] = {}
        self.done: set[str] = set()
        self.sequence = 0
        self._keys = keys
        self._on_change = on_change

    def read(self, path: Path, contents: Contents) -> None:
        """Take in what became durable of a file."""
        if not path.name.startswith("journal-"):
            return
        if contents.synced <= FILE_HEADER_BYTES:
            return
        start = max(contents.told, FILE_HEADER_BYTES)
        head = bytes(contents.data[:FILE_HEADER_BYTES])
        store_id = head[len(FILE_MARK) : len(FILE_MARK) + STORE_ID_BYTES]
        fresh = head + contents.data[start : contents.synced]
        for record in read_journal(fresh, path=path, store_id=store_id, keys=self._keys):
            if record.sequence > self.sequence:
                self.sequence = record.sequence
                for packed in _RECORD.decode(record.payload):
                    self._apply(record.sequence, packed)
        contents.told = contents.synced

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        return self.tables.get(table, {})

    def row(self, table: str, row_id: str) -> dict[str, Any] | None:
        return self.tables.get(table, {}).get(row_id)

    def _apply(self, sequence: int, packed: Packed) -> None:
        before = {(table, row_id): self.row(table, row_id) for table, row_id, _, _ in packed[2]}
        for table, row_id, due, body in packed[2]:
            if body is None:
                self.tables.get(table, {}).pop(row_id, None)
                self.due.pop((table, row_id), None)
            else:
                self.tables.setdefault(table, {})[row_id] = body
                self.due[table, row_id] = due
        self._on_change(Change(sequence, packed, before))
        if packed[0]:
            self.done.add(packed[0])
