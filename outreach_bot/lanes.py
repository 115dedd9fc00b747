"""Lanes: what is in one is done in the order in which places were taken, different lanes side by side."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Place:
    """A place in a lane."""

    def __init__(self, before: "Place | None"):
        self._before = before
        self._over = asyncio.get_running_loop().create_future()

    async def reached(self) -> None:
        """Wait until all who were before are done."""
        if self._before is not None:
            await asyncio.wait([self._before._over])  # noqa: SLF001  # unlike a bare await, giving up here does not end theirs
            self._before = None

    def leave(self) -> None:
        """Let the next go on; who gives up waiting lets them go when those before are done."""
        if self._before is None:
            self._over.set_result(None)
        else:
            self._before._over.add_done_callback(lambda _: self._over.set_result(None))  # noqa: SLF001  # of the same class


class Lanes:
    """All lanes that somebody is in."""

    def __init__(self) -> None:
        self._last: dict[str, Place] = {}

    @contextmanager
    def place(self, lane: str) -> Iterator[Place]:
        """Take the last place in a lane, at once, and leave it in the end."""
        mine = self._last[lane] = Place(self._last.get(lane))
        try:
            yield mine
        finally:
            mine.leave()
            if self._last.get(lane) is mine:
                del self._last[lane]
