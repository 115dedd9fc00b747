"""The chat as a web page: one page, one stream of events, and posts that are answered after the commit.

Who is talking is a random cookie; what is kept of it is its hash. Nothing here reads or stores words.
"""

import asyncio
import mimetypes
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import jinja2
import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from outreach_bot.dialogue.effects import Phrase, Verbatim
from outreach_bot.dialogue.inputs import (
    Address,
    Body,
    Channel,
    Input,
    Opened,
    Returned,
    Said,
    SharedContact,
    Tapped,
    To,
)
from outreach_bot.inbound.web_guard import (
    GUARDED,
    GUARDED_STATIC,
    Limit,
    Refusal,
    Site,
    client_address,
    new_token,
    read_json,
    token_hash,
)
from outreach_bot.recruitment.rules import Rules
from outreach_bot.row_names import address_row
from outreach_bot.runner import CouldNotHandle
from outreach_bot.store.base import Store, StoreFailed

HERE = Path(__file__).parent / "web"
COOKIE = "chat"
OWN_COOKIE = "own"
"""Set when the person said "this is my phone": the other cookie then outlives the browser session."""
OWN_PHONE_SECONDS = 180 * 24 * 3600
TEXT_LIMIT = 4096
"""Characters a message may have; the same as in Telegram."""
KEEP_ALIVE_SECONDS = 15.0
"""Proxies drop a silent stream after 30 to 60 seconds."""
PAGES_EACH = 6
"""Open pages of one chat: browsers allow six streams to one host."""
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ps", "ur")


class Runner(Protocol):
    """What takes an input and returns when it is durable."""

    async def receive(self, received: Input, *, in_doubt: bool = False) -> None:
        """Commit one input. Raises when it is not to be acknowledged."""


class Wording(Protocol):
    """Words by id."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are words in."""

    def plain(self, words: Phrase | Verbatim, *, language: str) -> str:
        """The words, without markup."""


class OpenPage(Protocol):
    """One open page."""

    @property
    def told(self) -> asyncio.Queue[dict[str, Any] | None]:
        """What it is to be told; None ends it."""


class Pages(Protocol):
    """Who knows the open pages; `outbound.web_sender` does."""

    def open(self, chat: str) -> Any:
        """A page has opened; the answer is an OpenPage."""

    def close(self, page: Any) -> None:
        """It has closed."""

    def pages(self, chat: str) -> int:
        """How many pages of `chat` are open."""

    def acknowledge(self, chat: str, identifier: str) -> None:
        """A page has shown a message."""

    def file(self, chat: str, identifier: str) -> Any:
        """The file of a message, with `name`, `media_type` and `content`; None when there is none."""


class Waker(Protocol):
    """Who sends what is owed; told when a page is there to take it."""

    def wake(self, address: Address) -> None:
        """Try what is owed to `address` now."""


@dataclass(frozen=True, kw_only=True)
class WebParts:
    """What the web chat is built from."""

    runner: Runner
    store: Store
    wording: Wording
    rules: Rules
    pages: Pages
    dispatcher: Waker
    site: Site
    clock: Callable[[], float]


def web_routes(parts: WebParts) -> list[BaseRoute]:
    """Make the routes of the web chat, with headers and limits in place."""
    chat = WebChat(parts)
    mimetypes.add_type("font/woff2", ".woff2")  # Python 3.11 does not know it without a list from the system
    static = StaticFiles(directory=HERE / "static")
    return [
        Route("/", chat.page, middleware=GUARDED),
        Route("/i/{payload}", chat.page, middleware=GUARDED),
        Route("/away", chat.away, middleware=GUARDED),
        Route("/chat", chat.guarded(chat.post), methods=["POST"], middleware=GUARDED),
        Route("/chat/ack", chat.guarded(chat.acknowledge), methods=["POST"], middleware=GUARDED),
        Route("/chat/phone", chat.guarded(chat.own_phone), methods=["POST"], middleware=GUARDED),
        Route("/chat/forget", chat.guarded(chat.forget), methods=["POST"], middleware=GUARDED),
        Route("/chat/events", chat.events, middleware=GUARDED),
        Route("/chat/file/{identifier}", chat.file, middleware=GUARDED),
        Route("/favicon.ico", chat.icon, middleware=GUARDED_STATIC),
        Mount("/static", static, middleware=GUARDED_STATIC),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How much one browser, and one network, may do. A hospital's tablets share one network."""

    chat: Limit
    network: Limit

    @classmethod
    def usual(cls, clock: Callable[[], float]) -> "Limits":
        """Forty lines at once, then one a second; twelve times that for a network."""
        return cls(
            chat=Limit(burst=40, per_second=1, clock=clock),
            network=Limit(burst=480, per_second=12, clock=clock),
        )


Endpoint = Callable[[Request], Awaitable[Response]]
GuardedEndpoint = Callable[[Request, str], Awaitable[Response]]


@dataclass(kw_only=True, slots=True)
class Page:
    """The page's words and language, ready for its template."""

    wording: Wording
    language: str

    def say(self, identifier: str, **values: Any) -> str:
        """Words of the page."""
        return self.wording.plain(Phrase(identifier, values), language=self.language)

    @property
    def direction(self) -> str:
        """Which way the language is written."""
        return "rtl" if self.language.split("-")[0] in _RIGHT_TO_LEFT else "ltr"


@dataclass
class WebChat:
    """The endpoints."""

    parts: WebParts
    limits: Limits = field(init=False)
    templates: jinja2.Environment = field(init=False)

    def __post_init__(self) -> None:
        self.limits = Limits.usual(self.parts.clock)
        self.templates = templates_in(HERE / "templates")

    def guarded(self, endpoint: GuardedEndpoint) -> Endpoint:
        """Let in only our own page's posts, from a browser with our cookie, within the limits."""

        async def endpoint_with_guards(request: Request) -> Response:
            try:
                self.parts.site.check_same_origin(request)
                self.limits.network.check(client_address(request))
                return await endpoint(request, self._chat(request))
            except Refusal as refused:
                return refused.response()

        return endpoint_with_guards

    async def page(self, request: Request) -> Response:
        """Show the page; a new browser gets its cookie. Nobody is made known before the page itself posts."""
        payload = request.path_params.get("payload", "")
        if payload and not _PAYLOAD.fullmatch(payload):
            return RedirectResponse("/", status_code=303)
        token = self.parts.site.token(request, COOKIE) or new_token()
        own = self.parts.site.cookie_name(OWN_COOKIE) in request.cookies
        language = self._page_language(request)
        template = self.templates.get_template("chat.html")
        page = Page(wording=self.parts.wording, language=language)
        response = HTMLResponse(
            template.render(
                page=page, say=page.say, campaign=self.parts.rules.campaign, payload=payload, own=own
            )
        )
        self._keep(response, token, own=own)
        return response

    async def away(self, request: Request) -> Response:
        """Show a page that says nothing: where "Leave this page fast" leads."""
        page = Page(wording=self.parts.wording, language=self._page_language(request))
        return HTMLResponse(self.templates.get_template("away.html").render(page=page, say=page.say))

    async def icon(self, _request: Request) -> Response:
        """Send browsers that ask for an icon of the old kind to ours."""
        return RedirectResponse("/static/icon.svg", status_code=301)

    async def post(self, request: Request, chat: str) -> Response:
        """Take one line or tap: 200 only when it is durable. The browser tries again with the same id."""
        self.limits.chat.check(chat)
        read = await read_json(request)
        client_id = read.get("id")
        if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
            raise Refusal(400)
        address = Address(channel=Channel.WEB, chat=chat)
        received = Input(
            key=f"web:{sha256(f'{chat}:{client_id}'.encode()).hexdigest()[:32]}",
            to=To.PERSON,
            body=await self._body(read, address),
            address=address,
            language=_first_language(request),
        )
        try:
            await self.parts.runner.receive(received, in_doubt=read.get("again") is True)
        except (CouldNotHandle, StoreFailed) as failed:
            raise Refusal(503, retry_after=5) from failed
        return Response(status_code=200)

    async def acknowledge(self, request: Request, chat: str) -> Response:
        """The page has shown these messages."""
        shown = (await read_json(request)).get("shown")
        if not isinstance(shown, list):
            raise Refusal(400)
        for identifier in shown[:100]:
            self.parts.pages.acknowledge(chat, str(identifier))
        return Response(status_code=200)

    async def own_phone(self, request: Request, _chat: str) -> Response:
        """Keep the chat on this phone for half a year, or only as long as the browser is open."""
        own = (await read_json(request)).get("own") is True
        response = Response(status_code=200)
        self._keep(response, self.parts.site.token(request, COOKIE), own=own)
        return response

    async def forget(self, request: Request, _chat: str) -> Response:
        """Take the chat off this browser; what is kept of the person stays until they send DELETE."""
        await read_json(request)
        response = Response(status_code=200)
        self.parts.site.drop_cookie(response, COOKIE)
        self.parts.site.drop_cookie(response, OWN_COOKIE)
        return response

    async def events(self, request: Request) -> Response:
        """Stream what is owed to this chat for as long as the page is open."""
        try:
            self.limits.network.check(client_address(request))
            chat = self._chat(request)
            self._check_pages(chat)
        except Refusal as refused:
            return refused.response()
        headers = {"x-accel-buffering": "no"}
        return StreamingResponse(self._stream(chat), media_type="text/event-stream", headers=headers)

    async def file(self, request: Request) -> Response:
        """Hand over a file of a message, to the chat it was sent to."""
        try:
            chat = self._chat(request)
        except Refusal as refused:
            return refused.response()
        file = self.parts.pages.file(chat, request.path_params["identifier"])
        if file is None:
            return Response(status_code=404)
        name = re.sub(r"[^A-Za-z0-9._-]", "-", file.name)
        return Response(
            file.content,
            media_type=file.media_type,
            headers={"content-disposition": f'attachment; filename="{name}"'},
        )

    async def _stream(self, chat: str) -> AsyncIterator[bytes]:
        page: OpenPage = self.parts.pages.open(chat)
        try:
            yield b"retry: 2000\nevent: ready\ndata: {}\n\n"
            self.parts.dispatcher.wake(Address(channel=Channel.WEB, chat=chat))
            while True:
                try:
                    told = await asyncio.wait_for(page.told.get(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                if told is None:
                    return
                yield b"event: message\ndata: " + orjson.dumps(told) + b"\n\n"
        finally:
            self.parts.pages.close(page)

    async def _body(self, read: Mapping[str, Any], address: Address) -> Body:
        """Read what the page posted. Raises Refusal (400) for anything it never posts."""
        match read:
            case {"open": str(payload)} if payload == "" or _PAYLOAD.fullmatch(payload):
                known = payload == "" and await self._known(address)
                return Returned() if known else Opened(payload=payload)
            case {"text": str(text)} if text.strip() and len(text) <= TEXT_LIMIT:
                return Said(text=text)
            case {"tap": str(data), "message": str(message)} if data and len(data.encode()) <= 64:  # noqa: PLR2004 - DESIGN section 6
                return Tapped(data=data, message=message[:64])
            case {"number": str(number)} if number.strip() and len(number) <= 40:  # noqa: PLR2004 - E.164 is 15 digits
                return SharedContact(number=number, own=True)
            case _:
                raise Refusal(400)

    async def _known(self, address: Address) -> bool:
        return await self.parts.store.get("address", address_row(self.parts.store, address)) is not None

    def _chat(self, request: Request) -> str:
        token = self.parts.site.token(request, COOKIE)
        if not token:
            raise Refusal(401)
        return token_hash(token)

    def _check_pages(self, chat: str) -> None:
        if self.parts.pages.pages(chat) >= PAGES_EACH:
            raise Refusal(429, retry_after=30)

    def _keep(self, response: Response, token: str, *, own: bool) -> None:
        site = self.parts.site
        site.set_cookie(response, COOKIE, token, max_age=OWN_PHONE_SECONDS if own else None)
        if own:
            site.set_cookie(response, OWN_COOKIE, "1", max_age=OWN_PHONE_SECONDS)
        else:
            site.drop_cookie(response, OWN_COOKIE)

    def _page_language(self, request: Request) -> str:
        wanted = _first_language(request).split("-")[0].lower()
        languages = self.parts.wording.languages
        return wanted if wanted in languages else self.parts.rules.campaign.language


def templates_in(folder: Path) -> jinja2.Environment:
    """Read templates; whatever is put into them is escaped."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _first_language(request: Request) -> str:
    """The first language the browser asks for, e.g. `en` or `es-MX`; empty when it says none."""
    first = request.headers.get("accept-language", "").split(",")[0].partition(";")[0].strip()
    return first if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", first) else ""
