"""What can happen to a conversation. Past tense: each has already happened when the dialogue hears of it."""

import datetime as dt
from enum import StrEnum

import msgspec

from outreach_bot.dialogue.actors import Actor
from outreach_bot.dialogue.alert_inputs import AlertBody
from outreach_bot.dialogue.aside_inputs import AsideBody
from outreach_bot.dialogue.contact_inputs import (
    ContactBounced,
    ContactChanged,
    ContactForgotten,
    ContactNoted,
    ContactResumed,
    ContactShown,
    ContactsImported,
    ContactStopped,
)
from outreach_bot.dialogue.desk_inputs import DeskDeed
from outreach_bot.dialogue.export_inputs import ExportBody, Exported
from outreach_bot.dialogue.house_inputs import HouseBody
from outreach_bot.dialogue.outreach_inputs import (
    Fact,
    GroupConnected,
    GroupJoined,
    GroupLeft,
    GroupMoved,
    WaveApproved,
    WaveMade,
    WaveReaches,
    WaveStopped,
)
from outreach_bot.dialogue.session_inputs import SessionBody
from outreach_bot.dialogue.team_inputs import TeamBody
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.office_roles import MemberId
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import PersonId, Session, SessionId


class Channel(StrEnum):
    """Where a person talks to us."""

    TELEGRAM = "telegram"
    WEB = "web"
    TERMINAL = "terminal"
    EMAIL = "email"
    """Only ever to contacts of networks. `chat` is the email address."""


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """One place where a person can be reached: a Telegram chat, a browser, a terminal."""

    channel: Channel
    chat: str


class TimerName(StrEnum):
    """What a timer was set for."""

    SCREENING_EXPIRES = "screening_expires"
    REMIND_WEEK = "remind_week"
    REMIND_DAY = "remind_day"
    REMIND_TWO_HOURS = "remind_two_hours"
    ASK_AFTER = "ask_after"
    CHECK_IN = "check_in"
    REST_ENDS = "rest_ends"
    """Nothing booked for 90 days: asked once more, then forgotten."""
    OFFER_ENDS = "offer_ends"
    WAVE_STARTS = "wave_starts"
    STATS = "stats"
    """The hour of the week when a champion's band is counted anew."""
    ESCALATE = "escalate"
    """Nobody took an alert in time: the second contact hears of it."""
    ALERT_WORDS_END = "alert_words_end"
    """The days of words of danger in a talk are over."""
    DIGEST = "digest"
    """A coordinator's note of the week."""


# -- what a person did ---------------------------------------------------------------------------


class Opened(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Started the chat, from a link or without one; `/start PAYLOAD`, or the web page at /i/CODE."""

    payload: str = ""


class Said(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Typed a message."""

    text: str


class Tapped(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Tapped a button. `message` is the channel's id of the message the button was under."""

    data: str
    message: str = ""


class SharedContact(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Shared a contact card. Counts only if it is the sender's `own`."""

    number: str
    own: bool


class SentMedia(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Sent something we cannot read: a photo, a voice note, a file. `caption` is read for crisis only."""

    caption: str = ""


class Edited(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Changed an earlier message: read for crisis, otherwise nothing."""

    text: str


class Blocked(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Blocked the bot, or left."""


class Unblocked(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Let the bot in again."""


class Returned(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Is back on a page that lost what it showed; wants to see where they are."""


class WasAway(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """We were away: taps may be lost, so the screen is shown once more."""


BY_THE_PERSON = (Opened, Said, Tapped, SharedContact, SentMedia, Returned)
"""What only they themselves can do: it shows that they are there."""


# -- what time or others did ------------------------------------------------------------------------


class TimerFired(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A timer came due. Set at `turn`; one set for an older turn does nothing where turns matter."""

    name: TimerName
    about: str = ""
    turn: int = 0
    was_due: dt.datetime


class SeatOffered(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A seat is held for this waiting person until `until`."""

    session: SessionId
    until: dt.datetime


class OfferLapsed(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The time to take an offered seat has passed."""

    session: SessionId


class SessionMoved(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A session this person holds a seat in, or waits for, has another time or place."""

    session: SessionId
    only_where: bool = False
    """The time is as it was; where it is, or how to join, is not."""


class SessionCancelled(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A session this person held a seat in, or waited for, will not take place."""

    session: SessionId


class CameBack(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """This person used their return code at another address."""

    address: Address


class ChampionHeld(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator asked this champion to rest, or to go on."""

    held: bool
    by: str


# -- to a session ---------------------------------------------------------------------------------------


class SeatFreed(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A seat or a hold came free: the next who fits is to be asked."""


class HoldRefused(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A waiting person does not want the held seat. `leaves`: nor the list."""

    person: PersonId
    leaves: bool = False


class SessionChanged(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator changed, published or cancelled this session. Seats in `session` are ignored.

    Only what differs from `was` is written; None: from how it is when the input is taken.
    """

    session: Session
    by: str
    was: Session | None = None
    """The session as whoever changed it saw it. What others changed since stays, or nothing is written."""
    insists: bool = False
    """From a file: what it says counts, whatever somebody wrote meanwhile."""


# -- to the office ----------------------------------------------------------------------------------------


class Invited(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator made codes: the share code, and for champions and coordinators a one-time link."""

    codes: tuple[Code, ...]
    by: str


class CodeVoided(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator ended codes: one, or a whole branch. Whoever opens one is answered like anybody."""

    codes: tuple[str, ...]
    by: str


class ReviewsSeen(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator looked at these reviews, and is done with them."""

    reviews: tuple[str, ...]
    by: str


class SessionsImported(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator brought a whole file of new or changed sessions; all or nothing."""

    sessions: tuple[Session, ...]
    by: str
    was: tuple[Session, ...] = ()
    """Those that were known, as they were when the file was read: what it did not change stays as it is by then."""


class EraseAsked(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator erases this person, as DELETE in the chat does."""

    by: str


class SignInLinkMade(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A one-time office link was made. Only the token's hash is kept."""

    token_hash: str
    until: dt.datetime
    name: str = ""
    """Whom it was made for, as whoever made it says; empty: nobody in particular."""
    member: MemberId = ""


class SignedIn(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A one-time office link was used; the session it opened, and a `secret` for a second lock to be set up."""

    token_hash: str
    session_hash: str
    until: dt.datetime
    name: str = ""
    member: MemberId = ""
    secret: str = ""


class SignedOut(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody left the office; their session ends."""

    session_hash: str


Body = (
    Opened | Said | Tapped | SharedContact | SentMedia | Edited | Blocked | Unblocked | Returned | WasAway | AsideBody
    | TimerFired | SeatOffered | OfferLapsed | SessionMoved | SessionCancelled | CameBack | ChampionHeld
    | SeatFreed | HoldRefused | SessionChanged
    | CodeVoided | ReviewsSeen
    | Invited | SessionsImported | EraseAsked | SignInLinkMade | SignedIn | SignedOut
    | ContactsImported | ContactChanged | ContactNoted | ContactStopped | ContactBounced | ContactResumed | ContactForgotten | ContactShown
    | GroupJoined | GroupLeft | GroupMoved | GroupConnected | WaveReaches | WaveMade | WaveApproved | WaveStopped
    | ExportBody | HouseBody | SessionBody | TeamBody | DeskDeed | AlertBody
)  # fmt: skip

OFFICE = "office"
"""The one receiver that is neither a person nor a session."""


class To(StrEnum):
    """Kinds of receiver."""

    PERSON = "person"
    SESSION = "session"
    OFFICE = "office"
    CONTACT = "contact"
    """A contact of a network: they never talk to us, things are only noted about them or sent to them."""


class Input(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened, to one receiver, once.

    key: `tg:<update id>`, `web:<client id>`, `timer:<row>`, `in:<parent key>/<n>`: seen once, done once.
    """

    key: str
    to: To
    id: str = ""
    """Person or session id. Empty for a person known only by `address` so far."""
    body: Body
    address: Address | None = None
    actor: Actor | None = None
    """Who did it, of what was done in the office."""
    looked: str = ""
    """What they looked at when they did it, as `looking.mark` writes it: of something else by now, nothing is done."""
    language: str = ""
    """What the person's app is set to, e.g. "en" or "es-MX"; only a hint."""
    beside: str = ""
    """What else the person may have written: a poll's question, a file's name, fields nobody knows. Read for crisis only."""


__all__ = [
    "OFFICE",
    "Actor",
    "Address",
    "Body",
    "Channel",
    "ContactBounced",
    "ContactChanged",
    "ContactForgotten",
    "ContactNoted",
    "ContactResumed",
    "ContactShown",
    "ContactStopped",
    "ContactsImported",
    "Exported",
    "Fact",
    "GroupConnected",
    "GroupJoined",
    "GroupLeft",
    "GroupMoved",
    "Input",
    "Role",
    "TimerName",
    "To",
    "WaveApproved",
    "WaveMade",
    "WaveReaches",
    "WaveStopped",
]
