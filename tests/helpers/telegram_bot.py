"""The real bot in a process of its own beside a Bot API server of ours: fixtures, and what tests of it begin with."""

import re

import pytest_asyncio

from tests.helpers.bot_process import BotProcess
from tests.helpers.fake_telegram import FakeTelegram

JOIN = re.compile(r"start=(j_\w+)")


@pytest_asyncio.fixture
async def telegram():
    """A Bot API server that behaves as Telegram does."""
    async with FakeTelegram() as fake:
        yield fake


@pytest_asyncio.fixture
async def bot(telegram, tmp_path):
    """The bot, running; killed at the end if it still does."""
    bot = BotProcess(telegram, tmp_path)
    await bot.start()
    await bot.receiving()
    yield bot
    if bot.process and bot.process.returncode is None:
        await bot.kill()


async def invited(bot, telegram, *what, chat):
    """Somebody who was invited by a command, and opened their one-time link."""
    link = JOIN.search(await bot.command("invite", *what))
    assert link is not None
    user = telegram.user(chat)
    await user.start(link[1])
    return user
