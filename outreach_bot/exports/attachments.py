"""Files that go with a message: calendar entries, and a person's own data. Names and titles hint at nothing."""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace

from outreach_bot.dialogue.effects import Attach, FileKind, FlyerWish, Phrase, Words
from outreach_bot.exports.calendar import MEDIA_TYPE, calendar_file
from outreach_bot.outbound.base import CannotMake, File, Message
from outreach_bot.outreach.flyers import FlyerFile, file_name, media_type
from outreach_bot.outreach.typesetting import FlyerFault

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
                return self._flyer(attach)

    def _flyer(self, attach: Attach) -> File:
        """Only the wish: the owed row stays small, and what is sent is today's."""
        if attach.flyer is None:
            raise ValueError("a flyer needs its wish")
        wish = attach.flyer
        return File(name=file_name(wish), media_type=media_type(wish), flyer=wish)

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


class Press(Protocol):
    """Makes flyers; see outreach.flyers."""

    def may_be_shared(self) -> bool:
        """Tell whether they are approved, and have not expired."""

    def make(self, wish: FlyerWish, *, link: str) -> FlyerFile:
        """Make one. Raises FlyerFault."""


async def with_flyer(message: Message, flyers: Press, *, link: str) -> Message:
    """Make the flyer that `message` carries as a wish, in a thread. link: what a code's payload is put behind.

    Raises CannotMake when it cannot be made, or may not be shared today.
    """
    file = message.file
    if file is None or file.flyer is None:
        return message
    if not flyers.may_be_shared():
        raise CannotMake("the flyers are not approved, or have expired")
    try:
        made = await asyncio.to_thread(flyers.make, file.flyer, link=link)
    except FlyerFault as fault:
        raise CannotMake(str(fault)) from fault
    return replace(message, file=replace(file, content=made.content, alt=made.alt))
