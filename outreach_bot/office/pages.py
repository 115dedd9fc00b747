"""The coordinators' office: its pages, and the way in and out."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from outreach_bot.inbound.web_guard import StoredFiles
from outreach_bot.office import (
    asides,
    audit,
    champions,
    desk_signups,
    exports,
    flyers,
    networks,
    outreach,
    people,
    person_consents,
    person_said,
    reports,
    second_lock,
    sessions,
    signups,
    sources,
    team,
    today,
    wave_hands,
    words,
)
from outreach_bot.office.access import COOKIE
from outreach_bot.office.shell import HERE, LOCK, OfficeParts, Shell, pages_for


def office_routes(parts: OfficeParts) -> list[BaseRoute]:
    """Make the routes of the office."""
    shell = Shell(parts)
    office = Office(shell)
    return [
        Route("/office", shell.allowed(None, office.home), methods=["GET"]),
        Route("/office/in/{token}", office.knock, methods=["GET"]),
        Route("/office/in/{token}", shell.guarded(office.enter), methods=["POST"]),
        Route("/office/out", shell.allowed(None, office.leave), methods=["POST"]),
        Route(
            "/office/out-everywhere",
            shell.allowed(None, office.leave_everywhere),
            methods=["POST"],
        ),
        *second_lock.routes(shell),
        *today.routes(shell),
        *asides.routes(shell),
        *signups.routes(shell),
        *sessions.routes(shell),
        *champions.routes(shell),
        *sources.routes(shell),
        *networks.routes(shell),
        *flyers.routes(shell),
        *words.routes(shell),
        *outreach.routes(shell),
        *wave_hands.routes(shell),
        *desk_signups.routes(shell),
        *people.routes(shell),
        *person_said.routes(shell),
        *person_consents.routes(shell),
        *team.routes(shell),
        *reports.routes(shell),
        *exports.routes(shell),
        *audit.routes(shell),
        Mount("/office/static", StoredFiles(directory=HERE / "static")),
    ]


@dataclass
class Office:
    """The endpoints."""

    shell: Shell

    async def home(self, request: Request) -> Response:
        """Lead to the first page that they may see."""
        first = pages_for(request.state.actor)[0].name
        return RedirectResponse(f"/office/{first}", status_code=303)

    async def knock(self, request: Request) -> Response:
        """Show the sign-in button. Chat apps fetch links for previews, so that GET must not use one up."""
        if not await self.shell.door.link_works(request.path_params["token"]):
            return await self._stale(request)
        return self.shell.page("sign_in.html", request)

    async def enter(self, request: Request) -> Response:
        """Use the link up and sign in."""
        session = await self.shell.door.sign_in(request.path_params["token"])
        if not session:
            return await self._stale(request)
        response = RedirectResponse(await self._first(session), status_code=303)
        self.shell.parts.site.set_cookie(response, COOKIE, session)
        return response

    async def _first(self, session: str) -> str:
        """Where a new session leads: in, or to the second lock."""
        return "/office" if await self.shell.door.is_in(session) else LOCK

    async def leave(self, request: Request) -> Response:
        """Sign out."""
        await self.shell.door.sign_out(request)
        return self._out(request)

    async def leave_everywhere(self, request: Request) -> Response:
        """End every session of who asks, on every device."""
        await self.shell.door.sign_out_everywhere(request)
        return self._out(request)

    def _out(self, request: Request) -> Response:
        del request.state.actor
        response = self.shell.page("out.html", request)
        self.shell.parts.site.drop_cookie(response, COOKIE)
        return response

    async def _stale(self, request: Request) -> Response:
        await self.shell.note_refusal(request, "stale_link")
        return self.shell.page("stale.html", request, status=403)
