"""What somebody tells a coordinator, on the phone or face to face, and the coordinator notes for them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot.dialogue.desk_inputs import TickedOff, TimesNoted
from outreach_bot.office import session_doors
from outreach_bot.office.needs_people import PeopleNeeds
from outreach_bot.office.person_doors import HERE, PersonDoors, back
from outreach_bot.office.person_view import PersonSeen
from outreach_bot.office.shell import ChangedMeanwhile, Shell
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.polls import MOST_TIMES
from outreach_bot.recruitment.sessions import PersonId
from outreach_bot.recruitment.telling import Instead

NONE = "none"
SESSION, TODAY = "session", "today"
"""Where a form may lead back to, beside the person's page."""


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes."""
    page = PersonSaid(shell)
    posts = {"times": page.times, "told": page.told}
    return [
        Route(f"{HERE}/{{person}}/{name}", shell.allowed(Deed.CARE, post), methods=["POST"])
        for name, post in posts.items()
    ]


@dataclass
class PersonSaid(PersonDoors):
    """The endpoints."""

    async def times(self, request: Request) -> Response:
        """Note which times of an open question suit them."""
        form = request.state.form
        session, picked = form.one("session"), form.all("can")

        async def note(request: Request, seen: PersonSeen) -> Response:
            if session and await session_doors.seen(self.shell, request, session) is None:
                await self.shell.note_hidden(request, "session", session)
                return self._told(request, seen, "times_late")
            can = _times(picked)
            if not picked or can is None:
                return self._told(request, seen, "times_none")
            body = TimesNoted(session=session, can=can)
            await self._check_looked(request, seen, body)
            await self._send(request, seen.person, body)
            kept = await self._answer(request, session, seen.person.id)
            return self._told(request, seen, "times" if kept == can else "times_late")

        return await self._with(request, note)

    async def told(self, request: Request) -> Response:
        """Tick off a message that may not have arrived: they know all the same, or could not be reached."""

        async def tick(request: Request, seen: PersonSeen) -> Response:
            form = request.state.form
            session, notice, how = form.one("session"), form.one("notice"), form.one("how")
            if how not in list(Instead) or (session and notice):
                return back(seen, "nothing", "")
            body = TickedOff(how=Instead(how), session=session, notice=notice)
            await self._check_untold(request, seen, body)
            await self._send(request, seen.person, body)
            if form.one("back") == TODAY:
                return RedirectResponse("/office/today", status_code=303)
            return back(seen, "ticked", "timeline")

        return await self._with(request, tick)

    async def _check_untold(self, request: Request, seen: PersonSeen, body: TickedOff) -> None:
        """Go on only where nobody ticked it off, and nothing settled it, since the page was shown."""
        shelf, person = await self.shell.shelf(request), seen.person.id
        lost = PeopleNeeds(shelf).untold_to(person, self._now())
        about = {session.id if session else "" for _, _, session in lost}
        open_ = body.notice in shelf.notices if body.notice else body.session in about
        if not open_ and not await self.shell.was_sent(request):
            raise ChangedMeanwhile(f"{HERE}/{person}", person)

    async def _answer(
        self, request: Request, session: str, person: PersonId
    ) -> tuple[dt.datetime, ...] | None:
        kept = await session_doors.seen(self.shell, request, session)
        asked = kept is not None and kept.poll is not None and person in kept.seats
        return kept.seats[person].can if kept is not None and asked else None

    def _told(self, request: Request, seen: PersonSeen, done: str) -> Response:
        """Lead back to where the form was."""
        form = request.state.form
        if form.one("back") == SESSION:
            name = form.one("session")
            return RedirectResponse(f"{session_doors.HERE}/{name}?done={done}#poll", status_code=303)
        return back(seen, done, "seats")


def _times(picked: Iterable[str]) -> tuple[dt.datetime, ...] | None:
    """Read the instants that were ticked (aware UTC); None: one of them is no instant, or "none" does not stand alone."""
    given = [each for each in picked if each != NONE]
    if len(given) > MOST_TIMES or not all(each.isascii() and each.isdigit() for each in given):
        return None
    if len(given) < len(list(picked)) and given:
        return None
    try:
        return tuple(sorted(dt.datetime.fromtimestamp(int(each), dt.UTC) for each in given))
    except (ValueError, OverflowError, OSError):
        return None
