"""A session, its seats and its waiting list: one record, so that one commit decides a seat."""

import datetime as dt
import re
from enum import StrEnum

import msgspec

from outreach_bot.recruitment.rules import Role

PersonId = str
SessionId = str


class SessionStatus(StrEnum):
    """Where a session stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    AT_RISK = "at_risk"
    CANCELLED = "cancelled"


class Mode(StrEnum):
    """How people meet."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"
    HYBRID = "hybrid"


class Comfort(StrEnum):
    """What is there for people's comfort, told before they book: some fear dogs, some need captions."""

    THERAPY_DOG = "therapy_dog"
    CAPTIONS = "captions"
    STEP_FREE = "step_free"
    TEST_CALL = "test_call"


class Lead(StrEnum):
    """Who leads with lived experience."""

    COCHAIR = "cochair"
    ALTERNATE = "alternate"
    NOBODY = "nobody"
    """It goes ahead without; a coordinator said why."""


class RiskReason(StrEnum):
    """Why a session is at risk."""

    COCHAIR = "cochair"
    """The co-chair with lived experience cannot come."""
    FEW_LIVED = "few_lived"
    """Too few people with lived experience, or families, would be there."""


class Risk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a session is at risk: it is to be moved, the alternate takes over, or a reason is given."""

    reason: RiskReason
    since: dt.datetime


class Poll(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Times a session may move to. What people answered is on their seats."""

    times: tuple[dt.datetime, ...]
    """Aware UTC, soonest first."""
    opened_at: dt.datetime


class Seat(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person's place. `companions` sit beside them and take seats where the kind says so."""

    role: Role
    booked_at: dt.datetime
    companions: int = 0
    hospitals: tuple[str, ...] = ()
    attended: bool | None = None
    coming: bool | None = None
    """What the person answered to the reminder."""
    told_how: bool = False
    """Has said how it was, once; not what they said."""
    companions_came: int | None = None
    """How many of those they bring were there; None: not noted."""
    asked_move: bool = False
    """Asked the group to move the date; ends when it moves."""
    can: tuple[dt.datetime, ...] | None = None
    """Which times of the open poll suit them; empty: none; None: not answered."""
    moved: bool = False
    """The session moved after they booked: giving the seat up keeps them first for the next one."""


class Waiter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person on the waiting list."""

    role: Role
    since: dt.datetime
    companions: int = 0
    hospitals: tuple[str, ...] = ()
    new_to_it: bool = True
    """Has never held a seat of this kind: goes first."""
    passed: bool = False
    """Said no to, or did not answer, the seat that is free now; asked again for the next one."""
    first: bool = False
    """Could not come when theirs moved: goes before everybody."""
    number: int = 0
    """Counts arrivals on this list from 1, so that two in the same instant stay in order; 0: not on one yet."""


class Hold(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A freed seat kept for one waiting person until they answer or `until` passes."""

    waiter: Waiter
    until: dt.datetime


_EXAMPLE_ID = re.compile(r"x\d{6}-\d{4}-\d+")


def example_id(local: dt.datetime, number: int) -> str:
    """Make the id of a meeting of the example campaign, of the template `number`, at a local time."""
    return f"x{local:%y%m%d-%H%M}-{number}"


def is_example_id(session_id: str) -> bool:
    """Tell whether `example_id` made it."""
    return bool(_EXAMPLE_ID.fullmatch(session_id))


class Session(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A published meeting with its seats. Times are aware UTC; `zone` is for showing them."""

    id: SessionId
    kind: str
    starts: dt.datetime
    minutes: int
    capacity: int
    status: SessionStatus = SessionStatus.PUBLISHED
    hospital: str = ""
    """h1 to h4, or empty: for people of all four."""
    mode: Mode = Mode.IN_PERSON
    place: str = ""
    link_type: str = ""
    """For online sessions: how the call is made, e.g. "Zoom" or "MS Teams"."""
    dial_in: str = ""
    example: bool = False
    cochair_lived: str = ""
    cochair_staff: str = ""
    cochair_alternate_lived: str = ""
    admin_support: str = ""
    brief_slot: dt.datetime | None = None
    debrief_slot: dt.datetime | None = None
    quiet_space: str = ""
    breaks: str = ""
    food: str = ""
    travel_help: str = ""
    pay_text: str = ""
    why_text: str = ""
    comforts: tuple[Comfort, ...] = ()
    run_notes: str = ""
    """What the run sheet says beside the times; for staff only."""
    risk: Risk | None = None
    led_by: Lead = Lead.COCHAIR
    poll: Poll | None = None
    moved: int = 0
    """How often it was moved."""
    risks: int = 0
    """How often it was at risk."""
    briefed: bool = False
    debriefed: bool = False
    debrief_notes: tuple[str, str, str] = ("", "", "")
    """What went well, what to change, what follows."""
    sequence: int = 0
    """Rises with each change; the SEQUENCE of its calendar files (RFC 5546)."""
    seats: dict[PersonId, Seat] = {}
    waiting: dict[PersonId, Waiter] = {}
    holds: dict[PersonId, Hold] = {}
    first: dict[PersonId, Waiter] = {}
    """Who gave up a seat because it moved: they are asked first for the next of this kind."""

    @property
    def ends(self) -> dt.datetime:
        """When it is over (UTC)."""
        return self.starts + dt.timedelta(minutes=self.minutes)
