"""What came and cannot be read: help at once, a sealed letter of bounded size, a kind word, and never again."""

from typing import cast

import pytest
from structlog.testing import capture_logs

from outreach_bot import runner as running
from outreach_bot.aside_rows import LARGEST
from outreach_bot.dialogue import engine
from outreach_bot.dialogue.aside_inputs import Garbled
from outreach_bot.dialogue.commands import Command
from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.inputs import (
    Address,
    Body,
    Channel,
    Edited,
    Input,
    Opened,
    Said,
    SentMedia,
    SharedContact,
    Tapped,
    TimerName,
    To,
)
from outreach_bot.runner import CouldNotHandle
from outreach_bot.store.base import StoreFailed
from tests.helpers.real_runner import Bot, wording

pytestmark = pytest.mark.asyncio

DANGER = "I want to die"
ANA = Address(channel=Channel.TELEGRAM, chat="1001")


@pytest.fixture(autouse=True)
def logged():
    with capture_logs() as lines:
        yield lines


def garbled(words="", *, address: Address | None = ANA, key="tg:5", raw="{garbled"):
    return Input(key=key, to=To.PERSON, body=Garbled(raw=raw), beside=words, address=address)


async def notices(bot):
    return [row.body["notice"] for row in await bot.rows("notice")]


async def test_words_of_danger_get_help_at_once_and_somebody_hears_of_it(logged):
    bot = await Bot.open()
    await bot.do(Opened())
    for _ in range(2):
        await bot.runner.receive(garbled(f"{DANGER} zanzibar"))

    [(address, message)] = bot.dispatcher.helped
    [dead] = await bot.rows("dead")
    assert (address, "988" in message.text) == (ANA, True)
    assert dead.body["alert"] is True
    assert "safety" in await notices(bot)
    assert wording().text(Phrase("failed"), language="en") in bot.texts()[-1]
    assert "zanzibar" not in str(logged)


async def test_help_goes_out_while_the_store_is_down(monkeypatch):
    bot = await Bot.open()

    async def refuses(commit):
        raise StoreFailed("the disk is full")

    monkeypatch.setattr(bot.store, "commit", refuses)
    with pytest.raises(StoreFailed):
        await bot.runner.receive(garbled(DANGER))

    assert len(bot.dispatcher.helped) == 1


async def test_help_that_did_not_go_is_owed():
    bot = await Bot.open()
    bot.dispatcher.reachable = False
    await bot.runner.receive(garbled(DANGER))

    assert any("988" in text for text in bot.texts())
    assert any(row.body["kind"] == "help" for row in await bot.rows("owed"))


async def test_of_what_is_nobodys_only_the_letter_is_kept():
    bot = await Bot.open()
    await bot.runner.receive(garbled(DANGER, address=None))

    [dead] = await bot.rows("dead")
    assert (dead.body["person"], dead.body["address"], dead.body["alert"]) == ("", "", True)
    assert await bot.rows("person") == []
    assert await bot.store.seen("tg:5")


@pytest.mark.parametrize("letter", ["x", "é", "😀", "\\"])
async def test_a_letter_is_of_bounded_size_and_says_its_danger_all_the_same(letter):
    bot = await Bot.open()
    await bot.runner.receive(garbled(letter * 400_000 + f" {DANGER}", raw=letter * 400_000))

    [dead] = await bot.rows("dead")
    assert len(str(dead.body).encode()) < LARGEST
    assert dead.body["alert"] is True
    assert len(bot.dispatcher.helped) == 1


async def test_a_stranger_whose_message_came_damaged_is_not_kept_for_ever():
    bot = await Bot.open()
    await bot.runner.receive(garbled())

    [timer] = [row for row in await bot.rows("pending") if TimerName.SCREENING_EXPIRES.value in row.id]
    assert (await bot.person()).id in timer.id


async def test_a_stranger_who_edited_in_danger_is_not_kept_for_ever():
    bot = await Bot.open()
    await bot.do(Edited(text=DANGER))

    assert any(TimerName.SCREENING_EXPIRES.value in row.id for row in await bot.rows("pending"))


async def test_it_goes_with_the_person_when_they_are_deleted():
    bot = await Bot.open()
    await bot.do(Opened())
    await bot.runner.receive(garbled("words of theirs", raw="words of theirs"))
    assert await bot.traces("words of theirs")

    await bot.say(Command.DELETE.value)
    await bot.tap(next(iter(delete_taps(bot))))

    assert await bot.person() is None
    assert await bot.traces("words of theirs") == []


def delete_taps(bot):
    rows = bot.dispatcher.offered[-1].message.buttons
    return [button.data for row in rows for button in row if button.data.startswith("delete")]


@pytest.mark.parametrize("odd", ["half \ud800 of one", "x" * 300_000], ids=["half a character", "very long"])
async def test_an_input_that_nothing_can_keep_is_set_aside_all_the_same(odd, monkeypatch):
    def broken(view, received, *, now):
        if isinstance(received.body, Said):
            raise KeyError("a fault of ours")
        return engine.step(view, received, now=now)

    monkeypatch.setattr(running, "step", broken)
    bot = await Bot.open()
    received = bot.input(Said(text=odd))
    for _ in range(3):
        with pytest.raises(CouldNotHandle):
            await bot.runner.receive(received, in_doubt=True)
    await bot.runner.receive(received, in_doubt=True)

    [dead] = await bot.rows("dead")
    assert dead.id == received.key
    assert dead.body["input"]["body"]["type"] == "Garbled"
    assert len(str(dead.body).encode()) < LARGEST


@pytest.mark.parametrize(
    "body",
    [SentMedia(), SentMedia(caption="hello"), SharedContact(number="1", own=True), Edited(text="hello"), Said(text="hello")],
)  # fmt: skip
async def test_what_they_may_have_written_beside_it_is_read_for_crisis(body):
    bot = await Bot.open()
    received = Input(key="tg:7", to=To.PERSON, body=body, address=ANA, beside=DANGER)
    await bot.runner.receive(received)

    assert len(bot.dispatcher.helped) == 1
    assert "safety" in await notices(bot)


async def test_nothing_beside_it_changes_nothing():
    bot = await Bot.open()
    bodies: tuple[Body, ...] = (SentMedia(), Said(text="hello"), Tapped(data="start"))
    for number, body in enumerate(bodies):
        await bot.runner.receive(
            Input(key=f"tg:{number}", to=To.PERSON, body=cast("Said", body), address=ANA, beside="notes.pdf")
        )

    assert bot.dispatcher.helped == []
