"""When a run of the bot ends: because somebody asked, or because a store that could write no more can be begun anew."""

import asyncio
import contextlib
import socket
from collections.abc import Callable
from dataclasses import dataclass

from outreach_bot.store.tinydb_store import TinyDbStore

LOOK_SECONDS = 5.0
"""How often it is looked whether a store that could write no more can be begun anew."""


@dataclass(frozen=True)
class Ending:
    """What outlives one run of several in the same process."""

    asked: asyncio.Event
    """Somebody asked the process to end."""
    port: Callable[[], socket.socket]
    """Takes the port, once: who comes between two runs waits a moment, and is not turned away."""

    async def watch(self, store: TinyDbStore, stopping: asyncio.Event) -> None:
        """Set `stopping` when it is time."""
        while not self.asked.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self.asked.wait()
            if await store.can_go_on():
                break
        stopping.set()
