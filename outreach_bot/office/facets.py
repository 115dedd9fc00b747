"""Indices over what the office keeps, so that a list of thousands is narrowed and counted without walking it."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Container, Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime

NOBODY: frozenset[str] = frozenset()


class Facets:
    """Ids by the values they have, one facet at a time: role, outcome, hospital, source, seat."""

    def __init__(self) -> None:
        self._ids: dict[str, dict[str, set[str]]] = {}
        self._values: dict[tuple[str, str], tuple[str, ...]] = {}

    def put(self, facet: str, one: str, values: Iterable[str]) -> None:
        """Say which values `one` has in `facet` now; none: it is not in it any more."""
        new = tuple(values)
        known = self._values.pop((facet, one), ())
        by_value = self._ids.setdefault(facet, {})
        for value in known:
            by_value[value].discard(one)
            if not by_value[value]:
                del by_value[value]
        if new:
            self._values[facet, one] = new
        for value in new:
            by_value.setdefault(value, set()).add(one)

    def having(self, facet: str, value: str) -> AbstractSet[str]:
        """Ids that have `value`. Not to be changed."""
        return self._ids.get(facet, {}).get(value, NOBODY)

    def values(self, facet: str) -> list[str]:
        """The values that somebody has."""
        return list(self._ids.get(facet, ()))

    def among(self, ids: AbstractSet[str], *, shows: Callable[[str, str], bool]) -> "Facets":
        """The same facets as far as they are about `ids`. shows: whether a value of a facet is one to know of."""
        return _FacetsAmong(self, ids, shows)


class _FacetsAmong(Facets):
    """Facets that pass over everybody else."""

    def __init__(self, whole: Facets, ids: AbstractSet[str], shows: Callable[[str, str], bool]) -> None:
        super().__init__()
        self._whole, self._among, self._shows = whole, ids, shows

    def having(self, facet: str, value: str) -> AbstractSet[str]:
        return self._whole.having(facet, value) & self._among if self._shows(facet, value) else NOBODY

    def values(self, facet: str) -> list[str]:
        return [each for each in self._whole.values(facet) if self.having(facet, each)]


class Timeline:
    """Ids in the order of a moment each has."""

    def __init__(self) -> None:
        self._sorted: list[tuple[float, str]] = []
        self._at: dict[str, float] = {}

    def put(self, one: str, at: datetime | None) -> None:
        """Say when `one` is; None: it is not there any more."""
        known = self._at.pop(one, None)
        if known is not None:
            del self._sorted[bisect_left(self._sorted, (known, one))]
        if at is not None:
            self._at[one] = at.timestamp()
            insort(self._sorted, (at.timestamp(), one))

    def after(self, at: datetime) -> list[str]:
        """Ids later than `at`, earliest first."""
        return [one for _, one in self._sorted[self._place(at) :]]

    def between(self, first: datetime, last: datetime) -> list[str]:
        """Ids later than `first`, up to `last`, earliest first."""
        return [one for _, one in self._sorted[self._place(first) : self._place(last)]]

    def newest_first(self) -> Iterator[str]:
        """All ids, the latest first."""
        return (one for _, one in reversed(self._sorted))

    def oldest_first(self) -> Iterator[str]:
        """All ids, the earliest first."""
        return (one for _, one in self._sorted)

    def among(self, ids: Container[str]) -> "Timeline":
        """The same order, passing over all but `ids`."""
        return _TimelineAmong(self, ids)

    def _place(self, at: datetime) -> int:
        return bisect_right(self._sorted, (at.timestamp(), _LAST))


class _TimelineAmong(Timeline):
    """A timeline that passes over everything else."""

    def __init__(self, whole: Timeline, ids: Container[str]) -> None:
        super().__init__()
        self._whole, self._among = whole, ids

    def after(self, at: datetime) -> list[str]:
        return list(self._theirs(self._whole.after(at)))

    def between(self, first: datetime, last: datetime) -> list[str]:
        return list(self._theirs(self._whole.between(first, last)))

    def newest_first(self) -> Iterator[str]:
        return self._theirs(self._whole.newest_first())

    def oldest_first(self) -> Iterator[str]:
        return self._theirs(self._whole.oldest_first())

    def _theirs(self, ids: Iterable[str]) -> Iterator[str]:
        return (one for one in ids if one in self._among)


_LAST = "\U0010ffff"
"""Sorts after every id."""
