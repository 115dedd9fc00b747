"""Every word people read, as a phone shows it, with what the check says about it. Nothing here can change a word."""

import asyncio
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outreach_bot.atlas.book import SHELVES, Book, Card, Stamp, read_book, stamp
from outreach_bot.content.catalog import find_campaign
from outreach_bot.content.findings import ContentError, Finding, Level
from outreach_bot.office import words_picture
from outreach_bot.office.shell import Shell
from outreach_bot.recruitment.office_roles import Deed

PAGE = 10
"""Cards on one page: more would make it slow on a slow phone."""
KEPT = 4
"""States of the files whose books are kept."""
SHOWN = ("any", "found", "fault", "unasked")
"""What can be left out."""


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page, and of the picture of the conversation."""
    shelf = Shelf(folder=find_campaign(shell.parts.folder))
    words = Words(shell, shelf)
    return [
        Route("/office/words", shell.allowed(Deed.SEE_WORDS, words.page), methods=["GET"]),
        *words_picture.routes(shell, shelf.book),
    ]


@dataclass
class Shelf:
    """Keeps the book of the campaign's files, and makes it anew when one of them was changed."""

    folder: Path
    started: Stamp = field(init=False)
    _shown: Stamp | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.started = stamp(self.folder)

    async def book(self) -> Book | ContentError:
        """The book as the files are now. Takes a few seconds the first time, and beside everything else."""
        async with self._lock:
            self._shown = await asyncio.to_thread(stamp, self.folder)
            return await asyncio.to_thread(_read, self.folder, self._shown)

    @property
    def is_changed(self) -> bool:
        """Whether the files that the book was made of are others than those the bot was started with."""
        return self._shown not in (None, self.started)


@lru_cache(maxsize=KEPT)
def _read(folder: Path, _as_it_is: Stamp) -> Book | ContentError:
    """Read the book once for each state of the files."""
    try:
        return read_book(folder)
    except ContentError as broken:
        return broken


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Which cards are asked for: a shareable address."""

    part: str
    language: str
    show: str
    words: str
    page: int

    @classmethod
    def read(cls, asked: QueryParams, book: Book) -> "Choice":
        """Read the query; what it does not know becomes the first there is. Whoever searches, searches everywhere."""
        languages = dict.fromkeys(card.language for card in book.cards)
        language, show = asked.get("language", ""), asked.get("show", "")
        words = asked.get("q", "").strip()
        part = asked.get("part", "")
        first = "" if words or show in SHOWN[1:] else SHELVES[0]
        number = asked.get("page", "1")
        return cls(
            part=part if part in SHELVES or part == "all" else first,
            language=language if language in languages else book.languages[0],
            show=show if show in SHOWN else SHOWN[0],
            words=words,
            page=int(number) if number.isdecimal() and len(number) < len(str(PAGE)) + 3 else 1,
        )

    def holds(self, card: Card) -> bool:
        """Whether a card is asked for, whatever its part."""
        if card.language != self.language or (self.words and not _is_found(card, self.words.casefold())):
            return False
        match self.show:
            case "found":
                return bool(card.findings)
            case "fault":
                return any(finding.level is Level.FAULT for finding in card.findings)
            case "unasked":
                return card.unasked
            case _:
                return True

    def address(self, **changes: object) -> str:
        """The address of this choice with `changes`; on its first page unless one is named."""
        known = {
            "part": self.part,
            "language": self.language,
            "show": self.show,
            "q": self.words,
            "page": "",
            **changes,
        }
        query = {
            name: value for name, value in known.items() if value and (name, value) != ("show", SHOWN[0])
        }
        return f"/office/words?{urlencode(query)}"


def _is_found(card: Card, words: str) -> bool:
    return card.has(words) or words in card.file or f"{card.file}:{card.line}".endswith(words)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tab:
    """One part in the list of parts."""

    key: str
    address: str
    count: int
    findings: int
    current: bool


@dataclass
class Words:
    """The endpoint."""

    shell: Shell
    shelf: Shelf

    async def page(self, request: Request) -> Response:
        """Show one part's cards, or what a search finds."""
        book = await self.shelf.book()
        if isinstance(book, ContentError):
            return self._broken(request, book)
        choice = Choice.read(request.query_params, book)
        held = [card for card in book.cards if choice.holds(card)]
        chosen = [card for card in held if choice.part in ("", "all", card.shelf)]
        last = max(1, -(-len(chosen) // PAGE))
        page = min(max(choice.page, 1), last)
        shown = chosen[(page - 1) * PAGE : page * PAGE]
        return self.shell.page(
            "words.html",
            request,
            here="words",
            choice=choice,
            cards=shown,
            count=len(chosen),
            first=(page - 1) * PAGE + 1,
            page=page,
            last=last,
            tabs=_tabs(held, choice),
            shows=SHOWN,
            languages=list(dict.fromkeys(card.language for card in book.cards)),
            loose=book.loose if _is_first(choice, page) else (),
            changed=self.shelf.is_changed,
            place_address=words_picture.address_of(book),
            tone=tone,
        )

    def _broken(self, request: Request, broken: ContentError) -> Response:
        return self.shell.page(
            "words_broken.html", request, here="words", findings=broken.findings, tone=tone
        )


def _is_first(choice: Choice, page: int) -> bool:
    return (
        page == 1
        and not choice.words
        and choice.show in ("any", "found")
        and choice.part in ("", "all", SHELVES[0])
    )


def _tabs(held: list[Card], choice: Choice) -> list[Tab]:
    everything = Tab(
        key="all",
        address=choice.address(part="all"),
        count=len(held),
        findings=sum(len(card.findings) for card in held),
        current=choice.part in ("", "all"),
    )
    return [
        everything,
        *(_tab(part, held, choice) for part in SHELVES if any(card.shelf == part for card in held)),
    ]


def _tab(part: str, held: list[Card], choice: Choice) -> Tab:
    mine = [card for card in held if card.shelf == part]
    return Tab(
        key=part,
        address=choice.address(part=part),
        count=len(mine),
        findings=sum(len(card.findings) for card in mine),
        current=choice.part == part,
    )


def tone(finding: Finding) -> str:
    """How a finding is coloured, and the end of the id of its word."""
    return finding.level.value
