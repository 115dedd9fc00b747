"""The Champions page: links to end, champions to ask for a rest, and codes to look at."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot.dialogue.inputs import ChampionHeld, CodeVoided, ReviewsSeen, To
from outreach_bot.dialogue.looking import PersonLook, person_mark
from outreach_bot.office.access import moment
from outreach_bot.office.champion_list import MOST_REVIEWS, Champions, Listed, State, look
from outreach_bot.office.narrowing import Finder
from outreach_bot.office.shell import Shell
from outreach_bot.recruitment.merging import digest
from outreach_bot.recruitment.office_roles import Deed

HERE = "/office/champions"
BY = "office"
FINDER: Finder[Listed] = Finder(
    words=lambda line: (line.code.id, line.code.name),
    state=lambda line: line.state,
    states=tuple(State),
    orders={
        "needs": lambda line: (list(State).index(line.state), -line.code.made_at.timestamp()),
        "newest": lambda line: -line.code.made_at.timestamp(),
        "name": lambda line: (line.code.name.casefold(), line.code.id),
        "opened": lambda line: (-line.opened, line.code.id),
    },
)


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page = ChampionsPage(shell)
    posts = {"void": page.void, "hold": page.hold, "seen": page.seen}
    return [
        Route(HERE, shell.allowed(Deed.SEE_CHAMPIONS, page.page)),
        *(
            Route(
                f"{HERE}/{name}",
                shell.allowed(Deed.RUN_CHAMPIONS, post),
                methods=["POST"],
            )
            for name, post in posts.items()
        ),
    ]


@dataclass
class ChampionsPage:
    """The endpoints. Each post changes something by an input, and leads back to the page."""

    shell: Shell

    async def page(self, request: Request) -> Response:
        """Show all champions' links, and the codes to look at."""
        seen = await look(self.shell.reader(request))
        lines = FINDER.look(seen.listed(moment(self.shell.parts.clock())), request.query_params)
        return self.shell.page(
            "champions.html",
            request,
            here="champions",
            lines=lines,
            reviews=seen.reviews,
            states=list(State),
            orders=list(FINDER.orders),
            looked={
                line.code.id: {
                    "branch": branch_mark(seen, line.code.id),
                    "hold": person_mark(ChampionHeld, PersonLook(me=seen.owners[line.code.id]))
                    if line.code.id in seen.owners
                    else "",
                }
                for line in lines.items
            },
        )

    async def void(self, request: Request) -> Response:
        """End one link, or it and all that came of it. Whoever opens one is answered like anybody."""
        form = request.state.form
        seen = await look(self.shell.reader(request))
        code = form.one("code")
        if code in seen.codes:
            await self._check_standing(request, seen, code)
            chosen = seen.branch(code) if form.one("branch") else [code]
            await self.shell.tell_office(request, CodeVoided(codes=seen.with_links(chosen), by=BY))
        return _back()

    async def _check_standing(self, request: Request, seen: Champions, code: str) -> None:
        """Go on only where the link still stands, and as many came of it as the page said."""
        await self.shell.check_looked(request, branch_mark(seen, code), HERE, code)

    async def hold(self, request: Request) -> Response:
        """Ask a champion to rest, or let them go on."""
        form = request.state.form
        seen = await look(self.shell.reader(request))
        owner = seen.owners.get(form.one("code"))
        if owner is not None:
            body = ChampionHeld(held=bool(form.one("held")), by=BY)
            mark = person_mark(ChampionHeld, PersonLook(me=owner))
            await self.shell.check_looked(request, mark, HERE, owner.id)
            await self.shell.send(request, To.PERSON, owner.id, body)
        return _back()

    async def seen(self, request: Request) -> Response:
        """Take codes that somebody looked at off the list."""
        form = request.state.form
        seen = await look(self.shell.reader(request))
        known = {review.id for review in seen.reviews}
        reviews = tuple(each for each in form.all("review") if each in known)[:MOST_REVIEWS]
        if reviews:
            await self.shell.tell_office(request, ReviewsSeen(reviews=reviews, by=BY))
        return _back()


def branch_mark(seen: Champions, code: str) -> str:
    """Mark what ending a link rests on: that it stands, and what came of it."""
    return digest(seen.codes[code].void, sorted(seen.branch(code)))


def _back() -> Response:
    return RedirectResponse(HERE, status_code=303)
