"""Notices that we were away: Telegram drops a tap that nobody fetched in time."""

import asyncio
from collections.abc import Awaitable, Callable

from outreach_bot.store.base import Commit, Put, Store

GAP_SECONDS = 120.0
"""Longer away than this, taps may be lost: Telegram drops them after 150 s."""
BEAT_SECONDS = 30.0
"""How often the time is written down, so that it outlives us."""
STEP_SECONDS = 2.0
"""So much apart from the time that passed, and the clock was set: what is written down is no longer right."""

META = "meta"
SEEN = "telegram-seen"


class GapWatch:
    """Remembers when we last heard from Telegram, and calls `on_gap(since)` when a gap has ended.

    `since` is unix seconds (UTC): when we last heard from it. In one run a gap is measured in the time that passed: a
    clock that was set forward is none, one that was set back hides none. What must outlive us is wall time; where it
    lies ahead of us at a start, the clock was set back, and nobody can tell how long we were away.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float],
        on_gap: Callable[[float], Awaitable[None]],
        *,
        passed: Callable[[], float] | None = None,
    ) -> None:
        """Make a watch. clock: unix seconds. passed: seconds that nobody can set; None: the loop's clock."""
        self._store = store
        self._clock = clock
        self._on_gap = on_gap
        self._passed = passed or asyncio.get_running_loop().time
        self._seen: float | None = None
        self._heard: float | None = None
        self._written: float | None = None

    async def open(self) -> None:
        """Recall when an earlier run last heard from Telegram."""
        row = await self._store.get(META, SEEN)
        self._seen = float(row.body["at"]) if row is not None else None

    async def heard(self) -> None:
        """We hear from Telegram now, and what it had for us is committed. Raises StoreFailed."""
        now, passed, since = self._clock(), self._passed(), self._seen
        gap = since is not None and self._away(now, passed, since) > GAP_SECONDS
        if gap and since is not None:
            await self._on_gap(since)
        old = self._written is None or passed - self._written >= BEAT_SECONDS
        if gap or old or self._was_set(now, passed):
            await self._store.commit(Commit(at=now, writes=[Put(table=META, id=SEEN, body={"at": now})]))
            self._written = passed
        self._seen, self._heard = now, passed

    def _away(self, now: float, passed: float, since: float) -> float:
        return abs(now - since) if self._heard is None else passed - self._heard

    def _was_set(self, now: float, passed: float) -> bool:
        if self._heard is None or self._seen is None:
            return False
        return abs((now - self._seen) - (passed - self._heard)) >= STEP_SECONDS
