"""The web server: uvicorn, with a bound on its connections and a time limit for each step of a request.

uvicorn waits for ever for headers and bodies, and takes connections until there is no descriptor left. Here a request
must arrive within its time, an answer must be read, and what cannot be taken is told once and tried again.
Times are those of the event loop: they do not step with the clock on the wall.
"""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable
from enum import Enum
from typing import Any

import h11
import structlog
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from outreach_bot.inbound.web_connections import Connections, network_of
from outreach_bot.inbound.web_guard import HEADERS

STOP_SECONDS = 3
KEEP_ALIVE_SECONDS = 15
"""How long a connection is kept for a next request."""
HEADER_SECONDS = 20.0
"""From the first byte that could be sent to the end of the headers; longer than a connection is kept."""
BODY_SECONDS = 30.0
"""A line of chat is a few hundred bytes, an update of Telegram a few thousand."""
READ_SECONDS = 30.0
"""In each of these an answer must be read by `LEAST_READ`."""
LEAST_READ = 1_024
"""Bytes: slower than any telephone network."""
ACCEPTS_AT_ONCE = 32
"""Connections taken before others get their turn; so many may be on their way out beyond the bound."""
WAITING = 1_024
"""Connections that the system keeps for us until we take them."""
REST_SECONDS = 0.5
"""Until the next try, where none could be taken."""
USER_TIMEOUT_MS = 30_000
"""After which a reader that no longer answers is gone: Linux alone knows it."""

log = structlog.get_logger(__name__)


class Step(Enum):
    """What a connection is waiting for."""

    HEADERS = "headers"
    BODY = "body"
    ANSWER = "answer"
    """The request is here: whatever it takes from now on is ours."""


SECONDS = {Step.HEADERS: HEADER_SECONDS, Step.BODY: BODY_SECONDS}


class Connection(H11Protocol):
    """One connection of a browser, a proxy or Telegram."""

    def __init__(self, *, network: str, connections: Connections, **parts: Any) -> None:
        super().__init__(**parts)
        self._network = network
        self._connections = connections
        self._step: Step | None = None
        self._late: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._dropped = False
        connections.add(network, self)

    # -- room ------------------------------------------------------------------------------------------

    @property
    def gives_way(self) -> bool:
        """Whether nothing is lost without it: it asks for nothing, has not finished asking, or does not read."""
        return self._step in SECONDS or self._unread is not None

    def drop(self) -> None:
        """End it at once, whatever is still to be sent."""
        self._dropped = True
        if self.transport is not None:
            self.transport.abort()

    # -- what asyncio tells ----------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """It stands."""
        transport.set_write_buffer_limits(high=0)  # so that we are told whenever the system takes no more
        taken = transport.get_extra_info("socket")
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
        super().connection_made(transport)
        self._watch()
        if self._dropped:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._connections.discard(self._network, self)
        self._hush()
        if self._unread is not None:
            self._unread.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """More of a request."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """An answer is whole."""
        super().on_response_complete()
        self._watch()

    def pause_writing(self) -> None:
        """The system takes no more: the other side does not read, or is slow."""
        super().pause_writing()
        self._expect_reading()

    def resume_writing(self) -> None:
        """All is on its way."""
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
        super().resume_writing()

    def send_400_response(self, _msg: str) -> None:
        """Refuse what is no HTTP, and hang up."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.drop()
            return
        headers = [*HEADERS.items(), ("content-length", "0"), ("connection", "close")]
        refusal = h11.Response(status_code=400, headers=headers, reason="Bad Request")
        for event in (refusal, h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    # -- time ------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        """Give the step the connection has come to its time."""
        their = self.conn.their_state
        step = {h11.IDLE: Step.HEADERS, h11.SEND_BODY: Step.BODY}.get(their, Step.ANSWER)
        if step is self._step:
            return
        self._hush()
        self._step = step
        if step in SECONDS and not self.transport.is_closing():
            self._late = self.loop.call_later(SECONDS[step], self.drop)

    def _hush(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _expect_reading(self) -> None:
        if self._unread is None:
            left = self.transport.get_write_buffer_size()
            self._unread = self.loop.call_later(READ_SECONDS, self._check_read, left)

    def _check_read(self, before: int) -> None:
        self._unread = None
        if before - self.transport.get_write_buffer_size() < LEAST_READ:
            self.drop()
        else:
            self._expect_reading()


class Acceptor:
    """Takes connections, as long as there is room and the system gives descriptors."""

    def __init__(
        self,
        listening: socket.socket,
        connections: Connections,
        begin: Callable[[str], Connection],
        *,
        shared: Callable[[str], bool],
    ) -> None:
        self._listening = listening
        self._connections = connections
        self._begin = begin
        self._shared = shared
        self._loop = asyncio.get_running_loop()
        self._rest: asyncio.TimerHandle | None = None
        self._beginning: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Take connections until stopped."""
        self._rest = None
        self._listening.setblocking(False)
        self._listening.listen(WAITING)
        self._loop.add_reader(self._listening, self._accept)

    def stop(self) -> None:
        """Take no more."""
        if self._rest is not None:
            self._rest.cancel()
        self._loop.remove_reader(self._listening)

    def _accept(self) -> None:
        for _ in range(ACCEPTS_AT_ONCE):
            try:
                taken, peer = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as fault:
                self._take_a_rest(fault)
                return
            self._take(taken, str(peer[0]))

    def _take(self, taken: socket.socket, address: str) -> None:
        network = network_of(address)
        if not self._connections.make_room(network, shared=self._shared(address)):
            taken.close()
            return
        task = self._loop.create_task(self._serve(taken, self._begin(network), network))
        self._beginning.add(task)
        task.add_done_callback(self._beginning.discard)

    async def _serve(self, taken: socket.socket, connection: Connection, network: str) -> None:
        try:
            await self._loop.connect_accepted_socket(lambda: connection, taken)
        except OSError:  # gone before it began
            self._connections.discard(network, connection)
            taken.close()

    def _take_a_rest(self, fault: OSError) -> None:
        """Neither give up nor try in a circle: the system has no descriptor or no memory for us just now."""
        log.warning("no connection can be taken", reason=errno.errorcode.get(fault.errno or 0, "unknown"))
        self._connections.drop_idle()
        self._loop.remove_reader(self._listening)
        self._rest = self._loop.call_later(REST_SECONDS, self.start)


class WebServer(uvicorn.Server):
    """A uvicorn that leaves signals and forwarding headers to us, and takes its connections as we do."""

    def __init__(
        self,
        app: ASGIApp,
        connections: Connections,
        *,
        shared: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """shared: whether an address is one that everybody comes from, as a proxy of ours."""
        super().__init__(
            uvicorn.Config(
                app,
                http=H11Protocol,
                ws="none",
                log_config=None,
                log_level="error",  # it warns of each request that is none: anybody could fill the log
                access_log=False,  # paths hold codes and one-time tokens
                lifespan="off",
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=STOP_SECONDS,
            )
        )
        self._open = connections
        self._shared = shared
        self._acceptors: list[Acceptor] = []

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        """Capture none."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take connections from `sockets`, which listen: not as uvicorn would."""
        await super().startup(sockets=[])
        for listening in sockets or ():
            acceptor = Acceptor(listening, self._open, self._begin, shared=self._shared)
            acceptor.start()
            self._acceptors.append(acceptor)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more, and let what was begun be finished."""
        for acceptor in self._acceptors:
            acceptor.stop()
        await super().shutdown(sockets=sockets)

    def _begin(self, network: str) -> Connection:
        return Connection(
            network=network,
            connections=self._open,
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )
