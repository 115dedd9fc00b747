"""A machine that is short of descriptors, memory or room for a while: nothing is lost, and nothing ends by it."""

import asyncio
import errno
import subprocess
import sys
import textwrap

import pytest
from structlog.testing import capture_logs

from outreach_bot.store import upkeep, writer
from outreach_bot.store.base import Commit, Drop, Put, StoreFailed
from outreach_bot.store.spare import SPARE, Spare
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.disks import FailingFiles
from tests.store.conftest import NOW, noted

pytestmark = pytest.mark.asyncio

SHORT = {
    "descriptors": errno.EMFILE,
    "descriptors of all": errno.ENFILE,
    "memory": errno.ENOMEM,
    "room": errno.ENOSPC,
    "quota": errno.EDQUOT,
}


def a_commit(name, **more):
    return Commit(key=name, at=NOW, writes=[Put(table="person", id=name, body={"n": name})], **more)


def erasing(name):
    return Commit(at=NOW, writes=[Drop(table="person", id=name)], erases=[name])


async def opened(tmp_path, files=None):
    return await TinyDbStore.open(
        tmp_path / "data", key_file=tmp_path / "keys" / "key", clock=lambda: NOW, files=files
    )


async def until(true):
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.001)


async def people(store):
    return [row.id for row in await store.rows("person")]


@pytest.mark.parametrize("operation", ["create", "append", "sync", "rename"])
@pytest.mark.parametrize("error", SHORT.values(), ids=SHORT)
async def test_a_snapshot_there_is_no_room_for_is_put_off_and_written_when_there_is(
    tmp_path, monkeypatch, operation, error
):
    monkeypatch.setattr(upkeep, "FIRST_PUT_OFF", 0.001)
    monkeypatch.setattr(upkeep, "LONGEST_PUT_OFF", 0.001)
    files = FailingFiles()
    store = await opened(tmp_path, files)
    await store.commit(a_commit("p1"))
    await noted(store)
    kept = (tmp_path / "data" / "store.json").read_bytes()
    files.fail(operation, error)
    with capture_logs() as logs:
        store._upkeep.ask()
        await until(lambda: sum(line["event"] == "snapshot_put_off" for line in logs) > 2)

    assert store.healthy
    assert (tmp_path / "data" / "store.json").read_bytes() == kept
    files.failing.clear()
    await store.commit(a_commit("p2"))
    await until(lambda: (tmp_path / "data" / "store.json").read_bytes() != kept)
    await store.close()
    store = await opened(tmp_path)
    assert await people(store) == ["p1", "p2"]
    assert not list((tmp_path / "data").glob("*.new"))
    await store.close()


@pytest.mark.parametrize("error", [errno.EMFILE, errno.ENFILE])
async def test_commits_go_on_while_a_snapshot_cannot_be_begun(tmp_path, error):
    files = FailingFiles()
    store = await opened(tmp_path, files)
    files.fail("create", error)
    store._upkeep.ask()
    for number in range(5):
        await store.commit(a_commit(f"p{number}"))

    assert store.healthy
    await store.close()
    assert len(await people(await opened(tmp_path))) == 5


@pytest.mark.parametrize("operation", ["create", "append", "sync", "rename"])
@pytest.mark.parametrize("error", SHORT.values(), ids=SHORT)
async def test_an_erasure_that_cannot_be_listed_now_waits_and_is_done_once_it_can(tmp_path, operation, error):
    files = OnlyTheList(operation, error)
    store = await opened(tmp_path, files)
    await store.commit(a_commit("p1"))
    await store.commit(a_commit("p2"))
    files.armed = True
    forgotten = asyncio.ensure_future(store.commit(erasing("p1")))
    behind = asyncio.ensure_future(store.commit(a_commit("p3")))
    await until(lambda: files.refused > 2)

    assert not forgotten.done()
    assert not behind.done()
    assert not store.healthy  # nothing can be acknowledged at this moment; it is not the end of it
    files.armed = False
    await asyncio.wait_for(asyncio.gather(forgotten, behind), 60)
    assert store.healthy
    await store.close()
    store = await opened(tmp_path)
    assert await people(store) == ["p2", "p3"]
    await store.close()


class OnlyTheList(FailingFiles):
    """Refuses to write the list of the erased, and nothing else, while `armed`."""

    def __init__(self, operation, error):
        super().__init__()
        self._operation, self._error = operation, error
        self.armed = False
        self.refused = 0
        self._now = ""

    def create(self, path):
        self._now = path.name
        return super().create(path)

    def rename(self, old, new):
        self._now = old.name
        super().rename(old, new)

    def _meet(self, operation):
        super()._meet(operation)
        if self.armed and operation == self._operation and self._now.startswith("erased"):
            self.refused += 1
            raise OSError(self._error, "short of it")


async def test_an_erasure_that_cannot_be_listed_for_long_is_refused_and_the_store_can_go_on_later(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(writer, "HELD_SECONDS", 0.2)
    files = FailingFiles()
    store = await opened(tmp_path, files)
    await store.commit(a_commit("p1"))
    files.fail("create", errno.ENFILE)
    with pytest.raises(StoreFailed, match="goes on by itself"):
        await asyncio.wait_for(store.commit(erasing("p1")), 60)

    assert not store.healthy
    assert not await store.can_go_on()
    files.failing.clear()
    assert await store.can_go_on()
    await store.close()
    store = await opened(tmp_path)
    assert await people(store) == ["p1"]
    await store.close()


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, "short"])
async def test_a_full_disk_ends_acknowledging_and_a_new_start_can_go_on_once_there_is_room(tmp_path, error):
    files = FailingFiles()
    store = await opened(tmp_path, files)
    await store.commit(a_commit("p1"))
    await noted(store)
    files.fail("append", error)
    with pytest.raises(StoreFailed):
        await store.commit(a_commit("p2"))

    assert not await store.can_go_on()
    files.failing.clear()
    assert await store.can_go_on()
    with pytest.raises(StoreFailed):  # but not this one: what its memory holds is not what the disk does
        await store.commit(a_commit("p3"))
    await store.close()
    assert await people(await opened(tmp_path)) == ["p1"]


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC])
async def test_after_a_failed_sync_of_the_journal_nothing_goes_on_by_itself(tmp_path, error):
    files = FailingFiles()
    store = await opened(tmp_path, files)
    files.fail("sync", error)
    with pytest.raises(StoreFailed):
        await store.commit(a_commit("p1"))
    files.failing.clear()

    assert not await store.can_go_on()
    await store.close()


async def test_the_reserve_is_given_up_one_by_one_and_never_whole():
    spare = Spare()
    spare.fill()
    given = 0

    def full():
        nonlocal given
        given += 1
        raise OSError(errno.EMFILE, "Too many open files")

    with pytest.raises(OSError, match="Too many"):
        spare.lend(full)
    assert given == SPARE
    spare.let_go()


class KeyFolderRefuses(FailingFiles):
    """A disk on which the folder of the key may be read and not written, while `armed`."""

    armed = True

    def __init__(self, error):
        super().__init__()
        self._error = error

    def create(self, path):
        if self.armed and path.name.startswith("erased-"):
            raise OSError(self._error, "no")
        return super().create(path)


@pytest.mark.parametrize("error", [errno.EROFS, errno.EACCES, errno.EIO, errno.ENOSPC])
async def test_where_the_folder_of_the_key_cannot_be_written_people_are_erased_all_the_same_and_it_is_said(
    tmp_path, error
):
    files = KeyFolderRefuses(error)
    with capture_logs() as logs:
        store = await opened(tmp_path, files)
        await store.commit(a_commit("p1"))
        await store.commit(erasing("p1"))
    assert store.healthy
    assert await people(store) == []
    await store.close()
    assert {line["reason"] for line in logs if line["event"] == "erasures_have_one_home"} == {
        errno.errorcode[error]
    }
    assert not list((tmp_path / "keys").glob("erased-*"))

    files.armed = False
    await (await opened(tmp_path, files)).close()
    (beside,) = (tmp_path / "keys").glob("erased-*")
    assert beside.read_bytes() == (tmp_path / "data" / "erased").read_bytes()


EXHAUSTED = textwrap.dedent(
    """
    import asyncio, os, resource, sys
    from pathlib import Path
    from outreach_bot.store.base import Commit, Drop, Put
    from outreach_bot.store.tinydb_store import TinyDbStore

    async def main(folder):
        resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))
        store = await TinyDbStore.open(folder / "data", key_file=folder / "keys" / "key", clock=lambda: 1.0)
        for number in range(50):
            await store.commit(Commit(at=1.0, writes=[Put(table="person", id=f"p{number}", body={"n": number})]))
        taken = []
        try:
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        except OSError:
            pass
        for number in range(10):  # each lists somebody in two places, and asks for a snapshot
            drop = Drop(table="person", id=f"p{number}")
            await store.commit(Commit(at=1.0, writes=[drop], erases=[f"p{number}"]))
            try:
                taken.append(os.open(os.devnull, os.O_RDONLY))  # whoever took all takes what is let go, too
            except OSError:
                pass
        await store._snapshots_done()
        print(store.healthy, not store._upkeep.put_off, len(taken))
        for descriptor in taken:
            os.close(descriptor)
        await store.commit(Commit(at=1.0, writes=[Put(table="person", id="last", body={})]))
        print(store.healthy)
        os._exit(9)  # no clean stop: what was acknowledged is on the disk

    asyncio.run(main(Path(sys.argv[1])))
    """
)


async def test_a_real_process_whose_descriptors_are_all_taken_erases_writes_snapshots_and_stays_healthy(
    tmp_path,
):
    ran = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", EXHAUSTED, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    during, after = ran.stdout.splitlines()

    assert ran.returncode == 9, ran.stderr
    assert during.split()[:2] == ["True", "True"]
    assert int(during.split()[2]) > 50
    assert after == "True"
    store = await opened(tmp_path)
    assert set(await people(store)) == {*(f"p{number}" for number in range(10, 50)), "last"}
    await store.close()
