"""Over-use: known individuals are not asked for ever more. Source: DOMAIN 6.1."""

import datetime as dt
from collections.abc import Iterable

from outreach_bot.recruitment.rules import OverUse, Sessions
from outreach_bot.recruitment.sessions import PersonId, Session


def counted_starts(person: PersonId, sessions: Iterable[Session], kinds: Sessions) -> list[dt.datetime]:
    """List when this person's counted sessions start; briefings do not count, a series counts once."""
    starts: dict[str, dt.datetime] = {}
    for session in sessions:
        kind = kinds.kind(session.kind)
        if person in session.seats and kind.counts:
            key = kind.key if kind.series else session.id
            starts[key] = min(starts.get(key, session.starts), session.starts)
    return sorted(starts.values())


def would_over_use(
    candidate: Session, person: PersonId, sessions: Iterable[Session], kinds: Sessions, limit: OverUse
) -> bool:
    """Tell whether taking `candidate` puts more than `limit.sessions` into any `limit.days` days."""
    kind = kinds.kind(candidate.kind)
    others = [session for session in sessions if session.id != candidate.id]
    if not kind.counts or (kind.series and any(s.kind == kind.key and person in s.seats for s in others)):
        return False
    starts = sorted([*counted_starts(person, others, kinds), candidate.starts])
    span = dt.timedelta(days=limit.days)
    windows = zip(starts, starts[limit.sessions :], strict=False)
    return any(last - first < span and first <= candidate.starts <= last for first, last in windows)
