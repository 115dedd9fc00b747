"""Where the parts of a chart stand. Only what is shown is drawn: no length tells more than the number beside it."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from outreach_bot.recruitment.figures import Share
from outreach_bot.recruitment.small_counts import Shown

SHORTEST = 1.5
"""Percent of the width that something is drawn with at least, so that there is something to see."""

WIDTH = 340
TRUNK = 112
"""Width of the river where everybody is in it."""
BOX, ROW, GAP = 46, 25, 14
"""Heights, in the units of the picture (1 is about a pixel on a phone)."""
SIDE = 136
"""Where the words of what leaves the river begin."""
THICKEST = 18
"""Of a branch, so that none covers the next."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One bar, in percent of the width: what is sure, and up to where it may go."""

    sure: float
    upto: float


def bar(shown: Shown, most: float) -> Bar:
    """Draw a count where `most` fills the width."""
    most = most or 1
    sure, upto = 100 * shown.low / most, 100 * end(shown) / most
    return Bar(sure=round(sure, 1), upto=round(max(upto, SHORTEST) if upto else 0.0, 1))


def of_share(share: Share | None) -> Bar:
    """Draw a share."""
    return Bar(sure=share.low, upto=share.high) if share else Bar(sure=0, upto=0)


def end(shown: Shown) -> int:
    """Where a count is drawn to; one without an upper end a little beyond what is sure."""
    return shown.low + 1 if shown.high is None else shown.high


def longest(counts: Iterable[Shown]) -> int:
    """The end of the longest bar: what fills the width."""
    return max(map(end, counts), default=0) or 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One piece of a bar made of several: where it begins and how long it is, in percent."""

    name: str
    shown: Shown
    x: float
    width: float
    sure: bool
    """Drawn with a whole line: its length is the number's. Else the number is hidden."""


def pieces(counts: Mapping[str, Shown], most: float) -> list[Piece]:
    """Put counts one after the other where `most` fills the width. A hidden one is drawn in the middle of what it can be."""
    found: list[Piece] = []
    x = 0.0
    for name, shown in counts.items():
        width = 100 * (shown.low + end(shown)) / 2 / (most or 1)
        if width:
            found.append(
                Piece(name=name, shown=shown, x=round(x, 2), width=round(width, 2), sure=shown.is_exact)
            )
        x += width
    return found


# -- the river -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """A place on the river: how many are here. Below it people leave, and the rest goes on."""

    name: str
    shown: Shown
    y: int
    width: float
    water: str
    """Points of the water down to the next stop; empty: the last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """Those who left the river, and where they are."""

    name: str
    shown: Shown
    y: float
    thick: float
    start: float
    """Where its branch leaves the water."""
    is_reason: bool = False
    """It is part of the leaf above it, not another one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class River:
    """The whole picture."""

    stops: tuple[Stop, ...]
    leaves: tuple[Leaf, ...]
    height: int


def river(shown: Mapping[str, Shown], course: Sequence[tuple[str, Sequence[str]]]) -> River:
    """Lay a flow out from top to bottom. `course`: each stop with what leaves below it; empty leaves are left out."""
    most = _middle(shown[course[0][0]]) or 1
    widths = [_wide(shown[name], most) for name, _ in course]
    stops: list[Stop] = []
    leaves: list[Leaf] = []
    y = 0
    for number, (name, below) in enumerate(course):
        top = y + BOX
        here = [leaf for leaf in below if end(shown[leaf])]
        bottom = top + ROW * len(here) + GAP
        last = number + 1 == len(course)
        banks = _banks(shown, here, widths[number], widths[number if last else number + 1])
        leaves += [
            Leaf(
                name=leaf,
                shown=shown[leaf],
                y=top + ROW * (at + 0.5),
                thick=round(min(THICKEST, max(2.0, banks[at] - banks[at + 1])), 1),
                start=round(banks[at + 1], 1),
                is_reason="." in leaf,
            )
            for at, leaf in enumerate(here)
        ]
        water = "" if last else _water(top, bottom, banks)
        stops.append(Stop(name=name, shown=shown[name], y=y, width=round(widths[number], 1), water=water))
        y = bottom
    return River(stops=tuple(stops), leaves=tuple(leaves), height=stops[-1].y + BOX)


def _middle(shown: Shown) -> float:
    return (shown.low + end(shown)) / 2


def _wide(shown: Shown, most: float) -> float:
    return max(4.0, TRUNK * min(1.0, _middle(shown) / most)) if end(shown) else 2.0


def _banks(shown: Mapping[str, Shown], leaving: Sequence[str], above: float, below: float) -> list[float]:
    """Tell how wide the water is before each leaf and after the last: together they take what does not go on."""
    parts = [0.0 if "." in leaf else _middle(shown[leaf]) for leaf in leaving]
    every = sum(parts) or 1
    banks = [above]
    for part in parts:
        banks.append(banks[-1] - max(0.0, above - below) * part / every)
    return banks


def _water(top: int, bottom: int, banks: Sequence[float]) -> str:
    """Points of the water between two stops: its left bank is straight, its right one steps back where people leave."""
    points = [(0.0, float(top)), (banks[0], float(top))]
    for at, (wide, narrow) in enumerate(itertools.pairwise(banks)):
        y = top + ROW * (at + 0.5)
        points += [(wide, y - ROW / 3), (narrow, y + ROW / 3)]
    points += [(banks[-1], float(bottom)), (0.0, float(bottom))]
    return " ".join(f"{round(x, 1)},{round(y, 1)}" for x, y in points)
