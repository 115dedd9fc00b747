"""What a stranger sees who only opened the web chat is made by the real dialogue, and nothing of it is kept."""

import datetime as dt

import pytest

from outreach_bot.dialogue.inputs import Channel, Opened, Tapped
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind
from tests.helpers.real_runner import Bot
from tests.helpers.web_stage import NOW

pytestmark = pytest.mark.asyncio

FLYER = Code(id="K7MQ2XZB", kind=CodeKind.PLACE, name="Riverside", made_at=NOW - dt.timedelta(days=1))
INVITATION = Code(
    id="VXQ7KM2R", kind=CodeKind.CHAMPION, name="Riverside", made_at=NOW - dt.timedelta(days=1), joins=True
)
PEOPLE = ("person", "address", "pending", "owed", "review", "opening", "attempt")


async def kept(bot):
    """How much there is of people, and what was counted."""
    return {table: len(await bot.store.rows(table)) for table in PEOPLE}, await bot.store.counters()


def opened(bot, payload, key="web:begin"):
    return bot.input(Opened(payload=payload), "w1", channel=Channel.WEB, key=key)


@pytest.mark.parametrize("payload", ["", "c_K7MQ2XZB-fl", "c_BBBBBBBB", "no such thing"])
async def test_the_welcome_of_who_only_opened_leaves_nothing(payload):
    bot = await Bot.open(codes=(FLYER,))
    before = await kept(bot)

    (shown,) = await bot.runner.opening(opened(bot, payload))

    assert "not a person" in shown.message.text
    assert await kept(bot) == before
    await bot.store.close()


async def test_what_is_owed_with_the_first_act_is_the_very_message_that_was_shown():
    bot = await Bot.open(codes=(FLYER,))
    (shown,) = await bot.runner.opening(opened(bot, "c_K7MQ2XZB-fl"))

    await bot.runner.receive(opened(bot, "c_K7MQ2XZB-fl"))
    await bot.runner.receive(opened(bot, "c_K7MQ2XZB-fl"))
    await bot.do(Tapped(data="start"), "w1", channel=Channel.WEB)

    first = await bot.store.get("owed", shown.key)
    assert first.body["message"]["text"] == shown.message.text
    assert (await bot.store.counters())["opened:K7MQ2XZB:fl"] == 1
    assert len(await bot.rows("person")) == 1
    await bot.store.close()


async def test_an_invitation_and_a_person_we_know_are_not_only_opened():
    bot = await Bot.open(codes=(INVITATION,))
    invited = await bot.runner.opening(opened(bot, "j_VXQ7KM2R"))
    await bot.do(Opened(), "w1", channel=Channel.WEB)
    known = await bot.runner.opening(opened(bot, ""))

    assert invited is None
    assert known is None
    await bot.store.close()
