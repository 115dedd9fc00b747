"""When the input that is being done reached us: the log says how long STOP and DELETE took. Source: DOMAIN 5.7."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_arrived: ContextVar[float | None] = ContextVar("arrived", default=None)
# a variable of the task: between arriving and writing lie queues and retries that need not know of it


@contextmanager
def arriving() -> Iterator[None]:
    """Note that an input arrives now, by the loop's clock: nobody sets it meanwhile."""
    token = _arrived.set(asyncio.get_running_loop().time())
    try:
        yield
    finally:
        _arrived.reset(token)


def took_ms() -> int:
    """Milliseconds since this task's input arrived; 0 where none did."""
    began = _arrived.get()
    return 0 if began is None else max(0, round((asyncio.get_running_loop().time() - began) * 1000))
