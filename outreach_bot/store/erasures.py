"""Who was erased, kept apart from every backup, so that a restore brings nobody back.

The list holds pseudonyms and what the erasing commit dropped, sealed. It is written before the commit that
erases: a crash between the two forgets a person who asked for it, never the other way round.

It has two homes: the data folder, and the folder of the key file, which outlives a lost disk. The second is written
first. Where the two differ, what either holds was asked for. A list that was begun anew says from which record on
it knows: an empty one must not pass for "nobody was erased".
"""

import errno
from pathlib import Path
from typing import Any

import msgspec
import orjson
import structlog

from outreach_bot.store.base import StoreDamaged
from outreach_bot.store.files import passes, write_whole
from outreach_bot.store.live_tables import LiveTables
from outreach_bot.store.place import Place
from outreach_bot.store.sealing import KEY_ID_BYTES, SealBroken
from outreach_bot.told_commands import told

ERASED_NAME = "erased"
ASIDE = "before-restore-"
"""Start of the names of files that a restore replaced; kept until somebody is erased, or by hand."""
KEPT_TABLE = "suppressed"
"""Rows an erasure adds here outlive it: the HMAC that keeps us from writing again (DESIGN section 7)."""

SECOND_TRIES = 5
"""How often in a row the second home is tried while the machine is short of something, before the first must do."""

_MARK = b"OBERASE1"

_log = structlog.get_logger(__name__)


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """One commit that erased people."""

    sequence: int
    """Of the journal record it is in; sequences never go back, not even by a restore."""
    persons: list[str]
    drops: list[tuple[str, str]]
    keeps: list[tuple[str, str, float | None, dict[str, Any]]]


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What the list says."""

    since: int = 0
    """It knows of every erasure in a record after this one."""
    entries: list[Erasure]

    def joined(self, other: "Listing") -> "Listing":
        """What either of two lists of the same store says."""
        known = {(one.sequence, tuple(one.persons)): one for one in (*self.entries, *other.entries)}
        entries = sorted(known.values(), key=lambda one: one.sequence)
        return Listing(since=min(self.since, other.since), entries=entries)


class ErasedList:
    """The list in memory, and its two homes."""

    def __init__(self, place: Place, listing: Listing) -> None:
        self._place = place
        self.listing = listing
        self._refusals = 0
        """How often in a row the second home could not be written."""

    def add(self, new: list[Erasure]) -> None:
        """List erasures durably. Raises OSError; where it `passes`, the same may be added again."""
        entries = [*self.listing.entries, *new]
        self._write(msgspec.structs.replace(self.listing, entries=entries), second_tries=SECOND_TRIES)

    def write(self) -> None:
        """Write the list as it is to both its homes. Raises OSError."""
        self._write(self.listing, second_tries=1)

    def _write(self, listing: Listing, *, second_tries: int) -> None:
        place = self._place
        sealed = place.keys.seal(msgspec.json.encode(listing), bound_to(place.store_id))
        pieces = [bound_to(place.store_id), sealed]
        second = beside_key(place)
        if second is not None:
            try:
                write_whole(place.files, second, pieces)
                self._refusals = 0
            except OSError as fault:
                self._refusals += 1
                if passes(fault) and self._refusals < second_tries:
                    raise
                # Whoever asked must not wait until somebody repairs the other folder: the first home will have it.
                _log.error(
                    "erasures_have_one_home",
                    reason=errno.errorcode.get(fault.errno or 0, "unknown"),
                    remedy="see that the bot can write in the folder of OUTREACH_KEY_FILE, then start it again",
                )
        write_whole(place.files, place.folder / ERASED_NAME, pieces)
        self.listing = listing


def bound_to(store_id: bytes) -> bytes:
    """What the list's seal is bound to; also its first bytes."""
    return _MARK + store_id


def beside_key(place: Place) -> Path | None:
    """The second home: named by the store, since several may share one key. None: this store has but one."""
    if place.key_folder is None:
        return None
    return place.key_folder / f"{ERASED_NAME}-{place.store_id.hex()}"


def homes(place: Place) -> list[Path]:
    """Where the list lies, the data folder first."""
    second = beside_key(place)
    return [place.folder / ERASED_NAME, *([second] if second else [])]


class Homes(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in the homes of a list."""

    listing: Listing | None
    """What the readable ones say together; None: there is none that can be read."""
    missing: list[Path]
    broken: list[Path]
    """Homes whose list does not open, or is that of another store."""
    differ: bool
    """Two lists were read, and say different things."""

    @property
    def out_of_step(self) -> bool:
        """Whether the list is to be written to all its homes anew."""
        return bool(self.missing or self.broken or self.differ)


def look(place: Place) -> Homes:
    """Read the list in all its homes. Raises OSError."""
    found: list[Listing] = []
    missing, broken = [], []
    for home in homes(place):
        if home.name not in place.files.names(home.parent):
            missing.append(home)
        elif (read := _read(place, home)) is None:
            broken.append(home)
        else:
            found.append(read)
    listing = found[0].joined(found[-1]) if found else None
    return Homes(
        listing=listing, missing=missing, broken=broken, differ=any(one != found[0] for one in found)
    )


def _read(place: Place, home: Path) -> Listing | None:
    data = place.files.read(home)
    sealed = data.removeprefix(bound_to(place.store_id))
    if sealed == data:
        return None
    if not place.keys.holds(sealed[:KEY_ID_BYTES]):
        return None
    try:
        kept = msgspec.json.decode(
            place.keys.unseal(sealed, bound_to(place.store_id)), type=Listing | list[Erasure]
        )
    except (SealBroken, msgspec.MsgspecError):
        return None
    return kept if isinstance(kept, Listing) else Listing(entries=kept)  # as earlier versions wrote it


def list_broken(broken: list[Path], folder: Path) -> StoreDamaged:
    """The refusal to go on without the list of erased persons."""
    names = " and ".join(map(str, broken))
    return StoreDamaged(
        f"{names}: the list of erased persons does not open. Nothing was changed. Bring back a copy of it, or go on "
        f"without it: {told('store salvage FILE', data=folder)}; then "
        f"{told('store restore FILE --without-erasures', data=folder)}; "
        "nothing else is lost by that; but a backup made before today would bring back who was erased since."
    )


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


class Against(msgspec.Struct, frozen=True, kw_only=True):
    """The list held against what a store has: erasures that name somebody who is there."""

    again: list[Erasure]
    """They were done, and are to be done again: a backup brought somebody back when there was no list, and the list was
    found since; or the whole folder is an older copy. An id is never given twice, so it is they."""
    never_done: list[Erasure]
    """Listed, and a crash kept the commit from the journal: nothing of it was acknowledged, and who asked asks again."""

    @property
    def come_back(self) -> int:
        """How many persons are there who were erased."""
        return len({person for one in self.again for person in one.persons})


def against(tables: LiveTables, listing: Listing, sequence: int) -> Against:
    """Hold the list against a store that stands at `sequence`, the number of its last record.

    A crash keeps one record from the journal at most: a list that knows of more is ahead of an older copy.
    """
    there = {row_id for name, rows in tables.copy().items() if not name.startswith("_") for row_id in rows}
    named = [one for one in listing.entries if not there.isdisjoint(one.persons)]
    newest = max((one.sequence for one in listing.entries), default=0)
    done = sequence if newest <= sequence + 1 else newest
    return Against(
        again=[one for one in named if one.sequence <= done],
        never_done=[one for one in named if one.sequence > done],
    )


def let_nobody_back(tables: LiveTables, listing: Listing, sequence: int) -> Against:
    """Erase from `tables` who came back, and say what was found."""
    found = against(tables, listing, sequence)
    for one in found.again:
        erase_again(tables, one)
    return found


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
