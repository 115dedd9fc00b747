"""The commands and the description that Telegram shows beside every chat, in each language.

The longer list of a coordinator's or champion's chat is owed to it like a message; see `dialogue.menus`.
"""

from typing import Protocol

import structlog
from telegram import Bot, BotCommand
from telegram.error import TelegramError

from outreach_bot.dialogue.effects import Phrase, Words
from outreach_bot.dialogue.menus import EVERYBODY

_log = structlog.get_logger(__name__)


class Wording(Protocol):
    """Puts words in; see content.wording."""

    @property
    def languages(self) -> tuple[str, ...]:
        """What there are words for; the first is used for everybody else."""

    def plain(self, words: Words, *, language: str) -> str:
        """Words without markup."""


async def publish_menu(bot: Bot, wording: Wording) -> None:
    """Set commands and description. Only a convenience: a refusal is logged and nothing else."""
    try:
        for language in wording.languages:
            await _publish(bot, wording, language, None if language == wording.languages[0] else language)
    except TelegramError as fault:
        _log.warning("the commands menu could not be set", fault=type(fault).__name__)


async def _publish(bot: Bot, wording: Wording, language: str, code: str | None) -> None:
    commands = [
        BotCommand(name, wording.plain(Phrase(f"commands-menu.{name}"), language=language))
        for name in EVERYBODY
    ]
    short = code.split("-")[0] if code else None
    await bot.set_my_commands(commands, language_code=short)
    description = wording.plain(Phrase("bot-description"), language=language)
    await bot.set_my_description(description, language_code=short)
