import csv
import datetime as dt
import http.client
import io
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import msgspec
import openpyxl
import pytest
from typer.testing import CliRunner

from outreach_bot import cli, settings
from outreach_bot.cli_store import store_app
from outreach_bot.commands_base import do, reading, settings_for
from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.control import Feed
from outreach_bot.counted import counted
from outreach_bot.dialogue.inputs import EraseAsked, Input, To
from outreach_bot.going_live import check_may_run
from outreach_bot.recruitment.codes import read_typed
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import HelpLines
from tests.helpers.commands import own_machine, run_command
from tests.helpers.patience import PATIENCE

START_SECONDS = PATIENCE
COMMANDS = (
    "run", "chat", "play", "init", "check", "flyers", "invite", "import", "export", "office", "erase",
    "store verify", "store backup", "store salvage", "store restore", "store move",
)  # fmt: skip
TO_A_SEAT = (
    "[Start]", "[OK, carry on]", "[I have had care myself]", "1", "1", "[Harbor Hospital]", "[Done]", "1", "1", "1",
    "[Book this]", "[Yes, message me about my meetings]",
)  # fmt: skip
"""What a newcomer types until they have a seat; a number takes the button in that place."""


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    """A machine of one's own: no settings, an own key, an empty folder to stand in."""
    return own_machine(monkeypatch, tmp_path)


@pytest.fixture
def command(monkeypatch, capsys):
    """Run one command in this process; returns exit code, standard output and standard error."""

    def running(*arguments, stdin=None):
        return run_command(monkeypatch, capsys, arguments, stdin=stdin)

    return running


def apart(*arguments, **more):
    """Run one command in a process of its own."""
    root = str(Path(cli.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": root, "OUTREACH_PORT": "0"}
    return subprocess.Popen(
        [sys.executable, "-m", "outreach_bot", *map(str, arguments)],
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,
    )


def talk(*arguments, lines=TO_A_SEAT):
    out, err = apart("chat", *arguments).communicate("\n".join(lines) + "\n", timeout=START_SECONDS)
    assert err == ""
    return out


def rows(data, table):
    async def read():
        async with reading(settings_for(data, None)) as store:
            return await store.rows(table)

    return do(read())


def log_of(data):
    async def read():
        async with reading(settings_for(data, None)) as store:
            return list(await store.audit())

    return do(read())


def audit(data):
    return [row["action"] for row in log_of(data)]


def taken(data):
    """The tables that were taken away, as the audit log has them."""
    return [row["about"] for row in log_of(data) if row["action"].startswith("exported")]


# -- help and wrong use --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_and_takes_data_and_campaign(name):
    told = CliRunner().invoke(cli.app, [*name.split(), "--help"])

    assert told.exit_code == 0
    assert f"Example: outreach-bot {name}" in told.output
    assert "--data" in told.output
    assert "--campaign" in told.output


def names(app):
    return [each.name or each.callback.__name__ for each in app.registered_commands]


def test_the_list_above_holds_every_command():
    named = [*names(cli.app), *(f"store {name}" for name in names(store_app))]

    assert sorted(named) == sorted(COMMANDS)


def test_a_command_starts_without_telegram_and_the_web_server():
    asked = (
        "import outreach_bot.commands_base, sys; print({'telegram', 'uvicorn', 'aiohttp'} & set(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    said = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout == "set()\n"


def test_help_does_not_wait_for_what_it_does_not_need():
    code = "import sys, outreach_bot.cli as c; sys.argv[1:] = ['--help']\ntry: c.main()\nexcept SystemExit: pass\n"
    code += "print([m for m in ('telegram', 'starlette', 'tinydb', 'fluent', 'structlog', 'babel') if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "arguments",
    [
        ("dance",), ("invite", "friend", "Mia"), ("invite", "champion"), ("export", "everything"), ("import", "people", "x"),
        ("flyers",), ("erase",), ("store",), ("chat", "--colour", "red"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_ends_with_2(command, arguments):
    assert command(*arguments)[0] == 2


GIVEN = {
    "chat": ("--code",), "play": ("FILE",), "init": ("DIR",), "check": ("DIR",),
    "flyers": ("--out", "--code", "--language", "--kind"), "invite": ("--network", "--hospital"),
    "import": ("sessions FILE", "--network"), "export": ("--out",), "office": ("--role", "--hospital"),
    "erase": ("PERSON",), "store backup": ("FILE",), "store salvage": ("FILE",), "store restore": ("FILE",),
    "store move": ("URL",), "run": (),
}  # fmt: skip
"""What each command takes beside --data and --campaign, as a script may fill it in."""


@pytest.mark.parametrize("given", ["", " ", "\u200b"], ids=["empty", "a blank", "nothing to be seen"])
@pytest.mark.parametrize(
    ("name", "option"),
    [(name, option) for name, options in GIVEN.items() for option in (*options, "--data", "--campaign")],
)
def test_what_a_script_fills_with_nothing_is_refused_and_nothing_is_done(command, name, option, given):
    before = (option,) if option.startswith("--") else option.split()[:-1]

    code, out, err = command(*name.split(), *before, given)

    assert (code, out) == (2, "")
    assert "Invalid value for" in err
    assert not list(Path().iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "chains"), ("export", "redcap"),
        ("store", "move", "postgresql://db/x"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_comes_later_says_so_in_a_line_and_ends_with_1(command, arguments):
    code, out, err = command(*arguments)

    assert (code, out) == (1, "")
    assert "later version" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("export", "signups", "--data", "none"), "no store in none yet"),
        (("store", "verify", "--data", "none"), "no store in none yet"),
        (("import", "sessions", "none.csv"), "none.csv: the file is missing"),
        (("run", "--campaign", "none"), "there is no such folder"),
        (("erase", "p-nobody"), "nobody with the id p-nobody"),
        (("invite", "place", "  "), "Give one of 1 to 80"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_a_user_can_put_right_is_a_sentence_and_no_traceback(command, arguments, says):
    code, _, err = command(*arguments)

    assert code == 1
    assert says in err
    assert "Traceback" not in err


def test_a_wrong_setting_stops_any_command_with_a_sentence(command, monkeypatch):
    monkeypatch.setenv("OUTREACH_PORT", "99999")

    code, _, err = command("run")

    assert code == 1
    assert err.startswith("OUTREACH_PORT (environment) is '99999'")


def test_a_name_that_is_no_setting_is_told_in_a_line_and_stops_nothing(command, monkeypatch):
    monkeypatch.setenv("OUTREACH_TYPO", "1")
    monkeypatch.setenv("OUTREACH_COLOUR", "red")

    code, _, err = command("office", "--data", "d")

    assert code == 0
    assert [
        line.partition(" (environment) is no setting, and is passed over.")[0] for line in err.splitlines()
    ][:2] == ["OUTREACH_COLOUR", "OUTREACH_TYPO"]


@pytest.mark.parametrize("host", ["nohost.invalid", "a..b", "203.0.113.7"])
def test_an_address_that_is_not_this_machines_is_said_with_the_setting_it_stands_in(
    command, monkeypatch, host
):
    monkeypatch.setenv("OUTREACH_HOST", host)

    code, _, err = command("run", "--data", "d")

    assert code == 1
    assert f"{host} is no address of this machine" in err
    assert "Set OUTREACH_HOST to 127.0.0.1" in err
    assert "OUTREACH_PORT" not in err


@pytest.mark.parametrize("name", ["file", "file/below", "/proc/x", "x" * 300])
@pytest.mark.parametrize("writes", [("office",), ("run",), ("invite", "place", "Library")], ids=" ".join)
def test_what_cannot_be_the_data_folder_is_said_with_the_setting_it_stands_in(
    command, monkeypatch, name, writes
):
    Path("file").write_text("kept")
    monkeypatch.setenv("OUTREACH_DATA", name)
    monkeypatch.setenv("OUTREACH_PORT", "0")

    code, _, err = command(*writes)

    assert code == 1
    assert f"{name} cannot be the folder of the data" in err
    assert "OUTREACH_DATA" in err
    assert Path("file").read_text() == "kept"


def test_a_file_is_not_told_to_become_the_data_folder(command):
    Path("file").write_text("kept")

    assert "file is no folder, so there is no store in it." in command("store", "verify", "--data", "file")[2]


@pytest.mark.parametrize("key", ["text", "/dev/zero", "folder"])
def test_what_is_no_key_is_not_told_to_change_its_mode(command, monkeypatch, key):
    Path("text").write_text("root:x:0:0\n")
    Path("text").chmod(0o644)
    Path("folder").mkdir()
    assert command("office", "--data", "d")[0] == 0
    monkeypatch.setenv("OUTREACH_KEY_FILE", key)

    code, _, err = command("store", "verify", "--data", "d")

    assert code == 1
    assert f"{key} is not a key file of outreach-bot." in err
    assert "chmod" not in err


def test_after_a_lost_disk_the_way_back_comes_before_a_start(command):
    assert command("office", "--data", "d")[0] == 0
    assert command("store", "backup", "b", "--data", "d")[0] == 0
    Path("d").rename("lost")

    err = command("store", "verify", "--data", "d")[2]

    assert err.index("outreach-bot store restore FILE --data d") < err.index("outreach-bot run --data d")
    assert command("store", "restore", "b", "--data", "d")[0] == 0


@pytest.mark.parametrize(("folder", "remedy"), [("file", "DIR"), ("file/below", "DIR"), ("new", "new")])
def test_a_campaign_that_is_none_is_told_to_be_made_where_it_can_be(command, folder, remedy):
    Path("file").write_text("kept")

    code, out, err = command("check", folder)

    assert code == 1
    assert f"outreach-bot init {remedy}" in out + err
    assert f"outreach-bot init {folder}" not in (out + err).replace(f"init {remedy}", "")


def test_a_store_of_a_later_version_is_refused(command, monkeypatch):
    monkeypatch.setenv("OUTREACH_STORE", "postgresql://someone:swordfish@db/x")

    code, _, err = command("run")

    assert code == 1
    assert "PostgreSQL comes in a later version" in err
    assert "swordfish" not in err


# -- the campaign --------------------------------------------------------------------------------------


def test_init_makes_a_campaign_that_check_finds_no_fault_with(command, place):
    assert command("init", "ours")[0] == 0
    assert (place / "ours/messages/campaign.yaml").is_file()
    assert (place / "ours/flyers/README.md").is_file()
    assert command("check", "ours")[0] == 0


def test_init_leaves_a_folder_with_something_in_it_alone(command, place):
    (place / "note.txt").write_text("mine")

    code, _, err = command("init", place)

    assert code == 1
    assert "already something in this folder" in err
    assert [path.name for path in place.iterdir()] == ["note.txt"]


def test_check_names_file_and_place_of_a_fault_and_ends_with_1(command, place):
    command("init", "ours")
    file = place / "ours/messages/campaign.yaml"
    file.write_text(file.read_text().replace("time_zone: ", "time_zone: Mars/"))

    code, out, err = command("check", "ours")

    assert code == 1
    assert "campaign.yaml:" in out
    assert "to put right" in err


def test_check_looks_at_the_settings_too(command, monkeypatch):
    monkeypatch.setenv("OUTREACH_LOG", "chatty")

    code, out, _ = command("check")

    assert code == 1
    assert "OUTREACH_LOG (environment) is 'CHATTY'" in out


@pytest.fixture(scope="module")
def example():
    return load_rules(find_campaign(None))


def with_token(monkeypatch, api=settings.TELEGRAM_API):
    monkeypatch.setenv("OUTREACH_TELEGRAM_TOKEN", "1:a")
    monkeypatch.setenv("OUTREACH_TELEGRAM_API", api)
    return settings.load()


def test_the_example_campaign_stays_off_telegram_itself(command, monkeypatch):
    with_token(monkeypatch)

    code, _, err = command("run", "--data", "d")

    assert code == 1
    assert "does not go to Telegram itself: the example campaign" in err
    assert not Path("d").exists()


def test_nobody_meets_unchecked_help_lines_on_telegram(monkeypatch, example):
    real = example.model_copy(update={"campaign": example.campaign.model_copy(update={"example": False})})

    with pytest.raises(settings.CannotRun, match="nobody has checked the help lines"):
        check_may_run(with_token(monkeypatch), real)


def test_a_real_campaign_with_checked_help_lines_may_run_on_telegram(monkeypatch, example):
    lines = HelpLines.model_validate({"checked_on": "2027-01-01", "checked_by": "Maya"})
    real = example.model_copy(
        update={
            "campaign": example.campaign.model_copy(update={"example": False}),
            "safety": example.safety.model_copy(update={"help_lines": lines}),
        }
    )

    check_may_run(with_token(monkeypatch), real)


def test_a_bot_api_server_on_this_machine_may_meet_the_example_campaign(monkeypatch, example):
    check_may_run(with_token(monkeypatch, "http://127.0.0.1:8081"), example)


# -- codes and links ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "codes", "once"),
    [("champion", 2, True), ("network", 1, False), ("place", 1, False), ("coordinator", 1, True)],
)
def test_invite_prints_what_it_made_and_what_to_do_next(command, kind, codes, once):
    code, out, _ = command("invite", kind, "River  peers", "--data", "d")

    kept = rows(Path("d"), "code")
    assert code == 0
    assert len(kept) == codes
    assert {row.body["name"] for row in kept} == {"River peers"}
    assert all(read_typed(row.id) is not None and row.id in out for row in kept)
    assert ("One-time link: http://127.0.0.1:8080/i/j_" in out) == once
    assert out.splitlines()[-1].startswith("Next: ")


def test_a_champions_one_time_link_gives_the_code_that_is_printed(command):
    _, out, _ = command("invite", "champion", "Peers", "--data", "d")

    share, once = rows(Path("d"), "code")
    assert once.body["gives"] == share.id
    assert f"Code: {share.id}" in out
    assert f"Link: http://127.0.0.1:8080/i/{share.id}" in out


def test_a_code_may_be_bounded_in_days_and_people(command):
    _, out, _ = command("invite", "champion", "Peers", "--days", "30", "--limit", "25", "--data", "d")

    share, once = (row.body for row in rows(Path("d"), "code"))
    assert (share["most"], "most" in once) == (25, False)
    assert share["until"] == once["until"]
    assert f"Good until: {share['until'][:10]}" in out


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("coordinator", "Maya", "--limit", "3"), 1),
        (("champion", "Peers", "--days", "-1"), 2),
        (("champion", "Peers", "--limit", "many"), 2),
    ],
)
def test_a_bound_that_means_nothing_makes_no_code(command, arguments, status):
    code, _, _ = command("invite", *arguments, "--data", "d")

    assert code == status
    assert not Path("d").exists()


def test_the_public_address_is_the_one_in_links(command, monkeypatch):
    monkeypatch.setenv("OUTREACH_PUBLIC_URL", "https://bot.example.org")

    assert "Link: https://bot.example.org/i/" in command("invite", "place", "Cafe", "--data", "d")[1]


def test_office_prints_a_link_alone_and_keeps_only_its_hash(command):
    code, out, _ = command("office", "--data", "d")

    (kept,) = rows(Path("d"), "sign_in")
    assert code == 0
    assert out.startswith("http://127.0.0.1:8080/office/in/")
    assert out.count("\n") == 1
    assert kept.id not in out


@pytest.mark.parametrize(("count", "said"), [(0, "0 people are"), (1, "1 person is"), (2, "2 people are")])
def test_a_count_reads_right_for_one(count, said):
    assert counted(count, "person is", "people are") == said
    assert counted(1, "row") + counted(0, "row") == "1 row0 rows"


def test_one_meeting_and_one_row_are_told_as_one(command):
    Path("s.csv").write_text("id,kind,starts,place\ns1,lived_interview,2099-03-08 14:00,Room 5\n", "utf-8")

    assert command("import", "sessions", "s.csv", "--data", "d")[1].startswith("1 session imported: 1 new")
    assert command("export", "sessions", "--out", "o.csv", "--data", "d")[2] == "1 row written to o.csv.\n"


def test_a_link_that_nobody_answers_is_printed_with_what_to_do(command):
    code, out, err = command("office", "--data", "d")

    assert (code, out.count("\n")) == (0, 1)
    assert err == "The bot does not run, so nobody answers there yet. Start it: outreach-bot run --data d\n"


@pytest.mark.parametrize(
    "asks",
    [("office",), ("invite", "place", "Library"), ("flyers", "--out", "print", "--kind", "card")],
    ids=" ".join,
)
def test_an_address_without_a_port_is_not_left_unexplained(command, monkeypatch, asks):
    monkeypatch.setenv("OUTREACH_PORT", "0")

    code, _, err = command(*asks, "--data", "d")

    assert code == 0
    assert "OUTREACH_PORT is 0" in err
    assert "Start the bot and ask again, or set OUTREACH_PORT to a number." in err
    monkeypatch.setenv("OUTREACH_PUBLIC_URL", "https://bot.example.org")
    assert "OUTREACH_PORT" not in command(*asks, "--data", "d")[2]


def test_a_link_with_a_name_takes_somebody_into_the_team_once(command):
    first = command("office", "--as", "Ines", "--role", "auditor", "--data", "d")
    again = command("office", "--as", "ines", "--data", "d")

    (member,) = rows(Path("d"), "member")
    assert (first[0], again[0]) == (0, 0)
    assert (member.body["name"], member.body["role"]) == ("Ines", "auditor")
    assert {row.body["member"] for row in rows(Path("d"), "sign_in")} == {member.id}


def test_a_name_without_a_role_is_a_coordinator_of_the_hospitals_given(command):
    command("office", "--as", "Ines", "--hospital", "h1", "--hospital", "h3", "--data", "d")

    (member,) = rows(Path("d"), "member")
    assert (member.body["role"], member.body["hospitals"]) == ("coordinator", ["h1", "h3"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--role", "auditor"), "Say whose with --as NAME."),
        (("--as", "Ines", "--hospital", "h9"), "There is no hospital h9."),
        (("--as", "x" * 81), "The name has 81 characters. Give one of 1 to 80."),
        (("--as", ""), "The name has 0 characters. Give one of 1 to 80."),
        (("--as", " \u200b"), "The name has 0 characters. Give one of 1 to 80."),
    ],
)
def test_a_link_for_nobody_or_nowhere_is_refused_with_a_sentence(command, arguments, says):
    code, _, err = command("office", *arguments, "--data", "d")

    assert code == 1
    assert says in err
    assert not Path("d").exists()


def test_a_command_does_not_change_what_somebody_does(command):
    command("office", "--as", "Ines", "--role", "auditor", "--data", "d")

    code, _, err = command("office", "--as", "Ines", "--role", "owner", "--data", "d")

    assert code == 1
    assert "Ines is in the team already, as auditor." in err
    assert len(rows(Path("d"), "sign_in")) == 1


def test_an_invited_coordinator_is_in_the_team(command):
    command("invite", "coordinator", "Maya", "--data", "d")

    (member,) = rows(Path("d"), "member")
    (code,) = rows(Path("d"), "code")
    assert (member.body["name"], member.body["role"]) == ("Maya", "coordinator")
    assert code.body["member"] == member.id


# -- tables ----------------------------------------------------------------------------------------------


GOOD = b"id,kind,starts,place\ns1,lived_interview,2099-03-09 14:00,Room 2\n"


def test_a_file_of_sessions_is_imported_and_can_be_looked_at(command, place):
    (place / "spring.csv").write_bytes(GOOD)

    code, out, _ = command("import", "sessions", "spring.csv", "--data", "d")

    assert (code, out) == (0, "1 session imported: 1 new, 0 known before.\n")
    assert (
        "s1,lived_interview,2099-03-09 14:00,90,1,published"
        in command("export", "sessions", "--data", "d")[1]
    )


def test_a_file_with_one_bad_row_changes_nothing_and_names_it(command):
    command("import", "sessions", "-", "--data", "d", stdin=GOOD)

    code, _, err = command(
        "import", "sessions", "-", "--data", "d", stdin=GOOD.replace(b"s1", b"s2") + b",x,y\n"
    )

    assert code == 1
    assert "-: line 3, id: '' cannot be an id." in err
    assert [row.id for row in rows(Path("d"), "session")] == ["s1"]


def test_sessions_imported_again_are_known(command):
    command("import", "sessions", "-", "--data", "d", stdin=GOOD)

    _, out, _ = command("import", "sessions", "-", "--data", "d", stdin=GOOD.replace(b"14:00", b"15:00"))

    assert out == "1 session imported: 0 new, 1 known before.\n"
    assert "2099-03-09 15:00" in command("export", "sessions", "--data", "d")[1]


def test_an_export_to_a_file_is_marked_for_spreadsheets_and_an_exact_one_is_not(command, place):
    command("import", "sessions", "-", "--data", "d", stdin=GOOD)

    command("export", "sessions", "--data", "d", "--out", "safe.csv")
    command("export", "sessions", "--data", "d", "--out", "exact.csv", "--exact")

    assert (place / "safe.csv").read_bytes() == b"\xef\xbb\xbf" + (place / "exact.csv").read_bytes()


def test_json_holds_the_same_as_csv(command):
    command("import", "sessions", "-", "--data", "d", stdin=GOOD)

    as_json = json.loads(command("export", "sessions", "--format", "json", "--data", "d")[1])

    assert as_json == list(csv.DictReader(io.StringIO(command("export", "sessions", "--data", "d")[1])))


def test_a_workbook_holds_the_same_as_csv_and_goes_to_a_file_or_a_pipe(command, place):
    command("import", "sessions", "-", "--data", "d", stdin=GOOD)

    code, _, err = command("export", "sessions", "--format", "xlsx", "--data", "d", "--out", "all.xlsx")

    (row,) = csv.DictReader(io.StringIO(command("export", "sessions", "--data", "d")[1]))
    header, cells = openpyxl.load_workbook(place / "all.xlsx")["sessions"].iter_rows(values_only=True)
    assert (code, err) == (0, "1 row written to all.xlsx.\n")
    assert list(header) == list(row)
    assert dict(zip(header, cells, strict=True))["starts"] == dt.datetime.fromisoformat(row["starts"])
    assert dict(zip(header, cells, strict=True))["minutes"] == int(row["minutes"])


# -- a person ----------------------------------------------------------------------------------------------


def test_a_newcomer_gets_a_seat_in_the_terminal_and_shows_in_the_export(command):
    out = talk("--data", "d", "--code", "K7MQ2XZB")

    (row,) = csv.DictReader(io.StringIO(command("export", "signups", "--data", "d")[1]))
    assert "You are booked" in out
    assert (row["role"], row["outcome"], row["hospitals"], row["seat"]) == ("lived", "fits", "h1", "booked")


def test_who_comes_back_without_a_code_is_the_same_person(command):
    talk("--data", "d", lines=["[Start]", "[OK, carry on]"])

    out = talk("--data", "d", lines=["[I have had care myself]"])

    assert "May we keep your answers?" in out
    assert len(rows(Path("d"), "person")) == 1


def test_numbers_and_addresses_are_only_given_out_into_the_audit_log(command):
    talk("--data", "d", lines=["[Start]"])
    plain = command("export", "signups", "--data", "d")[1]
    before = audit(Path("d"))
    named = command("export", "signups", "--identified", "--reason", "call", "--data", "d")[1]

    assert "terminal:you" not in plain
    assert "exported_identified" not in before
    assert "terminal:you" in named
    assert "exported_identified" in audit(Path("d"))


def test_small_counts_are_only_given_out_into_the_audit_log(command):
    code = command("invite", "place", "Library", "--data", "d")[1].split()[1]
    talk("--data", "d", "--code", code, lines=["[Start]"])

    hidden = command("export", "funnel", "--data", "d")[1]
    before = taken(Path("d"))
    exact = command("export", "funnel", "--exact-counts", "--reason", "review", "--data", "d")[1]

    assert [row["opened"] for row in csv.DictReader(io.StringIO(hidden)) if row["code"] == code] == ["<5"]
    assert before == ["funnel"]
    assert [row["opened"] for row in csv.DictReader(io.StringIO(exact)) if row["code"] == code] == ["1"]
    assert taken(Path("d")) == ["funnel", "funnel_exact"]


@pytest.mark.parametrize("reason", ["for Ana", "", " "])
def test_a_reason_is_a_word_of_the_list(command, reason):
    code, out, err = command("export", "signups", "--identified", "--reason", reason, "--data", "d")

    assert (code, out) == (1, "")
    assert "holds no free text" in err
    assert "Use one of write, call, the_day, they_asked, review, move, filed." in err
    assert not Path("d").exists()


@pytest.mark.parametrize("options", [("signups", "--identified"), ("funnel", "--exact-counts")])
def test_a_list_without_a_reason_is_given_out_and_the_log_has_none(command, options):
    talk("--data", "d", lines=["[Start]"])

    code, _, err = command("export", *options, "--data", "d")

    row = log_of(Path("d"))[-1]
    assert (code, "No reason was given" in err) == (0, True)
    assert (row["action"].startswith("exported"), "reason" in row) == (True, False)


def test_exact_counts_belong_to_the_funnel_alone(command):
    talk("--data", "d", lines=["[Start]"])

    code, _, err = command("export", "sessions", "--exact-counts", "--data", "d")

    assert (code, "Leave --exact-counts out" in err) == (1, True)


def test_an_erased_person_is_gone(command):
    talk("--data", "d", lines=["[Start]"])
    (person,) = rows(Path("d"), "person")

    code, out, _ = command("erase", person.id, "--data", "d")

    assert (code, out) == (0, f"{person.id} is erased.\n")
    assert rows(Path("d"), "person") == []


def test_a_backup_brings_back_what_was_lost_but_not_who_was_erased(command):
    talk("--data", "d", lines=["[Start]"])
    command("import", "sessions", "-", "--data", "d", stdin=GOOD)
    (person,) = rows(Path("d"), "person")
    assert command("store", "backup", "b.backup", "--data", "d")[0] == 0
    command("erase", person.id, "--data", "d")

    code, out, _ = command("store", "restore", "b.backup", "--data", "d")

    assert code == 0
    assert "1 person erased since was erased again" in out
    assert rows(Path("d"), "person") == []
    assert "s1" in [row.id for row in rows(Path("d"), "session")]
    assert command("store", "verify", "--data", "d")[0] == 0


# -- a running bot -------------------------------------------------------------------------------------------


@pytest.fixture
def bot(place):
    """A bot that runs on the folder `d`, as a new user starts it."""
    process = apart("run", "--data", "d")
    assert process.stdout is not None
    told = {}
    for line in process.stdout:
        name, _, value = line.strip().partition(": ")
        told[name] = value
        if line.startswith("The office link"):
            break
    yield process, told
    if process.poll() is None:
        process.kill()
    process.communicate(timeout=START_SECONDS)


def fetched(url):
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def test_run_says_where_to_chat_and_answers_there(bot):
    _, told = bot

    assert fetched(told["Chat"]) == 200
    assert fetched(told["Chat"] + "health") == 200
    assert fetched(told["Office"]) == 200
    assert fetched(told["Chat"] + "office/signups") != 200


def test_run_offers_example_sessions_of_every_kind(bot, example):
    kinds = {row.body["kind"] for row in rows(Path("d"), "session")}

    assert kinds == {kind.key for kind in example.sessions.kinds}


def test_a_second_run_on_the_same_data_is_refused_with_a_sentence(bot, command):
    code, _, err = command("run", "--data", "d")

    assert code == 1
    assert err.startswith("Another outreach-bot is running on d.")


def test_every_command_works_beside_a_running_bot(bot, command):
    _, told = bot
    base = told["Chat"].rstrip("/")
    place_code = command("invite", "place", "Cafe", "--data", "d")[1]
    link = command("office", "--data", "d")[1].strip()
    chatted = talk("--data", "d", "--code", "K7MQ2XZB")
    (row,) = csv.DictReader(io.StringIO(command("export", "signups", "--data", "d")[1]))

    assert f"Link: {base}/i/" in place_code
    assert link.startswith(f"{base}/office/in/")
    assert fetched(link) == 200
    assert "You are booked" in chatted
    assert row["seat"] == "booked"
    assert command("import", "sessions", "-", "--data", "d", stdin=GOOD)[0] == 0
    assert command("store", "verify", "--data", "d")[0] == 0
    assert command("store", "backup", "b.backup", "--data", "d")[0] == 0
    assert command("erase", row["person"], "--data", "d") == (0, f"{row['person']} is erased.\n", "")
    assert command("store", "restore", "b.backup", "--data", "d")[0] == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_bot_in_good_order(bot, number):
    process, _ = bot

    process.send_signal(number)
    process.communicate(timeout=START_SECONDS)

    assert process.returncode == 0
    assert not Path("d/control").exists()


def test_a_killed_bot_starts_again_with_all_that_was_said(bot, command):
    process, _ = bot
    talk("--data", "d", lines=["[Start]", "[OK, carry on]"])
    process.kill()
    process.wait(timeout=START_SECONDS)

    out = talk("--data", "d", lines=["[I have had care myself]"])

    assert "May we keep your answers?" in out


def test_a_taken_port_is_said_with_a_way_out(command, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("OUTREACH_PORT", str(taken.getsockname()[1]))
        code, _, err = command("run", "--data", "d")

    assert code == 1
    assert "cannot be used" in err
    assert "OUTREACH_PORT" in err


def test_the_roles_that_a_command_takes_are_those_of_the_office():
    """`cli` writes them down once more; a role in only one of the two could be given to nobody."""
    assert [(role.name, role.value) for role in cli.OfficeRole] == [
        (role.name, role.value) for role in OfficeRole
    ]


# -- a machine that is short of something for a while ------------------------------------------------------------


def until(true):
    """Wait for something a running bot does; nothing here is a matter of how fast."""
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        if true():
            return True
        time.sleep(0.05)
    return False


def test_a_full_disk_is_help_only_mode_until_there_is_room_and_then_the_bot_goes_on_by_itself(bot, command):
    process, told = bot
    kept = talk("--data", "d", lines=["[Start]"])
    most = max(path.stat().st_size for path in Path("d").glob("journal-*"))
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most + 10, resource.RLIM_INFINITY))

    assert command("invite", "place", "Cafe", "--data", "d")[0] == 1
    assert fetched(told["Chat"] + "health") == 503
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    assert until(lambda: fetched(told["Chat"] + "health") == 200)
    assert command("invite", "place", "Cafe", "--data", "d")[0] == 0
    assert kept
    assert len(rows(Path("d"), "person")) == 1
    assert process.poll() is None


def health(connection):
    """Ask again over a connection that is there already: no descriptor is needed for it."""
    connection.request("GET", "/health")
    answer = connection.getresponse()
    answer.read()
    return answer.status


def test_a_bot_whose_descriptors_are_all_taken_erases_and_stays_healthy(bot, command):
    process, told = bot
    talk("--data", "d", lines=["[Start]"])
    (person,) = rows(Path("d"), "person")
    held = http.client.HTTPConnection("127.0.0.1", urllib.parse.urlsplit(told["Chat"]).port, timeout=60)
    assert health(held) == 200
    door = socket.socket(socket.AF_UNIX)
    door.connect("d/control")
    answers = door.makefile("rb")
    door.sendall(b"{}\n")
    assert answers.readline()
    usual = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
    used = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (used, usual[1]))

    erase = Input(key="command:erase", to=To.PERSON, id=person.id, body=EraseAsked(by="command"))
    door.sendall(msgspec.json.encode(Feed(inputs=(erase,))) + b"\n")
    erased = answers.readline()
    during = health(held)
    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, usual)

    assert b'"Done"' in erased
    assert during == 200
    assert fetched(told["Chat"] + "health") == 200
    assert rows(Path("d"), "person") == []
    for each in (held, answers, door):
        each.close()
