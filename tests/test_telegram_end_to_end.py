"""The real bot, in a process of its own, over HTTP with a Bot API server that behaves as Telegram does."""

import asyncio
import random
import time
from collections import Counter
from functools import partial
from pathlib import Path

import aiohttp
import msgspec
import pytest
import pytest_asyncio

from outreach_bot.recruitment.contacts import Contact, Permission
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.bot_process import BotProcess
from tests.helpers.fake_telegram import DROP, GATEWAY, LOSE_ANSWER, FakeTelegram
from tests.helpers.fake_telegram_limits import Limits
from tests.helpers.journey import Walker
from tests.helpers.patience import PATIENCE, until
from tests.helpers.signups import read_signups
from tests.helpers.storms import left_over, starts_in_a_storm

pytestmark = pytest.mark.asyncio

BOTH_WAYS = pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])


@pytest_asyncio.fixture
async def telegram():
    async with FakeTelegram() as fake:
        yield fake


@pytest_asyncio.fixture
async def bot(telegram, tmp_path, webhook):
    bot = BotProcess(telegram, tmp_path, webhook=webhook)
    await bot.start()
    await bot.receiving()
    yield bot
    if bot.process and bot.process.returncode is None:
        await bot.kill()


@BOTH_WAYS
async def test_a_person_goes_from_a_link_to_a_booked_seat(telegram, bot):
    ana = Walker(telegram.user(7001))
    await ana.walk()

    assert "You are booked" in ana.user.screen
    assert ana.taps <= 12
    await until(lambda: ana.user.messages[-1].document)
    assert ana.user.messages[-1].document[0].endswith(".ics")
    await until(lambda: all(tap.answers == 1 for tap in telegram.chats.taps.values()))
    assert [row["seat"] for row in (await read_signups(bot)).rows] == ["booked"]
    assert await bot.stop() == 0


@pytest.mark.parametrize("webhook", [False])
async def test_the_commands_menu_and_the_description_are_set(telegram, bot):
    await until(lambda: telegram.descriptions)

    assert [command["command"] for command in telegram.menus[""]][:2] == ["start", "help"]
    assert len(telegram.descriptions[""]) <= 512


@pytest.mark.parametrize("webhook", [True])
async def test_the_webhook_takes_nothing_without_the_secret(telegram, bot):
    url = telegram.queue.hook.url
    body = {
        "update_id": 1,
        "message": {"message_id": 1, "chat": {"id": 1, "type": "private"}, "text": "/start"},
    }
    async with aiohttp.ClientSession() as session:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}):
            async with session.post(url, json=body, headers=headers) as answer:
                assert answer.status == 403


@BOTH_WAYS
async def test_what_came_while_we_were_dead_is_answered_after_the_start(telegram, bot):
    ana = telegram.user(7001)
    await ana.start()
    await bot.kill()
    ana.taps("Start")
    await bot.start()

    await ana.sees("not secret")


@pytest.mark.slow
@BOTH_WAYS
async def test_after_kills_in_the_middle_nothing_is_lost_and_nobody_is_booked_twice(telegram, bot):
    """Killed at random instants while many people answer: everyone arrives, nobody sees a message twice a kill."""
    telegram.latency = 0.005
    walkers = [Walker(telegram.user(8000 + number)) for number in range(20)]
    for walker in walkers:
        walker.user.wait_seconds = PATIENCE
    walking = [asyncio.create_task(walker.walk()) for walker in walkers]
    chance = random.Random(2)
    kills = 4
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(0.2, 0.8))
        await bot.kill()
        await bot.start()
        await bot.receiving()
    await asyncio.wait_for(asyncio.gather(*walking), 4 * PATIENCE)

    repeated = Counter({walker.user.id: walker.user.repeated for walker in walkers})
    assert max(repeated.values()) <= kills
    assert not any(update.expired(telegram.clock()) for update in telegram.queue.waiting())
    signups = await read_signups(bot)
    assert len(signups.rows) == len(walkers)
    assert (signups.over_booked, signups.second_seats) == (0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("webhook", [True], ids=["webhook"])
async def test_six_starts_while_telegram_refuses_everything_lose_no_message(telegram, bot):
    walkers = [Walker(telegram.user(8000 + number)) for number in range(5)]
    for walker in walkers:
        walker.user.wait_seconds = PATIENCE
    walking = [asyncio.create_task(walker.walk()) for walker in walkers]
    await until(lambda: all(walker.user.said for walker in walkers))
    kills = 6
    await starts_in_a_storm(bot, telegram, starts=kills, chance=random.Random(1))
    assert telegram.refused > kills
    await asyncio.wait_for(asyncio.gather(*walking), 2 * PATIENCE)
    assert await bot.stop() == 0

    assert await left_over(bot) == {"given up": 0, "owed": 0}
    assert max(walker.user.repeated for walker in walkers) <= kills


@pytest.mark.parametrize("webhook", [False])
@pytest.mark.parametrize("fault", [DROP, GATEWAY, 500, 0.5], ids=str)
async def test_faults_of_telegram_end_no_conversation(telegram, bot, fault):
    ana = Walker(telegram.user(7001))
    for method in ("sendMessage", "editMessageText", "getUpdates", "answerCallbackQuery", "sendDocument"):
        telegram.fail(method, fault)
    await asyncio.wait_for(ana.walk(), PATIENCE)

    assert ana.user.repeated == 0


@pytest.mark.parametrize("webhook", [False])
async def test_a_lost_answer_repeats_at_most_one_message(telegram, bot):
    ana = Walker(telegram.user(7001))
    telegram.fail("sendMessage", LOSE_ANSWER)
    telegram.fail("editMessageText", LOSE_ANSWER)
    await asyncio.wait_for(ana.walk(), PATIENCE)
    await asyncio.sleep(1.5)  # time for one more, should it come

    assert ana.user.repeated <= 1


@pytest.mark.parametrize("webhook", [False])
async def test_telegrams_limits_are_kept_and_everyone_is_answered(telegram, bot):
    telegram.limits = Limits(overall=10, retry_after=1)
    users = [telegram.user(8000 + number) for number in range(40)]
    for user in users:
        user.starts()
    await until(lambda: all(user.said for user in users))

    assert [len(user.said) for user in users] == [1] * 40
    assert telegram.limits.early == 0


@pytest.mark.parametrize("webhook", [False])
async def test_who_blocks_us_gets_nothing_more_and_the_others_do(telegram, bot):
    ana, ben = telegram.user(7001), telegram.user(7002)
    await ana.start()
    ana.taps("Start")
    ana.chat.blocked = True
    before = len(telegram.log)
    await ben.start()
    await until(lambda: any(str(about.get("chat_id")) == str(ana.id) for _, about in telegram.log[before:]))
    said = list(ana.said)
    back = ana.unblocks()
    await until(lambda: back in telegram.queue.acknowledged)

    assert ana.said == said
    assert "not secret" in await ana.start()


@pytest.mark.parametrize("webhook", [False])
async def test_an_old_button_is_answered_with_where_the_person_is(telegram, bot):
    ana = telegram.user(7001)
    await ana.start()
    first = ana.messages[0]
    data = first.buttons[1][0]["callback_data"]
    await ana.tap("Start")
    ana.taps_data(first.id, data)
    await until(lambda: all(tap.answers for tap in telegram.chats.taps.values()))

    assert "not secret" in ana.screen


@pytest.mark.parametrize("webhook", [False])
async def test_a_group_is_told_to_write_in_private_and_nothing_else(telegram, bot):
    group = {"id": -100123, "type": "supergroup", "title": "G"}
    sender = {"id": 7001, "is_bot": False, "first_name": "A"}
    telegram.chats.open(-100123)
    bodies = [
        {"message_id": 1, "date": 1, "chat": group, "from": sender, "text": text}
        for text in ("/start@neutral_test_bot c_K7MQ2XZB", "I want to join", "/help")
    ]
    last = [telegram.queue.add(7001, "message", body) for body in bodies][-1]
    await until(lambda: last in telegram.queue.acknowledged and telegram.chats.open(-100123).said)

    assert len(telegram.chats.open(-100123).said) == 1
    assert "https://t.me/neutral_test_bot" in telegram.chats.open(-100123).said[0]
    assert telegram.user(7001).said == []


@BOTH_WAYS
async def test_a_group_that_takes_the_bot_in_is_noted_without_leave_to_post_and_let_go_when_it_puts_it_out(
    telegram, bot
):
    telegram.chats.open(-100777)
    for status in ("member", "left"):
        last = telegram.queue.add(-100777, "my_chat_member", membership(-100777, "Riverside", status))
        await until(partial(telegram.queue.acknowledged.__contains__, last))
        noted = await contacts(bot)

        assert [(each.organisation, each.permission) for each in noted] == [("Riverside", Permission.UNKNOWN)]
        assert [each.group for each in noted] == ["-100777" if status == "member" else ""]
    assert len(telegram.chats.open(-100777).said) == 1


def membership(chat, title, status):
    me = {"id": 1234, "is_bot": True, "first_name": "Bot"}
    return {
        "chat": {"id": chat, "type": "supergroup", "title": title},
        "from": {"id": 7001, "is_bot": False, "first_name": "A"},
        "date": 1,
        "old_chat_member": {"user": me, "status": "left" if status == "member" else "member"},
        "new_chat_member": {"user": me, "status": status},
    }


async def contacts(bot):
    """What the running bot keeps of networks, read beside it."""
    key_file = Path(bot.settings["OUTREACH_KEY_FILE"])
    store = await TinyDbStore.open_reader(
        Path(bot.settings["OUTREACH_DATA"]), key_file=key_file, clock=time.time
    )
    try:
        return [msgspec.convert(row.body, Contact) for row in await store.rows("contact")]
    finally:
        await store.close()


@pytest.mark.parametrize("webhook", [False])
async def test_help_is_answered_with_help_in_any_state(telegram, bot):
    ana = telegram.user(7001)
    await ana.say("I want to kill myself")

    assert "988" in " ".join(ana.said)


@pytest.mark.parametrize("webhook", [False])
async def test_a_second_bot_with_the_token_makes_one_of_them_end_with_a_sentence(telegram, bot, tmp_path):
    telegram.fail("getUpdates", 409, times=3)
    telegram.user(7001).says("x")
    code = await asyncio.wait_for(bot.process.wait(), PATIENCE)

    assert code == 1
    assert "same token" in bot.said()


@BOTH_WAYS
async def test_neither_token_nor_words_are_in_what_the_bot_prints(telegram, bot):
    ana = telegram.user(7001)
    await ana.start()
    await ana.say("something very private")
    telegram.fail("sendMessage", DROP)
    telegram.fail("getUpdates", GATEWAY)
    await ana.say("something else private")
    await bot.stop()

    said = bot.said()
    assert telegram.token not in said
    assert "private" not in said.replace("one-time", "")
    assert "7001" not in said
