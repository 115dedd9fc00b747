"""What the files say: the last snapshot, and every journal record after it, in order, none missing.

A torn write at the end of a journal is left out, and said in numbers and times: `Found.dropped`.
"""

import asyncio
import datetime as dt
from contextlib import suppress
from pathlib import Path

import msgspec

from outreach_bot.counted import counted
from outreach_bot.store.base import StoreDamaged, StoreMissing
from outreach_bot.store.erasures import ERASED_NAME
from outreach_bot.store.files import Files, sync_names, write_whole
from outreach_bot.store.journal import (
    FILE_HEADER_BYTES,
    RECORD_MARK,
    Record,
    damaged,
    first_of,
    journal_names,
    read_journal,
    whole_header,
)
from outreach_bot.store.live_tables import LiveTables, Packed
from outreach_bot.store.reached import REACHED_NAME, Reached, noted
from outreach_bot.store.sealing import KeyRing, load_keys
from outreach_bot.store.snapshot import SNAPSHOT_NAME, Head, decode, encode
from outreach_bot.told_commands import told

READ_TRIES = 20
READ_PAUSE_SECONDS = 0.05
"""A reader that meets a gap looks again, for about a second in all, before it calls it damage."""

NEVER_FIRST = (ERASED_NAME, REACHED_NAME)
"""Files that are written only once there is a snapshot."""

COMMITS = msgspec.json.Decoder(list[Packed])
"""Reads what one record holds."""


class Dropped(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a journal that is no whole record: a write that was cut off, and never acknowledged."""

    journal: str
    at_byte: int
    bytes: int
    records: int
    """How many records seem to begin there."""
    after: int
    """Sequence of the last whole record."""
    after_at: float
    """When that one was written, unix seconds UTC; 0: no record was read."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A store as its files hold it."""

    head: Head | None
    """Stamped with the last record that was read; None: nothing was ever written here."""
    tables: LiveTables
    journals: list[str]
    """All that were found, oldest first."""
    dropped: list[Dropped] = []
    noted: Reached | None = None
    """How far the journal was known to have got; None: no such note."""
    without_journal: str = ""
    """A journal that is gone, and that nothing was lost with: the store was stopped cleanly."""


def has_store(files: Files, folder: Path) -> bool:
    """Whether a store was ever begun in `folder`, even if its main file is gone."""
    names = files.names(folder)
    return bool({SNAPSHOT_NAME, *NEVER_FIRST} & set(names)) or bool(journal_names(names))


def recover(files: Files, folder: Path, keys: KeyRing) -> Found:
    """Read a store without touching it. Raises StoreDamaged, KeyRefused, or OSError."""
    note = noted(files, folder, keys)  # first of all: a running bot may be ahead of it, never behind
    if SNAPSHOT_NAME not in files.names(folder):
        return _never_begun(files, folder)
    head, tables = decode(files.read(folder / SNAPSHOT_NAME), path=folder / SNAPSHOT_NAME, keys=keys)
    # Only now: the bot may have begun a journal while its snapshot was read.
    replay = Replay(files, folder, head, tables, keys)
    journals = journal_names(files.names(folder))
    replay.demand(journals)
    for name in journals:
        replay.read(name)
    if replay.following and replay.following not in journals:
        raise damaged(
            folder / replay.following, "it is missing, though the journal before it says it is there"
        )
    reached = note[1] if note is not None and note[0] == head.store_id else None
    if reached is not None and reached.sequence > replay.sequence:
        raise _lost_end(folder / journals[-1] if journals else folder, replay.sequence, reached)
    return Found(
        head=msgspec.structs.replace(head, sequence=replay.sequence),
        tables=tables,
        journals=journals,
        dropped=replay.dropped,
        noted=reached,
        without_journal=head.journal if head.journal not in ("", *journals) else "",
    )


def _lost_end(path: Path, read: int, reached: Reached) -> StoreDamaged:
    missing = reached.sequence - read
    which = f"{reached.sequence}" if missing == 1 else f"{read + 1} to {reached.sequence}"
    return damaged(
        path,
        f"{counted(missing, 'record is', 'records are')} missing from its end, {which}: "
        f"acknowledged by {moment(reached.at)}",
    )


def moment(at: float) -> str:
    """A time as an operator reads it: UTC, to the second."""
    return (
        dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if at else "an unknown time"
    )


def _never_begun(files: Files, folder: Path) -> Found:
    """A first run cut short leaves at most empty journals: nothing is acknowledged before the first snapshot."""
    names = files.names(folder)
    journals = journal_names(names)
    begun = [
        name for name in journals if first_of(name) > 1 or len(files.read(folder / name)) > FILE_HEADER_BYTES
    ]
    if there := [*begun, *(name for name in NEVER_FIRST if name in names)]:
        raise damaged(folder / SNAPSHOT_NAME, f"it is missing, though {there[0]} is there")
    return Found(head=None, tables=LiveTables(), journals=journals)


def load_keys_beside(files: Files, folder: Path, key_file: Path) -> KeyRing:
    """The keys of a store that is there. Raises StoreMissing when it is not, KeyRefused as `load_keys`."""
    if not has_store(files, folder):
        raise StoreMissing(_nothing_there(folder))
    return load_keys(key_file)


def _nothing_there(folder: Path) -> str:
    if folder.exists() and not folder.is_dir():
        return f"{folder} is no folder, so there is no store in it. Name another one with --data DIR or OUTREACH_DATA."
    # a restore comes first: a bot that was started here has begun another store, which none is brought back over
    return (
        f"There is no store in {folder} yet. If there was one, bring your last backup back before you start the bot: "
        f"{told('store restore FILE', data=folder)}; else start the bot once: {told('run', data=folder)}"
    )


async def recover_beside(files: Files, folder: Path, keys: KeyRing) -> Found:
    """Read a store that a running bot may be writing: its files may be replaced while they are read."""
    for _ in range(READ_TRIES - 1):
        with suppress(StoreDamaged, FileNotFoundError):
            return recover(files, folder, keys)
        await asyncio.sleep(READ_PAUSE_SECONDS)
    return recover(files, folder, keys)


def save(files: Files, folder: Path, *, tables: LiveTables, head: Head, keys: KeyRing) -> int:
    """Write `tables` as a new snapshot stamped `head`; returns its size in bytes."""
    return write_whole(files, folder / SNAPSHOT_NAME, encode(tables.copy(), head, keys))


def delete_journals(files: Files, folder: Path, names: list[str]) -> None:
    """Delete journals whose records are all in a durable snapshot."""
    for name in names:
        with suppress(FileNotFoundError):  # somebody else deleted it: that is as good
            files.unlink(folder / name)
    sync_names(files, folder)


class Replay:
    """Reads one journal after the other onto the tables of a snapshot."""

    def __init__(self, files: Files, folder: Path, head: Head, tables: LiveTables, keys: KeyRing) -> None:
        self._files = files
        self._folder = folder
        self._head = head
        self._tables = tables
        self._keys = keys
        self.sequence = head.sequence
        """Of the last record that was read."""
        self.at = 0.0
        """When that one was written."""
        self.following = ""
        """The journal that the last one names as the next."""
        self.dropped: list[Dropped] = []

    def demand(self, journals: list[str]) -> None:
        """Raise StoreDamaged when the journal that the snapshot names is gone, and records may be gone with it."""
        wanted = self._head.journal
        if wanted and wanted not in journals and not self._head.clean:
            raise damaged(self._folder / wanted, f"it is missing, though {SNAPSHOT_NAME} says it is there")

    def read(self, name: str) -> None:
        """Apply what a journal holds. Raises StoreDamaged."""
        path = self._folder / name
        data = self._files.read(path)
        if first_of(name) > self.sequence + 1:
            raise _gap(path, self.sequence + 1)
        if name in (self._head.journal, self.following) and not whole_header(data):
            raise damaged(
                path,
                f"only {counted(len(data), 'byte of it is', 'bytes of it are')} left, less than its beginning",
            )
        end, self.following = FILE_HEADER_BYTES, ""
        for record in read_journal(data, path=path, store_id=self._head.store_id, keys=self._keys):
            self._take(record, path)
            end = record.end
        if len(data) > end:
            self._drop(name, data, end)

    def _take(self, record: Record, path: Path) -> None:
        if record.following:
            self.following = record.following
            return
        if record.sequence > self.sequence + 1:
            raise _gap(path, self.sequence + 1)
        if record.sequence == self.sequence + 1:
            for packed in COMMITS.decode(record.payload):
                self._tables.apply(packed)
                self.at = packed[1]
            self.sequence = record.sequence

    def _drop(self, name: str, data: bytes, end: int) -> None:
        self.dropped.append(
            Dropped(
                journal=name,
                at_byte=end,
                bytes=len(data) - end,
                records=max(1, data.count(RECORD_MARK, end)),
                after=self.sequence,
                after_at=self.at,
            )
        )


def _gap(path: Path, wanted: int) -> StoreDamaged:
    return damaged(path, f"record {wanted}, which should come before it, is missing")
