"""Talk to an ASGI app without a network: one browser with its cookies, and streams that can be read as they come."""

import asyncio
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import orjson

from outreach_bot.office.forms import form_token
from tests.helpers.patience import PATIENCE

FORM_TYPE = "application/x-www-form-urlencoded"
OWN_PAGE = {"sec-fetch-site": "same-origin"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    cookies: dict[str, Any]
    """Cookies set, with their attributes: `morsel["max-age"]`."""
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Browser:
    """Keeps cookies. `headers` go with every request."""

    def __init__(self, app, *, host="127.0.0.1", client="192.0.2.7", **headers):
        self.app = app
        self.client = client
        self.host = host
        self.headers = headers
        self.cookies: dict[str, str] = {}

    async def get(self, path, **headers) -> Answer:
        return await self._ask("GET", path, b"", headers)

    async def post(self, path, body, **headers) -> Answer:
        sent = orjson.dumps(body) if not isinstance(body, bytes) else body
        if path.startswith("/office") and headers.get("content_type") == FORM_TYPE:
            sent = self._with_token(sent)
        return await self._ask("POST", path, sent, {"content_type": "application/json", **_own(headers)})

    def _with_token(self, sent: bytes) -> bytes:
        """Add what every form of the office carries, as our pages do; a test that gives its own keeps it."""
        session = next((value for name, value in self.cookies.items() if name.endswith("office")), "")
        if b"token=" in sent or not session:
            return sent
        return b"&".join(part for part in (sent, f"token={form_token(session)}".encode()) if part)

    def stream(self, path) -> "Stream":
        return Stream(self, path)

    async def _ask(self, method, path, body, headers) -> Answer:
        stream = Stream(self, path, method=method, body=body, headers=headers)
        async with stream:
            parts = [part async for part in stream.parts()]
        answer = Answer(stream.status, stream.headers, stream.cookies, b"".join(parts))
        for name, morsel in answer.cookies.items():
            if morsel["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value
        return answer

    def scope(self, method, path, headers):
        path, _, query = path.partition("?")
        names = {"host": self.host, **self.headers, **headers}
        raw = [
            (name.replace("_", "-").encode(), value.encode())
            for name, value in names.items()
            if value is not None
        ]
        if self.cookies:
            raw.append((b"cookie", "; ".join(f"{n}={v}" for n, v in self.cookies.items()).encode()))
        return {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
            "method": method, "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "root_path": "", "headers": raw, "client": (self.client, 5000), "server": ("127.0.0.1", 80),
        }  # fmt: skip


def _own(headers):
    return {**{name.replace("-", "_"): value for name, value in OWN_PAGE.items()}, **headers}


class Stream:
    """One answer, read as it comes. Leaving the block closes the connection."""

    def __init__(self, browser, path, *, method="GET", body=b"", headers=None):
        self._app = browser.app
        self._scope = browser.scope(method, path, headers or {})
        self._body = body
        self._told: asyncio.Queue[Any] = asyncio.Queue()
        self._asked = False
        self._gone = asyncio.Event()

    async def __aenter__(self):
        self._task = asyncio.create_task(self._app(self._scope, self._receive, self._told.put))
        started = await self._next()
        self.status = started["status"]
        self.headers = {name.decode(): value.decode() for name, value in started["headers"]}
        self.cookies: dict[str, Any] = {}
        for name, value in started["headers"]:
            if name == b"set-cookie":
                self.cookies.update(SimpleCookie(value.decode()))
        return self

    async def __aexit__(self, *_):
        self._gone.set()
        await asyncio.wait_for(self._task, PATIENCE)

    async def parts(self):
        more = True
        while more:
            told = await self._next()
            more = told.get("more_body", False)
            yield told.get("body", b"")

    def unread(self):
        """How many parts have come that nobody read yet."""
        return self._told.qsize()

    async def event(self):
        """The data of the next event."""
        part = b""
        while b"data: " not in part:
            part = (await self._next()).get("body", b"")
        return orjson.loads(part.partition(b"data: ")[2])

    async def _next(self):
        waiting = asyncio.ensure_future(self._told.get())
        await asyncio.wait({waiting, self._task}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            await asyncio.sleep(0)
        if not waiting.done():
            waiting.cancel()
            self._task.result()
            raise AssertionError("the app ended, or said nothing for too long")
        return waiting.result()

    async def _receive(self):
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": self._body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}
