"""Who may enter the office: a one-time link, then a session. Only hashes of both are kept."""

import contextlib
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.requests import Request

from outreach_bot.dialogue.inputs import OFFICE, Body, Input, SignedIn, SignedOut, SignInLinkMade, To
from outreach_bot.inbound.web_guard import Site, new_token, token_hash
from outreach_bot.runner import LinkUsed
from outreach_bot.store.base import Store

COOKIE = "office"
LINK_MINUTES = 15
SESSION_HOURS = 8
"""A working day."""


class Runner(Protocol):
    """What takes an input and returns when it is durable."""

    async def receive(self, received: Input, *, in_doubt: bool = False) -> None:
        """Commit one input. Raises when it is not to be acknowledged."""


async def make_sign_in_link(*, runner: Runner, site: Site, clock: Callable[[], float], name: str = "") -> str:
    """Make a link that signs one person in once, within 15 minutes. Only its hash is stored.

    name: whom it is for. What they do in the office carries it; that they are who they say, nothing proves.
    """
    token = new_token()
    hashed = token_hash(token)
    until = moment(clock()) + dt.timedelta(minutes=LINK_MINUTES)
    body = SignInLinkMade(token_hash=hashed, until=until, name=name)
    await runner.receive(_to_office(f"office:link:{hashed}", body))
    return f"{site.public_url.rstrip('/')}/office/in/{token}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """Checks links and sessions against the store, and opens and ends sessions through the runner."""

    runner: Runner
    store: Store
    site: Site
    clock: Callable[[], float]

    async def link_works(self, token: str) -> bool:
        """Tell whether a one-time link is unused and fresh. Looking does not use it up."""
        return await self._holds("link", token_hash(token))

    async def sign_in(self, token: str) -> str:
        """Use a link up; the session's token, or nothing where the link no longer works."""
        if not await self.link_works(token):
            return ""
        session = new_token()
        hashed = token_hash(token)
        until = moment(self.clock()) + dt.timedelta(hours=SESSION_HOURS)
        name = await self._name(hashed)
        body = SignedIn(token_hash=hashed, session_hash=token_hash(session), until=until, name=name)
        with contextlib.suppress(LinkUsed):
            await self.runner.receive(_to_office(f"office:in:{hashed}", body))
        # two presses at once: the second was already done or came too late, and its session was never written
        return session if await self._holds("session", token_hash(session)) else ""

    async def is_in(self, request: Request) -> bool:
        """Tell whether the request comes from somebody signed in."""
        token = self.site.token(request, COOKIE)
        return bool(token) and await self._holds("session", token_hash(token))

    async def name(self, request: Request) -> str:
        """Say for whom the link was made that this browser signed in with; empty: for nobody in particular."""
        return await self._name(token_hash(self.site.token(request, COOKIE)))

    async def _name(self, hashed: str) -> str:
        row = await self.store.get("sign_in", hashed)
        return str(row.body.get("name", "")) if row else ""

    async def sign_out(self, request: Request) -> None:
        """End the session, for every browser that may hold its cookie."""
        token = self.site.token(request, COOKIE)
        if token and await self._holds("session", token_hash(token)):
            hashed = token_hash(token)
            await self.runner.receive(_to_office(f"office:out:{hashed}", SignedOut(session_hash=hashed)))

    async def _holds(self, kind: str, hashed: str) -> bool:
        row = await self.store.get("sign_in", hashed)
        return (
            row is not None
            and row.body.get("kind") == kind
            and row.due is not None
            and row.due > self.clock()
        )


def moment(stored: Any) -> dt.datetime:
    """Read an instant as rows hold it: unix seconds, or ISO 8601."""
    if isinstance(stored, int | float):
        return dt.datetime.fromtimestamp(stored, dt.UTC)
    return dt.datetime.fromisoformat(stored)


def _to_office(key: str, body: Body) -> Input:
    return Input(key=key, to=To.OFFICE, id=OFFICE, body=body)
