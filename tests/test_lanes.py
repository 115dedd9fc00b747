"""Who took a place first is done first; who gives up holds nobody up."""

import asyncio

import pytest

from outreach_bot.lanes import Lanes


async def work(lanes, lane, name, done, hold=None):
    with lanes.place(lane) as place:
        await place.reached()
        if hold is not None:
            await hold.wait()
        done.append(name)


@pytest.mark.asyncio
async def test_a_lane_is_done_in_the_order_of_the_places_and_other_lanes_beside_it():
    done: list[str] = []
    lanes, hold = Lanes(), asyncio.Event()
    first = asyncio.create_task(work(lanes, "a", "first", done, hold))
    await asyncio.sleep(0)
    second = asyncio.create_task(work(lanes, "a", "second", done))
    await work(lanes, "b", "beside", done)
    hold.set()
    await asyncio.gather(first, second)

    assert done == ["beside", "first", "second"]


@pytest.mark.asyncio
async def test_who_gives_up_waiting_lets_the_next_go_on_only_after_those_before():
    done: list[str] = []
    lanes, hold = Lanes(), asyncio.Event()
    first = asyncio.create_task(work(lanes, "a", "first", done, hold))
    await asyncio.sleep(0)
    second = asyncio.create_task(work(lanes, "a", "second", done))
    third = asyncio.create_task(work(lanes, "a", "third", done))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    before = list(done)
    hold.set()
    await asyncio.gather(first, third)

    assert before == []
    assert done == ["first", "third"]


@pytest.mark.asyncio
async def test_an_empty_lane_is_let_go():
    lanes = Lanes()

    await work(lanes, "a", "only", [])

    assert lanes._last == {}
