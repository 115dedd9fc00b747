"""What somebody looked at when they pressed a button: of something else by now, the button does nothing.

A single act (take over, carry on, resume …) is meant for what its page showed. The form carries a mark of the few facts
that matter to it, the input carries it on, and the turn compares it with the records that its commit rests on.
"""

import datetime as dt
from collections.abc import Callable, Mapping

import msgspec

from outreach_bot.dialogue.desk_inputs import (
    CallNoted,
    ConsentSaid,
    PauseSet,
    Replied,
    SeatCancelled,
    SeatMovedTo,
    TalkClosed,
    TimesNoted,
)
from outreach_bot.dialogue.inputs import (
    Body,
    ChampionHeld,
    ContactNoted,
    ContactResumed,
    Input,
    SessionChanged,
    To,
)
from outreach_bot.dialogue.lock_inputs import SecondLockTakenOff
from outreach_bot.dialogue.session_inputs import (
    AlternateTakesOver,
    BriefDone,
    CochairCannotCome,
    GoesAheadAnyway,
    PollClosed,
    PollOpened,
)
from outreach_bot.dialogue.state import Person, View
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.contacts import Contact
from outreach_bot.recruitment.merging import digest
from outreach_bot.recruitment.sessions import PersonId, Session, SessionId
from outreach_bot.recruitment.threads import Thread

Act = type[Body]


class PersonLook(msgspec.Struct, frozen=True, kw_only=True):
    """What a page about one person shows, as far as single acts rest on it."""

    me: Person
    thread: Thread | None = None
    call: Call | None = None
    sessions: Mapping[SessionId, Session] = {}
    """At least those in which this person has a place."""

    def place(self, session: SessionId) -> str:
        """Say which place this person has in a session: seat, hold, list; empty: none."""
        known, me = self.sessions.get(session), self.me.id
        if known is None:
            return ""
        kinds = {"seat": me in known.seats, "hold": me in known.holds, "list": me in known.waiting}
        return next((kind for kind, there in kinds.items() if there), "")

    def consent(self, name: str) -> object:
        """Give the newest answer to a consent."""
        return next((given for given in reversed(self.me.consents) if given.id == name), None)

    def answered(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """Say when we wrote last, and when the talk was closed."""
        lines = self.thread.lines if self.thread else ()
        last = next((line.at for line in reversed(lines) if line.ours), None)
        return last, self.thread.closed_at if self.thread else None


ON_SESSION: Mapping[Act, Callable[[Session], object]] = {
    CochairCannotCome: lambda one: (one.status, one.led_by, one.cochair_lived, one.cochair_alternate_lived),
    AlternateTakesOver: lambda one: (one.status, one.risk, one.led_by, one.cochair_alternate_lived),
    GoesAheadAnyway: lambda one: (one.status, one.risk, one.led_by, one.starts),
    PollOpened: lambda one: (one.status, one.starts, one.poll),
    PollClosed: lambda one: (one.status, one.starts, one.poll),
    BriefDone: lambda one: (one.briefed, one.brief_slot),
    SessionChanged: lambda one: (one.status, one.sequence),
}
"""Acts on a session, and the facts that matter to each. `SessionChanged` is one only where it calls the session off."""
ON_PERSON: Mapping[Act, Callable[[PersonLook, str], object]] = {
    Replied: lambda one, _: one.answered(),
    TalkClosed: lambda one, _: (one.answered(), one.thread.lines[-1].at if one.thread else None),
    CallNoted: lambda one, _: one.call if one.call and one.call.done_at is None else None,
    SeatCancelled: lambda one, session: one.place(session),
    SeatMovedTo: lambda one, session: one.place(session),
    PauseSet: lambda one, _: one.me.paused_at,
    ConsentSaid: lambda one, consent: one.consent(consent),
    ChampionHeld: lambda one, _: (one.me.champion.code, one.me.champion.held_at) if one.me.champion else None,
}
"""Acts on a person; the text says of which session or consent."""
ON_CONTACT: Mapping[Act, Callable[[Contact], object]] = {
    ContactResumed: lambda one: one.do_not_contact_at,
    ContactNoted: lambda one: (one.permission, one.do_not_contact_at, one.reached),
}
"""Acts on a contact. `ContactNoted` is one where it says what came of a call, or that a kit was handed over."""


def session_mark(act: Act, session: Session) -> str:
    """Mark what an act on this session rests on; empty: on nothing that may change."""
    return digest(ON_SESSION[act](session)) if act in ON_SESSION else ""


def times_mark(session: Session, person: PersonId) -> str:
    """Mark which times were asked for, and which of them suit this person."""
    seat = session.seats.get(person)
    return digest(session.poll, seat.can if seat else None)


def person_mark(act: Act, look: PersonLook, about: SessionId | str = "") -> str:
    """Mark what an act on this person rests on; about: the session or consent that it is about. Empty: on nothing."""
    if act is TimesNoted and about in look.sessions:
        return times_mark(look.sessions[about], look.me.id)
    return digest(ON_PERSON[act](look, about)) if act in ON_PERSON else ""


def contact_mark(act: Act, contact: Contact) -> str:
    """Mark what an act on this contact rests on; empty: on nothing that may change."""
    return digest(ON_CONTACT[act](contact)) if act in ON_CONTACT else ""


def lock_mark(since: dt.datetime | None) -> str:
    """Mark a second lock by when it was set up: a new one is not the one that was to be taken off."""
    return digest(since)


def about_of(body: Body) -> SessionId | str:
    """Say which session or consent an act on a person is about; empty: none."""
    match body:
        case SeatCancelled() | SeatMovedTo() | TimesNoted():
            return body.session
        case ConsentSaid():
            return body.id
        case _:
            return ""


def is_as_looked_at(view: View, received: Input) -> bool:
    """Tell whether what an act rests on is as it was when somebody looked at it; so is what carries no mark."""
    mark = _mark(view, received) if received.looked else ""
    return mark in ("", received.looked)


def _mark(view: View, received: Input) -> str:
    body, act = received.body, type(received.body)
    if received.to is To.SESSION and received.id in view.sessions:
        return session_mark(act, view.sessions[received.id].session)
    if received.to is To.CONTACT and received.id in view.contacts:
        return contact_mark(act, view.contacts[received.id].contact)
    if received.to is To.PERSON and view.me is not None:
        return person_mark(act, look_of(view, view.me), about_of(body))
    if isinstance(body, SecondLockTakenOff) and view.at_lock is not None:
        return lock_mark(view.at_lock.lock.since)
    return ""


def look_of(view: View, me: Person) -> PersonLook:
    """Look at a person as their own turn does."""
    sessions = {name: kept.session for name, kept in view.sessions.items()}
    return PersonLook(me=me, thread=view.thread, call=view.call, sessions=sessions)
