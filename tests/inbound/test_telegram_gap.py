"""How long we were away, whatever the clock is set to."""

import pytest

from outreach_bot.inbound.telegram_gap import GapWatch
from tests.helpers.memory_store import MemoryStore

pytestmark = pytest.mark.asyncio

DAYS = 86_400.0


class Watched:
    """A watch on clocks moved by hand, over any number of starts."""

    def __init__(self):
        self.wall = 1_800_000_000.0
        self.passed = 50.0
        self.store = MemoryStore()
        self.gaps = []

    async def start(self):
        self.watch = GapWatch(self.store, lambda: self.wall, self.note, passed=lambda: self.passed)
        await self.watch.open()
        await self.watch.heard()

    async def note(self, since):
        self.gaps.append(since)

    async def after(self, seconds, *, set_by=0.0):
        self.wall += seconds + set_by
        self.passed += seconds
        await self.watch.heard()


@pytest.mark.parametrize("set_by", [0.0, 3 * DAYS, -2 * 3600.0, -300.0])
@pytest.mark.parametrize(("away", "gaps"), [(119, 0), (121, 1)])
async def test_a_gap_is_as_long_as_it_is_whatever_the_clock_is_set_to(set_by, away, gaps):
    watched = Watched()
    await watched.start()
    await watched.after(away, set_by=set_by)

    assert watched.gaps == [1_800_000_000.0] * gaps


@pytest.mark.parametrize("set_by", [3 * DAYS, -3 * DAYS])
async def test_a_start_soon_after_the_clock_was_set_finds_no_gap(set_by):
    watched = Watched()
    await watched.start()
    await watched.after(5)
    await watched.after(5, set_by=set_by)
    watched.wall += 20
    await watched.start()

    assert watched.gaps == []


async def test_a_clock_set_back_while_we_were_down_hides_no_gap():
    watched = Watched()
    await watched.start()
    watched.wall += 600 - 7200
    await watched.start()

    assert watched.gaps == [1_800_000_000.0]


async def test_a_short_stop_is_no_gap():
    watched = Watched()
    await watched.start()
    watched.wall += 60
    await watched.start()

    assert watched.gaps == []


async def test_the_time_is_written_down_twice_a_minute_at_most():
    watched = Watched()
    await watched.start()
    before = len(watched.store.commits)
    for _ in range(60):
        await watched.after(1)

    assert len(watched.store.commits) - before == 2
