"""Rows of the audit log: what a turn did, under which words and rules, and hashes of what it changed.

Of what somebody did as their work each row holds hashes of the records it names, as they were before and are after.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import orjson

from outreach_bot.dialogue.effects import Audit
from outreach_bot.store.base import Drop, Put
from outreach_bot.store.reading import Reader

RECORDS = ("person", "call", "thread", "session", "contact", "code", "wave", "member", "notice", "approval")
"""Tables of what people know as one thing: the others hold how we look it up, or what is to be sent."""
HASH_FIGURES = 16
"""Hex figures of a record's hash in the log."""
TIMED = ("stopped", "erased")
"""What people ask of us that must not wait: how long it took stands in the row. Source: DOMAIN 5.7."""
NONE = "-"
"""Stands for a record that was not there, beside one that was."""
_BETWEEN = re.compile(r"[ /]")

Body = dict[str, Any] | None
Change = tuple[Body, Body]
"""A record before and after; None: it was not there, or is not any more."""


async def audit_rows(
    store: Reader, rows: Sequence[Audit], writes: Iterable[Put | Drop], *, version: str, took_ms: int = 0
) -> tuple[dict[str, Any], ...]:
    """Write the rows of one turn, which changes what `writes` say.

    version: Of the words and rules in force.
    took_ms: Milliseconds from the arrival of the input until now.
    """
    as_work = any(row.by or row.role for row in rows)
    changes = await _changes(store, writes) if as_work else {}
    cells = [_row(store, row, changes) | {"version": version} for row in rows]
    timed = {"took_ms": took_ms}
    return tuple(
        {name: value for name, value in each.items() if value} | (timed if each["action"] in TIMED else {})
        for each in cells
    )


def _row(store: Reader, row: Audit, changes: dict[str, list[Change]]) -> dict[str, Any]:
    named = (
        dict.fromkeys((row.about, row.approval, *_BETWEEN.split(row.detail))) if row.by or row.role else ()
    )
    hashes = _hashes(store, [change for name in named for change in changes.get(name, ())])
    cells: dict[str, Any] = msgspec.to_builtins(row)
    return cells | hashes


async def _changes(store: Reader, writes: Iterable[Put | Drop]) -> dict[str, list[Change]]:
    """List by id which records are other than they were, in the order of their tables."""
    after: dict[tuple[str, str], Body] = {
        (write.table, write.id): write.body if isinstance(write, Put) else None
        for write in writes
        if write.table in RECORDS
    }
    found: dict[str, list[Change]] = {}
    for table, name in sorted(after, key=lambda key: (RECORDS.index(key[0]), key[1])):
        row = await store.get(table, name)
        before, now = row.body if row else None, after[table, name]
        if _text(before) != _text(now):
            found.setdefault(name, []).append((before, now))
    return found


def _hashes(store: Reader, changes: Sequence[Change]) -> dict[str, str]:
    before = [_hash(store, each) for each, _ in changes]
    after = [_hash(store, each) for _, each in changes]
    return {"before": _joined(before), "after": _joined(after)}


def _joined(hashes: Sequence[str]) -> str:
    return " ".join(each or NONE for each in hashes) if any(hashes) else ""


def _hash(store: Reader, record: Body) -> str:
    """Tell two states of a record apart, and nothing about either."""
    return store.hmac("audit", _text(record))[:HASH_FIGURES] if record is not None else ""


def _text(record: Body) -> str:
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS).decode()
