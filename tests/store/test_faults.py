"""A disk that fails: nothing is acknowledged, nothing is tried again, and a new start finds all that was."""

import asyncio
import errno
import subprocess
import sys
import textwrap
import threading

import pytest
from structlog.testing import capture_logs

from outreach_bot.store.base import Commit, Outcome, Put, StoreBusy, StoreFailed
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.disks import FailingFiles
from tests.store.conftest import NOW, noted

pytestmark = pytest.mark.asyncio

FAULTS = {
    "disk full": ("append", errno.ENOSPC),
    "read-only since": ("append", errno.EROFS),
    "short write": ("append", "short"),
    "failed fsync": ("sync", errno.EIO),
}


def a_commit(name, **more):
    return Commit(key=name, at=NOW, writes=[Put(table="person", id=name, body={"n": name})], **more)


async def opened(tmp_path, files=None):
    return await TinyDbStore.open(
        tmp_path / "data", key_file=tmp_path / "keys" / "key", clock=lambda: NOW, files=files
    )


async def snapshot_ended(store):
    await store._snapshots_done()


@pytest.mark.parametrize(("operation", "error"), FAULTS.values(), ids=FAULTS)
async def test_that_only_help_goes_out_from_now_on_is_said_once(tmp_path, operation, error):
    files = FailingFiles()
    store = await opened(tmp_path, files)
    files.fail(operation, error)
    with capture_logs() as lines:
        for name in ("p1", "p2"):
            with pytest.raises(StoreFailed):
                await store.commit(a_commit(name))

    refused = [line for line in lines if line["event"] == "the disk refused a write: only help goes out"]
    assert [(line["log_level"], line["needs_mb"]) for line in refused] == [("error", 1)]
    await store.close()


@pytest.mark.parametrize(("operation", "error"), FAULTS.values(), ids=FAULTS)
async def test_a_commit_that_cannot_be_written_is_not_acknowledged_and_nor_is_any_after_it(
    tmp_path, operation, error
):
    files = FailingFiles()
    store = await opened(tmp_path, files)
    await store.commit(a_commit("before"))
    await noted(store)
    files.fail(operation, error)

    with pytest.raises(StoreFailed):
        await store.commit(a_commit("p1"))
    assert not store.healthy
    files.failing.clear()
    tried = len(files.calls)
    with pytest.raises(StoreFailed):
        await store.commit(a_commit("p2"))
    with pytest.raises(StoreFailed):
        await store.commit(a_commit("p1"))
    with pytest.raises(
        StoreFailed
    ):  # it is in memory, and was never on the disk: nobody may say that it is done
        await store.seen("p1")
    assert not await store.seen("never")
    await store.close()
    assert len(files.calls) == tried


@pytest.mark.parametrize(("operation", "error"), FAULTS.values(), ids=FAULTS)
async def test_all_that_wait_for_a_failed_write_are_refused(tmp_path, operation, error):
    files = FailingFiles()
    store = await opened(tmp_path, files)
    files.fail(operation, error)

    outcomes = await asyncio.gather(
        *(store.commit(a_commit(f"p{n}")) for n in range(20)), return_exceptions=True
    )

    assert {type(outcome) for outcome in outcomes} == {StoreFailed}
    await store.close()


@pytest.mark.parametrize(("operation", "error"), FAULTS.values(), ids=FAULTS)
async def test_a_new_start_after_a_failed_write_finds_all_that_was_acknowledged(tmp_path, operation, error):
    files = FailingFiles()
    store = await opened(tmp_path, files)
    await asyncio.gather(*(store.commit(a_commit(f"p{n}")) for n in range(5)))
    files.fail(operation, error)
    with pytest.raises(StoreFailed):
        await store.commit(a_commit("in doubt"))
    await store.close()

    store = await opened(tmp_path)
    assert {row.id for row in await store.rows("person")} >= {f"p{n}" for n in range(5)}
    # In doubt is either whole, and then its key says so, or not there at all; the input is handed in again.
    outcome = await store.commit(a_commit("in doubt"))
    assert outcome in {Outcome.ALREADY_DONE, Outcome.COMMITTED}
    assert (await store.get("person", "in doubt")).revision == 1
    await store.close()


@pytest.mark.parametrize("operation", ["create", "append", "sync", "rename", "sync_folder"])
async def test_an_erasure_that_cannot_be_listed_is_not_acknowledged(tmp_path, operation):
    files = FailingFiles()
    store = await opened(tmp_path, files)
    await store.commit(a_commit("p1"))
    files.fail(operation, errno.EIO)

    with pytest.raises(StoreFailed):
        await store.commit(a_commit("erasing", erases=["p1"]))
    assert not store.healthy
    await store.close()


FAULTS_OF_A_SNAPSHOT = {
    "disk failing, create": ("create", errno.EIO),
    "disk failing, append": ("append", errno.EIO),
    "disk failing, sync": ("sync", errno.EIO),
    "disk failing, rename": ("rename", errno.EIO),
    "disk failing, unlink": ("unlink", errno.EIO),
    "its name in doubt": ("sync_folder", errno.ENOSPC),
}


@pytest.mark.parametrize(("operation", "error"), FAULTS_OF_A_SNAPSHOT.values(), ids=FAULTS_OF_A_SNAPSHOT)
async def test_a_snapshot_that_fails_turns_the_store_to_help_only_and_loses_nothing(
    tmp_path, operation, error
):
    files = FailingFiles()
    store = await opened(tmp_path, files)
    await store.commit(a_commit("p1"))
    await noted(store)
    files.fail(operation, error)
    store._upkeep.ask()
    await snapshot_ended(store)

    assert not store.healthy
    assert not await store.can_go_on()
    with pytest.raises(StoreFailed):
        await store.commit(a_commit("p2"))
    await store.close()
    store = await opened(tmp_path)
    assert [row.id for row in await store.rows("person")] == ["p1"]
    await store.close()


@pytest.mark.parametrize("operation", ["lock", "create", "append", "sync", "rename", "sync_folder"])
async def test_a_folder_that_cannot_be_written_stops_the_start_with_a_sentence(tmp_path, operation):
    files = FailingFiles()
    files.fail(operation, errno.EROFS)

    with pytest.raises(StoreFailed, match="Read-only file system"):
        await opened(tmp_path, files)
    # Let go of: the next start is not told that it is taken.
    await (await opened(tmp_path)).close()


async def test_a_store_closed_on_a_full_disk_closes_without_a_word_and_keeps_everything(tmp_path):
    files = FailingFiles()
    store = await opened(tmp_path, files)
    await store.commit(a_commit("p1"))
    files.fail("create")
    await store.close()

    store = await opened(tmp_path)
    assert [row.id for row in await store.rows("person")] == ["p1"]
    await store.close()


async def test_a_closed_store_takes_no_commit(tmp_path):
    store = await opened(tmp_path)
    await store.close()

    assert not store.healthy
    with pytest.raises(StoreFailed):
        await store.commit(a_commit("p1"))


async def test_a_second_process_is_refused_while_the_first_holds_the_store(tmp_path):
    store = await opened(tmp_path)
    with pytest.raises(StoreBusy, match="Another outreach-bot is running"):
        await opened(tmp_path)
    await store.close()

    await (await opened(tmp_path)).close()


UNTIL_THE_DISK_IS_FULL = textwrap.dedent(
    """
    import asyncio, resource, signal, sys
    from pathlib import Path
    from outreach_bot.store.base import Commit, Put, StoreFailed
    from outreach_bot.store.tinydb_store import TinyDbStore

    async def main(folder):
        store = await TinyDbStore.open(folder / "data", key_file=folder / "keys" / "key", clock=lambda: 1.0)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_001, 50_001))
        for number in range(1_000):
            try:
                await store.commit(Commit(at=1.0, writes=[Put(table="person", id=f"p{number}", body={"x": "y" * 900})]))
            except StoreFailed:
                print(number, store.healthy)
                break
        await store.close()

    asyncio.run(main(Path(sys.argv[1])))
    """
)


async def test_a_real_file_that_may_grow_no_further_cuts_a_record_short_and_loses_nothing_before_it(tmp_path):
    """The kernel itself writes the first part of a record and refuses the rest."""
    ran = subprocess.run(
        [sys.executable, "-c", UNTIL_THE_DISK_IS_FULL, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    acknowledged, healthy = ran.stdout.splitlines()[-1].split()

    store = await opened(tmp_path)
    assert healthy == "False"
    assert int(acknowledged) > 10
    assert len(await store.rows("person")) == int(acknowledged)
    await store.close()


async def test_an_input_handed_in_twice_is_not_called_done_before_it_is_durable(tmp_path):
    files = FailingFiles()
    store = await opened(tmp_path, files)
    files.fail("sync", errno.EIO)

    outcomes = await asyncio.gather(*(store.commit(a_commit("p1")) for _ in range(3)), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [StoreFailed] * 3
    await store.close()


class OneFaultAfterAWait(FailingFiles):
    """Holds the next sync until it is let go, then fails it and no other."""

    def __init__(self):
        super().__init__()
        self.armed = False
        self.reached = threading.Event()
        self.let_go = threading.Event()

    def _meet(self, operation):
        super()._meet(operation)
        if operation == "sync" and self.armed:
            self.armed = False
            self.reached.set()
            self.let_go.wait(timeout=30)
            raise OSError(errno.EIO, "Input/output error")


async def test_what_waits_behind_a_failed_sync_is_never_written(tmp_path):
    files = OneFaultAfterAWait()
    store = await opened(tmp_path, files)
    files.armed = True
    first = asyncio.ensure_future(store.commit(a_commit("p1")))
    await asyncio.to_thread(files.reached.wait, 30)
    second = asyncio.ensure_future(store.commit(a_commit("p2")))
    await asyncio.sleep(0)
    tried = len(files.calls)
    files.let_go.set()

    outcomes = await asyncio.gather(first, second, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [StoreFailed] * 2
    assert len(files.calls) == tried
    await store.close()
