"""What nobody asked for, and was held up until it was night, goes by day: the house tells the dispatcher when that is."""

import asyncio
import datetime as dt

import msgspec
import pytest

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Channel
from outreach_bot.house import House, Outside, load_content
from outreach_bot.outbound.base import Message, Owed, Sent
from outreach_bot.outbound.telegram_sender import telegram_address
from outreach_bot.settings import Settings
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.tinydb_store import TinyDbStore

pytestmark = pytest.mark.asyncio


class Heard:
    """A sender that notes what goes."""

    def __init__(self):
        self.sent = []

    async def send(self, owed):
        self.sent.append(owed.key)
        return Sent("1")

    async def acknowledge_tap(self, tap):
        """Nobody taps here."""

    async def answers(self):
        """It always does."""
        return True


async def test_an_outage_of_the_evening_rings_at_nobodys_bed(tmp_path):
    content = load_content(Settings(data=tmp_path))
    zone = content.rules.campaign.zone
    clock = [dt.datetime(2026, 11, 3, 20, 30, tzinfo=zone).timestamp()]
    store = await TinyDbStore.open_in_memory(lambda: clock[0])
    heard = Heard()
    house = House(content, store, {Channel.TELEGRAM: heard}, Outside(clock=lambda: clock[0]))
    for key, priority in (("reminder", Priority.REMINDER), ("reply", Priority.REPLY)):
        owed = Owed(
            key=key,
            person="p1",
            address=telegram_address(key),
            message=Message(text="x"),
            priority=priority,
            due=clock[0],
        )
        put = Put(table="owed", id=key, body=msgspec.to_builtins(owed), due=owed.due)
        await store.commit(Commit(at=clock[0], writes=[put]))

    clock[0] = dt.datetime(2026, 11, 3, 23, 10, tzinfo=zone).timestamp()
    await house.dispatcher.send_due()
    assert heard.sent == ["reply"]

    clock[0] = dt.datetime(2026, 11, 4, 9, 0, 1, tzinfo=zone).timestamp()
    while heard.sent != [
        "reply",
        "reminder",
    ]:  # the rate of what nobody asked for is kept to in the loop's own time
        await asyncio.sleep(0.05)
        await house.dispatcher.send_due()
    await store.close()


async def test_by_day_every_instant_will_do(tmp_path):
    content = load_content(Settings(data=tmp_path))
    store = await TinyDbStore.open_in_memory(lambda: 0.0)
    house = House(content, store, {})
    noon = dt.datetime(2026, 11, 3, 12, 0, tzinfo=content.rules.campaign.zone).timestamp()
    instants = [noon + number / 7_000_003 for number in range(1_000)]

    assert [house._by_day(at) for at in instants] == instants
    await store.close()
