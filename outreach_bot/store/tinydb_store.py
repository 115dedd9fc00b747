"""The default store: TinyDB in memory, one sealed file, and a synced journal beside it.

A commit compares revisions and changes memory without an await, then waits until its journal record is on the
disk. DESIGN section 2, "The default store", says why each step is where it is.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

from outreach_bot.store.base import Commit, Outcome, Row, StoreFailed
from outreach_bot.store.beginning import LOCK_NAME, Ground, begin, lock_store
from outreach_bot.store.erasures import Listing, let_nobody_back, look
from outreach_bot.store.files import Files, RealFiles
from outreach_bot.store.hands import Hands, ThreadHands
from outreach_bot.store.live_tables import (
    AUDIT,
    COUNTER,
    SEEN,
    LiveRow,
    LiveTable,
    LiveTables,
    pack,
)
from outreach_bot.store.memory_files import MemoryFiles
from outreach_bot.store.place import Place
from outreach_bot.store.recovery import has_store, load_keys_beside, recover_beside
from outreach_bot.store.sealing import KeyRing, keys_for
from outreach_bot.store.upkeep import Upkeep
from outreach_bot.store.writer import SnapshotPostponed, Writer, failed

JOURNAL_BYTES = 8 * 1024 * 1024
"""A journal of this size asks for a snapshot (DESIGN section 2); later when the last snapshot was larger still,
so that a large store does not spend its time on writing itself down."""
MANY_PEOPLE = 20_000
"""From here on PostgreSQL is the better place (DESIGN section 2)."""
PEOPLE = "person"

Clock = Callable[[], float]

_log = structlog.get_logger(__name__)


class MemoryDisk:
    """What outlives a store in memory: its files and its keys."""

    def __init__(self) -> None:
        self.files = MemoryFiles()
        self.keys = KeyRing.fresh()


class TinyDbStore:
    """Keeps the promises of `outreach_bot.store.base.Store` on one machine, for one process."""

    def __init__(self, tables: LiveTables, keys: KeyRing, *, clock: Clock) -> None:
        self._tables = tables
        self._keys = keys
        self._clock = clock
        self._writer: Writer | None = None
        self._unlock: Callable[[], None] = _nothing
        self._closed = False
        self._upkeep: Upkeep | None = None
        self._warned = False
        self._waiting: dict[int, float] = {}
        """Since when each commit waits for the disk, in seconds of the loop's clock, the oldest first."""
        self.disk: MemoryDisk | None = None
        """Set for a store in memory: hand it to `open_in_memory` to open the same store again."""

    @classmethod
    async def open(
        cls,
        folder: Path,
        *,
        key_file: Path,
        clock: Clock,
        files: Files | None = None,
        hands: Hands | None = None,
    ) -> "TinyDbStore":
        """Open the store in `folder` for this process alone, and begin it on its first run.

        `files` and `hands` are this machine's disk and two threads, where nothing else is handed in.

        Raises:
            StoreBusy: another process has it.
            StoreDamaged: its files do not hold together; nothing was changed.
            KeyRefused: the key file is missing, open to others, or another one.
            StoreFailed: the folder cannot be written.
        """
        files = files or RealFiles()
        unlock = lock_store(files, folder)
        try:
            keys = keys_for(key_file, data=folder, first_run=not has_store(files, folder))
            ground = Ground(files, folder, keys, key_file.parent)
            return cls._begin(ground, clock=clock, unlock=unlock, hands=hands)
        except OSError as fault:
            unlock()
            raise failed(fault) from fault
        except BaseException:
            unlock()
            raise

    @classmethod
    async def open_reader(
        cls, folder: Path, *, key_file: Path, clock: Clock, files: Files | None = None
    ) -> "TinyDbStore":
        """Read the store in `folder` as it is now, beside a running bot, without touching any file.

        Raises:
            StoreMissing: there is none.
            StoreDamaged: its files do not hold together, and it is not that they are just being replaced.
            KeyRefused: the key file is missing, open to others, or another one.
            StoreFailed: a file cannot be read.
        """
        files = files or RealFiles()
        keys = load_keys_beside(files, folder, key_file)
        found = await recover_beside(files, folder, keys)
        if found.head is not None:  # a copy that nobody has started yet shows nobody who was erased, either
            place = Place(
                files=files,
                folder=folder,
                store_id=found.head.store_id,
                keys=keys,
                key_folder=key_file.parent,
            )
            try:
                listing = look(place).listing or Listing(entries=[])
            except OSError as fault:
                raise failed(fault) from fault
            let_nobody_back(found.tables, listing, found.head.sequence)
        return cls(found.tables, keys, clock=clock)

    @classmethod
    async def open_in_memory(
        cls, clock: Clock, disk: MemoryDisk | None = None, *, hands: Hands | None = None
    ) -> "TinyDbStore":
        """A store on a disk in memory: a new one, or the one that `disk` still holds after `abandon`."""
        disk = disk or MemoryDisk()
        folder = Path("/memory")
        unlock = disk.files.lock(folder / LOCK_NAME)
        ground = Ground(disk.files, folder, disk.keys, None)
        store = cls._begin(ground, clock=clock, unlock=unlock, hands=hands)
        store.disk = disk
        return store

    @classmethod
    def _begin(
        cls, ground: Ground, *, clock: Clock, unlock: Callable[[], None], hands: Hands | None
    ) -> "TinyDbStore":
        tables, writer = begin(ground, lambda: hands or ThreadHands(), clock())
        store = cls(tables, ground.keys, clock=clock)
        store._unlock = unlock
        store._writer = writer
        store._upkeep = Upkeep(writer, tables)
        store._warn_of_many()
        return store

    @property
    def healthy(self) -> bool:
        """Whether a commit can be taken."""
        writer = self._writer
        return writer is not None and writer.fault is None and not writer.held and not self._closed

    async def can_go_on(self) -> bool:
        """Whether what ended all writing has passed, so that a new start will find all and take commits again.

        Never after a failed sync: what the disk holds then is for a person to see to.
        """
        writer = self._writer
        if writer is None or not writer.passing:
            return False
        try:
            await writer.try_disk()
        except StoreFailed:
            return False
        return True

    async def commit(self, commit: Commit) -> Outcome:
        """Apply `commit` and return when it is on the disk. Raises StoreFailed."""
        writer, upkeep = self._ready()
        tables = self._tables
        if commit.key and tables.row(SEEN, commit.key) is not None:
            # Its first commit may still be on its way to the disk: done is what is durable.
            await self._written(writer, b"")
            return Outcome.ALREADY_DONE
        for rest in commit.rests_on:
            if tables.revision(rest.table, rest.id) != rest.revision:
                return Outcome.STALE
        payload, changes = pack(commit)
        tables.apply(changes)
        await self._written(writer, payload, erases=bool(commit.erases))
        upkeep.note_reached(commit.at)
        full = writer.journal_bytes >= max(JOURNAL_BYTES, writer.snapshot_bytes)
        if commit.erases or commit.sweeps or full:
            upkeep.ask()
        if not self._warned:
            self._warn_of_many()
        return Outcome.COMMITTED

    @property
    def waits_since(self) -> float | None:
        """Since when the oldest commit waits for the disk, in seconds of the loop's clock; None: none waits."""
        return next(iter(self._waiting.values()), None)

    async def _written(self, writer: Writer, payload: bytes, *, erases: bool = False) -> None:
        told = writer.submit(payload, erases=erases)
        self._waiting[id(told)] = asyncio.get_running_loop().time()
        try:
            await told
        finally:
            del self._waiting[id(told)]

    async def get(self, table: str, row_id: str) -> Row | None:
        """One row, or None."""
        found = self._tables.row(table, row_id)
        return None if found is None else _row(table, row_id, found)

    async def rows(self, table: str) -> list[Row]:
        """All rows of a table, in the order they were first written."""
        return [_row(table, row_id, found) for row_id, found in self._tables.table(table).live.items()]

    async def due(self, table: str, until: float, limit: int = 500) -> list[Row]:
        """Rows due at `until` or before, earliest first."""
        return self._named(table, self._tables.table(table).due_until(until, limit))

    async def find(self, table: str, field: str, value: Any) -> list[Row]:
        """Rows whose body has `value` in `field`, in the order they were first written."""
        return self._named(table, self._tables.table(table).having(field, value))

    async def changes(self, table: str) -> int:
        """A number that is another one whenever a row of `table` was written or dropped since."""
        return self._tables.table(table).changes

    async def changed(self, table: str, since: int) -> list[str] | None:
        """Ids of rows written or dropped since `changes` gave `since`, each once; None: too long ago to tell."""
        return self._tables.table(table).changed(since)

    async def seen(self, key: str) -> bool:
        """Whether a commit with this key is remembered, and on the disk. Raises StoreFailed."""
        if self._tables.row(SEEN, key) is None:
            return False
        if self._writer is not None:
            # It may still be on its way to the disk, or never get there: done is what is durable.
            await self._written(self._ready()[0], b"")
        return True

    async def counters(self) -> dict[str, int]:
        """All counters."""
        return {name: row["body"]["n"] for name, row in self._tables.table(COUNTER).live.items()}

    async def audit(self) -> list[dict[str, Any]]:
        """The audit log, oldest first."""
        return [row["body"] for row in self._tables.table(AUDIT).live.values()]

    def hmac(self, purpose: str, value: str) -> str:
        """A keyed hash for look-ups."""
        return self._keys.hmac(purpose, value)

    def table(self, name: str) -> LiveTable:
        """TinyDB's own table, for reading with `Query`; a row is `revision`, `due` and `body`."""
        return self._tables.table(name)

    async def close(self) -> None:
        """Snapshot and let go; after a failed write only let go."""
        writer, self._closed, self._writer = self._writer, True, None
        if writer is None or self._upkeep is None:
            return
        self._upkeep.end()
        try:
            await self._snapshots_done()
            if writer.fault is None:
                await writer.snapshot(self._tables.copy(), clean=True)
        except (StoreFailed, SnapshotPostponed):
            # Nothing is lost: whatever was acknowledged is in the journal, and the next start reads it.
            _log.warning("store_closed_without_snapshot")
        finally:
            await writer.stop()
            self._unlock()

    async def abandon(self) -> None:
        """Drop a store in memory as a killed process does: what waits for the disk is lost, `disk` keeps the rest."""
        writer, self._closed, self._writer = self._writer, True, None
        if self.disk is None or writer is None or self._upkeep is None:
            raise TypeError("only an open store in memory can be abandoned")
        self._upkeep.end()
        writer.fault = StoreFailed("the process was killed")
        await self._snapshots_done()
        await writer.stop()
        self.disk.files.crash()

    async def _snapshots_done(self) -> None:
        if self._upkeep is not None:
            await self._upkeep.done()

    def _ready(self) -> tuple[Writer, Upkeep]:
        writer = self._writer
        if writer is None or self._upkeep is None:
            raise StoreFailed("This store is closed, or open for reading only.")
        if writer.fault is not None:
            raise failed(writer.fault)
        return writer, self._upkeep

    def _named(self, table: str, ids: list[str]) -> list[Row]:
        live = self._tables.table(table).live
        return [_row(table, row_id, live[row_id]) for row_id in ids]

    def _warn_of_many(self) -> None:
        people = len(self._tables.table(PEOPLE).live)
        if people >= MANY_PEOPLE:
            self._warned = True
            _log.warning("store_is_large", people=people, remedy="outreach-bot store move postgresql://…")


def _nothing() -> None:
    """Let go of nothing: a reader holds no lock."""


def _row(table: str, row_id: str, found: LiveRow) -> Row:
    return Row(table, row_id, found["revision"], found["body"], found["due"])
