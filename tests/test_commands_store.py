"""The store's commands: salvage lists what is missing, each refusal's remedy works, nothing goes out twice."""

import errno
import os
import re
import shlex
import shutil
from pathlib import Path
from unittest.mock import Mock

import pytest

from outreach_bot.commands_base import do, reading, settings_for
from outreach_bot.commands_store import TABLES
from outreach_bot.house import clock
from outreach_bot.outbound.ledger import Ledger, State
from outreach_bot.store.base import Commit, Drop, Put
from outreach_bot.store.care import backup
from outreach_bot.store.files import RealFiles
from outreach_bot.store.journal import FILE_HEADER_BYTES, RECORD_MARK
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.commands import own_machine, run_command
from tests.store.conftest import noted

PACKAGE = Path(__file__).parents[1] / "outreach_bot"
DATA = Path("d")


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    """A machine of one's own: no settings, an own key, an empty folder to stand in."""
    return own_machine(monkeypatch, tmp_path)


@pytest.fixture
def command(monkeypatch, capsys):
    """Run one command in this process; returns exit code, standard output and standard error."""

    def running(*arguments):
        return run_command(monkeypatch, capsys, arguments)

    return running


def key_file():
    return settings_for(DATA, None).key_file


def lists():
    """The list of the erased in both its homes."""
    return [DATA / "erased", *key_file().parent.glob("erased-*")]


def journal():
    return max(DATA.glob("journal-*"))


def flip(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 0x55
    path.write_bytes(data)


async def opened():
    return await TinyDbStore.open(DATA, key_file=key_file(), clock=clock)


def person(name):
    return Put(table="person", id=name, body={"id": name})


async def lived(*, killed=True):
    """A store of six people, three of them in the journal alone; ended by a kill or by a stop."""
    store = await opened()
    for number in range(3):
        await store.commit(Commit(at=clock(), writes=[person(f"p{number}")]))
    await store.close()
    store = await opened()
    for number in range(3, 6):
        await store.commit(Commit(at=clock(), writes=[person(f"p{number}")]))
    if killed:
        await leave(store)
    else:
        await store.close()


async def leave(store):
    """As a process that is killed now leaves the folder."""
    await noted(store)
    shutil.copytree(DATA, "copy")
    await store.close()
    shutil.rmtree(DATA)
    Path("copy").rename(DATA)


def saved():
    """A backup of what is there, and nothing written into the audit log for it."""
    do(backup(DATA, Path("monday.backup"), key_file=key_file()))


def people():
    async def read():
        store = await opened()
        rows = await store.rows("person")
        await store.close()
        return {row.id for row in rows}

    return do(read())


def test_every_table_that_is_written_is_known_to_salvage():
    text = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    written = set(re.findall(r'(?:Put|Drop)\(\s*table="([a-z_]+)"', text)) | set(
        re.findall(
            r'^(?:OWED|SETTLED|MEMBER|META|SECOND_LOCK|SIGN_IN|TABLE) = "([a-z_]+)"', text, re.MULTILINE
        )
    )

    assert written - set(TABLES) == set()
    assert len(written) > 15


# -- each refusal names a remedy that works --------------------------------------------------------------------


def spoil_middle():
    path = journal()
    flip(path, path.read_bytes().index(RECORD_MARK, FILE_HEADER_BYTES + 1) + 40)


def spoil_row():
    path = DATA / "store.json"
    flip(path, path.read_bytes().index(b'"p1"') + 60)


def spoil_lists():
    for home in lists():
        flip(home, -1)


def another_key_for_the_store():
    path = DATA / "store.json"
    data = path.read_bytes()
    at = data.rindex(b'"sealed":"') + 10
    path.write_bytes(data[:at] + b"00000000" + data[at + 8 :])


def gone(*names):
    for name in names:
        for path in DATA.glob(name):
            path.unlink()


REFUSALS = {
    "a flipped record": spoil_middle,
    "a flipped row": spoil_row,
    "the journal is gone": lambda: gone("journal-*"),
    "the journal is empty": lambda: journal().write_bytes(b""),
    "the journal is cut to its header": lambda: journal().write_bytes(
        journal().read_bytes()[:FILE_HEADER_BYTES]
    ),
    "the journal's header is damaged": lambda: flip(journal(), 3),
    "the journal names another store": lambda: flip(journal(), 12),
    "the journal names another key": lambda: flip(journal(), FILE_HEADER_BYTES - 2),
    "the store file is gone": lambda: gone("store.json"),
    "the store file is empty": lambda: (DATA / "store.json").write_bytes(b""),
    "the store file is cut short": lambda: (DATA / "store.json").write_bytes(
        (DATA / "store.json").read_bytes()[:-9]
    ),
    "the store file names another key": another_key_for_the_store,
    "a newer format": lambda: (DATA / "store.json").write_bytes(
        (DATA / "store.json").read_bytes().replace(b'"format":2', b'"format":9')
    ),
    "the list of the erased opens nowhere": spoil_lists,
    "only a list is left": lambda: gone("store.json", "journal-*", "reached"),
    "the key file is open to others": lambda: key_file().chmod(0o644),
}


def follow(sentence, command):
    """Do what the commands in a sentence say, in their order; FILE is a file to write, and then the one to bring back."""
    steps = re.findall(r"outreach-bot store [^;\n]+|chmod \d+ \S+", sentence)
    assert steps, sentence
    file = "saved.backup"
    for step in dict.fromkeys(steps):
        words = shlex.split(step.replace("FILE", file))
        if words[0] == "chmod":
            Path(words[2]).chmod(int(words[1], 8))
            continue
        if words[1:3] == ["store", "restore"] and not Path(file).exists():
            words[words.index(file)] = "monday.backup"
        code, out, err = command(*words[1:])
        if code and words[1:3] == ["store", "salvage"]:
            follow(err, command)
            return
        assert code == 0, (step, err)
        if words[1:3] == ["store", "salvage"]:  # it knows best how what it saved comes back
            follow(out, command)
            return


@pytest.mark.parametrize("provoke", REFUSALS.values(), ids=REFUSALS)
def test_the_remedy_of_a_refusal_taken_at_its_word_gives_a_store_that_opens(command, provoke):
    do(lived())
    saved()
    provoke()
    code, _, refusal = command("store", "verify", "--data", "d")
    assert code == 1

    follow(refusal, command)

    assert command("store", "verify", "--data", "d")[0] == 0
    assert people() <= {f"p{number}" for number in range(6)}
    assert len(people()) >= 2


def test_a_remedy_can_be_typed_as_it_stands_wherever_the_data_lie(command, monkeypatch, tmp_path):
    do(lived())
    saved()
    spoil_middle()
    away = tmp_path / "our data, spring"
    DATA.rename(away)
    code, _, refusal = command("store", "verify", "--data", str(away))
    assert code == 1

    follow(refusal, command)

    assert command("store", "verify", "--data", str(away))[0] == 0


def test_salvage_without_a_list_of_the_erased_names_the_restore_that_is_not_refused(command):
    do(lived())
    spoil_middle()
    for home in lists():
        home.unlink()

    code, out, _ = command("store", "salvage", "saved.backup", "--data", "d")

    assert code == 0
    assert "Nothing is left that says who was erased." in out
    follow(out, command)
    assert people() == {"p0", "p1", "p2", "p3", "p5"}


def test_verify_promises_to_mend_no_list_that_is_gone_for_good(command):
    do(lived())
    for home in lists():
        home.unlink()

    code, out, _ = command("store", "verify", "--data", "d")

    assert code == 0
    assert "is gone. Put a copy back" in out
    assert "mends" not in out


def test_verify_says_who_came_back_and_the_next_start_erases_them(command):
    async def erased():
        store = await opened()
        await store.commit(Commit(at=clock(), writes=[Drop(table="person", id="p2")], erases=["p2"]))
        await store.close()

    do(lived(killed=False))
    saved()
    do(erased())
    kept = {home: home.read_bytes() for home in lists()}
    for home in kept:
        home.unlink()
    code, out, _ = command("store", "restore", "monday.backup", "--without-erasures", "--data", "d")
    assert (code, "has to be erased again" in out) == (0, True)
    for home, content in kept.items():
        home.write_bytes(content)

    code, out, _ = command("store", "verify", "--data", "d")

    assert code == 0
    assert (
        "1 person on the list of erased persons is in the data again. The next start of the bot erases them."
        in out
    )
    assert people() == {"p0", "p1", "p3", "p4", "p5"}


def test_salvage_says_what_is_missing_in_numbers_and_times(command):
    do(lived())
    spoil_middle()
    damaged = journal().name

    code, out, _ = command("store", "salvage", "saved.backup", "--data", "d")

    assert code == 0
    assert "5 person; 2 records of the journal" in out
    assert f"- record 5 of {damaged}, written between 20" in out
    assert "outreach-bot store restore saved.backup" in out
    assert command("store", "restore", "saved.backup", "--data", "d")[0] == 0
    assert people() == {"p0", "p1", "p2", "p3", "p5"}


def test_salvage_says_that_a_journal_is_gone_and_that_nothing_tells_how_long_it_was(command):
    do(lived())
    lost = journal().name
    gone("journal-*", "reached")

    code, out, _ = command("store", "salvage", "saved.backup", "--data", "d")

    assert code == 0
    assert f"- {lost}, or its beginning: how many records were in it is unknown" in out
    assert "Nothing is missing." not in out
    assert command("store", "restore", "saved.backup", "--data", "d")[0] == 0
    assert people() == {"p0", "p1", "p2"}


def test_verify_says_what_was_left_out(command):
    do(lived())
    with journal().open("ab") as end:
        end.write(b"OBR1 begun and never ended")

    code, out, _ = command("store", "verify", "--data", "d")

    assert code == 0
    assert f"Left out: 26 bytes at the end of {journal().name}, 1 record cut off" in out
    assert "The last whole record before is 6, of 20" in out


# -- a backup when it is needed most --------------------------------------------------------------------------------


def test_a_backup_is_made_though_nothing_can_be_written_beside_the_data(command, monkeypatch):
    do(lived())
    read_only = OSError(errno.EROFS, os.strerror(errno.EROFS))
    with monkeypatch.context() as disk:
        disk.setattr(RealFiles, "lock", Mock(side_effect=read_only))
        code, out, err = command("store", "backup", "now.backup", "--data", "d")

    assert code == 0
    assert "now.backup written" in out
    assert err == "The backup is whole; only that it was made could not be written into the audit log.\n"
    assert command("store", "restore", "now.backup", "--data", "d")[0] == 0
    assert people() == {f"p{number}" for number in range(6)}


def test_a_backup_is_made_though_the_campaign_cannot_be_read(command):
    do(lived())

    code, out, err = command("store", "backup", "now.backup", "--data", "d", "--campaign", "gone")

    assert code == 0
    assert "now.backup written" in out
    assert "could not be written into the audit log" in err


# -- the list of the erased ---------------------------------------------------------------------------------------


async def erase(*names):
    store = await opened()
    for name in names:
        drop = Drop(table="person", id=name)
        await store.commit(Commit(at=clock(), writes=[drop], erases=[name]))
    await store.close()


def test_after_a_lost_disk_the_list_beside_the_key_keeps_the_erased_away(command):
    do(lived(killed=False))
    saved()
    do(erase("p1", "p2"))
    shutil.rmtree(DATA)

    code, out, _ = command("store", "restore", "monday.backup", "--data", "d")

    assert code == 0
    assert "2 people erased since were erased again" in out
    assert people() == {"p0", "p3", "p4", "p5"}
    shutil.rmtree(DATA)
    assert "2 people" in command("store", "restore", "monday.backup", "--data", "d")[1]


def test_without_any_list_a_restore_says_so_and_asks_for_a_yes(command):
    do(lived(killed=False))
    saved()
    do(erase("p1"))
    shutil.rmtree(DATA)
    for home in key_file().parent.glob("erased-*"):
        home.unlink()

    code, _, err = command("store", "restore", "monday.backup", "--data", "d")
    assert code == 1
    assert "Nothing says who was erased since monday.backup was made" in err
    assert not (DATA / "store.json").exists()

    code, out, _ = command("store", "restore", "monday.backup", "--data", "d", "--without-erasures")
    assert code == 0
    assert "No list said who was erased since" in out
    assert "p1" in people()
    # The list that begins now does not pass for one that knows of before.
    assert command("store", "restore", "monday.backup", "--data", "d")[0] == 1
    assert "The list of erased persons begins after record" in command("store", "verify", "--data", "d")[1]


def test_a_list_that_is_gone_from_both_homes_does_not_come_back_as_nobody_was_erased(command):
    do(lived(killed=False))
    saved()
    do(erase("p1"))
    for home in lists():
        home.unlink()
    do(erase("p2"))

    code, _, err = command("store", "restore", "monday.backup", "--data", "d")

    assert code == 1
    assert "begins later" in err


@pytest.mark.parametrize("home", [0, 1], ids=["in the data folder", "beside the key"])
@pytest.mark.parametrize("damage", ["gone", "broken", "older"])
def test_one_home_of_the_list_mends_the_other_at_the_next_start(command, home, damage):
    do(lived(killed=False))
    saved()
    do(erase("p1"))
    older = lists()[home].read_bytes()
    do(erase("p2"))
    if damage == "gone":
        lists()[home].unlink()
    else:
        lists()[home].write_bytes(older if damage == "older" else b"rubbish")
    assert "next start of the bot" in command("store", "verify", "--data", "d")[1]

    assert people() == {"p0", "p3", "p4", "p5"}

    assert "next start" not in command("store", "verify", "--data", "d")[1]
    assert [path.stat().st_mode & 0o777 for path in lists()] == [0o600, 0o600]
    assert "2 people" in command("store", "restore", "monday.backup", "--data", "d")[1]


def test_two_stores_may_share_a_folder_of_keys(command):
    do(lived(killed=False))
    DATA.rename("other")
    do(lived(killed=False))

    assert len(list(key_file().parent.glob("erased-*"))) == 2


# -- what has gone since --------------------------------------------------------------------------------------------


def owed(key, *, due=1.0, once=False, tries=0):
    body = {
        "key": key, "person": "p1", "address": {"channel": "telegram", "chat": "7"}, "message": {"text": "Hello"},
        "due": due, "repeat_unknown": not once, "kind": "wave" if once else "remind_day", "tries": tries,
    }  # fmt: skip
    return Put(table="owed", id=key, body=body, due=due)


def timer(name, key="k", due=9e9):
    return Put(table="pending", id=f"timer/person/p1/{name}/s1", body={"key": key}, due=due)


async def committed(*writes):
    store = await opened()
    await store.commit(Commit(at=clock(), writes=writes))
    await store.close()


def left(table):
    async def read():
        async with reading(settings_for(DATA, None)) as store:
            return {row.id: row.body for row in await store.rows(table)}

    return do(read())


def test_what_went_after_the_backup_does_not_go_again_after_a_restore_into_the_same_world(command):
    do(
        committed(
            owed("a#1"), owed("b#1"), owed("c#1"), timer("remind_day"), timer("offer_ends"), timer("digest")
        )
    )
    saved()
    do(
        committed(
            Drop(table="owed", id="a#1"),
            Put(table="settled", id="a#1", body={"state": "sent"}),
            owed("b#1", tries=1),
            Drop(table="pending", id="timer/person/p1/remind_day/s1"),
            Drop(table="pending", id="timer/person/p1/offer_ends/s1"),
            timer("digest", key="next week"),
        )
    )

    code, out, _ = command("store", "restore", "monday.backup", "--data", "d")

    assert code == 0
    assert "1 message and 2 reminders that had gone since, or were called off, do not go again" in out
    assert {key: body["tries"] for key, body in left("owed").items()} == {"b#1": 1, "c#1": 0}
    assert left("settled") == {"a#1": {"state": "sent"}}
    assert {row.split("/")[3]: body["key"] for row, body in left("pending").items()} == {
        "offer_ends": "k",  # the offer was brought back, and has to end
        "digest": "next week",
    }


def test_where_nothing_tells_what_was_due_is_in_doubt_and_a_wave_is_not_sent_again(command):
    do(committed(owed("a#1"), owed("w#1", once=True), owed("later#1", due=9e9)))
    saved()
    (DATA / "store.json").write_bytes(b"")

    code, out, _ = command("store", "restore", "monday.backup", "--data", "d")

    assert code == 0
    assert "2 messages were due by now and may have gone since" in out

    async def load():
        store = await opened()
        ledger = Ledger(store)
        lines = await ledger.load()
        await ledger.give_up_doubted(clock())
        settled = await store.rows("settled")
        await store.close()
        return {line.owed.key for line in lines}, {row.id: row.body["state"] for row in settled}

    assert do(load()) == ({"a#1", "later#1"}, {"w#1": State.UNKNOWN})


def test_a_backup_newer_than_the_store_in_the_folder_takes_nothing_for_gone(command):
    do(committed(person("p1")))
    shutil.copytree(DATA, "older")
    do(committed(owed("a#1", due=9e9)))
    saved()
    shutil.rmtree(DATA)
    Path("older").rename(DATA)

    code, out, _ = command("store", "restore", "monday.backup", "--data", "d")

    assert code == 0
    assert "do not go again" not in out
    assert set(left("owed")) == {"a#1"}
