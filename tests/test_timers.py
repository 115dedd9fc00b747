import asyncio
import datetime as dt

import msgspec
import pytest

from outreach_bot.dialogue.inputs import Input, TimerFired, TimerName, To
from outreach_bot.inbound.timers import Timers
from outreach_bot.store.base import Row, StoreFailed

NOW = 1_800_000_000.0


class Shelf:
    """As much of a store as timers see: pending rows."""

    def __init__(self):
        self.pending = {}

    def owe(self, key, *, person="p1", due=NOW, name=TimerName.REMIND_DAY):
        fired = TimerFired(name=name, was_due=dt.datetime.fromtimestamp(due, dt.UTC))
        received = Input(key=key, to=To.PERSON, id=person, body=fired)
        self.pending[key] = Row("pending", key, 1, msgspec.to_builtins(received), due)

    async def due(self, table, until, limit=500):
        rows = [row for row in self.pending.values() if row.due <= until]
        return sorted(rows, key=lambda row: row.due)[:limit]


class Runner:
    """Takes inputs as the runner does: an input that is done is pending no longer."""

    def __init__(self, shelf, *, fails=()):
        self.shelf = shelf
        self.fails = dict(fails)
        self.heard = []

    async def receive(self, received, *, in_doubt=False):
        self.heard.append((received.key, in_doubt))
        await asyncio.sleep(0)
        if received.key in self.fails:
            raise self.fails[received.key]
        self.shelf.pending.pop(received.key)


def the_timers(shelf, runner, clear_up=None):
    async def nothing(now):
        pass

    zone = "America/New_York"
    return Timers(store=shelf, runner=runner, clock=lambda: NOW, zone=zone, clear_up=clear_up or nothing)


@pytest.mark.asyncio
async def test_what_is_due_is_handed_on_and_what_is_not_yet_due_waits():
    shelf = Shelf()
    shelf.owe("timer:1", due=NOW)
    shelf.owe("timer:2", due=NOW + 0.5)
    runner = Runner(shelf)

    assert await the_timers(shelf, runner).tick() == 1
    assert list(shelf.pending) == ["timer:2"]


@pytest.mark.asyncio
async def test_after_days_down_all_due_work_is_done_however_much_it_is():
    shelf = Shelf()
    for number in range(1200):
        shelf.owe(f"timer:{number}", person=f"p{number % 7}", due=NOW - 86_400 * 3 + number)
    runner = Runner(shelf)

    assert await the_timers(shelf, runner).tick() == 1200
    assert shelf.pending == {}


@pytest.mark.asyncio
async def test_one_persons_due_work_is_done_in_the_order_it_came_due():
    shelf = Shelf()
    for key, due in (("timer:b", 2), ("timer:a", 1), ("timer:c", 3)):
        shelf.owe(key, due=NOW - 10 + due)
    runner = Runner(shelf)

    await the_timers(shelf, runner).tick()

    assert [key for key, _ in runner.heard] == ["timer:a", "timer:b", "timer:c"]


@pytest.mark.asyncio
async def test_the_first_tick_after_a_start_is_in_doubt_and_later_ones_are_not():
    shelf = Shelf()
    runner = Runner(shelf)
    timers = the_timers(shelf, runner)
    shelf.owe("timer:1")
    await timers.tick()
    shelf.owe("timer:2")
    await timers.tick()

    assert runner.heard == [("timer:1", True), ("timer:2", False)]


@pytest.mark.asyncio
async def test_a_row_that_breaks_us_keeps_its_person_waiting_but_nobody_else_and_is_then_in_doubt():
    shelf = Shelf()
    runner = Runner(shelf, fails={"timer:1": KeyError("x")})
    timers = the_timers(shelf, runner)
    await timers.tick()
    shelf.owe("timer:1", due=NOW - 2)
    shelf.owe("timer:2", due=NOW - 1)
    shelf.owe("timer:9", person="p9")
    await timers.tick()
    del runner.fails["timer:1"]
    await timers.tick()

    assert shelf.pending == {}
    assert ("timer:1", False) in runner.heard
    assert runner.heard[-2:] == [("timer:1", True), ("timer:2", False)]


@pytest.mark.asyncio
async def test_while_the_disk_refuses_nothing_is_lost_and_the_ticking_goes_on():
    shelf = Shelf()
    shelf.owe("timer:1")
    runner = Runner(shelf, fails={"timer:1": StoreFailed("full")})
    timers = the_timers(shelf, runner)

    assert await timers.tick() == 0
    assert list(shelf.pending) == ["timer:1"]


@pytest.mark.asyncio
async def test_a_started_scheduler_ticks_by_itself_and_stops():
    shelf = Shelf()
    shelf.owe("timer:1")
    timers = the_timers(shelf, Runner(shelf))

    timers.start()
    async with asyncio.timeout(10):
        while shelf.pending:
            await asyncio.sleep(0.02)
    await timers.stop()

    assert shelf.pending == {}


@pytest.mark.asyncio
async def test_the_daily_clearing_up_is_told_the_time():
    told = []

    async def clear_up(now):
        told.append(now)

    await the_timers(Shelf(), Runner(Shelf()), clear_up).clear_up()

    assert told == [NOW]
