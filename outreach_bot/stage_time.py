"""Time on a stage: an event loop whose clock is moved on by hand, so that nobody waits for limits and pauses."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class StageLoop(asyncio.SelectorEventLoop):
    """An event loop that can be told that time has gone by."""

    _ahead = 0.0

    def time(self) -> float:
        """Seconds of a clock that goes on by itself, too."""
        return super().time() + self._ahead

    def move_on(self, seconds: float) -> None:
        """Let so much time have gone by."""
        self._ahead += max(0.0, seconds)


def on_stage(work: Coroutine[Any, Any, Result]) -> Result:
    """Run what plays on a `stage.Stage`."""
    with asyncio.Runner(loop_factory=StageLoop) as runner:
        return runner.run(work)


def stage_loop() -> StageLoop:
    """Give the running loop. TypeError where it was not made by `on_stage`."""
    loop = asyncio.get_running_loop()
    if not isinstance(loop, StageLoop):
        raise TypeError("A stage needs a loop whose clock it can move: run it with on_stage.")
    return loop
