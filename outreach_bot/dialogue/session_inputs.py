"""What can happen to a session at a coordinator's desk, and what its people hear of it. Part of `inputs`."""

import datetime as dt
from enum import StrEnum

import msgspec

from outreach_bot.dialogue.outreach_inputs import Fact
from outreach_bot.recruitment.reasons import AheadReason
from outreach_bot.recruitment.sessions import PersonId, SessionId


class Cochair(StrEnum):
    """Which of those with lived experience who lead a session."""

    LIVED = "lived"
    ALTERNATE = "alternate"


# -- to a session ----------------------------------------------------------------------------------------


class CochairCannotCome(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody with lived experience who was to lead this session cannot come."""

    who: Cochair = Cochair.LIVED


class AlternateTakesOver(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The alternate leads this session in place of the co-chair."""


class GoesAheadAnyway(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A session at risk takes place as it is, for a reason, which is audited."""

    reason: AheadReason


class PollOpened(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Everybody booked is asked which of these times (aware UTC) suit them."""

    times: tuple[dt.datetime, ...]


class PollClosed(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator chose one of the times that were asked for; None: the session stays where it is."""

    time: dt.datetime | None = None


class Attended(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is noted of one seat: whether they came, and how many beside them; None: nothing yet."""

    came: bool | None = None
    companions: int | None = None


class AttendanceNoted(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Who came and who did not; others stay as they are. It can be noted again when it was wrong."""

    came: dict[PersonId, bool]
    companions: dict[PersonId, int] = msgspec.field(default_factory=dict)
    """How many of those they bring were there."""
    was: dict[PersonId, Attended] = msgspec.field(default_factory=dict)
    """What was noted of them before, as whoever noted this saw it: where another noted more since, nothing is written."""


class BriefDone(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The short chat before was held, or after all was not."""

    done: bool


class DebriefDone(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The short chat after was held, or after all was not; what went well, what to change, what follows."""

    done: bool
    notes: tuple[str, str, str] = ("", "", "")
    was: tuple[str, str, str] | None = None
    """The notes as whoever wrote these saw them: what others wrote since stays, or nothing is written."""


# -- to a person -------------------------------------------------------------------------------------------


class PollAsked(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """They are asked which times suit them."""

    session: SessionId


class SessionStays(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The times were asked for, and the session stays where it is."""

    session: SessionId


class WentAhead(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """It takes place without somebody with lived experience leading it: those booked may want to think again."""

    session: SessionId


class AttendanceMarked(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator noted whether they came."""

    session: SessionId
    came: bool


# -- to the office --------------------------------------------------------------------------------------------


class CalendarLinkMade(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A member of staff made the secret address of their calendar. Only its hash is kept."""

    token_hash: str
    until: dt.datetime
    member: str


class CalendarLinkEnded(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A calendar's address works no more."""

    token_hash: str


SessionBody = (
    CochairCannotCome | AlternateTakesOver | GoesAheadAnyway | PollOpened | PollClosed | AttendanceNoted
    | BriefDone | DebriefDone | PollAsked | SessionStays | WentAhead | AttendanceMarked
    | CalendarLinkMade | CalendarLinkEnded
)  # fmt: skip
"""All of them."""
