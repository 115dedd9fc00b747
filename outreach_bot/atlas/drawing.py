"""The conversation as a picture: SVG, made here, with nothing in it that runs or is fetched.

Colours stand in attributes, so that the file looks the same wherever it is opened; a page's own style sheet may say
others, for dark screens. Every box and every tap carries what it stands for: `data-place`, `data-tap`, `data-to`.
"""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby

import msgspec

from outreach_bot.atlas.layout import Box, Line, Picture, Placed, lay_out, packed
from outreach_bot.atlas.walk import EVERYWHERE, Atlas, Place, Tap
from outreach_bot.dialogue.draft import HELP, PERSON

WIDTH = 250.0
PAD = 12.0
TITLE, LABEL, NOTE = 15.0, 14.0, 12.0
"""Sizes of letters."""
TITLE_SIGNS, LABEL_SIGNS, NOTE_SIGNS = 30, 30, 38
"""Letters that fit on one line of a box."""
TITLE_LINES = 3
LEADING = 1.28
BOLD = ("ink", "label", "part")
BETWEEN = 4.0
"""Between two buttons that lead to the same."""
MARGIN = 28.0
HEAD = 54.0
"""Above a part: its name."""
LEGEND_AT = 520.0
"""Where the signs are explained on the sheet, right of its name."""
A3 = (420, 297)
"""Millimetres, on its side."""
INK, SOFT, PAPER, PAGE, LINE, TEAL, PRESS, CORAL, SUN, MINT = (
    "#10302e", "#49615f", "#fffdf9", "#f8f3e7", "#cfc4ac", "#0b5a54", "#e4f3ed", "#b23a1d", "#ffe9b8", "#dff3ea",
)  # fmt: skip
"""The colours of the office, on paper."""

Href = Callable[[str], str]
"""The address of a place, to go on from a picture."""


class Signs(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a picture, in its language."""

    title: Callable[[Place], str]
    label: Callable[[Tap], str]
    part: Callable[[str], str]
    entry: Callable[[str], str]
    back: str
    """A tap leads back to wherever they were."""
    outside: str
    """A tap opens something outside the chat."""
    ends: str
    """Nothing leads on from here."""
    whole: str
    """Name of the whole picture."""
    key: tuple[str, ...] = ()
    """What the signs mean, line by line."""


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    """Taps of one box that lead to the same places, as they stand in it."""

    taps: tuple[tuple[tuple[Tap, ...], tuple[str, ...]], ...]
    """Taps of one label, and its lines."""
    notes: tuple[tuple[str, str], ...]
    """What is only named below the buttons: text, and the place it goes to; empty: none."""
    top: float
    height: float

    @property
    def middle(self) -> float:
        """Where its line begins."""
        return self.top + self.height / 2


class _Card(msgspec.Struct, frozen=True, kw_only=True):
    """One place as a box with rows."""

    place: Place
    title: tuple[str, ...]
    entries: tuple[str, ...]
    rows: tuple[_Row, ...]
    height: float
    head: float

    def box(self) -> Box:
        """Its size and taps, for the layout."""
        outs = tuple(
            (target, row.middle)
            for row in self.rows
            for target in row.taps[0][0][0].leads
            if target != self.place.key
        )
        return Box(key=self.place.key, width=WIDTH, height=self.height, outs=outs)


class Drawing:
    """Draws parts of one atlas, in one language."""

    def __init__(self, atlas: Atlas, parts: dict[str, list[Place]], signs: Signs, href: Href) -> None:
        self._atlas = atlas
        self._parts = parts
        self._signs = signs
        self._href = href

    def part(self, part: str) -> str:
        """One part, as a file of its own size."""
        picture, cards = self._laid_out(part)
        width, height = picture.width + 2 * MARGIN, picture.height + 2 * MARGIN
        inside = "".join(self._drawn(picture, cards, MARGIN, MARGIN))
        size = f'width="{_n(width)}" height="{_n(height)}"'
        return self._svg(inside, width, height, size, self._signs.part(part))

    def whole(self) -> str:
        """Everything, for a sheet of A3."""
        laid = {part: self._laid_out(part) for part in self._parts}
        sizes = {
            part: (picture.width + 2 * MARGIN, picture.height + 2 * MARGIN + HEAD)
            for part, (picture, _) in laid.items()
        }
        spots, width, height = packed(sizes, gap=MARGIN / 2, ratio=A3[0] / A3[1])
        inside = []
        for part, (x, y) in spots.items():
            inside.append(self._panel(part, x, y, sizes[part]))
            inside += self._drawn(*laid[part], x + MARGIN, y + MARGIN + HEAD)
        size = f'width="{A3[0]}mm" height="{A3[1]}mm"'
        edge = MARGIN
        body = f'<g transform="translate({_n(edge)} {_n(edge + HEAD)})">{"".join(inside)}</g>'
        title = _text((edge, edge + 26), (self._signs.whole,), 30, INK, "ink")
        legend = _text((edge + LEGEND_AT, edge + 24), (" · ".join(self._signs.key),), 18, SOFT, "note")
        return self._svg(
            title + legend + body, width + 2 * edge, height + 2 * edge + HEAD, size, self._signs.whole
        )

    def _svg(self, inside: str, width: float, height: float, size: str, title: str) -> str:
        marker = (
            '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            f'<path class="tip" d="M0 0 8 4 0 8z" fill="{TEAL}"/></marker>'
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="map" role="group" aria-label="{escape(title)}" {size} '
            f'viewBox="0 0 {_n(width)} {_n(height)}" font-family="Atkinson, Atkinson Hyperlegible, Verdana, sans-serif">'
            f'<defs>{marker}</defs><rect class="ground" width="{_n(width)}" height="{_n(height)}" fill="{PAGE}"/>'
            f"{inside}</svg>"
        )

    def _panel(self, part: str, x: float, y: float, size: tuple[float, float]) -> str:
        frame = (
            f'<rect class="panel" x="{_n(x)}" y="{_n(y)}" width="{_n(size[0])}" height="{_n(size[1])}" rx="18" '
            f'fill="none" stroke="{LINE}" stroke-width="2"/>'
        )
        return frame + _text((x + MARGIN, y + 38), (self._signs.part(part),), 24, TEAL, "part")

    # -- one part ------------------------------------------------------------------------------------

    def _laid_out(self, part: str) -> tuple[Picture, dict[str, _Card]]:
        places = self._parts[part]
        # once without names below the buttons, to learn which taps are lines; then with those that are not
        bare = [self._card(place, {each.key for each in places}).box() for place in places]
        lines = {(line.start, line.end) for line in lay_out(bare, into=PAD).lines}
        cards = {
            place.key: self._card(place, {end for start, end in lines if start == place.key})
            for place in places
        }
        return lay_out([card.box() for card in cards.values()], into=PAD + TITLE * 0.7), cards

    def _card(self, place: Place, drawn: set[str]) -> _Card:
        title = _wrapped(self._signs.title(place), TITLE_SIGNS, most=TITLE_LINES)
        entries = tuple(self._signs.entry(entry) for entry in place.entries)
        noted = tuple(line for entry in entries for line in _wrapped(entry, NOTE_SIGNS, most=2))
        head = PAD * 2 + len(title) * TITLE * LEADING + len(noted) * NOTE * LEADING + (4 if noted else 0)
        rows: list[_Row] = []
        top = head + 8
        for same in self._alike(place):
            row = self._row(place, same, drawn, top)
            rows.append(row)
            top += row.height + 5
        if not rows:
            top += NOTE * LEADING + 2
        return _Card(
            place=place, title=title, entries=noted, rows=tuple(rows), height=top + PAD - 4, head=head
        )

    def _alike(self, place: Place) -> list[list[list[Tap]]]:
        """The taps of a place, those together that lead to the same; and those in one that say the same, too."""
        by_label: dict[object, list[Tap]] = {}
        for tap in place.taps:
            if tap.data not in EVERYWHERE:
                by_label.setdefault((self._signs.label(tap), *_way(tap)), []).append(tap)
        return [list(same) for _, same in groupby(by_label.values(), key=lambda taps: _way(taps[0]))]

    def _row(self, place: Place, same: list[list[Tap]], drawn: set[str], top: float) -> _Row:
        labels = [_wrapped(self._signs.label(taps[0]), LABEL_SIGNS, most=2) for taps in same]
        first = same[0][0]
        notes = [
            (_short(f"→ {self._signs.title(self._atlas.places[target])}"), target)
            for target in first.leads
            if target not in drawn and target != place.key
        ]
        notes += [(_short(f"↩ {self._signs.back}"), "")] if first.back else []
        notes += [(_short(f"↗ {self._signs.outside}"), "")] if not first.data else []
        count = sum(map(len, labels))
        between = (len(labels) - 1) * BETWEEN
        height = 10 + count * LABEL * LEADING + between + len(notes) * NOTE * LEADING
        taps = tuple((tuple(taps), label) for taps, label in zip(same, labels, strict=True))
        return _Row(taps=taps, notes=tuple(notes), top=top, height=height)

    def _drawn(self, picture: Picture, cards: dict[str, _Card], x: float, y: float) -> Iterator[str]:
        yield f'<g transform="translate({_n(x)} {_n(y)})">'
        yield from (_curve(line) for line in picture.lines)
        for key, placed in picture.placed.items():
            yield from self._box(placed, cards[key])
        yield "</g>"

    def _box(self, placed: Placed, card: _Card) -> Iterator[str]:
        place = card.place
        unasked = "unasked" in place.entries
        yield f'<g id="{slug(place.key)}" data-place="{escape(place.key)}" transform="translate({_n(placed.x)} {_n(placed.y)})">'
        yield (
            f'<rect class="box" width="{_n(WIDTH)}" height="{_n(card.height)}" rx="16" fill="{PAPER}" stroke="{LINE}" '
            f'stroke-width="1.5"/>'
        )
        yield (
            f'<path class="head{" unasked" if unasked else ""}" d="M0 {_n(card.head)}V16Q0 0 16 0H{_n(WIDTH - 16)}Q{_n(WIDTH)} 0 '
            f'{_n(WIDTH)} 16V{_n(card.head)}z" fill="{SUN if unasked else MINT}"/>'
        )
        title = _text((PAD, PAD + TITLE), card.title, TITLE, INK)
        yield f'<a href="{escape(self._href(place.key))}">{title}</a>'
        if card.entries:
            below = PAD + TITLE + len(card.title) * TITLE * LEADING
            yield _text((PAD, below), card.entries, NOTE, SOFT, "note")
        yield from self._everywhere(place)
        if not card.rows:
            yield _text((PAD, card.head + 22), (self._signs.ends,), NOTE, CORAL, "ends")
        for row in card.rows:
            yield from self._tap(row)
        yield "</g>"

    def _everywhere(self, place: Place) -> Iterator[str]:
        """Two dots: help, and a person to talk to."""
        taps = {tap.data: tap for tap in place.taps}
        x = WIDTH - PAD - 6
        for data, fill, css in ((HELP.data, CORAL, "aid"), (PERSON.data, TEAL, "person")):
            tap = taps.get(data)
            if tap is not None:
                to = escape(" ".join(tap.leads))
                yield (
                    f'<circle class="{css}" data-tap="{data}" data-to="{to}" cx="{_n(x)}" cy="0" r="6" '
                    f'fill="{fill}" stroke="{PAPER}" stroke-width="1.5"><title>{escape(self._signs.label(tap))}</title></circle>'
                )
                x -= 16

    def _tap(self, row: _Row) -> Iterator[str]:
        width, x = WIDTH - 2 * PAD + 4, PAD - 2
        yield (
            f'<rect class="tap" x="{_n(x)}" y="{_n(row.top)}" width="{_n(width)}" height="{_n(row.height)}" rx="11" '
            f'fill="{PAPER}" stroke="{TEAL}" stroke-width="1.4"/>'
        )
        y = row.top + 4 + LABEL
        for number, (taps, lines) in enumerate(row.taps):
            if number:
                line = _n(y - LABEL + 1)
                yield f'<path class="between" d="M{_n(x + 9)} {line}H{_n(x + width - 9)}" stroke="{LINE}"/>'
                y += BETWEEN
            to = " ".join((*taps[0].leads, *(["back"] if taps[0].back else [])))
            data = " ".join(tap.data for tap in taps)
            label = _text((PAD + 7, y), lines, LABEL, TEAL, "label")
            yield f'<g data-tap="{escape(data)}" data-to="{escape(to)}">{label}</g>'
            y += len(lines) * LABEL * LEADING
        for note, target in row.notes:
            said = _text((PAD + 7, y - 1), (note,), NOTE, SOFT, "note")
            yield f'<a href="{escape(self._href(target))}">{said}</a>' if target else said
            y += NOTE * LEADING


def _way(tap: Tap) -> tuple[object, ...]:
    """Where a tap leads: taps with the same stand together."""
    return tap.leads, tap.back, not tap.data


def slug(place: str) -> str:
    """The id of a place in a page or file."""
    return "at-" + place.replace("/", "-")


def _curve(line: Line) -> str:
    bend = max(30.0, (line.x2 - line.x1) * 0.55)
    path = f"M{_n(line.x1)} {_n(line.y1)}C{_n(line.x1 + bend)} {_n(line.y1)} {_n(line.x2 - bend)} {_n(line.y2)} {_n(line.x2 - 2)} {_n(line.y2)}"
    return (
        f'<path class="way" data-from="{escape(line.start)}" data-end="{escape(line.end)}" d="{path}" fill="none" '
        f'stroke="{TEAL}" stroke-width="1.8" marker-end="url(#tip)"/>'
    )


def _text(spot: tuple[float, float], lines: Sequence[str], size: float, fill: str, css: str = "ink") -> str:
    """Lines of text from `spot` down; what is bold on a page is bold here."""
    x, y = spot
    weight = 700 if css in BOLD else 400
    spans = "".join(
        f'<tspan x="{_n(x)}" y="{_n(y + number * size * LEADING)}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    return f'<text class="{css}" font-size="{_n(size)}" font-weight="{weight}" fill="{fill}">{spans}</text>'


def _wrapped(text: str, signs: int, *, most: int) -> tuple[str, ...]:
    return tuple(textwrap.wrap(text, signs, max_lines=most, placeholder=" …")) or ("",)


def _short(text: str) -> str:
    return textwrap.shorten(text, NOTE_SIGNS, placeholder=" …")


def _n(number: float) -> str:
    """A number as short as it can be written."""
    return f"{number:.1f}".rstrip("0").rstrip(".")
