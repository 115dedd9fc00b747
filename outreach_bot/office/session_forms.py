"""What coordinators write about a session, read from a form: the session it makes, or each field that is wrong."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from outreach_bot.office.meanwhile import Note
from outreach_bot.recruitment.rules import Rules, SessionKind
from outreach_bot.recruitment.seats import taken
from outreach_bot.recruitment.session_needs import OPEN, keeps_from_publishing
from outreach_bot.recruitment.sessions import Comfort, Mode, Session, SessionStatus

BRIEF_BEFORE = dt.timedelta(days=1)
DEBRIEF_AFTER = dt.timedelta(minutes=15)
"""When the short chats are, where nobody says otherwise. Source: DOMAIN 6.3."""
LONGEST: dict[str, int] = {
    "place": 120, "link_type": 60, "dial_in": 60, "cochair_lived": 60, "cochair_staff": 60,
    "cochair_alternate_lived": 60, "admin_support": 60, "quiet_space": 120, "breaks": 120, "food": 120,
    "travel_help": 160, "pay_text": 200, "why_text": 300, "run_notes": 2000,
}  # fmt: skip
"""Texts of a session, and how many characters each may have."""
TIMES = ("starts", "brief_slot", "debrief_slot")
NUMBERS = {"minutes": (5, 480), "capacity": (1, 1000)}
FIELDS = ("kind", "hospital", *TIMES, *NUMBERS, "mode", *LONGEST, "comforts")


class Fault(StrEnum):
    """What can be wrong with a field; the words are `office-session-fault.*`."""

    KIND = "kind"
    CHOICE = "choice"
    TIME = "time"
    GAP = "gap"
    """Clocks go forward: that time does not exist."""
    PAST = "past"
    EARLY = "early"
    """The chat before must be before."""
    LATE = "late"
    NUMBER = "number"
    SEATED = "seated"
    LONG = "long"
    NEEDED = "needed"


class Sent(Protocol):
    """A form as it was sent."""

    def one(self, name: str) -> str:
        """The text of a field."""

    def all(self, name: str) -> list[str]:
        """Every box that was ticked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wrong:
    """What is wrong with one field, and what its sentence needs."""

    fault: Fault
    low: int = 0
    high: int = 0


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A form of one session as it stands: what is in each field, and what is wrong with it."""

    values: Mapping[str, str]
    wrong: Mapping[str, Wrong] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    """What others changed meanwhile, beside the field."""

    def ticked(self, name: str, value: str) -> bool:
        """Tell whether a box is on."""
        return value in self.values.get(name, "").split()


def filled_from(session: Session, zone: ZoneInfo) -> Filled:
    """Fill a form with what is known of a session."""
    values = {name: str(getattr(session, name)) for name in (*LONGEST, *NUMBERS, "kind", "hospital", "mode")}
    values |= {name: _local(getattr(session, name), zone) for name in TIMES}
    return Filled(values=values | {"comforts": " ".join(session.comforts)})


def blank(rules: Rules, kind: str) -> Filled:
    """Fill a form for a new session with what its kind and the campaign say."""
    known = next((each for each in rules.sessions.kinds if each.key == kind), None)
    numbers = {"minutes": str(known.minutes), "capacity": str(known.capacity)} if known else {}
    values = {
        "kind": kind if known else "",
        "pay_text": rules.campaign.pay_text,
        "mode": Mode.IN_PERSON.value,
    }
    return Filled(values=values | numbers)


def read_session(
    form: Sent, *, rules: Rules, now: dt.datetime, known: Session | None, session_id: str, publish: bool
) -> tuple[Session | None, Filled]:
    """Read a form into a session; None: something is wrong, and the form says what.

    known: the one that is changed. What happened to it stays with it.
    publish: people may book it from now on, so it must be complete.
    """
    reading = _Reading(form, rules=rules, now=now, known=known)
    session = reading.session(session_id, publish=publish)
    ordered = {name: reading.wrong[name] for name in FIELDS if name in reading.wrong}
    return (None if ordered else session), Filled(values=reading.values, wrong=ordered)


class _Reading:
    """One pass over a form."""

    def __init__(self, form: Sent, *, rules: Rules, now: dt.datetime, known: Session | None) -> None:
        self._rules = rules
        self._now = now
        self._known = known
        self._zone = rules.campaign.zone
        self.wrong: dict[str, Wrong] = {}
        self.values = typed_values(form)

    def session(self, session_id: str, *, publish: bool) -> Session | None:
        kind = self._kind()
        starts = self._time("starts", needed=True)
        texts = {name: self._text(name) for name in LONGEST}
        if kind is None or starts is None:
            return None
        facts: dict[str, Any] = texts | {
            "id": session_id,
            "kind": kind.key,
            "starts": starts,
            "hospital": self._hospital(),
            "minutes": self._number("minutes", kind.minutes),
            "capacity": self._number("capacity", kind.capacity),
            "mode": self._mode(),
            "comforts": tuple(Comfort(each) for each in self.values["comforts"].split()),
        }
        ends = starts + dt.timedelta(minutes=facts["minutes"])
        facts |= {
            "brief_slot": self._time("brief_slot") or starts - BRIEF_BEFORE,
            "debrief_slot": self._time("debrief_slot") or ends + DEBRIEF_AFTER,
            "status": self._status(publish=publish),
        }
        session = replace(self._known, **facts) if self._known else Session(**facts)
        self._check(session, kind)
        return session

    def _check(self, session: Session, kind: SessionKind) -> None:
        """Note what is wrong with the session as a whole."""
        moved = self._known is None or self._known.starts != session.starts
        if moved and session.starts <= self._now:
            self._note("starts", Fault.PAST)
        if session.brief_slot and session.brief_slot >= session.starts:
            self._note("brief_slot", Fault.EARLY)
        if session.debrief_slot and session.debrief_slot < session.ends:
            self._note("debrief_slot", Fault.LATE)
        seated = taken(session, kind)
        if seated > session.capacity:
            self._note("capacity", Fault.SEATED, low=seated)
        if session.status in OPEN:
            self._check_complete(session)

    def _check_complete(self, session: Session) -> None:
        """Whoever may be booked must be complete; one that is open already may not lose more than it lacks."""
        was_open = self._known is not None and self._known.status in OPEN
        lacked = keeps_from_publishing(self._known, self._rules) if self._known and was_open else []
        for name in keeps_from_publishing(session, self._rules):
            if name not in lacked:
                self._note(name, Fault.NEEDED)

    def _status(self, *, publish: bool) -> SessionStatus:
        if self._known is not None and self._known.status is not SessionStatus.DRAFT:
            return self._known.status
        return SessionStatus.PUBLISHED if publish else SessionStatus.DRAFT

    def _kind(self) -> SessionKind | None:
        key = self._known.kind if self._known else self.values["kind"]
        self.values["kind"] = key
        kinds = {kind.key: kind for kind in self._rules.sessions.kinds}
        if key not in kinds:
            self._note("kind", Fault.KIND)
        return kinds.get(key)

    def _hospital(self) -> str:
        asked = self.values["hospital"]
        if asked and asked not in [hospital.key for hospital in self._rules.campaign.hospitals]:
            self._note("hospital", Fault.CHOICE)
        return asked

    def _mode(self) -> Mode:
        asked = self.values["mode"]
        if asked in list(Mode):
            return Mode(asked)
        self._note("mode", Fault.CHOICE)
        return Mode.IN_PERSON

    def _text(self, name: str) -> str:
        text = self.values[name].replace("\r\n", "\n")
        if len(text) > LONGEST[name]:
            self._note(name, Fault.LONG, high=LONGEST[name])
        return text

    def _number(self, name: str, default: int) -> int:
        low, high = NUMBERS[name]
        typed = self.values[name]
        if not typed:
            return default
        if typed.isascii() and typed.isdigit() and low <= int(typed[:6]) <= high:
            return int(typed)
        self._note(name, Fault.NUMBER, low=low, high=high)
        return default

    def _time(self, name: str, *, needed: bool = False) -> dt.datetime | None:
        typed = self.values[name]
        if not typed and not needed:
            return None
        at, fault = read_time(typed, self._zone)
        if fault is not None:
            self._note(name, fault)
        return at

    def _note(self, name: str, fault: Fault, *, low: int = 0, high: int = 0) -> None:
        self.wrong.setdefault(name, Wrong(fault=fault, low=low, high=high))


def read_time(typed: str, zone: ZoneInfo) -> tuple[dt.datetime | None, Fault | None]:
    """Read a date and time as a page sends it, local in `zone`, into UTC; or say what is wrong with it."""
    try:
        local = dt.datetime.strptime(typed.strip().replace(" ", "T"), "%Y-%m-%dT%H:%M")  # noqa: DTZ007  the zone follows
    except ValueError:
        return None, Fault.TIME
    at = local.replace(tzinfo=zone).astimezone(dt.UTC)
    if at.astimezone(zone).replace(tzinfo=None) != local:
        return None, Fault.GAP
    return at, None


def typed_values(form: Sent) -> dict[str, str]:
    """Read every field of the form as it was sent."""
    boxes = " ".join(each for each in form.all("comforts") if each in list(Comfort))
    return {name: form.one(name) for name in FIELDS} | {"comforts": boxes}


def only(session: Session, known: Session, mine: Iterable[str]) -> Session:
    """Keep of a session that was read from a form what somebody changed.

    What they left alone stays as it is to the second, also where a form shows less of it, or would fill it in.
    """
    changed = frozenset((*mine, "status"))
    return replace(session, **{name: getattr(known, name) for name in FIELDS if name not in changed})


def _local(at: dt.datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" if at else ""
