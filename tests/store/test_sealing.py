"""Keys, seals, and that nothing on the disk can be read without them."""

import base64
import json
import os

import pytest

from outreach_bot.store.base import Commit, Put
from outreach_bot.store.sealing import KeyRefused, KeyRing, SealBroken, keys_for, load_keys, make_keys
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.store.conftest import NOW


def test_a_seal_opens_for_the_place_it_was_made_for_only():
    keys = KeyRing.fresh()
    sealed = keys.seal(b"text", b"person p1")

    assert keys.unseal(sealed, b"person p1") == b"text"
    with pytest.raises(SealBroken):
        keys.unseal(sealed, b"person p2")


def test_the_same_text_is_sealed_differently_each_time():
    keys = KeyRing.fresh()

    assert keys.seal(b"text", b"") != keys.seal(b"text", b"")


@pytest.mark.parametrize("place", [16, 19, -1], ids=["text", "end of text", "tag"])
def test_a_changed_seal_does_not_open(place):
    keys = KeyRing.fresh()
    sealed = bytearray(keys.seal(b"text", b""))
    sealed[place] ^= 1

    with pytest.raises(SealBroken):
        keys.unseal(bytes(sealed), b"")


def test_another_ring_refuses_and_says_which_key_is_missing():
    sealed = KeyRing.fresh().seal(b"text", b"")

    with pytest.raises(KeyRefused, match=sealed[:4].hex()):
        KeyRing.fresh().unseal(sealed, b"")


def test_a_text_too_short_to_be_sealed_is_broken():
    with pytest.raises(SealBroken):
        KeyRing.fresh().unseal(b"short", b"")


def test_a_key_file_is_made_for_its_owner_only_and_reads_back(tmp_path):
    path = tmp_path / "new folder" / "key"
    made = make_keys(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert load_keys(path).unseal(made.seal(b"text", b""), b"") == b"text"
    assert [one.name for one in path.parent.iterdir()] == ["key"]


def test_a_key_file_that_is_there_is_never_replaced(tmp_path):
    first = make_keys(tmp_path / "key")

    assert make_keys(tmp_path / "key").current_id == first.current_id


def test_a_key_file_that_others_can_read_is_refused_with_the_remedy(tmp_path):
    make_keys(tmp_path / "key")
    (tmp_path / "key").chmod(0o640)

    with pytest.raises(KeyRefused, match="chmod 600"):
        load_keys(tmp_path / "key")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        '{"format":1,"keys":[],"lookup":""}',
        '{"format":1,"keys":["AAAA"],"lookup":"AAAA"}',
        '{"format":2,"keys":["%s"],"lookup":"%s"}',
    ],
    ids=["empty", "not JSON", "no key", "short keys", "newer format"],
)
def test_what_is_no_key_file_is_refused(tmp_path, text):
    good = base64.b64encode(bytes(32)).decode()
    (tmp_path / "key").write_text(text.replace("%s", good))
    (tmp_path / "key").chmod(0o600)

    with pytest.raises(KeyRefused, match="Put the right one in its place"):
        load_keys(tmp_path / "key")


def test_a_key_file_inside_the_data_folder_is_refused(tmp_path):
    with pytest.raises(KeyRefused, match="inside the data folder"):
        keys_for(tmp_path / "data" / "deep" / "key", data=tmp_path / "data", first_run=True)


def test_a_key_file_where_nothing_can_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(KeyRefused, match="cannot be made"):
        make_keys(tmp_path / "file" / "key")


def add_a_key(path):
    kept = json.loads(path.read_text())
    kept["keys"].append(base64.b64encode(bytes(range(32))).decode())
    path.write_text(json.dumps(kept))


@pytest.mark.asyncio
async def test_a_new_key_on_the_ring_reseals_everything_at_the_next_start(tmp_path):
    async def opened():
        return await TinyDbStore.open(tmp_path / "data", key_file=tmp_path / "key", clock=lambda: NOW)

    store = await opened()
    await store.commit(Commit(at=NOW, writes=[Put(table="person", id="p1", body={"n": 1})], erases=["p9"]))
    old = store.hmac("address", "x")
    await store.close()
    add_a_key(tmp_path / "key")
    store = await opened()
    rows = await store.rows("person")
    same = store.hmac("address", "x")
    await store.close()

    new = load_keys(tmp_path / "key").current_id
    sealed = json.loads((tmp_path / "data" / "store.json").read_text())["person"]["p1"]["sealed"]
    assert rows[0].body == {"n": 1}
    assert same == old
    assert base64.b64decode(sealed).startswith(new)


@pytest.mark.asyncio
async def test_no_file_holds_personal_data_in_the_clear_at_any_time(tmp_path):
    """Ids, due times, revisions and table names may be read; what a person said, or is called, may not."""
    marker = "MARKERMARKER"

    def on_disk():
        return b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    store = await TinyDbStore.open(tmp_path / "data", key_file=tmp_path / "key", clock=lambda: NOW)
    commit = Commit(
        key="tg:1",
        at=NOW,
        writes=[Put(table="person", id="p1", body={marker: marker, "deep": [{"x": marker}]}, due=1.0)],
        audit=[{"what": marker}],
    )
    await store.commit(commit)
    in_journal = on_disk()
    await store.commit(
        Commit(at=NOW, writes=[Put(table="suppressed", id="h", body={"x": marker})], erases=["p2"])
    )
    await store.close()
    after_close = on_disk()

    for found in (in_journal, after_close):
        assert marker.encode() not in found
        assert base64.b64encode(marker.encode())[:-4] not in found
    assert b'"p1":{"revision":1,"due":1.0,' in after_close
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "data").iterdir())
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_a_first_run_on_a_full_disk_leaves_no_half_a_key_and_the_next_one_makes_a_whole_one(
    tmp_path, monkeypatch
):
    path = tmp_path / "keys" / "key"
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda descriptor, content: len(content) // 2)
        with pytest.raises(KeyRefused, match="No space left"):
            make_keys(path)
    assert list(path.parent.iterdir()) == []

    make_keys(path)
    assert [one.name for one in path.parent.iterdir()] == ["key"]
