"""Open streams of events: how many of one reader, of one network and in all, and for how long.

A stream holds a connection for as long as a page is open, and a page may be left open for ever. Where there is no more
room, an older one gives way: first those of readers nobody knows, then the one that is open the longest. Its page waits
before it comes back, so that a person's many tabs do not take turns; a page that somebody looks at again asks at once.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection
from contextlib import aclosing
from dataclasses import dataclass
from itertools import count

from starlette.responses import StreamingResponse

from outreach_bot.inbound.web_connections import LEAST_DESCRIPTORS, Bounds

OF_A_READER = 6
"""Open pages of one browser: it allows six streams to one host."""
STREAM_SECONDS = 900.0
"""A quarter of an hour; then the browser asks anew by itself, as after any break."""
GIVES_WAY = b"retry: 60000\n\n"
"""What a page is told that gives way. Milliseconds. Source: the HTML standard, "Server-sent events"."""


@dataclass(eq=False, kw_only=True, slots=True)
class Seat:
    """One open stream."""

    network: str
    reader: str
    known: bool
    """Whether its reader is a person or a member we know: they are the last to give way."""
    number: int
    over: bool = False
    gives_way: bool = False
    """It ends to make room for another; else its time is up."""
    tell: Callable[[], object] = bool
    """Called when it is over, to wake who waits for events."""

    def end(self, *, gives_way: bool = False) -> None:
        """Let it be over."""
        self.over, self.gives_way = True, gives_way
        self.tell()


Events = Callable[[Seat], AsyncGenerator[bytes, None]]
"""Makes the events of one stream, as bytes; ends soon after its seat is over."""


class Streams:
    """The open streams."""

    def __init__(
        self, bounds: Bounds | None = None, *, of_a_reader: int = OF_A_READER, seconds: float = STREAM_SECONDS
    ) -> None:
        self._bounds = bounds or Bounds.within(LEAST_DESCRIPTORS)
        self._of_a_reader = of_a_reader
        self._seconds = seconds
        self._seats: dict[str, set[Seat]] = {}
        """By network."""
        self._numbers = count()

    def __len__(self) -> int:
        return sum(len(seats) for seats in self._seats.values())

    def response(self, events: Events, *, network: str, reader: str, known: bool) -> StreamingResponse:
        """Answer with `events` for as long as there is room and time, and they are read."""
        return StreamingResponse(
            self._seated(events, network=network, reader=reader, known=known),
            media_type="text/event-stream",
            headers={"x-accel-buffering": "no"},  # a proxy hands each event on as it comes
        )

    def know(self, reader: str) -> None:
        """A reader whom nobody knew became a person."""
        for seats in self._seats.values():
            for seat in seats:
                seat.known = seat.known or seat.reader == reader

    async def _seated(
        self, events: Events, *, network: str, reader: str, known: bool
    ) -> AsyncIterator[bytes]:
        seat = Seat(network=network, reader=reader, known=known, number=next(self._numbers))
        self._enter(seat)
        timer = asyncio.get_running_loop().call_later(self._seconds, seat.end)
        try:
            async with aclosing(events(seat)) as coming:
                async for event in coming:
                    yield event
            if seat.gives_way:
                yield GIVES_WAY
        finally:
            timer.cancel()
            self._leave(seat)

    def _enter(self, seat: Seat) -> None:
        of_network = self._seats.get(seat.network, set())
        self._make_room([each for each in of_network if each.reader == seat.reader], self._of_a_reader)
        self._make_room(of_network, self._bounds.streams_of_a_network)
        if len(self) >= self._bounds.streams:
            most = max(self._seats.values(), key=len)
            self._make_room(most, len(most))
        self._seats.setdefault(seat.network, set()).add(seat)

    def _make_room(self, seats: Collection[Seat], bound: int) -> None:
        """Let so many of `seats` give way that one more is within `bound`."""
        too_many = max(0, len(seats) - bound + 1)
        for seat in sorted(seats, key=lambda each: (each.known, each.number))[:too_many]:
            self._leave(seat)
            seat.end(gives_way=True)

    def _leave(self, seat: Seat) -> None:
        seats = self._seats.get(seat.network, set())
        seats.discard(seat)
        if not seats:
            self._seats.pop(seat.network, None)
