"""A turn while it is being decided: the modules of the dialogue add to it, and nothing leaves it until `turn()`."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Never

import msgspec

from outreach_bot.dialogue import ringing
from outreach_bot.dialogue.audit_effects import by_actor
from outreach_bot.dialogue.effects import (
    Attach,
    Audit,
    Button,
    Change,
    Count,
    FileKind,
    Mark,
    Notice,
    Paragraph,
    Phrase,
    Priority,
    PutCall,
    PutSession,
    RecordId,
    Say,
    StopTimer,
    Table,
    Tell,
    Timer,
    Turn,
    Words,
)
from outreach_bot.dialogue.inputs import Address, Body, Input, Tapped, TimerName, To
from outreach_bot.dialogue.seat_changes import SeatChange, applied
from outreach_bot.dialogue.state import Consent, Person, View
from outreach_bot.recruitment import reminders
from outreach_bot.recruitment.fitting import Wishes
from outreach_bot.recruitment.rules import Role, SessionKind
from outreach_bot.recruitment.sessions import Seat, Session, SessionId

WEEK = dt.timedelta(days=7)

Rows = tuple[tuple[Button, ...], ...]
Show = Callable[["Draft"], "Screen"]
Tap = Callable[["Draft", list[str]], None]


class NobodyAnswers(Exception):
    """An input reached a part of the dialogue that does nothing with it. It is set aside, where somebody sees it."""


class Screen(msgspec.Struct, frozen=True, kw_only=True):
    """One screen: its paragraphs and its buttons, with the help button last on every one."""

    words: tuple[Paragraph, ...]
    buttons: Rows = ()
    ask_number: Words | None = None
    consent: str = ""


def button(label: str | Words, data: str, *, mark: Mark = Mark.NONE) -> Button:
    """Make a button; a text `label` is the id of its words."""
    return Button(label=Phrase(label) if isinstance(label, str) else label, data=data, mark=mark)


def column(*buttons: Button) -> Rows:
    """Put buttons one below the other: large enough for a small phone and a shaking hand."""
    return tuple((each,) for each in buttons)


HELP = button("labels.help_now", "help")
PERSON = button("labels.person", "person")
BACK = button("labels.back", "back")


class Draft:
    """Collects what a turn does. Lives only within one `step`."""

    def __init__(self, view: View, received: Input, now: dt.datetime, screens: Mapping[str, Show]):
        self.view = view
        self._screens = screens
        self.rules = view.rules
        self.received = received
        self.actor = received.actor
        """Who does this, where it is work: at a desk, or (set by the turn) in a coordinator's chat."""
        self.now = now
        self.is_new = view.me is None
        self.me = view.me or Person(id=view.new_id, made_at=now, seen_at=now)
        self.forgotten = False
        self.refused = ""
        """Why the questions ended in "not this time"; the outcome itself is not kept."""
        self._says: list[Say] = []
        self._changes: list[Change] = []
        self._timers: list[Timer | StopTimer] = []
        self._audit: list[Audit] = []
        self._tells: list[Tell] = []
        self._notices: list[Notice] = []
        self._rests_on: dict[RecordId, int] = {}
        self.sessions: Mapping[SessionId, Session] = {
            key: kept.session for key, kept in view.sessions.items()
        }
        """All sessions, with what this turn has changed in them."""

    # -- the person ----------------------------------------------------------------------------------

    def set(self, **changes: Any) -> None:
        """Change fields of the person."""
        self.me = msgspec.structs.replace(self.me, **changes)

    def go(self, screen: str, about: str = "") -> None:
        """Move to another screen; ticks and overlays belong to the one before and end with it."""
        self.set(screen=screen, about=about, ticked=(), before="")

    def overlay(self, screen: str, about: str = "") -> None:
        """Show a screen over the conversation, which waits underneath."""
        under = self.me.before or f"{self.me.screen}|{self.me.about}"
        self.set(screen=screen, about=about, before=under)

    def uncover(self) -> None:
        """Take the overlay away: the conversation is where it was."""
        if self.me.before:
            screen, _, about = self.me.before.partition("|")
            self.set(screen=screen, about=about, before="")

    def agreed(self, consent: str) -> bool:
        """Tell whether the newest answer to a consent is yes and still stands."""
        for given in reversed(self.me.consents):
            if given.id == consent:
                return given.agreed and given.withdrawn_at is None
        return False

    def record_consent(self, consent: str, *, agreed: bool) -> None:
        """Keep an answer to a consent question, with the hash of the words that were shown."""
        given = Consent(
            id=consent,
            agreed=agreed,
            at=self.now,
            channel=self.address.channel.value if self.address else "",
            words=self.me.shown.get(consent, ""),
            language=self.me.language,
        )
        shown = {known: words for known, words in self.me.shown.items() if known != consent}
        self.set(consents=(*self.me.consents, given), shown=shown)
        self.audit("consent_given" if agreed else "consent_refused", detail=consent)

    @property
    def address(self) -> Address | None:
        """Where an answer goes: to where they wrote last, which is where they write from."""
        return self.me.addresses[0] if self.me.addresses else None

    @property
    def role(self) -> Role:
        """The person's role, once they agreed to be asked; lived experience where none is set."""
        return self.me.role or Role.LIVED

    def is_known_otherwise(self) -> bool:
        """Tell whether this person is more than somebody who was asked questions: then they are not forgotten with them."""
        call = self.view.call
        wants_call = call is not None and call.done_at is None
        talks = self.view.thread is not None and self.view.thread.is_open(self.now)
        return bool(
            any(self.me.id in session.seats for session in self.sessions.values())
            or self.waits()
            or self.me.champion
            or self.me.coordinator_since
            or wants_call
            or talks
        )

    def wishes(self, *, swaps: SessionId = "") -> Wishes:
        """What decides which sessions fit this person."""
        return Wishes(
            person=self.me.id,
            role=self.role,
            hospitals=self.me.hospitals,
            one_to_one=self.me.one_to_one,
            needs=self.me.needs,
            swaps=swaps,
        )

    # -- sessions ------------------------------------------------------------------------------------

    def session(self, session: SessionId) -> Session | None:
        """One session, or None."""
        return self.sessions.get(session)

    def kind(self, session: Session) -> SessionKind:
        """The kind of a session."""
        return self.rules.sessions.kind(session.kind)

    def seats(self) -> list[tuple[Session, Seat]]:
        """This person's seats in sessions that are not over, soonest first."""
        mine = [
            (session, session.seats[self.me.id])
            for session in self.sessions.values()
            if self.me.id in session.seats and session.ends > self.now
        ]
        return sorted(mine, key=lambda pair: pair[0].starts)

    def held(self, session: SessionId) -> Session | None:
        """The session, if this person holds a seat in it and it is not over."""
        return next((mine for mine, _ in self.seats() if mine.id == session), None)

    def waits(self) -> list[Session]:
        """Sessions to come that this person waits for, or is held a seat in, soonest first."""
        waited = [
            session
            for session in self.sessions.values()
            if (self.me.id in session.waiting or self.me.id in session.holds) and session.starts > self.now
        ]
        return sorted(waited, key=lambda session: session.starts)

    # -- effects -------------------------------------------------------------------------------------

    def say(self, *words: Paragraph, buttons: Rows = (), edit: bool | None = None, **more: Any) -> None:
        """Say something to this person. An answer to a tap takes the tapped message's place unless told not to."""
        in_place = isinstance(self.received.body, Tapped) if edit is None else edit
        silent = bool(more.pop("silent", isinstance(self.received.body, Tapped)))
        self._says.append(Say(words=words, buttons=buttons, edit=in_place, silent=silent, **more))

    def show(self, screen: Screen, *before: Paragraph, edit: bool | None = None, **more: Any) -> None:
        """Say a whole screen, after the words in `before`."""
        buttons = (
            screen.buttons if HELP in (row[-1] for row in screen.buttons) else (*screen.buttons, (HELP,))
        )
        self.say(
            *before,
            *screen.words,
            buttons=buttons,
            edit=edit,
            ask_number=screen.ask_number,
            consent=screen.consent,
            **more,
        )

    def screen(self) -> Screen:
        """Draw the screen the person is on; one that is no more leads home. After STOP: only what they asked for since."""
        silenced = self.me.stopped_at is not None and not self.me.before
        name = "stopped" if silenced else self.me.screen
        return self._screens.get(name, self._screens["home"])(self)

    def reshow(self, *before: Paragraph, edit: bool | None = None, **more: Any) -> None:
        """Show the person where they are, after the words in `before`."""
        if self.me.screen == "new":
            self.go("welcome")
        self.show(self.screen(), *before, edit=edit, **more)

    def change(self, *changes: Change) -> None:
        """Change records; a session's change makes the turn rest on that session."""
        for each in changes:
            session = getattr(each, "session", None)
            if isinstance(session, str) and session in self.view.sessions:
                self.rest_on_session(session)
            if isinstance(each, PutSession):
                self.sessions = {**self.sessions, each.session.id: each.session}
            elif isinstance(each, SeatChange):
                now = self.sessions[each.session]
                self.sessions = {**self.sessions, now.id: applied(each, now, self.kind(now))}
            self._changes.append(each)

    def rest_on_session(self, session: SessionId) -> None:
        """Make the turn stale if this session changes before the commit."""
        record = RecordId(Table.SESSION, session)
        self._rests_on[record] = self.view.sessions[session].revision

    def rest_on_code(self, code: str) -> None:
        """Make the turn stale if this code changes before the commit."""
        self._rests_on[RecordId(Table.CODE, code)] = self.view.codes[code].revision

    def rest_on_contact(self, contact: str) -> None:
        """Make the turn stale if this contact changes before the commit."""
        self._rests_on[RecordId(Table.CONTACT, contact)] = self.view.contacts[contact].revision

    def rest_on_member(self, member: str) -> None:
        """Make the turn stale if this member changes before the commit."""
        self._rests_on[RecordId(Table.MEMBER, member)] = self.view.members[member].revision

    def rest_on_wave(self, wave: str) -> None:
        """Make the turn stale if this wave changes before the commit."""
        self._rests_on[RecordId(Table.WAVE, wave)] = self.view.waves[wave].revision

    def rest_on_approval(self, approval: str) -> None:
        """Make the turn stale if this question for a list changes before the commit."""
        record = RecordId(Table.APPROVAL, approval)
        self._rests_on[record] = self.view.approvals[approval].revision

    def rest_on_notice(self, notice: str) -> None:
        """Make the turn stale if this notice changes before the commit."""
        self._rests_on[RecordId(Table.NOTICE, notice)] = self.view.notices[notice].revision

    def count(self, name: str, *, by: int = 1) -> None:
        """Add to a counter."""
        self._changes.append(Count(name=name, by=by))

    def timer(self, name: TimerName, due: dt.datetime, about: str = "") -> None:
        """Come back at `due`."""
        self._timers.append(Timer(name=name, due=due, about=about))

    def stop_timer(self, name: TimerName, about: str = "") -> None:
        """Forget a timer."""
        self._timers.append(StopTimer(name=name, about=about))

    def nobody_answers(self) -> Never:
        """End a turn that has come to its last branch: what is not known here must not pass in silence."""
        raise NobodyAnswers(f"{type(self.received.body).__name__} to {self.received.to.value}")

    def audit(self, action: str, *, about: str = "", by: str = "", **more: str) -> None:
        """Note an action in the audit log, and who did it; `more` are other fields of `Audit`."""
        row = Audit(action=action, about=about or self.me.id, by=by, **more)
        self._audit.append(by_actor(row, self.actor))

    def tell_session(self, session: SessionId, body: Body) -> None:
        """Let a session know."""
        self._tells.append(Tell(to=To.SESSION, id=session, body=body))

    def tell_person(self, person: str, body: Body) -> None:
        """Let another person's conversation know."""
        self._tells.append(Tell(to=To.PERSON, id=person, body=body))

    def tell(self, *tells: Tell) -> None:
        """Let others know, each in a turn of their own."""
        self._tells += tells

    def owe(self, said: Say) -> None:
        """Say something made elsewhere, as it is."""
        self._says.append(said)

    def notify(self, notice: Notice) -> None:
        """Tell coordinators that something happened, without content."""
        self._notices.append(notice)

    # -- writing first ---------------------------------------------------------------------------------

    def may_write_first(self) -> bool:
        """Tell whether this person may be sent something they did not just ask for."""
        return self.me.stopped_at is None and self.me.paused_at is None and self.agreed("consent_contact_v1")

    def may_write_this_week(self) -> bool:
        """Count a note nobody asked for, and that is not about a held seat: False when the week has had its share."""
        goes = self.earliest()
        recent = tuple(at for at in self.me.unprompted if goes - at < WEEK)
        if len(recent) >= self.rules.campaign.unprompted_a_week:
            return False
        self.set(unprompted=(*recent, goes))
        return True

    def write_first(self, *words: Paragraph, buttons: Rows, **more: Any) -> None:
        """Say something nobody just asked for: a message of its own, and not at night. With no chat, somebody calls."""
        if self.address is None:
            call = ringing.owed_call(self.me, self.view.call, about=more.get("about", ""), now=self.now)
            self.change(*((PutCall(call=call),) if call else ()))
            self.notify(Notice.REMINDER_HELD)
            return
        self.say(
            *words,
            buttons=buttons,
            edit=False,
            priority=Priority.REMINDER,
            not_before=self.earliest(),
            **more,
        )

    def earliest(self) -> dt.datetime:
        """When an unprompted message may go: now, or when the night is over."""
        campaign = self.rules.campaign
        return reminders.next_allowed(self.now, quiet=campaign.quiet_hours, zone=campaign.zone)

    def calendar(self, session: Session, *, cancel: bool = False) -> tuple[Attach, ...]:
        """The calendar file of a session."""
        kind = FileKind.CALENDAR_CANCEL if cancel else FileKind.CALENDAR
        return (Attach(kind=kind, session=session),)

    def turn(self) -> Turn:
        """Close the draft."""
        gone = self.forgotten
        stranger = self.is_new and not self._says and self.me.role is None
        nobody = gone or self.received.to is not To.PERSON or stranger
        return Turn(
            me=None if nobody else self.me,
            rests_on=tuple(self._rests_on.items()),
            changes=tuple(self._changes),
            says=tuple(self._says),
            timers=() if gone else tuple(self._timers),
            audit=tuple(self._audit),
            tells=tuple(self._tells),
            notices=tuple(self._notices),
        )
