"""Rows that a change becomes as it is: talks, and lines of the ledger that are not written by sending.

Those lines are what was taken back, what was never owed, and what somebody did in place of a message.

What sending writes is in `outbound.ledger`, which also says what the states mean.
"""

import msgspec

from outreach_bot.dialogue.contact_effects import HoldBack
from outreach_bot.dialogue.desk_effects import PutThread, TickOff
from outreach_bot.outbound.base import Owed
from outreach_bot.store.base import Drop, Put, Row

ANSWERS = ("", "reply", "help", "menu")
"""Kinds of owed messages that answer what somebody said or tapped; the others we say of our own accord."""


def cancelling(owed: Owed, now: float) -> list[Put | Drop]:
    """Take back what has not gone. What goes once at most may be on its way, or there: it was counted before it left."""
    state = "unknown" if owed.tries and not owed.repeat_unknown else "cancelled"
    body = {"key": owed.key, "person": owed.person, "kind": owed.kind, "state": state}
    return [
        Drop(table="owed", id=owed.key),
        Put(table="settled", id=owed.key, body={**body, "at": now, "about": owed.about}),
    ]


def holding_back(key: str, held: HoldBack, now: float) -> Put:
    """Say of a contact of a wave that they got nothing, and why; found beside the lines of those who did."""
    body = {"key": key, "person": held.contact, "kind": "WaveReaches", "state": "held_back"}
    return Put(table="settled", id=key, body={**body, "at": now, "about": held.wave, "reason": held.reason})


def ticking(row: Row, tick: TickOff, now: float) -> Put:
    """Write beside a message that may not have arrived what was done instead, and when."""
    return Put(table=row.table, id=row.id, body={**row.body, "told": tick.how.value, "told_at": now})


def talk_row(change: PutThread) -> Put:
    """Write a talk, due when it ends: what was written is deleted some days after that."""
    thread = change.thread
    due = thread.ends_at.timestamp()
    return Put(table="thread", id=thread.person, body=msgspec.to_builtins(thread), due=due)
