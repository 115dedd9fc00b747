"""A wave of email under kill -9: nobody is missed, nobody hears twice, and who is in doubt is listed."""

import asyncio
from collections import Counter

import pytest

from outreach_bot.outbound.mail_pacing import IN_HAND
from tests.helpers.fake_smtp import FakeSmtp
from tests.helpers.mail_bot import MailBot, a_contact

pytestmark = pytest.mark.asyncio

LETTERS = 36
KILLED_AFTER = (2, 12, 24)
"""Letters taken when the bot is killed: with others on their way, at their last line."""


@pytest.mark.slow
async def test_a_wave_killed_again_and_again_reaches_everyone_once_or_lists_them(tmp_path):
    contacts = [a_contact(number) for number in range(LETTERS)]
    async with FakeSmtp() as server:
        bot = MailBot(tmp_path, server.url)
        await bot.approve_wave(*contacts)
        for taken in KILLED_AFTER:
            await bot.start()
            await bot.until(lambda taken=taken: len(server.taken) >= taken)
            server.gate, server.waiting = asyncio.Event(), asyncio.Event()
            await server.waiting.wait()  # a letter is all there, and its answer is not
            await bot.kill()
            server.gate.set()
            server.gate = None
        await bot.start()
        await bot.nothing_owed()
        await bot.stop()
        settled = await bot.rows("settled")
        reached = [len(row.get("reached", ())) for row in (await bot.rows("contact")).values()]
        taken_by = Counter(server.addresses())

    states = Counter(row["state"] for row in settled.values())
    unknown = {row["person"] for row in settled.values() if row["state"] == "unknown"}
    sent = {row["person"] for row in settled.values() if row["state"] == "sent"}
    assert max(taken_by.values()) == 1
    assert reached == [1] * LETTERS
    assert sent | unknown == {each.id for each in contacts}
    assert {each.id for each in contacts if each.email not in taken_by} <= unknown
    assert len(KILLED_AFTER) <= states["unknown"] <= len(KILLED_AFTER) * IN_HAND


async def test_a_stop_that_is_asked_for_leaves_nobody_in_doubt(tmp_path):
    contacts = [a_contact(number) for number in range(12)]
    async with FakeSmtp() as server:
        bot = MailBot(tmp_path, server.url)
        await bot.owe(*contacts)
        await bot.start()
        await bot.until(lambda: len(server.taken) >= 4)
        code = await bot.stop()
        await bot.start()
        await bot.nothing_owed()
        await bot.stop()
        settled = await bot.rows("settled")

    assert code == 0
    assert sorted(server.addresses()) == sorted(each.email for each in contacts)
    assert {row["state"] for row in settled.values()} == {"sent"}


async def test_a_mail_server_that_is_down_keeps_nobody_from_starting_and_no_letter_is_lost(tmp_path):
    server = FakeSmtp()
    async with server:
        pass  # it has had its port, and is gone
    bot = MailBot(tmp_path, server.url)
    await bot.owe(a_contact(1))
    await bot.start()
    await bot.until(lambda: "no email can be sent" in bot.said())

    assert await bot.rows("settled") == {}
    assert len(await bot.rows("owed")) == 1
    assert await bot.stop() == 0
    async with server:
        await bot.start()
        await bot.nothing_owed()
        await bot.stop()
    assert server.addresses() == [a_contact(1).email]
