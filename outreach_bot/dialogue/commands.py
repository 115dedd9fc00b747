"""Words that mean a command when they are the whole message: "stop" is, "we have got to stop this" is not."""

import re
from enum import StrEnum
from typing import Final

from outreach_bot.dialogue.phrases import Phrases, read_words
from outreach_bot.recruitment.rules import Safety


class Command(StrEnum):
    """What a person can ask for at any time, by typing it."""

    START = "start"
    STOP = "stop"
    DELETE = "delete"
    EXPORT = "export"
    PRIVACY = "privacy"
    HUMAN = "human"
    HELP = "help"
    CHANGE = "change"
    CANCEL = "cancel"
    LANGUAGE = "language"
    MYLINK = "mylink"
    SHARE = "share"
    FLYER = "flyer"
    MYSTATS = "mystats"
    PAUSE = "pause"
    LEAVE = "leave"
    PRESSURE = "pressure"
    STATUS = "status"


_COMMANDS: Final = tuple(Command)
_BOT_NAME: Final = re.compile(r"@\w+\s*$|^\s*@\w+\s+")
"""Telegram puts it after a command in groups; people put it before."""

_KEPT: Final = 4
"""Campaigns whose commands stay ready at once: one in the bot, some in tests."""

_ready: dict[int, tuple[Safety, Phrases]] = {}


def read(text: str, safety: Safety) -> Command | None:
    """Say which command the whole of `text` is, or None. Crisis must have been read before."""
    words = read_words(_BOT_NAME.sub("", text))
    label = _phrases(safety).whole(words) if words else None
    return None if label is None else _COMMANDS[label]


def _phrases(safety: Safety) -> Phrases:
    """Return the commands of `safety`, made ready once; the entry holds `safety`, so its id stays its own."""
    entry = _ready.get(id(safety))
    if entry is None:
        patterns = {number: safety.commands.get(command, ()) for number, command in enumerate(_COMMANDS)}
        while len(_ready) >= _KEPT:
            _ready.pop(next(iter(_ready)), None)
        entry = _ready[id(safety)] = (safety, Phrases(patterns))
    return entry[1]
