"""Files that do not hold together: refused with a sentence that names the file and the remedy, never half read."""

import pytest

from outreach_bot.store.base import Commit, Put, StoreDamaged
from outreach_bot.store.journal import FILE_HEADER_BYTES, RECORD_MARK
from outreach_bot.store.sealing import KeyRefused, load_keys
from outreach_bot.store.snapshot import decode
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.store.conftest import NOW

pytestmark = pytest.mark.asyncio


async def opened(tmp_path, key="key"):
    return await TinyDbStore.open(tmp_path / "data", key_file=tmp_path / "keys" / key, clock=lambda: NOW)


async def killed_store(tmp_path, commits=5):
    """A folder as a killed process leaves it: a snapshot of nothing and a journal of `commits` records, and no note yet
    of how far it had got."""
    store = await opened(tmp_path)
    for number in range(commits):
        await store.commit(Commit(at=NOW, writes=[Put(table="person", id=f"p{number}", body={"n": number})]))
    data = tmp_path / "data"
    files = {path.name: path.read_bytes() for path in data.iterdir() if not path.name.startswith("reached")}
    await store.close()
    for path in (tmp_path / "data").iterdir():
        path.unlink()
    for name, data in files.items():
        (tmp_path / "data" / name).write_bytes(data)
    return next(path for path in (tmp_path / "data").iterdir() if path.name.startswith("journal-"))


def record_starts(data):
    starts, at = [], data.find(RECORD_MARK)
    while at >= 0:
        starts.append(at)
        at = data.find(RECORD_MARK, at + 1)
    return starts


async def people(tmp_path):
    store = await opened(tmp_path)
    rows = await store.rows("person")
    await store.close()
    return [row.id for row in rows]


async def refused(tmp_path, name, match):
    """Opening is refused, and has changed nothing."""
    before = {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()}
    with pytest.raises(StoreDamaged, match=match) as refusal:
        await opened(tmp_path)
    assert name in str(refusal.value)
    assert "outreach-bot store restore" in str(refusal.value)
    assert {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()} == before


async def test_a_last_record_cut_at_any_byte_is_a_torn_write(tmp_path):
    journal = await killed_store(tmp_path, commits=2)
    whole = journal.read_bytes()
    folder = {path.name: path.read_bytes() for path in journal.parent.iterdir()}
    for length in range(record_starts(whole)[1], len(whole), 7):
        for path in journal.parent.iterdir():
            path.unlink()
        for name, data in folder.items():
            (journal.parent / name).write_bytes(data)
        journal.write_bytes(whole[:length])
        assert await people(tmp_path) == ["p0"]


async def test_a_bad_last_record_is_a_torn_write(tmp_path):
    journal = await killed_store(tmp_path)
    data = bytearray(journal.read_bytes())
    data[-3] ^= 1
    journal.write_bytes(data)

    assert await people(tmp_path) == ["p0", "p1", "p2", "p3"]


@pytest.mark.parametrize(
    "offset",
    [0, 5, 9, 15, 17, 25, 40],
    ids=["mark", "length", "sequence", "end of sequence", "key id", "nonce", "text"],
)
async def test_a_bad_record_with_good_ones_behind_it_is_refused(tmp_path, offset):
    journal = await killed_store(tmp_path)
    data = bytearray(journal.read_bytes())
    data[record_starts(data)[2] + offset] ^= 0x55
    journal.write_bytes(data)

    await refused(tmp_path, journal.name, "good ones follow")


async def test_a_record_that_was_taken_out_is_refused(tmp_path):
    journal = await killed_store(tmp_path)
    data = journal.read_bytes()
    starts = record_starts(data)
    journal.write_bytes(data[: starts[1]] + data[starts[2] :])

    await refused(tmp_path, journal.name, "record 2, which should come before it, is missing")


async def test_a_journal_whose_first_bytes_are_wrong_is_refused(tmp_path):
    journal = await killed_store(tmp_path)
    data = bytearray(journal.read_bytes())
    data[FILE_HEADER_BYTES - 10] ^= 1
    journal.write_bytes(data)

    await refused(tmp_path, journal.name, "first bytes")


async def test_a_journal_of_another_store_is_refused(tmp_path):
    await killed_store(tmp_path / "one")
    other = await killed_store(tmp_path / "two")
    journal = next((tmp_path / "one" / "data").glob("journal-*"))
    journal.write_bytes(other.read_bytes())

    await refused(tmp_path / "one", journal.name, "of this store")


async def test_a_store_file_that_went_missing_is_noticed_even_with_an_empty_journal(tmp_path):
    await (await opened(tmp_path)).close()
    store = await opened(tmp_path)
    await store.commit(Commit(at=NOW, writes=[Put(table="person", id="p1", body={})]))
    await store.close()
    (tmp_path / "data" / "store.json").unlink()

    await refused(tmp_path, "store.json", "missing")


async def test_an_older_store_file_put_back_by_hand_is_noticed(tmp_path):
    store = await opened(tmp_path)
    old = (tmp_path / "data" / "store.json").read_bytes()
    await store.commit(Commit(at=NOW, writes=[Put(table="person", id="p1", body={})]))
    await store.close()
    (tmp_path / "data" / "store.json").write_bytes(old)

    await refused(tmp_path, "journal-", "missing, though store.json says it is there")


async def test_a_changed_byte_anywhere_in_the_store_file_is_refused(tmp_path):
    store = await opened(tmp_path)
    await store.commit(
        Commit(at=NOW, writes=[Put(table="person", id=f"p{n}", body={"n": n}) for n in range(3)])
    )
    await store.close()
    path = tmp_path / "data" / "store.json"
    data = path.read_bytes()
    keys = load_keys(tmp_path / "keys" / "key")

    taken = []
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        try:
            decode(bytes(changed), path=path, keys=keys)
        except (StoreDamaged, KeyRefused):
            continue
        taken.append(place)
    assert taken == []


async def test_a_store_file_cut_short_is_refused(tmp_path):
    await killed_store(tmp_path)
    path = tmp_path / "data" / "store.json"
    path.write_bytes(path.read_bytes()[:-20])

    await refused(tmp_path, "store.json", "not a whole store file")


async def test_a_store_of_a_newer_format_asks_for_an_update(tmp_path):
    await (await opened(tmp_path)).close()
    path = tmp_path / "data" / "store.json"
    path.write_bytes(path.read_bytes().replace(b'"format":2', b'"format":3'))

    await refused(tmp_path, "store.json", "Update outreach-bot")


@pytest.mark.parametrize("clean", [True, False], ids=["after a clean stop", "after a kill"])
async def test_another_key_file_is_refused_with_a_sentence(tmp_path, clean):
    if clean:
        await (await opened(tmp_path)).close()
    else:
        await killed_store(tmp_path)
    other = tmp_path / "other"
    await (await opened(other)).close()
    (other / "keys" / "key").rename(tmp_path / "keys" / "other")

    with pytest.raises(KeyRefused, match=r"sealed with key .* OUTREACH_KEY_FILE"):
        await opened(tmp_path, key="other")


async def test_a_missing_key_file_is_never_replaced_by_a_new_one(tmp_path):
    await (await opened(tmp_path)).close()
    (tmp_path / "keys" / "key").unlink()

    with pytest.raises(KeyRefused, match="cannot be read"):
        await opened(tmp_path)
    assert not (tmp_path / "keys" / "key").exists()
