"""The TinyDB file: all rows at one sequence number, ids, revisions and due times in the clear, each body one seal.

Plain JSON in TinyDB's own layout, so that TinyDB opens it. The last table, `_store`, seals the sequence number
and a digest of all that stands before it: a file with a row changed, moved, missing or added is refused.
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
from outreach_bot.store.sealing import KEY_ID_BYTES, KeyRing, SealBroken

SNAPSHOT_NAME = "store.json"
FORMAT = 1
"""Raised when an older bot could not read what a newer one writes."""
PIECE_BYTES = 64 * 1024
"""How much is written at once: small, so that a snapshot never keeps the event loop waiting for long."""

_TAIL = b'\n"_store":'
_END = b"\n}\n"


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a snapshot says of itself."""

    store_id: bytes
    sequence: int


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


def _read_row(
    name: str, row_id: str, kept: dict[str, Any], head: Head, keys: KeyRing, path: Path
) -> tuple[int, float | None, dict[str, Any]]:
    revision, due = kept["revision"], kept["due"]
    if "sealed" not in kept:
        return revision, due, {}
    try:
        plain = keys.unseal(
            binascii.a2b_base64(kept["sealed"]), _place(head.store_id, name, row_id, revision, due)
        )
    except (SealBroken, ValueError) as broken:
        raise damaged(path, f"row {row_id} of table {name} does not open") from broken
    return revision, due, orjson.loads(plain)


def _old_line(kept: dict[str, Any], keys: KeyRing) -> bytes:
    """The row's text to use again in the next snapshot; none when an older key sealed it."""
    sealed = kept.get("sealed")
    if sealed is not None and not keys.is_current(binascii.a2b_base64(sealed[:8])):
        return b""
    return orjson.dumps(kept)


def _store_table(head: Head, digest: bytes, keys: KeyRing) -> bytes:
    bound_to = _head_place(head.store_id, FORMAT)
    sealed = keys.seal(orjson.dumps((head.sequence, digest.hex())), bound_to)
    clear = {"format": FORMAT, "id": head.store_id.hex(), "sequence": head.sequence, "sealed": sealed.hex()}
    return orjson.dumps({"1": clear})


def _head_place(store_id: bytes, file_format: int) -> bytes:
    return b"snapshot" + store_id + bytes([file_format])


def _read_head(data: bytes, path: Path, keys: KeyRing) -> Head:
    cut = data.rfind(_TAIL)
    try:
        clear = orjson.loads(data[cut + len(_TAIL) :].removesuffix(_END))["1"] if cut >= 0 else {}
        file_format, store_id = clear["format"], bytes.fromhex(clear["id"])
        sealed = bytes.fromhex(clear["sealed"])
    except (ValueError, KeyError, TypeError) as broken:
        raise damaged(path, "it is not a whole store file") from broken
    if file_format != FORMAT:
        raise StoreDamaged(
            f"{path} has format {file_format}; this version reads format {FORMAT}. Update outreach-bot, "
            "or bring back a backup of this version with: outreach-bot store restore FILE"
        )
    keys.expect(sealed[:KEY_ID_BYTES])
    try:
        sequence, digest = orjson.loads(keys.unseal(sealed, _head_place(store_id, file_format)))
    except SealBroken as broken:
        raise damaged(path, "its own description does not open") from broken
    as_written = _TAIL + orjson.dumps({"1": {**clear, "sequence": sequence}}) + _END
    if hashlib.sha256(data[:cut]).hexdigest() != digest or data[cut:] != as_written:
        raise damaged(path, "its contents are not what was written")
    return Head(store_id=store_id, sequence=sequence)
