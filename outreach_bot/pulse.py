"""What must keep moving, and since when it has not: a bot that hangs says so."""

import asyncio
from collections.abc import Callable

STANDS_STILL = 60.0
"""Seconds without a move after which something stands still."""


class Pulse:
    """Parts of a running bot by name, each with when it moved last, or since when its oldest work waits.

    Seconds of the loop's clock, which nobody can set; None: the part does not run, or has nothing to do.
    """

    def __init__(self) -> None:
        self._parts: dict[str, Callable[[], float | None]] = {}

    def watch(self, name: str, moved_at: Callable[[], float | None]) -> None:
        """Look at one more part; `name` is a plain word for whoever runs the bot."""
        self._parts[name] = moved_at

    def standing_still(self) -> list[str]:
        """Name the parts that have not moved for a minute."""
        oldest = asyncio.get_running_loop().time() - STANDS_STILL
        moved = {name: moved_at() for name, moved_at in self._parts.items()}
        return [name for name, at in moved.items() if at is not None and at < oldest]
