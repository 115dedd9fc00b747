"""What the Champions page shows: links, how often each was opened, and codes to look at. Never who joined by them."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from outreach_bot.dialogue.standing import missing
from outreach_bot.dialogue.state import Person
from outreach_bot.office.access import moment
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.recruitment.signs import Sign
from outreach_bot.store.narrowed import NarrowedReader

MOST_REVIEWS = 100
"""Codes to look at on one page; those after them show once these are seen."""


class State(StrEnum):
    """How things are with a champion's link; the words are `office-champion-state.<value>`."""

    HELD = "held"
    GOOD = "good"
    PAUSED = "paused"
    JOINING = "joining"
    INVITED = "invited"
    OVER = "over"
    VOID = "void"


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One champion's link."""

    code: Code
    state: State
    kind: str
    opened: int
    joined: dt.datetime | None
    branch: int
    """Links of champions who came by this one, and by theirs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """One code to look at."""

    id: str
    code: str
    name: str
    sign: Sign
    at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Champions:
    """All that is known for the page, read at one time."""

    codes: Mapping[str, Code]
    owners: Mapping[str, Person]
    """Share code to the champion whose it is."""
    opened: Mapping[str, int]
    reviews: tuple[Review, ...]

    def listed(self, now: dt.datetime) -> list[Listed]:
        """List every champion's link: those that need a look and those that work first, ended ones last."""
        shared = (c for c in self.codes.values() if c.kind is CodeKind.CHAMPION and not c.joins)
        lines = [self._line(code, now) for code in shared]
        states = list(State)
        return sorted(lines, key=lambda line: (states.index(line.state), -line.code.made_at.timestamp()))

    def _line(self, code: Code, now: dt.datetime) -> Listed:
        owner = self.owners.get(code.id)
        champion = owner.champion if owner else None
        return Listed(
            code=code,
            state=self._state(code, owner, now),
            kind=champion.kind.value if champion and champion.kind else "",
            opened=self.opened.get(code.id, 0),
            joined=champion.joined_at if champion else None,
            branch=len(self.branch(code.id)) - 1,
        )

    def _state(self, code: Code, owner: Person | None, now: dt.datetime) -> State:
        champion = owner.champion if owner else None
        if code.void:
            return State.VOID
        if code.until is not None and now > code.until:
            return State.OVER
        if champion is None:
            return State.INVITED
        if champion.held_at is not None:
            return State.HELD
        if missing(champion):
            return State.JOINING
        return State.PAUSED if champion.paused_at is not None else State.GOOD

    def branch(self, code: str) -> list[str]:
        """List a champion's code, and those of all champions who came by it, or by one that did."""
        found = [code]
        for each in found:  # grows while it is walked
            found += [own for own, who in self.owners.items() if who.source == each and own not in found]
        return found

    def with_links(self, codes: Collection[str]) -> tuple[str, ...]:
        """Add the one-time links that make somebody the owner of one of `codes`."""
        links = [code.id for code in self.codes.values() if code.joins and code.gives in codes]
        return (*(code for code in codes if code in self.codes), *links)


async def look(store: NarrowedReader) -> Champions:
    """Read everything the page needs, of the codes that may be seen."""
    codes = {row.id: msgspec.convert(row.body, Code) for row in await store.rows("code")}
    people = (msgspec.convert(row.body, Person) for row in await store.champions())
    reviews = [
        Review(
            id=row.id,
            code=row.body["code"],
            name=codes[row.body["code"]].name if row.body["code"] in codes else "",
            sign=Sign(row.body["sign"]),
            at=moment(row.body["at"]),
        )
        for row in (await store.rows("review"))[:MOST_REVIEWS]
    ]
    return Champions(
        codes=codes,
        owners={person.champion.code: person for person in people if person.champion is not None},
        opened=_opened(await store.counters()),
        reviews=tuple(reversed(reviews)),
    )


def _opened(counters: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for code, number in _of_codes(counters.items()):
        found[code] = found.get(code, 0) + number
    return found


def _of_codes(counters: Iterable[tuple[str, int]]) -> Iterable[tuple[str, int]]:
    for name, number in counters:
        what, _, rest = name.partition(":")
        if what == "opened":
            yield rest.partition(":")[0], number
