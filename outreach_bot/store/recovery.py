"""What the files say: the last snapshot, and every journal record after it, in order, none missing."""

import asyncio
from contextlib import suppress
from pathlib import Path

import msgspec

from outreach_bot.store.base import StoreDamaged, StoreMissing
from outreach_bot.store.files import Files, write_whole
from outreach_bot.store.journal import FILE_HEADER_BYTES, damaged, first_of, journal_names, read_journal
from outreach_bot.store.live_tables import LiveTables, Packed
from outreach_bot.store.sealing import KeyRing, load_keys
from outreach_bot.store.snapshot import SNAPSHOT_NAME, Head, decode, encode

READ_TRIES = 20
READ_PAUSE_SECONDS = 0.05
"""A reader that meets a gap looks again, for about a second in all, before it calls it damage."""


_RECORD = msgspec.json.Decoder(list[Packed])


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A store as its files hold it."""

    head: Head | None
    """None: nothing was ever written here."""
    tables: LiveTables
    journals: list[str]
    """All that were found, oldest first."""


def has_store(files: Files, folder: Path) -> bool:
    """Whether a store was ever begun in `folder`."""
    names = files.names(folder)
    return SNAPSHOT_NAME in names or bool(journal_names(names))


def recover(files: Files, folder: Path, keys: KeyRing) -> Found:
    """Read a store without touching it. Raises StoreDamaged, KeyRefused, or OSError."""
    if SNAPSHOT_NAME not in files.names(folder):
        return _never_begun(files, folder)
    head, tables = decode(files.read(folder / SNAPSHOT_NAME), path=folder / SNAPSHOT_NAME, keys=keys)
    # Only now: the bot may have begun a journal while its snapshot was read.
    journals = journal_names(files.names(folder))
    for name in journals:
        head = _replay(files.read(folder / name), folder / name, head, tables, keys)
    return Found(head=head, tables=tables, journals=journals)


def _never_begun(files: Files, folder: Path) -> Found:
    """A first run cut short leaves at most empty journals: nothing is acknowledged before the first snapshot."""
    journals = journal_names(files.names(folder))
    for name in journals:
        if first_of(name) > 1 or len(files.read(folder / name)) > FILE_HEADER_BYTES:
            raise damaged(folder / SNAPSHOT_NAME, f"it is missing, though {name} is there")
    return Found(head=None, tables=LiveTables(), journals=journals)


def load_keys_beside(files: Files, folder: Path, key_file: Path) -> KeyRing:
    """The keys of a store that is there. Raises StoreMissing when it is not, KeyRefused as `load_keys`."""
    if not has_store(files, folder):
        raise StoreMissing(
            f"There is no store in {folder} yet. Start the bot once: outreach-bot run --data {folder}"
        )
    return load_keys(key_file)


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
        files.unlink(folder / name)
    files.sync_folder(folder)


def _replay(data: bytes, path: Path, head: Head, tables: LiveTables, keys: KeyRing) -> Head:
    sequence = head.sequence
    if first_of(path.name) > sequence + 1:
        raise _gap(path, sequence + 1)
    for number, payload in read_journal(data, path=path, store_id=head.store_id, keys=keys):
        if number > sequence + 1:
            raise _gap(path, sequence + 1)
        if number == sequence + 1:
            for packed in _RECORD.decode(payload):
                tables.apply(packed)
            sequence = number
    return msgspec.structs.replace(head, sequence=sequence)


def _gap(path: Path, wanted: int) -> StoreDamaged:
    return damaged(path, f"record {wanted}, which should come before it, is missing")
