"""A wave of the real bot, killed in the middle: nobody is missed, and nobody is written to twice."""

import asyncio
import datetime as dt
import io
import time
from pathlib import Path

import msgspec
import pytest
import zxingcpp
from PIL import Image

from outreach_bot.content.catalog import copy_campaign
from outreach_bot.dialogue.inputs import OFFICE, Input, TimerFired, TimerName, To
from outreach_bot.exports.attachments import FileMaker
from outreach_bot.recruitment.contacts import Contact, Permission
from outreach_bot.recruitment.waves import WaveState
from outreach_bot.rendering import Rendering
from outreach_bot.row_names import timer_row
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.tinydb_store import TinyDbStore
from outreach_bot.viewing import words_version
from tests.helpers.bot_process import BotProcess
from tests.helpers.fake_telegram import FakeTelegram
from tests.helpers.patience import PATIENCE
from tests.helpers.real_runner import rules, wording
from tests.helpers.waves import contact, wave

GROUPS = 60
KILLED_AFTER = 15
SECONDS = PATIENCE


class AwakeBot(BotProcess):
    """A bot whose quiet hours are half a day away, so that the test may run at any time."""

    @property
    def settings(self):
        return {**super().settings, "OUTREACH_CAMPAIGN": str(self.folder / "campaign")}

    def make_campaign(self):
        copy_campaign(self.folder / "campaign")
        file = next((self.folder / "campaign").rglob("campaign.yaml"))
        text = file.read_text(encoding="utf-8")
        far = dt.datetime.now(rules().campaign.zone) + dt.timedelta(hours=12)
        ends = far + dt.timedelta(hours=1)
        awake = text.replace('starts: "21:00"', f'starts: "{far:%H}:00"')
        awake = awake.replace('ends: "09:00"', f'ends: "{ends:%H}:00"')
        assert awake != text
        file.write_text(awake, encoding="utf-8")


async def due_now(bot, *, groups=GROUPS, form=""):
    """Put contacts and an approved wave, due at once, into the store the bot will find."""
    settings = bot.settings
    store = await open_store(settings)
    contacts = [contact(n) for n in range(groups)]
    rendering = Rendering(wording(), FileMaker(wording(), time.time))
    now = dt.datetime.now(dt.UTC)
    approved = wave(
        state=WaveState.APPROVED,
        at=now,
        form=form,
        version=words_version(rendering, wave(form=form), rules(), link=""),
        to=tuple(each.id for each in contacts),
    )
    row = timer_row(To.OFFICE, OFFICE, TimerName.WAVE_STARTS, approved.id)
    fired = TimerFired(name=TimerName.WAVE_STARTS, about=approved.id, was_due=now)
    timer = Input(key=f"{row}@{now.timestamp():.0f}", to=To.OFFICE, id=OFFICE, body=fired)
    writes = [
        *(Put(table="contact", id=each.id, body=msgspec.to_builtins(each)) for each in contacts),
        Put(table="wave", id=approved.id, body=msgspec.to_builtins(approved)),
        Put(table="pending", id=row, body=msgspec.to_builtins(timer), due=now.timestamp()),
    ]
    await store.commit(Commit(at=now.timestamp(), writes=writes))
    await store.close()


async def open_store(settings):
    return await TinyDbStore.open(
        Path(settings["OUTREACH_DATA"]), key_file=Path(settings["OUTREACH_KEY_FILE"]), clock=time.time
    )


@pytest.mark.asyncio
async def test_a_kill_in_the_middle_of_a_wave_misses_nobody_and_writes_to_nobody_twice(tmp_path):
    async with FakeTelegram() as telegram:
        telegram.latency = 0.05
        groups = {f"k-{n:012}": telegram.chats.open(-1000000 - n) for n in range(GROUPS)}
        bot = AwakeBot(telegram, tmp_path)
        bot.make_campaign()
        await due_now(bot)

        await bot.start()
        async with asyncio.timeout(SECONDS):
            while sum(len(group.said) for group in groups.values()) < KILLED_AFTER:
                await asyncio.sleep(0.01)
        await bot.kill()
        await telegram.drained()  # what was on its way arrives
        sent_before = sum(len(group.said) for group in groups.values())
        await bot.start()
        async with asyncio.timeout(SECONDS):
            while await open_ends(bot, groups):
                await asyncio.sleep(0.2)
        await bot.stop()

        store = await open_store(bot.settings)
        ledger = {row.body["person"]: row.body["state"] for row in await store.rows("settled")}
        await store.close()
    assert KILLED_AFTER <= sent_before < GROUPS
    assert [name for name, group in groups.items() if len(group.said) > 1] == []
    silent = [name for name, group in groups.items() if not group.said]
    assert {ledger[name] for name in silent} <= {"unknown"}
    assert set(ledger) == set(groups)


@pytest.mark.asyncio
async def test_a_wave_finds_groups_that_became_supergroups_and_writes_to_each_once(tmp_path):
    """One is told of by both messages, one the other way round, and one by the refusal alone."""
    async with FakeTelegram() as telegram:
        groups = {f"k-{n:012}": telegram.chats.open(-1000000 - n) for n in range(4)}
        telegram.upgrade(-1000000, -100555000, told=("old", "new"))
        telegram.upgrade(-1000001, -100555001, told=("new", "old"))
        telegram.upgrade(-1000002, -100555002, told=())
        bot = AwakeBot(telegram, tmp_path)
        bot.make_campaign()
        await due_now(bot, groups=4)

        await bot.start()
        async with asyncio.timeout(SECONDS):
            while await open_ends(bot, groups):
                await asyncio.sleep(0.2)
        await bot.stop()

        store = await open_store(bot.settings)
        contacts = [msgspec.convert(row.body, Contact) for row in await store.rows("contact")]
        ledger = {row.body["person"]: row.body["state"] for row in await store.rows("settled")}
        await store.close()
        posted = {chat.id: len(chat.said) for chat in telegram.chats.chats.values() if chat.said}
    now = {"k-000000000000": "-100555000", "k-000000000001": "-100555001", "k-000000000002": "-100555002"}
    assert {each.id: each.group for each in contacts} == now | {"k-000000000003": "-1000003"}
    assert posted == {-100555000: 1, -100555001: 1, -100555002: 1, -1000003: 1}
    assert set(ledger.values()) == {"sent"}
    assert {each.permission for each in contacts} == {Permission.GIVEN}
    assert [len(each.reached) for each in contacts] == [1, 1, 1, 1]


@pytest.mark.asyncio
async def test_a_wave_posts_the_flyer_with_words_and_link_in_one_message(tmp_path):
    async with FakeTelegram() as telegram:
        groups = {f"k-{n:012}": telegram.chats.open(-1000000 - n) for n in range(2)}
        bot = AwakeBot(telegram, tmp_path)
        bot.make_campaign()
        await due_now(bot, groups=2, form="card")

        await bot.start()
        async with asyncio.timeout(SECONDS):
            while await open_ends(bot, groups):
                await asyncio.sleep(0.2)
        await bot.stop()

    posted = [shown for group in groups.values() for shown in group.messages.values()]
    assert len(posted) == 2
    assert [shown.text.split("?")[0] for shown in posted] == ["Would you like to have a say"] * 2
    links = [shown.buttons[0][0]["url"] for shown in posted]
    assert [link.rpartition("=")[2] for link in links] == ["c_BCDFG2BB-so", "c_BCDFG2BC-so"]
    assert [shown.photo[0] for shown in posted if shown.photo] == [
        "flyer-card-en-BCDFG2BB.png",
        "flyer-card-en-BCDFG2BC.png",
    ]
    assert [codes_in(shown.photo[1]) for shown in posted if shown.photo] == [[link] for link in links]


def codes_in(picture):
    """What a phone reads in a picture."""
    with Image.open(io.BytesIO(picture)) as opened:
        return [found.text for found in zxingcpp.read_barcodes(opened)]


async def open_ends(bot, groups):
    """Whether somebody was neither written to nor given up; told by a reader beside the running bot."""
    settings = bot.settings
    store = await TinyDbStore.open_reader(
        Path(settings["OUTREACH_DATA"]), key_file=Path(settings["OUTREACH_KEY_FILE"]), clock=time.time
    )
    settled = {row.body["person"] for row in await store.rows("settled")}
    await store.close()
    return set(groups) - settled
