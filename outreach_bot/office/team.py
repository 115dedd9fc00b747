"""The team: who works in the office, as what and for which hospitals. Only an owner changes it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot import fresh
from outreach_bot.dialogue.lock_inputs import SecondLockTakenOff
from outreach_bot.dialogue.team_inputs import MemberAdded, MemberChanged, MemberEnded, SignedOutEverywhere
from outreach_bot.office.access import make_sign_in_link, moment
from outreach_bot.office.forms import Form
from outreach_bot.office.narrowing import Finder
from outreach_bot.office.shell import Beyond, Shell
from outreach_bot.recruitment.office_roles import Deed, Member, OfficeRole
from outreach_bot.store.reading import Reader

HERE = "/office/team"
LONGEST_NAME = 80
DONE = ("added", "changed", "ended", "out", "lock-off")
FINDER = Finder[Member](
    words=lambda member: (member.name, *member.hospitals),
    state=lambda member: member.role.value if member.ended_at is None else "",
    states=tuple(OfficeRole),
    orders={
        "oldest": lambda member: (member.ended_at is not None, member.since),
        "newest": lambda member: (member.ended_at is not None, -member.since.timestamp()),
        "name": lambda member: (member.ended_at is not None, member.name.casefold()),
    },
)
"""Who left stands last, in any order."""


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page = TeamPage(shell)
    one = f"{HERE}/{{member}}"
    posts = {
        f"{HERE}/new": page.add,
        one: page.change,
        f"{one}/link": page.link,
        f"{one}/out": page.out,
        f"{one}/end": page.end,
        f"{one}/lock-off": page.lock_off,
    }
    return [
        Route(HERE, shell.allowed(Deed.MANAGE_TEAM, page.page), methods=["GET"]),
        *(
            Route(path, shell.allowed(Deed.MANAGE_TEAM, endpoint), methods=["POST"])
            for path, endpoint in posts.items()
        ),
    ]


async def members(store: Reader) -> list[Member]:
    """List the team: those in it first, in the order they came."""
    found = [msgspec.convert(row.body, Member) for row in await store.rows("member")]
    return sorted(found, key=lambda member: member.ended_at is not None)


def named(name: str, team: Iterable[Member]) -> Member | None:
    """Find somebody of the team by name; capitals do not matter."""
    known = " ".join(name.split()).casefold()
    return next((each for each in team if each.ended_at is None and each.name.casefold() == known), None)


@dataclass
class TeamPage:
    """The endpoints."""

    shell: Shell

    async def page(self, request: Request) -> Response:
        """Show the team, and a form for one more."""
        return await self._page(request)

    async def add(self, request: Request) -> Response:
        """Take somebody in, or say what is missing."""
        form: Form = request.state.form
        name = " ".join(form.one("name").split())
        role, hospitals = self._work(form)
        if await self.shell.was_done(form.key("")):  # pressed twice: they are in
            return _back("added")
        fault = self._wrong_name(name, await members(self._whole(request))) or ("" if role else "role")
        if fault or role is None:
            return await self._page(request, fault=fault, name=name, status=422)
        member = Member(id=fresh.member_id(), name=name, role=role, hospitals=hospitals, since=self._now())
        await self.shell.tell_office(request, MemberAdded(member=member))
        return _back("added")

    async def change(self, request: Request) -> Response:
        """Give a member other work or other hospitals."""
        role, hospitals = self._work(request.state.form)
        if role is None:
            return await self._page(request, fault="role", status=422)
        body = MemberChanged(member=request.path_params["member"], role=role, hospitals=hospitals)
        await self.shell.tell_office(request, body)
        return _back("changed")

    async def link(self, request: Request) -> Response:
        """Make a link that signs a member in once, and show it to the owner who asked for it."""
        parts = self.shell.parts
        kept = await self._kept(request)
        if kept is None:
            return await self._page(request, fault="gone", status=404)
        link = await make_sign_in_link(
            runner=parts.runner, site=parts.site, clock=parts.clock, name=kept.name, member=kept.id
        )
        return await self._page(request, link=link, link_for=kept.name)

    async def out(self, request: Request) -> Response:
        """Sign a member out on every device."""
        await self.shell.tell_office(request, SignedOutEverywhere(member=request.path_params["member"]))
        return _back("out")

    async def lock_off(self, request: Request) -> Response:
        """Take a member's second lock off, as after a lost phone."""
        await self.shell.tell_office(request, SecondLockTakenOff(member=request.path_params["member"]))
        return _back("lock-off")

    async def end(self, request: Request) -> Response:
        """Let somebody go from the team."""
        await self.shell.tell_office(request, MemberEnded(member=request.path_params["member"]))
        return _back("ended")

    def _wrong_name(self, name: str, team: Iterable[Member]) -> str:
        if not 1 <= len(name) <= LONGEST_NAME:
            return "name"
        return "taken" if named(name, team) else ""

    def _work(self, form: Form) -> tuple[OfficeRole | None, tuple[str, ...]]:
        known = [hospital.key for hospital in self.shell.parts.rules.campaign.hospitals]
        asked = form.one("role")
        chosen = tuple(key for key in known if key in form.all("hospital"))
        everywhere = len(chosen) == len(known)
        return OfficeRole(asked) if asked in list(OfficeRole) else None, () if everywhere else chosen

    async def _kept(self, request: Request) -> Member | None:
        row = await self._whole(request).get("member", request.path_params["member"])
        member = msgspec.convert(row.body, Member) if row else None
        return member if member is not None and member.ended_at is None else None

    async def _page(
        self,
        request: Request,
        *,
        fault: str = "",
        name: str = "",
        link: str = "",
        link_for: str = "",
        status: int = 200,
    ) -> Response:
        done = request.query_params.get("done", "")
        return self.shell.page(
            "team.html",
            request,
            status=status,
            here="team",
            team=FINDER.look(await members(self._whole(request)), request.query_params),
            orders=list(FINDER.orders),
            locked=await self.shell.door.locked(),
            roles=list(OfficeRole),
            hospitals=self.shell.parts.rules.campaign.hospitals,
            fault=fault,
            name=name,
            link=link,
            link_for=link_for,
            done=done if done in DONE else "",
        )

    def _whole(self, request: Request) -> Reader:
        return self.shell.beyond(request, Beyond.TEAM)

    def _now(self) -> dt.datetime:
        return moment(self.shell.parts.clock())


def _back(done: str) -> Response:
    return RedirectResponse(f"{HERE}?done={done}", status_code=303)
