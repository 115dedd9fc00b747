"""A group that can be posted to no more is taken off its contact; nobody is made up for it."""

import pytest

from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.house import House, load_content
from outreach_bot.settings import Settings
from tests.helpers.waves import WaveBot, contact

pytestmark = pytest.mark.asyncio


async def test_a_group_that_shut_us_out_unseen_is_taken_off_its_contact(tmp_path):
    bot = await WaveBot.open(contact(0))
    house = House(load_content(Settings(data=tmp_path)), bot.bot.store, {})

    await house._gone(Address(channel=Channel.TELEGRAM, chat="-1000000"))

    assert (await bot.contact(0)).group == ""
    assert await bot.bot.rows("person") == []


async def test_a_group_whose_new_id_a_refused_message_told_keeps_its_contact(tmp_path):
    bot = await WaveBot.open(contact(0))
    house = House(load_content(Settings(data=tmp_path)), bot.bot.store, {})

    await house._moved(Address(channel=Channel.TELEGRAM, chat="-1000000"), "-100777")

    assert (await bot.contact(0)).group == "-100777"
