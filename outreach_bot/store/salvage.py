"""Save what still verifies of a damaged store: row by row from its file, record by record from its journals.

Every seal is bound to its place, so that whatever opens is what was written there. What does not is left out and
listed. Who was erased by a record that is lost is erased here all the same: the list of erasures knows of them.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import orjson

from outreach_bot.store.base import StoreDamaged
from outreach_bot.store.chain import CHAIN_START, hash_of
from outreach_bot.store.erasures import Erasure, erase_again, look
from outreach_bot.store.files import Files
from outreach_bot.store.journal import (
    FILE_HEADER_BYTES,
    FILE_MARK,
    STORE_ID_BYTES,
    Record,
    first_of,
    journal_names,
    next_record,
    record_at,
    whole_header,
)
from outreach_bot.store.live_tables import AUDIT, LiveTables, Packed
from outreach_bot.store.place import Place
from outreach_bot.store.reached import noted
from outreach_bot.store.recovery import COMMITS, moment
from outreach_bot.store.sealing import KeyRefused, KeyRing, SealBroken
from outreach_bot.store.snapshot import SNAPSHOT_NAME, Head, decode, open_row, stated_head, stated_id

_CHAINED = ("seq", "at", "prev", "hash")
"""What the chain adds to an audit row's own fields."""


class MissingRecords(msgspec.Struct, frozen=True, kw_only=True):
    """Records that are lost, and between which moments (unix seconds UTC, 0: not known) they were written."""

    first: int
    last: int
    file: str
    after: float
    before: float
    more: bool = False
    """Whether there may have been more behind the last: the journal itself is gone."""

    def __str__(self) -> str:
        """Say it as an operator reads it."""
        count = self.last - self.first + 1
        which = f"record {self.first}" if count == 1 else f"{count} records, {self.first} to {self.last}"
        told = f"{which} of {self.file}, written between {moment(self.after)} and {moment(self.before)}"
        return f"at least {told}; there may have been more" if self.more else told


class Salvaged(msgspec.Struct, kw_only=True):
    """What was saved, and what was not."""

    tables: LiveTables
    head: Head
    whole_snapshot: bool = False
    records: int = 0
    """Records of journals that were taken."""
    missing: list[MissingRecords] = []
    lost_rows: dict[str, int] = {}
    """Rows of the store file that do not open, a table; under "?" those of a table that has lost its name."""
    lost_journals: list[str] = []
    """Journals that are gone, or have lost their beginning, and that nothing says the length of."""
    torn: dict[str, int] = {}
    """Bytes at the end of a journal that are no whole record."""

    @property
    def worth(self) -> int:
        """How much there is to save; 0: nothing at all."""
        rows = sum(map(len, self.tables.copy().values()))
        return rows + self.records + self.whole_snapshot


def read_all(
    files: Files, folder: Path, keys: KeyRing, *, key_folder: Path, tables: Collection[str] = ()
) -> Salvaged:
    """Read what verifies of the store in `folder`; changes nothing. Raises OSError.

    tables: names that a table may have whose own is damaged in the file; a row opens in its own table only.
    """
    kept = files.read(folder / SNAPSHOT_NAME) if SNAPSHOT_NAME in files.names(folder) else b""
    # Only now: a running bot may have begun a journal, which its snapshot then names.
    journals = {name: files.read(folder / name) for name in journal_names(files.names(folder))}
    tries = []
    for store_id in _stated_ids(kept, journals.values()):
        place = Place(files=files, folder=folder, store_id=store_id, keys=keys, key_folder=key_folder)
        found = _from_snapshot(place, kept, journals, set(tables))
        listing = look(place).listing
        _Reading(place, found, listing.entries if listing else []).read(journals)
        tries.append(found)
    return max(tries, key=lambda found: found.worth)


def _stated_ids(kept: bytes, journals: Iterable[bytes]) -> list[bytes]:
    """Each store's id that a file states: it stands in the clear in all of them, and may be damaged in one."""
    stated = [own] if (own := stated_id(kept)) is not None else []
    stated += [
        data[len(FILE_MARK) :][:STORE_ID_BYTES]
        for data in journals
        if data.startswith(FILE_MARK) and len(data) >= FILE_HEADER_BYTES
    ]
    return list(dict.fromkeys(stated)) or [bytes(STORE_ID_BYTES)]


# -- the store file ---------------------------------------------------------------------------------


def _from_snapshot(place: Place, kept: bytes, journals: dict[str, bytes], tables: set[str]) -> Salvaged:
    try:
        head, whole = decode(kept, path=place.folder / SNAPSHOT_NAME, keys=place.keys)
        return Salvaged(tables=whole, head=head, whole_snapshot=True)
    except (StoreDamaged, KeyRefused):
        pass  # this is what salvage is for
    oldest = min(map(first_of, journals), default=1) - 1
    stated = stated_head(kept, place.keys)
    head = Head(store_id=place.store_id, sequence=oldest) if stated is None else stated
    found = Salvaged(tables=LiveTables(), head=msgspec.structs.replace(head, store_id=place.store_id))
    rows = list(_lines(kept))
    named = tables | {name for name, _, _ in rows if name}
    audit = []
    for name, row_id, row in rows:
        home = _home_of(place, name, named, row_id, row)
        if home is None:
            found.lost_rows[name or "?"] = found.lost_rows.get(name or "?", 0) + 1
            continue
        table, opened = home
        if table == AUDIT:
            audit.append(opened[2])
        else:
            found.tables.load(table, row_id, opened, b"")
    _chain_again(found.tables, audit)
    return found


_ROW = re.compile(rb'"((?:[^"\\]|\\.)*)":({"revision":\d+,"due":[^,}]+(?:,"sealed":"[A-Za-z0-9+/=]*")?})')
_TABLE = re.compile(rb'"((?:[^"\\]|\\.)*)":{')


def _lines(kept: bytes) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """Table, id and what was kept of each row, one a line unless a line end is damaged; None: it reads as no row."""
    table = ""
    for line in kept.split(b"\n"):
        if line.startswith(b'"_store":'):
            return
        if header := _TABLE.fullmatch(line):
            table = _text(header[1])
            continue
        rows = list(_ROW.finditer(line))
        for found in rows:
            yield table, _text(found[1]), _kept(found[2])
        if not rows and (b'"revision"' in line or b'"sealed"' in line):
            yield table, "", None
        if b"}}," in line:  # the last row of a table closes the table, too
            table = ""


def _kept(text: bytes) -> dict[str, Any] | None:
    try:
        return dict(orjson.loads(text))
    except orjson.JSONDecodeError:
        return None


def _text(quoted: bytes) -> str:
    try:
        return str(orjson.loads(b'"' + quoted + b'"'))
    except orjson.JSONDecodeError:
        return ""


def _home_of(
    place: Place, name: str, named: set[str], row_id: str, row: dict[str, Any] | None
) -> tuple[str, tuple[int, float | None, dict[str, Any]]] | None:
    """The table that a row's seal is bound to, and what is in it; a row without a body has no seal to tell by."""
    if row is None:
        return None
    if "sealed" not in row and not name:
        return None
    for table in (name, *(named - {name})):
        with suppress(SealBroken, KeyRefused, ValueError, TypeError):
            return table, open_row(table, row_id, row, place.store_id, place.keys)
    return None


def _chain_again(tables: LiveTables, audit: list[dict[str, Any]]) -> None:
    """Put audit rows back. From the first gap on they get new numbers, and say which they had."""
    before = CHAIN_START
    broken = False
    for row in sorted(audit, key=lambda row: int(row["seq"])):
        own = {name: value for name, value in row.items() if name not in _CHAINED}
        unbroken = {name: value for name, value in row.items() if name != "hash"}
        broken = broken or row["prev"] != before or hash_of(unbroken) != row["hash"]
        before = row["hash"]
        was = {"was_seq": row["seq"], "was_hash": row["hash"]} if broken else {}
        tables.apply(("", row["at"], [], [{**own, **was}], [], []))


# -- the journals -----------------------------------------------------------------------------------


class _Reading:
    """Applies every whole record, and keeps a list of what is missing between them."""

    def __init__(self, place: Place, found: Salvaged, erasures: list[Erasure]) -> None:
        self._place = place
        self._found = found
        self._erasures = erasures
        self._sequence = found.head.sequence
        self._at = 0.0

    def read(self, journals: dict[str, bytes]) -> None:
        head = self._found.head
        wanted = "" if head.clean else head.journal
        for name, data in journals.items():
            for record in self._records(name, data):
                wanted = record.following or wanted
                if not record.following and record.sequence > self._sequence:
                    self._take(record, name)
            # where it has no record, its name still says how many came before
            if first_of(name) > self._sequence + 1:
                self._miss(first_of(name) - 1, name, 0.0)
        gone = self._gone(wanted, journals)
        note = noted(self._place.files, self._place.folder, self._place.keys)
        if note is not None and note[0] == self._place.store_id and note[1].sequence > self._sequence:
            where = wanted or (list(journals)[-1] if journals else "the journal")
            self._miss(note[1].sequence, where, note[1].at, more=gone)
        elif gone:
            self._found.lost_journals = [wanted]
        self._found.head = msgspec.structs.replace(
            self._found.head, sequence=self._sequence, journal="", clean=False
        )

    def _gone(self, wanted: str, journals: dict[str, bytes]) -> bool:
        """Whether the journal that must be the last one is not there, so that nothing says where it ended."""
        # a later one's numbers tell what came before
        if not wanted or any(name > wanted for name in journals):
            return False
        return not whole_header(journals.get(wanted, b""))

    def _records(self, name: str, data: bytes) -> Iterator[Record]:
        place = self._place
        at = FILE_HEADER_BYTES
        while at < len(data):
            record = record_at(data, at, place.store_id, place.keys) or next_record(
                data, at, place.store_id, place.keys
            )
            if record is None:
                self._found.torn[name] = len(data) - at
                return
            yield record
            at = record.end

    def _take(self, record: Record, name: str) -> None:
        commits: list[Packed] = COMMITS.decode(record.payload)
        if record.sequence > self._sequence + 1:
            self._miss(record.sequence - 1, name, commits[0][1])
        for packed in commits:
            self._found.tables.apply(packed)
            self._at = packed[1]
        self._sequence = record.sequence
        self._found.records += 1

    def _miss(self, last: int, name: str, before: float, *, more: bool = False) -> None:
        first = self._sequence + 1
        self._found.missing.append(
            MissingRecords(first=first, last=last, file=name, after=self._at, before=before, more=more)
        )
        for erasure in self._erasures:
            if first <= erasure.sequence <= last:
                erase_again(self._found.tables, erasure)
