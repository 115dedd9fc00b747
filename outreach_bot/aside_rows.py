"""Inputs that we could not take in, as rows of the table `dead`: sealed, and not for ever."""

from typing import Any

import msgspec

from outreach_bot.dialogue import helping
from outreach_bot.dialogue.aside_effects import LetAsideGo, TakeAgain
from outreach_bot.dialogue.aside_inputs import AGAIN, AsideLetGo, AsideTriedAgain, Garbled
from outreach_bot.dialogue.inputs import Input, To
from outreach_bot.dialogue.safety import read_input
from outreach_bot.dialogue.state import KeptAside
from outreach_bot.recruitment.rules import Safety
from outreach_bot.row_names import address_row
from outreach_bot.storable import storable
from outreach_bot.store.base import Drop, Put, Row, Store

LARGEST = 64 * 1024
"""Bytes of an input that is kept whole: sixteen texts of the longest that Telegram takes."""
MOST_KEPT = 4 * 1024
"""Characters of what came that are kept of a larger one."""


def letter(store: Store, received: Input, person: Row | None, safety: Safety, now: float) -> dict[str, Any]:
    """What is kept of an input that broke us, found again by whom it names when they are erased.

    alert: there are words of danger in it. Those are kept for fewer days.
    """
    found = read_input(received, safety)
    return {
        "input": _keepable(received),
        "person": person.id if person else getattr(received.body, "person", ""),
        "address": address_row(store, received.address) if received.address else "",
        "at": now,
        "alert": found is not None and helping.is_alarm(found),
    }


def _keepable(received: Input) -> dict[str, Any]:
    """Write an input down. What a person sent that is too large, or that no file can hold, is kept as far as that goes."""
    kept: dict[str, Any] = msgspec.to_builtins(received)
    if received.to is not To.PERSON:
        return kept
    try:
        size = len(msgspec.json.encode(kept))
    except (UnicodeEncodeError, RecursionError):
        size = LARGEST + 1
    if size <= LARGEST:
        return kept
    if isinstance(received.body, Garbled):
        raw, beside = storable(received.body.raw), storable(received.beside)
    else:
        raw, beside = storable(repr(received.body)), ""
    cut = msgspec.structs.replace(received, body=Garbled(raw=raw[:MOST_KEPT]), beside=beside[:MOST_KEPT])
    return dict(msgspec.to_builtins(cut))


async def seen(store: Store, received: Input) -> KeptAside | None:
    """What was set aside and an input decides about; None: nothing, or it was decided before."""
    match received.body:
        case AsideTriedAgain(aside=name) | AsideLetGo(aside=name):
            row = await store.get("dead", name)
        case _:
            return None
    if row is None:
        return None
    return KeptAside(id=row.id, person=row.body["person"], kind=kind(row), revision=row.revision)


def kind(row: Row) -> str:
    """Read the name of the class of what happened; nothing else of it."""
    return str(row.body["input"]["body"]["type"])


async def deciding(
    store: Store, change: TakeAgain | LetAsideGo, key: str, now: float
) -> tuple[list[Put | Drop], list[Input]]:
    """Let it go; or make it due, under a key of its own, in the commit that ends its being set aside.

    So it has its turn once, whatever breaks. Breaks it us again, it is set aside again.

    key: of the input that decided it.
    """
    row = await store.get("dead", change.aside)
    if row is None:
        return [], []
    drop = Drop(table="dead", id=row.id)
    if isinstance(change, LetAsideGo):
        return [drop], []
    received = msgspec.convert(row.body["input"], Input)
    # whom we know now gets it by their id: then it goes with them when they are deleted
    known = row.body["person"] if received.to is To.PERSON else ""
    again = msgspec.structs.replace(received, key=f"in:{key}{AGAIN}", id=known or received.id)
    return [drop, Put(table="pending", id=again.key, body=msgspec.to_builtins(again), due=now)], [again]
