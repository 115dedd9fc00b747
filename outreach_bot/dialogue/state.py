"""What is kept about a person, and what a turn may look at.

/privacy, EXPORT and the retention table are generated from `Person`, so they cannot drift from it.
"""

import datetime as dt
from enum import StrEnum

import msgspec

from outreach_bot.dialogue.inputs import Address
from outreach_bot.dialogue.notices import KeptNotice, NoticeId
from outreach_bot.recruitment.approvals import Approval, ApprovalId
from outreach_bot.recruitment.asides import AsideId
from outreach_bot.recruitment.bands import Band
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import Contact, ContactId
from outreach_bot.recruitment.desk import Desk
from outreach_bot.recruitment.funnel import Stage
from outreach_bot.recruitment.office_roles import Member, MemberId
from outreach_bot.recruitment.on_call import OnCall
from outreach_bot.recruitment.rules import Outcome, Role, Rules
from outreach_bot.recruitment.second_lock import SecondLock
from outreach_bot.recruitment.sessions import PersonId, Session, SessionId
from outreach_bot.recruitment.signs import Openings
from outreach_bot.recruitment.stations import Tally
from outreach_bot.recruitment.threads import Thread
from outreach_bot.recruitment.waves import Wave, WaveId


class Consent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One answer to one consent question, and the hash of the very words that were shown."""

    id: str
    agreed: bool
    at: dt.datetime
    channel: str
    words: str
    """SHA-256 of the text shown, hex."""
    language: str = "en"
    withdrawn_at: dt.datetime | None = None
    by: str = ""
    """Who of the team noted it, where it was not said in the chat."""
    evidence: str = ""
    """Number of the paper in the files."""
    withdrawn_how: str = ""
    """phone, in_person or paper, where it was not taken back in the chat."""
    withdrawn_by: str = ""


class ChampionKind(StrEnum):
    """Who a champion is to the people they reach."""

    HARM_REDUCTION = "harm_reduction"
    PEER_SUPPORT = "peer_support"
    GRASSROOTS = "grassroots"


class Champion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person who passes the invitation on. Nothing here depends on what any recruit did."""

    code: str
    joined_at: dt.datetime
    kind: ChampionKind | None = None
    rules_agreed_at: dt.datetime | None = None
    employer: bool | None = None
    """Works where people are treated, or would rather not say. None: not asked yet."""
    no_names_agreed_at: dt.datetime | None = None
    """When they agreed to name and confirm nobody. Source: 42 CFR Part 2, DOMAIN 5.1."""
    paused_at: dt.datetime | None = None
    """They take a break; they go on when they like."""
    held_at: dt.datetime | None = None
    """A coordinator asked them to rest; a coordinator ends it."""
    band: Band = Band.UNDER_5
    """What they are told of their link, as it was at the last weekly count."""


class DeskNote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something a coordinator wrote down about a person, who gets it with EXPORT."""

    text: str
    at: dt.datetime


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that is kept about one person. Every field is named in /privacy and EXPORT, or is a place-holder there.

    `screen` and `about` say where the conversation is; they carry no answers.
    """

    id: PersonId
    made_at: dt.datetime
    seen_at: dt.datetime
    """When they last wrote or tapped."""
    addresses: tuple[Address, ...] = ()
    """Newest used first."""
    language: str = ""
    turn: int = 0
    screen: str = "new"
    about: str = ""
    ticked: tuple[str, ...] = ()
    """Boxes ticked on the current multi-choice screen, before Done."""
    before: str = ""
    """The screen to go back to from help, rights and lists: `screen` or `screen:about`."""
    shown: dict[str, str] = {}
    """Consent id to the hash of the words last shown for it; dropped once answered."""
    role: Role | None = None
    question_set: int = 0
    """Version of screening.yaml this person began with."""
    answers: dict[str, tuple[str, ...]] = {}
    """Deleted when the outcome is set."""
    outcome: Outcome | None = None
    hospitals: tuple[str, ...] = ()
    one_to_one: bool = False
    """Would rather not meet in a group: part of which meetings fit."""
    consents: tuple[Consent, ...] = ()
    needs: tuple[str, ...] = ()
    film: str = ""
    source: str = ""
    """The code that brought them."""
    source_channel: str = ""
    counted: Stage | None = None
    """The furthest stage that was counted for that code."""
    tally: Tally | None = None
    """What they are counted as in reports."""
    tried: tuple[str, ...] = ()
    """The last few different codes they tried that nobody made."""
    asked_how: bool = False
    """Asked how they know who told them. What they said is not kept."""
    reminders: tuple[str, ...] = ()
    """Extra reminders asked for: week, two_hours."""
    stopped_at: dt.datetime | None = None
    paused_at: dt.datetime | None = None
    """After a crisis message: nothing unprompted until a person, or they themselves, carry on."""
    unprompted: tuple[dt.datetime, ...] = ()
    """When unprompted messages went, of the last week."""
    champion: Champion | None = None
    coordinator_since: dt.datetime | None = None
    name: str = ""
    """First name, of those who signed up by phone or on paper and agreed to be contacted."""
    phone: str = ""
    """E.164; the same."""
    safe_times: tuple[str, ...] = ()
    """When that phone may be called."""
    needs_met: tuple[str, ...] = ()
    """Those of their needs that somebody saw to."""
    notes: tuple[DeskNote, ...] = ()
    """What coordinators wrote down, oldest first."""
    digest_off: bool = False
    """A coordinator who wants no note of the week."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A session with its revision, as the store holds it."""

    session: Session
    revision: int


class KeptCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code with its revision."""

    code: Code
    revision: int


class KeptContact(msgspec.Struct, frozen=True, kw_only=True):
    """A network contact with its revision."""

    contact: Contact
    revision: int


class KeptWave(msgspec.Struct, frozen=True, kw_only=True):
    """A wave with its revision."""

    wave: Wave
    revision: int


class KeptMember(msgspec.Struct, frozen=True, kw_only=True):
    """A member of the office with its revision."""

    member: Member
    revision: int


class KeptAside(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was set aside: whom it is from, and what kind of input it was. Never what it says."""

    id: AsideId
    person: PersonId
    kind: str
    """The name of the input's class."""
    revision: int


class KeptApproval(msgspec.Struct, frozen=True, kw_only=True):
    """A question for a list with names, with its revision."""

    approval: Approval
    revision: int


class AtLock(msgspec.Struct, frozen=True, kw_only=True):
    """A member's second lock, with the session that stands before it or in which it is set up."""

    member: MemberId
    name: str = ""
    kind: str = ""
    """Of the session: `session` or `at_lock`; empty: the input is about no session."""
    secret: str = ""
    """What the session offers to their app, where no lock is on yet."""
    until: dt.datetime = dt.datetime.fromtimestamp(0, dt.UTC)
    """When that session ends."""
    session_revision: int = 0
    lock: SecondLock = SecondLock()
    revision: int = 0
    """Of the lock's row; 0: there is none."""

    def __repr__(self) -> str:
        """Say whose it is, without the secret."""
        return f"AtLock(member={self.member!r})"


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What one turn may look at: one consistent picture, with revisions."""

    me: Person | None
    """None: nobody we know yet; `new_id` is theirs if the turn makes them known."""
    new_id: PersonId = ""
    revision: int = 0
    rules: Rules
    sessions: dict[SessionId, Kept] = {}
    codes: dict[str, KeptCode] = {}
    """Only codes this input names, the one that brought this person, and their own as a champion."""
    opened: dict[str, int] = {}
    """How often those of them were opened whose number decides something."""
    openings: dict[str, Openings] = {}
    """When the code this input names, or one that nobody made, was last opened."""
    contacts: dict[ContactId, KeptContact] = {}
    """Only the contact this input is to, those it names, and those that hold an address it names."""
    waves: dict[WaveId, KeptWave] = {}
    """Only the wave this input names."""
    members: dict[MemberId, KeptMember] = {}
    """The team of the office, where the input is about it or from one of them."""
    approvals: dict[ApprovalId, KeptApproval] = {}
    """Only the question for a list that this input names."""
    words_version: str = ""
    """Version of the words and the flyer of the wave this input names, as they are now."""
    stopped: frozenset[ContactId] = frozenset()
    """Of the contacts this input names: those with an address that asked us to stop."""
    fresh: tuple[str, ...] = ()
    """Unused random codes, for turns that hand one out."""
    call: Call | None = None
    thread: Thread | None = None
    """The talk with this person, open or closed."""
    thread_revision: int = 0
    lost: tuple[str, ...] = ()
    """Of what this input names: messages to this person that may not have arrived, and that nobody ticked off."""
    typed: str = ""
    """Data of the button on the current screen whose label the person typed; empty: none."""
    languages: tuple[str, ...] = ("en",)
    link: str = ""
    """Base of links to this bot: `https://t.me/NAME?start=` or `http://…/i/`; a payload follows."""
    inline: bool = False
    """The bot can be called up in other chats of the person's app."""
    suppressed: bool = False
    aside: KeptAside | None = None
    """What was set aside and this input names; None: it is not there any more."""
    notices: dict[NoticeId, KeptNotice] = {}
    """The notice this input names, and the open ones of its kind about the same person."""
    on_call: tuple[OnCall, ...] = ()
    """Coordinators who can be told in the chat, where this input is about a notice."""
    alarmed: bool = False
    """The time of this person has come to be forgotten, but an alert about them waits to be looked after."""
    desk: Desk | None = None
    """Counts, where a coordinator asks for them."""
    token: str = ""
    """A fresh one, where a coordinator asks for a way into the office."""
    office: str = ""
    """Base address of the office's pages."""
    at_lock: AtLock | None = None
    """Where somebody comes in by a link, or stands at their second lock."""
