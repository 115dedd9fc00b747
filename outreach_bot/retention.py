"""What is deleted after how long, once a day. People are not: their own timers do that (DESIGN section 7)."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

import structlog

from outreach_bot import fresh
from outreach_bot.dialogue.house_inputs import RetentionRun
from outreach_bot.dialogue.inputs import OFFICE, Input, To
from outreach_bot.dialogue.notices import ALARMS
from outreach_bot.dialogue.team_inputs import AuditVerified
from outreach_bot.recruitment import asides
from outreach_bot.store.base import Commit, Drop, Row, Store
from outreach_bot.store.chain import first_break
from outreach_bot.store.reading import Reader

log = structlog.get_logger(__name__)

DAY = 86_400.0
KEPT_DAYS = {
    "settled": 35,
    "notice": 35,
    "dead": asides.KEPT.days,
    "attempt": 2,
    "opening": 2,
    "review": 35,
    "thread": 7,
    "approval": 35,
}
"""Table to days: what became of messages, the office's news, inputs that broke us, counts of tries,
when links were opened, codes to look at, and what was written in a talk, counted from its end.

As long as backups live (DOMAIN 5.6), so that a look back is possible for as long as the data could come back.
"""
ALARM_DAYS = 365
"""Notices that somebody had to look after: when, who took it, what came of it. Source: DOMAIN 5.6."""
ROWS_A_COMMIT = 500


async def nightly(store: Store, receive: Callable[[Input], Awaitable[None]], now: float) -> None:
    """Delete what was kept long enough, check the log, and have both written down."""
    rows = await clear_up(store, now)
    log.info("cleared up", count=rows)
    await receive(Input(key=fresh.key("retention"), to=To.OFFICE, id=OFFICE, body=RetentionRun(rows=rows)))
    # words that were let go during the day, too, are in the journal until it is begun anew
    await store.commit(Commit(at=now, sweeps=True))
    await verify_audit(store, receive)


async def verify_audit(store: Reader, receive: Callable[[Input], Awaitable[None]]) -> int:
    """Check the chain of the audit log from its first row, and have what came of it written down.

    Returns the number of the first row that does not fit; 0: all do.
    """
    rows = await store.audit()
    broken_at = await asyncio.to_thread(first_break, rows)
    body = AuditVerified(rows=len(rows), broken_at=broken_at)
    await receive(Input(key=fresh.key("audit"), to=To.OFFICE, id=OFFICE, body=body))
    if broken_at:
        log.error(
            "audit_log_broken",
            row=broken_at,
            remedy="outreach-bot store verify --data DIR, with the folder of this bot's data",
        )
    return broken_at


async def clear_up(store: Store, now: float) -> int:
    """Delete rows that are older than their table allows, and office links that have ended; tell how many."""
    outdated = [
        Drop(table=table, id=row.id)
        for table, days in KEPT_DAYS.items()
        for row in await store.rows(table)
        if _written(row, now) < now - _days(row, days) * DAY
    ]
    ended = [row for row in await store.rows("sign_in") if row.due is not None and row.due < now]
    outdated += [Drop(table="sign_in", id=row.id) for row in ended]
    for start in range(0, len(outdated), ROWS_A_COMMIT):
        await store.commit(Commit(at=now, writes=outdated[start : start + ROWS_A_COMMIT]))
    return len(outdated)


def _days(row: Row, days: int) -> int:
    if row.table == "notice" and row.body.get("notice") in ALARMS:
        return ALARM_DAYS
    return asides.kept_for(alert=True).days if row.table == "dead" and row.body.get("alert") else days


def _written(row: Row, now: float) -> float:
    """When a row was written, as its table notes it: its due time, or `at` as unix seconds or ISO 8601."""
    if row.due is not None:
        return row.due
    at = row.body.get("at", now)
    return dt.datetime.fromisoformat(at).timestamp() if isinstance(at, str) else float(at)
