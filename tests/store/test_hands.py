"""Who does the writer's work: callbacks of the event loop do as well as threads, and no thread is needed then."""

import asyncio
import threading

import pytest

from outreach_bot.store import tinydb_store
from outreach_bot.store.base import Commit, Drop, Outcome, Put, StoreFailed
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.hands import LoopHands
from tests.store.conftest import NOW

pytestmark = pytest.mark.asyncio


def clock():
    return NOW


def person(row_id, **more):
    return Commit(at=NOW, writes=[Put(table="person", id=row_id, body={"n": 1})], **more)


async def opened(tmp_path, **more):
    return await TinyDbStore.open(tmp_path / "data", key_file=tmp_path / "key", clock=clock, **more)


async def test_a_store_runs_on_callbacks_of_the_loop_alone_and_starts_no_thread(tmp_path, monkeypatch):
    monkeypatch.setattr(tinydb_store, "JOURNAL_BYTES", 500)
    before = set(threading.enumerate())
    hands = LoopHands()
    store = await opened(tmp_path, hands=hands)
    for number in range(10):
        assert await store.commit(person(f"p{number}", key=f"k{number}")) is Outcome.COMMITTED
    await asyncio.gather(*(store.commit(person(f"q{number}")) for number in range(10)))
    assert await store.commit(person("p1", key="k1")) is Outcome.ALREADY_DONE
    await store.commit(Commit(at=NOW, writes=[Drop(table="person", id="p1")], erases=["p1"]))
    await store.close()

    assert set(threading.enumerate()) == before
    assert hands.closed
    assert hands.done > 10
    store = await opened(tmp_path)
    assert len(await store.rows("person")) == 19
    await store.close()


async def test_commits_that_wait_while_the_hands_are_slow_share_one_record():
    hands = LoopHands(latency=0.01)
    store = await TinyDbStore.open_in_memory(clock, hands=hands)
    await asyncio.gather(*(store.commit(person(f"p{number}")) for number in range(50)))

    assert hands.done == 1
    await store.close()


async def test_a_store_in_memory_on_callbacks_keeps_what_was_committed_when_it_is_abandoned():
    store = await TinyDbStore.open_in_memory(clock, hands=LoopHands())
    await store.commit(person("p1"))
    waiting = asyncio.ensure_future(store.commit(person("p2")))
    await store.abandon()
    with pytest.raises(StoreFailed):
        await waiting

    again = await TinyDbStore.open_in_memory(clock, store.disk, hands=LoopHands())
    assert [row.id for row in await again.rows("person")] == ["p1"]
    await again.close()


async def test_both_threads_are_there_from_the_start_and_gone_when_the_store_is_closed(tmp_path):
    before = set(threading.enumerate())
    store = await opened(tmp_path)
    mine = set(threading.enumerate()) - before
    await store.close()
    for thread in mine:
        await asyncio.to_thread(thread.join, 30)

    assert {thread.name for thread in mine} == {"store-writer", "store-snapshot"}
    assert not any(thread.is_alive() for thread in mine)


async def test_a_machine_without_a_thread_to_give_refuses_the_start_with_a_sentence(tmp_path, monkeypatch):
    def start(_):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as without:
        without.setattr(threading.Thread, "start", start)
        with pytest.raises(StoreFailed, match="can't start new thread"):
            await opened(tmp_path)
    await (await opened(tmp_path)).close()  # let go of: the next start has it
