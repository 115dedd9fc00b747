"""Verify, backup and restore; and that a restore brings nobody back who asked to be erased."""

import errno
import shutil

import pytest
from structlog.testing import capture_logs

from outreach_bot.store import care
from outreach_bot.store.base import Commit, Drop, Put, StoreBusy, StoreDamaged, StoreFailed, StoreMissing
from outreach_bot.store.care import BackupRefused, Wish, backup, restore, salvage, verify
from outreach_bot.store.sealing import KeyRefused
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.disks import FailingFiles
from tests.store.conftest import NOW, noted

pytestmark = pytest.mark.asyncio


class Place:
    """A data folder, its key file and a place for backups."""

    def __init__(self, root):
        root.mkdir(exist_ok=True)
        self.data = root / "data"
        self.key_file = root / "keys" / "key"
        self.backup_file = root / "backup"

    async def open(self):
        return await TinyDbStore.open(self.data, key_file=self.key_file, clock=lambda: NOW)

    async def rows(self, table):
        store = await self.open()
        rows = await store.rows(table)
        await store.close()
        return {row.id: row.body for row in rows}

    async def backup(self):
        return await backup(self.data, self.backup_file, key_file=self.key_file)

    async def restore(self, **more):
        return await restore(self.backup_file, self.data, key_file=self.key_file, clock=lambda: NOW, **more)


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path / "here")


def put(table, row_id, body=None, due=None):
    return Put(table=table, id=row_id, body=body or {}, due=due)


async def commit(store, *writes, **more):
    await store.commit(Commit(at=NOW, writes=writes, **more))


async def test_verify_beside_a_running_bot_counts_what_is_there(place):
    store = await place.open()
    await commit(store, put("person", "p1"), put("session", "s1"), audit=[{"what": "a"}, {"what": "b"}])

    verified = await verify(place.data, key_file=place.key_file)

    assert verified.rows == {"person": 1, "session": 1}
    assert verified.audit_rows == 2
    assert verified.sequence == 1
    assert verified.bytes_on_disk == sum(
        path.stat().st_size
        for path in place.data.iterdir()
        if path.name == "store.json" or path.name.startswith("journal-")
    )
    await store.close()


async def test_verify_says_which_audit_row_was_tampered_with(place):
    store = await place.open()
    await commit(store, audit=[{"what": "a"}, {"what": "b"}, {"what": "c"}])
    store.table("_audit").live["2"]["body"]["what"] = "changed"
    await store.close()

    with pytest.raises(StoreDamaged, match="audit log does not hold together at row 2"):
        await verify(place.data, key_file=place.key_file)


async def test_verify_of_no_store_says_so_and_makes_nothing(place):
    with pytest.raises(StoreMissing, match="outreach-bot run"):
        await verify(place.data, key_file=place.key_file)

    assert not place.data.exists()
    assert not place.key_file.exists()


async def test_verify_finds_a_damaged_store(place):
    await (await place.open()).close()
    (place.data / "store.json").write_bytes(b"{}")

    with pytest.raises(StoreDamaged):
        await verify(place.data, key_file=place.key_file)


async def test_a_backup_made_beside_a_running_bot_brings_back_all_that_was_durable(place):
    store = await place.open()
    await commit(
        store, put("person", "p1", {"n": 1}, due=5.0), key="tg:1", counts=[("c", 1)], audit=[{"what": "a"}]
    )
    await place.backup()
    await commit(store, put("person", "p1", {"n": 2}), put("person", "p2"))
    await store.close()

    restored = await place.restore()

    store = await place.open()
    assert [(row.id, row.body, row.due, row.revision) for row in await store.rows("person")] == [
        ("p1", {"n": 1}, 5.0, 1)
    ]
    assert await store.seen("tg:1")
    assert await store.counters() == {"c": 1}
    assert restored.rows == {"person": 1}
    await store.close()
    await verify(place.data, key_file=place.key_file)


async def test_a_backup_has_no_personal_data_in_the_clear_and_is_for_its_owner_only(place):
    store = await place.open()
    await commit(store, put("person", "p1", {"name": "MARKERMARKER"}))
    await place.backup()
    await store.close()

    assert b"MARKER" not in place.backup_file.read_bytes()
    assert place.backup_file.stat().st_mode & 0o777 == 0o600


async def test_a_backup_changes_nothing_in_the_data_folder(place):
    store = await place.open()
    await commit(store, put("person", "p1"))
    await noted(store)
    before = {path.name: path.read_bytes() for path in place.data.iterdir()}
    await place.backup()

    assert {path.name: path.read_bytes() for path in place.data.iterdir()} == before
    await store.close()


async def test_a_backup_never_replaces_a_file(place):
    await (await place.open()).close()
    place.backup_file.write_text("precious")

    with pytest.raises(BackupRefused, match="another name"):
        await place.backup()
    assert place.backup_file.read_text() == "precious"


@pytest.mark.parametrize(
    ("home", "why"),
    [
        ("data", "would be lost with it"),
        ("data/below", "would be lost with it"),
        ("keys", "whoever takes the two can read it"),
        ("data/../keys", "whoever takes the two can read it"),
    ],
)
async def test_a_backup_into_the_data_folder_or_beside_the_key_is_refused(place, home, why):
    await (await place.open()).close()
    (place.data / "below").mkdir()
    place.backup_file = place.data.parent / home / "backup"

    with pytest.raises(BackupRefused, match=why):
        await place.backup()
    with pytest.raises(BackupRefused, match=why):
        await salvage(place.data, place.backup_file, key_file=place.key_file, clock=lambda: NOW)
    assert not place.backup_file.exists()


@pytest.mark.parametrize("copied", [False, True], ids=["where it lies", "a copy"])
async def test_a_stores_own_file_is_no_backup_while_a_journal_belongs_to_it(place, copied):
    store = await place.open()
    await commit(store, put("person", "p1"))
    own = place.backup_file = place.data / "store.json"
    if copied:
        place.backup_file = place.data.with_name("copy")
        place.backup_file.write_bytes(own.read_bytes())
    journal = max(place.data.glob("journal-*")).name

    with pytest.raises(BackupRefused, match=f"What was kept after it is in {journal}.*store backup FILE"):
        await place.restore()
    await store.close()


async def test_a_stores_own_file_after_a_clean_stop_may_come_back_where_it_is_not(place, tmp_path):
    store = await place.open()
    await commit(store, put("person", "p1"))
    await store.close()
    place.backup_file = place.data / "store.json"
    with pytest.raises(BackupRefused, match=r"no backup\. Nothing was changed"):
        await place.restore()

    place.data = tmp_path / "fresh"
    await place.restore()

    assert set(await place.rows("person")) == {"p1"}


async def test_a_backup_to_where_nothing_can_be_written_is_refused_with_a_sentence(place):
    await (await place.open()).close()
    place.backup_file = place.data.parent / "no such folder" / "backup"

    with pytest.raises(BackupRefused, match="cannot be written"):
        await place.backup()


async def test_a_restore_needs_the_bot_to_be_stopped(place):
    store = await place.open()
    await place.backup()

    with pytest.raises(StoreBusy):
        await place.restore()
    await store.close()


async def test_a_damaged_store_is_replaced_and_kept_aside(place):
    store = await place.open()
    await commit(store, put("person", "p1"))
    await place.backup()
    await store.close()
    (place.data / "store.json").write_bytes(b"rubbish")

    restored = await place.restore()

    assert set(await place.rows("person")) == {"p1"}
    assert "before-restore-store.json" in restored.kept_aside
    assert (place.data / "before-restore-store.json").read_bytes() == b"rubbish"


async def test_a_backup_is_restored_to_an_empty_folder_with_its_key(place, tmp_path):
    store = await place.open()
    await commit(store, put("person", "p1"))
    await place.backup()
    await store.close()
    place.data = tmp_path / "fresh" / "data"

    await place.restore()

    assert set(await place.rows("person")) == {"p1"}


@pytest.mark.parametrize(
    "spoil",
    [lambda data: b"", lambda data: data[:-9], lambda data: data.replace(b"p1", b"p7")],
    ids=["empty", "cut short", "changed"],
)
async def test_an_unsound_backup_is_refused_and_the_store_stays(place, spoil):
    store = await place.open()
    await commit(store, put("person", "p1"))
    await place.backup()
    await commit(store, put("person", "p2"))
    await store.close()
    place.backup_file.write_bytes(spoil(place.backup_file.read_bytes()))

    with pytest.raises(BackupRefused, match="not a sound backup"):
        await place.restore()
    assert set(await place.rows("person")) == {"p1", "p2"}


async def test_a_backup_that_is_not_there_is_refused(place):
    await (await place.open()).close()

    with pytest.raises(BackupRefused, match="cannot be read"):
        await place.restore()


async def test_a_backup_of_another_store_is_refused(place, tmp_path):
    await (await place.open()).close()
    await place.backup()
    place.data = tmp_path / "other"
    await (await place.open()).close()

    with pytest.raises(BackupRefused, match="of another store"):
        await place.restore()


async def test_a_backup_does_not_open_with_another_key(place, tmp_path):
    await (await place.open()).close()
    await place.backup()
    other = Place(tmp_path / "other")
    await (await other.open()).close()
    place.key_file = other.key_file

    with pytest.raises(KeyRefused):
        await place.restore()


@pytest.mark.parametrize("operation", ["create", "append", "sync", "rename"])
async def test_a_restore_onto_a_failing_disk_leaves_the_old_store(place, operation):
    store = await place.open()
    await commit(store, put("person", "p1"))
    await place.backup()
    await commit(store, put("person", "p2"))
    await store.close()
    files = FailingFiles()
    files.fail(operation, errno.EIO)

    with pytest.raises(StoreFailed):
        await place.restore(files=files)
    assert set(await place.rows("person")) == {"p1", "p2"}


async def test_a_restore_is_audited_and_the_chain_goes_on(place):
    store = await place.open()
    await commit(store, audit=[{"what": "a"}])
    await place.backup()
    await store.close()
    await place.restore()

    store = await place.open()
    log = await store.audit()
    assert [row["what"] for row in log] == ["a", "store_restored"]
    assert log[1]["prev"] == log[0]["hash"]
    await store.close()


async def erase(store, person, *writes):
    await commit(store, Drop(table="person", id=person), *writes, erases=[person])


async def test_who_was_erased_after_the_backup_stays_erased_everywhere(place):
    store = await place.open()
    await commit(
        store,
        put("person", "p1", {"name": "x"}),
        put("person", "p2", {"name": "y"}),
        put("address", "h1", {"person": "p1"}),
        put("address", "h2", {"person": "p2"}),
        put("pending", "t1", {"to": "person", "id": "p1"}, due=9.0),
        put("code", "K7MQ2XZB", {"kind": "champion", "person": "p1"}),
        put(
            "session",
            "s1",
            {"seats": {"p1": {"role": "lived"}, "p2": {"role": "staff"}}, "cochair_lived": "p1"},
        ),
        put("call", "c9", {"for": "somebody"}),
    )
    await place.backup()
    await erase(store, "p1", Drop(table="call", id="c9"), put("suppressed", "h9", {"since": 1}))
    await store.close()

    restored = await place.restore()

    assert restored.erased_again == 1
    assert await place.rows("person") == {"p2": {"name": "y"}}
    assert await place.rows("address") == {"h2": {"person": "p2"}}
    assert await place.rows("pending") == {}
    assert await place.rows("code") == {}
    assert await place.rows("call") == {}
    assert await place.rows("session") == {"s1": {"seats": {"p2": {"role": "staff"}}, "cochair_lived": ""}}
    assert await place.rows("suppressed") == {"h9": {"since": 1}}


async def test_mentions_of_the_erased_in_lists_go_too(place):
    store = await place.open()
    await commit(
        store,
        put("person", "p1"),
        put("notes", "n1", {"who": ["p1", "p2"], "deep": [{"person": "p1"}, {"person": "p2"}]}),
    )
    await place.backup()
    await erase(store, "p1")
    await store.close()
    await place.restore()

    assert await place.rows("notes") == {"n1": {"who": ["p2"], "deep": [{"person": "p2"}]}}


async def test_who_came_back_before_the_backup_is_not_erased_by_an_older_wish(place):
    store = await place.open()
    await commit(store, put("person", "p1"), put("address", "h1", {"person": "p1"}))
    await erase(store, "p1", Drop(table="address", id="h1"))
    await commit(store, put("person", "p9"), put("address", "h1", {"person": "p9"}))
    await place.backup()
    await store.close()

    restored = await place.restore()

    assert restored.erased_again == 0
    assert await place.rows("person") == {"p9": {}}
    assert await place.rows("address") == {"h1": {"person": "p9"}}


async def test_an_erasure_survives_two_restores_of_the_same_old_backup(place):
    store = await place.open()
    await commit(store, put("person", "p1"), put("person", "p2"))
    await place.backup()
    await erase(store, "p1")
    await store.close()
    await place.restore()
    store = await place.open()
    await erase(store, "p2")
    await store.close()

    restored = await place.restore()

    assert restored.erased_again == 2
    assert await place.rows("person") == {}


async def test_a_backup_made_after_a_restore_is_newer_than_every_erasure_before_it(place, tmp_path):
    store = await place.open()
    await commit(store, put("person", "p1"), put("address", "h1", {"person": "p1"}))
    await place.backup()
    for _ in range(5):
        await commit(store, put("person", "other"))
    await erase(store, "p1", Drop(table="address", id="h1"))
    await store.close()
    await place.restore()
    store = await place.open()
    await commit(store, put("person", "p9"), put("address", "h1", {"person": "p9"}))
    place.backup_file = tmp_path / "second"
    await place.backup()
    await store.close()

    await place.restore()

    assert await place.rows("person") == {"p9": {}}
    assert await place.rows("address") == {"h1": {"person": "p9"}}


async def test_what_a_restore_kept_aside_goes_when_somebody_is_erased(place):
    store = await place.open()
    await commit(store, put("person", "p1"))
    await place.backup()
    await store.close()
    await place.restore()
    store = await place.open()
    await erase(store, "p1")
    await store.close()

    assert not [path.name for path in place.data.iterdir() if path.name.startswith("before-restore-")]


def lists(place):
    """The list of the erased in both its homes."""
    return [place.data / "erased", *place.key_file.parent.glob("erased-*")]


async def test_a_list_of_the_erased_that_opens_in_neither_home_stops_a_restore_with_a_sentence(place):
    store = await place.open()
    await commit(store, put("person", "p1"))
    await place.backup()
    await erase(store, "p1")
    await store.close()
    for home in lists(place):
        home.write_bytes(home.read_bytes()[:-1])

    with pytest.raises(BackupRefused, match="who was erased since comes back"):
        await place.restore()


def set_aside(place):
    """Take both copies of the list away; the result puts them back."""
    kept = {home: home.read_bytes() for home in lists(place)}
    for home in kept:
        home.unlink()

    def put_back(*which):
        for home, content in list(kept.items()):
            if not which or home.parent in which:
                home.write_bytes(content)

    return put_back


@pytest.mark.parametrize("homes", ["both", "data", "key"])
async def test_who_came_back_without_a_list_is_erased_again_once_the_list_is_back(place, homes):
    store = await place.open()
    await commit(store, put("person", "p1"), put("person", "p2"), put("address", "h1", {"person": "p1"}))
    await place.backup()
    await erase(store, "p1", Drop(table="address", id="h1"), put("suppressed", "h9", {"since": 1}))
    await store.close()
    put_back = set_aside(place)
    await place.restore(wish=Wish(without_erasures=True))
    assert set(await place.rows("person")) == {"p1", "p2"}

    put_back(*{"both": [], "data": [place.data], "key": [place.key_file.parent]}[homes])
    assert (await verify(place.data, key_file=place.key_file)).come_back == 1

    assert set(await place.rows("person")) == {"p2"}
    assert (await place.rows("address"), await place.rows("suppressed")) == ({}, {"h9": {"since": 1}})
    assert (await verify(place.data, key_file=place.key_file)).come_back == 0


async def test_a_folder_that_was_copied_back_by_hand_brings_nobody_back(place, tmp_path):
    store = await place.open()
    await commit(store, put("person", "p1"), put("person", "p2"))
    await store.close()
    shutil.copytree(place.data, tmp_path / "copied")
    store = await place.open()
    await commit(store, put("session", "s1"))
    await erase(store, "p1")
    await store.close()
    shutil.rmtree(place.data)
    shutil.copytree(tmp_path / "copied", place.data)

    reader = await TinyDbStore.open_reader(place.data, key_file=place.key_file, clock=lambda: NOW)
    assert [row.id for row in await reader.rows("person")] == ["p2"]
    with capture_logs() as logs:
        assert set(await place.rows("person")) == {"p2"}
    assert [line["count"] for line in logs if line["event"] == "erased_again"] == [1]
    store = await place.open()
    assert [(row["what"], row.get("persons")) for row in await store.audit()] == [("erased_again", 1)]
    await store.close()


async def test_an_erasure_whose_commit_never_was_is_left_to_be_asked_again(place, monkeypatch):
    store = await place.open()
    await commit(store, put("person", "p1"))
    shutil.copytree(place.data, place.data.with_name("before"))
    await erase(store, "p1")
    await store.close()
    shutil.copy(place.data / "erased", place.data.with_name("before") / "erased")
    shutil.rmtree(place.data)
    place.data.with_name("before").rename(place.data)  # as if the power went between the list and the journal

    assert set(await place.rows("person")) == {"p1"}
    store = await place.open()
    for _ in range(3):
        await commit(store, put("session", "s1"))
    await store.close()
    assert set(await place.rows("person")) == {"p1"}, (
        "nor is it done later, when the store has gone past its number"
    )


async def test_a_backup_with_somebody_who_had_come_back_brings_them_back_to_nobody(place):
    store = await place.open()
    await commit(store, put("person", "p1"))
    await place.backup()
    await erase(store, "p1")
    await store.close()
    put_back = set_aside(place)
    await place.restore(wish=Wish(without_erasures=True))
    place.backup_file = place.backup_file.with_name("second")
    await place.backup()
    put_back()

    restored = await place.restore()

    assert restored.erased_again == 1
    assert await place.rows("person") == {}


async def test_an_erased_person_is_in_no_file_soon_after(place):
    store = await place.open()
    await commit(store, put("person", "p1", {"name": "x"}))
    sealed = (place.data / "store.json").read_bytes(), [p.name for p in place.data.glob("journal-*")]
    await erase(store, "p1")
    await store._snapshots_done()

    assert [p.name for p in place.data.glob("journal-*")] != sealed[1]
    assert b'"p1"' not in (place.data / "store.json").read_bytes()
    await store.close()


async def test_who_is_erased_while_verify_looks_has_not_come_back(place, monkeypatch):
    store = await place.open()
    await commit(store, *(put("person", f"p{number}") for number in range(4)))
    look = care._look_beside

    async def erase_first(at):
        for number in range(3):
            await erase(store, f"p{number}")
        return await look(at)

    monkeypatch.setattr(care, "_look_beside", erase_first)

    assert (await verify(place.data, key_file=place.key_file)).come_back == 0
    await store.close()
