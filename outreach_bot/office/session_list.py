"""The sessions as the office lists them: how each stands, what it lacks, what is still to be noted."""

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import msgspec

from outreach_bot.recruitment import polls, seats, session_needs
from outreach_bot.recruitment.rules import Rules
from outreach_bot.recruitment.session_needs import OPEN, Lacking
from outreach_bot.recruitment.sessions import Session, SessionId, SessionStatus

PAGE_SIZE = 30
LONGEST_SEARCH = 80
LONGEST_PAGE = 4
SOON = dt.timedelta(days=14)
"""So long before a session it is said that people are missing; earlier, there is time."""


class Standing(StrEnum):
    """How a session stands; the words are `office-session-standing.*`."""

    OPEN = "open"
    FEW = "few"
    FULL = "full"
    AT_RISK = "at_risk"
    DRAFT = "draft"
    OVER = "over"
    CANCELLED = "cancelled"


class Span(StrEnum):
    """Which sessions by time; the words are `office-sessions-span.*`."""

    COMING = "coming"
    PAST = "past"
    ALL = "all"


class Order(StrEnum):
    """In which order; the words are `office-sessions-sort.*`."""

    SOONEST = "soonest"
    LATEST = "latest"
    EMPTIEST = "emptiest"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One session in the list."""

    session: Session
    standing: Standing
    taken: int
    lacks: tuple[Lacking, ...]
    """What it lacks, where that is to be seen to now."""
    unmarked: int
    """How many people's attendance is not noted, once it began."""
    debrief_open: bool
    """It is over, and the talk after it has not been noted."""
    asking: int
    """How many ask to move it, where a coordinator must take it up."""
    haystack: str


def line(session: Session, rules: Rules, now: dt.datetime, *, words: str = "") -> Line:
    """Look at one session. `words`: what it is called, to be found by."""
    kind = rules.sessions.kind(session.kind)
    seated = seats.taken(session, kind)
    coming = session.status in OPEN and session.starts > now
    lacking = session_needs.lacks(session, rules) if coming and session.starts - now <= SOON else []
    if coming and not lacking and (fields := session_needs.keeps_from_publishing(session, rules)):
        lacking = [Lacking(what=session_needs.Lack.FIELDS, fields=tuple(fields))]
    held = session.status in OPEN and session.starts <= now
    group = session_needs.is_group(kind)
    return Line(
        session=session,
        standing=standing(session, seated, now),
        taken=seated,
        lacks=tuple(each for each in lacking if group or each.what is session_needs.Lack.FIELDS),
        unmarked=sum(seat.attended is None for seat in session.seats.values()) if held else 0,
        debrief_open=group
        and bool(session.seats)
        and session.status in OPEN
        and session.ends <= now
        and not session.debriefed,
        asking=polls.asking(session) if coming and polls.wants_moving(session) else 0,
        haystack=f"{words} {session.id} {session.place} {session.cochair_lived} {session.cochair_staff}".casefold(),
    )


def standing(session: Session, seated: int, now: dt.datetime) -> Standing:
    """Say how a session stands."""
    if session.status in (SessionStatus.CANCELLED, SessionStatus.DRAFT):
        return Standing(session.status.value)
    if session.ends <= now:
        return Standing.OVER
    if session.status is SessionStatus.AT_RISK:
        return Standing.AT_RISK
    left = session.capacity - seated
    if left <= 0:
        return Standing.FULL
    return Standing.FEW if seated and left <= max(1, session.capacity // 5) else Standing.OPEN


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """Which sessions to show, in which order and how; empty: all."""

    hospital: str = ""
    kind: str = ""
    status: str = ""
    span: Span = Span.COMING
    search: str = ""
    sort: Order = Order.SOONEST
    view: str = ""
    """`calendar`, or empty for the list."""
    month: str = ""
    """Of the calendar: 2027-03."""
    page: int = 1

    @classmethod
    def read(cls, asked: Mapping[str, str], rules: Rules) -> "Filter":
        """Read a query string; what it does not know it leaves out."""
        page, span, sort = asked.get("page", ""), asked.get("span", ""), asked.get("sort", "")
        return cls(
            hospital=_known(asked.get("hospital", ""), (each.key for each in rules.campaign.hospitals)),
            kind=_known(asked.get("kind", ""), (each.key for each in rules.sessions.kinds)),
            status=_known(asked.get("status", ""), Standing),
            span=Span(span) if span in list(Span) else Span.COMING,
            search=" ".join(asked.get("search", "").split())[:LONGEST_SEARCH],
            sort=Order(sort) if sort in list(Order) else Order.SOONEST,
            view=_known(asked.get("view", ""), ("calendar",)),
            month=asked.get("month", "") if _month(asked.get("month", "")) else "",
            page=int(page) if page.isascii() and page.isdigit() and len(page) < LONGEST_PAGE else 1,
        )

    def lets_through(self, each: Line, now: dt.datetime) -> bool:
        """Tell whether a session is to be shown."""
        session = each.session
        by_time = {Span.COMING: session.ends > now, Span.PAST: session.ends <= now, Span.ALL: True}
        any_time = bool(self.view) or self.status == Standing.OVER
        return (
            self.hospital in ("", session.hospital)
            and self.kind in ("", session.kind)
            and self.status in ("", each.standing)
            and (by_time[self.span] or any_time)
            and all(word in each.haystack for word in self.search.casefold().split())
        )

    def query(self, **changed: str | int) -> str:
        """Write the query string of this filter with parts of it changed; another choice begins at page one."""
        now: dict[str, str | int] = {
            "hospital": self.hospital,
            "kind": self.kind,
            "status": self.status,
            "span": self.span.value if self.span is not Span.COMING else "",
            "search": self.search,
            "sort": self.sort.value if self.sort is not Order.SOONEST else "",
            "view": self.view,
            "month": self.month,
        }
        return urlencode({name: value for name, value in (now | changed).items() if value})


_ORDERS: dict[Order, Callable[[Line], Any]] = {
    Order.SOONEST: lambda each: (each.session.starts, each.session.id),
    Order.LATEST: lambda each: (-each.session.starts.timestamp(), each.session.id),
    Order.EMPTIEST: lambda each: (each.taken / each.session.capacity, each.session.starts, each.session.id),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """One page of the list."""

    lines: tuple[Line, ...]
    found: int
    total: int
    page: int
    pages: int


def narrowed(lines: Iterable[Line], chosen: Filter, now: dt.datetime) -> list[Line]:
    """Narrow and sort as the address says."""
    return sorted((each for each in lines if chosen.lets_through(each, now)), key=_ORDERS[chosen.sort])


def one_page(lines: list[Line], chosen: Filter, now: dt.datetime) -> Seen:
    """Cut one page out of the list."""
    found = narrowed(lines, chosen, now)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(1, chosen.page), pages)
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Seen(lines=tuple(shown), found=len(found), total=len(lines), page=page, pages=pages)


# -- the calendar ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One day of a month."""

    date: dt.date
    inside: bool
    """It belongs to the month shown."""
    today: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """A month as weeks."""

    first: dt.date
    weeks: tuple[tuple[Day, ...], ...]
    before: str
    after: str


def month_of(lines: list[Line], chosen: Filter, rules: Rules, now: dt.datetime) -> Month:
    """Lay a month out; weeks begin on the day they begin on in that country."""
    zone = rules.campaign.zone
    today = now.astimezone(zone).date()
    first = _month(chosen.month) or today.replace(day=1)
    by_day: dict[dt.date, list[Line]] = {}
    for each in narrowed(lines, chosen, now):
        by_day.setdefault(each.session.starts.astimezone(zone).date(), []).append(each)
    firstday = calendar.SUNDAY if rules.campaign.country == "us" else calendar.MONDAY
    weeks = calendar.Calendar(firstday).monthdatescalendar(first.year, first.month)
    return Month(
        first=first,
        weeks=tuple(
            tuple(
                Day(
                    date=day,
                    inside=day.month == first.month,
                    today=day == today,
                    lines=tuple(by_day.get(day, ())),
                )
                for day in week
            )
            for week in weeks
        ),
        before=f"{first - dt.timedelta(days=1):%Y-%m}",
        after=f"{first + dt.timedelta(days=31):%Y-%m}",
    )


def _month(asked: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(asked, "%Y-%m").date() if len(asked) == len("2027-03") else None  # noqa: DTZ007  a month has no zone
    except ValueError:
        return None


def _known(asked: str, choices: Iterable[str]) -> str:
    return asked if asked in [str(choice) for choice in choices] else ""


def sessions_from(rows: Iterable[Any]) -> dict[SessionId, Session]:
    """Read rows into sessions."""
    return {row.id: msgspec.convert(row.body, Session) for row in rows}
