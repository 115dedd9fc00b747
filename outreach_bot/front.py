"""The bot's pages and where requests for them come in: one app, and the server on the port that was taken."""

import asyncio
import errno
import socket
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from outreach_bot.channels import Telegram
from outreach_bot.control import Where
from outreach_bot.dialogue.inputs import Channel
from outreach_bot.house import Content, House
from outreach_bot.inbound.stop_page import StopParts, stop_routes
from outreach_bot.inbound.web_chat import web_routes
from outreach_bot.inbound.web_connections import LEAST_DESCRIPTORS, Bounds, Connections
from outreach_bot.inbound.web_entrance import Proxies, WebApp
from outreach_bot.inbound.web_guard import Site
from outreach_bot.inbound.web_parts import WebParts
from outreach_bot.inbound.web_server import WebServer
from outreach_bot.inbound.web_streams import Streams
from outreach_bot.office.pages import office_routes
from outreach_bot.office.shell import OfficeParts
from outreach_bot.outbound.base import Sender
from outreach_bot.outbound.email_sender import EmailSender
from outreach_bot.outbound.smtp_session import Trouble
from outreach_bot.outbound.web_sender import WebSender
from outreach_bot.runner import Runner
from outreach_bot.settings import CannotRun, Settings
from outreach_bot.store.tinydb_store import TinyDbStore


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a running bot consists of, but for its sockets."""

    house: House
    senders: dict[Channel, Sender]
    where: Where
    site: Site
    pages: WebSender
    telegram: Telegram | None
    email: EmailSender | None = None
    proxies: Proxies = field(default_factory=Proxies)
    bounds: Bounds = field(default_factory=lambda: Bounds.within(LEAST_DESCRIPTORS))
    """How many connections and streams there may be."""


class Home(Protocol):
    """What the office needs of a house."""

    runner: Runner
    store: TinyDbStore
    content: Content

    @property
    def clock(self) -> Callable[[], float]:
        """Unix seconds (UTC)."""

    @property
    def monotonic(self) -> Callable[[], float]:
        """Seconds that nobody can set."""


class Front(Protocol):
    """Where requests for the pages come in."""

    async def serve(self, pages: Starlette) -> None:
        """Hand requests to `pages` until stopped."""

    def stop(self) -> None:
        """Take no more; those in hand are finished."""


def listen(settings: Settings) -> socket.socket:
    """Take the port. Raises CannotRun when it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((settings.host, settings.port))
        listening.listen(1024)
        listening.setblocking(False)
    except (OSError, UnicodeError) as taken:
        listening.close()
        if isinstance(taken, (socket.gaierror, UnicodeError)) or taken.errno == errno.EADDRNOTAVAIL:
            raise CannotRun(
                f"{settings.host} is no address of this machine ({getattr(taken, 'strerror', None) or taken}). "
                "Set OUTREACH_HOST to 127.0.0.1, or to 0.0.0.0 behind a proxy that speaks https."
            ) from taken
        raise CannotRun(
            f"Port {settings.port} on {settings.host} cannot be used ({taken.strerror or taken}). "
            "Set OUTREACH_PORT to another one, or to 0 for any that is free."
        ) from taken
    return listening


class Port:
    """The front of a real bot: a web server on the port that was taken."""

    def __init__(self, parts: Parts, listening: socket.socket) -> None:
        self._parts = parts
        self._listening = listening
        self._server: WebServer | None = None
        self._stopped = False

    async def serve(self, pages: Starlette) -> None:
        """Answer requests until stopped."""
        connections = Connections(self._parts.bounds)
        self._server = WebServer(pages, connections, shared=self._parts.proxies.trusts)
        self._server.should_exit = self._stopped
        await self._server.serve(sockets=[self._listening.dup()])  # it closes what it is given

    def stop(self) -> None:
        """Take no more."""
        self._stopped = True
        if self._server is not None:
            self._server.should_exit = True


def web_app(parts: Parts, stopping: asyncio.Event) -> WebApp:
    """All pages, and the webhook where there is one. `stopping` ends the office's event streams."""
    house, telegram, streams = parts.house, parts.telegram, Streams(parts.bounds)

    async def health(_request: Request) -> Response:
        if not (house.runner.healthy and house.store.healthy):
            return PlainTextResponse("help only\n", status_code=503)
        if still := house.pulse.standing_still():
            return PlainTextResponse(
                "".join(f"{part} has not moved for a minute\n" for part in still), status_code=503
            )
        return PlainTextResponse("ready\n")

    chat = WebParts(
        runner=house.runner,
        store=house.store,
        wording=house.content.wording,
        rules=house.content.rules,
        pages=parts.pages,
        dispatcher=house.dispatcher,
        site=parts.site,
        streams=streams,
        monotonic=house.monotonic,
    )
    office = replace(
        office_parts(house, parts.site),
        streams=streams,
        stopping=stopping,
        email_trouble=lambda: _email_trouble(parts.email),
    )
    webhook = [telegram.route] if telegram is not None and telegram.route is not None else []
    stop = StopParts(
        runner=house.runner,
        keyed=house.store.hmac,
        wording=house.content.wording,
        rules=house.content.rules,
        monotonic=house.monotonic,
    )
    pages = (*office_routes(office), *stop_routes(stop), *web_routes(chat))
    routes = [Route("/health", health), *webhook, *pages]
    return WebApp(site=parts.site, proxies=parts.proxies, routes=routes)


def office_parts(house: Home, site: Site) -> OfficeParts:
    """Make what the office of a house is built from."""
    return OfficeParts(
        runner=house.runner,
        store=house.store,
        wording=house.content.wording,
        rules=house.content.rules,
        site=site,
        clock=house.clock,
        monotonic=house.monotonic,
        flyers=house.content.flyers,
        folder=house.content.folder,
        link=lambda: house.runner.link,
    )


def _email_trouble(email: EmailSender | None) -> str:
    if email is None:
        return Trouble.NOT_SET.value
    return email.trouble.value if email.trouble else ""
