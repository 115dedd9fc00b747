"""Changing a session, opening a draft, calling one off: what people will be told is shown before."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outreach_bot.dialogue.describing import on
from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.inputs import Body, SessionChanged, To
from outreach_bot.dialogue.looking import session_mark
from outreach_bot.dialogue.session_desk import TOLD
from outreach_bot.office.meanwhile import Editing
from outreach_bot.office.merged_forms import BASE, Base, Merged, Values, base_of
from outreach_bot.office.session_doors import (
    HERE,
    OfOne,
    Said,
    back_to,
    form_values,
    now,
    refused,
    run_by_them,
    seen,
    tell,
)
from outreach_bot.office.session_forms import (
    TIMES,
    Filled,
    Sent,
    filled_from,
    only,
    read_session,
    read_time,
    typed_values,
)
from outreach_bot.office.shell import Endpoint, Shell
from outreach_bot.recruitment.merging import digest
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.session_needs import OPEN
from outreach_bot.recruitment.sessions import Mode, Session, SessionStatus


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
        filled = filled_from(session, self.shell.parts.rules.campaign.zone)
        return form_page(self.shell, request, session, filled, base=base_of(filled.values))

    async def change(self, request: Request, session: Session) -> Response:
        """Write what was changed; where people hear of it, they are shown what and asked first."""
        page = f"{HERE}/{session.id}"
        editing = SessionEditing(
            shell=self.shell,
            request=request,
            back=page,
            action=f"{page}/edit",
            about=(session.id,),
            session=session,
        )
        return await editing.save()

    async def ask_cancel(self, request: Request, session: Session) -> Response:
        """Show what calling it off means, and for whom."""
        called_off = replace(session, status=SessionStatus.CANCELLED)
        return self._sure(request, session, what_is_told(session, called_off))

    async def cancel(self, request: Request, session: Session) -> Response:
        """Call it off: everybody booked or waiting is told, once."""
        called_off = replace(session, status=SessionStatus.CANCELLED)
        body = SessionChanged(session=called_off, by=request.state.actor.name, was=session)
        await tell(self.shell, request, session, body)
        return back_to(session.id, "cancelled")

    def _sure(self, request: Request, session: Session, telling: Telling | None) -> Response:
        looked = session_mark(SessionChanged, session)
        return sure_page(self.shell, request, session, telling, looked=looked)


@dataclass(kw_only=True)
class SessionEditing(Editing):
    """The form of a session that is there."""

    session: Session
    """As it was last read."""
    fault: Filled | None = None
    opened: bool = False

    async def look(self) -> Values | None:
        """Read the session; one that was called off meanwhile is nobody's to change."""
        kept = await seen(self.shell, self.request, self.session.id)
        if kept is None or not self.shell.sight(self.request).runs(kept):
            return None
        self.session = kept
        if self.session.status is SessionStatus.CANCELLED:
            return None
        return self._shown(self.session)

    def typed(self, now: Values) -> Values:
        """Read what was sent; what was emptied as it is filled in by itself, so that it is compared as it is kept."""
        raw, base = typed_values(self.form), Base.read(self.form.one(BASE))
        read, _ = self._read(self.form)
        filled = self._shown(read) if read is not None else raw
        return {name: raw[name] if raw[name] or base.has(name, "") else filled[name] for name in now}

    async def write(self, merged: Merged) -> Body | Response | None:
        """Check the session as a whole, as it is with what both changed."""
        read, filled = self._read(merged)
        if read is None:
            return self._form(merged, filled, 422)
        new = only(read, self.session, merged.mine)
        if not self.shell.sight(self.request).runs(new):
            return await refused(self.shell, self.request, new)
        self.wanted = self._shown(new)
        self.opened = self.session.status is SessionStatus.DRAFT and new.status is SessionStatus.PUBLISHED
        telling = what_is_told(self.session, new)
        if telling is not None and self.form.one("sure") != _sure_of(telling):
            return self._sure(telling)
        return SessionChanged(session=new, by=self.request.state.actor.name, was=self.session)

    async def send(self, body: Body, part: str) -> None:
        """Tell the session."""
        await self.shell.send(self.request, To.SESSION, self.session.id, body, part)

    def label(self, name: str) -> str:
        """Name a field as the form does."""
        return self.shell.say(f"office-session-field.{name}")

    def value(self, name: str, text: str) -> str:
        """Say a choice or a time in words; texts as they are."""
        said, shell = Said(shell=self.shell), self.shell
        if name in TIMES:
            at, _ = read_time(text, shell.parts.rules.campaign.zone)
            return said.short(at) if at else text
        if name == "comforts":
            return ", ".join(shell.say(f"comfort.{each}") for each in text.split())
        if name == "mode":
            return shell.say(f"mode.{text}") if text in list(Mode) else text
        return said.hospital(text) if name == "hospital" else text

    def again(self, merged: Merged) -> Response:
        """Show the whole form, with what was typed."""
        _, filled = self._read(merged)
        return self._form(merged, filled, 409)

    def done(self) -> Response:
        """Lead to the session."""
        return back_to(self.session.id, "published" if self.opened else "changed")

    def _read(self, form: Sent) -> tuple[Session | None, Filled]:
        return read_session(
            form,
            rules=self.shell.parts.rules,
            now=now(self.shell),
            known=self.session,
            session_id=self.session.id,
            publish=self.form.one("then") == "publish",
        )

    def _shown(self, session: Session) -> Values:
        return filled_from(session, self.shell.parts.rules.campaign.zone).values

    def _form(self, merged: Merged, filled: Filled, status: int) -> Response:
        filled = dataclasses.replace(filled, values=merged.values, notes=self.notes)
        return form_page(self.shell, self.request, self.session, filled, base=merged.base(), status=status)

    def _sure(self, telling: Telling) -> Response:
        """Ask, and carry what was sent along as it was: what others changed is still to be told then."""
        carried = [
            (name, value)
            for name, values in self.form.fields.items()
            for value in values
            if name not in ("token", "key", "sure")
        ]
        return sure_page(
            self.shell, self.request, self.session, telling, carried=[*carried, ("sure", _sure_of(telling))]
        )


def _sure_of(telling: Telling) -> str:
    """Mark the words that somebody was asked about: of others they are asked once more."""
    return digest(telling.words)


def form_page(
    shell: Shell, request: Request, session: Session, filled: Filled, *, base: str, status: int = 200
) -> Response:
    """Show the form of a session that is there."""
    return shell.page(
        "session_edit.html",
        request,
        status=status,
        here="sessions",
        session=session,
        filled=filled,
        base=base,
        **form_values(shell, request),
    )


def sure_page(
    shell: Shell,
    request: Request,
    session: Session,
    telling: Telling | None,
    *,
    carried: Sequence[tuple[str, str]] = (),
    looked: str = "",
) -> Response:
    """Show what people will be told; carried: fields of the change that is asked about, none: it is called off."""
    parts = shell.parts
    language = parts.rules.campaign.language
    words = [parts.wording.plain(each, language=language) for each in telling.words] if telling else []
    return shell.page(
        "session_sure.html",
        request,
        here="sessions",
        session=session,
        telling=telling,
        words=words,
        carried=carried,
        looked=looked,
        said=Said(shell=shell),
    )
