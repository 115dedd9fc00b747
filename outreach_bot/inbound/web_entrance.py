"""The way in to every web page: who asks, under which address of ours, and the headers of each answer.

All of it is done once, around the whole app, so that no route can forget it: answers of the router itself, redirects,
refusals and faults included.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from outreach_bot.inbound.web_guard import LOOPBACK, SecureHeaders, Site
from outreach_bot.settings import Network, Settings

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies whose forwarding headers count; nobody else's do."""

    trusted: tuple[Network, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read them from the settings; warn where there must be one, and nobody said which."""
        if (settings.public_url or "").startswith("https:") and not settings.trusted_proxies:
            log.warning(
                "no proxy is trusted, so all people behind one count as one. "
                "Set OUTREACH_TRUSTED_PROXIES to the address of the proxy"
            )
        return cls(settings.trusted_proxies)

    def trusts(self, address: str) -> bool:
        """Tell whether a connection from `address` comes from one of them."""
        read = _address(address)
        return read is not None and self._has(read)

    def client(self, peer: str, forwarded: Iterable[str]) -> str:
        """Say who asks, by address.

        Each proxy adds at the right whom it heard from. So we go from the right over the trusted ones; what stands to
        the left of the first that is not, or of something that is no address, anybody can have written.

        peer: the other end of the connection; forwarded: the values of `X-Forwarded-For`, in order.
        """
        nearest = peer
        for hop in reversed(",".join(forwarded).split(",")):
            if not self.trusts(nearest):
                break
            read = _address(hop.strip())
            if read is None:
                break
            nearest = str(read)
        return nearest

    def _has(self, address: _Address) -> bool:
        return any(address in network for network in self.trusted)


def _address(written: str) -> _Address | None:
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


NONE_TRUSTED = Proxies()


class WebApp(Starlette):
    """The pages, behind their entrance."""

    def __init__(self, *, site: Site, proxies: Proxies = NONE_TRUSTED, **parts: Any) -> None:
        super().__init__(**parts)
        self._site = site
        self._proxies = proxies

    def build_middleware_stack(self) -> ASGIApp:
        """Put the entrance around everything, the answers to faults included."""
        return Entrance(super().build_middleware_stack(), self._site, self._proxies)


class Entrance:
    """Plain ASGI: a stream of events must not be buffered."""

    def __init__(self, app: ASGIApp, site: Site, proxies: Proxies) -> None:
        self._app = SecureHeaders(app)
        self._site = site
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with who asks and which address of ours put right."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(self._put_right(scope), receive, send_and_note)
        except ClientDisconnect:
            log.debug("a request was broken off")
            if not begun:  # nobody reads it, and the server wants to know that it was answered
                await send({"type": "http.response.start", "status": 400, "headers": []})
                await send({"type": "http.response.body", "body": b""})

    def _put_right(self, scope: Scope) -> Scope:
        said = _Said(scope)
        peer = (scope.get("client") or ("", 0))[0]
        scheme = scope["scheme"]
        if self._proxies.trusts(peer):
            scheme = said.last("x-forwarded-proto", among=("http", "https")) or scheme
        scheme, host = _ours(self._site, scheme, said.last("host"))
        headers = [pair for pair in scope["headers"] if pair[0] != b"host"]
        return {
            **scope,
            "client": (self._proxies.client(peer, said.all("x-forwarded-for")), 0),
            "scheme": scheme,
            "headers": [(b"host", host.encode("latin-1")), *headers],
        }


def _ours(site: Site, scheme: str, host: str) -> tuple[str, str]:
    """Say under which address of ours somebody came: the public one, whatever they say.

    Without a public address anything goes that names no other site: this machine, by number or as localhost.
    """
    public = urlsplit(site.public_url)
    name = urlsplit(f"//{host}").hostname if _is_sane(host) else None
    by_number = name is not None and (name == "localhost" or _address(name) is not None)
    if public.hostname in LOOPBACK and by_number:
        return scheme, host
    return public.scheme, public.netloc


def _is_sane(host: str) -> bool:
    try:
        _ = urlsplit(f"//{host}").port
    except ValueError:
        return False
    return not any(sign in host for sign in "/?#@\\ ")


class _Said:
    """The headers of a request, as text."""

    def __init__(self, scope: Scope) -> None:
        self._headers = [
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
        ]

    def all(self, wanted: str) -> list[str]:
        return [value for name, value in self._headers if name == wanted]

    def last(self, wanted: str, among: tuple[str, ...] = ()) -> str:
        """The last value of a header, of a list its last part: the one that was added nearest to us."""
        value = ["", *self.all(wanted)][-1].rpartition(",")[2].strip()
        return value if not among or value in among else ""
