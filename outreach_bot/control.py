"""The door for commands beside a running bot: a socket in the data folder that only its owner can open.

One request is one line of JSON, one answer too. A command that writes asks here first; where nobody answers it
takes the lock of the store itself. A terminal that joins also gets what is said to it, as it is said.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import msgspec
import structlog

from outreach_bot.dialogue.inputs import Input
from outreach_bot.outbound.base import Message, NotSent, Owed, SendOutcome, Sent
from outreach_bot.store.base import StoreFailed

SOCKET = "control"
"""Name of the socket in the data folder."""
LONGEST_LINE = 64 * 1024 * 1024
"""Bytes; a file of sessions is one line."""
LONGEST_PATH = 100
"""Bytes of a socket's path that every system takes (Linux 107, macOS 103)."""
ANSWER_SECONDS = 60.0
"""How long a command waits for an answer before it says that the bot does not answer."""

log = structlog.get_logger(__name__)


class Request(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of what a command can ask of a running bot."""


class Feed(Request, frozen=True, kw_only=True, tag=True):
    """Do these inputs, in this order. Answered when the last is durable."""

    inputs: tuple[Input, ...]


class AskWhere(Request, frozen=True, kw_only=True, tag=True):
    """Where can people reach the bot?"""


class Join(Request, frozen=True, kw_only=True, tag=True):
    """This connection is the terminal `chat`: show it what is said there."""

    chat: str


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of what a running bot answers."""


class Done(Answer, frozen=True, kw_only=True, tag=True):
    """It is done, and durable."""


class Where(Answer, frozen=True, kw_only=True, tag=True):
    """`web`: base address of the web pages. `link`: what a code's payload is put behind."""

    web: str
    link: str
    example: bool | None = None
    """Whether the data is an example campaign's; None: there is none yet."""
    listens: bool = True
    """Whether somebody answers there now."""


class NotDone(Answer, frozen=True, kw_only=True, tag=True):
    """It is not done; `sentence` says why and what to do."""

    sentence: str


class Shown(Answer, frozen=True, kw_only=True, tag=True):
    """Something was said to the terminal of this connection. `id` is what a tap on it names."""

    id: str
    message: Message


Feeder = Callable[[Input], Awaitable[None]]
"""Makes one input durable. Raises StoreFailed, or anything for a fault of ours."""

Settled = Callable[[str], Awaitable[None]]
"""Waits until a terminal is owed nothing any more."""

_read_request = msgspec.json.Decoder(Feed | AskWhere | Join)
_read_answer = msgspec.json.Decoder(Done | Where | NotDone | Shown)


class NoAnswer(Exception):
    """The bot that holds the data does not answer. Stop it (Ctrl+C, or a TERM signal) and start it again."""


class ControlServer:
    """Answers commands for the bot that runs. Also the sender for terminals that joined."""

    def __init__(
        self, *, data: Path, feed: Feeder, where: Callable[[], Where], settled: Settled | None = None
    ) -> None:
        self._path = data / SOCKET
        self._feed = feed
        self._where = where
        self._settled = settled
        self._server: asyncio.Server | None = None
        self._terminals: dict[str, asyncio.StreamWriter] = {}
        self._serving: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open the socket. Only call it while holding the store: a socket found there is left over."""
        self._path.unlink(missing_ok=True)
        with _short(self._path) as path:
            listening = socket.socket(socket.AF_UNIX)
            before = os.umask(0o177)
            try:
                listening.bind(path)
            finally:
                os.umask(before)
        self._server = await asyncio.start_unix_server(self._serve, sock=listening, limit=LONGEST_LINE)

    async def stop(self) -> None:
        """Take no more requests, hang up, and take the socket away."""
        if self._server is None:
            return
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving)
        self._path.unlink(missing_ok=True)
        self._server = None

    async def send(self, owed: Owed) -> SendOutcome:
        """Show a message to the terminal it is for; not sent while nobody sits there."""
        writer = self._terminals.get(owed.address.chat)
        if writer is None:
            return NotSent(after=ANSWER_SECONDS)
        try:
            await _write(writer, Shown(id=owed.message.edits or owed.key, message=owed.message))
        except OSError:
            self._terminals.pop(owed.address.chat, None)
            return NotSent(after=ANSWER_SECONDS)
        return Sent(message=owed.message.edits or owed.key)

    async def acknowledge_tap(self, tap: str) -> None:
        """Do nothing: a terminal has no waiting sign."""

    async def answers(self) -> bool:
        """Say yes."""
        return True

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
        try:
            async for line in reader:
                await _write(writer, await self._answer(line, writer))
        except (OSError, ValueError):  # they hung up, or sent a line without end
            log.debug("a command hung up")
        except (
            asyncio.CancelledError
        ):  # we stop; the streams of Python 3.11 would report a cancelled task as a fault
            log.debug("hung up on a command")
        finally:
            self._terminals = {chat: one for chat, one in self._terminals.items() if one is not writer}
            writer.close()

    async def _answer(self, line: bytes, writer: asyncio.StreamWriter) -> Answer:
        try:
            request: Feed | AskWhere | Join = _read_request.decode(line)
        except (msgspec.DecodeError, RecursionError):
            return NotDone(sentence="The running bot is another version. Stop it, and start this one.")
        match request:
            case Feed():
                return await self._do(request, writer)
            case AskWhere():
                return self._where()
            case Join():
                self._terminals[request.chat] = writer
                return Done()

    async def _do(self, request: Feed, writer: asyncio.StreamWriter) -> Answer:
        try:
            for received in request.inputs:
                await self._feed(received)
        except StoreFailed as refused:
            return NotDone(sentence=str(refused))
        except Exception:  # a fault of ours must not end the door for others; it is logged, without words
            log.exception("a command could not be done")
            return NotDone(
                sentence="The running bot could not do this. Its log names the place in the program."
            )
        if self._settled is not None:
            for chat in [chat for chat, one in self._terminals.items() if one is writer]:
                await self._settled(chat)  # the answer to one line is shown before the next line is read
        return Done()


class Control:
    """A command's side of the door."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, on_shown: Callable[[Shown], None]
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._on_shown = on_shown
        self._answers: asyncio.Queue[Done | Where | NotDone | None] = asyncio.Queue()
        self._reading = asyncio.get_running_loop().create_task(self._read())

    @classmethod
    async def connect(
        cls, data: Path, *, on_shown: Callable[[Shown], None] = lambda _: None
    ) -> "Control | None":
        """Reach the bot that runs on `data`; None when nobody is there."""
        try:
            with _short(data / SOCKET) as path:
                reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_LINE)
        except OSError:
            return None
        return cls(reader, writer, on_shown)

    async def ask(self, request: Request) -> Done | Where | NotDone:
        """Ask, and wait for the answer. Raises NoAnswer when none comes."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await _write(self._writer, request)
                answer = await self._answers.get()
        except (OSError, TimeoutError):
            answer = None
        if answer is None:
            raise NoAnswer(NoAnswer.__doc__)
        return answer

    async def close(self) -> None:
        """Hang up."""
        self._reading.cancel()
        self._writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await self._reading
            await self._writer.wait_closed()

    async def _read(self) -> None:
        try:
            async for line in self._reader:
                answer: Done | Where | NotDone | Shown = _read_answer.decode(line)
                if isinstance(answer, Shown):
                    self._on_shown(answer)
                else:
                    self._answers.put_nowait(answer)
        except (OSError, ValueError):  # they hung up, or are another version
            log.debug("the bot hung up")
        finally:
            self._answers.put_nowait(None)


async def _write(writer: asyncio.StreamWriter, line: Request | Answer) -> None:
    writer.write(msgspec.json.encode(line) + b"\n")
    await writer.drain()


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """Name a socket by a path short enough for the system, however deep its folder lies."""
    if len(os.fsencode(path)) <= LONGEST_PATH:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
