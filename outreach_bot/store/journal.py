"""The journal: sealed records in the order they happened, one a sync.

A record is `OBR1`, the length of what follows the header, its sequence number, and sealed text bound to the
store's id and to that header. A file is written by one process from its start and never appended to later.
When another journal follows, the last record of the one before names it, so that its loss is noticed; that record
has the sequence of the one before it, and is a JSON object where commits are a list.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from outreach_bot.store.base import StoreDamaged
from outreach_bot.store.files import OpenFile, SyncFailed, append_fully, sync_names
from outreach_bot.store.place import Place
from outreach_bot.store.sealing import KEY_ID_BYTES, SEAL_BYTES, KeyRing, SealBroken
from outreach_bot.told_commands import told

FILE_MARK = b"OBJOURN1"
"""First bytes of every journal; the digit is the format version."""
RECORD_MARK = b"OBR1"
STORE_ID_BYTES = 16
FILE_HEADER_BYTES = len(FILE_MARK) + STORE_ID_BYTES + KEY_ID_BYTES
"""The key's id is in the header, so that a wrong key file is not taken for a damaged journal."""

_HEADER = struct.Struct(">4sIQ")
"""Mark, length of the sealed text in bytes, sequence number."""


def journal_name(first: int, attempt: int) -> str:
    """The name of the journal whose first record will have sequence `first`; names sort in order."""
    return f"journal-{first:016d}-{attempt:04d}"


def journal_names(names: list[str]) -> list[str]:
    """The journals among `names`, oldest first."""
    return sorted(name for name in names if name.startswith("journal-"))


def first_of(name: str) -> int:
    """The sequence number that a journal's name says its first record has."""
    return int(name.split("-")[1])


def attempt_of(name: str) -> int:
    """Which of the journals that begin with the same record this is, from 1: a start that was cut short leaves one."""
    return int(name.split("-")[2])


class Journal:
    """One journal that is being written."""

    def __init__(self, file: OpenFile, place: Place, *, name: str, sequence: int) -> None:
        self._file = file
        self._place = place
        self.name = name
        self.sequence = sequence
        """Of the last record that is durable."""
        self.size = 0
        """Bytes of records."""

    @classmethod
    def begin(cls, place: Place, *, after: int) -> "Journal":
        """Create a journal whose records follow sequence `after`; durable, name included, when this returns.

        Raises OSError; where it `passes`, another one may be begun later: nothing was written into this one.
        """
        files, folder = place.files, place.folder
        taken = [name for name in journal_names(files.names(folder)) if first_of(name) == after + 1]
        name = journal_name(after + 1, 1 + max(map(attempt_of, taken), default=0))
        file = files.create(folder / name)
        try:
            append_fully(file, FILE_MARK + place.store_id + place.keys.current_id)
            file.sync()
            sync_names(files, folder)
        except OSError:
            with suppress(OSError):
                file.close()
            with suppress(OSError):  # left behind it is in nobody's way: no record is in it
                files.unlink(folder / name)
            raise
        return cls(file, place, name=name, sequence=after)

    def append(self, payload: bytes) -> None:
        """Write one record and wait until it is on the disk. Raises OSError; this journal is then done with."""
        self._write(payload, self.sequence + 1)
        self.sequence += 1

    def end(self, following: str) -> None:
        """Name the journal that follows, and let go of the file. Raises OSError."""
        self._write(msgspec.json.encode(_Following(next=following)), self.sequence)
        self.close()

    def _write(self, payload: bytes, sequence: int) -> None:
        place = self._place
        record = frame(payload, sequence=sequence, store_id=place.store_id, keys=place.keys)
        append_fully(self._file, record)
        try:
            self._file.sync()
        except OSError as fault:
            raise SyncFailed(fault.errno, fault.strerror) from fault
        self.size += len(record)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class _Following(msgspec.Struct, frozen=True, kw_only=True):
    next: str


def frame(payload: bytes, *, sequence: int, store_id: bytes, keys: KeyRing) -> bytes:
    """One record, ready to write."""
    header = _HEADER.pack(RECORD_MARK, len(payload) + SEAL_BYTES, sequence)
    return header + keys.seal(payload, store_id + header)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One whole record."""

    sequence: int
    payload: bytes
    start: int
    end: int
    """Bytes of the file it lies between."""

    @property
    def following(self) -> str:
        """The journal that this record names as the next; empty for a record of commits."""
        if not self.payload.startswith(b"{"):
            return ""
        return msgspec.json.decode(self.payload, type=_Following).next


def whole_header(data: bytes) -> bool:
    """Whether a journal is at least as long as its header, which is on the disk before anything rests on it."""
    return len(data) >= FILE_HEADER_BYTES


def read_journal(data: bytes, *, path: Path, store_id: bytes, keys: KeyRing) -> Iterator[Record]:
    """All records of a journal. A bad end is a torn write; raises StoreDamaged when a good record follows a bad one."""
    if len(data) <= FILE_HEADER_BYTES:
        return  # begun and never written to; its header may be torn
    if not data.startswith(FILE_MARK + store_id):
        # Records are written only once the header is on the disk: this header was good and is not now.
        raise damaged(path, "its first bytes are not those of a journal of this store")
    if not keys.holds(data[FILE_HEADER_BYTES - KEY_ID_BYTES : FILE_HEADER_BYTES]):
        raise damaged(path, "its first bytes name another key than the store's")
    at = FILE_HEADER_BYTES
    while at < len(data):
        found = record_at(data, at, store_id, keys)
        if found is None:
            if next_record(data, at, store_id, keys) is not None:
                raise damaged(path, f"the record at byte {at} is broken and good ones follow it")
            return
        yield found
        at = found.end


def damaged(path: Path, fault: str) -> StoreDamaged:
    """The refusal to go on with a file that does not hold together."""
    return StoreDamaged(
        f"{path}: {fault}. Nothing was changed. Save what still holds with: "
        f"{told('store salvage FILE', data=path.parent)}; it lists what is missing. "
        f"Then bring that back, or your last backup, with: {told('store restore FILE', data=path.parent)}"
    )


def record_at(data: bytes, at: int, store_id: bytes, keys: KeyRing) -> Record | None:
    """The record that begins at byte `at`; None when there is no whole one."""
    start = at + _HEADER.size
    header = data[at:start]
    if len(header) < _HEADER.size:
        return None
    mark, length, sequence = _HEADER.unpack(header)
    sealed = data[start : start + length]
    if mark != RECORD_MARK or len(sealed) < length or not keys.holds(sealed[:KEY_ID_BYTES]):
        return None
    try:
        payload = keys.unseal(sealed, store_id + header)
    except SealBroken:
        return None
    return Record(sequence=sequence, payload=payload, start=at, end=start + length)


def next_record(data: bytes, at: int, store_id: bytes, keys: KeyRing) -> Record | None:
    """The first whole record that begins anywhere behind `at`: a broken length cannot be trusted to skip by."""
    while (at := data.find(RECORD_MARK, at + 1)) >= 0:
        if found := record_at(data, at, store_id, keys):
            return found
    return None
