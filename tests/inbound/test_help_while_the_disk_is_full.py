"""Polling while nothing can be made durable: help is tried until it goes, and then said no more."""

import asyncio

import pytest

from outreach_bot.dialogue.inputs import Channel
from outreach_bot.inbound.telegram_gap import GapWatch
from outreach_bot.inbound.telegram_intake import Intake
from outreach_bot.inbound.telegram_poll import TelegramPoll
from outreach_bot.outbound.dispatcher import Dispatcher
from outreach_bot.outbound.telegram_request import TelegramApi
from outreach_bot.outbound.telegram_sender import TelegramSender
from tests.helpers.fake_runner import nobodys_card
from tests.helpers.fake_telegram import GATEWAY
from tests.helpers.patience import until
from tests.helpers.real_runner import Bot

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("lost", [0, 2, 6])
async def test_help_goes_once_however_many_tries_at_it_are_lost(bot, telegram, monkeypatch, lost):
    monkeypatch.setattr("outreach_bot.inbound.telegram_poll.HELP_ONLY_WAIT", 0.05)
    house = await Bot.open()
    sender = TelegramSender(bot)
    house.dispatcher = Dispatcher(house.store, {Channel.TELEGRAM: sender}, house.clock)
    house.start()
    house.store._writer.fault = OSError(28, "No space left on device")
    if lost:
        telegram.fail("sendMessage", GATEWAY, times=lost)
    intake = Intake(house.runner, sender, house.store, house.clock, group_text=str, cards=nobodys_card)

    async def no_gap(_since):
        raise AssertionError

    poll = TelegramPoll(TelegramApi(bot), intake, GapWatch(house.store, house.clock, no_gap), poll_seconds=1)
    task = asyncio.create_task(poll.run())
    ana = telegram.user(7001)
    ana.says("I want to kill myself")
    await until(lambda: ana.chat.messages)
    polls = telegram.calls["getupdates"]
    await until(lambda: telegram.calls["getupdates"] > polls + 3)  # it comes again each time
    poll.stop()
    await task

    assert telegram.calls["sendmessage"] == lost + 1
    assert len(ana.chat.messages) == 1
    assert telegram.queue.acknowledged == []
