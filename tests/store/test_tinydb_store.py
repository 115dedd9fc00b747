"""What is particular to the default store: snapshots, readers beside it, the store in memory, TinyDB itself."""

import asyncio
import json

import pytest
from structlog.testing import capture_logs
from tinydb import Query, TinyDB
from tinydb.table import Table

from outreach_bot.store import live_tables, tinydb_store
from outreach_bot.store.base import Commit, Outcome, Put, StoreFailed, StoreMissing
from outreach_bot.store.files import RealFiles
from outreach_bot.store.journal import FILE_HEADER_BYTES
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.store.conftest import NOW, noted

pytestmark = pytest.mark.asyncio


def clock():
    return NOW


async def opened(tmp_path, **more):
    return await TinyDbStore.open(tmp_path / "data", key_file=tmp_path / "key", clock=clock, **more)


async def reader(tmp_path, **more):
    return await TinyDbStore.open_reader(tmp_path / "data", key_file=tmp_path / "key", clock=clock, **more)


def person(row_id, body=None, **more):
    return Commit(at=NOW, writes=[Put(table="person", id=row_id, body=body or {"n": 1})], **more)


async def ids(store):
    return [row.id for row in await store.rows("person")]


def journals(tmp_path):
    return sorted(path.name for path in (tmp_path / "data").glob("journal-*"))


async def test_tinydb_itself_opens_the_file_and_finds_clear_ids(tmp_path):
    class ById(Table):
        document_id_class = str  # type: ignore[assignment]  # as the docs of TinyDB do

    class Database(TinyDB):
        table_class = ById

    store = await opened(tmp_path)
    await store.commit(Commit(at=NOW, writes=[Put(table="person", id="p1", body={"n": 1}, due=4.0)]))
    await store.close()

    with Database(tmp_path / "data" / "store.json") as database:
        found = database.table("person").search(Query().due == 4.0)
    assert [(row.doc_id, row["revision"]) for row in found] == [("p1", 1)]
    assert "n" not in found[0]


async def test_a_query_sees_each_change(tmp_path):
    store = await opened(tmp_path)
    await store.commit(person("p1", {"role": "lived"}))
    before = store.table("person").search(Query().body.role == "lived")
    await store.commit(person("p1", {"role": "staff"}))

    assert [row.doc_id for row in before] == ["p1"]
    assert store.table("person").search(Query().body.role == "lived") == []
    assert store.table("person").get(doc_id="p1")["body"] == {"role": "staff"}
    await store.close()


async def test_rows_cannot_be_changed_past_the_journal(tmp_path):
    store = await opened(tmp_path)

    with pytest.raises(TypeError, match="through commits only"):
        store.table("person").insert({"n": 1})
    await store.close()


async def test_a_large_journal_asks_for_a_snapshot_and_begins_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(tinydb_store, "JOURNAL_BYTES", 10_000)
    store = await opened(tmp_path)
    first = journals(tmp_path)
    for number in range(20):
        await store.commit(person(f"p{number % 3}", {"x": "y" * 900}))
    await store._snapshots_done()

    assert journals(tmp_path) != first
    assert len(journals(tmp_path)) == 1
    assert len(json.loads((tmp_path / "data" / "store.json").read_text())["person"]) == 3
    await store.close()
    store = await opened(tmp_path)
    assert [row.revision for row in await store.rows("person")] == [7, 7, 6]
    await store.close()


async def test_a_commit_that_sweeps_leaves_nothing_of_what_was_written_over_in_the_files(tmp_path):
    store = await opened(tmp_path)
    first = journals(tmp_path)
    await store.commit(person("p1", {"x": "before"}))
    await store.commit(person("p1", {"x": "after"}))

    await store.commit(Commit(at=NOW, sweeps=True))
    await store._snapshots_done()

    [begun] = journals(tmp_path)
    assert [begun] != first
    assert (tmp_path / "data" / begun).stat().st_size <= FILE_HEADER_BYTES
    assert [row.body["x"] for row in await store.rows("person")] == ["after"]
    await store.close()


async def test_commits_go_on_while_a_snapshot_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(tinydb_store, "JOURNAL_BYTES", 1)
    store = await opened(tmp_path)
    await asyncio.gather(*(store.commit(person(f"p{number}", {"x": "y" * 900})) for number in range(300)))
    for number in range(50):
        await store.commit(person(f"p{number}"))
    await store.close()

    store = await opened(tmp_path)
    assert [row.revision for row in await store.rows("person")] == [2] * 50 + [1] * 250
    await store.close()


async def test_a_found_journal_is_never_appended_to(tmp_path):
    store = await opened(tmp_path)
    first = journals(tmp_path)
    await store.close()
    second = journals(tmp_path)
    store = await opened(tmp_path)

    assert len({*first, *second, *journals(tmp_path)}) == 3
    await store.close()


async def test_a_store_left_as_it_was_opens_and_closes_any_number_of_times(tmp_path):
    store = await opened(tmp_path)
    await store.commit(person("p1"))
    await store.close()
    for _ in range(5):
        store = await opened(tmp_path)
        assert await ids(store) == ["p1"]
        await store.close()
    assert len(journals(tmp_path)) == 1


async def test_a_reader_sees_all_that_is_durable_and_changes_no_file(tmp_path):
    store = await opened(tmp_path)
    await store.commit(person("p1", counts=[("c", 1)], audit=[{"what": "x"}]))
    await noted(store)
    before = {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()}
    beside = await reader(tmp_path)

    assert await ids(beside) == ["p1"]
    assert await beside.counters() == {"c": 1}
    assert len(await beside.audit()) == 1
    assert beside.hmac("address", "x") == store.hmac("address", "x")
    await beside.close()
    assert {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()} == before
    await store.close()


async def test_a_reader_takes_no_commit(tmp_path):
    await (await opened(tmp_path)).close()
    beside = await reader(tmp_path)

    assert not beside.healthy
    with pytest.raises(StoreFailed, match="reading only"):
        await beside.commit(person("p1"))


async def test_a_reader_of_no_store_says_how_to_make_one_and_makes_nothing(tmp_path):
    with pytest.raises(StoreMissing, match=r"store restore FILE .*; else start the bot once"):
        await reader(tmp_path)
    assert list(tmp_path.iterdir()) == []


class ReplacedMeanwhile(RealFiles):
    """Shows an older store file to the first who reads it, as if the bot replaced it just then."""

    def __init__(self, older):
        super().__init__()
        self._older = older

    def read(self, path):
        if path.name == "store.json" and self._older:
            older, self._older = self._older, None
            return older
        return super().read(path)


async def test_a_reader_that_meets_a_gap_looks_again(tmp_path):
    store = await opened(tmp_path)
    older = (tmp_path / "data" / "store.json").read_bytes()
    await store.commit(person("p1"))
    await store.close()
    store = await opened(tmp_path)
    await store.commit(person("p2"))

    beside = await reader(tmp_path, files=ReplacedMeanwhile(older))

    assert await ids(beside) == ["p1", "p2"]
    await store.close()


async def test_readers_beside_a_busy_store_always_see_all_that_was_acknowledged(tmp_path, monkeypatch):
    monkeypatch.setattr(tinydb_store, "JOURNAL_BYTES", 3_000)
    store = await opened(tmp_path)
    done = 0

    async def write():
        nonlocal done
        for number in range(300):
            await store.commit(person(f"p{number:03}", {"x": "y" * 900}))
            done = number + 1

    writing = asyncio.ensure_future(write())
    looks = 0
    while not writing.done():
        at_least = done
        seen = await ids(await reader(tmp_path))
        assert len(seen) >= at_least
        assert seen == sorted(seen)
        looks += 1
        await asyncio.sleep(0.001)
    await writing
    assert looks > 5
    await store.close()


async def test_a_store_in_memory_keeps_what_was_committed_when_it_is_abandoned(tmp_path):
    store = await TinyDbStore.open_in_memory(clock)
    await store.commit(person("p1", key="tg:1"))
    waiting = asyncio.ensure_future(store.commit(person("p2")))
    await store.abandon()
    with pytest.raises(StoreFailed):
        await waiting

    again = await TinyDbStore.open_in_memory(clock, store.disk)
    assert await ids(again) == ["p1"]
    assert await again.commit(person("p1", key="tg:1")) is Outcome.ALREADY_DONE
    assert again.hmac("address", "x") == store.hmac("address", "x")
    await again.close()


async def test_a_store_on_disk_cannot_be_abandoned(tmp_path):
    store = await opened(tmp_path)

    with pytest.raises(TypeError):
        await store.abandon()
    await store.close()


async def test_many_people_are_warned_of_once_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(tinydb_store, "MANY_PEOPLE", 3)
    store = await opened(tmp_path)
    with capture_logs() as logs:
        for number in range(6):
            await store.commit(person(f"p{number}"))
    await store.close()

    warnings = [line for line in logs if line["event"] == "store_is_large"]
    assert len(warnings) == 1
    assert "postgresql" in warnings[0]["remedy"]


async def test_many_people_are_warned_of_at_the_start_too(tmp_path, monkeypatch):
    store = await opened(tmp_path)
    for number in range(3):
        await store.commit(person(f"p{number}"))
    await store.close()
    monkeypatch.setattr(tinydb_store, "MANY_PEOPLE", 3)
    with capture_logs() as logs:
        store = await opened(tmp_path)
    await store.close()

    assert [line["event"] for line in logs] == ["store_is_large"]


async def test_keys_older_than_48_hours_are_forgotten_and_leave_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(live_tables, "KEYS_KEPT_ALWAYS", 1)
    store = await opened(tmp_path)
    await store.commit(Commit(key="tg:old", at=NOW))
    await store.commit(Commit(key="tg:new", at=NOW + 48 * 3600 + 1))
    assert not await store.seen("tg:old")
    await store.close()

    assert list(json.loads((tmp_path / "data" / "store.json").read_text())["_seen"]) == ["tg:new"]


async def test_the_last_changes_are_remembered_one_by_one_and_older_ones_are_not(tmp_path, monkeypatch):
    monkeypatch.setattr(live_tables, "CHANGES_KEPT", 3)
    store = await opened(tmp_path)
    since = await store.changes("person")
    for name in ("a", "b", "c"):
        await store.commit(person(name))
    kept = await store.changed("person", since)
    await store.commit(person("d"))

    assert kept == ["a", "b", "c"]
    assert await store.changed("person", since) is None
    await store.close()


async def test_what_a_run_that_was_cut_short_left_half_written_is_cleared_away(tmp_path):
    await (await opened(tmp_path)).close()
    for name in ("store.json.new", "erased.new", "reached.new", "trial", "trial.new"):
        (tmp_path / "data" / name).write_bytes(b"half")
    store = await opened(tmp_path)

    assert {path.name for path in (tmp_path / "data").iterdir()} == {
        "erased",
        "lock",
        "store.json",
        *journals(tmp_path),
    }
    await store.close()
