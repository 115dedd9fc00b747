"""The page behind the stop link of an email. Opening it stops nothing: mail scanners open links. Posting stops at once.

Mail programs post to it by themselves at one click (RFC 8058): without cookie, from elsewhere, with a body of their own.
What is no link of ours is answered in the same way, so that nobody can try out who is on the list.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot.dialogue.inputs import ContactStopped, Input, To
from outreach_bot.inbound.web_guard import Limit, Refusal, client_network
from outreach_bot.inbound.web_pages import HERE, Page, Wording, templates_in
from outreach_bot.inbound.web_parts import Runner
from outreach_bot.outreach.stop_links import Hmac, read_stop_token
from outreach_bot.recruitment.rules import Rules
from outreach_bot.runner import CouldNotHandle
from outreach_bot.store.base import StoreFailed

BURST, PER_SECOND = 300, 10
"""Requests of one network: a mail provider posts for all its customers from few addresses."""
AGAIN_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class StopParts:
    """What the page is built from."""

    runner: Runner
    keyed: Hmac
    wording: Wording
    rules: Rules
    monotonic: Callable[[], float]
    """Seconds that only go forward, for limits."""


def stop_routes(parts: StopParts) -> list[BaseRoute]:
    """Make the routes of the page."""
    stop = StopPage(parts)
    return [
        Route("/u/{token}", stop.show, methods=["GET"]),
        Route("/u/{token}", stop.stop, methods=["POST"]),
    ]


@dataclass
class StopPage:
    """The endpoints."""

    parts: StopParts
    limit: Limit = field(init=False)
    templates: jinja2.Environment = field(init=False)

    def __post_init__(self) -> None:
        self.limit = Limit(burst=BURST, per_second=PER_SECOND, clock=self.parts.monotonic)
        self.templates = templates_in(HERE / "templates")

    async def show(self, _request: Request) -> Response:
        """Show the button."""
        return self._page("ask")

    async def stop(self, request: Request) -> Response:
        """Stop all email to whom the link is for; answered when it is durable."""
        try:
            self.limit.check(client_network(request))
            await self._stop(read_stop_token(request.path_params["token"], self.parts.keyed))
        except Refusal as refused:
            return refused.response()
        except (CouldNotHandle, StoreFailed):
            return self._page("later", status=503)
        return self._page("done")

    async def _stop(self, contact: str) -> None:
        if contact:
            key = f"stop:{secrets.token_hex(12)}"
            await self.parts.runner.receive(
                Input(key=key, to=To.CONTACT, id=contact, body=ContactStopped(how="email"))
            )

    def _page(self, state: str, *, status: int = 200) -> Response:
        page = Page(wording=self.parts.wording, language=self.parts.rules.campaign.language)
        made = self.templates.get_template("stop.html").render(
            page=page, say=page.say, campaign=self.parts.rules.campaign, state=state
        )
        headers = {"retry-after": str(AGAIN_SECONDS)} if status != 200 else {}  # noqa: PLR2004  HTTP's "all is well"
        return HTMLResponse(made, status_code=status, headers=headers)
