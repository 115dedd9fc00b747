"""Who changed something last, and when: as the audit log has it, in a sentence."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from outreach_bot.dialogue.effects import When
from outreach_bot.office.access import moment
from outreach_bot.store.narrowed import NarrowedReader

NAMELESS = ("command", "office", "example", "coordinator")
"""Stand in the log for whoever gave no name."""
ONLY_LOOKED = ("talk_shown", "identity_shown", "contact_shown", "safety_words_seen")
"""Rows about a record that say that it was looked at."""

AuditRow = Mapping[str, Any]
Say = Callable[..., str]


async def rows_about(store: NarrowedReader, about: Iterable[str]) -> list[AuditRow]:
    """List what was done to any of these records, newest first; what was refused, or only looked at, is no deed."""
    return [
        row
        for row in reversed(await store.audit_about(about))
        if row.get("result") != "denied" and row["action"] not in ONLY_LOOKED
    ]


async def last_change(store: NarrowedReader, about: Iterable[str]) -> AuditRow | None:
    """Find what was last done to one of these records."""
    return next(iter(await rows_about(store, about)), None)


def of_field(rows: Iterable[AuditRow], name: str) -> AuditRow | None:
    """Find the newest of `rows` (newest first) that changed a field."""
    return next((row for row in rows if name in str(row.get("fields", "")).split()), None)


def said(say: Say, row: AuditRow | None) -> str:
    """Say who it was, and when; as much of both as the log tells. `say`: words of the office by id."""
    if row is None:
        return say("office-meanwhile.changed")
    nameless = (
        "office" if row.get("session") else ""
    )  # whoever came in by the owner's link may have given no name
    return said_of(say, str(row.get("by", "")) or nameless, moment(row["at"]))


def said_of(say: Say, by: str, at: dt.datetime) -> str:
    """Say that somebody changed it then. `by`: their name; empty: the bot did by itself."""
    told = When(at, "button")
    if by in NAMELESS:
        return say(f"office-meanwhile.by-{by}", at=told)
    if not by:
        return say("office-meanwhile.by-itself", at=told)
    return say("office-meanwhile.by", name=by, at=told)
