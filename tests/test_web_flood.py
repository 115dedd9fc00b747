"""A flood of connections does not keep others from the bot: the real process, under the usual limit of open files."""

import asyncio
import contextlib
from contextlib import asynccontextmanager

import pytest

from tests.helpers.bot_process import BotProcess
from tests.helpers.fake_telegram import FakeTelegram
from tests.helpers.patience import LOOK, PATIENCE
from tests.helpers.web_flood import Flood, Newcomer, ask, connect, descriptors

pytestmark = pytest.mark.asyncio

FILES = 1_024
FLOODER, NEWCOMER, TELEGRAM, BEFORE = "127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"
WELCOME_SECONDS, HELP_SECONDS = 2.0, 1.0
"""Measured in milliseconds on an idle machine; a slow one is tried a few times."""
SLOWER = 20
"""How many times longer than without the flood it may take on a machine that is slow anyway."""
TRIES = 5


@asynccontextmanager
async def running(folder, telegram=None, **options):
    bot = BotProcess(telegram, folder, **options)
    await bot.start()
    try:
        await bot.answering()
        yield bot
    finally:
        await bot.stop()


async def served(bot, source=NEWCOMER):
    """Seconds until a newcomer has the welcome, and help: the best of a few tries, since the machine may be busy."""
    welcomes, helps = [], []
    for _ in range(TRIES):
        newcomer = Newcomer(bot.port, source)
        welcomes.append(await newcomer.welcome())
        helps.append(await newcomer.help())
        if min(welcomes) < WELCOME_SECONDS and min(helps) < HELP_SECONDS:
            break
    return min(welcomes), min(helps)


async def test_a_flood_from_one_address_keeps_neither_newcomers_nor_telegram_out(tmp_path):
    async with FakeTelegram() as telegram, running(tmp_path, telegram, webhook=True, files=FILES) as bot:
        alone = await served(bot, BEFORE)
        flood = Flood(bot.port, FLOODER)
        await flood.idle(1_000)
        await flood.streams(1_000)

        elsewhere = await served(bot, NEWCOMER)
        beside_it = await served(bot, FLOODER)
        update = await brought(bot)
        during = (await ask(bot.port, NEWCOMER, path="/health"))[0]
        held = descriptors(bot.process.pid)
        flood.end()
        after = (await ask(bot.port, NEWCOMER, path="/health"))[0]

    for welcome, help_came in (elsewhere, beside_it):
        assert welcome < max(WELCOME_SECONDS, SLOWER * alone[0])
        assert help_came < max(HELP_SECONDS, SLOWER * alone[1])
    assert (update, during, after) == (200, 200, 200)
    assert held < FILES // 2


async def brought(bot):
    """Bring an update as Telegram does; the status of the answer."""
    sender = {"id": 77, "is_bot": False, "first_name": "Kim"}
    message = {"message_id": 1, "date": 1_800_000_000, "chat": {"id": 77, "type": "private"}, "from": sender}
    secret = {"X-Telegram-Bot-Api-Secret-Token": bot.settings["OUTREACH_WEBHOOK_SECRET"]}
    body = {"update_id": 1, "message": {**message, "text": "/start"}}
    return (await ask(bot.port, TELEGRAM, "POST", "/telegram/hook", body=body, headers=secret))[0]


async def tries(bot, number):
    """Try a sign-in link that nobody made, and claim to be somebody new; the status."""
    forged = {"X-Forwarded-For": f"198.51.100.{number}", "Sec-Fetch-Site": "same-origin"}
    return (await ask(bot.port, FLOODER, "POST", f"/office/in/{number:043d}", headers=forged))[0]


async def says_what_is_no_http(bot):
    """The answer to it; while all connections are at work one more is shut at once, and whoever wants in comes again."""
    while True:
        reader, writer = await connect(bot.port, NEWCOMER)
        try:
            writer.write(b"\x16\x03\x01\x02 this is no HTTP\r\n\r\n")
            return await reader.readuntil(b"\r\n\r\n")
        except (ConnectionError, asyncio.IncompleteReadError):
            await asyncio.sleep(LOOK)
        finally:
            writer.transport.abort()


async def test_with_few_files_many_addresses_do_not_keep_a_person_from_their_page(tmp_path):
    async with running(tmp_path, files=256) as bot:
        somebody = Newcomer(bot.port, FLOODER)
        await somebody.page()
        async with somebody.stream() as events:
            await events.event(b"ready")
            await somebody.post(text="hello")
            async with contextlib.AsyncExitStack() as ends:
                for source in (FLOODER, *(f"127.0.1.{n}" for n in range(30))):
                    flood = Flood(bot.port, source)
                    ends.callback(flood.end)
                    await flood.idle(8)
                    await flood.streams(6)
                told = await events.event(b"message")
                refused = await asyncio.wait_for(says_what_is_no_http(bot), PATIENCE)
        tried = [await tries(bot, n) for n in range(60)]
        said = bot.said()

    assert b"not a person" in told
    assert refused.startswith(b"HTTP/1.1 400")
    assert b"x-content-type-options: nosniff" in refused
    assert tried[0] == 403
    assert 429 in tried  # though each said that it came from elsewhere
    assert "Traceback" not in said
    assert "Invalid HTTP" not in said
