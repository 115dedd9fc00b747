"""Counts that are shown so that nobody can be worked out from them. DESIGN section 7, DOMAIN section 2."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

HIDDEN_BELOW = 5
"""A count under this is shown as "under 5". Source: DESIGN section 7."""
OPEN_FROM = 10
"""Champions' counts are shown as "10+" from here on; below that in bands. Source: DESIGN section 6."""
LEAST_POSSIBLE = 3
"""As many values a hidden count must still be able to have for whoever knows everything else that is shown."""


class Shown(msgspec.Struct, frozen=True):
    """A count as it may be seen: it lies between `low` and `high`, both included; `high` None: no upper end."""

    low: int
    high: int | None

    @property
    def is_exact(self) -> bool:
        """Tell whether the very number is shown."""
        return self.low == self.high

    def __str__(self) -> str:
        """Write it for a cell: `12`, `<5`, `5–9`, `10+`; with a dash that no spreadsheet takes for a date."""
        if self.is_exact:
            return str(self.low)
        if self.high is None:
            return f"{self.low}+"
        return f"<{HIDDEN_BELOW}" if self.high < HIDDEN_BELOW else f"{self.low}–{self.high}"


UNDER = Shown(0, HIDDEN_BELOW - 1)
BANDS = (UNDER, Shown(HIDDEN_BELOW, OPEN_FROM - 1), Shown(OPEN_FROM, None))
"""What is shown of a champion's code: a champion who gave one link must not learn from it."""


def exactly(count: int) -> Shown:
    """Show the very number."""
    return Shown(count, count)


def shown(count: int, *, banded: bool = False) -> Shown:
    """Hide a count from 1 to 4. `banded`: in bands, nought too."""
    if banded:
        return next(band for band in BANDS if band.high is None or count <= band.high)
    return Shown(1, HIDDEN_BELOW - 1) if 0 < count < HIDDEN_BELOW else exactly(count)


def total(count: int, *tables: Sequence[Shown]) -> Shown:
    """Show a sum beside the parts it is made of, in each of `tables`.

    Exactly, if no hidden part can be worked out from it; else no closer than the parts themselves are shown.
    """
    for plain in (shown(count), UNDER if count < HIDDEN_BELOW else None):
        if plain is not None and all(_keeps(plain, parts) for parts in tables):
            return plain
    lows, highs = zip(*(_ends(parts) for parts in tables), strict=True)
    return Shown(max(lows), min((high for high in highs if high is not None), default=None))


def nested(leaves: Mapping[str, int], sums: Mapping[str, Sequence[str]]) -> dict[str, Shown]:
    """Show counts, and sums of them that are parts of other sums, the largest first in `sums`.

    A sum is exact only while every hidden count can still be several numbers for whoever sees all that is shown.
    Sums of a tree bound each other only along it, so that one way up and one down finds what is still possible.
    """
    counts = dict(leaves)
    for name, parts in reversed(list(sums.items())):
        counts[name] = sum(counts[part] for part in parts)
    told = {name: shown(count) for name, count in leaves.items()}
    hidden = {name: one for name, one in told.items() if not one.is_exact}
    for name in sums:
        closer = {**told, name: shown(counts[name])}
        possible = _possible_in(closer, sums)
        if all(_width(possible[leaf]) >= min(LEAST_POSSIBLE, _width(one)) for leaf, one in hidden.items()):
            told = closer
    return _possible_in(told, sums) | hidden


def _possible_in(told: Mapping[str, Shown], sums: Mapping[str, Sequence[str]]) -> dict[str, Shown]:
    """Tell what each count can be: up the tree from its parts, then down again from its sums."""
    found = dict(told)
    for name, parts in reversed(list(sums.items())):
        low, high = _ends(found[part] for part in parts)
        found[name] = _both(found.get(name), Shown(low, high))
    for name, parts in sums.items():
        low, high = _ends(found[part] for part in parts)
        whole = found[name]
        for part in parts:
            one = found[part]
            least = whole.low - ((high or 0) - (one.high or 0))
            most = (whole.high or 0) - (low - one.low)
            found[part] = _both(one, Shown(least, most))
    return found


def _both(one: Shown | None, other: Shown) -> Shown:
    if one is None:
        return other
    return Shown(max(one.low, other.low), min(one.high or 0, other.high or 0))


def _width(one: Shown) -> int:
    return (one.high or 0) - one.low + 1


def _ends(parts: Iterable[Shown]) -> tuple[int, int | None]:
    low, high = 0, 0
    endless = False
    for part in parts:
        low, high = low + part.low, high + (part.high or 0)
        endless = endless or part.high is None
    return low, None if endless else high


def _keeps(whole: Shown, parts: Sequence[Shown]) -> bool:
    """Tell whether each hidden part could still be one of several numbers, for whoever sees the whole."""
    low, high = _ends(parts)
    return all(
        _possible(
            part, whole, others_low=low - part.low, others_high=None if high is None else high - part.high
        )
        >= min(LEAST_POSSIBLE, part.high - part.low + 1)
        for part in parts
        if not part.is_exact and part.high is not None and part.low < OPEN_FROM
    )


def _possible(part: Shown, whole: Shown, *, others_low: int, others_high: int | None) -> int:
    """Count the numbers that `part` can be."""
    lowest = part.low if others_high is None else max(part.low, whole.low - others_high)
    ends = [
        each
        for each in (part.high, None if whole.high is None else whole.high - others_low)
        if each is not None
    ]
    return max(0, min(ends) - lowest + 1)
