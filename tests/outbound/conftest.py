import pytest_asyncio

from outreach_bot.outbound.telegram_request import telegram_bot
from outreach_bot.outbound.telegram_sender import TelegramSender
from tests.helpers.fake_telegram import FakeTelegram
from tests.helpers.patience import PATIENCE


@pytest_asyncio.fixture
async def telegram():
    async with FakeTelegram() as fake:
        yield fake


@pytest_asyncio.fixture
async def bot(telegram):
    bot = telegram_bot(telegram.token, api=telegram.url, answer_seconds=PATIENCE)
    await bot.initialize()
    yield bot
    await bot.shutdown()


@pytest_asyncio.fixture
async def sender(bot):
    return TelegramSender(bot)


@pytest_asyncio.fixture
async def ana(telegram):
    user = telegram.user(7001)
    assert user.chat.messages == {}
    return user
