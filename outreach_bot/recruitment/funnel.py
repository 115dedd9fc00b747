"""How far people came, by the code that brought them: counted once each, kept without the people.

What may be seen of the numbers is decided in `small_counts`.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from outreach_bot.recruitment.codes import CHANNELS, Code
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.recruitment.small_counts import Shown, exactly, shown, total

PLACES = (CodeKind.CHAMPION, CodeKind.NETWORK, CodeKind.PLACE)
"""Kinds of code that bring people. The others open a door for one person."""


class Stage(StrEnum):
    """How far somebody came, in order. Who is counted for one is counted for all before it."""

    OPENED = "opened"
    STARTED = "started"
    """Agreed to be asked."""
    FITS = "fits"
    BOOKED = "booked"
    """Ever had a seat; moving it or booking again is not counted again."""
    ATTENDED = "attended"
    """Was ticked off, or said how it was."""


STAGES = tuple(Stage)
GAVE_UP = "gave_up"
"""Booked, has not come, and has no seat any more. Taken back when they book again."""
COLUMNS = (*STAGES, GAVE_UP)

Counts = dict[str, int]
"""One number for each of `COLUMNS`."""


def counter(step: str, code: str, channel: str) -> str:
    """Name the counter of one step for a code and the door it came through: `fits:K7MQ2XZB:fl`."""
    return f"{step}:{code}:{channel}"


def newly_reached(counted: Stage | None, reached: Stage) -> tuple[Stage, ...]:
    """List the stages to be counted now; the opening was counted when the code was noted."""
    done = STAGES.index(counted) if counted else 0
    return STAGES[done + 1 : STAGES.index(reached) + 1]


# -- the report --------------------------------------------------------------------------------------------


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a table: what it is about, and its counts as they may be seen."""

    key: str
    """Key of a network or hospital, a channel, or a code; empty: none of them."""
    cells: dict[str, Shown]
    code: Code | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The funnel: as a whole, and cut four ways. Each cut adds up to the whole."""

    whole: Line
    networks: tuple[Line, ...]
    hospitals: tuple[Line, ...]
    channels: tuple[Line, ...]
    codes: tuple[Line, ...]


class Funnel:
    """Adds up counters by code, network, hospital and channel.

    `exact`: numbers as they are, for who has a reason to see them.
    """

    def __init__(
        self,
        counters: Mapping[str, int],
        codes: Iterable[Code],
        *,
        networks: Sequence[str],
        hospitals: Sequence[str],
        exact: bool = False,
    ) -> None:
        self._codes = {code.id: code for code in codes if code.kind in PLACES and not code.joins}
        self._networks, self._hospitals = networks, hospitals
        self._exact = exact
        self._by_code: dict[str, Counts] = {code: _nothing() for code in self._codes}
        self._by_channel: dict[str, dict[str, Counts]] = {channel: {} for channel in (*CHANNELS, "")}
        """Channel, then code."""
        for name, count in counters.items():
            self._add(name, count)

    def _add(self, name: str, count: int) -> None:
        step, _, rest = name.partition(":")
        code, _, channel = rest.partition(":")
        if step not in COLUMNS:
            return
        known = code if code in self._codes else ""
        self._by_code.setdefault(known, _nothing())[step] += count
        self._by_channel.setdefault(channel, {}).setdefault(known, _nothing())[step] += count

    def report(self) -> Report:
        """Make the tables."""
        codes = tuple(self._code_line(code, counts) for code, counts in self._by_code.items())
        networks = self._groups(codes, "network", self._networks)
        hospitals = self._groups(codes, "hospital", self._hospitals)
        channels = tuple(self._channel_line(channel, inside) for channel, inside in self._by_channel.items())
        tables = (networks, hospitals, channels)
        return Report(
            whole=Line(key="", cells=self._sums(self._by_code.values(), *tables)),
            networks=networks,
            hospitals=hospitals,
            channels=channels,
            codes=tuple(sorted(codes, key=_as_listed)),
        )

    def _code_line(self, code: str, counts: Counts) -> Line:
        known = self._codes.get(code)
        banded = known is not None and known.kind is CodeKind.CHAMPION
        cells = {step: self._show(count, banded=banded) for step, count in counts.items()}
        return Line(key=code, cells=cells, code=known)

    def _channel_line(self, channel: str, inside: Mapping[str, Counts]) -> Line:
        """Add a channel up. Its parts are not shown, but who knows a champion's share must not learn more."""
        parts = [self._code_line(code, counts) for code, counts in inside.items()]
        return Line(key=channel, cells=self._sums(inside.values(), parts))

    def _groups(self, codes: Sequence[Line], field: str, order: Sequence[str]) -> tuple[Line, ...]:
        """Add codes up by one of their fields; what has none comes last."""
        inside: dict[str, list[Line]] = {key: [] for key in order}
        for line in codes:
            inside.setdefault(getattr(line.code, field, ""), []).append(line)
        inside[""] = inside.pop("", [])
        return tuple(
            Line(key=key, cells=self._sums((self._by_code[line.key] for line in lines), lines))
            for key, lines in inside.items()
        )

    def _sums(self, counted: Iterable[Counts], *tables: Sequence[Line]) -> dict[str, Shown]:
        known = list(counted)
        return {
            step: self._total(
                sum(counts[step] for counts in known),
                *([line.cells[step] for line in lines] for lines in tables),
            )
            for step in COLUMNS
        }

    def _show(self, count: int, *, banded: bool = False) -> Shown:
        return exactly(count) if self._exact else shown(count, banded=banded)

    def _total(self, count: int, *tables: Sequence[Shown]) -> Shown:
        return exactly(count) if self._exact else total(count, *tables)


def _nothing() -> Counts:
    return dict.fromkeys(COLUMNS, 0)


def _as_listed(line: Line) -> tuple[int, str, str]:
    """What brought most first, as far as it is shown: an order by hidden numbers would tell them."""
    name = line.code.name.casefold() if line.code else "~"
    return -line.cells[Stage.OPENED].low, name, line.key
