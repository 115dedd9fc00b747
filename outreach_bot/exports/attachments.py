"""Files that go with a message: calendar entries, and a person's own data. Names and titles hint at nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Protocol

from outreach_bot.dialogue.effects import Attach, FileKind, Phrase, Words
from outreach_bot.exports.calendar import MEDIA_TYPE, calendar_file
from outreach_bot.outbound.base import File

TITLE = "calendar-title"
FILE = "calendar-file"
"""Message ids of a calendar entry's title and of its file's name, both neutral: they show on lock screens."""
OWN_DATA_NAME = "notes.txt"


class Wording(Protocol):
    """Puts words in; see content.wording."""

    def plain(self, words: Words, *, language: str) -> str:
        """Words without markup."""


class FileMaker:
    """Makes the files that turns ask for. Call it with what was attached and a language."""

    def __init__(self, wording: Wording, clock: Callable[[], float]) -> None:
        self._wording = wording
        self._clock = clock

    def __call__(self, attach: Attach, language: str) -> File:
        """Make one file."""
        match attach.kind:
            case FileKind.CALENDAR:
                return self._calendar(attach, language, cancels=False)
            case FileKind.CALENDAR_CANCEL:
                return self._calendar(attach, language, cancels=True)
            case FileKind.OWN_DATA:
                lines = [self._wording.plain(words, language=language) for words in attach.lines]
                return File(
                    name=OWN_DATA_NAME,
                    media_type="text/plain; charset=utf-8",
                    content=("\n".join(lines) + "\n").encode(),
                )

            case FileKind.FLYER:
                raise ValueError("flyers are not made yet")

    def _calendar(self, attach: Attach, language: str, *, cancels: bool) -> File:
        if attach.session is None:
            raise ValueError("a calendar file needs a session")
        content = calendar_file(
            attach.session,
            summary=self._wording.plain(Phrase(TITLE), language=language),
            now=dt.datetime.fromtimestamp(self._clock(), dt.UTC),
            cancels=cancels,
        )
        name = self._wording.plain(Phrase(FILE), language=language)
        return File(name=f"{name}.ics", media_type=MEDIA_TYPE, content=content)
