"""Where the boxes of a picture stand: layers from left to right, each box beside what leads to it.

Boxes carry their taps as rows, so a line begins at a button and ends at a screen. A tap to the next layer is a line;
one that goes back, or to another part, is only named, so that no line ever crosses a box.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

GAP_X, GAP_Y = 70.0, 20.0
"""Between two layers, and between two boxes of one."""
SWEEPS = 4
STEEPNESS = 0.2
"""How far a box stands below the one that leads to it, for each pixel that the button does."""
RATIO = 1.5
"""Width by height of a part, where it can be chosen."""
TRIES = 80
"""Widths that are tried to make a whole of many pictures."""


Name = TypeVar("Name", bound=Hashable)
Spot = tuple[float, float]
"""Left and top of something."""


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """One box before it has a place: how large it is, and where its taps begin."""

    key: str
    width: float
    height: float
    outs: tuple[tuple[str, float], ...] = ()
    """Each target with the height, from the top of the box, at which its line begins."""


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A box in its place."""

    box: Box
    x: float
    y: float
    layer: int


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One tap that is drawn, from button to box."""

    start: str
    end: str
    x1: float
    y1: float
    x2: float
    y2: float


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """Boxes and lines, in units of one pixel."""

    placed: dict[str, Placed]
    lines: tuple[Line, ...]
    width: float
    height: float


def lay_out(boxes: Sequence[Box], *, into: float) -> Picture:
    """Place `boxes`, the first leftmost; what no tap connects stands side by side.

    into: the height, from the top of a box, at which lines end.
    """
    pictures = [_laid_out(together, into) for together in _connected(boxes)]
    sizes = {number: (each.width, each.height) for number, each in enumerate(pictures)}
    spots, width, height = packed(sizes, gap=GAP_Y * 1.5, ratio=RATIO, tall_first=False)
    return Picture(
        placed={
            key: msgspec.structs.replace(each, x=each.x + spots[number][0], y=each.y + spots[number][1])
            for number, picture in enumerate(pictures)
            for key, each in picture.placed.items()
        },
        lines=tuple(
            _moved(line, spots[number]) for number, each in enumerate(pictures) for line in each.lines
        ),
        width=width,
        height=height,
    )


def _moved(line: Line, by: Spot) -> Line:
    x, y = by
    return msgspec.structs.replace(line, x1=line.x1 + x, y1=line.y1 + y, x2=line.x2 + x, y2=line.y2 + y)


def _connected(boxes: Sequence[Box]) -> list[list[Box]]:
    """Boxes that taps connect, together; in order of the first of each."""
    groups: list[list[Box]] = []
    for box in boxes:
        ends = {target for target, _ in box.outs}
        mine = [
            group
            for group in groups
            if any(other.key in ends or box.key in {target for target, _ in other.outs} for other in group)
        ]
        joined = [each for group in mine for each in group] + [box]
        groups = [group for group in groups if group not in mine]
        groups.append(joined)
    order = {box.key: number for number, box in enumerate(boxes)}
    groups = [sorted(group, key=lambda each: order[each.key]) for group in groups]
    return sorted(groups, key=lambda group: order[group[0].key])


def _laid_out(boxes: Sequence[Box], into: float) -> Picture:
    by_key = {box.key: box for box in boxes}
    layers = _layers(boxes, by_key)
    columns = _columns(layers)
    tops = _stacked(columns, by_key)
    for _ in range(SWEEPS):
        _settle(columns, by_key, layers, tops, into)
    lowest = min(tops.values(), default=0.0)
    lefts = _lefts(columns, by_key)
    placed = {
        key: Placed(box=box, x=lefts[layers[key]], y=tops[key] - lowest, layer=layers[key])
        for key, box in by_key.items()
    }
    return Picture(
        placed=placed,
        lines=tuple(_lines(placed, into)),
        width=max((each.x + each.box.width for each in placed.values()), default=0.0),
        height=max((each.y + each.box.height for each in placed.values()), default=0.0),
    )


def _layers(boxes: Sequence[Box], by_key: Mapping[str, Box]) -> dict[str, int]:
    """How many taps from the first box, or from the first that none of those before leads to."""
    layers: dict[str, int] = {}
    for first in boxes:
        if first.key in layers:
            continue
        layers[first.key] = 0
        waiting = [first.key]
        while waiting:
            key = waiting.pop(0)
            for target, _ in by_key[key].outs:
                if target in by_key and target not in layers:
                    layers[target] = layers[key] + 1
                    waiting.append(target)
    return layers


def _columns(layers: Mapping[str, int]) -> list[list[str]]:
    columns: list[list[str]] = [[] for _ in range(max(layers.values(), default=-1) + 1)]
    for key, layer in layers.items():
        columns[layer].append(key)
    return columns


def _stacked(columns: Iterable[list[str]], by_key: Mapping[str, Box]) -> dict[str, float]:
    tops: dict[str, float] = {}
    for column in columns:
        top = 0.0
        for key in column:
            tops[key] = top
            top += by_key[key].height + GAP_Y
    return tops


def _settle(
    columns: Iterable[list[str]],
    by_key: Mapping[str, Box],
    layers: Mapping[str, int],
    tops: dict[str, float],
    into: float,
) -> None:
    """Move every box towards the buttons that lead to it, and keep boxes of one layer apart."""
    for column in columns:
        wishes = {key: _wish(key, by_key, layers, tops, into) for key in column}
        column.sort(key=lambda key: wishes[key])
        _apart(column, wishes, by_key, tops)


def _wish(
    key: str, by_key: Mapping[str, Box], layers: Mapping[str, int], tops: Mapping[str, float], into: float
) -> float:
    """Beside the buttons that lead here, and yet not far below the tops of their boxes: chains stay flat."""
    starts = [
        tops[box.key] + max(0.0, at - into) * STEEPNESS
        for box in by_key.values()
        for target, at in box.outs
        if target == key and layers[box.key] == layers[key] - 1
    ]
    return sum(starts) / len(starts) if starts else tops[key]


def _apart(
    column: Sequence[str], wishes: Mapping[str, float], by_key: Mapping[str, Box], tops: dict[str, float]
) -> None:
    """Keep the order and the gaps; what has no room beside its button stands further down, so that all begins on top."""
    top = None
    for key in column:
        tops[key] = wishes[key] if top is None else max(wishes[key], top)
        top = tops[key] + by_key[key].height + GAP_Y


def _lefts(columns: Iterable[list[str]], by_key: Mapping[str, Box]) -> list[float]:
    lefts, left = [], 0.0
    for column in columns:
        lefts.append(left)
        left += max(by_key[key].width for key in column) + GAP_X
    return lefts


def _lines(placed: Mapping[str, Placed], into: float) -> Iterable[Line]:
    for start in placed.values():
        for target, at in start.box.outs:
            end = placed.get(target)
            if end is not None and end.layer == start.layer + 1:
                yield Line(
                    start=start.box.key,
                    end=target,
                    x1=start.x + start.box.width,
                    y1=start.y + at,
                    x2=end.x,
                    y2=end.y + into,
                )


def packed(
    sizes: Mapping[Name, tuple[float, float]], *, gap: float, ratio: float, tall_first: bool = True
) -> tuple[dict[Name, Spot], float, float]:
    """Put pictures side by side and below one another, so that the whole is small, and near `ratio` (width by height).

    Returns where each stands, and the width and height of the whole.
    """
    widest = max((width for width, _ in sizes.values()), default=0.0)
    most = sum(width + gap for width, _ in sizes.values())
    order = sorted(sizes, key=lambda key: -sizes[key][1]) if tall_first else list(sizes)
    tries = [
        _pack({key: sizes[key] for key in order}, gap, widest + (most - widest) * step / TRIES)
        for step in range(TRIES)
    ]
    return min(tries, key=lambda found: max(found[1], found[2] * ratio))


def _pack(
    sizes: Mapping[Name, tuple[float, float]], gap: float, limit: float
) -> tuple[dict[Name, Spot], float, float]:
    """Place each as far up as it can be, within `limit`, one after the other."""
    taken: list[tuple[float, float, float, float]] = []
    spots: dict[Name, Spot] = {}
    for key, (width, height) in sizes.items():
        lefts = {0.0, *(x + w + gap for x, _, w, _ in taken)}
        tries = [(_drop(taken, x, width, gap), x) for x in lefts if x + width <= limit or x == 0.0]
        y, x = min(tries)
        spots[key] = (x, y)
        taken.append((x, y, width, height))
    return (
        spots,
        max((x + w for x, _, w, _ in taken), default=0.0),
        max((y + h for _, y, _, h in taken), default=0.0),
    )


def _drop(taken: Sequence[tuple[float, float, float, float]], x: float, width: float, gap: float) -> float:
    """How far up something of this width can stand at `x`."""
    return max(
        (y + h + gap for left, y, w, h in taken if left < x + width + gap and x < left + w + gap), default=0.0
    )
