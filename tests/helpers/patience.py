"""How long tests wait for what has to happen: until it does, and so long at most that only a fault takes longer."""

import asyncio
from collections.abc import Callable

PATIENCE = 120.0
"""Seconds. No test may fail because a machine is slow."""
LOOK = 0.01


async def until(condition: Callable[[], object], *, seconds: float = PATIENCE) -> None:
    """Wait for it."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(LOOK)
