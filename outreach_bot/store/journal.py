"""The journal: sealed records in the order they happened, one a sync.

A record is `OBR1`, the length of what follows the header, its sequence number, and sealed text bound to the
store's id and to that header. A file is written by one process from its start and never appended to later.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from outreach_bot.store.base import StoreDamaged
from outreach_bot.store.files import Files, OpenFile, append_fully
from outreach_bot.store.sealing import KEY_ID_BYTES, SEAL_BYTES, KeyRing, SealBroken

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

    def __init__(self, file: OpenFile, *, name: str, store_id: bytes, keys: KeyRing, sequence: int) -> None:
        self._file = file
        self._store_id = store_id
        self._keys = keys
        self.name = name
        self.sequence = sequence
        """Of the last record that is durable."""
        self.size = 0
        """Bytes of records."""

    @classmethod
    def begin(cls, files: Files, folder: Path, *, store_id: bytes, keys: KeyRing, after: int) -> "Journal":
        """Create a journal whose records follow sequence `after`; durable, name included, when this returns."""
        taken = [name for name in journal_names(files.names(folder)) if first_of(name) == after + 1]
        name = journal_name(after + 1, 1 + max(map(attempt_of, taken), default=0))
        file = files.create(folder / name)
        append_fully(file, FILE_MARK + store_id + keys.current_id)
        file.sync()
        files.sync_folder(folder)
        return cls(file, name=name, store_id=store_id, keys=keys, sequence=after)

    def append(self, payload: bytes) -> None:
        """Write one record and wait until it is on the disk. Raises OSError; this journal is then done with."""
        record = frame(payload, sequence=self.sequence + 1, store_id=self._store_id, keys=self._keys)
        append_fully(self._file, record)
        self._file.sync()
        self.sequence += 1
        self.size += len(record)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def frame(payload: bytes, *, sequence: int, store_id: bytes, keys: KeyRing) -> bytes:
    """One record, ready to write."""
    header = _HEADER.pack(RECORD_MARK, len(payload) + SEAL_BYTES, sequence)
    return header + keys.seal(payload, store_id + header)


def read_journal(data: bytes, *, path: Path, store_id: bytes, keys: KeyRing) -> Iterator[tuple[int, bytes]]:
    """All records of a journal. A bad end is a torn write; raises StoreDamaged when a good record follows a bad one."""
    if len(data) <= FILE_HEADER_BYTES:
        return  # begun and never written to; its header may be torn
    if not data.startswith(FILE_MARK + store_id):
        # Records are written only once the header is on the disk: this header was good and is not now.
        raise damaged(path, "its first bytes are not those of a journal of this store")
    keys.expect(data[FILE_HEADER_BYTES - KEY_ID_BYTES : FILE_HEADER_BYTES])
    at = FILE_HEADER_BYTES
    while at < len(data):
        found = _record_at(data, at, store_id, keys)
        if found is None:
            if _any_record_after(data, at, store_id, keys):
                raise damaged(path, f"the record at byte {at} is broken and good ones follow it")
            return
        sequence, payload, at = found
        yield sequence, payload


def damaged(path: Path, fault: str) -> StoreDamaged:
    """The refusal to go on with a file that does not hold together."""
    return StoreDamaged(
        f"{path}: {fault}. Nothing was changed. Bring back the last backup with: outreach-bot store restore FILE"
    )


def _record_at(data: bytes, at: int, store_id: bytes, keys: KeyRing) -> tuple[int, bytes, int] | None:
    """Sequence, payload and end of the record at `at`; None when there is no whole record."""
    start = at + _HEADER.size
    header = data[at:start]
    if len(header) < _HEADER.size:
        return None
    mark, length, sequence = _HEADER.unpack(header)
    sealed = data[start : start + length]
    if mark != RECORD_MARK or len(sealed) < length or not keys.holds(sealed[:KEY_ID_BYTES]):
        return None
    try:
        return sequence, keys.unseal(sealed, store_id + header), start + length
    except SealBroken:
        return None


def _any_record_after(data: bytes, at: int, store_id: bytes, keys: KeyRing) -> bool:
    """Whether a whole record starts anywhere behind `at`: the broken length there cannot be trusted to skip by."""
    while (at := data.find(RECORD_MARK, at + 1)) >= 0:
        if _record_at(data, at, store_id, keys):
            return True
    return False
