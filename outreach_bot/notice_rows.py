"""Notices as rows: what is raised by a turn, and what is left of one when its person is deleted."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from outreach_bot.dialogue.alert_inputs import NoticeRaised
from outreach_bot.dialogue.effects import ALERTS, UNNAMED, Notice, Tell
from outreach_bot.dialogue.inputs import OFFICE, To
from outreach_bot.dialogue.notices import ALARMS, NoticeOutcome, NoticeRecord
from outreach_bot.store.base import Drop, Put, Row, Store

ID_CHARACTERS = 16
"""Short, as a button carries it; it tells nothing of the input that raised it."""


def raising(
    store: Store, key: str, notices: Iterable[Notice], *, person: str, now: float
) -> tuple[list[Put], list[Tell]]:
    """Write down what a turn raised, and list whom to tell: alerts go through the office's own turn.

    key: of the input, so that the same turn never raises it twice.
    """
    at = dt.datetime.fromtimestamp(now, dt.UTC)
    puts, tells = [], []
    for number, notice in enumerate(notices):
        row = f"n-{store.hmac('notice', f'{key}!{number}')[:ID_CHARACTERS]}"
        record = NoticeRecord(notice=notice, at=at, person="" if notice in UNNAMED else person)
        puts.append(Put(table="notice", id=row, body=msgspec.to_builtins(record)))
        if notice in ALERTS:
            tells.append(Tell(to=To.OFFICE, id=OFFICE, body=NoticeRaised(notice=row)))
    return puts, tells


def forgetting(rows: Iterable[Row], now: float) -> list[Put | Drop]:
    """Cut a deleted person out. An alarm leaves when it was raised and what came of it, and that is all."""
    return [_forgetting(row, dt.datetime.fromtimestamp(now, dt.UTC)) for row in rows]


def _forgetting(row: Row, now: dt.datetime) -> Put | Drop:
    record = msgspec.convert(row.body, NoticeRecord)
    if record.notice not in ALARMS:
        return Drop(table="notice", id=row.id)
    ended = {"closed_at": now, "outcome": NoticeOutcome.GONE} if record.closed_at is None else {}
    left = msgspec.structs.replace(record, person="", **ended)
    return Put(table="notice", id=row.id, body=msgspec.to_builtins(left))
