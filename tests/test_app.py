import asyncio
import threading

import httpx
import pytest

from outreach_bot import app, front, going_live, house
from outreach_bot.control import Where
from outreach_bot.dialogue.inputs import Address, Channel, Input, Opened, To
from outreach_bot.inbound.web_guard import Site
from outreach_bot.outbound.base import Sent
from outreach_bot.outbound.web_sender import WebSender
from outreach_bot.recruitment.codes import read_typed
from outreach_bot.settings import Settings
from outreach_bot.store.base import Commit, StoreFailed
from outreach_bot.store.tinydb_store import TinyDbStore
from outreach_bot.tasks import Tasks
from tests.helpers.loop_time import LoopTime
from tests.helpers.patience import PATIENCE

BASE = "http://127.0.0.1:8080"
LONG = 30.0
"""Seconds that a slow machine may take."""


@pytest.fixture
def chosen(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return Settings(data=tmp_path / "data", port=0)


async def a_house(chosen, senders=None):
    store = await TinyDbStore.open_in_memory(house.clock)
    return house.House(house.load_content(chosen), store, senders or {})


async def asked_for_health(some):
    return (await health(some)).status_code


async def health(some):
    parts = front.Parts(
        house=some,
        senders={},
        where=Where(web=BASE, link=f"{BASE}/i/"),
        site=Site(public_url=BASE),
        pages=WebSender(region="US"),
        telegram=None,
    )
    web = httpx.ASGITransport(app=front.web_app(parts, asyncio.Event()))
    async with httpx.AsyncClient(transport=web, base_url=BASE) as browser:
        return await browser.get("/health")


@pytest.mark.asyncio
async def test_health_is_200_while_messages_can_be_taken(chosen):
    some = await a_house(chosen)

    assert await asked_for_health(some) == 200
    await some.store.close()


@pytest.mark.asyncio
async def test_health_is_503_in_help_only_mode(chosen):
    some = await a_house(chosen)
    some.runner.healthy = False

    assert await asked_for_health(some) == 503
    await some.store.close()


@pytest.mark.asyncio
async def test_health_is_503_as_soon_as_the_store_cannot_write(chosen):
    some = await a_house(chosen)
    await some.store.close()

    assert await asked_for_health(some) == 503


@pytest.mark.asyncio
async def test_health_names_what_has_not_moved_for_a_minute(chosen):
    some = await a_house(chosen)
    passed = LoopTime()
    tasks = Tasks(asyncio.Event())
    gate = threading.Event()
    writer = some.store._writer
    commit, writer._commit = writer._commit, lambda batch: (gate.wait(), commit(batch))
    waiting = asyncio.create_task(some.store.commit(Commit(at=house.clock())))
    async with app.at_work(some, tasks):
        await asyncio.sleep(0.01)
        assert await asked_for_health(some) == 200
        passed.skip(61)  # nothing here had a turn since
        answer = await health(some)
        gate.set()
        await waiting
    after = await health(some)
    await some.store.close()

    assert answer.status_code == 503
    assert [line.removesuffix(" has not moved for a minute") for line in answer.text.splitlines()] == [
        "the dispatcher",
        "the store's writer",
        "the timer",
    ]
    assert after.status_code == 200


@pytest.mark.asyncio
async def test_health_stays_200_for_hours_while_nothing_happens(chosen):
    some = await a_house(chosen)
    passed = LoopTime()
    async with app.at_work(some, Tasks(asyncio.Event())):
        for _ in range(5):
            passed.skip(3600)
            async with asyncio.timeout(LONG):
                while await asked_for_health(some) != 200:
                    await asyncio.sleep(0.01)
    await some.store.close()


@pytest.mark.asyncio
async def test_examples_are_given_once_to_the_example_campaign_and_never_to_another(chosen, tmp_path):
    some = await a_house(chosen)
    own = chosen.model_copy(update={"campaign": tmp_path})

    await going_live.give_examples(own, some)
    none = await some.store.rows("session")
    await going_live.give_examples(chosen, some)
    first = await some.store.rows("session")
    await going_live.give_examples(chosen, some)

    assert none == []
    assert first
    assert await some.store.rows("session") == first
    await some.store.close()


class Screen:
    """A terminal that keeps what it was shown."""

    def __init__(self):
        self.shown = []

    async def send(self, owed):
        await asyncio.sleep(0.01)
        self.shown.append(owed.message.text)
        return Sent("1")

    async def acknowledge_tap(self, tap):
        pass

    async def answers(self):
        return True


@pytest.mark.asyncio
async def test_a_terminal_waits_until_the_answer_is_shown(chosen):
    screen = Screen()
    some = await a_house(chosen, {Channel.TERMINAL: screen})
    tasks = Tasks(asyncio.Event())
    address = Address(channel=Channel.TERMINAL, chat="t1")

    async with app.at_work(some, tasks):
        await some.runner.receive(Input(key="term:1", to=To.PERSON, address=address, body=Opened()))
        await app.delivered(some)("t1")
        shown = list(screen.shown)

    assert len(shown) == 1
    await some.store.close()


@pytest.mark.asyncio
async def test_a_task_that_breaks_stops_the_bot_and_is_what_it_ends_with():
    stopping = asyncio.Event()
    tasks = Tasks(stopping)

    async def breaks():
        raise StoreFailed("full")

    tasks.start(breaks())
    async with asyncio.timeout(PATIENCE):
        await stopping.wait()

    with pytest.raises(StoreFailed):
        tasks.check()


@pytest.mark.parametrize(
    ("host", "public", "base"),
    [
        ("127.0.0.1", None, "http://127.0.0.1:81"),
        ("0.0.0.0", None, "http://127.0.0.1:81"),
        ("::", None, "http://[::1]:81"),
        ("::1", None, "http://[::1]:81"),
        ("0.0.0.0", "https://bot.example.org", "https://bot.example.org"),
    ],
)
def test_the_address_people_get_is_one_they_can_open(chosen, host, public, base):
    some = chosen.model_copy(update={"host": host, "public_url": public})

    assert house.web_base(some, 81) == base


def test_fresh_codes_are_codes_and_fresh_ids_say_nothing():
    codes = {house.fresh_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(read_typed(code) is not None for code in codes)
    assert len({house.fresh_id() for _ in range(200)}) == 200
