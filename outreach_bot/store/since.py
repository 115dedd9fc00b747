"""What a backup owes that has gone since it was made: a restore into the same world must not say it twice.

The old store knows: what it owes no longer was sent, or called off. Where it cannot be read, whatever was due by
now may have gone: that is marked as a try without a known outcome, and sending treats it so.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from outreach_bot.store.live_tables import LiveTables

OWED, SETTLED, PENDING = "owed", "settled", "pending"
TRIES = "tries"
"""Field of an owed row: how many times it may have gone out with its outcome unknown."""

Change = tuple[str, str, float | None, dict[str, Any] | None]


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """What a restore did with messages and reminders of the backup."""

    messages_gone: int = 0
    """No longer owed: they had gone, or were called off."""
    timers_gone: int = 0
    """Not done again: they only say something, and had."""
    doubtful: int = 0
    """May have gone: nothing says."""


def settle_since(
    tables: LiveTables, old: LiveTables | None, *, once: Callable[[str], bool], now: float
) -> Since:
    """Take out of `tables` what `old`, newer and of the same store, has done since; mark doubt where there is none.

    A timer that changes something stays: what it would change was brought back with it. `once` says which rows of
    `pending` only say something.
    """
    if old is None:
        return _doubt(tables, now)
    changes: list[Change] = []
    gone = 0
    for row_id, row in tables.table(OWED).live.items():
        newer = old.row(OWED, row_id)
        if newer is None:
            gone += 1
            changes.append((OWED, row_id, None, None))
            if (settled := old.row(SETTLED, row_id)) is not None:
                changes.append((SETTLED, row_id, settled["due"], settled["body"]))
        elif (newer["body"], newer["due"]) != (row["body"], row["due"]):  # tried meanwhile, perhaps
            changes.append((OWED, row_id, newer["due"], newer["body"]))
    timers = 0
    for row_id, row in tables.table(PENDING).live.items():
        newer = old.row(PENDING, row_id)
        if not once(row_id) or (newer is not None and newer["body"] == row["body"]):
            continue
        timers += 1
        anew = (None, None) if newer is None else (newer["due"], newer["body"])
        changes.append((PENDING, row_id, *anew))
    tables.apply(("", now, changes, [], [], []))
    return Since(messages_gone=gone, timers_gone=timers)


def _doubt(tables: LiveTables, now: float) -> Since:
    due = [
        (row_id, row)
        for row_id, row in tables.table(OWED).live.items()
        if row["due"] is None or row["due"] <= now
    ]
    changes: list[Change] = [
        (OWED, row_id, row["due"], {**row["body"], TRIES: max(1, row["body"].get(TRIES, 0))})
        for row_id, row in due
    ]
    tables.apply(("", now, changes, [], [], []))
    return Since(doubtful=len(due))
