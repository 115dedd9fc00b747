"""Lists with names or numbers: one member asks, another says yes or no, and then the first takes the file.

Whoever asked can never say yes. Each step is a row of the audit log, with the id of the question.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot import fresh
from outreach_bot.dialogue.export_inputs import ListAsked, ListDecided, ListTaken
from outreach_bot.exports.contacts import Tool
from outreach_bot.exports.spreadsheets import Profile
from outreach_bot.office.access import moment
from outreach_bot.office.list_files import Asked, handed_over, read_table
from outreach_bot.office.shell import Shell
from outreach_bot.office.tables import Kind, Wish
from outreach_bot.office.team import members
from outreach_bot.recruitment.approvals import (
    MOST_TAKES,
    TAKEN_WITHIN,
    Approval,
    NotAllowed,
    Standing,
    others_who_may,
    standing,
    why_not_decided,
    why_not_taken,
)
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.sight import Sight

HERE = "/office/exports"
DONE = ("asked", "approved", "refused")
"""What the page may say was just done; the words are `office-named-done.*`."""
FAULTS = (*NotAllowed, "reason", "unknown")
"""What it may say kept it from being done; the words are `office-named-fault.*`."""
MOST_SHOWN = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question as the page shows it."""

    approval: Approval
    standing: Standing
    by: str
    """Name of who asked."""
    decided_by: str
    until: dt.datetime | None
    """Until when it may be taken."""
    left: int
    """How often."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What the page shows of questions to one member."""

    own: list[Question]
    to_decide: list[Question]
    alone: bool
    """Nobody else in the team could say yes."""
    has_name: bool
    """They signed in as somebody of the team."""


@dataclass
class NamedLists:
    """The endpoints."""

    shell: Shell

    def routes(self) -> list[BaseRoute]:
        """Make the routes."""
        posts = {
            f"{HERE}/ask": self.ask,
            f"{HERE}/{{approval}}/decide": self.decide,
            f"{HERE}/{{approval}}/take": self.take,
        }
        return [
            Route(
                path,
                self.shell.allowed(Deed.EXPORT_IDENTIFIED, endpoint),
                methods=["POST"],
            )
            for path, endpoint in posts.items()
        ]

    async def shown(self, request: Request) -> Shown:
        """List this member's questions, the newest first, and those of others that they may answer, the oldest first."""
        actor, store, now = request.state.actor, self.shell.reader(request), self._now()
        team = await members(store)
        names = {member.id: member.name for member in team}
        known = [msgspec.convert(row.body, Approval) for row in await store.rows("approval")]
        open_ = [each for each in known if why_not_decided(each, actor.member, actor.hospitals, now) is None]
        own = [each for each in known if actor.member and each.by == actor.member]
        return Shown(
            own=[_question(each, names, now) for each in reversed(own)][:MOST_SHOWN],
            to_decide=[_question(each, names, now) for each in open_],
            alone=not others_who_may(team, actor.member, actor.hospitals),
            has_name=bool(actor.member),
        )

    async def ask(self, request: Request) -> Response:
        """Write a question down; a second person finds it on Today and here."""
        asked, actor = Asked.read(request.state.form), request.state.actor
        if asked is None or not asked.wish.names_people:
            return _back(fault="unknown")
        if asked.reason is None:
            return _back(fault="reason")
        approval = Approval(
            id=fresh.approval_id(),
            kind=asked.wish.kind.value,
            tool=asked.wish.tool.value if asked.wish.kind is Kind.CONTACTS else "",
            form=asked.form,
            reason=asked.reason,
            by=actor.member,
            at=self._now(),
            hospitals=actor.hospitals,
        )
        await self.shell.tell_office(request, ListAsked(approval=approval))
        return _back(done="asked") if actor.member else _back(fault=NotAllowed.NO_MEMBER.value)

    async def decide(self, request: Request) -> Response:
        """Say yes or no to somebody else's question."""
        approval, actor = await self._kept(request), request.state.actor
        answer = request.state.form.one("answer")
        if approval is None or answer not in ("yes", "no"):
            await self.shell.note_hidden(request, "approval", request.path_params["approval"])
            return _back(fault="unknown")
        refused = why_not_decided(approval, actor.member, actor.hospitals, self._now())
        await self.shell.tell_office(request, ListDecided(approval=approval.id, yes=answer == "yes"))
        if refused is not None:
            return _back(fault=refused.value)
        return _back(done="approved" if answer == "yes" else "refused")

    async def take(self, request: Request) -> Response:
        """Hand the list over, once it is written down that it was taken."""
        approval, actor = await self._kept(request), request.state.actor
        if approval is None:
            return _back(fault="unknown")
        refused = why_not_taken(approval, actor.member, self._now())
        mark = fresh.key("taken")
        # the page stays open: whoever presses again takes another file, and that is another row
        await self.shell.tell_office(request, ListTaken(approval=approval.id, mark=mark), part=mark)
        after = await self._kept(request)
        if after is None or mark not in after.taken:
            return _back(fault=(refused or NotAllowed.NOT_READY).value)
        asked = _asked(approval)
        both = Sight.of(approval.hospitals, actor.hospitals, member=actor.member)
        table = await read_table(self.shell, asked, self.shell.reader_for(both))
        return handed_over(self.shell, table, asked)

    async def _kept(self, request: Request) -> Approval | None:
        row = await self.shell.reader(request).get("approval", request.path_params["approval"])
        return msgspec.convert(row.body, Approval) if row else None

    def _now(self) -> dt.datetime:
        return moment(self.shell.parts.clock())


def said_of(request: Request) -> dict[str, str]:
    """Read what the page is to say was done, or was not."""
    done, fault = request.query_params.get("done", ""), request.query_params.get("fault", "")
    return {"done": done if done in DONE else "", "fault": fault if fault in FAULTS else ""}


def _question(approval: Approval, names: Mapping[str, str], now: dt.datetime) -> Question:
    return Question(
        approval=approval,
        standing=standing(approval, now),
        by=names.get(approval.by, approval.by),
        decided_by=names.get(approval.decided_by, approval.decided_by),
        until=approval.decided_at + TAKEN_WITHIN if approval.decided_at and approval.yes else None,
        left=MOST_TAKES - len(approval.taken),
    )


def _asked(approval: Approval) -> Asked:
    kind, tool = Kind(approval.kind), Tool(approval.tool or Tool.PLAIN.value)
    return Asked(
        wish=Wish(kind=kind, identified=True, tool=tool),
        form=approval.form,
        profile=Profile.SPREADSHEET if tool is Tool.PLAIN else Profile.EXACT,
        reason=approval.reason,
    )


def _back(*, done: str = "", fault: str = "") -> Response:
    query = f"done={done}" if done else f"fault={fault}"
    return RedirectResponse(f"{HERE}?{query}#by-two", status_code=303)
