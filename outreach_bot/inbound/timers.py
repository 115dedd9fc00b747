"""Time as an input: asks the store what is due and hands it on. Decides nothing.

Timers and tells are rows, so that they outlive us: what came due while we were down is handed on at the first tick.

The tick follows the loop's clock, which nobody can set; a row's due time is wall time, for it must outlive us. A wall
clock that is set is noticed at the next tick: what waits for an hour of the day goes on waiting for it, what waits for
nothing, or for a span, is put right. What is done once a day asks the scheduler's calendar when that is; a scheduler
that slept until then by the wall clock would miss a step, so the tick looks.
"""

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec
import structlog
from apscheduler.triggers.cron import CronTrigger

from outreach_bot.dialogue.inputs import Input, TimerFired, TimerName
from outreach_bot.store.base import Commit, Put, RestsOn, Row, Store, StoreFailed

TICK_SECONDS = 1.0
"""How often due rows are looked for."""
STEP_SECONDS = 2.0
"""So much apart from the loop's clock between two ticks, and the wall clock was set."""
SIDE_BY_SIDE = 32
"""How many people's due work is done at once; one person's goes in order."""
RETENTION_HOUR = 4
"""Local hour from which on the daily clearing up is done: few people write then."""
RETENTION_AGAIN = 600.0
"""Seconds until it is tried again when it could not be done."""
SPANS = (TimerName.ESCALATE,)
"""Timers that wait for so many minutes, whatever the hour: somebody may be in danger."""
META, NIGHTS = "meta", "nightly"
"""The row with the days on which it was cleared up; a day that comes twice is cleared up once."""
NIGHTS_KEPT = 14

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
        """Make timers. clock: unix seconds (UTC), and may be set."""
        self._store = store
        self._runner = runner
        self._clock = clock
        self._zone = ZoneInfo(zone)
        self._nightly = CronTrigger(hour=RETENTION_HOUR, timezone=self._zone)
        self._clear_up = clear_up
        self._doubtful: set[str] = set()
        self._unreadable: set[str] = set()
        self._first = True
        self._waits = False
        self._clearing: asyncio.Task[None] | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._moved: float | None = None
        self._read_at = (0.0, 0.0)
        """The wall clock and the loop's, as they were read together last."""
        self._set_back: float | None = 0.0
        """Seconds by which the clock went back since due times were put right; None: they are right."""
        self._nights: list[str] | None = None
        """Days on which it was cleared up, the newest last; None: not read yet."""
        self._clear_from = 0.0
        """Not before then, in seconds of the loop's clock, it is cleared up."""

    @property
    def moved_at(self) -> float | None:
        """When due work was last looked for or done, in seconds of the loop's clock; None: it does not tick."""
        return self._moved

    def start(self) -> None:
        """Begin to tick, on the running loop."""
        self._read_at = self._clock(), _passed()
        self._moved = _passed()
        self._ticking = asyncio.get_running_loop().create_task(self._tick_on())

    async def stop(self) -> None:
        """Tick no more. Work in hand is not lost: its row is still there at the next start."""
        self._moved = None
        tasks = [task for task in (self._ticking, self._clearing) if task is not None]
        self._ticking = self._clearing = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def tick(self) -> int:
        """Hand on all that is due now; tell how many rows that was."""
        done = 0
        try:
            await self._put_right()
            while rows := await self._store.due("pending", self._clock()):
                handed_on = await self._hand_on(rows)
                done += handed_on
                if not handed_on:  # every row is in trouble: try again at the next tick, not in a circle
                    break
        except StoreFailed:
            if not self._waits:  # once, not every second
                log.error("due work waits: the store cannot be written")  # noqa: TRY400  expected, its place is known
            self._waits = True
        else:
            self._waits = False
        self._first = False
        return done

    async def clear_up(self) -> None:
        """Delete what has been kept long enough, unless that was done on this day of the calendar."""
        now = self._clock()
        today = self._local(now).date().isoformat()
        try:
            nights = await self._known_nights() or []
            if today not in nights:
                await self._clear_up(now)
                await self._note_nights([*nights, today], now)
        except StoreFailed:
            log.error("nothing cleared up: the store cannot be written")  # noqa: TRY400  expected, and its place is known

    # -- ticking -------------------------------------------------------------------------------------

    async def _tick_on(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._moved = _passed()
            self._notice_step()
            await self._guarded(self._look_at_the_day)
            await self._guarded(self.tick)

    async def _guarded(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do a part of the work; a fault of ours in it must not stop the clock."""
        try:
            await work()
        except Exception:
            log.exception("a tick broke")

    def _notice_step(self) -> None:
        """Say that the wall clock was set since the last tick: it went otherwise than time did."""
        (wall, passed), self._read_at = self._read_at, (self._clock(), _passed())
        step = (self._read_at[0] - wall) - (self._read_at[1] - passed)
        if abs(step) < STEP_SECONDS:
            return
        which_way = "the clock was set forward" if step > 0 else "the clock was set back"
        log.warning(which_way, seconds=round(abs(step)))
        if step < 0:
            self._set_back = (self._set_back or 0.0) - step

    async def _put_right(self) -> None:
        """After a start, and after the clock was set back: due times that no hour of the day is meant by.

        What is to be done at once is due now, and a span is as long as it was.
        """
        if self._set_back is None:
            return
        back, now = self._set_back, self._clock()
        for row in await self._store.rows("pending"):
            due = self._meant(row, now, back)
            if due is not None:
                body = row.body if _is_at_once(row) else {**row.body, "key": f"{row.id}@{due:.0f}"}
                await self._store.commit(
                    Commit(
                        at=now,
                        rests_on=[RestsOn(table=row.table, id=row.id, revision=row.revision)],
                        writes=[Put(table=row.table, id=row.id, body=body, due=due)],
                    )
                )
        self._set_back = None

    def _meant(self, row: Row, now: float, back: float) -> float | None:
        """When a row is due that the clock has put off; None: it says what was meant."""
        if row.due is None or row.due <= now:
            return None
        if _is_at_once(row):
            return now
        received = self._read(row) if back else None
        fired = received.body if received is not None else None
        return row.due - back if isinstance(fired, TimerFired) and fired.name in SPANS else None

    # -- every day -----------------------------------------------------------------------------------

    async def _look_at_the_day(self) -> None:
        """Begin to clear up where that is still to be done today; beside the ticking, as it may take long."""
        now, local = _passed(), self._local(self._clock())
        opens = self._nightly.get_next_fire_time(None, local.replace(hour=0, minute=0, second=0))
        if now < self._clear_from or opens is None or local < opens:
            return
        today = local.date().isoformat()
        nights = await self._known_nights()
        if nights is None:  # a store's first day: there is nothing to clear up yet
            await self._note_nights([today], self._clock())
        elif today not in nights:
            self._clear_from = now + RETENTION_AGAIN
            self._clearing = asyncio.get_running_loop().create_task(self._guarded(self.clear_up))

    async def _known_nights(self) -> list[str] | None:
        if self._nights is None:
            row = await self._store.get(META, NIGHTS)
            self._nights = row.body["days"] if row is not None else None
        return self._nights

    async def _note_nights(self, days: list[str], now: float) -> None:
        kept = days[-NIGHTS_KEPT:]
        await self._store.commit(Commit(at=now, writes=[Put(table=META, id=NIGHTS, body={"days": kept})]))
        self._nights = kept

    def _local(self, now: float) -> dt.datetime:
        return dt.datetime.fromtimestamp(now, self._zone)

    # -- due rows ------------------------------------------------------------------------------------

    async def _hand_on(self, rows: Sequence[Row]) -> int:
        """Do one person's rows in order, different people side by side; tell how many succeeded."""
        lanes: defaultdict[tuple[str, str], list[tuple[Row, Input]]] = defaultdict(list)
        for row in rows:
            received = self._read(row)
            if received is not None:
                lanes[received.to, received.id].append((row, received))
        room = asyncio.Semaphore(SIDE_BY_SIDE)
        return sum(await asyncio.gather(*(self._do_lane(lane, room) for lane in lanes.values())))

    def _read(self, row: Row) -> Input | None:
        """Read a row; None, said once: it cannot be read, and must not keep the others waiting."""
        try:
            return msgspec.convert(row.body, Input)
        except msgspec.ValidationError:
            if row.id not in self._unreadable:
                self._unreadable.add(row.id)
                log.error("due work cannot be read", key=row.id)  # noqa: TRY400  its words may be somebody's
            return None

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
        finally:
            if self._ticking is not None:
                self._moved = _passed()
        self._doubtful.discard(row.id)
        return True


def _passed() -> float:
    """Seconds of the loop's clock, which nobody can set."""
    return asyncio.get_running_loop().time()


def _is_at_once(row: Row) -> bool:
    """Whether a row waits for nothing: what others are told of."""
    return row.id.startswith("in:")
