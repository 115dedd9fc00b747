"""One session: its seats by code, who waits and why in that order, tables, what puts it at risk, who came."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outreach_bot.dialogue.inputs import Body
from outreach_bot.dialogue.looking import ON_SESSION, session_mark, times_mark
from outreach_bot.dialogue.session_inputs import (
    AlternateTakesOver,
    BriefDone,
    Cochair,
    CochairCannotCome,
    GoesAheadAnyway,
    PollClosed,
    PollOpened,
)
from outreach_bot.dialogue.state import Person
from outreach_bot.office import news
from outreach_bot.office.forms import Form
from outreach_bot.office.merged_forms import base_of
from outreach_bot.office.session_answers import answers
from outreach_bot.office.session_doors import (
    HERE,
    Said,
    back_to,
    done,
    now,
    of_one,
    run_by_them,
    seen,
    tell,
)
from outreach_bot.office.session_forms import read_time
from outreach_bot.office.session_list import line
from outreach_bot.office.session_notes import (
    LONGEST_NOTE,
    AttendanceEditing,
    DebriefEditing,
    NotesEditing,
    attendance_values,
    debrief_values,
)
from outreach_bot.office.shell import Beyond, Shell
from outreach_bot.recruitment import polls, session_needs, tables, waiting_list
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.polls import LEAST_TIMES, MOST_TIMES
from outreach_bot.recruitment.reasons import AheadReason
from outreach_bot.recruitment.sessions import Lead, PersonId, RiskReason, Seat, Session
from outreach_bot.recruitment.sight import PLACES, is_other
from outreach_bot.recruitment.waiting_list import Why


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of one session."""
    page = SessionPage(shell)
    one = f"{HERE}/{{session}}"
    posts = {
        "cannot-come": page.cannot_come,
        "takes-over": page.takes_over,
        "goes-ahead": page.goes_ahead,
        "poll": page.poll,
        "poll-close": page.poll_close,
        "attendance": page.attendance,
        "brief": page.brief,
        "debrief": page.debrief,
    }
    see = shell.allowed(Deed.SEE_SESSIONS, of_one(shell, page.page))
    return [
        Route(one, see, methods=["GET"]),
        Route(
            f"{one}/events",
            shell.allowed(Deed.SEE_SESSIONS, of_one(shell, page.events)),
            methods=["GET"],
        ),
        *(
            Route(
                f"{one}/{name}",
                shell.allowed(Deed.RUN_SESSIONS, run_by_them(shell, endpoint)),
                methods=["POST"],
            )
            for name, endpoint in posts.items()
        ),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatLine:
    """One seat as the page shows it: a code, never a name."""

    person: PersonId
    seat: Seat
    table: int
    """0: there are no tables."""
    theirs: bool = True
    """Whoever looks may open this person's page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitLine:
    """One place on the list, and why it is where it is."""

    person: PersonId
    number: int
    why: Why | None
    """What puts it before the next one; None: it is the last."""
    role: str
    since: dt.datetime
    passed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One time of the open question, and how many it suits."""

    time: dt.datetime
    value: str
    suits: int
    past: bool


def seat_lines(
    session: Session, at_tables: Iterable[tables.Table], theirs: Callable[[PersonId], bool]
) -> list[SeatLine]:
    """List the seats in the order of booking, each with its table; whoever has no code here is only counted."""
    table_of = {person: table.number for table in at_tables for person in table.people}
    return [
        SeatLine(person=person, seat=seat, table=table_of.get(person, 0), theirs=theirs(person))
        for person, seat in session.seats.items()
        if not is_other(person)
    ]


def wait_lines(session: Session) -> list[WaitLine]:
    """List who waits in the order in which they are asked, with what puts each before the next."""
    order = waiting_list.order(session)
    return [
        WaitLine(
            person=person,
            number=number,
            why=waiting_list.why(session, person, order[number]) if number < len(order) else None,
            role=session.waiting[person].role.value,
            since=session.waiting[person].since,
            passed=session.waiting[person].passed,
        )
        for number, person in enumerate(order, 1)
        if not is_other(person)
    ]


def choices(session: Session, at: dt.datetime) -> list[Choice]:
    """List the times that were asked for, and whom they suit."""
    return [
        Choice(time=time, value=str(int(time.timestamp())), suits=polls.suits(session, time), past=time <= at)
        for time in (session.poll.times if session.poll else ())
    ]


async def needs_of(shell: Shell, request: Request, session: Session) -> list[tuple[str, int]]:
    """Count what would help those who come: for who runs the session, and without saying who. Others: of their own."""
    runs = shell.sight(request).runs(session)
    reader = shell.beyond(request, Beyond.NEEDS) if runs else shell.reader(request)
    rows = [await reader.get("person", person) for person in session.seats]
    people = [msgspec.convert(row.body, Person) for row in rows if row is not None]
    counted = Counter(need for person in people for need in person.needs if need not in ("none", "other"))
    return counted.most_common()


@dataclass
class SessionPage:
    """The endpoints."""

    shell: Shell

    async def page(self, request: Request, session: Session) -> Response:
        """Show the session."""
        return await self._page(request, session)

    async def events(self, request: Request, session: Session) -> Response:
        """Say when there is something new in this session; what it is, the page says."""

        async def mark() -> str:
            known = await seen(self.shell, request, session.id)
            return news.session_mark(known) if known else ""

        async def open_to() -> bool:
            return await seen(self.shell, request, session.id) is not None

        return news.stream(
            self.shell, request, tables=("session",), mark=mark, page=f"{HERE}/{session.id}", open_to=open_to
        )

    async def _page(
        self,
        request: Request,
        session: Session,
        *,
        fault: str = "",
        typed: tuple[str, ...] = (),
        status: int = 200,
    ) -> Response:
        rules, at = self.shell.parts.rules, now(self.shell)
        kind = rules.sessions.kind(session.kind)
        at_tables = tables.tables(session, kind)
        theirs = (await self.shell.shelf(request)).shows
        by_cochair = session.risk is None or session.risk.reason is RiskReason.COCHAIR
        return self.shell.page(
            "session.html",
            request,
            status=status,
            here="sessions",
            session=session,
            mark=news.session_mark(session),
            unchanged=news.UNCHANGED,
            line=line(session, rules, at),
            kind=kind,
            group=session_needs.is_group(kind),
            runs=self.shell.sight(request).runs(session),
            seats=seat_lines(session, at_tables, theirs),
            others={name: sum(map(is_other, getattr(session, name))) for name in PLACES},
            is_other=is_other,
            tables=at_tables,
            few_tables=session_needs.tables_needed(session, kind) > len(at_tables),
            waiting=wait_lines(session),
            needs=await needs_of(self.shell, request, session),
            choices=choices(session, at),
            answered=polls.answered(session),
            answers=await answers(self.shell, request, session),
            asking=polls.asking(session),
            wants_moving=polls.wants_moving(session),
            can_take_over=by_cochair
            and bool(session.cochair_alternate_lived)
            and session.led_by is not Lead.ALTERNATE,
            least=LEAST_TIMES,
            most=MOST_TIMES,
            said=Said(shell=self.shell),
            now=at,
            fault=fault,
            typed=typed,
            ahead_reasons=list(AheadReason),
            longest_note=LONGEST_NOTE,
            done=done(request),
            looked={act.__name__: session_mark(act, session) for act in ON_SESSION},
            times_looked={
                person: times_mark(session, person) for person in (session.seats if session.poll else ())
            },
            came_base=base_of(attendance_values(session)),
            debrief_base=base_of(debrief_values(session)),
        )

    async def _do(
        self, request: Request, session: Session, body: Body, told: str, anchor: str = ""
    ) -> Response:
        await tell(self.shell, request, session, body)
        return back_to(session.id, told, anchor)

    # -- at risk -------------------------------------------------------------------------------------------

    async def cannot_come(self, request: Request, session: Session) -> Response:
        """Somebody who was to lead it cannot come."""
        asked = request.state.form.one("who")
        who = Cochair(asked) if asked in list(Cochair) else Cochair.LIVED
        return await self._do(request, session, CochairCannotCome(who=who), "at_risk", "#risk")

    async def takes_over(self, request: Request, session: Session) -> Response:
        """The alternate leads it."""
        return await self._do(request, session, AlternateTakesOver(), "settled")

    async def goes_ahead(self, request: Request, session: Session) -> Response:
        """It takes place as it is: only for a reason."""
        given = request.state.form.one("reason")
        if given not in list(AheadReason):
            return await self._page(request, session, fault="reason", status=422)
        return await self._do(request, session, GoesAheadAnyway(reason=AheadReason(given)), "settled")

    # -- moving --------------------------------------------------------------------------------------------

    async def poll(self, request: Request, session: Session) -> Response:
        """Ask everybody booked which times suit them."""
        form: Form = request.state.form
        typed = tuple(text.strip() for text in form.all("time") if text.strip())
        read = [read_time(text, self.shell.parts.rules.campaign.zone) for text in typed[: MOST_TIMES + 1]]
        times = tuple(time for time, _ in read if time is not None)
        fault = polls.poll_fault(times, session, now(self.shell))
        if len(times) < len(read):
            return await self._page(request, session, fault="time", typed=typed, status=422)
        if fault is not None:
            return await self._page(request, session, fault=fault.value, typed=typed, status=422)
        return await self._do(request, session, PollOpened(times=times), "asked", "#risk")

    async def poll_close(self, request: Request, session: Session) -> Response:
        """Move it to one of the times, or leave it where it is."""
        asked = request.state.form.one("time")
        chosen = next((each.time for each in choices(session, now(self.shell)) if each.value == asked), None)
        if chosen is None and asked != "stays":
            page = f"{HERE}/{session.id}"
            await self.shell.check_looked(request, session_mark(PollClosed, session), page, session.id)
            return await self._page(request, session, status=422)
        return await self._do(request, session, PollClosed(time=chosen), "moved" if chosen else "stays")

    # -- on the day ----------------------------------------------------------------------------------------

    async def attendance(self, request: Request, session: Session) -> Response:
        """Note who came; a mark can be put right later."""
        return await self._edit(request, session, AttendanceEditing, *session.seats)

    async def brief(self, request: Request, session: Session) -> Response:
        """The short chat before was held."""
        held = request.state.form.one("done") == "yes"
        return await self._do(request, session, BriefDone(done=held), "briefed", "#chats")

    async def debrief(self, request: Request, session: Session) -> Response:
        """The short chat after was held, with what went well, what to change and what follows."""
        return await self._edit(request, session, DebriefEditing)

    async def _edit(
        self, request: Request, session: Session, form: type[NotesEditing], *people: PersonId
    ) -> Response:
        page = f"{HERE}/{session.id}"
        editing = form(
            shell=self.shell,
            request=request,
            back=page,
            action=request.url.path,
            about=(session.id, *people),
            session=session,
        )
        return await editing.save()
