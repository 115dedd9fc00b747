"""The coordinators' pages: sign in, Sign-ups, sign out. They read the store, and act only through the runner."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from outreach_bot.dialogue.effects import Phrase, When
from outreach_bot.inbound.web_chat import Wording, templates_in
from outreach_bot.inbound.web_guard import (
    GUARDED,
    GUARDED_STATIC,
    Limit,
    Refusal,
    Site,
    client_address,
)
from outreach_bot.office.access import COOKIE, Door, Runner, moment
from outreach_bot.office.overview import Filter, look, version
from outreach_bot.recruitment.rules import Outcome, Role, Rules
from outreach_bot.store.base import Store

HERE = Path(__file__).parent
LOOK_SECONDS = 2.0
"""How often an open page looks for changes."""
KEEP_ALIVE_LOOKS = 8
SIGN_IN_BURST, SIGN_INS_A_SECOND = 20, 0.2


@dataclass(frozen=True, kw_only=True)
class OfficeParts:
    """What the office is built from. Set `stopping` to end its open streams, so that the server can stop."""

    runner: Runner
    store: Store
    wording: Wording
    rules: Rules
    site: Site
    clock: Callable[[], float]
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


def office_routes(parts: OfficeParts) -> list[BaseRoute]:
    """Make the routes of the office."""
    office = Office(parts)
    return [
        Route("/office", office.home, middleware=GUARDED),
        Route("/office/in/{token}", office.knock, methods=["GET"], middleware=GUARDED),
        Route("/office/in/{token}", office.guarded(office.enter), methods=["POST"], middleware=GUARDED),
        Route("/office/out", office.guarded(office.leave), methods=["POST"], middleware=GUARDED),
        Route("/office/signups", office.signups, middleware=GUARDED),
        Route("/office/events", office.events, middleware=GUARDED),
        Mount("/office/static", StaticFiles(directory=HERE / "static"), middleware=GUARDED_STATIC),
    ]


@dataclass
class Office:
    """The endpoints."""

    parts: OfficeParts
    door: Door = field(init=False)
    limit: Limit = field(init=False)
    templates: jinja2.Environment = field(init=False)

    def __post_init__(self) -> None:
        parts = self.parts
        self.door = Door(runner=parts.runner, store=parts.store, site=parts.site, clock=parts.clock)
        self.limit = Limit(burst=SIGN_IN_BURST, per_second=SIGN_INS_A_SECOND, clock=parts.clock)
        self.templates = templates_in(HERE / "templates")

    def guarded(self, endpoint: Callable[[Request], Awaitable[Response]]) -> Any:
        """Let in only posts from our own pages, and not too many."""

        async def endpoint_with_guards(request: Request) -> Response:
            try:
                self.parts.site.check_same_origin(request)
                self.limit.check(client_address(request))
            except Refusal as refused:
                return refused.response()
            return await endpoint(request)

        return endpoint_with_guards

    async def home(self, _request: Request) -> Response:
        """Lead to the one page there is."""
        return RedirectResponse("/office/signups", status_code=303)

    async def knock(self, request: Request) -> Response:
        """Show the sign-in button. Chat apps fetch links for previews, so that GET must not use one up."""
        if not await self.door.link_works(request.path_params["token"]):
            return self._page("stale.html", status=403)
        return self._page("sign_in.html")

    async def enter(self, request: Request) -> Response:
        """Use the link up and sign in."""
        session = await self.door.sign_in(request.path_params["token"])
        if not session:
            return self._page("stale.html", status=403)
        response = RedirectResponse("/office/signups", status_code=303)
        self.parts.site.set_cookie(response, COOKIE, session)
        return response

    async def leave(self, request: Request) -> Response:
        """Sign out."""
        await self.door.sign_out(request)
        response = self._page("out.html")
        self.parts.site.drop_cookie(response, COOKIE)
        return response

    async def signups(self, request: Request) -> Response:
        """Show who signed up, who needs a person, and the next sessions."""
        if not await self.door.is_in(request):
            return self._page("knock.html", status=401)
        chosen = Filter.read(request.query_params)
        seen = await look(self.parts.store, self.parts.rules, chosen=chosen, now=moment(self.parts.clock()))
        return self._page("signups.html", seen=seen, chosen=chosen, roles=list(Role), outcomes=_OUTCOMES)

    async def events(self, request: Request) -> Response:
        """Say that something changed, whenever it did; the page then fetches itself anew."""
        if not await self.door.is_in(request):
            return Response(status_code=401)
        headers = {"x-accel-buffering": "no"}
        return StreamingResponse(self._changes(request), media_type="text/event-stream", headers=headers)

    async def _changes(self, request: Request) -> AsyncIterator[bytes]:
        last: tuple[int, ...] = ()
        looks = 0
        while not self.parts.stopping.is_set() and await self.door.is_in(request):
            now = await version(self.parts.store)
            if now != last:
                yield b"retry: 3000\nevent: changed\ndata: {}\n\n"
            elif looks % KEEP_ALIVE_LOOKS == 0:
                yield b": still here\n\n"
            last, looks = now, looks + 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.parts.stopping.wait(), LOOK_SECONDS)

    def _page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        language = self.parts.rules.campaign.language

        def say(identifier: str, **args: Any) -> str:
            return self.parts.wording.plain(Phrase(identifier, args), language=language)

        def when(at: Any) -> str:
            return say("office.when", at=When(at, "button"))

        made = self.templates.get_template(template).render(
            say=say, when=when, language=language, campaign=self.parts.rules.campaign, **values
        )
        return HTMLResponse(made, status_code=status)


_OUTCOMES = [Outcome.FITS, Outcome.TALK, Outcome.LATER]
"""Those a person can be listed with: of "not this time" only a counter is kept."""
