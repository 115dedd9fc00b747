"""What every page for people is drawn with: words, language and templates."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import jinja2
from starlette.requests import Request

from outreach_bot.dialogue.effects import Phrase, Verbatim

HERE = Path(__file__).parent / "web"
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ps", "ur")


class Wording(Protocol):
    """Words by id."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are words in."""

    def plain(self, words: Phrase | Verbatim, *, language: str) -> str:
        """The words, without markup."""


@dataclass(kw_only=True, slots=True)
class Page:
    """The page's words and language, ready for its template."""

    wording: Wording
    language: str

    def say(self, identifier: str, **values: Any) -> str:
        """Words of the page."""
        return self.wording.plain(Phrase(identifier, values), language=self.language)

    @property
    def direction(self) -> str:
        """Which way the language is written."""
        return "rtl" if self.language.split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def templates_in(folder: Path) -> jinja2.Environment:
    """Read templates; whatever is put into them is escaped."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def first_language(request: Request) -> str:
    """The first language the browser asks for, e.g. `en` or `es-MX`; empty when it says none."""
    first = request.headers.get("accept-language", "").split(",")[0].partition(";")[0].strip()
    return first if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", first) else ""
