"""Over-use: known individuals are not asked for ever more. Source: DOMAIN 6.1."""

import datetime as dt
from collections.abc import Sequence

from outreach_bot.recruitment.rules import OverUse, Sessions
from outreach_bot.recruitment.sessions import Session


def counted_starts(held: Sequence[Session], kinds: Sessions) -> list[dt.datetime]:
    """List when the counted ones of a person's sessions start; briefings do not count, a series counts once."""
    starts: dict[str, dt.datetime] = {}
    for session in held:
        kind = kinds.kind(session.kind)
        if kind.counts:
            key = kind.key if kind.series else session.id
            starts[key] = min(starts.get(key, session.starts), session.starts)
    return sorted(starts.values())


def would_over_use(candidate: Session, held: Sequence[Session], kinds: Sessions, limit: OverUse) -> bool:
    """Tell whether taking `candidate`, beside the `held` ones, puts more than `limit.sessions` into any `limit.days` days."""
    if len(held) < limit.sessions:
        return False
    kind = kinds.kind(candidate.kind)
    if not kind.counts or (kind.series and any(s.kind == kind.key for s in held)):
        return False
    starts = sorted([*counted_starts(held, kinds), candidate.starts])
    span = dt.timedelta(days=limit.days)
    windows = zip(starts, starts[limit.sessions :], strict=False)
    return any(last - first < span and first <= candidate.starts <= last for first, last in windows)
