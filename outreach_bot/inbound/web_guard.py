"""What keeps the web pages safe: headers, cookies, who may post, how much and how often.

An internet address is never kept: the limits count keyed hashes of it, in memory, with a key made at start.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from outreach_bot import lenient_json
from outreach_bot.inbound.web_connections import network_of
from outreach_bot.recruitment import tokens
from outreach_bot.storable import storable

BODY_LIMIT = 32_768
"""Bytes: a text of 4,096 characters in any script, twice over."""
MOST_BUCKETS = 10_000
"""About 2 MB."""
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # "no-referrer" would blank the Origin of a form's POST
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
NOT_STORED = (b"cache-control", b"no-store")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class SecureHeaders:
    """Adds the headers to every answer. Plain ASGI: a stream of events must not be buffered.

    What says nothing of itself may not be stored anywhere.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the headers added."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in self._headers}
                theirs = [pair for pair in message.get("headers", []) if pair[0].lower() not in ours]
                if not any(name.lower() == b"cache-control" for name, _ in theirs):
                    theirs.append(NOT_STORED)
                message = {**message, "headers": [*theirs, *self._headers]}
            await send(message)

        await self._app(scope, receive, send_with_headers)


class StoredFiles(StaticFiles):
    """Files that are the same for everybody, and may be stored for an hour."""

    def file_response(self, *args: Any, **named: Any) -> Response:
        """Answer with a file, or that it has not changed."""
        response = super().file_response(*args, **named)
        response.headers["cache-control"] = "public, max-age=3600"
        return response


class Refusal(Exception):
    """A request that is not let in; `status` says why."""

    def __init__(self, status: int, *, retry_after: int = 0) -> None:
        super().__init__(status)
        self.status = status
        self.retry_after = retry_after

    def response(self) -> Response:
        """The answer: no body, nothing to learn from."""
        return Response(
            status_code=self.status,
            headers={"retry-after": str(self.retry_after)} if self.retry_after else None,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Where people find us: `https://…`, or plain http on this machine."""

    public_url: str

    @property
    def secure(self) -> bool:
        """Whether cookies are only for https: always, but for plain http on this very machine."""
        address = urlsplit(self.public_url)
        return not (address.scheme == "http" and address.hostname in LOOPBACK)

    def cookie_name(self, name: str) -> str:
        """`__Host-` pins a cookie to this host and to https; browsers refuse it on plain http."""
        return f"__Host-{name}" if self.secure else name

    def token(self, request: Request, name: str) -> str:
        """The random token in cookie `name`; empty when there is none of ours."""
        token = request.cookies.get(self.cookie_name(name), "")
        return token if _TOKEN.fullmatch(token) else ""

    def set_cookie(self, response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
        """Set cookie `name`. Without `max_age` (seconds) it ends with the browser session."""
        response.set_cookie(
            self.cookie_name(name),
            value,
            max_age=max_age,
            path="/",
            httponly=True,
            samesite="lax",
            secure=self.secure,
        )

    def drop_cookie(self, response: Response, name: str) -> None:
        """Make the browser forget cookie `name`."""
        self.set_cookie(response, name, "", max_age=0)

    def check_same_origin(self, request: Request) -> None:
        """Let only our own pages post. Raises Refusal (403)."""
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            allowed = site == "same-origin"
        else:  # browsers before 2023, and plain http beyond this machine
            origin = request.headers.get("origin", "")
            ours = {
                f"{request.url.scheme}://{request.headers.get('host', '')}",
                "{0.scheme}://{0.netloc}".format(urlsplit(self.public_url)),
            }
            allowed = origin in ours
        if not allowed:
            raise Refusal(403)


def new_token() -> str:
    """Make a token nobody can guess: 256 random bits."""
    return secrets.token_urlsafe(32)


def new_mark() -> str:
    """Make a short random name: 128 bits."""
    return secrets.token_urlsafe(16)


token_hash = tokens.token_hash


async def read_json(request: Request) -> Mapping[str, Any]:
    """Read a small JSON object. Raises Refusal: 415 another type, 413 too large, 400 not an object.

    A text may hold half a character, as a browser's text does where a picture of two was cut: it can be kept all the same.
    """
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise Refusal(415)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise Refusal(413)
    try:
        read = lenient_json.read_json(body)
    except ValueError:
        raise Refusal(400) from None
    if not isinstance(read, dict):
        raise Refusal(400)
    return {name: storable(value) if isinstance(value, str) else value for name, value in read.items()}


@dataclass(kw_only=True, slots=True)
class Limit:
    """A bucket for each key: `burst` at once, then `per_second`. Of too many, the longest unused are forgotten."""

    burst: float
    per_second: float
    clock: Callable[[], float]
    """Seconds that only go forward: the clock on the wall may be set back."""
    most: int = MOST_BUCKETS
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    _buckets: dict[bytes, tuple[float, float]] = field(default_factory=dict)

    def check(self, who: str) -> None:
        """Take one. Raises Refusal (429) when the bucket of `who` is empty."""
        key = hashlib.blake2s(who.encode(), key=self._key, digest_size=16).digest()
        now = self.clock()
        left, since = self._buckets.pop(key, (self.burst, now))
        left = min(self.burst, left + (now - since) * self.per_second)
        empty = left < 1
        self._buckets[key] = (left if empty else left - 1, now)
        if len(self._buckets) > self.most:
            del self._buckets[next(iter(self._buckets))]
        if empty:
            raise Refusal(429, retry_after=max(1, round((1 - left) / self.per_second)))


def client_network(request: Request) -> str:
    """Name what the request came from, for counting only: its address, or of IPv6 its /64."""
    return network_of(request.client.host) if request.client else ""
