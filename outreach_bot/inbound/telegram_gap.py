"""Notices that we were away: Telegram drops a tap that nobody fetched in time."""

from collections.abc import Awaitable, Callable

from outreach_bot.store.base import Commit, Put, Store

GAP_SECONDS = 120.0
"""Longer away than this, taps may be lost: Telegram drops them after 150 s."""
BEAT_SECONDS = 30.0
"""How often the time is written down, so that it outlives us."""

META = "meta"
SEEN = "telegram-seen"


class GapWatch:
    """Remembers when we last heard from Telegram, and calls `on_gap(since)` when a gap has ended.

    `since` is unix seconds (UTC): when we last heard from it.
    """

    def __init__(
        self, store: Store, clock: Callable[[], float], on_gap: Callable[[float], Awaitable[None]]
    ) -> None:
        self._store = store
        self._clock = clock
        self._on_gap = on_gap
        self._seen: float | None = None
        self._written = 0.0

    async def open(self) -> None:
        """Recall when an earlier run last heard from Telegram."""
        row = await self._store.get(META, SEEN)
        self._seen = float(row.body["at"]) if row is not None else None

    async def heard(self) -> None:
        """We hear from Telegram now, and what it had for us is committed. Raises StoreFailed."""
        now, since = self._clock(), self._seen
        gap = since is not None and now - since > GAP_SECONDS
        if gap and since is not None:
            await self._on_gap(since)
        self._seen = now
        if gap or now - self._written >= BEAT_SECONDS:
            await self._store.commit(Commit(at=now, writes=[Put(table=META, id=SEEN, body={"at": now})]))
            self._written = now
