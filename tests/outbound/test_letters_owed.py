"""A letter goes once: whatever dies in between, and whoever asked us to stop meanwhile."""

import asyncio
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.outbound.base import Message, NotSent, Owed, Refused
from outreach_bot.outbound.dispatcher import Dispatcher
from outreach_bot.outbound.mail_pacing import IN_HAND
from outreach_bot.outbound.pacing import Pacing
from outreach_bot.row_names import address_text
from outreach_bot.store.base import Commit, Put
from tests.helpers.loop_time import LoopTime
from tests.helpers.memory_store import MemoryStore
from tests.outbound.test_dispatcher import FakeSender

pytestmark = pytest.mark.asyncio

LEE = Address(channel=Channel.EMAIL, chat="lee@riverside.example")


class Post:
    """A dispatcher for email alone."""

    def __init__(self):
        self.now = 1000.0
        self.passed = LoopTime()
        self.store = MemoryStore()
        self.sender = FakeSender()
        self.gone = []
        self.running: Any = None

    async def start(self):
        self.dispatcher = Dispatcher(
            self.store,
            {Channel.EMAIL: self.sender},
            lambda: self.now,
            on_gone=self.note_gone,
            pacing=Pacing(letters_a_minute=6000),
        )
        self.running = asyncio.create_task(self.dispatcher.run())

    async def kill(self):
        self.running.cancel()
        for task in list(self.dispatcher._tasks):
            task.cancel()
        await asyncio.gather(self.running, return_exceptions=True)

    async def note_gone(self, address):
        self.gone.append(address)

    async def owe(self, key, address=LEE):
        owed = Owed(
            key=key,
            person="k-lee",
            address=address,
            message=Message(text="x"),
            priority=Priority.WAVE,
            repeat_unknown=False,
            due=self.now,
        )
        body = msgspec.to_builtins(owed)
        await self.store.commit(
            Commit(at=self.now, writes=[Put(table="owed", id=key, body=body, due=owed.due)])
        )
        return owed

    async def quiet(self):
        """Let everything run that does not wait for something; the store and the sender are in memory."""
        for _ in range(4):
            self.dispatcher._changed.set()
            for _ in range(50):
                await asyncio.sleep(0)

    async def settled(self):
        return {row.id: row.body["state"] for row in await self.store.rows("settled")}


@pytest_asyncio.fixture
async def post():
    made = Post()
    await made.start()
    yield made
    await made.dispatcher.stop()
    await asyncio.gather(made.running, return_exceptions=True)


async def test_a_letter_in_flight_when_we_die_is_listed_and_not_sent_again(post):
    post.sender.gate = asyncio.Event()
    post.dispatcher.offer([await post.owe("in flight")])
    await post.quiet()
    await post.kill()
    post.sender.gate = None
    await post.owe("never tried", Address(channel=Channel.EMAIL, chat="sam@riverside.example"))

    await post.start()
    await post.quiet()

    assert post.sender.sent == ["never tried"]
    assert await post.settled() == {"in flight": "unknown", "never tried": "sent"}


async def test_a_letter_put_off_when_we_die_goes_after_the_start(post):
    post.sender.outcomes["a"] = [NotSent(300.0)]
    post.dispatcher.offer([await post.owe("a")])
    await post.quiet()
    await post.kill()

    await post.start()
    await post.quiet()

    assert post.sender.tried == ["a", "a"]
    assert await post.settled() == {"a": "sent"}


async def test_who_stopped_since_it_was_owed_gets_no_letter(post):
    one = await post.owe("a")
    row = post.store.hmac("suppressed", address_text(LEE))
    await post.store.commit(Commit(at=post.now, writes=[Put(table="suppressed", id=row, body={})]))

    post.dispatcher.offer([one])
    await post.quiet()

    assert post.sender.tried == []
    assert await post.settled() == {"a": "cancelled"}


async def test_a_mailbox_that_does_not_exist_ends_all_letters_to_it(post):
    post.sender.outcomes["a"] = [Refused("550 5.1.1", gone=True)]
    post.dispatcher.offer([await post.owe("a"), await post.owe("b")])
    await post.quiet()

    assert post.sender.tried == ["a"]
    assert await post.settled() == {"a": "refused", "b": "refused"}
    assert post.gone == [LEE]


async def test_one_slow_mail_server_keeps_only_letters_waiting(post):
    post.sender.gate = asyncio.Event()
    addresses = [Address(channel=Channel.EMAIL, chat=f"p{n}@riverside.example") for n in range(80)]
    post.dispatcher.offer([await post.owe(f"k{n}", each) for n, each in enumerate(addresses)])
    for _ in range(8):
        post.passed.skip(60.0)
        await post.quiet()

    assert post.sender.most_at_once == IN_HAND
    post.sender.gate.set()


async def test_without_a_mail_server_letters_wait_as_a_whole(post):
    post.dispatcher._senders = {}
    addresses = [Address(channel=Channel.EMAIL, chat=f"p{n}@riverside.example") for n in range(20)]
    post.dispatcher.offer([await post.owe(f"k{n}", each) for n, each in enumerate(addresses)])
    before = len(post.store.commits)
    for _ in range(5):
        post.passed.skip(5.0)
        await post.quiet()

    assert (
        len(post.store.commits) - before <= 2 * IN_HAND
    )  # counted and taken back, for those in hand at first
    assert len(await post.store.rows("owed")) == 20
