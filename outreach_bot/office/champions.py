"""The Champions page: links to end, champions to ask for a rest, and codes to look at."""

from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot.dialogue.inputs import OFFICE, Body, ChampionHeld, CodeVoided, Input, ReviewsSeen, To
from outreach_bot.inbound.web_guard import GUARDED, new_token
from outreach_bot.office.access import moment
from outreach_bot.office.champion_list import MOST_REVIEWS, Champions, look
from outreach_bot.office.shell import Shell

HERE = "/office/champions"
BY = "office"
LARGEST_FORM = 32_768
"""Bytes: as many reviews as one page shows, and more."""


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page = ChampionsPage(shell)
    posts = {"void": page.void, "hold": page.hold, "seen": page.seen}
    return [
        Route(HERE, shell.signed_in(page.page), middleware=GUARDED),
        *(
            Route(f"{HERE}/{name}", shell.signed_in(post), methods=["POST"], middleware=GUARDED)
            for name, post in posts.items()
        ),
    ]


@dataclass
class ChampionsPage:
    """The endpoints. Each post changes something by an input, and leads back to the page."""

    shell: Shell

    async def page(self, _request: Request) -> Response:
        """Show all champions' links, and the codes to look at."""
        parts = self.shell.parts
        seen = await look(parts.store)
        lines = seen.listed(moment(parts.clock()))
        return self.shell.page("champions.html", here="champions", lines=lines, reviews=seen.reviews)

    async def void(self, request: Request) -> Response:
        """End one link, or it and all that came of it. Whoever opens one is answered like anybody."""
        form = await _form(request)
        seen = await look(self.shell.parts.store)
        code = _one(form, "code")
        if code in seen.codes:
            chosen = seen.branch(code) if _one(form, "branch") else [code]
            await self._office(CodeVoided(codes=seen.with_links(chosen), by=BY))
        return _back()

    async def hold(self, request: Request) -> Response:
        """Ask a champion to rest, or let them go on."""
        form = await _form(request)
        seen: Champions = await look(self.shell.parts.store)
        owner = seen.owners.get(_one(form, "code"))
        if owner is not None:
            body = ChampionHeld(held=bool(_one(form, "held")), by=BY)
            await self._receive(Input(key=_key(), to=To.PERSON, id=owner.id, body=body))
        return _back()

    async def seen(self, request: Request) -> Response:
        """Take codes that somebody looked at off the list."""
        form = await _form(request)
        known = {review.id for review in (await look(self.shell.parts.store)).reviews}
        reviews = tuple(each for each in form.get("review", []) if each in known)[:MOST_REVIEWS]
        if reviews:
            await self._office(ReviewsSeen(reviews=reviews, by=BY))
        return _back()

    async def _office(self, body: Body) -> None:
        await self._receive(Input(key=_key(), to=To.OFFICE, id=OFFICE, body=body))

    async def _receive(self, received: Input) -> None:
        await self.shell.parts.runner.receive(received)


async def _form(request: Request) -> dict[str, list[str]]:
    """Read a form. One that is too long to come from our page has no fields."""
    body = await request.body()
    return parse_qs(body.decode("utf-8", "replace")) if len(body) <= LARGEST_FORM else {}


def _one(form: dict[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]


def _key() -> str:
    return f"office:{new_token()}"


def _back() -> Response:
    return RedirectResponse(HERE, status_code=303)
