"""Cuts the power after every write, sync, rename and directory sync, also while recovering from such a cut."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from outreach_bot.store.base import Commit, Drop, Put
from outreach_bot.store.care import backup, restore
from outreach_bot.store.erasures import look
from outreach_bot.store.place import Place
from outreach_bot.store.sealing import load_keys
from outreach_bot.store.snapshot import SNAPSHOT_NAME, stated_id
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.disks import DATA, CrashingFiles
from tests.store.conftest import NOW

MOST_RECOVERIES_RECORDED = 400
"""Recoveries that are themselves cut: all different first cuts are tried, and this many of them cut again."""


def pair(name, **more):
    """A commit of two rows, so that half of it would show."""
    writes = [Put(table="one", id=name, body={"of": name}), Put(table="two", id=name, body={"of": name})]
    return Commit(key=name, at=NOW, writes=writes, **more)


async def opened(files, key_file):
    return await TinyDbStore.open(DATA, key_file=key_file, clock=lambda: NOW, files=files)


async def life(files, key_file):
    """All that a store does: first run, commits alone and together, an erasure, a snapshot beside commits, restarts."""

    async def commit(name, **more):
        await store.commit(pair(name, **more))
        files.promise(name)

    store = await opened(files, key_file)
    await commit("a")
    await asyncio.gather(commit("b1"), commit("b2"), commit("b3"))
    erasing = Commit(at=NOW, writes=[Drop(table="one", id="b1"), Drop(table="two", id="b1")], erases=["b1"])
    await store.commit(erasing)
    files.promise("b1 erased")
    await asyncio.gather(commit("c1"), commit("c2"))
    await store.close()
    store = await opened(files, key_file)
    await commit("d")
    await store.close()
    store = await opened(files, key_file)
    await store.close()


async def check(store, promised):
    """All that was promised is there, and everything is there whole."""
    one = {row.id for row in await store.rows("one")}
    two = {row.id for row in await store.rows("two")}
    keys = {name for name in ("a", "b1", "b2", "b3", "c1", "c2", "d") if await store.seen(name)}
    erased = {"b1"} - one if "b1" in keys else set()
    assert one == two
    assert keys - erased == one
    assert promised - {"b1 erased"} <= keys
    if "b1 erased" in promised:
        assert "b1" not in one


def erased_persons(contents, key_file):
    """Who is on the list, in each of its homes."""
    store_id = stated_id(contents[DATA / SNAPSHOT_NAME])
    assert store_id is not None
    place = Place(
        files=CrashingFiles(contents),
        folder=DATA,
        store_id=store_id,
        keys=load_keys(key_file),
        key_folder=key_file.parent,
    )
    read = [look(msgspec.structs.replace(place, key_folder=None)), look(place)]
    return [
        {person for entry in one.listing.entries for person in entry.persons} for one in read if one.listing
    ]


@pytest.mark.asyncio
async def test_every_power_cut_and_every_cut_while_recovering_leaves_all_that_was_acknowledged(tmp_path):
    key_file = tmp_path / "key"
    first = CrashingFiles()
    await life(first, key_file)

    cuts = list(first.crashes())
    again: dict[frozenset[tuple[Path, bytes]], frozenset[str]] = {}
    for number, (contents, promised) in enumerate(cuts):
        files = CrashingFiles(contents)
        files.promised = promised
        store = await opened(files, key_file)
        await check(store, promised)
        if "b1 erased" in promised:
            in_data, in_either = erased_persons(contents, key_file)
            assert "b1" in in_data
            assert in_data == in_either
        # What a recovered store has shown must not be lost by the next cut either.
        files.promise(*[row.id for row in await store.rows("one")])
        await store.close()
        if number % max(1, len(cuts) // MOST_RECOVERIES_RECORDED) == 0:
            for left, still_promised in files.crashes():
                at = frozenset(left.items())
                again[at] = again.get(at, frozenset()) | still_promised

    for at, promised in again.items():
        store = await opened(CrashingFiles(dict(at)), key_file)
        await check(store, promised)
        await store.close()
    assert len(cuts) > 100
    assert len(again) > 1_000


class _ForgetsFolders(CrashingFiles):
    """The same disk for a store that does not sync its folders: shows that the model would notice."""

    def sync_folder(self, folder):
        self.mark()


@pytest.mark.asyncio
async def test_the_crash_model_notices_a_store_that_forgets_to_sync_its_folder(tmp_path):
    key_file = tmp_path / "key"
    files = _ForgetsFolders()
    await life(files, key_file)

    lost = 0
    for contents, promised in files.crashes():
        try:
            store = await opened(CrashingFiles(contents), key_file)
            await store.close()
            lost += not promised - {"b1", "b1 erased"} <= {row.id for row in await store.rows("one")}
        except Exception:  # noqa: BLE001 — refused to open: noticed as well
            lost += 1
    assert lost > 0


@pytest.mark.asyncio
async def test_a_record_found_after_a_kill_does_not_turn_into_a_gap_by_a_power_cut_at_the_next_start(
    tmp_path,
):
    """A killed process leaves what only the page cache holds: it is read, and may yet vanish."""
    key_file = tmp_path / "key"
    before = CrashingFiles()
    store = await opened(before, key_file)
    await store.commit(pair("a"))
    (journal,) = (DATA / name for name in before.names(DATA) if name.startswith("journal-"))
    synced = len(before.read(journal))
    await store.commit(pair("d"))
    found = {DATA / name: before.read(DATA / name) for name in before.names(DATA)}
    await store.close()
    files = CrashingFiles(found, unsynced={journal: synced})
    files.promise("a")
    await (await opened(files, key_file)).close()

    for contents, promised in files.crashes():
        store = await opened(CrashingFiles(contents), key_file)
        await check(store, promised)
        await store.close()


@pytest.mark.asyncio
async def test_a_power_cut_anywhere_in_a_restore_leaves_the_old_store_or_the_new_and_nobody_erased(tmp_path):
    key_file, saved = tmp_path / "key", Path("/backups/saved")
    before = CrashingFiles()
    store = await opened(before, key_file)
    for name in ("a", "b1", "c1"):
        await store.commit(pair(name))
    await backup(DATA, saved, key_file=key_file, files=before)
    await store.commit(
        Commit(at=NOW, writes=[Drop(table="one", id="b1"), Drop(table="two", id="b1")], erases=["b1"])
    )
    await store.commit(pair("d"))
    await store.close()
    files = CrashingFiles({path: before.read(path) for path in before._names})

    await restore(saved, DATA, key_file=key_file, clock=lambda: NOW, files=files)

    seen = set()
    for contents, _ in files.crashes():
        store = await opened(CrashingFiles(contents), key_file)
        seen.add(frozenset(row.id for row in await store.rows("one")))
        await store.close()
        assert [{"b1"}, {"b1"}] == erased_persons(contents, key_file)
    assert seen == {frozenset({"a", "c1", "d"}), frozenset({"a", "c1"})}
