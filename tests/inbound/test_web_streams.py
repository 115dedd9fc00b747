"""How many streams there are, and which gives way."""

import asyncio

import pytest

from outreach_bot.inbound.web_connections import Bounds
from outreach_bot.inbound.web_streams import GIVES_WAY, Streams

BOUNDS = Bounds(connections=100, of_a_network=50, streams=6, streams_of_a_network=4)
pytestmark = pytest.mark.asyncio


async def until_over(seat):
    over = asyncio.Event()
    seat.tell = over.set
    yield b"ready"
    await over.wait()


class Reader:
    """One open stream, read in the background."""

    def __init__(self, streams, network="n1", reader="", *, known=False):
        response = streams.response(until_over, network=network, reader=reader or str(id(self)), known=known)
        self.told = []
        self.task = asyncio.ensure_future(self._read(response.body_iterator))

    async def _read(self, parts):
        async for part in parts:
            self.told.append(part)

    async def ready(self):
        while not self.told:
            await asyncio.sleep(0)
        return self


async def gave_way(reader):
    async with asyncio.timeout(30):
        await reader.task
    return reader.told[-1] == GIVES_WAY


async def test_of_a_network_the_oldest_gives_way():
    streams = Streams(BOUNDS)
    readers = [await Reader(streams).ready() for _ in range(5)]

    assert await gave_way(readers[0])
    assert len(streams) == 4
    assert not any(each.task.done() for each in readers[1:])
    await close(readers)


async def test_who_is_known_gives_way_last():
    streams = Streams(BOUNDS)
    known = await Reader(streams, known=True).ready()
    became_known = await Reader(streams, reader="r").ready()
    streams.know("r")
    strangers = [await Reader(streams).ready() for _ in range(4)]

    assert await gave_way(strangers[0])
    assert await gave_way(strangers[1])
    assert not known.task.done()
    assert not became_known.task.done()
    await close([known, became_known, *strangers])


async def test_in_all_one_of_the_fullest_network_gives_way():
    streams = Streams(BOUNDS)
    full = [await Reader(streams, "full").ready() for _ in range(4)]
    others = [await Reader(streams, f"n{n}").ready() for n in range(3)]

    assert await gave_way(full[0])
    assert len(streams) == 6
    assert not any(each.task.done() for each in (*full[1:], *others))
    await close([*full, *others])


async def test_a_stream_ends_after_its_time_and_is_not_told_to_wait():
    streams = Streams(BOUNDS, seconds=0.01)
    reader = await Reader(streams).ready()

    assert not await gave_way(reader)
    assert len(streams) == 0


async def test_a_stream_whose_reader_is_gone_takes_no_room():
    streams = Streams(BOUNDS)
    reader = await Reader(streams).ready()

    await close([reader])

    assert len(streams) == 0


async def close(readers):
    for each in readers:
        each.task.cancel()
    await asyncio.gather(*(each.task for each in readers), return_exceptions=True)
