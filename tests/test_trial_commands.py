"""A trial and a real campaign, as somebody meets them who types commands on one machine."""

import asyncio
import json

import pytest

from outreach_bot import belonging, house
from outreach_bot.belonging import Kind
from outreach_bot.commands_base import do, reading, settings_for
from outreach_bot.settings import Settings
from outreach_bot.store.base import Commit, Put
from tests.helpers.commands import own_machine, run_command

TALK = "id,kind,starts,place\ns1,lived_interview,2099-03-09 14:00,Room 2\n"
DAY = "2027-03-01T15:00:00Z"
WRITING = {
    "run": ("run",),
    "chat": ("chat",),
    "invite": ("invite", "place", "Library"),
    "import sessions": ("import", "sessions", "s.csv"),
    "import networks": ("import", "networks", "n.csv"),
    "flyers": ("flyers", "--out", "print", "--kind", "card"),
    "invite coordinator": ("invite", "coordinator", "Maya"),
    "import meetings": ("import", "meetings", "m.json"),
    "export": ("export", "sessions", "--out", "out.csv"),
    "office": ("office",),
    "office --as": ("office", "--as", "Maya"),
    "erase a person": ("erase", "p-1"),
    "erase a contact": ("erase", "k-1"),
    "store backup": ("store", "backup", "b"),
}
NEED_NO_CAMPAIGN = ("export", "office", "office --as", "store backup")


@pytest.fixture
def place(monkeypatch, tmp_path):
    """A machine of one's own: no settings, an own key, files to import, and a folder `ours` with a real campaign."""
    own_machine(monkeypatch, tmp_path)
    monkeypatch.setenv("OUTREACH_PORT", "0")
    (tmp_path / "s.csv").write_text(TALK, "utf-8")
    (tmp_path / "n.csv").write_text(
        "network,organisation,email\npeer_networks,Lee,lee@peers.example\n", "utf-8"
    )
    meeting = {"name": "Monday", "slug": "m", "entity": "Peers", "entity_email": "all@peers.example"}
    (tmp_path / "m.json").write_text(json.dumps([meeting]), "utf-8")
    return tmp_path


@pytest.fixture
def command(monkeypatch, capsys, place):
    def running(*arguments):
        return run_command(monkeypatch, capsys, arguments, stdin=b"")

    assert running("init", "ours")[0] == 0
    path = place / "ours" / "messages" / "campaign.yaml"
    path.write_text(path.read_text("utf-8").replace("example: true", "example: false"), "utf-8")
    return running


def begin(folder, kind):
    async def beginning():
        store = await house.open_store(Settings(data=folder))
        await belonging.begin(store, kind, now=0.0)
        rows = [
            Put(table="person", id="p-1", body={"id": "p-1", "made_at": DAY, "seen_at": DAY}),
            Put(table="contact", id="k-1", body={"id": "k-1", "network": "peer_networks", "made_at": DAY}),
        ]
        await store.commit(Commit(at=0.0, writes=rows))
        await store.close()

    asyncio.run(beginning())


async def rows_of(folder, table):
    async with reading(settings_for(folder, None)) as store:
        return await store.rows(table)


@pytest.mark.parametrize("name", WRITING)
def test_each_command_that_writes_refuses_a_real_campaign_on_an_examples_data(command, place, name):
    begin(place / "d", Kind.EXAMPLE)

    code, out, err = command(*WRITING[name], "--data", "d", "--campaign", "ours")

    assert (code, out) == (1, "")
    assert "d was begun with an example campaign" in err
    assert "in a new folder, with --data DIR" in err
    assert not (place / "print").exists()


@pytest.mark.parametrize("name", WRITING)
def test_each_command_that_writes_refuses_the_folder_of_an_example_on_real_data(command, place, name):
    begin(place / "d", Kind.REAL)
    assert command("init", "trial")[0] == 0
    before = names(place)

    code, out, err = command(*WRITING[name], "--data", "d", "--campaign", "trial")

    assert (code, out) == (1, "")
    assert "d holds a real campaign, and campaign.yaml in trial says example: true" in err
    assert names(place) == before


def names(place):
    return sorted(path.name for path in place.iterdir())


def test_who_was_not_invited_is_not_in_the_team(command, place):
    begin(place / "d", Kind.REAL)

    assert command("invite", "coordinator", "Maya", "--data", "d")[0] == 1

    assert [row.id for row in do(rows_of(place / "d", "member"))] == []


@pytest.mark.parametrize("name", [name for name in WRITING if name not in NEED_NO_CAMPAIGN])
def test_each_command_that_writes_refuses_the_example_on_real_data(command, place, name):
    begin(place / "d", Kind.REAL)

    code, out, err = command(*WRITING[name], "--data", "d")

    assert (code, out) == (1, "")
    assert "d holds a real campaign, and no campaign folder is named" in err
    assert "--campaign DIR" in err
    assert not (place / "print").exists()


def test_the_way_out_works(command, place):
    begin(place / "d", Kind.EXAMPLE)

    code, _, _ = command("invite", "place", "Library", "--data", "ours-data", "--campaign", "ours")

    assert code == 0
    assert command("invite", "place", "Library", "--data", "ours-data", "--campaign", "ours")[0] == 0
    assert command("invite", "place", "Library", "--data", "ours-data")[0] == 1


def test_what_needs_no_campaign_works_without_one_named(command, place):
    """A backup each night, a link into the office, a table: none of it says a word of any campaign."""
    begin(place / "d", Kind.REAL)

    for arguments in (
        ("store", "backup", "b"), ("office",), ("office", "--as", "Maya"), ("export", "signups"), ("store", "verify"),
    ):  # fmt: skip
        code, _, err = command(*arguments, "--data", "d")
        assert (code, arguments, "real campaign" in err) == (0, arguments, False)


def test_the_backup_of_an_example_does_not_come_into_a_real_campaigns_folder(command, place):
    begin(place / "d", Kind.EXAMPLE)
    assert command("store", "backup", "b", "--data", "d")[0] == 0

    code, out, err = command("store", "restore", "b", "--data", "new", "--campaign", "ours")

    assert (code, out) == (1, "")
    assert "The backup is of an example campaign, and ours is a real campaign. Nothing was changed." in err
    assert not (place / "new" / "store").exists()
    assert command("store", "restore", "b", "--data", "apart")[0] == 0
    assert (
        "an example campaign" in command("invite", "place", "X", "--data", "apart", "--campaign", "ours")[2]
    )
