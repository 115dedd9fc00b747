"""The TinyDB file: all rows at one sequence number, ids, revisions and due times in the clear, each body one seal.

Plain JSON in TinyDB's own layout, so that TinyDB opens it. The last table, `_store`, seals the sequence number,
the journal that must be there beside it, and a digest of all that stands before: a file with a row changed, moved,
missing or added is refused.
"""

import binascii
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import orjson

from outreach_bot.store.base import StoreDamaged
from outreach_bot.store.journal import damaged
from outreach_bot.store.live_tables import LiveRow, LiveTables
from outreach_bot.store.sealing import KEY_ID_BYTES, KeyRefused, KeyRing, SealBroken
from outreach_bot.told_commands import told

SNAPSHOT_NAME = "store.json"
FORMAT = 2
"""Raised when an older bot could not read what a newer one writes."""
WITHOUT_JOURNAL = 1
"""The format that did not say which journal must be there. It is read, and written anew at the next start."""
PIECE_BYTES = 64 * 1024
"""How much is written at once: small, so that a snapshot never keeps the event loop waiting for long."""

_TAIL = b'\n"_store":'
_END = b"\n}\n"


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a snapshot says of itself."""

    store_id: bytes
    sequence: int
    journal: str = ""
    """The journal that was there before this snapshot was, and takes what follows; empty: none need be (a backup)."""
    clean: bool = False
    """Written at a clean stop: nothing was to follow, so that nothing is lost with its journal."""
    format: int = FORMAT
    """Of the file it was read from."""


class _Sealed(msgspec.Struct, frozen=True, kw_only=True):
    sequence: int
    digest: str
    journal: str
    clean: bool


def encode(tables: dict[str, dict[str, LiveRow]], head: Head, keys: KeyRing) -> Iterator[bytes]:
    """The file in pieces. Keeps each row's sealed line on the row, so that the next snapshot need not seal it again."""
    digest = hashlib.sha256()
    for piece in _pieces(tables, head.store_id, keys):
        digest.update(piece)
        yield piece
    yield _TAIL + _store_table(head, digest.digest(), keys) + _END


def decode(data: bytes, *, path: Path, keys: KeyRing) -> tuple[Head, LiveTables]:
    """Read a snapshot whole. Raises StoreDamaged or KeyRefused."""
    head = _read_head(data, path, keys)
    tables = LiveTables()
    for name, rows in orjson.loads(data).items():
        if name == "_store":
            continue
        for row_id, kept in rows.items():
            tables.load(name, row_id, _read_row(name, row_id, kept, head, keys, path), _old_line(kept, keys))
    return head, tables


def _pieces(tables: dict[str, dict[str, LiveRow]], store_id: bytes, keys: KeyRing) -> Iterator[bytes]:
    lines: list[bytes] = [b"{"]
    size = 0
    for name, rows in tables.items():
        lines += [b"\n", orjson.dumps(name), b":{"]
        between = b"\n"
        for row_id, row in rows.items():
            if not row.line:
                row.line = _line(name, row_id, row, store_id, keys)
            lines += [between, orjson.dumps(row_id), b":", row.line]
            between = b",\n"
            size += len(row.line)
            if size >= PIECE_BYTES:
                yield b"".join(lines)
                lines, size = [], 0
        lines.append(b"},")
    yield b"".join(lines)


def _line(name: str, row_id: str, row: LiveRow, store_id: bytes, keys: KeyRing) -> bytes:
    clear = {"revision": row["revision"], "due": row["due"]}
    if row["body"]:
        bound_to = _place(store_id, name, row_id, row["revision"], row["due"])
        sealed = keys.seal(orjson.dumps(row["body"]), bound_to)
        clear["sealed"] = binascii.b2a_base64(sealed, newline=False).decode()
    return orjson.dumps(clear)


def _place(store_id: bytes, name: str, row_id: str, revision: int, due: float | None) -> bytes:
    """What a row's seal is bound to: a body does not open in another row, or beside another revision or due time."""
    return store_id + orjson.dumps((name, row_id, revision, due))


def open_row(
    name: str, row_id: str, kept: dict[str, Any], store_id: bytes, keys: KeyRing
) -> tuple[int, float | None, dict[str, Any]]:
    """Revision, due time and body of a row. Raises SealBroken or ValueError when it does not open in that place."""
    revision, due = kept["revision"], kept["due"]
    if "sealed" not in kept:
        return revision, due, {}
    sealed = binascii.a2b_base64(kept["sealed"])
    return revision, due, orjson.loads(keys.unseal(sealed, _place(store_id, name, row_id, revision, due)))


def _read_row(
    name: str, row_id: str, kept: dict[str, Any], head: Head, keys: KeyRing, path: Path
) -> tuple[int, float | None, dict[str, Any]]:
    try:
        return open_row(name, row_id, kept, head.store_id, keys)
    except (SealBroken, ValueError) as broken:
        raise damaged(path, f"row {row_id} of table {name} does not open") from broken


def _old_line(kept: dict[str, Any], keys: KeyRing) -> bytes:
    """The row's text to use again in the next snapshot; none when an older key sealed it."""
    sealed = kept.get("sealed")
    if sealed is not None and not keys.is_current(binascii.a2b_base64(sealed[:8])):
        return b""
    return orjson.dumps(kept)


def _store_table(head: Head, digest: bytes, keys: KeyRing) -> bytes:
    said = _Sealed(sequence=head.sequence, digest=digest.hex(), journal=head.journal, clean=head.clean)
    sealed = keys.seal(msgspec.json.encode(said), _head_place(head.store_id, FORMAT))
    clear = {"format": FORMAT, "id": head.store_id.hex(), "sequence": head.sequence, "sealed": sealed.hex()}
    return orjson.dumps({"1": clear})


def _head_place(store_id: bytes, file_format: int) -> bytes:
    return b"snapshot" + store_id + bytes([file_format])


def stated_id(data: bytes) -> bytes | None:
    """The store's id as a snapshot, perhaps a damaged one, states it in the clear; None when it does not any more."""
    try:
        return bytes.fromhex(_clear(data)[1]["id"])
    except (ValueError, KeyError, TypeError):
        return None


def stated_head(data: bytes, keys: KeyRing) -> Head | None:
    """What a snapshot says of itself, though its rows may be damaged; None when that does not open."""
    try:
        clear = _clear(data)[1]
        store_id, file_format = bytes.fromhex(clear["id"]), clear["format"]
        said = _said(
            keys.unseal(bytes.fromhex(clear["sealed"]), _head_place(store_id, file_format)), file_format
        )
    except (ValueError, KeyError, TypeError, SealBroken, KeyRefused, msgspec.MsgspecError):
        return None
    return _head_of(store_id, said, file_format)


def _clear(data: bytes) -> tuple[int, dict[str, Any]]:
    """Where the last table begins, and what stands in it. Raises ValueError or KeyError."""
    cut = data.rfind(_TAIL)
    if cut < 0:
        raise ValueError("it has no last table")
    return cut, orjson.loads(data[cut + len(_TAIL) :].removesuffix(_END))["1"]


def _if_damaged(path: Path) -> str:
    """What to do about a file whose key's name is only a torn one."""
    if path.name != SNAPSHOT_NAME:
        return " If it is set to that one, the file is damaged: take an older backup."
    return (
        f" If it is set to that one, the data is damaged: {told('store salvage FILE', data=path.parent)}; then "
        f"{told('store restore FILE', data=path.parent)}"
    )


def _read_head(data: bytes, path: Path, keys: KeyRing) -> Head:
    try:
        cut, clear = _clear(data)
        file_format, store_id = clear["format"], bytes.fromhex(clear["id"])
        sealed = bytes.fromhex(clear["sealed"])
    except (ValueError, KeyError, TypeError) as broken:
        raise damaged(path, "it is not a whole store file") from broken
    if file_format not in (WITHOUT_JOURNAL, FORMAT):
        raise StoreDamaged(
            f"{path} has format {file_format}; this version reads format {FORMAT}. Update outreach-bot, "
            f"or bring back a backup of this version with: {told('store restore FILE', data=path.parent)}"
        )
    keys.expect(sealed[:KEY_ID_BYTES], _if_damaged(path))
    try:
        said = _said(keys.unseal(sealed, _head_place(store_id, file_format)), file_format)
    except (SealBroken, msgspec.MsgspecError) as broken:
        raise damaged(path, "its own description does not open") from broken
    as_written = _TAIL + orjson.dumps({"1": {**clear, "sequence": said.sequence}}) + _END
    if hashlib.sha256(data[:cut]).hexdigest() != said.digest or data[cut:] != as_written:
        raise damaged(path, "its contents are not what was written")
    return _head_of(store_id, said, file_format)


def _head_of(store_id: bytes, said: _Sealed, file_format: int) -> Head:
    return Head(
        store_id=store_id,
        sequence=said.sequence,
        journal=said.journal,
        clean=said.clean,
        format=file_format,
    )


def _said(plain: bytes, file_format: int) -> _Sealed:
    if file_format == FORMAT:
        return msgspec.json.decode(plain, type=_Sealed)
    sequence, digest = msgspec.json.decode(plain, type=tuple[int, str])
    return _Sealed(sequence=sequence, digest=digest, journal="", clean=False)
