"""The list of sign-ups: which are asked for, how many there are, and one page of them."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any
from urllib.parse import urlencode

from outreach_bot.office.shelf import ALL, ALL_HOSPITALS, NO_CODE, NO_OUTCOME, NO_PLACE
from outreach_bot.office.visible import Visible
from outreach_bot.recruitment.rules import Outcome, Role, Rules
from outreach_bot.recruitment.sessions import Session

A_PAGE = 25
"""Sign-ups on one page: what a slow phone gets in a second or two."""
MOST_TYPED = 60
"""Characters of a search that are looked at."""
ROLES = tuple(role.value for role in Role)
OUTCOMES = (Outcome.FITS.value, Outcome.TALK.value, Outcome.LATER.value, NO_OUTCOME)
"""Those a person can be listed with: of "not this time" only a counter is kept."""
SEATS = ("booked", "held", "waiting", "attended", "absent", NO_PLACE)
SORTS = ("new", "old", "heard", "meeting")
FACETS = ("role", "outcome", "hospital", "source", "seat")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the address asks for; empty: all of them. An address shared with somebody shows them the same."""

    role: str = ""
    outcome: str = ""
    hospital: str = ""
    source: str = ""
    seat: str = ""
    session: str = ""
    q: str = ""
    sort: str = SORTS[0]
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str], shelf: Visible, rules: Rules) -> "Asked":
        """Read a query string; what it does not know it leaves out."""
        hospitals = [hospital.key for hospital in rules.campaign.hospitals]
        known = {
            "role": ROLES,
            "outcome": OUTCOMES,
            "hospital": (*hospitals, ALL_HOSPITALS),
            "source": (*shelf.codes, *shelf.signed_up.values("source"), NO_CODE),
            "seat": SEATS,
            "session": shelf.sessions,
            "sort": SORTS,
        }
        read: dict[str, Any] = {
            name: query[name] for name, values in known.items() if query.get(name, "") in values
        }
        page = query.get("page", "")
        return cls(
            **read,
            q=query.get("q", "").strip()[:MOST_TYPED],
            page=int(page) if page.isdecimal() and len(page) < len("99999") else 1,
        )

    def query(self, **changed: str) -> str:
        """Write the query string of this with parts of it changed: on the first page, unless that is a change."""
        usual = {"sort": SORTS[0], "page": "1"}
        now = {name: str(getattr(self, name)) for name in self.__slots__} | {"page": "1"} | changed
        return urlencode({name: value for name, value in now.items() if value and value != usual.get(name)})

    @property
    def narrowed(self) -> int:
        """How many filters are on, the search aside."""
        return sum(bool(getattr(self, name)) for name in (*FACETS, "session"))


@dataclass(frozen=True, kw_only=True, slots=True)
class SignUp:
    """One line of the list."""

    person: str
    at: dt.datetime
    heard: dt.datetime
    source: str
    known_as: str
    """What the code is known by; empty: it has no name."""
    network: str
    """Key of the network the code belongs to."""
    channel: str
    role: str
    outcome: str
    hospitals: tuple[str, ...]
    session: Session | None
    seat: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What the page shows."""

    lines: tuple[SignUp, ...]
    number: int
    """How many sign-ups the address asks for."""
    total: int
    """How many there are that this member may see."""
    page: int
    pages: int
    counts: Mapping[str, Mapping[str, int]]
    """For the role and the outcome: how many there would be with each value, the other filters as they are."""


class SignUps:
    """Finds sign-ups on the shelf, as one member may see it."""

    def __init__(self, shelf: Visible, rules: Rules) -> None:
        self._shelf = shelf
        self._networks = {network.key: network.name for network in rules.networks}

    def find(self, asked: Asked) -> Found:
        """Find what the address asks for. A page beyond the last is the last."""
        all_of_them = self._shelf.signed_up.having(ALL, ALL)
        base = self._search(all_of_them, asked.q) if asked.q else all_of_them
        found = self._narrow(base, asked)
        pages = max(1, -(-len(found) // A_PAGE))
        page = min(max(1, asked.page), pages)
        shown = islice(self._sorted(found, asked.sort), (page - 1) * A_PAGE, page * A_PAGE)
        return Found(
            lines=tuple(self.line(one) for one in shown),
            number=len(found),
            total=len(all_of_them),
            page=page,
            pages=pages,
            counts={
                "role": self._counts(base, asked, "role", ROLES),
                "outcome": self._counts(base, asked, "outcome", OUTCOMES),
            },
        )

    def since(self, at: dt.datetime) -> list[str]:
        """Name those who signed up after `at`, the first of them first."""
        return self._shelf.by_age.after(at)

    def line(self, one: str) -> SignUp:
        """Write the line of one person."""
        shelf = self._shelf
        person, place = shelf.people[one], shelf.places.get(one)
        code = shelf.codes.get(person.source)
        return SignUp(
            person=one,
            at=person.made_at,
            heard=person.seen_at,
            source=person.source,
            known_as=shelf.name_of(person.source),
            network=code.network if code else "",
            channel=person.source_channel,
            role=person.role.value if person.role else "",
            outcome=person.outcome.value if person.outcome else NO_OUTCOME,
            hospitals=person.hospitals,
            session=shelf.sessions.get(place.session) if place else None,
            seat=place.state if place else "",
        )

    def _narrow(self, base: AbstractSet[str], asked: Asked, *, without: str = "") -> AbstractSet[str]:
        found = base
        for facet in FACETS:
            value = getattr(asked, facet)
            if value and facet != without:
                found = found & self._shelf.signed_up.having(facet, value)
        return found & self._shelf.has_place_in(asked.session) if asked.session else found

    def _search(self, found: AbstractSet[str], typed: str) -> AbstractSet[str]:
        """Look for a person's code, the code they came by, and the place or network it belongs to."""
        text = typed.casefold()
        code = re.sub(r"[\s-]+", "", text)
        by_code: set[str] = set()
        for source in self._shelf.signed_up.values("source"):
            known_as = f"{self._shelf.name_of(source)} {self._network(source)}".casefold()
            if text in known_as or (code and code in source.casefold()):
                by_code |= self._shelf.signed_up.having("source", source)
        return {one for one in found if text in one or one in by_code}

    def _network(self, source: str) -> str:
        code = self._shelf.codes.get(source)
        return self._networks.get(code.network, "") if code else ""

    def _sorted(self, found: AbstractSet[str], sort: str) -> Iterable[str]:
        shelf = self._shelf
        match sort:
            case "old":
                order: Iterable[str] = shelf.by_age.oldest_first()
            case "heard":
                order = shelf.by_heard.newest_first()
            case "meeting":
                nowhere = (one for one in shelf.by_age.newest_first() if one not in shelf.places)
                order = chain(shelf.by_meeting.oldest_first(), nowhere)
            case _:
                order = shelf.by_age.newest_first()
        return (one for one in order if one in found)

    def _counts(
        self, base: AbstractSet[str], asked: Asked, facet: str, values: Iterable[str]
    ) -> dict[str, int]:
        others = self._narrow(base, asked, without=facet)
        having = self._shelf.signed_up.having
        return {"": len(others)} | {value: len(others & having(facet, value)) for value in values}
