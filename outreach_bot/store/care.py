"""Looking after a store: verify it, back it up, bring a backup back. The first two work beside a running bot."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from outreach_bot.store.base import StoreDamaged
from outreach_bot.store.chain import first_break
from outreach_bot.store.erasures import ASIDE, ErasedList, erase_again
from outreach_bot.store.files import Files, RealFiles, write_whole
from outreach_bot.store.journal import damaged, first_of, journal_names, read_journal
from outreach_bot.store.live_tables import AUDIT, LiveTables
from outreach_bot.store.recovery import load_keys_beside, recover_beside, save
from outreach_bot.store.sealing import KeyRefused, KeyRing, load_keys
from outreach_bot.store.snapshot import SNAPSHOT_NAME, Head, decode, encode
from outreach_bot.store.tinydb_store import Clock, lock_store
from outreach_bot.store.writer import failed

Rows = Callable[[str], Mapping[str, Mapping[str, Any]]]
"""Looks into a table: the bodies of its rows, by id."""


class BackupRefused(Exception):
    """A backup was not made, or not brought back. The message says why and what to do; nothing was changed."""


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What a sound store holds."""

    sequence: int
    """Of the last record."""
    rows: dict[str, int]
    """Rows a table; the store's own tables are left out."""
    audit_rows: int
    bytes_on_disk: int


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What a restore did."""

    rows: dict[str, int]
    erased_again: int
    """Persons erased since the backup was made, and now erased from it too."""
    kept_aside: list[str]
    """Names of the files that were replaced, in the data folder; to be deleted once the restore is found right."""


async def verify(folder: Path, *, key_file: Path, files: Files | None = None) -> Verified:
    """Open every seal, follow every record and the audit chain. Raises StoreDamaged, StoreMissing, KeyRefused."""
    files = files or RealFiles()
    keys = load_keys_beside(files, folder, key_file)
    found = await recover_beside(files, folder, keys)
    check_chain(found.tables, folder / SNAPSHOT_NAME)
    if found.head is not None:
        ErasedList(files, folder, store_id=found.head.store_id, keys=keys)
    kept = [name for name in (SNAPSHOT_NAME, *found.journals) if name in files.names(folder)]
    return Verified(
        sequence=found.head.sequence if found.head else 0,
        rows=_counts(found.tables),
        audit_rows=len(found.tables.table(AUDIT).live),
        bytes_on_disk=sum(len(files.read(folder / name)) for name in kept),
    )


def check_chain(tables: LiveTables, path: Path) -> None:
    """Raise StoreDamaged where an audit row is missing, moved or changed."""
    number = first_break(row["body"] for row in tables.table(AUDIT).live.values())
    if number:
        raise damaged(path, f"the audit log does not hold together at row {number}")


async def backup(folder: Path, target: Path, *, key_file: Path, files: Files | None = None) -> int:
    """Write all that is durable now to one sealed file; returns its size in bytes.

    The list of erased persons is left out on purpose: see `erasures`.
    Raises BackupRefused, and as `verify`.
    """
    files = files or RealFiles()
    _check_target(target, folder)
    keys = load_keys_beside(files, folder, key_file)
    found = await recover_beside(files, folder, keys)
    if found.head is None:
        raise BackupRefused(f"The store in {folder} is only just being made. Try again.")
    try:
        return write_whole(files, target, encode(found.tables.copy(), found.head, keys))
    except OSError as fault:
        raise BackupRefused(
            f"{target} cannot be written ({fault.strerror}). Choose another place."
        ) from fault


def _check_target(target: Path, folder: Path) -> None:
    if target.exists():
        raise BackupRefused(f"{target} is there already. Give the backup another name.")
    if target.resolve().parent == folder.resolve():
        raise BackupRefused(
            f"{target} lies in the data folder, and would be lost with it. Choose another place."
        )


async def restore(
    source: Path,
    folder: Path,
    *,
    key_file: Path,
    clock: Clock,
    files: Files | None = None,
    check: Callable[[Rows], None] = lambda _rows: None,
) -> Restored:
    """Put a backup in the place of the store in `folder`, and erase from it who was erased since.

    check: looks at what is in the backup before anything is changed, and raises where it should not come here.

    What was there is kept aside. Until the new file has its name the old store stands; after that the new one
    does: a power cut leaves one or the other.

    Raises:
        BackupRefused: the file is no backup, is damaged, or is of another store.
        StoreBusy: the bot is running.
        KeyRefused: the key file is not the one the backup was sealed with.
        StoreFailed: the folder cannot be written.
    """
    files = files or RealFiles()
    keys = load_keys(key_file)
    head, tables = _read_backup(files, source, keys)
    check(lambda table: {row_id: row["body"] for row_id, row in tables.table(table).live.items()})
    unlock = lock_store(files, folder)
    try:
        return _replace(files, folder, head=head, tables=tables, keys=keys, now=clock())
    except OSError as fault:
        raise failed(fault) from fault
    finally:
        unlock()


def _read_backup(files: Files, source: Path, keys: KeyRing) -> tuple[Head, LiveTables]:
    try:
        head, tables = decode(files.read(source), path=source, keys=keys)
        check_chain(tables, source)
    except OSError as missing:
        raise BackupRefused(f"{source} cannot be read ({missing.strerror}).") from missing
    except StoreDamaged as broken:
        raise BackupRefused(
            f"{source} is not a sound backup. Nothing was changed; try an older one."
        ) from broken
    return head, tables


def _replace(
    files: Files, folder: Path, *, head: Head, tables: LiveTables, keys: KeyRing, now: float
) -> Restored:
    old_id, old_sequence = _what_was_there(files, folder, keys, head.store_id)
    if old_id not in (None, head.store_id):
        raise BackupRefused(
            f"The backup is of another store than the one in {folder}. Use an empty --data folder."
        )
    try:
        erased = ErasedList(files, folder, store_id=head.store_id, keys=keys).entries
    except StoreDamaged as broken:
        raise BackupRefused(
            f"{broken} To go on without it, move it away: persons erased since come back."
        ) from broken
    since = [one for one in erased if one.sequence > head.sequence]
    for erasure in since:
        erase_again(tables, erasure)
    persons = len({person for one in since for person in one.persons})
    audit = {"what": "store_restored", "from_sequence": head.sequence, "erased_again": persons}
    tables.apply(("", now, [], [audit], [], []))
    # Sequences never go back: records and erasures of the old store stay older than all that follows.
    newest = max([old_sequence, head.sequence, *(one.sequence for one in erased)])
    kept_aside = _set_aside(files, folder)
    save(files, folder, tables=tables, head=Head(store_id=head.store_id, sequence=newest + 1), keys=keys)
    for name in journal_names(files.names(folder)):
        files.rename(folder / name, folder / (ASIDE + name))
        kept_aside.append(ASIDE + name)
    files.sync_folder(folder)
    return Restored(rows=_counts(tables), erased_again=persons, kept_aside=kept_aside)


def _what_was_there(files: Files, folder: Path, keys: KeyRing, store_id: bytes) -> tuple[bytes | None, int]:
    """Id and newest sequence of what `folder` holds, as far as its files, perhaps damaged, still tell."""
    names = files.names(folder)
    old_id, newest = None, 0
    if SNAPSHOT_NAME in names:
        try:
            old = decode(files.read(folder / SNAPSHOT_NAME), path=folder / SNAPSHOT_NAME, keys=keys)[0]
            old_id, newest = old.store_id, old.sequence
        except (StoreDamaged, KeyRefused):
            pass  # this is why it is being replaced
    for name in journal_names(names):
        newest = max(newest, first_of(name) - 1)
        try:
            for sequence, _ in read_journal(
                files.read(folder / name), path=folder / name, store_id=store_id, keys=keys
            ):
                newest = max(newest, sequence)
        except (StoreDamaged, KeyRefused):
            pass  # as above
    return old_id, newest


def _set_aside(files: Files, folder: Path) -> list[str]:
    """Copy the old snapshot under another name: it keeps its own until the new one takes it."""
    names = files.names(folder)
    for name in names:
        if name.startswith(ASIDE):
            files.unlink(folder / name)
    if SNAPSHOT_NAME not in names:
        return []
    write_whole(files, folder / (ASIDE + SNAPSHOT_NAME), [files.read(folder / SNAPSHOT_NAME)])
    return [ASIDE + SNAPSHOT_NAME]


def _counts(tables: LiveTables) -> dict[str, int]:
    return {name: len(rows) for name, rows in tables.copy().items() if not name.startswith("_") and rows}
