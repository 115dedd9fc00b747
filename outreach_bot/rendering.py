"""Puts the words into a turn: what was decided becomes the messages that people will see."""

import hashlib
from collections.abc import Callable, Sequence
from urllib.parse import quote

from msgspec.structs import replace

from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.draft import HELP
from outreach_bot.dialogue.effects import (
    Attach,
    Button,
    Letter,
    Link,
    Paragraph,
    Phrase,
    Priority,
    Say,
    Turn,
)
from outreach_bot.dialogue.inputs import Address, Channel, Input, Tapped, TimerFired
from outreach_bot.dialogue.state import Person
from outreach_bot.outbound.base import Email, File, InlineCard, Message, Owed, ShownButton

MakeFile = Callable[[Attach, str], File]
"""Makes a file from what a turn attached, in a language."""

BY_THEMSELVES = ("Opened", "Said", "Tapped", "SharedContact", "SentMedia", "Edited", "Returned", "Failed")
"""Inputs whose answers are replies; what comes of any other is looked up in the ledger."""
MENU = "menu"
"""What the ledger calls a chat's own list of commands."""
FINGERPRINT = 8
"""Hex digits that tell one version of words from another."""


class Rendering:
    """Renders turns with one campaign's wording."""

    def __init__(self, wording: Wording, make_file: MakeFile):
        self._wording = wording
        self._make_file = make_file
        self._help = {label for language in wording.languages for label in self.labels((HELP,), language)}

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages there are words in."""
        return self._wording.languages

    def message(self, say: Say, language: str, *, edits: str = "") -> Message:
        """Render one message."""
        return Message(
            text="\n\n".join(text for words in say.words if (text := self._paragraph(words, language))),
            buttons=tuple(tuple(self._button(each, language) for each in row) for row in say.buttons),
            edits=edits,
            ask_number=self._wording.plain(say.ask_number, language=language) if say.ask_number else "",
            silent=say.silent,
            protect=say.protect,
        )

    def _paragraph(self, paragraph: Paragraph, language: str) -> str:
        lines = paragraph if isinstance(paragraph, tuple) else (paragraph,)
        return "\n".join(self._wording.text(words, language=language) for words in lines)

    def _button(self, button: Button, language: str) -> ShownButton:
        label = f"{button.mark.value}{self._wording.plain(button.label, language=language)}"
        copied = self._wording.plain(button.copy, language=language) if button.copy else ""
        url = self._address(button.url, language) if isinstance(button.url, Link) else button.url
        return ShownButton(label=label, data=button.data, url=url, copy=copied, inline=button.inline)

    def _address(self, link: Link, language: str) -> str:
        """Write an address with words in it; a space is %20, as apps that are called by one read it."""
        said = {name: self._wording.plain(words, language=language) for name, words in link.blanks.items()}
        return link.base + "&".join(f"{name}={quote(text, safe='')}" for name, text in said.items())

    def card(self, card: tuple[Phrase, Phrase, Phrase], language: str) -> InlineCard:
        """Render what comes up in another chat."""
        title, line, text = (self._wording.plain(words, language=language) for words in card)
        return InlineCard(title=title, line=line, text=text)

    def asks_for_help(self, text: str) -> bool:
        """Tell whether somebody typed what stands on the help button, in whichever language: it is as good as a tap."""
        return text.strip().casefold() in self._help

    def labels(self, buttons: Sequence[Button], language: str) -> dict[str, str]:
        """Map what people would type, folded, to the data of the button with that label."""
        return {self._wording.plain(each.label, language=language).casefold(): each.data for each in buttons}

    def owed(
        self, turn: Turn, received: Input, me: Person, address: Address | None, *, now: float, helped: bool
    ) -> list[Owed]:
        """Render all messages of a turn that have somewhere to go. Help words that have gone are not owed again."""
        owed: list[Owed] = []
        for say in turn.says:
            goes_to = say.to or address
            if goes_to is None or (say.help and helped):
                continue
            due = max(now, say.not_before.timestamp()) if say.not_before else now
            for message in self._messages(say, received, say.language or me.language):
                owed.append(
                    Owed(
                        key=f"{received.key}#{len(owed)}",
                        person=me.id,
                        address=goes_to,
                        message=message,
                        priority=say.priority,
                        due=due,
                        at_once=due <= now,
                        not_after=say.not_after.timestamp() if say.not_after else None,
                        about=say.about,
                        repeat_unknown=say.priority < Priority.WAVE,
                        kind=kind_of(received, say),
                    )
                )
        return [*owed, *self._menus(turn, received, me, address, now=now)]

    def _menus(
        self, turn: Turn, received: Input, me: Person, address: Address | None, *, now: float
    ) -> list[Owed]:
        """Owe each chat its own list of commands: only Telegram has one. It may be set again, which changes nothing."""
        if turn.menu is None:
            return []
        commands = tuple(
            (name, self._wording.plain(Phrase(f"commands-menu.{name}"), language=me.language))
            for name in turn.menu
        )
        chats = dict.fromkeys((*me.addresses, *((address,) if address else ())))
        return [
            Owed(
                key=f"{received.key}#menu{number or ''}",
                person=me.id,
                address=chat,
                message=Message(text="", menu=commands),
                due=now,
                at_once=True,
                kind=MENU,
            )
            for number, chat in enumerate(each for each in chats if each.channel is Channel.TELEGRAM)
        ]

    def _messages(self, say: Say, received: Input, language: str) -> list[Message]:
        tapped = received.body.message if isinstance(received.body, Tapped) else ""
        whole = self.whole(say, language, edits=tapped if say.edit else "")
        if say.letter is not None or say.captions:
            return [whole]
        files = [self._make_file(each, language) for each in say.files]
        return [whole, *(Message(text="", file=file, silent=True) for file in files)]

    def whole(self, say: Say, language: str, *, edits: str = "") -> Message:
        """Render one message; below its picture, or as an email with what is around its text, and its flyer."""
        message = self.message(say, language, edits=edits)
        if say.letter is None and not say.captions:
            return message
        file = next((self._make_file(each, language) for each in say.files), None)
        if say.letter is None:
            return replace(message, file=replace(file, seen=True) if file else None)
        return replace(message, email=self._email(say.letter, language), file=file)

    def _email(self, letter: Letter, language: str) -> Email:
        return Email(
            subject=self._wording.plain(letter.subject, language=language),
            closing="\n\n".join(self._wording.text(words, language=language) for words in letter.closing),
            stop=self._wording.plain(letter.stop, language=language),
            language=language,
            direction=self._wording.direction(language),
        )

    def fingerprint(self, say: Say) -> str:
        """Tell a message's words, in every language there are, by a few digits: others when a word changes."""
        digest = hashlib.sha256()
        for language in self.languages:
            message = self.whole(say, language)
            email = message.email
            labels = (button.label for row in message.buttons for button in row)
            around = (email.subject, email.closing, email.stop) if email else ()
            digest.update("\0".join((language, message.text, *labels, *around)).encode())
        return digest.hexdigest()[:FINGERPRINT]

    def shown(self, turn: Turn, me: Person) -> Person:
        """Keep the hash of consent words on the person who is about to see them."""
        shown = {
            say.consent: hashlib.sha256(self.message(say, me.language).text.encode()).hexdigest()
            for say in turn.says
            if say.consent
        }
        return replace(me, shown={**me.shown, **shown}) if shown else me


def kind_of(received: Input, say: Say) -> str:
    """Name what a message is, for the ledger: reply, help, or what it came from."""
    if say.help:
        return "help"
    if isinstance(received.body, TimerFired):
        return received.body.name.value
    name = type(received.body).__name__
    return "reply" if name in BY_THEMSELVES else name
