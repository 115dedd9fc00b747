"""Files that lost something: a journal that is gone, emptied or cut is noticed, and what is left out is said."""

import errno
import shutil

import pytest
from structlog.testing import capture_logs

from outreach_bot.store.base import Commit, Put, StoreDamaged
from outreach_bot.store.care import verify
from outreach_bot.store.journal import FILE_HEADER_BYTES, RECORD_MARK
from outreach_bot.store.snapshot import SNAPSHOT_NAME
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.disks import FailingFiles
from tests.store.conftest import NOW, noted

pytestmark = pytest.mark.asyncio


class Folder:
    """A store on this disk, and copies of it as a killed process would leave it."""

    def __init__(self, root):
        self.data = root / "data"
        self.key_file = root / "keys" / "key"

    async def open(self, files=None):
        return await TinyDbStore.open(self.data, key_file=self.key_file, clock=lambda: NOW, files=files)

    async def leave(self, store):
        """As a process that is killed now leaves the folder."""
        await noted(store)
        copy = self.data.with_name("copy")
        shutil.copytree(self.data, copy)
        await store.close()
        shutil.rmtree(self.data)
        copy.rename(self.data)

    async def people(self):
        store = await self.open()
        rows = await store.rows("person")
        await store.close()
        return [row.id for row in rows]

    async def verify(self):
        return await verify(self.data, key_file=self.key_file)

    async def killed(self, people=9, in_journal=3):
        """A store of `people`, the last of whom are in the journal only; the process is gone without a word."""
        store = await self.open()
        for number in range(people - in_journal):
            await put(store, number)
        await store.close()
        store = await self.open()
        for number in range(people - in_journal, people):
            await put(store, number)
            await noted(store)
        await self.leave(store)
        return self.journal

    @property
    def journal(self):
        (journal,) = self.data.glob("journal-*")
        return journal


async def put(store, number):
    await store.commit(
        Commit(at=NOW + number, writes=[Put(table="person", id=f"p{number}", body={"n": number})])
    )


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


LOSSES = {
    "deleted": lambda journal: journal.unlink(),
    "emptied": lambda journal: journal.write_bytes(b""),
    "cut into its header": lambda journal: journal.write_bytes(journal.read_bytes()[: FILE_HEADER_BYTES - 1]),
    "cut to its header": lambda journal: journal.write_bytes(journal.read_bytes()[:FILE_HEADER_BYTES]),
}


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
async def test_a_journal_that_is_gone_emptied_or_cut_is_noticed_by_a_start_and_by_verify(folder, lose):
    journal = await folder.killed()
    lose(journal)

    with pytest.raises(StoreDamaged, match=journal.name):
        await folder.verify()
    with pytest.raises(StoreDamaged, match=journal.name) as refused:
        await folder.open()
    assert "outreach-bot store salvage FILE" in str(refused.value)


async def test_a_journal_that_lost_acknowledged_records_says_which_and_when_they_were_acknowledged(folder):
    journal = await folder.killed()
    journal.write_bytes(journal.read_bytes()[:FILE_HEADER_BYTES])

    with pytest.raises(
        StoreDamaged, match=r"1 record is missing from its end, 7: .* 2027-01-15 08:00:06 UTC"
    ):
        await folder.open()


@pytest.mark.parametrize("lose", [LOSSES["deleted"], LOSSES["cut to its header"]], ids=["deleted", "cut"])
async def test_after_a_clean_stop_nothing_is_in_the_journal_and_nothing_is_lost_with_it(folder, lose):
    store = await folder.open()
    await put(store, 1)
    await store.close()
    lose(folder.journal)

    with capture_logs() as logs:
        assert await folder.people() == ["p1"]
    assert [line["lost"] for line in logs if line["event"] == "journal_missing"] in (
        [],
        ["nothing: the last stop was clean"],
    )


async def test_a_torn_write_is_left_out_in_numbers_and_times_by_a_start_and_by_verify(folder):
    journal = await folder.killed()
    whole = journal.read_bytes()
    last = whole.rfind(RECORD_MARK)
    journal.write_bytes(whole[:-5])
    torn = len(whole) - 5 - last

    (told,) = (await folder.verify()).left_out
    with capture_logs() as logs:
        assert await folder.people() == [f"p{number}" for number in range(8)]

    (said,) = [line for line in logs if line["event"] == "torn_write_left_out"]
    assert (told.journal, told.bytes, told.records, told.after) == (journal.name, torn, 1, 8)
    assert (told.at_byte, told.after_at) == (last, NOW + 7)
    assert (said["bytes"], said["records"], said["last_record"]) == (torn, 1, 8)
    assert said["last_record_at"] == "2027-01-15 08:00:07 UTC"
    assert (await folder.verify()).left_out == []


async def test_a_record_that_was_acknowledged_and_is_torn_now_is_no_torn_write(folder):
    journal = await folder.killed(people=4, in_journal=1)
    journal.write_bytes(journal.read_bytes()[:-5])

    with pytest.raises(StoreDamaged, match="1 record is missing from its end, 4"):
        await folder.open()


async def test_the_newer_of_two_journals_is_missed_by_the_one_before(folder):
    """As there are while a snapshot is put off: the first has ended, and names the second."""
    files = FailingFiles()
    store = await folder.open(files)
    await put(store, 1)
    await noted(store)
    files.fail("rename", errno.ENOSPC)
    store._upkeep.ask()
    await store._snapshots_done()
    await put(store, 2)
    await folder.leave(store)
    _, newer = sorted(folder.data.glob("journal-*"))
    held = newer.read_bytes()
    newer.unlink()

    with pytest.raises(StoreDamaged, match=f"{newer.name}: it is missing, though the journal before it says"):
        await folder.open()
    newer.write_bytes(held)
    assert await folder.people() == ["p1", "p2"]


@pytest.mark.parametrize("left", ["erased", "reached"])
async def test_a_folder_that_lost_its_store_file_and_journals_is_not_begun_anew_over_what_is_left(
    folder, left
):
    journal = await folder.killed()
    journal.unlink()
    for path in folder.data.iterdir():
        if path.name not in (left, "lock"):
            path.unlink(missing_ok=True)

    with pytest.raises(StoreDamaged, match=f"store.json: it is missing, though {left} is there"):
        await folder.open()


async def test_a_journal_deleted_under_a_running_bot_is_missed_at_the_next_start(folder):
    store = await folder.open()
    await put(store, 1)
    folder.journal.unlink()
    await put(store, 2)  # it goes into a file without a name
    await noted(store)
    await folder.leave(store)

    with pytest.raises(StoreDamaged, match="is missing"):
        await folder.open()


async def test_a_note_of_how_far_it_got_that_does_not_open_is_no_reason_to_refuse(folder):
    await folder.killed()
    (folder.data / "reached").write_bytes(b"rubbish")

    assert len(await folder.people()) == 9


OLD_FORMAT = "tests/store/format_1"


async def test_a_store_of_the_format_before_opens_and_is_brought_up(folder, request):
    shutil.copytree(request.config.rootpath / OLD_FORMAT, folder.data.parent, dirs_exist_ok=True)
    folder.key_file.chmod(0o600)

    assert await folder.people() == ["p0", "p1", "p3"]
    assert b'"format":2' in (folder.data / SNAPSHOT_NAME).read_bytes()
    assert len(list(folder.key_file.parent.glob("erased-*"))) == 1
    assert (await folder.verify()).lists.listing.entries[0].persons == ["p2"]
