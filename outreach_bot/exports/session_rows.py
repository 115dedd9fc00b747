"""Reading the file of `import sessions`: all of it or nothing, and each bad cell named with its remedy."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from outreach_bot.content.samples import made_up
from outreach_bot.counted import counted
from outreach_bot.exports.sessions import COUNTS, FACTS
from outreach_bot.exports.table_files import BadFile, Finding, split_rows
from outreach_bot.recruitment.rules import Rules, SessionKind
from outreach_bot.recruitment.seats import taken
from outreach_bot.recruitment.session_needs import OPEN, keeps_from_publishing
from outreach_bot.recruitment.sessions import Comfort, Mode, Session, SessionStatus, is_example_id

NEEDED_COLUMNS = ("id", "kind", "starts")
"""The others may be left out: minutes and capacity then come from the kind, the rest is empty."""
LONG_COLUMNS = ("why_text", "run_notes")
"""May have several lines, as in the form; every other cell is one."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}")
"""Short, because it travels in a button's 64 bytes."""
_HOSPITALS = ("h1", "h2", "h3", "h4")


def read_sessions(
    content: bytes, *, rules: Rules, known: Mapping[str, Session], now: dt.datetime
) -> tuple[Session, ...]:
    """Read a CSV file into sessions; one that is `known` keeps its seats and its sequence (its own turn raises it).

    Raises:
        BadFile: With everything that is wrong in the file, not only the first.
    """
    rows, findings = split_rows(
        content, columns=(*FACTS, *COUNTS), named=FACTS, needed=NEEDED_COLUMNS, long=LONG_COLUMNS
    )
    lines: dict[str, int] = {}
    sessions = []
    for line, cells in rows:
        reader = _RowReader(line, cells, rules=rules)
        if not rules.campaign.example:
            reader.refuse_examples()
        session = reader.read(known.get(cells.get("id", "")), now=now)
        findings += reader.findings
        if session is None:
            continue
        if session.id in lines:
            findings.append(
                Finding(line, "id", f"{session.id} is on line {lines[session.id]} too", "Keep one of them")
            )
        lines.setdefault(session.id, line)
        sessions.append(session)
    if not rows and not findings:
        findings.append(Finding(1, "", "there is no session in this file", "Add one line for each session"))
    if findings:
        raise BadFile(sorted(findings))
    return tuple(sessions)


class _RowReader:
    """Reads one line, noting everything wrong with it."""

    def __init__(self, line: int, cells: Mapping[str, str], *, rules: Rules) -> None:
        self._line = line
        self._cells = cells
        self._rules = rules
        self.findings: list[Finding] = []

    def read(self, known: Session | None, *, now: dt.datetime) -> Session | None:
        """Return the session, or None when something about it is wrong."""
        name, kind = self._id(), self._kind()
        starts = self._time("starts", needed=True)
        if kind is None:
            return None
        facts: dict[str, Any] = {
            "id": name,
            "kind": kind.key,
            "starts": starts or now,
            "minutes": self._number("minutes", 5, 480, kind.minutes),
            "capacity": self._number("capacity", 1, 1000, kind.capacity),
            "status": self._one_of("status", SessionStatus, SessionStatus.PUBLISHED),
            "hospital": self._hospital(),
            "mode": self._one_of("mode", Mode, Mode.IN_PERSON),
            "brief_slot": self._time("brief_slot"),
            "debrief_slot": self._time("debrief_slot"),
            "comforts": self._comforts(),
        }
        facts |= {name: self._cells.get(name, "") for name in FACTS if name not in facts}
        session = Session(**facts) if known is None else replace(known, **facts)
        if starts is not None:
            self._check(session, kind, known=known, now=now)
        return None if self.findings else session

    def refuse_examples(self) -> None:
        """Note what people who are to come in earnest would not find: it came out of the example."""
        if is_example_id(self._cells.get("id", "")):
            self._note("id", "this is a meeting of the example", "Take the line out")
            return
        for column, cell in self._cells.items():
            if found := made_up(cell):
                self._note(column, f"this is made up (found {found})", "Write your own")

    def _check(self, session: Session, kind: SessionKind, *, known: Session | None, now: dt.datetime) -> None:
        """Note what is wrong with the session as a whole."""
        if known is None and session.starts < now:
            self._note("starts", f"{self._cells['starts']} is in the past", "Give a time to come")
            return
        seated = taken(session, kind)
        if seated > session.capacity:
            self._note(
                "capacity",
                f"{counted(seated, 'seat is', 'seats are')} taken already",
                f"Set it to {seated} or more",
            )
        for slot, early in (("brief_slot", True), ("debrief_slot", False)):
            at = getattr(session, slot)
            if at is not None and (at >= session.starts if early else at < session.ends):
                side = "before the session starts" if early else "after the session ends"
                self._note(slot, f"{self._cells[slot]} is not {side}", f"Give a time {side}")
        if session.status in OPEN:
            self._check_can_open(session, kind, known=known)

    def _check_can_open(self, session: Session, kind: SessionKind, *, known: Session | None) -> None:
        """Note what a session lacks before people may book it; one that is open already may not lose more.

        Source: DESIGN section 7.
        """
        was_open = known is not None and known.status in OPEN
        lacked = keeps_from_publishing(known, self._rules) if known and was_open else []
        for name in keeps_from_publishing(session, self._rules):
            if name in lacked:
                continue
            fault = f"a {kind.key} session cannot be published without it"
            self._note(name, fault, "Fill it in, or set status to draft")

    def _id(self) -> str:
        typed = self._cells.get("id", "")
        if not _ID.fullmatch(typed):
            self._note(
                "id",
                f"{typed!r} cannot be an id",
                "Use 1 to 24 letters, digits, _ or -, starting with a letter",
            )
        return typed

    def _kind(self) -> SessionKind | None:
        typed = self._cells.get("kind", "")
        try:
            return self._rules.sessions.kind(typed)
        except KeyError:
            kinds = ", ".join(kind.key for kind in self._rules.sessions.kinds)
            self._note("kind", f"{typed!r} is no kind of session", f"Use one of {kinds}")
            return None

    def _hospital(self) -> str:
        typed = self._cells.get("hospital", "")
        if typed not in ("", *_HOSPITALS):
            self._note(
                "hospital", f"{typed!r} is no hospital", "Use h1, h2, h3, h4, or leave it empty for all"
            )
        return typed

    def _comforts(self) -> tuple[Comfort, ...]:
        typed = self._cells.get("comforts", "").lower().split()
        for unknown in sorted(set(typed) - set(Comfort)):
            choices = ", ".join(Comfort)
            self._note(
                "comforts",
                f"{unknown!r} is none of the choices",
                f"Use any of {choices}, with blanks between",
            )
        return tuple(each for each in Comfort if each in typed)

    def _number(self, column: str, low: int, high: int, default: int) -> int:
        typed = self._cells.get(column, "")
        if not typed:
            return default
        if not (
            typed.isascii()
            and typed.isdigit()
            and low <= int(typed[:DIGITS]) <= high
            and len(typed) <= DIGITS
        ):
            self._note(
                column, f"{typed!r} is no whole number from {low} to {high}", "Correct it, or leave it empty"
            )
            return default
        return int(typed)

    def _one_of(self, column: str, choices: type[SessionStatus | Mode], default: SessionStatus | Mode) -> Any:
        typed = self._cells.get(column, "").lower().replace(" ", "_")
        if not typed:
            return default
        try:
            return choices(typed)
        except ValueError:
            known = ", ".join(choice.value for choice in choices)
            self._note(column, f"{self._cells[column]!r} is none of the choices", f"Use one of {known}")
            return default

    def _time(self, column: str, *, needed: bool = False) -> dt.datetime | None:
        """Read a local time in the campaign's zone: `2027-03-08 14:00`."""
        typed = self._cells.get(column, "")
        if not typed and not needed:
            return None
        try:
            local = dt.datetime.strptime(typed.replace("T", " "), "%Y-%m-%d %H:%M")  # noqa: DTZ007  the zone follows
        except ValueError:
            self._note(column, f"{typed!r} is no time", "Write it as 2027-03-08 14:00")
            return None
        if local.year not in YEARS:
            self._note(column, f"{local.year} is too far away", f"Write a year up to {YEARS[-1]}")
            return None
        at = _in_zone(local, self._rules.campaign.zone)
        if at is None:
            self._note(
                column, f"{typed} does not exist: clocks go forward", "Give a time an hour earlier or later"
            )
        return at

    def _note(self, column: str, fault: str, remedy: str) -> None:
        self.findings.append(Finding(self._line, column, fault, remedy))


YEARS = range(2000, 2101)
DIGITS = 9
"""Of a number: more of them are above every limit."""


def _in_zone(local: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
    """Turn a wall-clock time into UTC; None for one the clocks skip. Of one that comes twice, the first."""
    at = local.replace(tzinfo=zone).astimezone(dt.UTC)
    return at if at.astimezone(zone).replace(tzinfo=None) == local else None
