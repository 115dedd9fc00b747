"""When the input that is being done reached us: the log says how long STOP and DELETE took. Source: DOMAIN 5.7."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_arrived: ContextVar[tuple[Callable[[], float], float] | None] = ContextVar("arrived", default=None)
# a variable of the task: between arriving and writing lie queues and retries that need not know of it


@contextmanager
def arriving(clock: Callable[[], float]) -> Iterator[None]:
    """Note that an input arrives now; `clock` gives unix seconds."""
    token = _arrived.set((clock, clock()))
    try:
        yield
    finally:
        _arrived.reset(token)


def took_ms() -> int:
    """Milliseconds since this task's input arrived; 0 where none did."""
    noted = _arrived.get()
    if noted is None:
        return 0
    clock, began = noted
    return max(0, round((clock() - began) * 1000))
