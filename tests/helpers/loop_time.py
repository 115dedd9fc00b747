"""The clock of the running event loop, moved on by hand: what waits for it comes due at once."""

import asyncio


class LoopTime:
    """`loop.time()` of the running loop, ahead of the machine's by what was skipped."""

    def __init__(self):
        self.skipped = 0.0
        loop = asyncio.get_running_loop()
        real = loop.time
        loop.time = lambda: real() + self.skipped  # type: ignore[method-assign]  # one loop a test: nobody else's

    def skip(self, seconds):
        """Let so many seconds pass at once."""
        self.skipped += seconds
