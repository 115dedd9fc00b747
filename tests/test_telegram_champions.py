"""A champion on Telegram: the real bot in a process of its own, from the one-time link to a card in another chat."""

import re

import pytest

from tests.helpers.bot_process import BotProcess
from tests.helpers.patience import until
from tests.helpers.telegram_bot import invited

pytestmark = pytest.mark.asyncio

JOINS = ("Yes, I will keep to this", "Peer supporter people trust", "No")
PRESSED = re.compile(r"c_[A-Z2-9]{8}-(\w\w)")


async def champion(bot, telegram, *more):
    """Somebody who was invited by a command, and has agreed to everything."""
    rosa = await invited(bot, telegram, "champion", "Rosa", *more, chat=7001)
    for label in JOINS:
        await rosa.tap(label)
    await rosa.sees("Or write to us and type this code")
    return rosa


def keyboard(user):
    shown = next(one for one in reversed(user.messages) if one.buttons)
    return {button["text"]: button for row in shown.buttons for button in row}


async def test_a_champion_passes_it_on_in_every_way_telegram_has(bot, telegram):
    rosa = await champion(bot, telegram)

    await rosa.tap("Pass it on")
    ways = keyboard(rosa)

    assert ways["Send it in a chat here"]["switch_inline_query_chosen_chat"]["query"] == ""
    assert ways["Share on Telegram"]["url"].startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2F")
    assert ways["Share on WhatsApp"]["url"].startswith("https://wa.me/?text=Your%20voice%20counts.")
    copied = [button["copy_text"]["text"] for button in ways.values() if "copy_text" in button]
    assert [PRESSED.findall(text) for text in copied] == [["pf"], ["em"], ["so"]]


async def test_the_card_comes_up_in_other_chats_for_a_champion_and_for_nobody_else(bot, telegram):
    rosa, bo = await champion(bot, telegram), telegram.user(7002)
    await bo.start()

    [card] = await rosa.call_in_a_chat("anything typed")

    assert PRESSED.findall(card["input_message_content"]["message_text"]) == ["in"]
    assert await bo.call_in_a_chat() == []
    assert await telegram.user(7003).call_in_a_chat() == []
    answers = [query.answer for query in telegram.chats.queries.values()]
    assert {(answer["cache_time"], answer["is_personal"]) for answer in answers} == {(0, True)}


@pytest.mark.parametrize("ending", ["stop", "pause"])
async def test_nothing_comes_up_for_a_champion_who_rests(bot, telegram, ending):
    rosa = await champion(bot, telegram)
    await rosa.say(ending)

    assert await rosa.call_in_a_chat() == []


async def test_a_flyer_with_the_own_code_arrives(bot, telegram):
    rosa = await champion(bot, telegram)
    await rosa.tap("Get a flyer")
    await rosa.tap("Poster, A4")

    await until(lambda: rosa.messages[-1].document)

    name, content, media_type = rosa.messages[-1].document
    assert (content[:5], media_type) == (b"%PDF-", "application/pdf")
    assert "poster" in name


async def test_without_inline_mode_there_is_no_button_for_it(telegram, tmp_path):
    telegram.inline = False
    bot = BotProcess(telegram, tmp_path)
    await bot.start()
    await bot.receiving()
    rosa = await champion(bot, telegram)

    await rosa.tap("Pass it on")

    assert "Send it in a chat here" not in rosa.labels
    assert await bot.stop() == 0


async def test_a_link_with_days_and_a_limit_says_so(bot, telegram):
    printed = await bot.command("invite", "champion", "Rosa", "--days", "30", "--limit", "3")

    assert re.search(r"^Good until: \d{4}-\d\d-\d\d$", printed, re.MULTILINE)
