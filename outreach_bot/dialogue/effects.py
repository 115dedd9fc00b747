"""What a turn does. Imperative: nothing here has happened until the turn is committed."""

import datetime as dt
from enum import IntEnum, StrEnum

import msgspec

from outreach_bot.dialogue.alert_effects import PutNotice
from outreach_bot.dialogue.aside_effects import LetAsideGo, TakeAgain
from outreach_bot.dialogue.audit_effects import Audit
from outreach_bot.dialogue.contact_effects import (
    CancelWave,
    DropContact,
    Effect,
    HoldBack,
    PutContact,
    PutWave,
    SuppressContact,
    UnsuppressContact,
)
from outreach_bot.dialogue.desk_effects import PutThread, TickOff
from outreach_bot.dialogue.inputs import Address, Body, TimerName, To
from outreach_bot.dialogue.notices import ALERTS, UNNAMED, Notice
from outreach_bot.dialogue.session_effects import DropFirst, KeepFirst
from outreach_bot.dialogue.state import Person
from outreach_bot.dialogue.team_effects import (
    DropSecondLock,
    EndSessions,
    PutApproval,
    PutMember,
    PutSecondLock,
)
from outreach_bot.dialogue.words import Link, Paragraph, Phrase, Verbatim, When, Words
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.sessions import Hold, PersonId, Seat, Session, SessionId, Waiter
from outreach_bot.recruitment.signs import Openings, Sign

__all__ = [
    "ALERTS",
    "UNNAMED",
    "Audit",
    "DropFirst",
    "EndSessions",
    "KeepFirst",
    "Link",
    "Notice",
    "Paragraph",
    "Phrase",
    "PutApproval",
    "PutMember",
    "Verbatim",
    "When",
    "Words",
]

Revision = int
"""Counts the changes of a row; 0 means the row must not be there."""


class Table(StrEnum):
    """The tables a turn's rests_on may name. Stores may keep more."""

    PERSON = "person"
    SESSION = "session"
    CODE = "code"
    CALL = "call"
    CONTACT = "contact"
    WAVE = "wave"
    MEMBER = "member"
    NOTICE = "notice"
    APPROVAL = "approval"


class RecordId(msgspec.Struct, frozen=True):
    """Names one row."""

    table: str
    id: str


# -- what is said -----------------------------------------------------------------------------------------


class Mark(StrEnum):
    """A sign in front of a button's label; left out when labels are compared."""

    NONE = ""
    TICKED = "✓ "
    FULL = "⏳ "


class Button(msgspec.Struct, frozen=True, kw_only=True):
    """One button. `data` comes back when it is tapped (at most 64 bytes); or it does one of the others."""

    label: Words
    data: str = ""
    url: str | Link = ""
    """It opens this address."""
    copy: Words | None = None
    """It copies this (at most 256 characters). Telegram only."""
    inline: bool = False
    """It opens the app's list of chats, to pass our card on in one. Telegram only."""
    mark: Mark = Mark.NONE


class Priority(IntEnum):
    """What goes first when sending is slow."""

    HELP = 0
    REPLY = 1
    REMINDER = 2
    WAVE = 3


class FileKind(StrEnum):
    """Files that a turn can ask for; the runner has them made."""

    CALENDAR = "calendar"
    CALENDAR_CANCEL = "calendar_cancel"
    OWN_DATA = "own_data"
    FLYER = "flyer"


class FlyerWish(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A flyer to be made: which form, in which language, with whose code. It is made when it is sent, not before."""

    form: str
    """A key of `forms` in flyers.yaml."""
    language: str
    code: str
    channel: str = "fl"
    """The door its link is counted under; see `recruitment.codes.CHANNELS`."""
    hospital: str = ""
    pdf: bool = False
    """For print, as PDF; else a picture."""


class Attach(msgspec.Struct, frozen=True, kw_only=True):
    """A file to send with a message. Its name gives nothing away."""

    kind: FileKind
    session: Session | None = None
    lines: tuple[Words, ...] = ()
    flyer: FlyerWish | None = None


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a message an email: the words around it."""

    subject: Words
    """Shows on a locked phone: hints at nothing."""
    closing: tuple[Words, ...]
    """Below the buttons: why it came, who sent it, where they are."""
    stop: Words
    """Label of the link that ends all such letters. The link itself is made when it is sent."""


class Say(msgspec.Struct, frozen=True, kw_only=True):
    """One message to the person this turn is about: paragraphs, then rows of buttons."""

    words: tuple[Paragraph, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    edit: bool = False
    """Put it in place of the tapped message where the channel can."""
    ask_number: Words | None = None
    """Label of the channel's own "share my number" key."""
    files: tuple[Attach, ...] = ()
    priority: Priority = Priority.REPLY
    silent: bool = False
    not_before: dt.datetime | None = None
    not_after: dt.datetime | None = None
    consent: str = ""
    """This message asks for that consent: the hash of the words shown is kept on the person."""
    help: bool = False
    """Crisis words: already sent before the store was asked, unless that failed."""
    about: SessionId = ""
    to: Address | None = None
    """Where it goes; None: to where the person wrote from. A contact of a network wrote from nowhere."""
    language: str = ""
    """Empty: the person's own."""
    letter: Letter | None = None
    """It goes as an email, with at most one file beside it."""
    captions: bool = False
    """The words stand below its one picture, in the same message."""
    protect: bool = False
    """It cannot be passed on or saved, where the channel can see to it."""


# -- changes to records ----------------------------------------------------------------------------------


class TakeSeat(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Give `person` a seat; uses up their hold or place on the list."""

    session: SessionId
    person: PersonId
    seat: Seat


class ChangeSeat(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Note something on a held seat: coming, attended."""

    session: SessionId
    person: PersonId
    seat: Seat


class FreeSeat(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Take `person`'s seat back."""

    session: SessionId
    person: PersonId


class JoinList(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Put `person` on the waiting list."""

    session: SessionId
    person: PersonId
    waiter: Waiter


class LeaveList(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Take `person` off the waiting list."""

    session: SessionId
    person: PersonId


class HoldSeat(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Keep a freed seat for a waiting person; they leave the list for as long."""

    session: SessionId
    person: PersonId
    hold: Hold


class DropHold(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """End a hold. `back`: the person goes back to where they were on the list."""

    session: SessionId
    person: PersonId
    back: bool = False


class PutSession(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Write a session's facts. Seats, waiting and holds stay as they are."""

    session: Session


class PutCode(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Write a code."""

    code: Code


class EndCode(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """A champion's code is void from now on; its name is forgotten, and the link that gave it."""

    code: str


class PutOpenings(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Write when a link was last opened."""

    openings: Openings


class PutReview(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Let a coordinator look at a code: which, and why. Never who."""

    code: str
    sign: Sign


class DropReview(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator looked."""

    review: str


class Count(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Add to a counter: no person is in it."""

    name: str
    by: int = 1


class PutCall(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Write or change the person's request to talk to someone."""

    call: Call


class DropCall(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Withdraw the person's request."""

    person: PersonId


class Suppress(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Never write to this address again on our own: only its HMAC is kept."""

    address: Address


class Unsuppress(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """The person came back and agreed to messages."""

    address: Address


class CancelNotes(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Notes to the person or contact of this turn that have not gone yet are out of date; the ledger keeps them as cancelled."""

    about: SessionId = ""
    """A session; empty: every note."""


class Forget(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Erase the person: record, addresses, owed messages, timers, request to talk."""

    person: PersonId


class PutSignIn(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Write or (with `until` in the past) end a one-time link or an office session, by its hash."""

    hash: str
    kind: str
    until: dt.datetime
    name: str = ""
    member: str = ""
    secret: str = ""
    """For the app of a member who sets up a second lock."""


class DropSignIn(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """A one-time link is used up, or a session signed out."""

    hash: str


Change = (
    TakeSeat | ChangeSeat | FreeSeat | JoinList | LeaveList | HoldSeat | DropHold | KeepFirst | DropFirst | PutSession
    | PutCode | EndCode | PutOpenings | PutReview | DropReview | PutNotice | PutContact | DropContact | PutWave | CancelWave | HoldBack | SuppressContact | UnsuppressContact | Count | PutCall | DropCall | Suppress | Unsuppress | CancelNotes | Forget | PutSignIn | DropSignIn | PutMember | PutApproval | EndSessions | PutSecondLock | DropSecondLock | PutThread | TickOff | TakeAgain | LetAsideGo
)  # fmt: skip


# -- others ---------------------------------------------------------------------------------------------


class Timer(msgspec.Struct, frozen=True, kw_only=True):
    """Come back at `due`. One timer per (receiver, name, about): setting it again replaces it."""

    name: TimerName
    due: dt.datetime
    about: str = ""


class StopTimer(msgspec.Struct, frozen=True, kw_only=True):
    """Forget a timer."""

    name: TimerName
    about: str = ""


class Tell(msgspec.Struct, frozen=True, kw_only=True):
    """Let someone else know; it becomes their own turn."""

    to: To
    id: str
    body: Body


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one input does, decided; nothing of it done yet."""

    me: Person | None = None
    """The person as they are after it; None when the turn is not about a person or nothing changed."""
    rests_on: tuple[tuple[RecordId, Revision], ...] = ()
    """Rows that must be unchanged at the commit, beside the receiver's own."""
    changes: tuple[Change, ...] = ()
    says: tuple[Say, ...] = ()
    timers: tuple[Timer | StopTimer, ...] = ()
    audit: tuple[Audit, ...] = ()
    tells: tuple[Tell, ...] = ()
    notices: tuple[Notice, ...] = ()
    menu: tuple[str, ...] | None = None
    """The commands this person's chats are to list from now on; empty: those of everybody. None: as they are."""
