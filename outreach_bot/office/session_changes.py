"""Changing a session, opening a draft, calling one off: what people will be told is shown before."""

from dataclasses import dataclass

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outreach_bot.dialogue.describing import on
from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.inputs import SessionChanged
from outreach_bot.dialogue.session_desk import TOLD
from outreach_bot.office.forms import Form
from outreach_bot.office.session_doors import (
    HERE,
    OfOne,
    Said,
    back_to,
    form_values,
    now,
    refused,
    run_by_them,
    tell,
)
from outreach_bot.office.session_forms import Filled, filled_from, read_session
from outreach_bot.office.shell import Endpoint, Shell
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.session_needs import OPEN
from outreach_bot.recruitment.sessions import Session, SessionStatus


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes."""
    page = ChangesPage(shell)
    one = f"{HERE}/{{session}}"

    def run(endpoint: OfOne) -> Endpoint:
        return shell.allowed(Deed.RUN_SESSIONS, run_by_them(shell, endpoint))

    return [
        Route(f"{one}/edit", run(page.edit), methods=["GET"]),
        Route(f"{one}/edit", run(page.change), methods=["POST"]),
        Route(f"{one}/cancel", run(page.ask_cancel), methods=["GET"]),
        Route(f"{one}/cancel", run(page.cancel), methods=["POST"]),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """What people will be told: to how many, and in which words."""

    seated: int
    waiting: int
    words: tuple[Phrase, ...]


def what_is_told(session: Session, new: Session) -> Telling | None:
    """Say what those booked and waiting will be told of a change; None: nobody, or nothing that concerns them."""
    seated, waiting = len(session.seats), len(session.waiting) + len(session.holds)
    if session.status not in OPEN or not (seated or waiting):
        return None
    if new.status is SessionStatus.CANCELLED:
        told, listed = "booking_cancelled", "list-cancelled"
    elif new.starts != session.starts or new.minutes != session.minutes:
        told, listed = "booking_moved", "list-moved"
    elif any(getattr(new, fact) != getattr(session, fact) for fact in TOLD):
        told, listed = "booking_changed", ""
    else:
        return None
    words = [told] * bool(seated) + [listed] * bool(waiting and listed)
    return Telling(
        seated=seated, waiting=waiting if listed else 0, words=tuple(Phrase(each, on(new)) for each in words)
    )


@dataclass
class ChangesPage:
    """The endpoints."""

    shell: Shell

    async def edit(self, request: Request, session: Session) -> Response:
        """Show the form with what is known."""
        return self._form(request, session, filled_from(session, self.shell.parts.rules.campaign.zone))

    async def change(self, request: Request, session: Session) -> Response:
        """Write a change; where people hear of it, they are shown what and asked first."""
        form: Form = request.state.form
        publish = form.one("then") == "publish"
        new, filled = read_session(
            form,
            rules=self.shell.parts.rules,
            now=now(self.shell),
            known=session,
            session_id=session.id,
            publish=publish,
        )
        if form.one("sequence") != str(session.sequence):
            return self._form(request, session, filled, status=409, stale=True)
        if new is None:
            return self._form(request, session, filled, status=422)
        if not self.shell.sight(request).runs(new):
            return await refused(self.shell, request, new)
        telling = what_is_told(session, new)
        if telling is not None and form.one("sure") != "yes":
            return self._sure(request, session, telling, filled=filled)
        await tell(self.shell, request, session.id, SessionChanged(session=new, by=request.state.actor.name))
        opened = session.status is SessionStatus.DRAFT and new.status is SessionStatus.PUBLISHED
        return back_to(session.id, "published" if opened else "changed")

    async def ask_cancel(self, request: Request, session: Session) -> Response:
        """Show what calling it off means, and for whom."""
        called_off = replace(session, status=SessionStatus.CANCELLED)
        return self._sure(request, session, what_is_told(session, called_off))

    async def cancel(self, request: Request, session: Session) -> Response:
        """Call it off: everybody booked or waiting is told, once."""
        called_off = replace(session, status=SessionStatus.CANCELLED)
        await tell(
            self.shell, request, session.id, SessionChanged(session=called_off, by=request.state.actor.name)
        )
        return back_to(session.id, "cancelled")

    def _sure(
        self, request: Request, session: Session, telling: Telling | None, *, filled: Filled | None = None
    ) -> Response:
        parts = self.shell.parts
        language = parts.rules.campaign.language
        words = [parts.wording.plain(each, language=language) for each in telling.words] if telling else []
        return self.shell.page(
            "session_sure.html",
            request,
            here="sessions",
            session=session,
            telling=telling,
            words=words,
            filled=filled,
            said=Said(shell=self.shell),
        )

    def _form(
        self, request: Request, session: Session, filled: Filled, *, status: int = 200, stale: bool = False
    ) -> Response:
        return self.shell.page(
            "session_edit.html",
            request,
            status=status,
            here="sessions",
            session=session,
            filled=filled,
            stale=stale,
            **form_values(self.shell, request),
        )
