"""What happened to one person, from the audit log and the ledger of messages. Never a word that anybody wrote."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from outreach_bot.content.person_words import EVENTS, MESSAGES
from outreach_bot.office.access import moment
from outreach_bot.recruitment.sessions import Session
from outreach_bot.recruitment.sight import of_one
from outreach_bot.store.narrowed import NarrowedReader

STATES = ("waiting", "sent", "failed", "missed", "cancelled", "unknown", "refused")
TROUBLE = ("failed", "missed", "unknown", "refused")
ANSWERS = ("office-message.reply", "office-message.help", "office-message.Replied")
_DESK_BOOKED = ("office-event.desk_seat_taken", "office-event.desk_seat_moved")
BESIDE = {
    "office-event.seat_taken": _DESK_BOOKED,
    "office-event.seat_freed": ("office-event.desk_seat_freed", "office-event.desk_seat_moved"),
    "office-event.list_joined": ("office-event.desk_listed",),
    "office-event.list_left": ("office-event.desk_seat_freed",),
    "office-event.outcome": ("office-event.desk_sign_up",),
}
"""What says nothing new beside one of these, at the same instant."""
MOST = 60
"""Lines shown: the newest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One line."""

    at: dt.datetime
    words: str
    """Id of its words."""
    by: str = ""
    session: Session | None = None
    state: str = ""
    """Of a message: what became of it."""
    denied: bool = False
    reason: str = ""
    instead: str = ""
    """What was done in place of a message, as `office-instead.<value>`."""


async def timeline(store: NarrowedReader, person: str, sessions: Mapping[str, Session]) -> list[Event]:
    """Read what happened to `person`, newest first."""
    found = [*_audited(await store.audit_about([person]), person, sessions)]
    found += [
        _message(row.body, moment(row.body["at"]), row.body["state"], sessions)
        for row in await store.find("settled", "person", person)
    ]
    found += [
        _message(row.body, moment(row.due or 0.0), "waiting", sessions)
        for row in await store.find("owed", "person", person)
    ]
    told = (event for event in found if not _goes_without_saying(event, found))
    # a message and its file are one line
    shown = {(event.at, event.words, event.session and event.session.id): event for event in told}
    return sorted(shown.values(), key=lambda event: event.at, reverse=True)[:MOST]


def _met(sessions: Mapping[str, Session], person: str, *names: str) -> Session | None:
    """The first of these that is a session, as it is for this person: who else is in it is not theirs."""
    found = next((sessions[each] for each in names if each in sessions), None)
    return of_one(found, person) if found else None


def _goes_without_saying(event: Event, others: Iterable[Event]) -> bool:
    """An answer that went, or is on its way, is no news; nor is a seat taken beside "we booked a seat"."""
    if event.words in ANSWERS:
        return event.state not in TROUBLE
    beside = BESIDE.get(event.words, ())
    return any(other.at == event.at and other.words in beside for other in others)


def _audited(
    rows: Iterable[Mapping[str, Any]], person: str, sessions: Mapping[str, Session]
) -> Iterable[Event]:
    for row in rows:
        if row.get("about") == person and row["action"] in EVENTS:
            detail = str(row.get("detail", ""))
            yield Event(
                at=moment(row["at"]),
                words=f"office-event.{row['action']}",
                by=str(row.get("by", "")) if row.get("role") else "",
                session=_met(sessions, person, detail, detail.partition("/")[2]),
                denied=row.get("result") == "denied",
                reason=str(row.get("reason", "")),
                instead=detail.partition("/")[0] if row["action"] == "message_ticked" else "",
            )


def _message(body: Mapping[str, Any], at: dt.datetime, state: str, sessions: Mapping[str, Session]) -> Event:
    kind = body.get("kind", "")
    known = kind if kind in MESSAGES else "other"
    return Event(
        at=at,
        words=f"office-message.{known}",
        session=_met(sessions, body.get("person", ""), body.get("about", "")),
        state=state if state in STATES else "unknown",
    )
