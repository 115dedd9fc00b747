import io
import json
import logging

import pytest
import structlog

from outreach_bot import logs


@pytest.fixture
def lines():
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.set_up("DEBUG", stream=stream, secrets=["odd-token"])
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = kept
    root.setLevel(level)
    structlog.reset_defaults()


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


def test_of_a_librarys_line_only_template_numbers_and_types_are_kept(lines):
    logging.getLogger("somelib").warning("got %s for %d from %s", "Mia Example", 3, "07911 123456")

    assert lines()[0]["event"] == "got <str> for 3 from <str>"


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
