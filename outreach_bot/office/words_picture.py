"""The whole conversation as a picture, part by part, as files to keep, and as a list for whoever cannot see it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot.atlas.book import Book
from outreach_bot.atlas.drawing import Drawing, Href, Signs, slug
from outreach_bot.atlas.walk import EVERYWHERE, Place, Tap
from outreach_bot.content.findings import ContentError
from outreach_bot.office.shell import Shell
from outreach_bot.recruitment.office_roles import Deed

WHOLE = "all"
"""Stands for every part."""

Read = Callable[[], Awaitable[Book | ContentError]]


def routes(shell: Shell, book: Read) -> list[BaseRoute]:
    """Make the routes of the picture."""
    pictures = Pictures(shell, book)
    return [
        Route(
            "/office/words/picture",
            shell.allowed(Deed.SEE_WORDS, pictures.page),
            methods=["GET"],
        ),
        Route(
            "/office/words/picture.svg",
            shell.allowed(Deed.SEE_WORDS, pictures.file),
            methods=["GET"],
        ),
    ]


def address_of(book: Book, language: str = "") -> Href:
    """Say where in the picture a place is."""

    def address(place: str) -> str:
        query = {"part": book.part_of[place], **({"language": language} if language else {})}
        return f"/office/words/picture?{urlencode(query)}#{slug(place)}"

    return address


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One place in the list."""

    id: str
    name: str
    entries: tuple[str, ...]
    taps: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Each button's label, and where it leads: name, and address; empty: no place of its own."""


@dataclass
class Pictures:
    """The endpoints."""

    shell: Shell
    book: Read

    async def page(self, request: Request) -> Response:
        """Show one part of the picture; `part=all` all of them, to print."""
        book = await self.book()
        if isinstance(book, ContentError):
            return RedirectResponse("/office/words", status_code=303)
        part, language = _asked(request, book)
        parts = book.parts
        drawing = self._drawing(book, language, address_of(book, language))
        return self.shell.page(
            "words_picture.html",
            request,
            here="words",
            parts=list(parts),
            part=part,
            tongue=language,
            languages=book.languages,
            drawn="" if part == WHOLE else drawing.part(part),
            listed=[] if part == WHOLE else self._listed(parts[part], book, language),
        )

    async def file(self, request: Request) -> Response:
        """One part, or everything on a sheet of A3, as a file."""
        book = await self.book()
        if isinstance(book, ContentError):
            return Response(status_code=404)
        part, language = _asked(request, book, first=WHOLE)
        drawing = self._drawing(book, language, lambda place: f"#{slug(place)}")
        made = drawing.whole() if part == WHOLE else drawing.part(part)
        saved = "attachment" if "save" in request.query_params else "inline"
        headers = {"content-disposition": f'{saved}; filename="conversation-{part}-{language}.svg"'}
        return Response(made, media_type="image/svg+xml", headers=headers)

    def _drawing(self, book: Book, language: str, href: Href) -> Drawing:
        return Drawing(book.atlas, book.parts, self._signs(book, language), href)

    def _signs(self, book: Book, language: str) -> Signs:
        faces, say = book.faces[language], self.shell.say
        return Signs(
            title=faces.title,
            label=faces.label,
            part=lambda part: say(f"office-words-part.{part}"),
            entry=self._entry,
            back=say("office-words-map.back"),
            outside=say("office-words-map.outside"),
            ends=say("office-words-map.ends"),
            whole=say("office-words-map.title"),
            key=tuple(say(f"office-words-map.key-{sign}") for sign in KEY),
        )

    def _entry(self, entry: str) -> str:
        how, _, word = entry.partition(" ")
        if word:
            return self.shell.say("office-words-map.entry-typed", word=word)
        return self.shell.say(f"office-words-map.entry-{how}")

    # -- as a list -----------------------------------------------------------------------------------

    def _listed(self, places: list[Place], book: Book, language: str) -> list[Listed]:
        return [
            Listed(
                id=slug(place.key),
                name=book.faces[language].title(place),
                entries=tuple(self._entry(entry) for entry in place.entries),
                taps=tuple(
                    (book.faces[language].label(tap), self._leads(place, tap, book, language))
                    for tap in place.taps
                    if tap.data not in EVERYWHERE
                ),
            )
            for place in places
        ]

    def _leads(self, place: Place, tap: Tap, book: Book, language: str) -> tuple[tuple[str, str], ...]:
        say, address = self.shell.say, address_of(book, language)
        places = [
            (book.faces[language].title(book.atlas.places[key]), address(key))
            if key != place.key
            else (say("office-words-map.stays"), "")
            for key in tap.leads
        ]
        places += [(say("office-words-map.back"), "")] if tap.back else []
        return tuple(places) if tap.data else ((say("office-words-map.outside"), ""),)


KEY = ("aid", "person", "unasked", "line")
"""The signs that are explained."""


def _asked(request: Request, book: Book, *, first: str = "") -> tuple[str, str]:
    """Read the part and the language that are asked for; what is not known becomes the first."""
    parts = book.parts
    part, language = request.query_params.get("part", ""), request.query_params.get("language", "")
    return (
        part if part in (*parts, WHOLE) else first or next(iter(parts)),
        language if language in book.languages else book.languages[0],
    )
