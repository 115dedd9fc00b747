"""Two people change one record: whose change stands. Optimistic concurrency by field, not by record."""

import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

FIGURES = 12
"""Hex figures of a digest: it tells two values of one field apart, and keeps no secret."""


class Merged(NamedTuple):
    """What became of a three-way merge, field by field."""

    values: dict[str, Any]
    """Fields that are to be written, and what into each."""
    clashing: tuple[str, ...]
    """Fields that both changed, to different values."""


def three_way(was: Any, new: Any, now: Any, names: Iterable[str]) -> Merged:
    """Merge what one person made of a record, `was` to `new`, into what it is `now`.

    Only what they changed is written. What another changed meanwhile stays, unless both changed it to different values.
    """
    values, clashing = {}, []
    for name in names:
        before, wanted, there = (getattr(each, name) for each in (was, new, now))
        if wanted in (before, there):
            continue
        if there != before:
            clashing.append(name)
        values[name] = wanted
    return Merged(values, tuple(clashing))


def changed_fields(before: Any, after: Any, names: Iterable[str]) -> str:
    """Name the fields in which two states of a record differ, as the audit log keeps them: with blanks between."""
    return " ".join(name for name in names if getattr(before, name) != getattr(after, name))


def digest(*facts: Any) -> str:
    """Tell one state of some facts from another, without keeping them."""
    return hashlib.sha256(msgspec.json.encode(facts, order="sorted")).hexdigest()[:FIGURES]
