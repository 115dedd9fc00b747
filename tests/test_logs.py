import ast
import io
import json
import logging
import re
from pathlib import Path

import pytest
import structlog

from outreach_bot import logs


@pytest.fixture
def lines():
    stream = io.StringIO()
    logs.set_up("DEBUG", stream=stream, secrets=["odd-token"])
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def our_log():
    return structlog.get_logger("outreach_bot.test")


def test_an_allowed_key_is_logged(lines):
    our_log().info("turn committed", person="p1", turn=7)

    assert (lines()[0]["event"], lines()[0]["person"], lines()[0]["turn"]) == ("turn committed", "p1", 7)


def test_a_key_that_is_not_on_the_list_is_removed(lines):
    our_log().info("booked", name="Mia Example")

    assert lines()[0]["name"] == "<removed>"


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("call +44 7911 123456 now", "7911"),
        ("call (212) 555-0147", "555"),
        ("write to mia.e+x@example.org", "mia"),
        ("POST /bot123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc/getUpdates", "AAEh"),
        ("key odd-token here", "odd-token"),
    ],
    ids=["phone", "phone in brackets", "email", "bot token in an address", "a secret of any form"],
)
def test_what_looks_personal_is_replaced_in_allowed_values(lines, text, gone):
    our_log().warning("went wrong", reason=text)

    assert gone not in json.dumps(lines())


def test_an_id_is_no_phone_number(lines):
    our_log().info("committed", update_id=912345678, key="tg:912345678", person="p-8c1f2e3d")

    assert (lines()[0]["update_id"], lines()[0]["key"], lines()[0]["person"]) == (
        912345678,
        "tg:912345678",
        "p-8c1f2e3d",
    )


def test_a_date_is_no_phone_number(lines):
    our_log().warning("went wrong", reason="at 2026-12-01 11:58 UTC, by 603-555-0142")

    assert lines()[0]["reason"] == "at 2026-12-01 11:58 UTC, by <number>"


def test_of_a_librarys_line_only_template_numbers_and_types_are_kept(lines):
    logging.getLogger("somelib").warning("got %s for %d from %s", "Mia Example", 3, "07911 123456")

    assert lines()[0]["event"] == "got <str> for 3 from <str>"


def test_a_time_is_no_phone_number(lines):
    our_log().warning("went wrong", reason="at 2026-12-01 11:58 UTC, by 603-555-0142")

    assert lines()[0]["reason"] == "at 2026-12-01 11:58 UTC, by <number>"


def test_of_a_librarys_line_only_the_first_line_is_kept(lines):
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: <Task ValueError('Mia')>")

    assert lines()[0]["event"] == "Task exception was never retrieved"


def test_libraries_are_not_heard_below_warning(lines):
    logging.getLogger("httpx").info("HTTP Request: POST https://api.example.org/bot1:secret/getMe")
    logging.getLogger("telegram.Bot").debug("Calling Bot API endpoint with parameters")

    assert lines() == []


@pytest.mark.parametrize("through", ["structlog", "logging"])
def test_of_an_exception_kind_and_place_are_kept_but_never_its_words(lines, through):
    log = our_log() if through == "structlog" else logging.getLogger("outreach_bot.plain")
    try:
        int("Mia said something")
    except ValueError:
        log.exception("could not handle")

    told = lines()[0]
    assert told["exception"] == "ValueError"
    assert "test_logs" in told["where"]
    assert "Mia" not in json.dumps(told)


def test_extras_of_plain_logging_pass_the_same_list(lines):
    logging.getLogger("outreach_bot.plain").info("sent", extra={"owed": "tg:1#0", "words": "Mia Example"})

    assert lines()[0]["owed"] == "tg:1#0"
    assert "Mia" not in json.dumps(lines())


def test_the_level_is_kept_to():
    stream = io.StringIO()
    logs.set_up("ERROR", stream=stream)
    our_log().info("quiet")

    assert stream.getvalue() == ""
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = []


def test_a_line_about_a_fault_says_what_can_be_done(lines):
    our_log().error("due work waits: the store cannot be written")
    our_log().warning("store_is_large", people=20_000, remedy="outreach-bot store move")
    logging.getLogger("outreach_bot.plain").error("words missing", extra={"phrase": "welcome"})

    waits, large, words = lines()
    assert "disk of the data folder" in waits["remedy"]
    assert (large["remedy"], large["people"]) == ("outreach-bot store move", 20_000)
    assert (words["remedy"], words["phrase"]) == ("outreach-bot check", "welcome")


# -- every line there is ------------------------------------------------------------------------------

PACKAGE = Path(logs.__file__).parent
METHODS = {"debug", "info", "warning", "error", "exception", "critical"}
CLOSED = re.compile(
    r"""
    type\(\w+\)\.__name__ | type\(received\.body\)\.__name__   # a kind of exception, or of input
    | (\w+\.)*(key|update_id|value|about|id|at_byte|bytes|records|_pause)                     # ids that we made; a member of an enum
    | (len|round)\(.*\) | \w*(wait|seconds|count|rows|people|broken_at|_pause)   # numbers
    """,
    re.VERBOSE,
)
"""Values that are taken from a fixed set, or are ids or numbers: no words of anybody's can be among them."""
LOOKED_AT = {
    ("content/wording.py", "phrase", "phrase"): "an id of messages/",
    ("outbound/trying.py", "reason", "str(why)"): "what is wrong with the campaign's own flyer",
    ("outbound/dispatcher.py", "reason", "outcome.reason"): "a status of Telegram or of a mail server",
    ("app.py", "why", "str(still)"): "a sentence of the settings or the store",
    ("inbound/telegram_poll.py", "reason", "why"): "an HTTP status, or a kind of exception",
    (
        "inbound/web_server.py",
        "reason",
        "errno.errorcode.get(fault.errno or 0, 'unknown')",
    ): "the name of an error",
    ("outbound/ledger.py", "kind", "_kind(line.owed)"): "reply, help, or the name of a timer",
    ("store/beginning.py", "count", "held.come_back"): "a number",
    ("store/beginning.py", "file", "str(found.broken[0])"): "a path on this machine",
    ("store/beginning.py", "files", "[str(home) for home in found.missing]"): "paths on this machine",
    ("store/beginning.py", "journal", "found.without_journal"): "the name of a file",
    ("store/beginning.py", "journal", "one.journal"): "the name of a file",
    ("store/beginning.py", "last_record", "one.after"): "a number",
    ("store/writer.py", "needs_mb", "self._trial_pieces"): "a number",
    ("store/beginning.py", "last_record_at", "moment(one.after_at)"): "a time",
    (
        "store/erasures.py",
        "reason",
        "errno.errorcode.get(fault.errno or 0, 'unknown')",
    ): "the name of an error",
    ("store/upkeep.py", "reason", "why"): "what the operating system says",
    ("store/writer.py", "reason", "_short(fault)"): "what the operating system says",
    ("office/shell.py", "deed", "deed"): "the name of a route",
    ("office/shell.py", "why", "why"): "role, token or hospital",
}
"""Where, key, value: others of which somebody made sure."""

EVENTS = {
    ("inbound/telegram_poll.py", "what"): (
        "Telegram cannot be reached",
        "Telegram did not do what it was asked",
        "Telegram's answer breaks off",
        "Telegram's answer cannot be read",
    ),
    ("inbound/timers.py", "which_way"): ("the clock was set forward", "the clock was set back"),
}
"""Where an event is chosen from several, what it may be."""


def said(where, event):
    return (event.value,) if isinstance(event, ast.Constant) else EVENTS.get((where, ast.unparse(event)), ())


def calls():
    """Every call of a logger in the package: where, method, its event, and its keys with their values."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in METHODS
                and ast.unparse(node.func.value) in {"log", "_log"}
            ):
                given = {each.arg: each.value for each in node.keywords}
                extra = given.pop("extra", None)
                if isinstance(extra, ast.Dict):
                    given |= {
                        ast.literal_eval(key): value
                        for key, value in zip(extra.keys, extra.values, strict=True)
                        if key
                    }
                yield path.relative_to(PACKAGE).as_posix(), node.func.attr, node.args, given


CALLS = list(calls())


def test_there_are_lines_to_look_at():
    assert len(CALLS) > 20


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call[0]}: {ast.unparse(call[2][0])}")
def test_a_line_says_nothing_that_is_removed_or_that_somebody_wrote(call):
    where, method, (event, *values), given = call

    assert said(where, event), "an event is a fixed text"
    assert values == [], "what changes goes into keys"
    assert set(given) <= logs.ALLOWED, "this key would be removed"
    for key, value in given.items():
        written = ast.unparse(value)
        known = (
            isinstance(value, ast.Constant) or CLOSED.fullmatch(written) or (where, key, written) in LOOKED_AT
        )
        assert known, f"can anybody's words be in {key}={written}?"
    if method not in {"debug", "info"}:
        known = set(said(where, event)) <= set(logs.REMEDIES)
        assert known or "remedy" in given, "what can whoever runs the bot do about it?"


def test_every_remedy_is_for_a_line_that_there_is():
    assert set(logs.REMEDIES) <= {each for where, _, (event, *_), _ in CALLS for each in said(where, event)}
