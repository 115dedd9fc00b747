"""How a store is begun or taken up again: what its files say, a new journal, a new snapshot, and only then commits."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
import structlog

from outreach_bot.store.base import StoreFailed
from outreach_bot.store.erasures import ErasedList, Homes, Listing, let_nobody_back, list_broken, look
from outreach_bot.store.files import NEW, Files
from outreach_bot.store.hands import Hands
from outreach_bot.store.journal import STORE_ID_BYTES, Journal
from outreach_bot.store.live_tables import LiveTables
from outreach_bot.store.place import Place
from outreach_bot.store.recovery import Found, delete_journals, moment, recover, save
from outreach_bot.store.sealing import KeyRing
from outreach_bot.store.snapshot import WITHOUT_JOURNAL, Head
from outreach_bot.store.writer import TRIAL_NAME, Writer, failed

LOCK_NAME = "lock"

_log = structlog.get_logger(__name__)


class Ground(NamedTuple):
    """What a store is begun on."""

    files: Files
    folder: Path
    keys: KeyRing
    key_folder: Path | None


def begin(ground: Ground, hands: Callable[[], Hands], now: float) -> tuple[LiveTables, Writer]:
    """Read what is there, and go on behind it. now: unix seconds (UTC). Raises StoreDamaged, KeyRefused, OSError.

    Until the new snapshot has its name the old files stand, and nothing was acknowledged since.
    """
    files, folder, keys, key_folder = ground
    found = recover(files, folder, keys)
    head = found.head or Head(store_id=os.urandom(STORE_ID_BYTES), sequence=0)
    place = Place(files=files, folder=folder, store_id=head.store_id, keys=keys, key_folder=key_folder)
    if key_folder is not None:
        files.make_folder(key_folder)
    homes = look(place)
    listing = _listing(homes, head, folder)
    held = let_nobody_back(found.tables, listing, head.sequence)
    entries = [one for one in listing.entries if one not in held.never_done]
    erased = ErasedList(place, Listing(since=listing.since, entries=entries))
    _say_what_is_missing(found)
    if held.come_back:
        _log.warning("erased_again", count=held.come_back)
        found.tables.apply(("", now, [], [{"what": "erased_again", "persons": held.come_back}], [], []))
    journal = _new_journal(place, found, head)
    head = msgspec.structs.replace(head, journal=journal.name, clean=False)
    snapshot_bytes = save(files, folder, tables=found.tables, head=head, keys=keys)
    # only now: a first run that was cut short is known by having nothing but journals, and who came back by the list
    if found.head is None or homes.out_of_step or held.never_done:
        erased.write()
    delete_journals(files, folder, found.journals)
    _sweep(files, folder)
    writer = Writer(place, journal=journal, erased=erased, hands=hands())
    writer.snapshot_bytes = snapshot_bytes
    return found.tables, writer


def lock_store(files: Files, folder: Path) -> Callable[[], None]:
    """Make `folder` if need be and hold it; call the result to let go. Raises StoreBusy, StoreFailed."""
    try:
        files.make_folder(folder)
        return files.lock(folder / LOCK_NAME)
    except OSError as fault:
        if fault.errno in _NO_FOLDER:
            raise StoreFailed(
                f"{folder} cannot be the folder of the data ({fault.strerror}). Name another one with --data DIR or "
                "OUTREACH_DATA, or see that this user may write there."
            ) from fault
        raise failed(fault) from fault


_NO_FOLDER = (
    errno.ENOTDIR, errno.EEXIST, errno.ENOENT, errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL,
)  # fmt: skip
"""It is the name, or whose folder it is: neither room nor a repair of the disk would help."""


def _sweep(files: Files, folder: Path) -> None:
    """Delete what a run that was cut short left half written; nothing ever reads it."""
    for name in files.names(folder):
        if name == TRIAL_NAME or name.endswith(NEW):
            with suppress(OSError):
                files.unlink(folder / name)


def _new_journal(place: Place, found: Found, head: Head) -> Journal:
    # A killed process may have left records that only the page cache holds. They were just read, so they must
    # not vanish once a later journal exists: that would look like a gap.
    for name in found.journals:
        place.files.sync_file(place.folder / name)
    return Journal.begin(place, after=head.sequence)


def _listing(found: Homes, head: Head, folder: Path) -> Listing:
    """Who was erased, as far as any home of the list knows. Raises StoreDamaged."""
    if found.listing is None and found.broken:
        raise list_broken(found.broken, folder)
    if found.broken:
        _log.warning("erased_list_mended", file=str(found.broken[0]))
    if found.listing is not None:
        return found.listing
    if (
        head.sequence and head.format != WITHOUT_JOURNAL
    ):  # earlier versions made the list at the first erasure
        _log.warning(
            "erased_list_missing",
            files=[str(home) for home in found.missing],
            remedy="put back a copy; without it a backup made before now brings back who was erased since",
        )
        return Listing(since=head.sequence, entries=[])
    return Listing(entries=[])


def _say_what_is_missing(found: Found) -> None:
    for one in found.dropped:
        _log.warning(
            "torn_write_left_out",
            journal=one.journal,
            at_byte=one.at_byte,
            bytes=one.bytes,
            records=one.records,
            last_record=one.after,
            last_record_at=moment(one.after_at),
        )
    if found.without_journal:
        _log.warning(
            "journal_missing", journal=found.without_journal, lost="nothing: the last stop was clean"
        )
