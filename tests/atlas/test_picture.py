"""The picture of the conversation: every screen and question is in it, and every tap really leads where it says."""

from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from outreach_bot.atlas.book import read_book
from outreach_bot.atlas.drawing import Drawing, Signs, slug
from outreach_bot.atlas.traveller import ME
from outreach_bot.atlas.walk import MEETING, Walk, pressed, walk
from outreach_bot.dialogue.engine import SCREENS
from outreach_bot.dialogue.state import Person
from outreach_bot.outbound.base import Message
from outreach_bot.recruitment.rules import Role
from outreach_bot.store.base import Commit, Put
from tests.helpers.atlas_evidence import CHATS, witnessed
from tests.helpers.memory_store import MemoryStore
from tests.helpers.real_runner import Bot

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def book():
    return read_book(ROOT)


def drawing_of(book):
    faces = book.faces["en"]
    signs = Signs(
        title=faces.title,
        label=faces.label,
        part=str,
        entry=str,
        back="back",
        outside="outside",
        ends="ends",
        whole="whole",
    )
    return Drawing(book.atlas, book.parts, signs, lambda place: f"#{slug(place)}")


@pytest.fixture(scope="module")
def whole(book):
    return ET.fromstring(drawing_of(book).whole())


def boxes(picture):
    return {box.get("data-place"): box for box in picture.iter() if box.get("data-place")}


def taps_in(picture):
    """Every tap that is drawn: place, data, and where it says it leads."""
    return {
        (place, data, to)
        for place, box in boxes(picture).items()
        for tap in box.iter()
        if tap.get("data-tap")
        for data in tap.get("data-tap").split()
        for to in tap.get("data-to").split()
    }


def taps_of(atlas):
    return {
        (place.key, tap.data, to)
        for place in atlas.places.values()
        for tap in place.taps
        for to in (*tap.leads, *(["back"] if tap.back else []))
        if tap.data
    }


def test_every_screen_of_the_dialogue_is_in_the_picture(whole):
    assert {place.partition("/")[0] for place in boxes(whole)} >= set(SCREENS)


def test_every_question_is_in_the_picture(whole, book):
    asked = {question.id for role in Role for question in book.rules.screening.for_role(role).questions}

    assert {place.partition("/")[2] for place in boxes(whole) if place.startswith("question/")} == asked


def test_the_picture_has_every_tap_of_the_walk_and_no_other(whole, book):
    assert taps_in(whole) == taps_of(book.atlas)


def test_every_tap_leads_to_a_box_of_the_picture(whole):
    assert {to for _, _, to in taps_in(whole)} - {"back"} <= set(boxes(whole))


def test_whatever_people_tap_in_the_transcripts_is_in_the_picture(book, monkeypatch):
    drawn = taps_of(book.atlas)

    missing = [
        led
        for led in witnessed(monkeypatch, CHATS)
        if (led.place, led.tap, led.to) not in drawn
        and not (led.back and (led.place, led.tap, "back") in drawn)
    ]

    assert missing == []


class Noting(Walk):
    """Keeps each way that is drawn, with the world it was found in."""

    def __init__(self):
        super().__init__()
        self.ways = {}

    def press(self, world, stop, button):
        after, reached = super().press(world, stop, button)
        if reached is not None and len(world.languages) == 1:
            way = (stop.place, MEETING.sub("*", button.data), reached.place)
            self.ways.setdefault(way, (world, button, after, reached))
        return after, reached


async def in_a_store(world):
    """The real runner, over a store in which everything is as in `world`."""
    bot = Bot(world.rules)
    bot.now = world.now.timestamp()
    store = MemoryStore()
    rows = [*(("session", key, each) for key, each in world.sessions.items())]
    rows += [("code", key, each) for key, each in world.codes.items()]
    rows += [(name, ME, each) for name, each in (("person", world.me), ("call", world.call)) if each]
    rows += [("thread", ME, world.thread)] if world.thread else []
    writes = [Put(table=table, id=key, body=msgspec.to_builtins(each)) for table, key, each in rows]
    await store.commit(Commit(key="before", at=bot.now, writes=tuple(writes)))
    bot.start(store)
    return bot, store


async def really(world, button):
    """What the real bot says to a tap, and where the person is then."""
    bot, store = await in_a_store(world)
    received = msgspec.structs.replace(world.received(pressed(button)), key="tg:1", id=ME if world.me else "")
    await bot.runner.receive(received)
    kept = next(iter(await store.rows("person")), None)
    owed = [msgspec.convert(row.body["message"], Message) for row in await store.rows("owed")]
    said = [message for _, message in bot.dispatcher.helped] + owed
    shown = [{each.data for row in message.buttons for each in row if each.data} for message in said]
    me = msgspec.convert(kept.body, Person) if kept else None
    place = (me.screen, me.about, me.before) if me else None
    return place, next((buttons for buttons in reversed(shown) if buttons), set())


def expected(after, reached):
    me = after.me
    buttons = {button.data for row in reached.shown.buttons for button in row} - {""}
    return (me.screen, me.about, me.before) if me else None, buttons


@pytest.mark.asyncio
async def test_every_tap_of_the_picture_leads_there_on_the_real_bot(book):
    noting = Noting()
    walk(book.rules, book.languages, by=noting)

    wrong = [
        way
        for way, (world, button, after, reached) in noting.ways.items()
        if await really(world, button) != expected(after, reached)
    ]

    assert wrong == [], len(noting.ways)
    drawn = {(place, data) for place, data, _ in taps_of(book.atlas)}
    tried = {(place, data) for place, data, _ in noting.ways}
    assert {place for place, _ in drawn - tried} <= {"language/languages", "flyer_language/flyer-language"}
