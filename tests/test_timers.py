import asyncio
import datetime as dt
from zoneinfo import ZoneInfo

import msgspec
import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from outreach_bot.dialogue.inputs import Input, TimerFired, TimerName, To
from outreach_bot.inbound.timers import Timers
from outreach_bot.store.base import Drop, Put, StoreFailed
from tests.helpers.loop_time import LoopTime
from tests.helpers.memory_store import MemoryStore
from tests.helpers.patience import PATIENCE

NOW = 1_800_000_000.0


class Shelf(MemoryStore):
    """A store, and what waits in it."""

    def owe(self, key, *, person="p1", due=NOW, name=TimerName.REMIND_DAY):
        fired = TimerFired(name=name, was_due=dt.datetime.fromtimestamp(due, dt.UTC))
        received = Input(key=key, to=To.PERSON, id=person, body=fired)
        self.keep(Put(table="pending", id=key, body=msgspec.to_builtins(received), due=due))

    @property
    def pending(self):
        return self.table("pending").live


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
        self.shelf.keep(Drop(table="pending", id=received.key.partition("@")[0]))


def the_timers(shelf, runner, clear_up=None, clock=lambda: NOW):
    async def nothing(now):
        pass

    zone = "America/New_York"
    return Timers(store=shelf, runner=runner, clock=clock, zone=zone, clear_up=clear_up or nothing)


@pytest.mark.asyncio
async def test_what_is_due_is_handed_on_and_what_is_not_yet_due_waits():
    shelf = Shelf()
    shelf.owe("timer/1", due=NOW)
    shelf.owe("timer/2", due=NOW + 0.5)
    runner = Runner(shelf)

    assert await the_timers(shelf, runner).tick() == 1
    assert list(shelf.pending) == ["timer/2"]


@pytest.mark.asyncio
async def test_after_days_down_all_due_work_is_done_however_much_it_is():
    shelf = Shelf()
    for number in range(1200):
        shelf.owe(f"timer/{number}", person=f"p{number % 7}", due=NOW - 86_400 * 3 + number)
    runner = Runner(shelf)

    assert await the_timers(shelf, runner).tick() == 1200
    assert shelf.pending == {}


@pytest.mark.asyncio
async def test_one_persons_due_work_is_done_in_the_order_it_came_due():
    shelf = Shelf()
    for key, due in (("timer/b", 2), ("timer/a", 1), ("timer/c", 3)):
        shelf.owe(key, due=NOW - 10 + due)
    runner = Runner(shelf)

    await the_timers(shelf, runner).tick()

    assert [key for key, _ in runner.heard] == ["timer/a", "timer/b", "timer/c"]


@pytest.mark.asyncio
async def test_the_first_tick_after_a_start_is_in_doubt_and_later_ones_are_not():
    shelf = Shelf()
    runner = Runner(shelf)
    timers = the_timers(shelf, runner)
    shelf.owe("timer/1")
    await timers.tick()
    shelf.owe("timer/2")
    await timers.tick()

    assert runner.heard == [("timer/1", True), ("timer/2", False)]


@pytest.mark.asyncio
async def test_a_row_that_breaks_us_keeps_its_person_waiting_but_nobody_else_and_is_then_in_doubt():
    shelf = Shelf()
    runner = Runner(shelf, fails={"timer/1": KeyError("x")})
    timers = the_timers(shelf, runner)
    await timers.tick()
    shelf.owe("timer/1", due=NOW - 2)
    shelf.owe("timer/2", due=NOW - 1)
    shelf.owe("timer/9", person="p9")
    await timers.tick()
    del runner.fails["timer/1"]
    await timers.tick()

    assert shelf.pending == {}
    assert ("timer/1", False) in runner.heard
    assert runner.heard[-2:] == [("timer/1", True), ("timer/2", False)]


@pytest.mark.asyncio
async def test_while_the_disk_refuses_nothing_is_lost_and_the_ticking_goes_on():
    shelf = Shelf()
    shelf.owe("timer/1")
    runner = Runner(shelf, fails={"timer/1": StoreFailed("full")})
    timers = the_timers(shelf, runner)

    assert await timers.tick() == 0
    assert list(shelf.pending) == ["timer/1"]


@pytest.mark.asyncio
async def test_a_started_scheduler_ticks_by_itself_and_stops():
    shelf = Shelf()
    shelf.owe("timer/1")
    timers = the_timers(shelf, Runner(shelf))

    timers.start()
    async with asyncio.timeout(PATIENCE):
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


# -- a clock that is set -------------------------------------------------------------------------------------


class Hours:
    """Timers that run, on a wall clock that is set by hand while time passes by itself or is skipped."""

    def __init__(self, at, *, runner=None):
        self.wall = at
        self.passed = LoopTime()
        self.shelf = Shelf()
        self.runner = runner or Runner(self.shelf)
        self.cleared = []
        self.timers = None

    def clock(self):
        return self.wall + self.passed.skipped

    def local(self):
        return dt.datetime.fromtimestamp(self.clock(), NEW_YORK)

    async def note(self, now):
        self.cleared.append(dt.datetime.fromtimestamp(now, NEW_YORK))

    async def start(self):
        await self.stop()
        self.timers = the_timers(self.shelf, self.runner, self.note, self.clock)
        self.timers.start()
        await asyncio.sleep(0)
        await self.ticked()

    async def stop(self):
        if self.timers is not None:
            await self.timers.stop()

    async def ticked(self):
        """Until the next tick is over, and what it set going, too."""
        self.passed.skip(1.0)
        for _ in range(20):
            await asyncio.sleep(0)

    async def pass_(self, **time):
        """Time passes on both clocks, as it does."""
        self.passed.skip(dt.timedelta(**time).total_seconds())
        await self.ticked()

    async def set(self, **by):
        """The wall clock is set; time itself does not jump."""
        self.wall += dt.timedelta(**by).total_seconds()
        await self.ticked()


NEW_YORK = ZoneInfo("America/New_York")


def local(day, hour, minute=0):
    return dt.datetime(2027, 3, day, hour, minute, tzinfo=NEW_YORK).timestamp()


@pytest_asyncio.fixture
async def hours():
    made = Hours(local(2, 10))
    await made.start()
    yield made
    await made.stop()


@pytest.mark.asyncio
@pytest.mark.parametrize("back", [{"minutes": -5}, {"hours": -2}, {"days": -3}], ids=str)
async def test_a_clock_set_back_stops_no_tick_and_is_said(hours, back):
    with capture_logs() as lines:
        await hours.set(**back)
        hours.shelf.owe("timer/1", due=hours.clock())
        await hours.ticked()

    assert hours.shelf.pending == {}
    (line,) = [each for each in lines if each["event"] == "the clock was set back"]
    assert line["seconds"] == -dt.timedelta(**back).total_seconds()


@pytest.mark.asyncio
async def test_a_clock_set_forward_is_said_and_what_it_makes_due_is_done_once(hours):
    hours.shelf.owe("timer/1", due=hours.clock() + 86_400)
    with capture_logs() as lines:
        await hours.set(days=3)
        await hours.ticked()
    await hours.set(days=-3)
    await hours.pass_(days=2)

    assert [key for key, _ in hours.runner.heard] == ["timer/1"]
    (line,) = [each for each in lines if each["event"] == "the clock was set forward"]
    assert line["seconds"] == 259_200


@pytest.mark.asyncio
async def test_time_that_passes_as_it_should_is_no_step(hours):
    with capture_logs() as lines:
        for _ in range(3):
            await hours.pass_(hours=5)

    assert lines == []


@pytest.mark.asyncio
async def test_what_waits_for_an_hour_waits_for_it_and_what_waits_for_minutes_waits_those(hours):
    due = hours.clock() + 900
    hours.shelf.owe("timer/reminder", due=due)
    hours.shelf.owe("timer/alert", due=due, name=TimerName.ESCALATE)
    hours.shelf.owe("in:1", due=hours.clock())
    hours.runner.fails["in:1"] = KeyError("x")
    await hours.pass_(minutes=5)
    await hours.set(hours=-2)
    del hours.runner.fails["in:1"]
    await hours.ticked()
    assert list(hours.shelf.pending) == ["timer/reminder", "timer/alert"]

    await hours.pass_(minutes=11)
    assert list(hours.shelf.pending) == ["timer/reminder"]
    (key,) = {key for key, _ in hours.runner.heard if "alert" in key}
    assert key == f"timer/alert@{due - 7200:.0f}"

    await hours.pass_(hours=2)
    assert hours.shelf.pending == {}


@pytest.mark.asyncio
async def test_what_others_are_told_of_is_done_after_a_start_though_the_clock_was_set_back_meanwhile(hours):
    await hours.stop()
    hours.shelf.owe("in:1", due=hours.clock() + 7200)
    hours.shelf.owe("timer/1", due=hours.clock() + 7200, name=TimerName.ESCALATE)
    await hours.start()
    await hours.ticked()

    assert hours.runner.heard == [("in:1", True)]


@pytest.mark.asyncio
async def test_a_row_that_cannot_be_read_is_said_once_and_keeps_nobody_waiting(hours):
    hours.shelf.keep(Put(table="pending", id="timer/bad", body={"key": 5}, due=hours.clock() - 9))
    hours.shelf.owe("timer/1", due=hours.clock())
    with capture_logs() as lines:
        await hours.ticked()
        await hours.ticked()

    assert list(hours.shelf.pending) == ["timer/bad"]
    assert [line["event"] for line in lines] == ["due work cannot be read"]


@pytest.mark.asyncio
async def test_a_tick_that_breaks_is_not_the_last(hours):
    due = hours.shelf.due

    async def broken(table, until, limit=500):
        raise KeyError(table)

    hours.shelf.due = broken
    await hours.ticked()
    hours.shelf.due = due
    hours.shelf.owe("timer/1", due=hours.clock())
    await hours.ticked()

    assert hours.shelf.pending == {}


@pytest.mark.asyncio
async def test_it_says_since_when_it_stands_still(hours):
    gate = asyncio.Event()
    receive = hours.runner.receive

    async def hangs(received, *, in_doubt=False):
        await gate.wait()
        await receive(received, in_doubt=in_doubt)

    hours.runner.receive = hangs
    hours.shelf.owe("timer/1", due=hours.clock())
    await hours.ticked()
    moved = hours.timers.moved_at
    await hours.pass_(minutes=2)
    assert hours.timers.moved_at == moved

    gate.set()
    await hours.ticked()
    assert hours.timers.moved_at >= moved + 120
    await hours.stop()
    assert hours.timers.moved_at is None


# -- every day -----------------------------------------------------------------------------------------------


async def nights(hours, *, days, step=dt.timedelta(minutes=20)):
    """So many days pass, on both clocks."""
    for _ in range(int(dt.timedelta(days=days) / step)):
        await hours.pass_(seconds=step.total_seconds())


def dates(hours):
    return [f"{at:%d %H}" for at in hours.cleared]


@pytest.mark.asyncio
async def test_it_is_cleared_up_once_each_night(hours):
    await nights(hours, days=3)

    assert dates(hours) == ["03 04", "04 04", "05 04"]


@pytest.mark.asyncio
async def test_it_is_cleared_up_once_a_day_across_both_changes_of_summer_time():
    for change in (
        dt.datetime(2027, 3, 13, 12, tzinfo=NEW_YORK),
        dt.datetime(2027, 11, 6, 12, tzinfo=NEW_YORK),
    ):
        hours = Hours(change.timestamp())
        await hours.start()
        await nights(hours, days=2)
        await hours.stop()

        assert [at.day - change.day for at in hours.cleared] == [1, 2]
        assert {at.hour for at in hours.cleared} == {4}


@pytest.mark.asyncio
async def test_a_clock_set_back_over_the_hour_clears_up_no_second_time_nor_does_a_start(hours):
    await nights(hours, days=1)
    hours.wall -= hours.clock() - local(3, 4, 30)
    await hours.ticked()
    await hours.set(hours=-1)
    await hours.start()
    await nights(hours, days=1.5)

    assert dates(hours) == ["03 04", "04 04"]


@pytest.mark.asyncio
async def test_a_clock_set_forward_and_back_leaves_no_day_out_and_does_none_twice(hours):
    await hours.set(days=3)
    assert dates(hours) == ["05 10"]
    await hours.set(days=-3)
    await nights(hours, days=5)

    assert dates(hours) == ["05 10", "03 04", "04 04", "06 04", "07 04"]


@pytest.mark.asyncio
async def test_a_clock_set_forward_over_the_hour_clears_up_at_once(hours):
    await hours.set(hours=20)

    assert dates(hours) == ["03 06"]


@pytest.mark.asyncio
async def test_a_night_that_passed_while_we_were_down_is_made_up_for_and_the_first_day_is_not(hours):
    assert hours.cleared == []
    await hours.stop()
    hours.passed.skip(86_400)
    await hours.start()
    await hours.ticked()
    await hours.start()
    await hours.ticked()

    assert dates(hours) == ["03 10"]
