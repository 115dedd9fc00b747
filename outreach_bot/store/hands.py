"""Who does the writer's work: two threads of this process, or whoever a simulation hands in instead.

Work never waits for other work: it does what is there to do now and returns. So the same work can run in a
thread, or as a callback of an event loop on a clock that is not real.
"""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Protocol

Work = Callable[[], None]
"""Does what is there to do now; raises nothing."""


class Hands(Protocol):
    """Two workers of one store. Called from the event loop, and from work itself; nothing here waits."""

    def write(self, work: Work) -> None:
        """Do `work` soon, after all that was given to `write` before."""

    def beside(self, work: Work) -> None:
        """Do `work` soon, beside what `write` does, after all that was given to `beside` before."""

    def close(self) -> None:
        """No more work comes; what was given is still done."""


class ThreadHands:
    """Two threads, started at once and kept: a machine that has none left later cannot stop the writer."""

    def __init__(self) -> None:
        """Start both. Raises OSError when the system has no thread to give."""
        self._writing: SimpleQueue[Work | None] = SimpleQueue()
        self._beside: SimpleQueue[Work | None] = SimpleQueue()
        try:
            for name, given in (("store-writer", self._writing), ("store-snapshot", self._beside)):
                threading.Thread(target=_work, args=(given,), name=name, daemon=True).start()
        except RuntimeError as none_left:
            self.close()
            raise OSError(f"{none_left}") from none_left

    def write(self, work: Work) -> None:
        """Hand `work` to the thread that writes."""
        self._writing.put(work)

    def beside(self, work: Work) -> None:
        """Hand `work` to the thread beside it."""
        self._beside.put(work)

    def close(self) -> None:
        """Let both threads end when they are through."""
        self._writing.put(None)
        self._beside.put(None)


def _work(given: SimpleQueue[Work | None]) -> None:
    while (work := given.get()) is not None:
        work()
