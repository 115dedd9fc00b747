"""The team: who works in the office, as what and for which hospitals. Only an owner changes it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot import fresh
from outreach_bot.dialogue.inputs import Body
from outreach_bot.dialogue.lock_inputs import SecondLockTakenOff
from outreach_bot.dialogue.looking import lock_mark
from outreach_bot.dialogue.team_inputs import MemberAdded, MemberChanged, MemberEnded, SignedOutEverywhere
from outreach_bot.office.access import make_sign_in_link, moment
from outreach_bot.office.forms import Form
from outreach_bot.office.meanwhile import Editing
from outreach_bot.office.merged_forms import Merged, Values, base_of
from outreach_bot.office.narrowing import Finder
from outreach_bot.office.shell import Beyond, ChangedMeanwhile, Shell
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
        await self.shell.tell_office(request, MemberAdded(member=member), makes=True)
        return _back("added")

    async def change(self, request: Request) -> Response:
        """Give a member other work or other hospitals."""
        kept = await self._kept(request)
        if kept is None:
            raise ChangedMeanwhile(HERE, request.path_params["member"])
        if self._work(request.state.form)[0] is None:
            return await self._page(request, fault="role", status=422)
        editing = WorkEditing(
            shell=self.shell,
            request=request,
            back=HERE,
            action=request.url.path,
            about=(kept.id,),
            member=kept,
        )
        return await editing.save()

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
        member = request.path_params["member"]
        since = (await self.shell.door.lock_of(member)).since
        await self.shell.check_looked(request, lock_mark(since), HERE, member)
        await self.shell.tell_office(request, SecondLockTakenOff(member=member))
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
        return work_of(form, [hospital.key for hospital in self.shell.parts.rules.campaign.hospitals])

    async def _kept(self, request: Request) -> Member | None:
        return await kept_member(self._whole(request), request.path_params["member"])

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
            bases={member.id: base_of(work_shown(member)) for member in await members(self._whole(request))},
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


async def kept_member(store: Reader, name: str) -> Member | None:
    """Read a member who is in the team."""
    row = await store.get("member", name)
    member = msgspec.convert(row.body, Member) if row else None
    return member if member is not None and member.ended_at is None else None


def work_of(form: Form, known: Sequence[str]) -> tuple[OfficeRole | None, tuple[str, ...]]:
    """Read a role, and for which of the hospitals there are; all of them: everywhere. None: no role was chosen."""
    asked = form.one("role")
    chosen = tuple(key for key in known if key in form.all("hospital"))
    return OfficeRole(asked) if asked in list(OfficeRole) else None, () if len(chosen) == len(
        known
    ) else chosen


def work_shown(member: Member) -> dict[str, str]:
    """Say what the form of a member shows."""
    return {"role": member.role.value, "hospital": " ".join(member.hospitals)}


@dataclass(kw_only=True)
class WorkEditing(Editing):
    """The form of a member: as what they work, and for which hospitals."""

    member: Member
    """As they were last read."""

    async def look(self) -> Values | None:
        """Read the member; None: they left."""
        kept = await kept_member(self.shell.beyond(self.request, Beyond.TEAM), self.member.id)
        if kept is None:
            return None
        self.member = kept
        return work_shown(kept)

    def typed(self, now: Values) -> Values:
        """Read what was chosen."""
        known = [hospital.key for hospital in self.shell.parts.rules.campaign.hospitals]
        role, hospitals = work_of(self.form, known)
        return {"role": role.value if role else now["role"], "hospital": " ".join(hospitals)}

    async def write(self, merged: Merged) -> Body:
        """Write what was chosen, where the member is still as it was read."""
        role, hospitals = OfficeRole(merged.one("role")), tuple(merged.all("hospital"))
        return MemberChanged(member=self.member.id, role=role, hospitals=hospitals, was=self.member)

    async def send(self, body: Body, part: str) -> None:
        """Tell the office."""
        await self.shell.tell_office(self.request, body, part)

    def label(self, name: str) -> str:
        """Name a field as the form does."""
        return self.shell.say("office-team.role" if name == "role" else "office-team.hospitals")

    def value(self, name: str, text: str) -> str:
        """Say a choice in words."""
        if name == "role":
            return self.shell.say(f"office-role-of.{text}")
        named = self.shell.parts.rules.campaign.hospitals
        return ", ".join(each.name for each in named if each.key in text.split())

    def nothing(self, _name: str) -> str:
        """No hospital is all of them."""
        return self.shell.say("office-team.everywhere")

    def logged(self, name: str) -> str:
        """Name a field as the record does."""
        return "hospitals" if name == "hospital" else name

    def done(self) -> Response:
        """Lead to the team."""
        return _back("changed")


def _back(done: str) -> Response:
    return RedirectResponse(f"{HERE}?done={done}", status_code=303)
