"""Time as an input: asks the store what is due and hands it on. Owns the only scheduler; decides nothing.

Timers and tells are rows, so that they outlive us: what came due while we were down is handed on at the first tick.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import msgspec
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from outreach_bot.dialogue.inputs import Input
from outreach_bot.store.base import Row, Store, StoreFailed

TICK_SECONDS = 1.0
"""How often due rows are looked for."""
SIDE_BY_SIDE = 32
"""How many people's due work is done at once; one person's goes in order."""
RETENTION_HOUR = 4
"""Local hour of the daily clearing up, when few people write."""

log = structlog.get_logger(__name__)


class Receiver(Protocol):
    """What due work is handed to: the runner."""

    async def receive(self, received: Input, /, *, in_doubt: bool = False) -> None:
        """Make it durable, or raise."""


class Timers:
    """Looks for due work once a second, and for outdated rows once a day."""

    def __init__(
        self,
        *,
        store: Store,
        runner: Receiver,
        clock: Callable[[], float],
        zone: str,
        clear_up: Callable[[float], Awaitable[None]],
    ) -> None:
        self._store = store
        self._runner = runner
        self._clock = clock
        self._clear_up = clear_up
        self._doubtful: set[str] = set()
        self._first = True
        self._waits = False
        self._scheduler = AsyncIOScheduler(
            timezone=zone, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Begin to tick, on the running loop."""
        self._scheduler.add_job(self.tick, "interval", seconds=TICK_SECONDS, id="due")
        daily = CronTrigger(hour=RETENTION_HOUR, timezone=self._scheduler.timezone)
        self._scheduler.add_job(self.clear_up, daily, id="retention")
        self._scheduler.start()

    async def stop(self) -> None:
        """Tick no more. Work in hand is not lost: its row is still there at the next start."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)

    async def tick(self) -> int:
        """Hand on all that is due now; tell how many rows that was."""
        done = 0
        try:
            while rows := await self._store.due("pending", self._clock()):
                handed_on = await self._hand_on(rows)
                done += handed_on
                if not handed_on:  # every row is in trouble: try again at the next tick, not in a circle
                    break
        except StoreFailed:
            if not self._waits:  # once, not every second
                log.error("due work waits: the store cannot be written")  # noqa: TRY400  expected, its place is known
            self._waits = True
        self._first = False
        return done

    async def clear_up(self) -> None:
        """Delete what has been kept long enough."""
        try:
            await self._clear_up(self._clock())
        except StoreFailed:
            log.error("nothing cleared up: the store cannot be written")  # noqa: TRY400  expected, and its place is known

    async def _hand_on(self, rows: Sequence[Row]) -> int:
        """Do one person's rows in order, different people side by side; tell how many succeeded."""
        lanes: defaultdict[tuple[str, str], list[tuple[Row, Input]]] = defaultdict(list)
        for row in rows:
            received = msgspec.convert(row.body, Input)
            lanes[received.to, received.id].append((row, received))
        room = asyncio.Semaphore(SIDE_BY_SIDE)
        return sum(await asyncio.gather(*(self._do_lane(lane, room) for lane in lanes.values())))

    async def _do_lane(self, lane: Sequence[tuple[Row, Input]], room: asyncio.Semaphore) -> int:
        async with room:
            done = 0
            for row, received in lane:
                if not await self._do(row, received):
                    break
                done += 1
            return done

    async def _do(self, row: Row, received: Input) -> bool:
        in_doubt = self._first or row.id in self._doubtful
        self._doubtful.add(row.id)
        try:
            await self._runner.receive(received, in_doubt=in_doubt)
        except StoreFailed:
            raise
        except (
            Exception
        ):  # a fault of ours in one row must not keep the others waiting; the runner counts tries
            log.exception("due work could not be done", key=received.key)
            return False
        self._doubtful.discard(row.id)
        return True
