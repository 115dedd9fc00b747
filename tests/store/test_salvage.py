"""Salvage brings back every row and record before and after a damaged one, and says what is missing."""

import pytest

from outreach_bot.store.base import Commit, Drop, Put, StoreDamaged
from outreach_bot.store.care import BackupRefused, restore, salvage, verify
from outreach_bot.store.chain import first_break
from outreach_bot.store.journal import FILE_HEADER_BYTES
from tests.store.conftest import NOW, noted
from tests.store.test_damage import record_starts
from tests.store.test_lost import LOSSES, Folder, put

pytestmark = pytest.mark.asyncio


class Rescued(Folder):
    """A folder whose store is salvaged and brought back."""

    async def salvage(self):
        """Save what holds, put it in the place of what was there; returns what was found."""
        file = self.data.with_name("saved")
        saved = await salvage(self.data, file, key_file=self.key_file, clock=lambda: NOW)
        await restore(file, self.data, key_file=self.key_file, clock=lambda: NOW)
        await verify(self.data, key_file=self.key_file)
        return saved.found


@pytest.fixture
def folder(tmp_path):
    return Rescued(tmp_path)


def flip(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 0x55
    path.write_bytes(data)


async def test_a_byte_flipped_in_the_middle_costs_one_record_and_says_which(folder):
    journal = await folder.killed(people=9, in_journal=5)
    flip(journal, record_starts(journal.read_bytes())[2] + 40)
    with pytest.raises(StoreDamaged):
        await folder.open()

    found = await folder.salvage()

    (missing,) = found.missing
    assert await folder.people() == ["p0", "p1", "p2", "p3", "p4", "p5", "p7", "p8"]
    assert (missing.first, missing.last, missing.file) == (7, 7, journal.name)
    assert (missing.after, missing.before) == (NOW + 5, NOW + 7)
    assert "record 7 of" in str(missing)
    assert "between 2027-01-15 08:00:05 UTC and 2027-01-15 08:00:07 UTC" in str(missing)
    assert found.records == 4


async def test_every_byte_of_a_journal_flipped_costs_at_most_the_record_it_is_in(folder):
    journal = await folder.killed(people=6, in_journal=3)
    whole = journal.read_bytes()
    saved = folder.data.with_name("saved")
    for at in range(0, len(whole), 5):
        journal.write_bytes(whole)
        flip(journal, at)
        found = (await salvage(folder.data, saved, key_file=folder.key_file, clock=lambda: NOW)).found
        saved.unlink()

        assert found.records >= 2
        assert len(found.tables.table("person").live) == 3 + found.records
        assert sum(one.last - one.first + 1 for one in found.missing) <= 1


async def test_a_row_flipped_in_the_store_file_costs_that_row_and_says_of_which_table(folder):
    store = await folder.open()
    for number in range(5):
        await put(store, number)
    writes = [
        Put(table="session", id=f"s{number}", body={"n": number}, due=float(number)) for number in range(3)
    ]
    await store.commit(Commit(key="a key", at=NOW, writes=writes, counts=[("c", 4)]))
    await store.close()
    path = folder.data / "store.json"
    flip(path, path.read_bytes().index(b'"p2"') + 60)

    found = await folder.salvage()

    assert await folder.people() == ["p0", "p1", "p3", "p4"]
    assert found.lost_rows == {"person": 1}
    store = await folder.open()
    assert [(row.id, row.body, row.due) for row in await store.rows("session")] == [
        (f"s{number}", {"n": number}, float(number)) for number in range(3)
    ]
    assert await store.counters() == {"c": 4}
    assert await store.seen("a key")
    await store.close()


async def test_any_byte_flipped_in_the_store_file_costs_at_most_two_rows_and_none_of_another_place(folder):
    store = await folder.open()
    for number in range(4):
        await put(store, number)
    await store.commit(Commit(at=NOW, writes=[Put(table="session", id="s1", body={"n": 1})]))
    await store.close()
    path, saved = folder.data / "store.json", folder.data.with_name("saved")
    whole = path.read_bytes()
    for at in range(0, len(whole), 11):
        path.write_bytes(whole)
        flip(path, at)
        found = (
            await salvage(
                folder.data, saved, key_file=folder.key_file, clock=lambda: NOW, tables=["person", "session"]
            )
        ).found
        saved.unlink()
        kept = {
            (table, row_id, row["body"]["n"])
            for table in ("person", "session")
            for row_id, row in found.tables.table(table).live.items()
        }

        assert kept <= {*(("person", f"p{n}", n) for n in range(4)), ("session", "s1", 1)}
        assert len(kept) >= 3


async def test_a_store_file_that_is_gone_leaves_what_the_journal_holds(folder):
    await folder.killed(people=6, in_journal=2)
    (folder.data / "store.json").unlink()

    found = await folder.salvage()

    assert await folder.people() == ["p4", "p5"]
    assert not found.whole_snapshot


async def test_a_record_that_erased_somebody_and_is_lost_erases_them_all_the_same(folder):
    store = await folder.open()
    for number in range(3):
        await put(store, number)
    await store._writer.snapshot(store._tables.copy())
    erasing = Commit(at=NOW, writes=[Drop(table="person", id="p1")], erases=["p1"])
    payload_before = folder.journal
    store._upkeep._ended = True  # no snapshot: the journal holds the erasure alone
    await store.commit(erasing)
    await put(store, 7)
    await folder.leave(store)
    flip(payload_before, record_starts(payload_before.read_bytes())[0] + 40)

    found = await folder.salvage()

    assert await folder.people() == ["p0", "p2", "p7"]
    assert [(one.first, one.last) for one in found.missing] == [(4, 4)]


async def test_records_that_were_acknowledged_and_are_gone_from_the_end_are_listed(folder):
    journal = await folder.killed(people=5, in_journal=1)
    journal.write_bytes(journal.read_bytes()[:FILE_HEADER_BYTES])

    found = await folder.salvage()

    assert [(one.first, one.last, one.before) for one in found.missing] == [(5, 5, NOW + 4)]


@pytest.mark.parametrize("lose", ["deleted", "emptied", "cut into its header"])
async def test_of_a_journal_that_is_gone_nobody_knows_how_much_was_in_it(folder, lose):
    journal = await folder.killed(people=5, in_journal=2)
    LOSSES[lose](journal)
    (folder.data / "reached").unlink()

    found = await folder.salvage()

    assert (found.records, found.missing, found.lost_journals) == (0, [], [journal.name])
    assert await folder.people() == ["p0", "p1", "p2"]


async def test_of_a_journal_that_is_gone_an_older_note_says_the_least_that_was_in_it(folder):
    journal = await folder.killed(people=5, in_journal=2)
    journal.unlink()

    (missing,) = (await folder.salvage()).missing

    assert (missing.first, missing.last, missing.more) == (4, 4, True)
    assert str(missing).startswith(f"at least record 4 of {journal.name}, written between")
    assert str(missing).endswith("; there may have been more")


async def test_a_journal_that_is_gone_before_another_one_is_counted_by_that_ones_name(folder):
    store = await folder.open()
    await put(store, 0)
    kept = (folder.data / "store.json").read_bytes()
    await put(store, 1)
    await store._writer.snapshot(store._tables.copy())
    await folder.leave(store)
    (folder.data / "store.json").write_bytes(kept)
    (folder.data / "reached").unlink()

    found = await folder.salvage()

    assert [(one.first, one.last, one.more) for one in found.missing] == [(1, 2, False)]
    assert found.lost_journals == []


async def test_the_journal_of_a_clean_stop_may_be_gone(folder):
    store = await folder.open()
    await put(store, 0)
    await store.close()
    for left in folder.data.glob("journal-*"):
        left.unlink()

    found = await folder.salvage()

    assert (found.missing, found.lost_journals) == ([], [])


async def test_the_audit_log_is_chained_anew_and_rows_behind_a_gap_say_which_numbers_they_had(folder):
    store = await folder.open()
    for number in range(4):
        await store.commit(Commit(at=NOW, audit=[{"what": f"a{number}"}]))
    await store.close()
    path = folder.data / "store.json"
    flip(path, path.read_bytes().index(b'"2":{"revision"') + 80)

    await folder.salvage()

    store = await folder.open()
    log = await store.audit()
    assert first_break(log) == 0
    assert [(row["what"], row.get("was_seq")) for row in log] == [
        ("a0", None),
        ("a2", 3),
        ("a3", 4),
        ("store_salvaged", None),
        ("store_restored", None),
    ]
    assert log[3]["lost_rows"] == 1
    await store.close()


async def test_a_whole_store_is_salvaged_whole_and_misses_nothing(folder):
    await folder.killed()

    found = await folder.salvage()

    assert (found.missing, found.lost_rows, found.torn, found.whole_snapshot) == ([], {}, {}, True)
    assert len(await folder.people()) == 9


async def test_salvage_changes_nothing_and_never_replaces_a_file(folder):
    await folder.killed()
    saved = folder.data.with_name("saved")
    before = {path.name: path.read_bytes() for path in folder.data.iterdir()}
    await salvage(folder.data, saved, key_file=folder.key_file, clock=lambda: NOW)

    assert {path.name: path.read_bytes() for path in folder.data.iterdir()} == before
    with pytest.raises(BackupRefused, match="another name"):
        await salvage(folder.data, saved, key_file=folder.key_file, clock=lambda: NOW)


async def test_nothing_to_save_is_said_with_what_is_left_to_do(folder):
    store = await folder.open()
    await put(store, 1)
    await noted(store)
    await store.close()
    (folder.data / "store.json").write_bytes(b"")

    with pytest.raises(BackupRefused, match="outreach-bot store restore FILE"):
        await salvage(
            folder.data, folder.data.with_name("saved"), key_file=folder.key_file, clock=lambda: NOW
        )
