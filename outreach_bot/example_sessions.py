"""Sessions of every kind in the coming three weeks, for the example campaign: each is marked as an example.

What they say is in `example_sessions.csv`: days from today, local times, briefing and debrief in minutes from the start.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from outreach_bot.recruitment.rules import Rules
from outreach_bot.recruitment.sessions import Mode, Session, example_id

FILE = Path(__file__).with_suffix(".csv")
SOON = dt.timedelta(hours=24)
"""While a session starts later than this, there is something to book."""
_TEXTS = (
    "place", "link_type", "dial_in", "cochair_lived", "cochair_staff", "cochair_alternate_lived", "admin_support",
    "quiet_space", "breaks", "food", "travel_help", "why_text",
)  # fmt: skip


def are_needed(sessions: Iterable[Session], now: dt.datetime) -> bool:
    """Say whether there is nothing to book any more: an empty store, or examples of a month ago."""
    return all(session.starts <= now + SOON for session in sessions)


def example_sessions(rules: Rules, now: dt.datetime) -> tuple[Session, ...]:
    """Make the example sessions of the three weeks after `now` (aware), in the campaign's zone."""
    today = now.astimezone(rules.campaign.zone).date()
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = enumerate(csv.DictReader(lines), start=1)
        made = [session for number, row in rows for session in _sessions(number, row, rules, today)]
    return tuple(sorted(made, key=lambda session: (session.starts, session.id)))


def _sessions(number: int, row: Mapping[str, str], rules: Rules, today: dt.date) -> Iterator[Session]:
    kind = rules.sessions.kind(row["kind"])
    texts: dict[str, Any] = {name: row[name] for name in _TEXTS}
    first, _, last = row["days"].partition("-")
    for day in range(int(first), int(last or first) + 1):
        for time in row["times"].split():
            local = dt.datetime.combine(today + dt.timedelta(days=day), dt.time.fromisoformat(time))
            starts = local.replace(tzinfo=rules.campaign.zone).astimezone(dt.UTC)
            yield Session(
                id=example_id(local, number),
                kind=kind.key,
                starts=starts,
                minutes=kind.minutes,
                capacity=kind.capacity,
                mode=Mode(row["mode"]),
                example=True,
                pay_text=rules.campaign.pay_text,
                brief_slot=_slot(starts, row["brief"]),
                debrief_slot=_slot(starts, row["debrief"]),
                **texts,
            )


def _slot(starts: dt.datetime, minutes: str) -> dt.datetime | None:
    return starts + dt.timedelta(minutes=int(minutes)) if minutes else None
