"""Counts what a desk shows, from the rows: only when somebody asks, for it looks at every person there is."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec

from outreach_bot.dialogue.notices import ALARMS
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.desk import Desk, DeskSession
from outreach_bot.recruitment.rules import CodeKind, Outcome, Rules
from outreach_bot.recruitment.seats import taken
from outreach_bot.recruitment.sessions import Session, SessionStatus
from outreach_bot.recruitment.sight import without_others
from outreach_bot.recruitment.telling import is_lost
from outreach_bot.recruitment.threads import IDLE, Thread
from outreach_bot.recruitment.waves import OPEN
from outreach_bot.store.narrowed import NarrowedReader
from outreach_bot.store.reading import Row

WEEK = dt.timedelta(days=7)
MOST_SESSIONS = 6
"""As many as a phone shows at once."""


async def count(store: NarrowedReader, rules: Rules, now: dt.datetime) -> Desk:
    """Count for whoever sees what `store` shows."""
    sessions = [msgspec.convert(row.body, Session) for row in await store.rows("session")]
    people = await store.rows("person")
    by_id = {row.id: row for row in people}
    coming = [one for one in sessions if one.ends > now and one.status is not SessionStatus.CANCELLED]
    listed = sorted((one for one in coming if not _is_free_talk(one)), key=lambda one: one.starts)
    alarms = [row.body for row in await store.rows("notice") if _is_open_alarm(row)]
    theirs = [without_others(one) for one in sessions]
    ahead = [one for one in theirs if one.ends > now and one.status is not SessionStatus.CANCELLED]
    signed_up = [row.body for row in people if row.body.get("role")]
    new = [body for body in signed_up if _moment(body["made_at"]) > now - WEEK]
    answers = {row.id for row in await store.rows("thread") if row.id in by_id and _waits(row, now)}
    calls = [row for row in await store.rows("call") if row.id in by_id and not row.body.get("done_at")]
    return Desk(
        alarms=len(alarms),
        untaken=sum(not body.get("seen_at") for body in alarms),
        calls=sum(_is_due(row, answers, rules, now) for row in calls),
        answers=len(answers),
        at_risk=sum(one.status is SessionStatus.AT_RISK and store.sight.runs(one) for one in coming),
        reminders=_not_there(await store.rows("settled"), [one for one in coming if one.starts > now], by_id),
        asides=len(await store.rows("dead")),
        reviews=len(await store.rows("review")),
        waves=sum(row.body.get("state") in OPEN for row in await store.rows("wave")),
        new=len(new),
        booked_week=sum(seat.booked_at > now - WEEK for session in theirs for seat in session.seats.values()),
        booked=len({person for session in ahead for person in session.seats}),
        waiting=len({person for session in ahead for person in (*session.waiting, *session.holds)}),
        outcomes=Counter(Outcome(body["outcome"]) for body in signed_up if body.get("outcome")),
        doors=await _doors(store, new),
        next_week=sum(now < one.starts <= now + WEEK for one in listed),
        sessions=tuple(_line(one, rules) for one in listed[:MOST_SESSIONS]),
        more=max(0, len(listed) - MOST_SESSIONS),
    )


def _is_open_alarm(row: Row) -> bool:
    return row.body.get("notice") in ALARMS and not row.body.get("closed_at")


def _is_free_talk(session: Session) -> bool:
    """One to one times that nobody has taken are too many to list."""
    return (
        session.capacity == 1
        and session.status is SessionStatus.PUBLISHED
        and not (session.seats or session.holds or session.waiting)
    )


def _waits(row: Row, now: dt.datetime) -> bool:
    since = msgspec.convert(row.body, Thread).waits_since
    return since is not None and since > now - IDLE


def _is_due(row: Row, answers: Collection[str], rules: Rules, now: dt.datetime) -> bool:
    """Tell whether a call is for today. Who waits for an answer in a talk is counted there."""
    call = msgspec.convert(row.body, Call)
    if call.way == "here" and row.id in answers:
        return False
    zone = rules.campaign.zone
    return call.again_at is None or call.again_at.astimezone(zone).date() <= now.astimezone(zone).date()


def _not_there(settled: Iterable[Row], coming: Iterable[Session], people: Mapping[str, Row]) -> int:
    """Count who may not know: each once for each session they hold a seat in."""
    seated = {(person, session.id) for session in coming for person in session.seats}
    return len(
        {
            (person, about)
            for person, about, at in map(_lost, settled)
            if (person, about) in seated
            and person in people
            and _moment(people[person].body["seen_at"]).timestamp() <= at
        }
    )


def _lost(row: Row) -> tuple[str, str, float]:
    """Whom a note that is lost was to, about which session, and when; nobody for any other line of the ledger."""
    body = row.body
    if is_lost(body) and str(body.get("kind", "")).startswith("remind_"):
        return body.get("person", ""), body.get("about", ""), body["at"]
    return "", "", 0.0


async def _doors(store: NarrowedReader, new: Iterable[dict[str, Any]]) -> dict[CodeKind, int]:
    """Count by kind of code, not by code: who shares one would be known by it."""
    kinds = {row.id: CodeKind(row.body["kind"]) for row in await store.rows("code")}
    return Counter(kinds[body["source"]] for body in new if body.get("source") in kinds)


def _line(session: Session, rules: Rules) -> DeskSession:
    return DeskSession(
        id=session.id,
        starts=session.starts,
        taken=taken(session, rules.sessions.kind(session.kind)),
        capacity=session.capacity,
        waiting=len(session.waiting),
        at_risk=session.status is SessionStatus.AT_RISK,
    )


def _moment(stored: str) -> dt.datetime:
    return dt.datetime.fromisoformat(stored)
