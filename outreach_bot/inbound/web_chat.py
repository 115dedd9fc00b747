"""The chat as a web page: one page, one stream of events, and posts that are answered after the commit.

Who is talking is a random cookie; what is kept of it is its hash. Nothing here reads or stores words.
"""

import asyncio
import mimetypes
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import jinja2
import msgspec
import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

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
    Refusal,
    StoredFiles,
    client_network,
    new_mark,
    new_token,
    read_json,
    token_hash,
)
from outreach_bot.inbound.web_limits import Limits, Visitor
from outreach_bot.inbound.web_pages import HERE, Page, first_language, templates_in
from outreach_bot.inbound.web_parts import OpenPage, WebParts
from outreach_bot.inbound.web_streams import Seat
from outreach_bot.outbound.base import Owed
from outreach_bot.row_names import address_row
from outreach_bot.runner import CouldNotHandle
from outreach_bot.store.base import StoreFailed

COOKIE = "chat"
OWN_COOKIE = "own"
"""Set when the person said "this is my phone": the other cookie then outlives the browser session."""
OWN_PHONE_SECONDS = 180 * 24 * 3600
TEXT_LIMIT = 4096
"""Characters a message may have; the same as in Telegram."""
CAME_COOKIE = "came"
"""By which link a browser came, until somebody does something there: what was only opened is not kept by us."""
KEEP_ALIVE_SECONDS = 15.0
"""Proxies drop a silent stream after 30 to 60 seconds."""
RETRY_SECONDS = 5
"""After which a line that could not be made durable may come again."""
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CAME = re.compile(r"([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{0,64})")


def web_routes(parts: WebParts) -> list[BaseRoute]:
    """Make the routes of the web chat, with headers and limits in place."""
    chat = WebChat(parts)
    mimetypes.add_type("font/woff2", ".woff2")  # Python 3.11 does not know it without a list from the system
    static = StoredFiles(directory=HERE / "static")
    return [
        Route("/", chat.page),
        Route("/i/{payload}", chat.page),
        Route("/away", chat.away),
        Route("/chat", chat.guarded(chat.post, limited=False), methods=["POST"]),
        Route("/chat/help", chat.guarded(chat.help_for, limited=False), methods=["POST"]),
        Route("/chat/ack", chat.guarded(chat.acknowledge), methods=["POST"]),
        Route("/chat/phone", chat.guarded(chat.own_phone), methods=["POST"]),
        Route("/chat/forget", chat.guarded(chat.forget), methods=["POST"]),
        Route("/chat/events", chat.events),
        Route("/chat/file/{identifier}", chat.file),
        Route("/favicon.ico", chat.icon),
        Mount("/static", static),
    ]


Endpoint = Callable[[Request], Awaitable[Response]]
GuardedEndpoint = Callable[[Request, Visitor], Awaitable[Response]]


@dataclass
class WebChat:
    """The endpoints."""

    parts: WebParts
    limits: Limits = field(init=False)
    templates: jinja2.Environment = field(init=False)

    def __post_init__(self) -> None:
        self.limits = Limits.usual(self.parts.monotonic)
        self.templates = templates_in(HERE / "templates")

    def guarded(self, endpoint: GuardedEndpoint, *, limited: bool = True) -> Endpoint:
        """Let in only our own page's posts, from a browser with our cookie, within the limits.

        limited: False where the endpoint looks to the limits itself.
        """

        async def endpoint_with_guards(request: Request) -> Response:
            try:
                self.parts.site.check_same_origin(request)
                visitor = await self._visitor(request)
                if limited:
                    self.limits.check(visitor)
                return await endpoint(request, visitor)
            except Refusal as refused:
                return refused.response()

        return endpoint_with_guards

    async def page(self, request: Request) -> Response:
        """Show the page; a new browser gets its cookie. Nobody is made known before somebody does something there."""
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
        mark, first = self._came(request)
        self.parts.site.set_cookie(response, CAME_COOKIE, f"{mark or new_mark()}.{first or payload}")
        return response

    async def away(self, request: Request) -> Response:
        """Show a page that says nothing: where "Leave this page fast" leads."""
        page = Page(wording=self.parts.wording, language=self._page_language(request))
        return HTMLResponse(self.templates.get_template("away.html").render(page=page, say=page.say))

    async def icon(self, _request: Request) -> Response:
        """Send browsers that ask for an icon of the old kind to ours."""
        return RedirectResponse("/static/icon.svg", status_code=301)

    async def post(self, request: Request, visitor: Visitor) -> Response:
        """Take one line or tap: 200 only when it is durable. The browser tries again with the same id."""
        read = await read_json(request)
        received = self._read(request, read, visitor)
        try:
            if not visitor.known and isinstance(received.body, Opened):
                shown = await self._only_opened(request, received)
                if shown is not None:
                    return shown
            await self._take(request, received, visitor, in_doubt=read.get("again") is True)
        except (CouldNotHandle, StoreFailed):
            kept = False
        else:
            kept = True
        # help stands in the answer to whoever called for it: a stream may be cut off, or about to end
        response = self._drawn(await self.parts.runner.help_owed(received), kept=kept)
        if not kept:
            response.headers["retry-after"] = str(RETRY_SECONDS)
            return response
        if any(self._came(request)):
            self.parts.site.drop_cookie(response, CAME_COOKIE)
        return response

    async def help_for(self, request: Request, visitor: Visitor) -> Response:
        """Hand over the help that a line calls for which has to wait behind others. It is not taken, and comes again."""
        received = self._read(request, await read_json(request), visitor)
        return self._drawn(await self.parts.runner.help_owed(received))

    def _read(self, request: Request, read: Mapping[str, Any], visitor: Visitor) -> Input:
        """Read a line or tap, within the limits."""
        client_id = read.get("id")
        if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
            raise Refusal(400)
        received = Input(
            key=_key(f"{visitor.chat}:{client_id}"),
            to=To.PERSON,
            body=_body(read, visitor),
            address=visitor.address,
            language=first_language(request),
        )
        self._check_line(received, visitor)
        return received

    def _check_line(self, received: Input, visitor: Visitor) -> None:
        """Look to the limits; who calls for help has one of their own, which only such calls use up."""
        try:
            self.limits.check_line(visitor, begins=not isinstance(received.body, Opened))
        except Refusal:
            if not self.parts.runner.help_words(received):
                raise
            self.limits.help.check(visitor.network)

    async def _only_opened(self, request: Request, received: Input) -> Response | None:
        """Answer a stranger who opened the chat, and keep nothing; None: to open it does more than that.

        The messages are named as they will be once they are owed, so that the page shows none twice.
        """
        owed = await self.parts.runner.opening(self._opened(request, received))
        return None if owed is None else self._drawn(owed)

    def _drawn(self, owed: list[Owed], *, kept: bool = True) -> Response:
        """Answer with messages to be shown at once. A page shows each but once, by its name."""
        status = 200 if kept else 503
        if not owed:
            return Response(status_code=status)
        messages = {"messages": [self.parts.pages.drawn(each) for each in owed]}
        return Response(orjson.dumps(messages), status_code=status, media_type="application/json")

    async def _take(self, request: Request, received: Input, visitor: Visitor, *, in_doubt: bool) -> None:
        """Make an input durable; before the first of a stranger that they opened the chat, and by which link.

        Both are handed over at once: they are done in this order, and help for what was said waits for neither.
        """
        inputs = [received]
        if not visitor.known and not isinstance(received.body, Opened) and any(self._came(request)):
            inputs.insert(0, self._opened(request, received))
        taken = [self.parts.runner.receive(each, in_doubt=in_doubt) for each in inputs]
        for outcome in await asyncio.gather(*taken, return_exceptions=True):
            if outcome is not None:
                raise outcome
        self.parts.streams.know(visitor.chat)

    def _opened(self, request: Request, received: Input) -> Input:
        """Make the input of a browser's first opening. Its key is the same from every page of it, until it was used."""
        mark, payload = self._came(request)
        body = received.body if isinstance(received.body, Opened) else Opened(payload=payload)
        key = _key(f"{received.address}:{mark}") if mark else received.key
        return msgspec.structs.replace(received, key=key, body=body)

    def _came(self, request: Request) -> tuple[str, str]:
        """Read the mark and the payload with which this browser came; empty when there are none."""
        kept = _CAME.fullmatch(request.cookies.get(self.parts.site.cookie_name(CAME_COOKIE), ""))
        return (kept[1], kept[2]) if kept else ("", "")

    async def acknowledge(self, request: Request, visitor: Visitor) -> Response:
        """The page has shown these messages."""
        shown = (await read_json(request)).get("shown")
        if not isinstance(shown, list):
            raise Refusal(400)
        for identifier in shown[:100]:
            self.parts.pages.acknowledge(visitor.chat, str(identifier))
        return Response(status_code=200)

    async def own_phone(self, request: Request, _visitor: Visitor) -> Response:
        """Keep the chat on this phone for half a year, or only as long as the browser is open."""
        own = (await read_json(request)).get("own") is True
        response = Response(status_code=200)
        self._keep(response, self.parts.site.token(request, COOKIE), own=own)
        return response

    async def forget(self, request: Request, _visitor: Visitor) -> Response:
        """Take the chat off this browser; what is kept of the person stays until they send DELETE."""
        await read_json(request)
        response = Response(status_code=200)
        self.parts.site.drop_cookie(response, COOKIE)
        self.parts.site.drop_cookie(response, OWN_COOKIE)
        self.parts.site.drop_cookie(response, CAME_COOKIE)
        return response

    async def events(self, request: Request) -> Response:
        """Stream what is owed to this chat for as long as the page is open."""
        try:
            visitor = await self._visitor(request)
            self.limits.check(visitor)
        except Refusal as refused:
            return refused.response()
        return self.parts.streams.response(
            lambda seat: self._stream(visitor.address, seat),
            network=visitor.network,
            reader=visitor.chat,
            known=visitor.known,
        )

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

    async def _stream(self, address: Address, seat: Seat) -> AsyncGenerator[bytes, None]:
        page: OpenPage = self.parts.pages.open(address.chat)
        seat.tell = lambda: page.told.put_nowait(None)
        try:
            yield b"retry: 2000\nevent: ready\ndata: {}\n\n"
            self.parts.dispatcher.wake(address)
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

    async def _visitor(self, request: Request) -> Visitor:
        """Say who asks. Raises Refusal (401) where there is no cookie of ours."""
        address = Address(channel=Channel.WEB, chat=self._chat(request))
        known = await self.parts.store.get("address", address_row(self.parts.store, address)) is not None
        return Visitor(address=address, network=client_network(request), known=known)

    def _chat(self, request: Request) -> str:
        token = self.parts.site.token(request, COOKIE)
        if not token:
            raise Refusal(401)
        return token_hash(token)

    def _keep(self, response: Response, token: str, *, own: bool) -> None:
        site = self.parts.site
        site.set_cookie(response, COOKIE, token, max_age=OWN_PHONE_SECONDS if own else None)
        if own:
            site.set_cookie(response, OWN_COOKIE, "1", max_age=OWN_PHONE_SECONDS)
        else:
            site.drop_cookie(response, OWN_COOKIE)

    def _page_language(self, request: Request) -> str:
        wanted = first_language(request).split("-")[0].lower()
        languages = self.parts.wording.languages
        return wanted if wanted in languages else self.parts.rules.campaign.language


def _body(read: Mapping[str, Any], visitor: Visitor) -> Body:
    """Read what the page posted. Raises Refusal (400) for anything it never posts."""
    match read:
        case {"open": str(payload)} if payload == "" or _PAYLOAD.fullmatch(payload):
            return Returned() if visitor.known and not payload else Opened(payload=payload)
        case {"text": str(text)} if text.strip() and len(text) <= TEXT_LIMIT:
            return Said(text=text)
        case {"tap": str(data), "message": str(message)} if data and len(data.encode()) <= 64:  # noqa: PLR2004 - DESIGN section 6
            return Tapped(data=data, message=message[:64])
        case {"number": str(number)} if number.strip() and len(number) <= 40:  # noqa: PLR2004 - E.164 is 15 digits
            return SharedContact(number=number, own=True)
        case _:
            raise Refusal(400)


def _key(of: str) -> str:
    return f"web:{sha256(of.encode()).hexdigest()[:32]}"
