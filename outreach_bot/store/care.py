"""Looking after a store: verify it, back it up, save what holds of a damaged one, bring a backup back.

All but the last work beside a running bot.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import msgspec

from outreach_bot.store.base import StoreDamaged
from outreach_bot.store.beginning import lock_store
from outreach_bot.store.chain import first_break
from outreach_bot.store.erasures import (
    ASIDE,
    ERASED_NAME,
    ErasedList,
    Homes,
    Listing,
    against,
    erase_again,
    homes,
    list_broken,
    look,
)
from outreach_bot.store.files import Files, RealFiles, sync_names, write_whole
from outreach_bot.store.journal import damaged, first_of, journal_names, read_journal
from outreach_bot.store.live_tables import AUDIT, COUNTER, SEEN, LiveTables
from outreach_bot.store.place import Place
from outreach_bot.store.reached import noted
from outreach_bot.store.recovery import (
    READ_PAUSE_SECONDS,
    READ_TRIES,
    Dropped,
    load_keys_beside,
    recover,
    recover_beside,
    save,
)
from outreach_bot.store.salvage import Salvaged, read_all
from outreach_bot.store.sealing import KeyRefused, KeyRing, load_keys
from outreach_bot.store.since import Since, settle_since
from outreach_bot.store.snapshot import SNAPSHOT_NAME, WITHOUT_JOURNAL, Head, decode, encode
from outreach_bot.store.tinydb_store import Clock
from outreach_bot.store.writer import failed
from outreach_bot.told_commands import quoted, told

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
    left_out: list[Dropped]
    """Torn writes at the ends of journals: whatever they were, they were never acknowledged."""
    without_journal: str
    """A journal that is gone, and that nothing was lost with."""
    lists: Homes
    """The list of erased persons, in its two homes."""
    come_back: int
    """Persons on that list who are in the store again."""


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What a restore did."""

    rows: dict[str, int]
    erased_again: int
    """Persons erased since the backup was made, and now erased from it too."""
    since: Since
    """What was owed in the backup, and has gone or may have gone since."""
    without_erasures: bool
    """There was no list to erase from."""
    kept_aside: list[str]
    """Names of the files that were replaced, in the data folder; to be deleted once the restore is found right."""


class SavedAgain(msgspec.Struct, frozen=True, kw_only=True):
    """What `salvage` wrote."""

    size: int
    rows: dict[str, int]
    found: Salvaged
    knows_erased: bool
    """Whether a list says who was erased; without one, a restore has to be told to go on."""


async def verify(folder: Path, *, key_file: Path, files: Files | None = None) -> Verified:
    """Open every seal, follow every record and the audit chain. Raises StoreDamaged, StoreMissing, KeyRefused."""
    files = files or RealFiles()
    keys = load_keys_beside(files, folder, key_file)
    found = await recover_beside(files, folder, keys)
    check_chain(found.tables, folder / SNAPSHOT_NAME)
    store_id = found.head.store_id if found.head is not None else b""
    lists = await _look_beside(
        Place(files=files, folder=folder, store_id=store_id, keys=keys, key_folder=key_file.parent)
    )
    if lists.listing is None and lists.broken:
        raise list_broken(lists.broken, folder)
    sequence = found.head.sequence if found.head else 0
    listing = lists.listing or Listing(entries=[])
    back = against(found.tables, listing, sequence).come_back
    if back:  # or a running bot has erased them since the first look
        newer = await recover_beside(files, folder, keys)
        back = against(newer.tables, listing, newer.head.sequence if newer.head else 0).come_back
    kept = [name for name in (SNAPSHOT_NAME, *found.journals) if name in files.names(folder)]
    return Verified(
        sequence=sequence,
        rows=_counts(found.tables),
        audit_rows=len(found.tables.table(AUDIT).live),
        bytes_on_disk=sum(len(files.read(folder / name)) for name in kept),
        left_out=found.dropped,
        without_journal=found.without_journal,
        lists=lists,
        come_back=back,
    )


async def _look_beside(place: Place) -> Homes:
    """Look at both homes of the list; a bot that erases somebody just now writes one after the other."""
    for _ in range(READ_TRIES - 1):
        lists = look(place)
        if not lists.out_of_step:
            return lists
        await asyncio.sleep(READ_PAUSE_SECONDS)
    return look(place)


def check_chain(tables: LiveTables, path: Path) -> None:
    """Raise StoreDamaged where an audit row is missing, moved or changed."""
    number = first_break(row["body"] for row in tables.table(AUDIT).live.values())
    if number:
        raise damaged(path, f"the audit log does not hold together at row {number}")


def _any(_: Rows) -> None:
    """Let everything pass."""


async def backup(
    folder: Path,
    target: Path,
    *,
    key_file: Path,
    files: Files | None = None,
    check: Callable[[Rows], None] = _any,
) -> int:
    """Write all that is durable now to one sealed file; returns its size in bytes.

    check: looks at what is there before anything is written, and raises where it should not be saved.

    The list of erased persons is left out on purpose: see `erasures`.
    Raises BackupRefused, and as `verify`.
    """
    files = files or RealFiles()
    _check_target(target, folder, key_file)
    keys = load_keys_beside(files, folder, key_file)
    found = await recover_beside(files, folder, keys)
    if found.head is None:
        raise BackupRefused(
            f"The store in {folder} was never begun whole. Start the bot once: {told('run', data=folder)}"
        )
    check(_looked_into(found.tables))
    return _write_backup(files, target, found.tables, found.head, keys)


def _looked_into(tables: LiveTables) -> Rows:
    return lambda table: {row_id: row["body"] for row_id, row in tables.table(table).live.items()}


def _check_target(target: Path, folder: Path, key_file: Path) -> None:
    if target.exists():
        raise BackupRefused(f"{target} is there already. Give the file another name.")
    home = target.resolve().parent
    if home.is_relative_to(folder.resolve()):
        raise BackupRefused(
            f"{target} lies in the data folder, and would be lost with it. Choose another place."
        )
    if home == key_file.resolve().parent:
        raise BackupRefused(
            f"{target} lies beside the key {key_file}, and whoever takes the two can read it. Choose another place."
        )


async def salvage(
    folder: Path, target: Path, *, key_file: Path, clock: Clock, tables: Collection[str] = ()
) -> SavedAgain:
    """Write all that still verifies of a damaged store to one sealed file, which `restore` takes.

    tables: names that a table may have whose own is damaged.
    Changes nothing in `folder`. Raises BackupRefused when there is nothing to save or `target` cannot be written,
    StoreMissing, KeyRefused.
    """
    files = RealFiles()
    _check_target(target, folder, key_file)
    keys = load_keys_beside(files, folder, key_file)
    known = {SEEN, AUDIT, COUNTER, *tables}
    found = read_all(files, folder, keys, key_folder=key_file.parent, tables=known)
    if not found.worth:
        raise BackupRefused(
            f"Nothing in {folder} opens with the key {key_file}, so nothing can be saved. If that is the right key, "
            f"bring back your last backup with: {told('store restore FILE', data=folder)}"
        )
    missing = sum(one.last - one.first + 1 for one in found.missing)
    audit = {"what": "store_salvaged", "missing_records": missing, "lost_rows": sum(found.lost_rows.values())}
    found.tables.apply(("", clock(), [], [audit], [], []))
    place = Place(
        files=files, folder=folder, store_id=found.head.store_id, keys=keys, key_folder=key_file.parent
    )
    listing = look(place).listing
    size = _write_backup(files, target, found.tables, found.head, keys)
    return SavedAgain(
        size=size,
        rows=_counts(found.tables),
        found=found,
        knows_erased=listing is not None and listing.since <= found.head.sequence,
    )


def _write_backup(files: Files, target: Path, tables: LiveTables, head: Head, keys: KeyRing) -> int:
    alone = Head(store_id=head.store_id, sequence=head.sequence)  # it asks for no journal beside it
    try:
        return write_whole(files, target, encode(tables.copy(), alone, keys))
    except OSError as fault:
        raise BackupRefused(
            f"{target} cannot be written ({fault.strerror}). Choose another place."
        ) from fault


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """How to restore."""

    without_erasures: bool = False
    """Go on where nothing says who was erased since."""
    once: Callable[[str], bool] = lambda _: False
    """Whether a timer, by the id of its row, only says something: then it is not done a second time."""
    check: Callable[[Rows], None] = _any
    """Looks at what is in the backup before anything is changed, and raises where it should not come here."""


async def restore(  # where from, where to, and what with, each by name
    source: Path,
    folder: Path,
    *,
    key_file: Path,
    clock: Clock,
    wish: Wish = Wish(),  # noqa: B008  # frozen
    files: Files | None = None,
) -> Restored:
    """Put a backup in the place of the store in `folder`, and erase from it who was erased since.

    What was there is kept aside. Until the new file has its name the old store stands; after that the new one
    does: a power cut leaves one or the other. What the old store had sent since is not owed again.

    Raises:
        BackupRefused: the file is no backup but a store's own file, is damaged, or is of another store; or nothing says who was erased
            since, and `wish` does not go on without.
        StoreBusy: the bot is running.
        KeyRefused: the key file is not the one the backup was sealed with.
        StoreFailed: the folder cannot be written.
    """
    files = files or RealFiles()
    keys = load_keys(key_file)
    head, tables = _read_backup(files, source, folder, keys)
    _check_is_backup(source, folder, head)
    wish.check(_looked_into(tables))
    unlock = lock_store(files, folder)
    place = Place(files=files, folder=folder, store_id=head.store_id, keys=keys, key_folder=key_file.parent)
    try:
        return _replace(place, source, head=head, tables=tables, wish=wish, now=clock())
    except OSError as fault:
        raise failed(fault) from fault
    finally:
        unlock()


def _read_backup(files: Files, source: Path, folder: Path, keys: KeyRing) -> tuple[Head, LiveTables]:
    try:
        head, tables = decode(files.read(source), path=source, keys=keys)
        check_chain(tables, source)
    except OSError as missing:
        raise BackupRefused(
            f"{source} cannot be read ({missing.strerror}). Nothing was changed; name a file made by "
            f"{told('store backup FILE', data=folder)}, and one that you may read."
        ) from missing
    except StoreDamaged as broken:
        raise BackupRefused(
            f"{source} is not a sound backup. Nothing was changed; bring back an older one with: "
            f"{told('store restore FILE', data=folder)}"
        ) from broken
    return head, tables


def _check_is_backup(source: Path, folder: Path, head: Head) -> None:
    """Raise BackupRefused for the store's own file: what was kept after it is in a journal, and a restore leaves that out.

    A backup names no journal. Nor is anything in the one of a copy made after a clean stop.
    """
    journal = "" if head.clean else head.journal
    if source.resolve() == (folder / SNAPSHOT_NAME).resolve() or journal:
        beside = f" What was kept after it is in {journal}, and not in it." if journal else ""
        raise BackupRefused(
            f"{source} is a store's own file, and no backup.{beside} Nothing was changed. Make a backup of the folder "
            f"it is from, with the bot running or not: {told('store backup FILE', data=source.parent)}; or, where that "
            f"refuses: {told('store salvage FILE', data=source.parent)}; "
            f"then bring that back with: {told('store restore FILE', data=folder)}"
        )


def _replace(
    place: Place, source: Path, *, head: Head, tables: LiveTables, wish: Wish, now: float
) -> Restored:
    files, folder = place.files, place.folder
    old = _what_was_there(place)
    if old.store_id not in (None, head.store_id):
        raise BackupRefused(
            f"The backup is of another store than the one in {folder}. Use an empty --data folder."
        )
    lists = look(place)
    listing = _who_was_erased(place, source, head, old, lists, wish)
    back = against(tables, listing, head.sequence).again
    since = [one for one in listing.entries if one.sequence > head.sequence or one in back]
    for erasure in since:
        erase_again(tables, erasure)
    persons = len({person for one in since for person in one.persons})
    gone = settle_since(
        tables, old.tables if old.sequence >= head.sequence else None, once=wish.once, now=now
    )
    audit = {"what": "store_restored", "from_sequence": head.sequence, "erased_again": persons}
    tables.apply(("", now, [], [audit], [], []))
    # Sequences never go back: records and erasures of the old store stay older than all that follows.
    newest = max([old.sequence, head.sequence, *(one.sequence for one in listing.entries)])
    without = listing.since > head.sequence
    if lists.listing is None and without:
        listing = Listing(since=newest + 1, entries=[])
    kept_aside = _set_aside(files, folder, [SNAPSHOT_NAME, *([ERASED_NAME] if lists.broken else [])])
    ErasedList(place, listing).write()
    fresh = Head(store_id=head.store_id, sequence=newest + 1)
    save(files, folder, tables=tables, head=fresh, keys=place.keys)
    for name in journal_names(files.names(folder)):
        files.rename(folder / name, folder / (ASIDE + name))
        kept_aside.append(ASIDE + name)
    sync_names(files, folder)
    return Restored(
        rows=_counts(tables),
        erased_again=persons,
        since=gone,
        without_erasures=without,
        kept_aside=kept_aside,
    )


def _who_was_erased(  # all that is known of it
    place: Place, source: Path, head: Head, old: "_Old", lists: Homes, wish: Wish
) -> Listing:
    """The list of erasures, whole since the backup was made, or as far as `wish` lets it be. Raises BackupRefused."""
    if lists.listing is not None:
        listing = lists.listing
    elif not lists.broken and old.format == WITHOUT_JOURNAL:
        return Listing(entries=[])  # earlier versions made the list at the first erasure
    else:
        listing = Listing(since=head.sequence + 1, entries=[])
    if listing.since <= head.sequence or wish.without_erasures:
        return listing
    where = " and ".join(map(str, homes(place)))
    fault = "does not open" if lists.broken else "is not there" if lists.listing is None else "begins later"
    raise BackupRefused(
        f"Nothing says who was erased since {source} was made: the list of erased persons ({where}) {fault}. "
        "Nothing was changed. Put a copy of the list in its place; or go on without it, and who was erased since "
        f"comes back: {told(f'store restore {quoted(source)} --without-erasures', data=place.folder)}"
    )


class _Old(msgspec.Struct, kw_only=True):
    """What `folder` held, as far as its files, perhaps damaged, still tell."""

    store_id: bytes | None = None
    sequence: int = 0
    """The newest that any file knows of."""
    format: int = 0
    tables: LiveTables | None = None
    """None: it cannot be read whole."""


def _what_was_there(place: Place) -> _Old:
    files, folder, keys = place.files, place.folder, place.keys
    old = _Old()
    try:
        found = recover(files, folder, keys)
        check_chain(found.tables, folder / SNAPSHOT_NAME)
    except (StoreDamaged, KeyRefused):
        pass  # this is why it is being replaced
    else:
        old.tables = found.tables if found.head is not None else None
    names = files.names(folder)
    if SNAPSHOT_NAME in names:
        try:
            head = decode(files.read(folder / SNAPSHOT_NAME), path=folder / SNAPSHOT_NAME, keys=keys)[0]
            old.store_id, old.sequence, old.format = head.store_id, head.sequence, head.format
        except (StoreDamaged, KeyRefused):
            pass  # as above
    note = noted(files, folder, keys)
    if note is not None and note[0] == place.store_id:
        old.sequence = max(old.sequence, note[1].sequence)
    for name in journal_names(names):
        old.sequence = max(old.sequence, first_of(name) - 1)
        try:
            for record in read_journal(
                files.read(folder / name), path=folder / name, store_id=place.store_id, keys=keys
            ):
                old.sequence = max(old.sequence, record.sequence)
        except StoreDamaged:
            pass  # as above
    return old


def _set_aside(files: Files, folder: Path, replaced: list[str]) -> list[str]:
    """Copy what will be replaced under another name: it keeps its own until the new one takes it."""
    names = files.names(folder)
    for name in names:
        if name.startswith(ASIDE):
            files.unlink(folder / name)
    there = [name for name in replaced if name in names]
    for name in there:
        write_whole(files, folder / (ASIDE + name), [files.read(folder / name)])
    return [ASIDE + name for name in there]


def _counts(tables: LiveTables) -> dict[str, int]:
    return {name: len(rows) for name, rows in tables.copy().items() if not name.startswith("_") and rows}
