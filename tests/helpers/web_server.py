"""Serve an app on a free port of this machine, in a thread, for as long as a test needs it."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from tests.helpers.patience import PATIENCE
from tests.helpers.web_stage import Stage

START_SECONDS = PATIENCE


class Served:
    """A running stage: where it is, and a way to act inside its own thread."""

    def __init__(self, stage: Stage):
        self.stage = stage
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        config = uvicorn.Config(stage.app, log_level="error", access_log=False, timeout_graceful_shutdown=2)
        self.server = uvicorn.Server(config)
        self.loop: asyncio.AbstractEventLoop | None = None
        self.started = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def do(self, act):
        """Run `act()` in the server's thread and wait for what it gives."""

        async def acting():
            result = act()
            return await result if asyncio.iscoroutine(result) else result

        assert self.loop is not None
        return asyncio.run_coroutine_threadsafe(acting(), self.loop).result(START_SECONDS)

    def stop(self):
        self.do(self._end_streams)
        self.server.should_exit = True
        self.thread.join(START_SECONDS)
        assert not self.thread.is_alive()

    def _end_streams(self):
        self.stage.sender.stop()
        self.stage.office.stopping.set()

    async def _serve(self):
        self.loop = asyncio.get_running_loop()
        self.started.set()
        await self.server.serve(sockets=[self.listening])
        await self.stage.dispatcher.stop()


@contextmanager
def serving(stage: Stage) -> Iterator[Served]:
    """Serve `stage`; it is stopped at the end of the block, open streams and all."""
    served = Served(stage)
    served.thread.start()
    assert served.started.wait(START_SECONDS)
    try:
        yield served
    finally:
        served.stop()
