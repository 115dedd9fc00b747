"""A browser without a network: requests go straight to the bot's pages, and break when the bot dies."""

import asyncio
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

import orjson

from tests.simulation.loop import OWNER, Owner

HOST = "127.0.0.1:8080"


class Door:
    """Where requests come in: open while a bot lives. The `Front` that the bot is served at."""

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.pages: Any = None
        self._stopped = asyncio.Event()

    async def serve(self, pages: Any) -> None:
        self.pages = pages
        await self._stopped.wait()
        self.pages = None

    def stop(self) -> None:
        self._stopped.set()


async def ask(
    door: Door | None,
    method: str,
    path: str,
    *,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    on_part: Callable[[bytes], None] | None = None,
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Send one request and read the answer; `on_part`: of a stream, as it comes. Raises ConnectionError."""
    if door is None or door.pages is None or not door.owner.alive:
        raise ConnectionRefusedError
    got: list[bytes] = []
    head: dict[str, Any] = {}
    gone = asyncio.Event()
    given = False

    async def receive() -> dict[str, Any]:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            head.update(message)
        elif on_part is not None:
            on_part(message.get("body", b""))
        else:
            got.append(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path.split("?", maxsplit=1)[0],
        "raw_path": path.split("?", maxsplit=1)[0].encode(),
        "query_string": path.partition("?")[2].encode(),
        "root_path": "",
        "headers": [
            (name.lower().encode(), value.encode())
            for name, value in ({"host": HOST, "sec-fetch-site": "same-origin"} | (headers or {})).items()
        ],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8080),
    }
    token = OWNER.set(door.owner)
    answering = asyncio.get_running_loop().create_task(door.pages(scope, receive, send))
    OWNER.reset(token)
    try:
        await asyncio.wait([answering])
    finally:
        gone.set()
        answering.cancel()
    if answering.cancelled() or answering.exception() is not None or not head:
        raise ConnectionResetError
    return head["status"], [(k.decode(), v.decode()) for k, v in head["headers"]], b"".join(got)


class Browser:
    """One browser on the chat page: it keeps what it was told by id, and says what it showed."""

    def __init__(self, door: Callable[[], Door | None], number: int, language: str = "en") -> None:
        self._door = door
        self._number = number
        self._sent = 0
        self.cookies: dict[str, str] = {}
        self.shown: dict[str, dict[str, Any]] = {}
        self.times_told: dict[str, int] = {}
        self.stream: asyncio.Task[None] | None = None
        self._acknowledging: asyncio.Task[None] | None = None
        self.on_shown: Callable[..., None] = lambda _, **__: None
        self._language = language

    async def load(self, path: str = "/") -> None:
        """Open the page. Raises ConnectionError."""
        _, headers, _ = await ask(self._door(), "GET", path, headers=self._headers())
        self._keep_cookies(headers)
        self.close()
        self.stream = asyncio.get_running_loop().create_task(self._listen())

    def close(self) -> None:
        if self.stream is not None:
            self.stream.cancel()
            self.stream = None

    async def post(self, line: dict[str, Any]) -> str:
        """Send one line until it is taken, as the page does; its id."""
        self._sent += 1
        client = f"line-{self._number:06}-{self._sent:06}"
        wait, again = 0.5, False
        while True:
            body = orjson.dumps(line | {"id": client} | ({"again": True} if again else {}))
            try:
                status, headers, answer = await ask(
                    self._door(), "POST", "/chat", headers=self._headers() | _JSON, body=body
                )
                for told in orjson.loads(answer)["messages"] if answer else ():
                    self.shown.setdefault(
                        told["id"], told
                    )  # drawn, and owed by nobody yet, or told by no stream
                if status == 200:
                    self._keep_cookies(headers)
                    return client
                if 400 <= status < 500 and status != 429:
                    raise AssertionError(f"the page's own line was refused: {status}")
            except ConnectionError:
                pass
            again = True
            await asyncio.sleep(wait)
            wait = min(15.0, wait * 2)

    async def _listen(self) -> None:
        buffer = bytearray()

        def part(data: bytes) -> None:
            buffer.extend(data)
            while (cut := buffer.find(b"\n\n")) >= 0:
                event = bytes(buffer[:cut])
                del buffer[: cut + 2]
                self._heard(event)

        wait = 2.0
        while True:
            try:
                await ask(self._door(), "GET", "/chat/events", headers=self._headers(), on_part=part)
            except ConnectionError:
                wait = min(30.0, wait * 2)
            else:
                wait = 2.0
            buffer.clear()
            await asyncio.sleep(wait)

    def _heard(self, event: bytes) -> None:
        lines = dict(line.split(b": ", 1) for line in event.split(b"\n") if b": " in line)
        if lines.get(b"event") != b"message":
            return
        told = orjson.loads(lines[b"data"])
        identifier = told["id"]
        self.times_told[identifier] = self.times_told.get(identifier, 0) + 1
        fresh = identifier not in self.shown
        self.shown.setdefault(identifier, told)
        self.on_shown(told, fresh=fresh)
        self._acknowledging = asyncio.get_running_loop().create_task(self._acknowledge(identifier))

    async def _acknowledge(self, identifier: str) -> None:
        body = orjson.dumps({"shown": [identifier]})
        try:
            await ask(self._door(), "POST", "/chat/ack", headers=self._headers() | _JSON, body=body)
        except ConnectionError:
            return

    def _keep_cookies(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    self.cookies[key] = morsel.value

    def _headers(self) -> dict[str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)
        return {"accept-language": self._language} | ({"cookie": cookie} if cookie else {})


_JSON = {"content-type": "application/json"}
