"""Short lists that can be searched, narrowed, sorted and paged, each under an address that can be passed on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

Item = TypeVar("Item")
PAGE_SIZE = 50
LONGEST_SEARCH = 80
LONGEST_NUMBER = 6


@dataclass(frozen=True, kw_only=True)
class Finder(Generic[Item]):
    """How one list is looked through. The first order is the usual one."""

    words: Callable[[Item], Iterable[str]]
    """What a search looks at."""
    state: Callable[[Item], str]
    states: tuple[str, ...]
    orders: Mapping[str, Callable[[Item], Any]]

    def look(self, items: Iterable[Item], asked: Mapping[str, str]) -> "Narrowed[Item]":
        """Narrow `items` as a query string asks; what it does not know it leaves out."""
        everything = list(items)
        search = " ".join(asked.get("q", "").split())[:LONGEST_SEARCH]
        state = asked.get("state", "") if asked.get("state", "") in self.states else ""
        sort = asked.get("sort", "") if asked.get("sort", "") in self.orders else next(iter(self.orders))
        found = [each for each in everything if self._lets_through(each, search, state)]
        found.sort(key=self.orders[sort])
        pages = max(1, -(-len(found) // PAGE_SIZE))
        page = min(max(1, _number(asked.get("page", ""))), pages)
        return Narrowed(
            items=tuple(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
            search=search,
            state=state,
            sort=sort,
            usual=next(iter(self.orders)),
            found=len(found),
            total=len(everything),
            page=page,
            pages=pages,
        )

    def _lets_through(self, item: Item, search: str, state: str) -> bool:
        haystack = "\n".join(self.words(item)).casefold()
        return state in ("", self.state(item)) and all(word in haystack for word in search.casefold().split())


@dataclass(frozen=True, kw_only=True)
class Narrowed(Generic[Item]):
    """One page of a list, and how it was asked for."""

    items: tuple[Item, ...]
    search: str
    state: str
    sort: str
    usual: str
    found: int
    total: int
    page: int
    pages: int

    def query(self, **changed: str | int) -> str:
        """Write the query string with parts of it changed; another choice begins at page one."""
        now: dict[str, str | int] = {
            "q": self.search,
            "state": self.state,
            "sort": self.sort if self.sort != self.usual else "",
        }
        return urlencode({name: value for name, value in (now | changed).items() if value})


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else 1
