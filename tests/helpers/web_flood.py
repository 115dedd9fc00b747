"""Floods of connections against a running bot, from chosen addresses of this machine; bounded, and ended by whoever began."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from tests.helpers.patience import PATIENCE


async def connect(port, source, *, patience=PATIENCE):
    """Open a connection from `source` (127.x.y.z) to the bot."""
    return await asyncio.wait_for(
        asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0), limit=1 << 20), patience
    )


async def ask(port, source, method="GET", path="/", *, body=None, cookies=None, headers=None):
    """Send one request on a connection of its own; status, headers (lower case, as pairs) and body."""
    reader, writer = await connect(port, source)
    sent = b"" if body is None else orjson.dumps(body)
    named = {"Host": f"127.0.0.1:{port}", "Connection": "close", **(headers or {})}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
    if cookies:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    if body is not None:
        lines += [
            "Content-Type: application/json",
            "Sec-Fetch-Site: same-origin",
            f"Content-Length: {len(sent)}",
        ]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + sent)
    try:
        answer = await reader.read(-1)
    finally:
        writer.close()
    head, _, rest = answer.partition(b"\r\n\r\n")
    first, *told = head.decode("latin-1").split("\r\n")
    pairs = [tuple(line.split(": ", 1)) for line in told if ": " in line]
    return int(first.split(" ")[1]), [(name.lower(), value) for name, value in pairs], rest


@dataclass
class Newcomer:
    """Somebody who opens the page, reads the welcome, and may ask for help; with the seconds each took."""

    port: int
    source: str
    cookies: dict[str, str] = field(default_factory=dict)
    numbers: int = 0

    async def page(self):
        status, headers, _ = await ask(self.port, self.source, cookies=self.cookies)
        assert status == 200, status
        for name, value in headers:
            if name == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]

    async def post(self, path="/chat", **said):
        self.numbers += 1
        body = {"id": f"newcomer-line-{self.numbers:08d}", **said} if path == "/chat" else said
        return await ask(self.port, self.source, "POST", path, body=body, cookies=self.cookies)

    async def welcome(self):
        """Open the page and its stream, until the welcome is there."""
        began = time.perf_counter()
        await self.page()
        async with self.stream() as events:
            await events.event(b"ready")
            status, _, answer = await self.post(open="")
            assert status == 200, status
            if b'"messages"' not in answer:  # an older bot owes the welcome
                answer = await events.event(b"message")
            assert b"not a person" in answer, answer[:200]
        return time.perf_counter() - began

    async def help(self):
        """Say that one wants to die, until help is on the page."""
        async with self.stream() as events:
            await events.event(b"ready")
            began = time.perf_counter()
            posting = asyncio.ensure_future(self.post(text="I want to kill myself"))
            acked = []
            while b"988" not in (told := await events.event(b"message")):
                acked.append(self._ack(told))
            took = time.perf_counter() - began
            await asyncio.gather(*acked, self._ack(told))
            status, _, _ = await posting
            assert status == 200, status
        return took

    def _ack(self, told):
        shown = orjson.loads(told.partition(b"data: ")[2])["id"]
        return asyncio.ensure_future(self.post("/chat/ack", shown=[shown]))

    def stream(self):
        return Events(self)


class Events:
    """The open stream of a page."""

    def __init__(self, newcomer):
        self._of = newcomer

    async def __aenter__(self):
        self._reader, self._writer = await connect(self._of.port, self._of.source)
        cookie = "; ".join(f"{name}={value}" for name, value in self._of.cookies.items())
        self._writer.write(f"GET /chat/events HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
        return self

    async def __aexit__(self, *_):
        self._writer.close()

    async def event(self, name, patience=PATIENCE):
        """The next event of this name, as bytes."""
        wanted = b"event: " + name
        async with asyncio.timeout(patience):
            while True:
                told = await self._reader.readuntil(b"\n\n")
                if wanted in told:
                    return told


class Flood:
    """Connections that are held open, and opened again when the bot hangs up."""

    def __init__(self, port, source="127.0.0.1"):
        self.port = port
        self.source = source
        self.writers = []
        self.refused = 0

    async def idle(self, many):
        """Begin a request, and never end it."""
        await self._open(many, lambda _: b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")

    async def streams(self, many):
        """Open event streams, each of another browser: a cookie costs nothing."""
        await self._open(
            many,
            lambda n: f"GET /chat/events HTTP/1.1\r\nHost: x\r\nCookie: chat={n:043d}\r\n\r\n".encode(),
        )

    async def _open(self, many, first):
        for n in range(many):
            try:
                _, writer = await connect(self.port, self.source, patience=2.0)
            except (OSError, TimeoutError):
                self.refused += 1
                continue
            with contextlib.suppress(OSError):
                writer.write(first(n))
            self.writers.append(writer)

    def end(self):
        for writer in self.writers:
            writer.transport.abort()
        self.writers.clear()


def descriptors(pid):
    """How many files a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))
