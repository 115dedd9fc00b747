"""Coordinators on Telegram: the real bot in a process of its own, from the one-time link to a way into the office."""

import asyncio
import re

import aiohttp
import pytest
import pytest_asyncio

from tests.helpers.bot_process import BotProcess
from tests.helpers.fake_telegram import FakeTelegram

pytestmark = pytest.mark.asyncio

LINK = re.compile(r"http://127\.0\.0\.1:\d+/office/in/[\w-]{43}")


@pytest_asyncio.fixture
async def telegram():
    async with FakeTelegram() as fake:
        yield fake


@pytest_asyncio.fixture
async def bot(telegram, tmp_path):
    bot = BotProcess(telegram, tmp_path)
    await bot.start()
    await bot.receiving()
    yield bot
    if bot.process and bot.process.returncode is None:
        await bot.kill()


async def coordinator(bot, telegram, name, chat):
    """Somebody who was taken into the team by a command, and opened their link."""
    printed = await bot.command("invite", "coordinator", name)
    link = re.search(r"start=(j_\w+)", printed)
    assert link is not None
    user = telegram.user(chat)
    await user.start(link[1])
    return user


async def until(condition, seconds=20):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


def sent(telegram, chat, words):
    """What was sent to a chat with these words, as Telegram got it."""
    found = [
        parameters
        for method, parameters in telegram.log
        if method == "sendmessage" and parameters["chat_id"] == chat and words in parameters["text"]
    ]
    assert found, words
    return found[-1]


async def test_an_alert_is_taken_and_closed_from_the_chat(bot, telegram):
    cora = await coordinator(bot, telegram, "Cora", 8001)
    dan = await coordinator(bot, telegram, "Dan", 8002)
    ana = telegram.user(7001)
    await ana.start()

    await ana.tap("I need help now")
    await cora.sees("There is a new safety note")
    await dan.sees("There is a new safety note")
    await cora.tap("I am on it")
    await dan.sees("Someone is on it")
    await cora.tap("We talked")

    assert "It is closed" in cora.screen
    assert "disable_notification" not in sent(telegram, cora.id, "There is a new safety note")
    assert sent(telegram, dan.id, "Someone is on it")["disable_notification"] is True
    seen = " ".join((*cora.said, *dan.said))
    assert str(ana.id) not in seen


async def test_after_a_kill_it_is_still_the_same_alert(bot, telegram):
    cora = await coordinator(bot, telegram, "Cora", 8001)
    ana = telegram.user(7001)
    await ana.start()
    await ana.tap("I need help now")
    await cora.sees("There is a new safety note")

    await bot.kill()
    await bot.start()
    await bot.receiving()
    await cora.tap("I am on it")

    await cora.sees("You are on it now, and the team can see that")
    await cora.say("/today")
    assert "1 safety note is open. Someone is on it." in cora.screen


async def test_the_way_into_the_office_works_once_and_cannot_be_passed_on(bot, telegram):
    cora = await coordinator(bot, telegram, "Cora", 8001)

    await cora.say("/office")

    found = LINK.search(cora.screen)
    assert found is not None
    message = sent(telegram, cora.id, "/office/in/")
    assert message["protect_content"] is True
    assert message["link_preview_options"] == {"is_disabled": True}
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        origin = {"origin": found[0].partition("/office")[0]}
        async with browser.get(found[0]) as shown:
            assert shown.status == 200
        async with browser.post(found[0], headers=origin) as entered:
            assert entered.status == 200
            assert entered.url.path.startswith("/office/")
        async with browser.get(origin["origin"] + "/office/team") as refused:
            assert refused.status == 403  # the link is a coordinator's, not an owner's
    async with aiohttp.ClientSession() as another, another.post(found[0], headers=origin) as used:
        assert used.status == 403


async def test_only_coordinators_see_their_commands_in_the_menu(bot, telegram):
    cora = await coordinator(bot, telegram, "Cora", 8001)
    ana = telegram.user(7001)
    await ana.start()

    await until(lambda: cora.id in telegram.chat_menus)

    shown = [command["command"] for command in telegram.chat_menus[cora.id]]
    assert shown[:4] == ["today", "signups", "sessions", "office"]
    assert list(telegram.chat_menus) == [cora.id]
    await cora.say("delete")
    await cora.tap("Yes, delete")
    await until(lambda: not telegram.chat_menus)


async def test_nobody_else_gets_an_answer_to_them(bot, telegram):
    ana = telegram.user(7001)
    await ana.start()

    for command in ("/today", "/signups", "/office"):
        await ana.say(command)
        assert "I did not get that" in ana.screen
