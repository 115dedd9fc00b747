"""JSON that others wrote, read as far as it can be read: odd numbers, half characters and depths cost nothing else."""

import json
import re
from typing import Any

_LONGEST_INTEGER = 20
"""Characters of an integer of 64 bits, with its sign."""
_DEEPEST = 64
"""Levels that are kept; Telegram's updates have about ten."""
NEXT_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+"?)*+([{}\[\]]|\Z)', re.DOTALL)
"""Whatever comes before the next bracket outside a text, and the bracket; empty at the end."""


def read_json(raw: bytes) -> Any:
    """Read one JSON value.

    Bytes that are no UTF-8 become U+FFFD; a half character stays one (see `storable`). NaN and infinities are
    floats, an integer of more than 64 bits is None, what is nested deeper than 64 levels is None. Of a name that
    stands twice in an object both values are kept, as far as they can be put together.

    Raises:
        ValueError: it is not JSON.
    """
    try:
        return _read(raw.decode("utf-8-sig", "replace"))
    except RecursionError:
        return _read(_without_depths(raw).decode("utf-8-sig", "replace"))


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    made = {}
    for name, value in pairs:
        made[name] = _both(made[name], value) if name in made else value
    return made


def _both(one: Any, other: Any) -> Any:
    """Put together what stands under one name twice. A list of two says that nobody can tell which was meant."""
    match one, other:
        case (_, None) | (dict() | list(), int() | float()):
            return one
        case (None, _) | (int() | float(), dict() | list()):
            return other
        case (dict(), dict()):
            return _object([*one.items(), *other.items()])
        case (list(), list()):
            return [*one, *other]
        case (str(), str()):
            return one if one == other else f"{one}\n{other}"
        case (int() | float(), int() | float()) if one == other:
            return one
        case _:
            return [one, other]


_read = json.JSONDecoder(strict=False, parse_int=_integer, object_pairs_hook=_object).decode


def _without_depths(raw: bytes) -> bytes:
    """The same with null for what is nested too deep. Goes through the bytes, and never down."""
    kept, depth, at = [], 0, 0
    for found in NEXT_BRACKET.finditer(raw):
        if found[1] in (b"{", b"["):
            depth += 1
            if depth == _DEEPEST:
                kept.append(raw[at : found.start(1)])
        elif found[1]:
            depth -= 1
            if depth == _DEEPEST - 1:
                kept.append(b"null")
                at = found.end(1)
    if depth < _DEEPEST:
        kept.append(raw[at:])
    return b"".join(kept)
