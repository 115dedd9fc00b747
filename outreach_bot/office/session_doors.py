"""What the pages of sessions share: finding one that may be seen, and how dates and names are said."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from outreach_bot.dialogue.describing import on
from outreach_bot.dialogue.effects import Phrase, When
from outreach_bot.dialogue.inputs import Body, To
from outreach_bot.dialogue.looking import session_mark
from outreach_bot.office.access import moment
from outreach_bot.office.session_forms import LONGEST
from outreach_bot.office.shell import Endpoint, Shell
from outreach_bot.recruitment.sessions import Comfort, Mode, Session

HERE = "/office/sessions"
OfOne = Callable[[Request, Session], Awaitable[Response]]
DONE = (
    "made", "drafted", "published", "changed", "cancelled", "at_risk", "settled", "asked", "moved", "stays", "marked",
    "briefed", "debriefed", "ended", "times", "times_late", "times_none",
)  # fmt: skip
"""What a page may say was just done; the words are `office-session-done.*`."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """How the office says dates and names of sessions."""

    shell: Shell

    def _say(self, phrase: Phrase) -> str:
        parts = self.shell.parts
        return parts.wording.plain(phrase, language=parts.rules.campaign.language)

    def kind(self, key: str) -> str:
        """The plain name of a kind."""
        return self._say(Phrase(f"session-{key}"))

    def mode(self, session: Session) -> str:
        """How people meet."""
        return self._say(Phrase(f"mode.{session.mode.value}"))

    def hospital(self, key: str) -> str:
        """The name of a hospital; of none, that it is for all."""
        names: dict[str, str] = {each.key: each.name for each in self.shell.parts.rules.campaign.hospitals}
        return names.get(key) or self._say(Phrase("office-sessions-page.everywhere"))

    def day(self, at: dt.datetime) -> str:
        """The day, written out."""
        return self._say(Phrase("office-sessions-page.at", {"at": When(at, "day")}))

    def clock(self, at: dt.datetime) -> str:
        """The time of day."""
        return self._say(Phrase("office-sessions-page.at", {"at": When(at, "time")}))

    def short(self, at: dt.datetime) -> str:
        """Day and time, short."""
        return self._say(Phrase("office-sessions-page.at", {"at": When(at, "button")}))

    def weekday(self, at: dt.datetime) -> str:
        """The day of the week, short."""
        return self._say(Phrase("office-sessions-page.at", {"at": When(at, "weekday")}))

    def day_of_month(self, at: dt.datetime) -> str:
        """The number of the day."""
        return self._say(Phrase("office-sessions-page.at", {"at": When(at, "number")}))

    def month(self, at: dt.datetime) -> str:
        """The month, short."""
        return self._say(Phrase("office-sessions-page.at", {"at": When(at, "month")}))

    def month_and_year(self, day: dt.date) -> str:
        """The month, written out, with its year."""
        return self._say(Phrase("office-sessions-page.at", {"at": When(self.noon(day), "calendar")}))

    def poll_words(self, session: Session) -> str:
        """What those booked are asked, when times are asked for."""
        return self._say(Phrase("move-poll", dict(on(session))))

    def ahead_words(self, session: Session) -> str:
        """What those booked are told when it goes ahead without who leads it."""
        return self._say(Phrase("booking_led_otherwise", dict(on(session))))

    def title(self, which: str) -> str:
        """What an entry of the staff's calendar is called: meeting, before, after."""
        return self._say(Phrase(f"office-calendar.{which}"))

    def noon(self, day: dt.date) -> dt.datetime:
        """The middle of a day where the campaign is."""
        return dt.datetime.combine(day, dt.time(12), tzinfo=self.shell.parts.rules.campaign.zone)


def now(shell: Shell) -> dt.datetime:
    """The instant it is."""
    return moment(shell.parts.clock())


def of_one(shell: Shell, endpoint: OfOne) -> Endpoint:
    """Find the session an address names, as it may be seen: 404 when there is none, or none of theirs."""

    async def endpoint_of_one(request: Request) -> Response:
        name = request.path_params["session"]
        session = await seen(shell, request, name)
        if session is None:
            await shell.note_hidden(request, "session", name)
            return shell.page("session_gone.html", request, status=404, here="sessions")
        return await endpoint(request, session)

    return endpoint_of_one


def run_by_them(shell: Shell, endpoint: OfOne) -> Endpoint:
    """Find the session an address names, if it is theirs to change; refused when they may only see it."""

    async def endpoint_for_who_runs_it(request: Request, session: Session) -> Response:
        if not shell.sight(request).runs(session):
            return await refused(shell, request, session)
        return await endpoint(request, session)

    return of_one(shell, endpoint_for_who_runs_it)


async def refused(shell: Shell, request: Request, session: Session) -> Response:
    """Answer that a session is not theirs to run: it would be another hospital's, or one for all."""
    return await shell.refuse(request, "hospital" if session.hospital else "for_all")


async def seen(shell: Shell, request: Request, name: str) -> Session | None:
    """Read a session as who asks may see it; None: there is none, or none of theirs."""
    row = await shell.reader(request).get("session", name) if name else None
    return msgspec.convert(row.body, Session) if row else None


async def tell(shell: Shell, request: Request, session: Session, body: Body) -> None:
    """Feed an input about one session. Raises ChangedMeanwhile where it is meant for another than it is now."""
    page = f"{HERE}/{session.id}"
    await shell.check_looked(request, session_mark(type(body), session), page, session.id)
    await shell.send(request, To.SESSION, session.id, body)


def back_to(session: str, done: str, anchor: str = "") -> Response:
    """Go back to a session's page, which says what was done."""
    return RedirectResponse(f"{HERE}/{session}?done={done}{anchor}", status_code=303)


def done(request: Request) -> str:
    """What a page says was just done; empty: nothing it knows."""
    asked = request.query_params.get("done", "")
    return asked if asked in DONE else ""


def form_values(shell: Shell, request: Request) -> dict[str, object]:
    """What every form of a session needs beside its fields. Who sees some hospitals can make sessions of these."""
    rules, sight = shell.parts.rules, shell.sight(request)
    return {
        "said": Said(shell=shell),
        "kinds": [kind for kind in rules.sessions.kinds if kind.counts],
        "hospitals": [each for each in rules.campaign.hospitals if sight.sees((each.key,))],
        "for_all": sight.is_whole,
        "modes": list(Mode),
        "comforts": list(Comfort),
        "longest": LONGEST,
    }
