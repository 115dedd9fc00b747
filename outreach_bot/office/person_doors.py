"""What the pages about one person share: finding who may be seen, doing something for them, and leading back."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from outreach_bot.dialogue.inputs import Body, To
from outreach_bot.dialogue.looking import PersonLook, about_of, person_mark
from outreach_bot.dialogue.state import Person
from outreach_bot.office import news, session_doors
from outreach_bot.office.access import moment
from outreach_bot.office.forms import Form
from outreach_bot.office.person_view import PersonSeen, look
from outreach_bot.office.shell import Beyond, Shell

HERE = "/office/people"

Did = Callable[[PersonSeen, PersonSeen], tuple[str, str]]
"""From how it was and how it is: what to say was done, and at which part of the page."""


@dataclass
class PersonDoors:
    """The ways to one person: each endpoint below goes through one of them."""

    shell: Shell

    async def _with(
        self, request: Request, then: Callable[[Request, PersonSeen], Awaitable[Response]]
    ) -> Response:
        """Go on with the person of the address, if there is one and they are this member's to see."""
        # marked before it is read: what happens in between is news, rather than lost
        request.state.mark = await news.person_mark(self.shell, request, request.path_params["person"])
        seen = await self._seen(request)
        return await self._gone(request) if seen is None else await then(request, seen)

    async def _gone(self, request: Request) -> Response:
        """Answer that nobody has this code: so does whoever is another hospital's."""
        await self.shell.note_hidden(request, "person", request.path_params["person"])
        return self.shell.page("person_gone.html", request, status=404, here="signups", erased=False)

    async def _do(self, request: Request, make: Callable[[Form], Body | None], did: Did) -> Response:
        async def do(request: Request, seen: PersonSeen) -> Response:
            body = make(request.state.form)
            if body is None:
                return back(seen, "nothing", "")
            await self._check_looked(request, seen, body)
            await self._send(request, seen.person, body)
            after = await self._seen(request)
            return back(seen, *did(seen, after)) if after is not None else back(seen, "nothing", "")

        return await self._with(request, do)

    async def _into(
        self, request: Request, session: str, make: Callable[[Form], Body | None], did: Did
    ) -> Response:
        """Do what brings somebody into a session, if that is this member's to fill; else it did not work out."""
        if session and await session_doors.seen(self.shell, request, session) is None:
            return await self._with(request, lambda _, seen: self._not_there(request, seen, session, did))
        return await self._do(request, make, did)

    async def _not_there(self, request: Request, seen: PersonSeen, session: str, did: Did) -> Response:
        await self.shell.note_hidden(request, "session", session)
        return back(seen, *did(seen, seen))

    async def _seen(self, request: Request, *, opens_danger: bool = False) -> PersonSeen | None:
        return await look(
            self.shell.reader(request),
            self.shell.parts.rules,
            request.path_params["person"],
            self._now(),
            meetings=self.shell.beyond(request, Beyond.FITTING),
            opens_danger=opens_danger,
        )

    async def _check_looked(self, request: Request, seen: PersonSeen, body: Body) -> None:
        """Go on only where what an act rests on is as its page showed it."""
        mark = person_mark(type(body), look_at(seen), about_of(body))
        await self.shell.check_looked(request, mark, f"{HERE}/{seen.person.id}", seen.person.id)

    async def _send(self, request: Request, person: Person, body: Body) -> None:
        await self.shell.send(request, To.PERSON, person.id, body)

    def _now(self) -> dt.datetime:
        return moment(self.shell.parts.clock())

    def _zone(self) -> ZoneInfo:
        return self.shell.parts.rules.campaign.zone


def look_at(seen: PersonSeen) -> PersonLook:
    """What a page shows of a person, as single acts rest on it."""
    sessions = [session for session, _ in (*seen.seats, *seen.before)] + list(seen.waits)
    return PersonLook(
        me=seen.person,
        thread=seen.thread,
        call=seen.call,
        sessions={session.id: session for session in sessions},
    )


def said(done: str, part: str) -> Did:
    """Say that it was done, whatever came of it."""
    return lambda _before, _after: (done, part)


def back(seen: PersonSeen, done: str, part: str) -> Response:
    """Lead back to a person's page, which says what was done."""
    end = f"#{part}" if part else ""
    return RedirectResponse(f"{HERE}/{seen.person.id}?done={done}{end}", status_code=303)
