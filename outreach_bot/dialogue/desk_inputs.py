"""What coordinators did for one person from a desk. The union `DeskDeed` is part of `inputs.Body`.

Who did it is the `actor` of the input, never a field here.
"""

import datetime as dt

import msgspec

from outreach_bot.dialogue.notices import NoticeId
from outreach_bot.dialogue.outreach_inputs import Fact
from outreach_bot.recruitment.calls import CallNote
from outreach_bot.recruitment.consents import Method
from outreach_bot.recruitment.desk_fitting import Reason
from outreach_bot.recruitment.looking import LookReason
from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.recruitment.sessions import SessionId
from outreach_bot.recruitment.telling import Instead

# -- talking -----------------------------------------------------------------------------------------


class Replied(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator wrote to this person, in the chat."""

    text: str


class TalkClosed(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator ended the talk; what was written is deleted seven days later."""


class CallNoted(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator called, or need not any more. `at`: when the person would like to be called again."""

    outcome: CallNote
    at: dt.datetime | None = None


# -- seats -------------------------------------------------------------------------------------------


class SeatGiven(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator booked a seat. `reason`: why, where a rule stands against it."""

    session: SessionId
    companions: int = 0
    reason: Reason | None = None


class SeatMovedTo(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator put this person into the session `to` instead."""

    session: SessionId
    to: SessionId
    reason: Reason | None = None


class SeatCancelled(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator gave back a seat, a held seat or a place on a list."""

    session: SessionId


class ListPlaceGiven(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator put this person on a waiting list."""

    session: SessionId
    companions: int = 0
    reason: Reason | None = None


# -- the person --------------------------------------------------------------------------------------


class PauseSet(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator holds back all notes to this person, or lets them go again."""

    paused: bool


class StopTold(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """This person told a coordinator that they want no more messages and no calls: it counts like STOP in the chat."""


class NeedsMet(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator saw to these needs; all others are still to be seen to."""

    needs: tuple[str, ...] = ()
    was: tuple[str, ...] | None = None
    """Those that were seen to when the boxes were shown: only what differs is written; None: all of them."""


class NoteWritten(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator wrote something down about this person, which the person may read."""

    text: str


class NoteDropped(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator took a note away, by the instant it was written."""

    at: dt.datetime


class Eligibility(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What fits somebody, as it stands."""

    outcome: Outcome | None = None
    hospitals: tuple[str, ...] = ()
    one_to_one: bool = False


class EligibilitySet(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator decided what fits this person, after talking to them."""

    outcome: Outcome
    reason: Reason
    hospitals: tuple[str, ...] = ()
    one_to_one: bool = False
    was: Eligibility | None = None
    """How it stood when they decided: what others changed since stays, or nothing is written."""


class IdentityShown(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody looked at this person's name, number and address; audited with the reason."""

    reason: LookReason


class TalkShown(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody read what this person wrote to us; audited."""


class TimesNoted(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """This person told a coordinator which times (aware UTC) of an open question suit them; empty: none of them."""

    session: SessionId
    can: tuple[dt.datetime, ...] = ()


class SafetyWordsSeen(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody of the safety role read words of this person that raised an alert; audited with the reason."""

    reason: LookReason


class TickedOff(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator saw to what messages should have told: those about `session` that are lost, or that `notice` says were held back.

    Neither: the answers, and whatever else no meeting hangs on, that were given up.
    """

    how: Instead
    session: SessionId = ""
    notice: NoticeId = ""


class ConsentSaid(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """This person, who is signed up, said yes or no to a consent that was read to them."""

    id: str
    agreed: bool
    method: Method
    words: str
    """SHA-256 of the words read, hex."""
    language: str = ""
    """Of these words."""
    read: bool = False
    """A coordinator says that these very words were read."""
    asked: bool = False
    """It was they who asked for it."""
    evidence: str = ""
    """Number of the paper in the files."""
    name: str = ""
    """First name, number (E.164) and safe times: with consent to be contacted."""
    phone: str = ""
    safe_times: tuple[str, ...] = ()


class ConsentTakenBack(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """This person told a coordinator that they take a consent back."""

    id: str
    method: Method


class DeskConsent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer to a consent that was read to a person, with the hash of the words read."""

    id: str
    agreed: bool
    words: str


class SignedUpAtDesk(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator signed somebody up with the person present. The answers are never kept: they decide, and are gone."""

    role: Role
    channel: str
    """phone or paper: how it was taken."""
    consents: tuple[DeskConsent, ...]
    answers: dict[str, tuple[str, ...]]
    """Question id to the options chosen."""
    needs: tuple[str, ...] = ()
    name: str = ""
    """First name; only with consent to be contacted."""
    phone: str = ""
    """E.164; only with consent to be contacted."""
    safe_times: tuple[str, ...] = ()
    code: str = ""
    """The code that brought them."""
    language: str = ""
    session: SessionId = ""
    """A session they are booked into at once."""
    companions: int = 0
    came: bool = False
    """They are here, at that session."""


DeskDeed = (
    Replied | TalkClosed | CallNoted | SeatGiven | SeatMovedTo | SeatCancelled | ListPlaceGiven
    | PauseSet | StopTold | NeedsMet | NoteWritten | NoteDropped | EligibilitySet | IdentityShown | TalkShown | SignedUpAtDesk
    | TimesNoted | SafetyWordsSeen | TickedOff | ConsentSaid | ConsentTakenBack
)  # fmt: skip
"""All of them, as one member of `inputs.Body`."""
