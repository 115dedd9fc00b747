"""Words to come: by id, with what goes into their blanks; a language makes them text."""

import datetime as dt
from typing import Any

import msgspec


class When(msgspec.Struct, frozen=True):
    """An instant, shown in the campaign's zone by the pattern message `date-<shape>`: button, day, time."""

    at: dt.datetime
    shape: str = "day"


class Phrase(msgspec.Struct, frozen=True):
    """Words by id: `welcome` or `welcome.start` (an attribute), with values for its placeables.

    A value is text, a number, a `When`, another `Phrase`, or a tuple of phrases (joined as a list).
    """

    id: str
    args: dict[str, Any] = {}


class Verbatim(msgspec.Struct, frozen=True):
    """Text that is nobody's wording: a file's lines, a number typed back. Never for sentences."""

    text: str


Words = Phrase | Verbatim
Paragraph = Words | tuple[Words, ...]
"""Words, or several of them one below the other."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """An address that words go into: `https://wa.me/?text=` and what to say, percent-encoded when it is shown."""

    base: str
    blanks: dict[str, Words]
