"""An event loop on a clock that only waiting moves, and owners whose work ends with them.

Time passes when nothing else is left to do: a day takes as long as what happens in it. An owner is one life of the
bot: everything begun on its behalf is found and ended when it dies, and nothing it left behind is ever run.
"""

import asyncio
import contextvars
import selectors
from collections.abc import Callable, Coroutine
from typing import Any


class Killed(BaseException):
    """The life that does this is over. Not an Exception: no program can catch its own end."""


class Stuck(BaseException):
    """Nothing is left to happen, and somebody still waits."""


class Owner:
    """One life: alive until `end`."""

    def __init__(self) -> None:
        self.alive = True
        self.tasks: set[asyncio.Task[Any]] = set()

    async def end(self) -> None:
        """Die: whatever was under way is never finished."""
        self.alive = False
        for _ in range(50):
            left = [task for task in self.tasks if not task.done() and task is not asyncio.current_task()]
            if not left:
                return
            for task in sorted(left, key=lambda task: task.get_name()):
                task.cancel()
            await asyncio.sleep(0)
        raise AssertionError("a dead bot goes on")


OWNER: contextvars.ContextVar[Owner | None] = contextvars.ContextVar("owner", default=None)


class _Waits(selectors.SelectSelector):
    """Waits for nothing: tells the loop how long it would have."""

    waited: Callable[[float | None], None]

    def select(self, timeout: float | None = None) -> list[Any]:
        self.waited(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """`time()` stands still while there is work, and jumps to the next thing that is due when there is none."""

    def __init__(self) -> None:
        self._virtual = 0.0
        self._number = 0
        selector = _Waits()
        selector.waited = self._wait
        super().__init__(selector)
        self.set_task_factory(self._task)  # type: ignore[arg-type]  # coroutines are all it is given

    def time(self) -> float:
        return self._virtual

    def call_at(  # type: ignore[override]  # handles are not told apart by their arguments here
        self,
        when: float,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        owner = (context or contextvars.copy_context()).get(OWNER)
        if owner is None:
            return super().call_at(when, callback, *args, context=context)
        return super().call_at(when, _if_alive, owner, callback, *args, context=context)

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        """Do it here and now: no threads, so that everything has one order."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as fault:  # noqa: BLE001  the caller hears of it, as from a thread
            done.set_exception(fault)
        return done

    def _wait(self, timeout: float | None) -> None:
        if timeout is None:
            raise Stuck
        if timeout > 0:
            self._virtual += timeout

    def _task(
        self, loop: asyncio.AbstractEventLoop, coro: Coroutine[Any, Any, Any], **how: Any
    ) -> asyncio.Task[Any]:
        self._number += 1
        task = asyncio.Task(coro, loop=loop, **how)
        task.set_name(f"{self._number:09}")
        owner = (how.get("context") or contextvars.copy_context()).get(OWNER)
        if owner is not None:
            owner.tasks.add(task)
            task.add_done_callback(owner.tasks.discard)
        return task


def _if_alive(owner: Owner, callback: Callable[..., Any], *args: Any) -> None:
    if owner.alive:
        callback(*args)
