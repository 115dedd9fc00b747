"""An event loop on a clock that only waiting moves, and owners whose work ends with them.

Time passes when nothing else is left to do: a day takes as long as what happens in it. An owner is one life of the
bot: everything begun on its behalf is found and ended when it dies, and nothing it left behind is ever run.
"""

import asyncio
import contextvars
from asyncio import TimerHandle
from collections.abc import Callable, Coroutine
from heapq import heappop, heappush
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


class VirtualLoop(asyncio.SelectorEventLoop):
    """`time()` stands still while there is work, and jumps to the next thing that is due when there is none.

    It looks at no socket: nothing here comes from outside.
    """

    def __init__(self) -> None:
        self._virtual = 0.0
        self._number = 0
        self._due: list[tuple[float, int, TimerHandle]] = []
        super().__init__()
        self.set_exception_handler(_tells)
        self.set_task_factory(self._task)  # type: ignore[arg-type]  # coroutines are all it is given

    def time(self) -> float:
        return self._virtual

    def call_later(  # type: ignore[override]  # handles are not told apart by their arguments here
        self,
        delay: float,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> TimerHandle:
        return self.call_at(self._virtual + delay, callback, *args, context=context)

    def call_at(  # type: ignore[override]  # handles are not told apart by their arguments here
        self,
        when: float,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> TimerHandle:
        owner = OWNER.get() if context is None else context.get(OWNER)
        if owner is None:
            timer = TimerHandle(when, callback, args, self, context)
        else:
            timer = TimerHandle(when, _if_alive, (owner, callback, *args), self, context)
        self._number += 1
        heappush(self._due, (when, self._number, timer))
        return timer

    def _run_once(self) -> None:
        """Do what is ready, once round. The base class would look at sockets first, and at its own clock."""
        ready, due = self._ready, self._due  # type: ignore[attr-defined]
        while due and due[0][2].cancelled():
            heappop(due)
        if not ready and not self._stopping:  # type: ignore[attr-defined]
            if not due:
                raise Stuck
            self._virtual = max(self._virtual, due[0][0])
        while due and due[0][0] <= self._virtual:
            ready.append(heappop(due)[2])
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle.cancelled():
                handle._run()

    def call_soon_threadsafe(  # type: ignore[override]  # there are no threads
        self, callback: Callable[..., Any], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.Handle:
        return self.call_soon(callback, *args, context=context)

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        """Do it here and now: no threads, so that everything has one order."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as fault:  # noqa: BLE001  the caller hears of it, as from a thread
            done.set_exception(fault)
        return done

    def _task(
        self, loop: asyncio.AbstractEventLoop, coro: Coroutine[Any, Any, Any], **how: Any
    ) -> asyncio.Task[Any]:
        self._number += 1
        task = asyncio.Task(coro, loop=loop, **how)
        task.set_name(f"{self._number:09}")
        context = how.get("context")
        owner = OWNER.get() if context is None else context.get(OWNER)
        if owner is not None:
            owner.tasks.add(task)
            task.add_done_callback(owner.tasks.discard)
        return task


def _tells(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say what nobody asked after; the end of a life is no fault."""
    if not isinstance(context.get("exception"), Killed):
        loop.default_exception_handler(context)


def _if_alive(owner: Owner, callback: Callable[..., Any], *args: Any) -> None:
    if owner.alive:
        callback(*args)
