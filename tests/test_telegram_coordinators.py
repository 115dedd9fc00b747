"""Coordinators on Telegram: the real bot in a process of its own, from the one-time link to a way into the office."""

import html
import re
from contextlib import asynccontextmanager

import aiohttp
import pytest

from tests.helpers.fake_telegram import DROP
from tests.helpers.patience import until
from tests.helpers.second_lock import LOCK, Phone
from tests.helpers.telegram_bot import invited

pytestmark = pytest.mark.asyncio

LINK = re.compile(r"http://127\.0\.0\.1:\d+/office/in/[\w-]{43}")


async def coordinator(bot, telegram, name, chat):
    """Somebody who was taken into the team by a command, and opened their link."""
    return await invited(bot, telegram, "coordinator", name, chat=chat)


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
        async with browser.post(found[0], headers=origin) as knocked:
            assert knocked.status == 200
            assert knocked.url.path == LOCK
            page = await knocked.text()
        phone = Phone()
        phone.scan(page)
        code = {
            **dict(re.findall(r'name="(token|key)" value="([^"]+)"', page)),
            "code": phone.code_of_this_machine(),
        }
        async with browser.post(origin["origin"] + LOCK, data=code, headers=origin) as entered:
            assert entered.status == 200
            assert entered.url.path == "/office/today"
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


@asynccontextmanager
async def owners_office(bot):
    """Posts a form of the page Team, signed in as the owner; `post(path, **fields)`."""
    link = LINK.search(await bot.command("office"))
    assert link is not None
    base = link[0].partition("/office")[0]
    headers = {"origin": base}

    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.post(link[0], headers=headers) as entered:
            assert entered.status == 200
            await entered.read()

        async def post(path, **fields):
            async with browser.get(f"{base}/office/team") as page:
                text = await page.text()
            member = re.search(r'action="/office/team/(m-\w+)"', text)
            token = re.search(r'name="token" value="(\w+)"', text)
            shown = re.search(r'name="base" value="([^"]*)"', text)
            assert member is not None
            assert token is not None
            assert shown is not None
            to = f"{base}/office/team/{member[1]}{path}"
            sent = {"token": token[1], "base": html.unescape(shown[1]), **fields}
            async with browser.post(to, headers=headers, data=sent) as done:
                assert done.status == 200

        yield post


def commands(telegram, user):
    """What Telegram lists beside this chat alone."""
    return [command["command"] for command in telegram.chat_menus.get(user.id, ())]


def menus_set(telegram):
    return sum(method == "setmycommands" and "scope" in sent for method, sent in telegram.log)


async def test_another_role_changes_the_menu_by_itself_and_once(bot, telegram):
    cora = await coordinator(bot, telegram, "Cora", 8001)
    await until(lambda: "today" in commands(telegram, cora))
    before, said = menus_set(telegram), list(cora.said)

    async with owners_office(bot) as post:
        await post("", role="auditor")
        await until(lambda: commands(telegram, cora)[:2] == ["office", "start"])
        await post("", role="auditor")
        await post("", role="coordinator")
        await until(lambda: "today" in commands(telegram, cora))
        assert menus_set(telegram) == before + 2
        await post("/end")
        await until(lambda: not commands(telegram, cora))

    assert cora.said[: len(said)] == said
    assert len(cora.said) == len(said) + 1  # that they left the team


async def test_a_menu_that_could_not_be_set_is_set_after_a_restart(bot, telegram):
    cora = await coordinator(bot, telegram, "Cora", 8001)
    await until(lambda: "today" in commands(telegram, cora))
    before = menus_set(telegram)
    telegram.fail("setMyCommands", DROP)  # it would go again a second later

    async with owners_office(bot) as post:
        await post("", role="auditor")
        await until(lambda: menus_set(telegram) > before)
    assert "today" in commands(telegram, cora)
    await bot.kill()
    await bot.start()

    await until(lambda: commands(telegram, cora)[:2] == ["office", "start"])


async def test_nobody_else_gets_an_answer_to_them(bot, telegram):
    ana = telegram.user(7001)
    await ana.start()

    for command in ("/today", "/signups", "/office"):
        await ana.say(command)
        assert "I did not get that" in ana.screen
