"""How people came, week by week and as one flow: read from counters, and shown so that nobody can be worked out."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from outreach_bot.recruitment.rules import Campaign, Role
from outreach_bot.recruitment.small_counts import HIDDEN_BELOW, Shown, nested, shown, total
from outreach_bot.recruitment.stations import CAN_COME, HAD_A_SEAT, PREFIX, Station

STEP = HIDDEN_BELOW
"""Counts of a part of the whole are shown in steps of this."""
WITH_A_PLACE = (Station.BOOKED, Station.ATTENDED)
"""Who counts towards a target: has a seat, or came."""
WHOLE = "asked"


class Cell(NamedTuple):
    """What one counter counts. Without a hospital: everybody; with one: who chose it."""

    week: str
    hospital: str
    role: Role
    station: Station
    reason: str


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """What part of the whole is looked at."""

    weeks: int = 0
    """The newest so many, this one too; 0: all."""
    hospital: str = ""
    now: str = ""
    """This week: `2027-W09`."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return not self.weeks and not self.hospital

    @property
    def since(self) -> dt.date | None:
        """The Monday it begins with; None: with the beginning."""
        return monday(self.now) - dt.timedelta(weeks=self.weeks - 1) if self.weeks else None

    def holds(self, week: str) -> bool:
        """Tell whether a week is in it."""
        return self.since is None or monday(week) >= self.since


def monday(week: str) -> dt.date:
    """Tell the day a week begins."""
    year, _, number = week.partition("-W")
    return dt.date.fromisocalendar(int(year), int(number), 1)


def week_name(day: dt.date) -> str:
    """Name the week of a day."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def in_steps(count: int) -> Shown:
    """Show a count as `0`, `<5`, `5–9`, `10–14` …: two such counts cannot be subtracted to find a few people."""
    if count < STEP:
        return shown(count)
    low = count - count % STEP
    return Shown(low, low + STEP - 1)


class Flows:
    """The counters of `stations`, by week, hospital, role and station."""

    def __init__(self, counters: Mapping[str, int]) -> None:
        self._cells: dict[Cell, int] = {}
        for name, count in counters.items():
            cell = _read(name)
            if cell is not None and count > 0:
                self._cells[cell] = self._cells.get(cell, 0) + count

    @property
    def weeks(self) -> list[str]:
        """All weeks from the first that somebody came in to the last, without gaps."""
        days = sorted(monday(week) for week in {cell.week for cell in self._cells})
        if not days:
            return []
        many = (days[-1] - days[0]).days // 7 + 1
        return [week_name(days[0] + dt.timedelta(weeks=number)) for number in range(many)]

    def count(
        self,
        stations: Iterable[Station] = tuple(Station),
        *,
        window: Window,
        role: Role | None = None,
        reason: str | None = None,
    ) -> int:
        """Add up people at some stations."""
        wanted = frozenset(stations)
        return sum(
            count
            for cell, count in self._cells.items()
            if cell.hospital == window.hospital
            and cell.station in wanted
            and role in (None, cell.role)
            and reason in (None, cell.reason)
            and window.holds(cell.week)
        )

    def in_week(self, week: str, hospital: str, stations: Iterable[Station]) -> int:
        """Add up people of one week at some stations."""
        wanted = frozenset(stations)
        return sum(
            count
            for cell, count in self._cells.items()
            if cell.week == week and cell.hospital == hospital and cell.station in wanted
        )

    def reasons(self) -> list[str]:
        """All reasons why it was not this time for somebody, sorted."""
        return sorted(
            {cell.reason or "other" for cell in self._cells if cell.station is Station.NOT_THIS_TIME}
        )


def _read(name: str) -> Cell | None:
    prefix, *parts = name.split(":")
    if prefix != PREFIX or len(parts) != len(Cell._fields) - 1:
        return None
    week, hospital, role, at = parts
    station, _, reason = at.partition(".")
    if role not in list(Role) or station not in list(Station):
        return None
    return Cell(week, hospital, Role(role), Station(station), reason)


# -- one flow ----------------------------------------------------------------------------------------------


def flow(flows: Flows, window: Window) -> dict[str, Shown]:
    """Show how far people came: each station, and what they add up to: `asked`, `can_come`, `seat`.

    Reasons why not this time are `not_this_time.REASON`.
    """

    def at(*stations: Station) -> int:
        return flows.count(stations, window=window)

    reasons = {
        f"{Station.NOT_THIS_TIME}.{reason}": flows.count(
            (Station.NOT_THIS_TIME,), window=window, reason="" if reason == "other" else reason
        )
        for reason in flows.reasons()
    }
    if f"{Station.NOT_THIS_TIME}.other" in reasons:
        reasons[f"{Station.NOT_THIS_TIME}.other"] += flows.count(
            (Station.NOT_THIS_TIME,), window=window, reason="other"
        )
    leaves = {station.value: at(station) for station in Station if station is not Station.NOT_THIS_TIME}
    leaves |= reasons
    sums = {
        WHOLE: ("can_come", Station.TALK, Station.LATER, Station.NOT_THIS_TIME, Station.UNFINISHED, Station.ANSWERING),
        "can_come": ("seat", Station.WAITING, Station.FITS),
        "seat": HAD_A_SEAT,
        Station.NOT_THIS_TIME: tuple(reasons),
    }  # fmt: skip
    return narrowed(leaves, sums) if not window.is_whole else nested(leaves, _plain(sums))


def narrowed(leaves: Mapping[str, int], sums: Mapping[str, Iterable[str]]) -> dict[str, Shown]:
    """Show counts of a part of the whole in steps, and what they add up to in steps too."""
    counts = dict(leaves)
    for name, parts in reversed(list(sums.items())):
        counts[str(name)] = sum(counts[str(part)] for part in parts)
    return {name: in_steps(count) for name, count in counts.items()}


def _plain(sums: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {str(name): tuple(str(part) for part in parts) for name, parts in sums.items()}


# -- over time ---------------------------------------------------------------------------------------------


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """People who agreed to be asked in one week, and how far they have come since."""

    name: str
    begins: dt.date
    asked: Shown
    can_come: Shown
    seat: Shown
    came: Shown


def over_time(flows: Flows, window: Window) -> list[Week]:
    """List the weeks of a window. A week is shown alike in every window, so that two cannot be subtracted."""
    known = flows.weeks
    last = max([*known, window.now])
    first = week_name(window.since) if window.since else (known[0] if known else last)
    if not last:
        return []
    many = (monday(last) - monday(first)).days // 7 + 1
    names = [week_name(monday(first) + dt.timedelta(weeks=number)) for number in range(max(0, many))]
    return [_week(flows, name, window.hospital) for name in names]


def _week(flows: Flows, name: str, hospital: str) -> Week:
    show = in_steps if hospital else shown
    return Week(
        name=name,
        begins=monday(name),
        asked=show(flows.in_week(name, hospital, Station)),
        can_come=show(flows.in_week(name, hospital, CAN_COME)),
        seat=show(flows.in_week(name, hospital, HAD_A_SEAT)),
        came=show(flows.in_week(name, hospital, (Station.ATTENDED,))),
    )


MOST_WEEKS = 16
"""More weeks than this are told in spells of `SPELL`."""
SPELL = 4


class Spell(msgspec.Struct, frozen=True, kw_only=True):
    """Some weeks together: one line of a chart."""

    begins: dt.date
    weeks: int
    asked: Shown
    can_come: Shown
    seat: Shown
    came: Shown


def in_spells(weeks: Sequence[Week], flows: Flows, window: Window) -> list[Spell]:
    """Put weeks together where they are too many for a chart, the newest first. A hidden week is not told by its spell."""
    many = SPELL if len(weeks) > MOST_WEEKS else 1
    first = len(weeks) % many
    cuts = [weeks[:first], *(weeks[at : at + many] for at in range(first, len(weeks), many))]
    return [_spell(cut, flows, window) for cut in reversed(cuts) if cut]


def _spell(weeks: Sequence[Week], flows: Flows, window: Window) -> Spell:
    def add(name: str, stations: Iterable[Station]) -> Shown:
        count = sum(flows.in_week(week.name, window.hospital, stations) for week in weeks)
        return in_steps(count) if window.hospital else total(count, [getattr(week, name) for week in weeks])

    return Spell(
        begins=weeks[0].begins,
        weeks=len(weeks),
        asked=add("asked", Station),
        can_come=add("can_come", CAN_COME),
        seat=add("seat", HAD_A_SEAT),
        came=add("came", (Station.ATTENDED,)),
    )


# -- targets -----------------------------------------------------------------------------------------------


class Aim(msgspec.Struct, frozen=True, kw_only=True):
    """One hospital's people of one role, and how many are wanted."""

    hospital: str
    role: Role
    have: Shown
    want: int

    @property
    def is_met(self) -> bool:
        """Whether the target is reached, as far as is shown."""
        return self.have.low >= self.want


def aims(flows: Flows, campaign: Campaign, *, hospitals: Iterable[str]) -> list[Aim]:
    """Hold the people with a seat, and those who came, against the targets. Without a target there is no line."""
    return [
        Aim(
            hospital=hospital,
            role=role,
            have=shown(flows.count(WITH_A_PLACE, window=Window(hospital=hospital), role=role)),
            want=getattr(campaign.targets[hospital], role),
        )
        for hospital in hospitals
        if hospital in campaign.targets
        for role in Role
        if getattr(campaign.targets[hospital], role)
    ]


def as_range(low: float, high: float) -> Shown:
    """Show a computed number of people by the whole numbers around it."""
    return Shown(round(low), round(high))
