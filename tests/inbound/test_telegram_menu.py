"""The commands that Telegram shows."""

import pytest

from outreach_bot.dialogue.menus import EVERYBODY
from outreach_bot.inbound.telegram_menu import publish_menu

pytestmark = pytest.mark.asyncio


class Words:
    languages = ("en", "es-MX")

    def plain(self, words, *, language):
        return f"{words.id} in {language}"


async def test_each_language_has_its_commands_and_description(bot, telegram):
    await publish_menu(bot, Words())

    assert set(telegram.menus) == {"", "es"}
    assert [command["command"] for command in telegram.menus[""]] == list(EVERYBODY)
    assert telegram.menus["es"][0] == {"command": "start", "description": "commands-menu.start in es-MX"}
    assert telegram.descriptions == {"": "bot-description in en", "es": "bot-description in es-MX"}


async def test_a_refusal_stops_nothing(bot, telegram):
    telegram.fail("setMyCommands", 500)
    await publish_menu(bot, Words())

    assert telegram.menus == {}
