from pathlib import Path

import pytest

from outreach_bot.retention import ALARM_DAYS, DAY, KEPT_DAYS, clear_up, nightly
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.journal import FILE_HEADER_BYTES
from outreach_bot.store.tinydb_store import TinyDbStore

NOW = 1_800_000_000.0


async def a_store(*puts):
    store = await TinyDbStore.open_in_memory(lambda: NOW)
    await store.commit(Commit(at=NOW, writes=puts))
    return store


@pytest.mark.asyncio
@pytest.mark.parametrize("table", KEPT_DAYS)
async def test_a_row_goes_after_its_days_and_not_before(table):
    age = KEPT_DAYS[table] * DAY
    store = await a_store(
        Put(table=table, id="old", body={"at": NOW - age - 1}),
        Put(table=table, id="due", body={}, due=NOW - age - 1),
        Put(table=table, id="words", body={"at": "2020-01-01T00:00:00+00:00"}),
        Put(table=table, id="young", body={"at": NOW - age + 1}),
        Put(table=table, id="timeless", body={}),
    )

    assert await clear_up(store, NOW) == 3
    assert [row.id for row in await store.rows(table)] == ["young", "timeless"]
    await store.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("notice", ["safety", "champion_pressure"])
async def test_what_became_of_an_alarm_is_kept_for_a_year(notice):
    body = {"notice": notice, "person": ""}
    store = await a_store(
        Put(table="notice", id="old", body={**body, "at": NOW - ALARM_DAYS * DAY - 1}),
        Put(table="notice", id="young", body={**body, "at": NOW - ALARM_DAYS * DAY + 1}),
        Put(table="notice", id="call", body={"notice": "call", "at": NOW - 36 * DAY}),
    )

    assert await clear_up(store, NOW) == 2
    assert [row.id for row in await store.rows("notice")] == ["young"]
    await store.close()


@pytest.mark.asyncio
async def test_an_input_set_aside_goes_sooner_where_it_has_words_of_danger():
    store = await a_store(
        Put(table="dead", id="old", body={"alert": True}, due=NOW - 7 * DAY - 1),
        Put(table="dead", id="young", body={"alert": True}, due=NOW - 7 * DAY + 1),
        Put(table="dead", id="plain", body={"alert": False}, due=NOW - 7 * DAY - 1),
    )

    assert await clear_up(store, NOW) == 1
    assert [row.id for row in await store.rows("dead")] == ["young", "plain"]
    await store.close()


@pytest.mark.asyncio
async def test_office_links_and_sessions_go_when_they_have_ended():
    store = await a_store(
        Put(table="sign_in", id="ended", body={}, due=NOW - 1),
        Put(table="sign_in", id="open", body={}, due=NOW + 1),
    )

    await clear_up(store, NOW)

    assert [row.id for row in await store.rows("sign_in")] == ["open"]
    await store.close()


@pytest.mark.asyncio
async def test_people_sessions_and_codes_are_never_cleared_up():
    rows = [
        Put(table=table, id="x", body={"at": 0.0}, due=0.0) for table in ("person", "session", "code", "call")
    ]
    store = await a_store(*rows)

    assert await clear_up(store, NOW) == 0
    await store.close()


@pytest.mark.asyncio
async def test_each_night_the_files_lose_what_the_tables_have_lost():
    store = await a_store(Put(table="thread", id="p-1", body={"lines": ["words of danger"]}))
    await store.commit(Commit(at=NOW, writes=[Put(table="thread", id="p-1", body={"lines": [""]})]))
    files, folder = store.disk.files, Path("/memory")
    before = set(files.names(folder))

    async def receive(received):
        """Nobody writes anything else down."""

    await nightly(store, receive, NOW)
    await store._snapshots_done()

    journals = [name for name in files.names(folder) if name.startswith("journal-")]
    assert journals
    assert before.isdisjoint(journals)
    assert all(len(files.read(folder / name)) <= FILE_HEADER_BYTES for name in journals)
    await store.close()
