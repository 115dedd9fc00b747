"""What every page of the office shares: who may come in, how a page is drawn, and the guards of what is sent to us.

A page is a module of its own with a `routes(shell)`; `PAGES` says in which order the pages stand in the menu.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.effects import Phrase, When
from outreach_bot.inbound.web_chat import templates_in
from outreach_bot.inbound.web_guard import Limit, Refusal, Site, client_address
from outreach_bot.office.access import Door, Runner
from outreach_bot.outreach.flyers import Flyers
from outreach_bot.recruitment.rules import Rules
from outreach_bot.store.base import Store

HERE = Path(__file__).parent
SIGN_IN_BURST, SIGN_INS_A_SECOND = 20, 0.2
PAGES = ("signups", "champions", "networks", "outreach", "sources", "flyers")
"""Pages of the menu, in order: the address is `/office/NAME`, the words are `office.NAME`."""

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, kw_only=True)
class OfficeParts:
    """What the office is built from. Set `stopping` to end its open streams, so that the server can stop."""

    runner: Runner
    store: Store
    wording: Wording
    rules: Rules
    site: Site
    clock: Callable[[], float]
    flyers: Flyers | None = None
    """None: there are none to make."""
    link: Callable[[], str] = str
    """Base of links to the bot, once its name is known; empty: only the web page leads to it."""
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    email_trouble: Callable[[], str] = lambda: ""
    """Why no email goes, as `email-trouble.<value>`; empty: it goes, as far as we know."""


@dataclass
class Shell:
    """Draws pages and guards doors."""

    parts: OfficeParts
    door: Door = field(init=False)
    limit: Limit = field(init=False)
    templates: jinja2.Environment = field(init=False)

    def __post_init__(self) -> None:
        parts = self.parts
        self.door = Door(runner=parts.runner, store=parts.store, site=parts.site, clock=parts.clock)
        self.limit = Limit(burst=SIGN_IN_BURST, per_second=SIGN_INS_A_SECOND, clock=parts.clock)
        self.templates = templates_in(HERE / "templates")

    def guarded(self, endpoint: Endpoint) -> Endpoint:
        """Let in only posts from our own pages, and not too many from people who are not signed in."""

        async def endpoint_with_guards(request: Request) -> Response:
            try:
                self.parts.site.check_same_origin(request)
                self.limit.check(client_address(request))
            except Refusal as refused:
                return refused.response()
            return await endpoint(request)

        return endpoint_with_guards

    def signed_in(self, endpoint: Endpoint) -> Endpoint:
        """Let in only who is signed in; what changes something must come from our own pages."""

        async def endpoint_behind_the_door(request: Request) -> Response:
            try:
                if request.method == "POST":
                    self.parts.site.check_same_origin(request)
            except Refusal as refused:
                return refused.response()
            if not await self.door.is_in(request):
                return self.page("knock.html", status=401)
            return await endpoint(request)

        return endpoint_behind_the_door

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Draw a template. It gets `say` (words by id), `when` (an instant), `campaign`, and `values`."""
        language = self.parts.rules.campaign.language

        def say(identifier: str, **args: Any) -> str:
            return self.parts.wording.plain(Phrase(identifier, args), language=language)

        def when(at: Any) -> str:
            return say("office.when", at=When(at, "button"))

        made = self.templates.get_template(template).render(
            say=say, when=when, language=language, campaign=self.parts.rules.campaign, pages=PAGES, **values
        )
        return HTMLResponse(made, status_code=status)
