"""What a person heard, and whether it is what a transcript says: pure comparing of texts and labels."""

import html
import re
import unicodedata
from collections.abc import Sequence

import msgspec

from outreach_bot.outbound.base import Message, ShownButton
from outreach_bot.transcripts.lines import Bot

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_MARKS = frozenset({"So", "Sm", "Sk", "Zs", "Mn", "Me", "Cf", "Cc"})
"""Unicode categories of ticks, arrows, emoji and what joins them: left out in front of a label."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One message as it arrived, with the channel's id of it: `message.edits` is that id where it was changed."""

    id: str
    message: Message

    @property
    def buttons(self) -> tuple[ShownButton, ...]:
        """Its buttons in reading order; the channel's own "share my number" key comes after them."""
        own = (ShownButton(label=self.message.ask_number),) if self.message.ask_number else ()
        return (*(button for row in self.message.buttons for button in row), *own)


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """All that one input made the bot say to one person: it counts as one message."""

    shown: tuple[Shown, ...]

    @property
    def text(self) -> str:
        """Its texts joined by an empty line, without tags."""
        texts = (_untagged(shown.message.text).strip() for shown in self.shown)
        return "\n\n".join(text for text in texts if text)

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of all its buttons."""
        return tuple(button.label for shown in self.shown for button in shown.buttons)

    @property
    def says_something(self) -> bool:
        """False where it only hands over a file."""
        return bool(self.text or self.labels)

    @property
    def in_place(self) -> bool:
        """True where it only changed messages that were there."""
        return all(shown.message.edits for shown in self.shown if shown.message.file is None)


def _untagged(text: str) -> str:
    return html.unescape(_TAG.sub("", text))


def folded(text: str) -> str:
    """Fold what is not compared: tags, white space, curly quotes."""
    return " ".join(_untagged(text).translate(_QUOTES).split())


def bare_label(label: str) -> str:
    """Take a label's leading marks away: `✓ Harbor Hospital` is `Harbor Hospital`."""
    text = folded(label)
    start = next((n for n, char in enumerate(text) if unicodedata.category(char) not in _MARKS), 0)
    return text[start:]


def same_label(one: str, other: str) -> bool:
    """Compare labels without leading marks, in any case."""
    return bare_label(one).casefold() == bare_label(other).casefold()


def fault(bot: Bot, heard: Heard) -> str:
    """Say what of `bot` is not so about `heard`; empty when all is."""
    said, wanted = folded(heard.text), folded(bot.text)
    if bot.whole and said != wanted:
        return "the bot said something else"
    if not bot.whole and wanted.casefold() not in said.casefold():
        return "the bot did not say this"
    missing = [wish for wish in bot.buttons if not any(same_label(wish, label) for label in heard.labels)]
    return f"no button {' | '.join(missing)}" if missing else ""


def covers(bots: Sequence[Bot], heards: Sequence[Heard]) -> bool:
    """Tell whether the lines, in order, match the messages, in order, and leave none of either over."""
    if not bots or not heards:
        return not bots and not heards
    reachable = {0}
    for place, bot in enumerate(bots):
        steps = {0} if place == 0 else {at + step for at in reachable for step in (0, 1)}
        reachable = {at for at in steps if at < len(heards) and not fault(bot, heards[at])}
    return len(heards) - 1 in reachable


def first_fault(bots: Sequence[Bot], heards: Sequence[Heard]) -> tuple[Bot, str]:
    """Say which line is wrong, and how: the first that matches neither the message before it nor the next."""
    at = 0
    for place, bot in enumerate(bots):
        if place and at + 1 < len(heards) and fault(bot, heards[at]):
            at += 1
        wrong = fault(bot, heards[at]) if heards else "the bot said nothing"
        if wrong:
            return bot, wrong
    return bots[-1], "the bot said more than this"
