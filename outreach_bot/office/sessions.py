"""Sessions: the list and the month, making one, and each member's own calendar to subscribe to."""

import datetime as dt
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outreach_bot import fresh
from outreach_bot.dialogue.inputs import SessionsImported
from outreach_bot.dialogue.session_inputs import CalendarLinkEnded, CalendarLinkMade
from outreach_bot.exports.calendar import MEDIA_TYPE, Titles, calendar_feed
from outreach_bot.inbound.web_guard import Refusal, client_network, new_token, token_hash
from outreach_bot.office import live, session_changes, session_page, session_prints
from outreach_bot.office.forms import Form
from outreach_bot.office.session_doors import HERE, Said, back_to, done, form_values, now, refused
from outreach_bot.office.session_forms import Filled, blank, read_session
from outreach_bot.office.session_list import (
    Filter,
    Line,
    Order,
    Span,
    Standing,
    line,
    month_of,
    one_page,
    sessions_from,
)
from outreach_bot.office.shell import Shell
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.sessions import SessionStatus

PART = "sessions-seen"
"""Id of the part of the page that is kept fresh."""
CALENDAR_DAYS = 400
"""A calendar's address works so long; then its owner makes a new one."""


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of all pages about sessions."""
    page = SessionsPage(shell)
    see, run = Deed.SEE_SESSIONS, Deed.RUN_SESSIONS
    return [
        Route(HERE, shell.allowed(see, page.page), methods=["GET"]),
        Route(f"{HERE}/events", shell.allowed(see, page.events), methods=["GET"]),
        Route(f"{HERE}/new", shell.allowed(run, page.blank), methods=["GET"]),
        Route(f"{HERE}/new", shell.allowed(run, page.make), methods=["POST"]),
        Route(f"{HERE}/calendar/new", shell.allowed(see, page.link), methods=["POST"]),
        Route(f"{HERE}/calendar/end", shell.allowed(see, page.end), methods=["POST"]),
        Route("/office/calendar/{token}.ics", page.feed, methods=["GET"]),
        *session_prints.routes(shell),
        *session_changes.routes(shell),
        *session_page.routes(shell),
    ]


@dataclass
class SessionsPage:
    """The endpoints."""

    shell: Shell

    async def page(self, request: Request) -> Response:
        """Show the list or the month, narrowed and sorted as the address says."""
        return await self._page(request)

    async def events(self, request: Request) -> Response:
        """Keep an open page fresh."""

        async def draw() -> live.Parts:
            return {PART: await self._seen(request)}

        async def version() -> int:
            return await self.shell.changes(("session",))

        return live.stream(self.shell, request, version=version, draw=draw)

    async def _seen(self, request: Request) -> str:
        """Draw the list, or the month."""
        rules, at = self.shell.parts.rules, now(self.shell)
        chosen = Filter.read(request.query_params, rules)
        lines = await self._lines(request, at)
        return self.shell.draw(
            "_sessions_seen.html",
            request,
            chosen=chosen,
            seen=one_page(lines, chosen, at),
            month=month_of(lines, chosen, rules, at) if chosen.view else None,
            said=Said(shell=self.shell),
        )

    async def _page(self, request: Request, *, link: str = "", status: int = 200) -> Response:
        rules = self.shell.parts.rules
        chosen = Filter.read(request.query_params, rules)
        seen = await self._seen(request)
        return self.shell.page(
            "sessions.html",
            request,
            status=status,
            here="sessions",
            chosen=chosen,
            any=bool(await self.shell.reader(request).rows("session")),
            part=Markup(seen),  # noqa: S704  drawn by our own template
            is_now=live.is_now({PART: seen}),
            said=Said(shell=self.shell),
            kinds=[kind for kind in rules.sessions.kinds if kind.counts],
            hospitals=[
                each for each in rules.campaign.hospitals if self.shell.sight(request).sees((each.key,))
            ],
            standings=list(Standing),
            spans=list(Span),
            orders=list(Order),
            link=link,
            links=await self._links(request),
            done=done(request),
        )

    async def _lines(self, request: Request, at: dt.datetime) -> list[Line]:
        rules, said = self.shell.parts.rules, Said(shell=self.shell)
        found = sessions_from(await self.shell.reader(request).rows("session"))
        return [
            line(each, rules, at, words=f"{said.kind(each.kind)} {said.hospital(each.hospital)}")
            for each in found.values()
        ]

    # -- making one ------------------------------------------------------------------------------------------

    async def blank(self, request: Request) -> Response:
        """Show an empty form, with what the chosen kind says."""
        return self._form(request, blank(self.shell.parts.rules, request.query_params.get("kind", "")))

    async def make(self, request: Request) -> Response:
        """Make a session, as a draft or open for booking; or show the form again with what is wrong."""
        form: Form = request.state.form
        publish = form.one("then") == "publish"
        key = form.key(fresh.key("office"))
        name = f"s-{key.rpartition(':')[2][:10]}"
        session, filled = read_session(
            form,
            rules=self.shell.parts.rules,
            now=now(self.shell),
            known=None,
            session_id=name,
            publish=publish,
        )
        if session is None:
            return self._form(request, filled, status=422)
        if not self.shell.sight(request).runs(session):
            return await refused(self.shell, request, session)
        await self.shell.tell_office(
            request, SessionsImported(sessions=(session,), by=request.state.actor.name), makes=True
        )
        return back_to(name, "drafted" if session.status is SessionStatus.DRAFT else "made")

    def _form(self, request: Request, filled: Filled, status: int = 200) -> Response:
        return self.shell.page(
            "session_new.html",
            request,
            status=status,
            here="sessions",
            filled=filled,
            **form_values(self.shell, request),
        )

    # -- a calendar of one's own -----------------------------------------------------------------------------

    async def link(self, request: Request) -> Response:
        """Make the secret address of a calendar, and show it this once."""
        token = new_token()
        until = now(self.shell) + dt.timedelta(days=CALENDAR_DAYS)
        body = CalendarLinkMade(token_hash=token_hash(token), until=until, member=request.state.actor.member)
        await self.shell.tell_office(request, body)
        if not await self.shell.door.calendar_made(body.token_hash):  # pressed twice: the first one counts
            return await self._page(request)
        return await self._page(
            request, link=f"{self.shell.parts.site.public_url.rstrip('/')}/office/calendar/{token}.ics"
        )

    async def end(self, request: Request) -> Response:
        """End a calendar's address: only one's own."""
        own = {each["id"] for each in await self._links(request)}
        asked = request.state.form.one("link")
        if asked in own:
            await self.shell.tell_office(request, CalendarLinkEnded(token_hash=asked))
        return await self._page(request)

    async def _links(self, request: Request) -> list[dict[str, str]]:
        own = await self.shell.door.calendars(request.state.actor.member)
        return [{"id": each, "short": each[:6]} for each in own]

    async def feed(self, request: Request) -> Response:
        """Give a calendar to whoever holds its address, as long as they are in the team. No people are in it."""
        sight = await self.shell.door.calendar_of(request.path_params["token"])
        if sight is None:
            return self._no_feed(request)
        shown = sessions_from(await self.shell.reader_for(sight).rows("session")).values()
        said = Said(shell=self.shell)
        titles = Titles(meeting=said.title("meeting"), before=said.title("before"), after=said.title("after"))
        content = calendar_feed(list(shown), titles=titles, now=now(self.shell))
        return Response(content, media_type=MEDIA_TYPE)

    def _no_feed(self, request: Request) -> Response:
        """Answer somebody who tries addresses; whoever holds one that works never has to wait for them."""
        try:
            self.shell.limit.check(client_network(request))
        except Refusal as refused:
            return refused.response()
        return Response(status_code=404)
