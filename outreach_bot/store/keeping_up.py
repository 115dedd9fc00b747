"""Keeps up with a table of the store: rows are read once, and again only when they changed."""

from collections.abc import Callable
from typing import Generic, TypeVar

from outreach_bot.store.reading import Reader, Row

Item = TypeVar("Item")

Told = Callable[[str, Item | None, Item | None], None]
"""Hears of one item: its id, what it was and what it is now; None: it was not, or is not, kept."""


class KeptTable(Generic[Item]):
    """What the office keeps of one table, by id, in the order the rows were first written.

    read: makes an item of a row; None: this row is not kept.
    """

    def __init__(
        self, name: str, read: Callable[[Row], Item | None], told: Told[Item] = lambda _id, _old, _new: None
    ) -> None:
        self.items: dict[str, Item] = {}
        self._name = name
        self._read = read
        self._told = told
        self._at = -1

    async def catch_up(self, store: Reader) -> bool:
        """Read what changed since the last time; tell whether anything did."""
        now = await store.changes(self._name)
        if now == self._at:
            return False
        changed = None if self._at < 0 else await store.changed(self._name, self._at)
        if changed is None:
            await self._read_all(store)
        else:
            for row_id in changed:
                row = await store.get(self._name, row_id)
                self._keep(row_id, row)
        self._at = now
        return True

    async def _read_all(self, store: Reader) -> None:
        rows = {row.id: row for row in await store.rows(self._name)}
        for row_id in [each for each in self.items if each not in rows]:
            self._keep(row_id, None)
        for row in rows.values():
            self._keep(row.id, row)

    def _keep(self, row_id: str, row: Row | None) -> None:
        old = self.items.get(row_id)
        new = self._read(row) if row is not None else None
        if new is not None:
            self.items[row_id] = new
        else:
            self.items.pop(row_id, None)
        if old != new:
            self._told(row_id, old, new)
