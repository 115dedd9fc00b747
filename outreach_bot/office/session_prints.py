"""What is printed for a session: sign-in sheet, first-name badges, run sheet. Nobody's role or reason is on any.

First names are of those who gave one; for the others there is a line to write on. That names were printed is audited.
"""

import datetime as dt
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outreach_bot import fresh
from outreach_bot.dialogue.inputs import OFFICE, Exported, Input, To
from outreach_bot.office.session_doors import HERE, Said, now, of_one
from outreach_bot.office.session_page import SeatLine, needs_of, seat_lines
from outreach_bot.office.shell import Shell
from outreach_bot.recruitment import tables
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.reasons import ExportReason
from outreach_bot.recruitment.session_needs import ONLINE
from outreach_bot.recruitment.sessions import Session
from outreach_bot.recruitment.sight import is_other

HOUR = 60
"""Minutes: who sits longer needs a break."""
EMPTY_LINES = 6
"""For people who come without having booked."""


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes."""
    page = PrintsPage(shell)
    one = f"{HERE}/{{session}}"
    prints = {
        "sheet": (Deed.SEE_IDENTITY, page.sheet),
        "badges": (Deed.SEE_IDENTITY, page.badges),
        "run-sheet": (Deed.SEE_SESSIONS, page.run_sheet),
    }
    return [
        Route(f"{one}/{name}", shell.allowed(deed, of_one(shell, endpoint)), methods=["GET"])
        for name, (deed, endpoint) in prints.items()
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One line of the run sheet: when, and what; `office-run.<what>`."""

    at: dt.datetime
    what: str


def steps(session: Session) -> list[Step]:
    """Lay the day out: let in early, begin on time, and leave nobody alone afterwards. Source: DOMAIN 6.3."""
    minute = dt.timedelta(minutes=1)
    online = session.mode in ONLINE
    found = [
        Step(at=session.starts - 45 * minute, what="set-up"),
        *([Step(at=session.starts - 20 * minute, what="test-call")] if online else []),
        Step(at=session.starts - 15 * minute, what="let-in"),
        Step(at=session.starts, what="begin"),
        *(
            [Step(at=session.starts + session.minutes / 2 * minute, what="break")]
            if session.minutes > HOUR
            else []
        ),
        Step(at=session.ends - 10 * minute, what="close"),
        Step(at=session.ends, what="end"),
    ]
    if session.brief_slot:
        found.append(Step(at=session.brief_slot, what="brief"))
    if session.debrief_slot:
        found.append(Step(at=session.debrief_slot, what="debrief"))
    return sorted(found, key=lambda step: step.at)


JOBS = ("welcome", "quiet", "breaks", "pay")
JOBS_ONLINE = ("screen", "chat", "hands", "help", "captions")
"""What the named admin looks after; the words are `office-job.*`."""


@dataclass
class PrintsPage:
    """The endpoints."""

    shell: Shell

    async def sheet(self, request: Request, session: Session) -> Response:
        """The sign-in sheet: one line each, and some to spare."""
        return await self._named(request, session, "session_sheet.html", "sign_in_sheet")

    async def badges(self, request: Request, session: Session) -> Response:
        """Badges with first names alone; nobody can tell by one who is staff."""
        return await self._named(request, session, "session_badges.html", "badges")

    async def run_sheet(self, request: Request, session: Session) -> Response:
        """Who does what, when, for the named admin."""
        await self._printed(request, session, "run_sheet", names=False)
        return self.shell.page(
            "session_run.html",
            request,
            session=session,
            steps=steps(session),
            jobs=(*JOBS, *(JOBS_ONLINE if session.mode in ONLINE else ())),
            needs=await needs_of(self.shell, request, session),
            heads=sum(1 + seat.companions for seat in session.seats.values()),
            said=Said(shell=self.shell),
        )

    async def _named(self, request: Request, session: Session, template: str, kind: str) -> Response:
        lines = self._lines(session)
        names = await self._names(request, lines)
        await self._printed(request, session, kind, names=bool(names))
        return self.shell.page(
            template,
            request,
            session=session,
            lines=lines,
            names=names,
            empty=range(EMPTY_LINES),
            others=sum(map(is_other, session.seats)),
            said=Said(shell=self.shell),
            now=now(self.shell),
        )

    async def _printed(self, request: Request, session: Session, kind: str, *, names: bool) -> None:
        """Write down that it was printed; with names it is for the day."""
        actor = request.state.actor
        why = ExportReason.THE_DAY if names else None
        body = Exported(kind=kind, by=actor.name, about=session.id, identified=names, reason=why)
        await self.shell.parts.runner.receive(
            Input(key=fresh.key("office"), to=To.OFFICE, id=OFFICE, body=body, actor=actor)
        )

    def _lines(self, session: Session) -> list[SeatLine]:
        kind = self.shell.parts.rules.sessions.kind(session.kind)
        lines = seat_lines(session, tables.tables(session, kind), lambda _: False)
        return sorted(lines, key=lambda each: (each.table, each.person))

    async def _names(self, request: Request, lines: list[SeatLine]) -> dict[str, str]:
        """First names of those who gave one, as far as they are this member's to see."""
        reader = self.shell.reader(request)
        rows = [await reader.get("person", each.person) for each in lines]
        return {row.id: name for row in rows if row is not None and (name := str(row.body.get("name", "")))}
