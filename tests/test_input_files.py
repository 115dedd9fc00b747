"""Whatever file somebody hands to a command: a sentence, and nothing half done; never a traceback, never a wait."""

import csv
import datetime as dt
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach_bot import fresh
from outreach_bot.content import yaml_files
from outreach_bot.content.catalog import copy_campaign, load_rules
from outreach_bot.content.findings import ContentError, Finding
from outreach_bot.content.ftl_files import read_languages
from outreach_bot.exports.contact_fields import COLUMNS as CONTACT_COLUMNS
from outreach_bot.exports.contact_rows import Fresh, read_contacts
from outreach_bot.exports.known_contacts import nobody
from outreach_bot.exports.meeting_guide import read_meetings
from outreach_bot.exports.session_rows import read_sessions
from outreach_bot.exports.sessions import FACTS as SESSION_COLUMNS
from outreach_bot.exports.table_files import BadFile
from outreach_bot.input_files import MOST_BYTES, CannotRead, read_bytes, read_text
from outreach_bot.outreach.flyers import Flyers
from outreach_bot.outreach.typesetting import FlyerFault
from outreach_bot.recruitment.rules import Campaign
from outreach_bot.transcripts import TranscriptError, parse
from outreach_bot.transcripts.source import VERBS
from tests.helpers.bot_process import ROOT
from tests.helpers.commands import own_machine, run_command
from tests.helpers.real_runner import rules

NOW = dt.datetime(2027, 3, 1, 15, 0, tzinfo=dt.UTC)
FRESH = Fresh(fresh.contact_id, fresh.code)
NETWORKS = "network,organisation,name,email,phone\npeer_networks,Riverside Peers,Lee,lee@riverside.example,\n"
SHAPES = {
    "nothing": b"",
    "one cell of 30 MB": b"a" * 30_000_000,
    "one long cell": b"network,organisation\n" + b"a" * 1_000_000,
    "NUL bytes": b"\0" * 1000,
    "NUL in the middle": NETWORKS.replace("Lee", "L\0e").encode(),
    "UTF-16": NETWORKS.encode("utf-16"),
    "Latin-1": NETWORKS.replace("Lee", "Zoë").encode("latin-1"),
    "a workbook": b"PK\x03\x04\x14\0\x08\x08\x08\0" + bytes(range(256)) * 40,
    "a million columns": b"," * 1_000_000,
    "endless quotes": b'"' * 400_001,
    "a million short lines": b"x\n" * 1_000_000,
    "JSON nested deeply": b"[" * 100_000 + b"]" * 100_000,
    "JSON nested deeply in a meeting": b'[{"name":"m","slug":"s","types":'
    + b"[" * 5000
    + b"]" * 5000
    + b"}]",
    "half a character": b'[{"name":"\\ud800","slug":"s","entity":"\\udfff"}]',
    "a huge number": b'[{"name":' + b"9" * 5000 + b',"slug":1e999}]',
    "no list": b'{"name": 1}',
    "a list of anything": b'[1, null, "x", [], {"feedback_emails": [1]}]',
    "YAML nested deeply": b"a: " + b"[" * 10_000,
    "YAML nested deeply by blanks": b"".join(b" " * n + b"a:\n" for n in range(900)),
    "an entry in itself": b"a: &a [*a]\n",
    "a bomb of entries": b"a: &a [x, x, x, x, x, x, x, x, x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (n + 1, n + 1, b", ".join([b"*%c" % n] * 9)) for n in range(97, 110)),
    "odd tags": b"a: !!timestamp x\nb: !!python/object:os.system {}\nc: !!int x\n? [q]\n: r\n",
    "a line of 10 MB": b"welcome = " + b"a" * 10_000_000,
    "brackets in brackets": b"welcome = " + b"{" * 20_000 + b"\n",
}


@pytest.fixture
def command(monkeypatch, capsys, tmp_path):
    own_machine(monkeypatch, tmp_path)
    return lambda *arguments: run_command(monkeypatch, capsys, (*arguments, "--data", "d"))


def refused(told):
    """One sentence or more, on standard error or for `check` and `play` on standard output; exit code 1."""
    code, out, err = told
    assert code == 1, told
    assert (out + err).strip().endswith((".", "?")), told
    assert "Traceback" not in out + err
    assert len(out + err) < 20_000
    return out + err


# -- the commands ----------------------------------------------------------------------------------------


def sessions(content):
    read_sessions(content, rules=rules(), known={}, now=NOW)


def contacts(content):
    read_contacts(content, rules=rules(), known=nobody(), now=NOW, fresh=FRESH)


def meetings(content):
    read_meetings(content, network="peer_networks", rules=rules(), known=nobody(), now=NOW, fresh=FRESH)


@pytest.mark.parametrize("read", [sessions, contacts, meetings], ids=lambda read: read.__name__)
@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_no_table_and_no_feed_is_refused(read, shape):
    with pytest.raises(BadFile) as bad:
        read(SHAPES[shape][:MOST_BYTES])

    assert all(len(str(finding)) < 1000 for finding in bad.value.findings)


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        (("import", "sessions"), "one cell of 30 MB"),
        (("import", "sessions"), "one long cell"),
        (("import", "networks"), "UTF-16"),
        (("import", "networks"), "a million short lines"),
        (("import", "meetings"), "JSON nested deeply"),
        (("play",), "one cell of 30 MB"),
        (("play",), "NUL bytes"),
        (("store", "restore"), "a workbook"),
    ],
    ids=str,
)
def test_a_command_tells_in_a_sentence_what_is_wrong_with_its_file(words, shape, command, tmp_path):
    (tmp_path / "file").write_bytes(SHAPES[shape])

    refused(command(*words, "file"))

    assert {path.name for path in (tmp_path / "d").glob("*")} <= {"lock"}


IMPORT, PLAY, RESTORE = ("import", "sessions"), ("play",), ("store", "restore")
PLACES = ["a folder", "a pipe", "a device", "missing", "a name that is too long"]


def test_a_file_that_is_not_for_us_is_told_in_a_sentence(tmp_path):
    """The real process: who runs as root may read everything, unless that right is taken from them."""
    file = tmp_path / "file"
    file.write_bytes(b"x")
    file.chmod(0)
    without = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    line = [*without, sys.executable, "-m", "outreach_bot", *IMPORT, str(file), "--data", str(tmp_path / "d")]
    given = {name: value for name, value in os.environ.items() if not name.startswith("OUTREACH_")}

    done = subprocess.run(line, cwd=ROOT, env=given, capture_output=True, text=True, check=False)

    refused((done.returncode, done.stdout, done.stderr))
    assert "the file may not be read" in done.stderr


@pytest.mark.parametrize(
    ("words", "place"),
    [*((IMPORT, place) for place in PLACES), (PLAY, "a pipe"), (RESTORE, "a pipe"), (RESTORE, "a folder")],
    ids=str,
)
def test_what_is_no_file_is_told_in_a_sentence_and_never_waited_for(words, place, command, tmp_path):
    file = tmp_path / ("x" * 300 if place == "a name that is too long" else "file")
    if place == "a folder":
        file.mkdir()
    elif place == "a pipe":
        os.mkfifo(file)
    elif place == "a device":
        file = Path("/dev/zero")

    refused(command(*words, str(file)))


@pytest.mark.parametrize("ends", ["\r", "\r\n", "\n"], ids=["an old Mac", "Windows", "Unix"])
def test_a_table_is_read_however_its_lines_end(ends, command, tmp_path):
    (tmp_path / "file.csv").write_bytes(NETWORKS.replace("\n", ends).encode())

    code, out, _ = command("import", "networks", "file.csv")

    assert (code, out.splitlines()[0]) == (0, "1 contact read: 1 new, 0 changed, 0 unchanged.")


# -- a campaign's own files ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ours")
    copy_campaign(folder)
    return folder


@pytest.fixture
def in_place_of(campaign):
    """Put something in the place of a file of the campaign, for as long as a test takes."""
    kept = {}

    def put(name, content):
        path = campaign / name
        kept[path] = path.read_bytes()
        path.write_bytes(content)
        return path

    yield put
    for path, content in kept.items():
        path.write_bytes(content)


@pytest.mark.parametrize("shape", SHAPES)
def test_rules_that_are_none_are_named_with_their_file(shape, campaign, in_place_of):
    in_place_of("messages/safety.yaml", SHAPES[shape])

    with pytest.raises(ContentError, match=r"safety\.yaml"):
        load_rules(campaign)


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "nothing"])
def test_words_that_are_none_are_named_with_their_file(shape, campaign, in_place_of):
    in_place_of("messages/en/joining.ftl", SHAPES[shape])

    found = read_languages(campaign / "messages")["en"].findings

    assert {finding.file for finding in found} == {"en/joining.ftl"}


@pytest.mark.parametrize("content", [b"", b"[" * 100_000, b"{}", b"[]", b"\xff", b'{"colours": []}'])
def test_colours_that_are_none_are_told_in_a_sentence(content, campaign, in_place_of):
    in_place_of("flyers/theme.json", content)

    with pytest.raises(FlyerFault, match=r"theme\.json"):
        _ = Flyers(campaign, rules(), today=NOW.date)._ink


def test_check_names_all_that_is_wrong_at_once(command, campaign, in_place_of):
    in_place_of("messages/en/joining.ftl", SHAPES["brackets in brackets"])
    in_place_of("messages/safety.yaml", SHAPES["a bomb of entries"])

    told = refused(command("check", campaign))

    assert "safety.yaml" in told


def test_a_campaign_that_cannot_be_copied_whole_leaves_nothing(command, tmp_path, monkeypatch):
    def full(*_args, **_kwargs):
        (tmp_path / "ours" / "messages").mkdir(parents=True)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copytree", full)

    assert "No space left" in refused(command("init", tmp_path / "ours"))
    assert not (tmp_path / "ours" / "messages").exists()


@pytest.mark.parametrize("target", ["file", "file/below", "x" * 300, "full"])
def test_a_target_that_will_not_do_is_told_in_a_sentence(target, command, tmp_path):
    (tmp_path / "file").write_text("kept")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("kept")

    refused(command("init", tmp_path / target))

    assert (tmp_path / "file").read_text() == (tmp_path / "full" / "mine").read_text() == "kept"


QUOTE = (
    'id,kind,starts,place\nq1,lived_interview,2027-03-08 14:00,"Room 5\n'
    "q2,lived_interview,2027-03-09 14:00,Room 6\n"
)


def test_a_quote_that_is_not_closed_brings_nothing_in(command, tmp_path):
    (tmp_path / "s.csv").write_text(QUOTE, "utf-8")

    text = refused(command("import", "sessions", tmp_path / "s.csv"))

    assert 's.csv: line 2: a cell that begins here does not end. Look for a lone " and take it out.' in text
    assert "Nothing was imported." in text


def test_nothing_that_steers_a_terminal_is_printed_whatever_is_handed_in(command, tmp_path):
    odd = "\x1b[2J\x07\u202e"
    (tmp_path / f"{odd}.csv").write_text(f"id,{odd}kind,capasity{odd}\n", "utf-8")

    for arguments in (
        ("import", "sessions", tmp_path / f"{odd}.csv"),
        ("import", "sessions", tmp_path / f"no{odd}"),
        ("invite", "place", f"Library{odd}"),
        ("flyers", "--out", tmp_path / "print", "--code", f"{odd}x"),
        ("erase", f"p-{odd}"),
        ("office", "--as", f"Maya{odd}"),
    ):
        _, out, err = command(*arguments)
        assert not set(odd) & set(out + err) - set("[2J"), arguments


# -- anything at all ------------------------------------------------------------------------------------------

ODD = st.one_of(
    st.text(max_size=30),
    st.just("9").map(lambda digit: digit * 5000),
    st.sampled_from(
        [
            "-1",
            "1e999",
            "0001-01-01 00:00",
            "9999-12-31 23:59",
            "2027-02-30 10:00",
            "٣",
            "\r",
            '"',
        ]
    ),
)


def tables(columns):
    """Tables with headers of ours and anything below them; now and then a byte is another one."""
    rows = st.lists(st.tuples(*[ODD] * len(columns)), max_size=3)
    whole = rows.map(lambda made: _written([columns, *made]))
    return st.one_of(
        whole, st.binary(max_size=200), st.builds(_hurt, whole, st.integers(0, 2000), st.binary(max_size=3))
    )


def _written(rows):
    made = io.StringIO()
    csv.writer(made).writerows(rows)
    return made.getvalue().encode("utf-8", "replace")


def _hurt(content, at, by):
    return content[:at] + by + content[at + 1 :]


def told(read, refusal):
    """What came of it, in words."""
    try:
        read()
    except refusal as why:
        return str(why)
    return "read"


@settings(max_examples=40)
@given(content=tables(SESSION_COLUMNS))
def test_any_table_of_sessions_is_read_or_refused(content):
    assert told(lambda: sessions(content), BadFile)


@settings(max_examples=40)
@given(content=tables(CONTACT_COLUMNS))
def test_any_table_of_contacts_is_read_or_refused(content):
    assert told(lambda: contacts(content), BadFile)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ODD,
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "name",
                    "slug",
                    "entity",
                    "entity_email",
                    "entity_phone",
                    "feedback_emails",
                    "entity_website_url",
                ]
            ),
            inside,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(
    content=JSON.map(
        lambda made: repr(made).replace("None", "null").replace("'", '"').encode("utf-8", "surrogatepass")
    )
    | st.binary(max_size=100)
)
def test_any_feed_is_read_or_refused(content):
    assert told(lambda: meetings(content), BadFile)


LINES = st.builds(
    lambda verb, mark, rest: f"{verb}{mark} {rest}",
    st.sampled_from(sorted(VERBS)),
    st.sampled_from([":", "~"]),
    ODD
    | st.sampled_from(
        [
            "99999999999999 weeks",
            f"{'9' * 5000} days",
            "[#9999]",
            "book ana s1 companions=x",
            "until 9999-01-01 10:00",
        ]
    ),
)


@given(text=st.lists(LINES | st.text(max_size=40), max_size=6).map("\n".join))
def test_any_transcript_is_read_or_refused(text):
    assert told(lambda: parse(text), TranscriptError)


@given(
    content=st.text(alphabet="abc:-?*&!|>'\"{}[],# \n\t1.%@`\x00é", max_size=60).map(str.encode)
    | st.binary(max_size=60)
)
def test_any_rules_are_read_or_refused(content, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)

    read = yaml_files.read(path)
    found = read if isinstance(read, Finding) else yaml_files.validate(path, read, Campaign)

    assert isinstance(found, Finding) or all(isinstance(each, Finding) for each in found)


# -- what reads them ---------------------------------------------------------------------------------------------


def test_a_text_has_plain_line_ends_and_no_mark_of_byte_order(tmp_path):
    (tmp_path / "text").write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")

    assert read_text(tmp_path / "text") == "one\ntwo\nthree\n"


def test_a_file_may_be_as_large_as_is_said_and_no_larger(tmp_path):
    (tmp_path / "file").write_bytes(b"x" * MOST_BYTES)
    assert len(read_bytes(tmp_path / "file")) == MOST_BYTES

    (tmp_path / "file").write_bytes(b"x" * (MOST_BYTES + 1))
    with pytest.raises(CannotRead, match="larger than 10 MB"):
        read_bytes(tmp_path / "file")
