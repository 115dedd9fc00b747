"""What runs for as long as the bot does."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from outreach_bot.inbound.web_server import STOP_SECONDS


class Tasks:
    """Long-lived tasks. The first that ends badly stops the bot, and its exception is what the bot ends with."""

    def __init__(self, stopping: asyncio.Event) -> None:
        self._stopping = stopping
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` beside the others."""
        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            self._stopping.set()

    def check(self) -> None:
        """Raise what a task ended with."""
        for task in self._tasks:
            if task.done() and not task.cancelled():
                task.result()

    async def end(self) -> None:
        """Wait for all of them; they have been told to stop."""
        _, late = await asyncio.wait(self._tasks, timeout=STOP_SECONDS * 2)
        for task in late:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
