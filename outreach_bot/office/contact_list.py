"""The list of the Networks page: which contacts, in which order, and how far it reaches. Names stay out of it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlencode

import msgspec

from outreach_bot.recruitment.contacts import Contact, ContactId, Permission, Way, usable_ways
from outreach_bot.recruitment.rules import Network, Rules
from outreach_bot.recruitment.sight import Scopes
from outreach_bot.store.narrowed import NarrowedReader
from outreach_bot.store.reading import Row

PAGE_SIZE = 50
LONGEST_SEARCH = 80
LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


class Standing(StrEnum):
    """Where we stand with a contact, as the list tells it: a stop comes before every permission."""

    UNKNOWN = "unknown"
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    STOPPED = "stopped"


class Order(StrEnum):
    """How the list is sorted."""

    NAME = "name"
    NEWEST = "newest"
    QUIET = "quiet"
    """Who has not heard from us for the longest time first."""


def standing(contact: Contact) -> Standing:
    """Say where we stand with a contact."""
    return Standing.STOPPED if contact.do_not_contact_at is not None else Standing(contact.permission.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One contact of the list, with what it is searched and sorted by."""

    contact: Contact
    standing: Standing
    ways: tuple[Way, ...]
    haystack: str
    last: dt.datetime

    @property
    def label(self) -> str:
        """What stands for the contact where its name does not: organisation, else role, else id."""
        return label(self.contact)


def label(contact: Contact) -> str:
    """Call a contact by organisation, else role, else id: never by a person's name."""
    return contact.organisation or contact.role or contact.id


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """Which contacts to show, in which order; empty: all."""

    network: str = ""
    permission: str = ""
    way: str = ""
    search: str = ""
    sort: Order = Order.NAME
    page: int = 1

    @classmethod
    def read(cls, asked: Mapping[str, str], rules: Rules) -> "Filter":
        """Read a query string; what it does not know it leaves out."""
        page, sort = asked.get("page", ""), asked.get("sort", "")
        return cls(
            network=_known(asked.get("network", ""), (network.key for network in rules.networks)),
            permission=_known(asked.get("permission", ""), Standing),
            way=_known(asked.get("way", ""), Way),
            search=" ".join(asked.get("search", "").split())[:LONGEST_SEARCH],
            sort=Order(sort) if sort in list(Order) else Order.NAME,
            page=int(page) if page.isascii() and page.isdigit() and len(page) < LONGEST_PAGE else 1,
        )

    def lets_through(self, line: Line) -> bool:
        """Tell whether a contact is to be shown."""
        return (
            self.network in ("", line.contact.network)
            and self.permission in ("", line.standing)
            and (not self.way or self.way in line.ways)
            and all(word in line.haystack for word in self.search.casefold().split())
        )

    def query(self, **changed: str | int) -> str:
        """Write the query string of this filter with parts of it changed; another choice begins at page one."""
        now: dict[str, str | int] = {
            "network": self.network,
            "permission": self.permission,
            "way": self.way,
            "search": self.search,
            "sort": self.sort.value if self.sort is not Order.NAME else "",
        }
        return urlencode({name: value for name, value in (now | changed).items() if value})


LONGEST_PAGE = 6
"""Digits of a page's number."""


def _known(asked: str, choices: Iterable[str]) -> str:
    return asked if asked in [str(choice) for choice in choices] else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """One page of the list."""

    lines: tuple[Line, ...]
    found: int
    total: int
    pages: int
    page: int
    in_network: Mapping[str, int]
    given_in: Mapping[str, int]
    """Network to how many contacts it has, and how many of them said yes."""


@dataclass
class Book:
    """Contacts as lines, read once a change: a list of 5,000 is searched without opening every record again."""

    rules: Rules
    _lines: dict[ContactId, tuple[int, Line]] = field(default_factory=dict)
    _known: dict[ContactId, tuple[int, Line]] = field(default_factory=dict)
    """Of the time before the last change: what did not change is not read again."""
    _read: dict[Scopes, list[Line]] = field(default_factory=dict)
    """By the hospitals of who may see them."""
    _at: int = -1

    async def look(self, reader: NarrowedReader, chosen: Filter) -> Seen:
        """Read one page of the list, as far as `reader` shows it."""
        lines = await self._of(reader)
        found = sorted(filter(chosen.lets_through, lines), key=_ORDERS[chosen.sort])
        pages = max(1, -(-len(found) // PAGE_SIZE))
        page = min(max(1, chosen.page), pages)
        return Seen(
            lines=tuple(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
            found=len(found),
            total=len(lines),
            pages=pages,
            page=page,
            in_network=Counter(line.contact.network for line in lines),
            given_in=Counter(
                line.contact.network for line in lines if line.standing is Standing(Permission.GIVEN.value)
            ),
        )

    async def _of(self, reader: NarrowedReader) -> list[Line]:
        at = await reader.changes("contact")
        if at != self._at:  # who was forgotten is in none of these any more
            self._at, self._known, self._lines, self._read = at, self._lines, {}, {}
        scopes = reader.sight.scopes
        if scopes not in self._read:
            rows = await reader.rows("contact")
            self._lines |= {row.id: self._line(row) for row in rows}
            self._read[scopes] = [self._lines[row.id][1] for row in rows]
            self._known = {}
        return self._read[scopes]

    def _line(self, row: Row) -> tuple[int, Line]:
        known = self._lines.get(row.id) or self._known.get(row.id)
        if known is not None and known[0] == row.revision:
            return known
        contact = msgspec.convert(row.body, Contact)
        network = network_of(contact, self.rules)
        line = Line(
            contact=contact,
            standing=standing(contact),
            ways=usable_ways(contact, network) if network else (),
            haystack=_haystack(contact),
            last=contact.reached[-1].at if contact.reached else LONG_AGO,
        )
        return row.revision, line


def network_of(contact: Contact, rules: Rules) -> Network | None:
    """Find a contact's network; None where networks.yaml names it no more."""
    return next((network for network in rules.networks if network.key == contact.network), None)


def _haystack(contact: Contact) -> str:
    searched = (
        contact.organisation,
        contact.role,
        contact.name,
        contact.email,
        contact.phone,
        contact.code,
        contact.id,
        contact.policy,
        contact.found,
    )
    return "\n".join(searched).casefold()


_ORDERS = {
    Order.NAME: lambda line: (line.label.casefold(), line.contact.id),
    Order.NEWEST: lambda line: (-line.contact.made_at.timestamp(), line.contact.id),
    Order.QUIET: lambda line: (line.last, line.label.casefold()),
}
