"""Where updates end and begin in an answer to getUpdates, whatever the bytes are."""

import time

import pytest

from outreach_bot.inbound.telegram_bytes import NoUpdates, find_chat, find_id, find_words, split_updates

FIRST = b'{"update_id":1,"message":{"chat":{"id":7,"type":"private"},"text":"a ]}, {\\"update_id\\":9 \\\\"}}'
LAST = b'{"update_id":3,"message":{"text":"x","entities":[{"offset":0},{"offset":1}]}}'


def answer(*updates, end=b"]}"):
    return b'{"ok":true,"result":[' + b",\n".join(updates) + end


@pytest.mark.parametrize("updates", [(), (FIRST,), (FIRST, LAST), (b'{"message":{"text":"no id"}}', LAST)])
def test_each_update_comes_as_it_was(updates):
    assert split_updates(answer(*updates)) == (list(updates), b"")


@pytest.mark.parametrize(
    "broken",
    [
        b'{"update_id":2,"message":{"text":"x}}',
        b'{"update_id":2,"message":{"text":x"}}',
        b'{"update_id":2,"message":{{"text":"x"}}',
        b'{"update_id":2,"message":{"text":["x"}}',
        b'{"update_id":2,"message":{"text":"x\\"}}',
        b'{"update_id":2,"message":{"chat":{"id":7}},"text":"x"}}',
        b'{"update_id":2,"message":{"text":"\xff\xed\xa0\x80 \\ud800"}}',
        b'{"update_id":2,"message":' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"update_id":2,"mes',
        b'{"message":{"text":"x}}',
        b'"update_id":2,"message":{"text":"x"}}',
        b'"text":"x","chat":{"id":7}}}',
    ],
)
def test_a_broken_update_is_by_itself_and_costs_no_other(broken):
    updates, cut = split_updates(answer(FIRST, broken, LAST))

    assert (updates[0], updates[-1], cut) == (FIRST, LAST, b"")
    assert b"".join(updates[1:-1]) == broken


def test_a_bracket_too_many_belongs_to_the_update_it_follows():
    assert split_updates(answer(FIRST + b"}", LAST)) == ([FIRST + b"}", LAST], b"")


@pytest.mark.parametrize("at", range(1, len(LAST) - 1))
def test_of_an_answer_that_breaks_off_the_whole_updates_are_read(at):
    found = split_updates(answer(FIRST, LAST[:at], end=b""))

    assert found == ([FIRST], LAST[:at].strip(b","))


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"ok":true}', b'{"ok":true,"result":{}}', b"\xff"])
def test_what_is_no_answer_is_refused(body):
    with pytest.raises(NoUpdates):
        split_updates(body)


@pytest.mark.parametrize(
    "part", [b'\\"', b'"', b"{", b"[{", b'"\\', b'{"update_id":', b'"chat":{"id":', b'"from":{"']
)
def test_the_longest_body_is_gone_through_once(part):
    """It takes a second. What went through it once for each of its marks would take hours."""
    large = part * (1_000_000 // len(part))
    began = time.process_time()
    split_updates(b'{"result":[' + large)
    text = large.decode()
    find_words(text), find_chat(text), find_id(text)

    assert time.process_time() - began < 100


@pytest.mark.parametrize(
    ("text", "chat"),
    [
        ('"chat":{"first_name":"A","id":7}', 7),
        ('"from":{"id":8},"chat":{"id":7}', 7),
        ('"from":{"id":8},"cha":{"id":7}', 8),
        ('"chat":{"id":-5},"from":{"id":8}', -5),
        ('"chat":{"id":-5},"chat":{"id":7}', 7),
        ('"chat":{"id":"7"}', 7),
        ('"chat":{"id":7.5},"from":{"id":8}', 8),
        ('"chat":{"id":7x},"from":{"id":8}', 8),
        ('"text":"\\"chat\\":{\\"id\\":9}"', 0),
        ("", 0),
    ],
)
def test_whose_it_is_is_found_where_nothing_else_can_be_read(text, chat):
    assert find_chat(text) == chat


def test_words_are_found_without_the_marks_and_with_their_letters():
    raw = r'"text":"I can\"t\n go on \ud83d\ude00 \u00e1","to": "\\x"'

    assert find_words(raw).split() == ["text", ":", "I", "can't", "go", "on", "😀", "á", "to", ":", "\\x"]
