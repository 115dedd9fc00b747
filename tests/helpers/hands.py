"""Hands without threads: the writer's work as callbacks of the event loop, each after a wait that is given."""

import asyncio


class LoopHands:
    """Does each work by itself, in order, `latency` seconds of the loop's clock after it was given."""

    def __init__(self, latency=0.0):
        self._latency = latency
        self._loop = asyncio.get_running_loop()
        self.done = 0
        self.closed = False

    def write(self, work):
        self._loop.call_later(self._latency, self._do, work)

    def beside(self, work):
        self._loop.call_later(self._latency, self._do, work)

    def close(self):
        self.closed = True

    def _do(self, work):
        self.done += 1
        work()
