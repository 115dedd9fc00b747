"""The real store without its disk: the same rows, revisions and refusals. It can be told to fail."""

import asyncio
from types import SimpleNamespace

from outreach_bot.store.base import Commit, Drop, Outcome, Put, StoreFailed
from outreach_bot.store.live_tables import LiveTables, pack
from outreach_bot.store.sealing import KeyRing
from outreach_bot.store.tinydb_store import TinyDbStore


class MemoryStore(TinyDbStore):
    """Nothing of it outlives it."""

    def __init__(self):
        super().__init__(LiveTables(), KeyRing.fresh(), clock=lambda: 0.0)
        self.commits: list[Commit] = []
        """What was committed, in order."""
        self.broken = False

    async def commit(self, commit: Commit) -> Outcome:
        outcome = await super().commit(commit)
        if outcome is Outcome.COMMITTED:
            self.commits.append(commit)
        return outcome

    def keep(self, *writes: Put | Drop) -> None:
        """Have rows written or dropped before anybody looks."""
        _, changes = pack(Commit(at=0.0, writes=writes))
        self._tables.apply(changes)

    def _ready(self):
        if self.broken:
            raise StoreFailed
        disk = SimpleNamespace(journal_bytes=0, snapshot_bytes=0)
        return disk, SimpleNamespace(note_reached=lambda _at: None, ask=lambda: None)

    async def _written(self, _writer, _payload, *, erases=False):
        await asyncio.sleep(0)
