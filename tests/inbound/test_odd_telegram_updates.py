"""Updates that are not as they should be: a fault in one field never costs the message, and help never."""

import json

import pytest

from outreach_bot.dialogue.aside_inputs import Garbled
from outreach_bot.dialogue.inputs import (
    Address,
    Blocked,
    Channel,
    Edited,
    Input,
    Opened,
    Said,
    SentMedia,
    SharedContact,
    Tapped,
)
from outreach_bot.dialogue.safety import words
from outreach_bot.inbound.telegram_inputs import (
    to_garbled,
    to_garbled_of_others,
    to_group_input,
    to_input,
)
from outreach_bot.inbound.telegram_updates import Unreadable, Update, read_batch, read_update

ANA = {"id": 7001, "is_bot": False, "first_name": "A", "language_code": "es-MX"}
PRIVATE = {"id": 7001, "type": "private", "first_name": "A"}
BASE = {"message_id": 3, "date": 1, "chat": PRIVATE, "from": ANA}
DEEP = "[" * 5000 + "]" * 5000


def read(kind, body):
    return read_update(json.dumps({"update_id": 5, kind: body}).encode())


def taken(update) -> Input:
    received = to_garbled(update) if isinstance(update, Unreadable) else to_input(update)
    assert isinstance(received, Input)
    return received


def body(**content):
    received = taken(read("message", {**BASE, **content}))
    assert received.address == Address(channel=Channel.TELEGRAM, chat="7001")
    return received.body


@pytest.mark.parametrize(
    "odd",
    [
        {"from": {**ANA, "language_code": None}},
        {"from": {**ANA, "language_code": 5}},
        {"from": {**ANA, "language_code": "x" * 1000}},
        {"from": {**ANA, "is_bot": "no"}},
        {"from": {**ANA, "id": "7001"}},
        {"from": {**ANA, "id": 10**30}},
        {"from": {"id": None}},
        {"from": None},
        {"from": [ANA]},
        {"message_id": None},
        {"message_id": "3"},
        {"message_id": 10**30},
        {"chat": {**PRIVATE, "type": "a kind of next year"}},
        {"chat": {"id": 7001}},
        {"chat": {**PRIVATE, "id": "7001"}},
        {"chat": {**PRIVATE, "id": 7001.0}},
        {"chat": {**PRIVATE, "id": None}},
        {"chat": {**PRIVATE, "title": 5}},
        {"chat": None},
        {"chat": "nonsense"},
        {"contact": {"phone_number": None}},
        {"contact": {"first_name": "A"}},
        {"contact": "nonsense"},
        {"caption": 5},
        {"entities": [{"offset": 0, "length": 10**9, "type": "text_mention", "user": ANA}] * 50},
        {"quote": {"text": "call"}, "reply_to_message": {**BASE, "text": "words of ours"}},
        {"forward_origin": {"type": "a kind of next year"}},
        {"message_thread_id": 5, "is_topic_message": True},
        {"migrate_to_chat_id": "nonsense"},
        {"pinned_message": 5},
        {"a field of next year": {"text": {}}},
    ],
    ids=str,
)
def test_a_fault_in_a_side_field_costs_nothing_else(odd):
    assert body(text="I want to die", **odd) == Said(text="I want to die")


@pytest.mark.parametrize("missing", ["message_id", "date", "from", "chat"])
def test_a_message_without_a_side_field_is_a_message(missing):
    message = {**BASE, "text": "hello"}
    del message[missing]
    received = taken(read("message", message))

    assert received.body == Said(text="hello")
    assert received.address == Address(channel=Channel.TELEGRAM, chat="7001")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r'"\ud800 I want to die"', "\ufffd I want to die"),
        (r'"\udc00\ud800"', "\ufffd\ufffd"),
        (r'"a\u0000b"', "a\ufffdb"),
        ('"\u202eדבר\u200f"', "\u202eדבר\u200f"),
        ('"' + "z" * 100_000 + '"', "z" * 100_000),
    ],
    ids=["half a character", "only halves", "NUL", "right to left", "very long"],
)
def test_any_text_is_words_that_can_be_kept(written, expected):
    message = json.dumps(BASE)[:-1] + f', "text": {written}}}'
    received = taken(read_update(f'{{"update_id": 5, "message": {message}}}'.encode()))

    assert received.body == Said(text=expected)
    json.dumps(received.body.text).encode()


@pytest.mark.parametrize(
    "side",
    [r'"\ud800"', "NaN", "1e999", "9" * 5000, DEEP, '{"a":' * 5000 + "1" + "}" * 5000, '"\udcff"'],
    ids=["half a character", "NaN", "infinity", "5000 digits", "5000 lists", "5000 objects", "no UTF-8"],
)
def test_what_no_reader_takes_costs_only_itself(side):
    raw = f'{{"update_id": 5, "message": {{"from": {{"id": 7001, "first_name": {side}}}, "text": "I want to die"}}}}'
    received = taken(read_update(raw.encode("utf-8", "surrogateescape")))

    assert received.body == Said(text="I want to die")
    assert received.key == "tg:5"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"contact": {"first_name": "A"}}, SharedContact(number="", own=False)),
        ({"contact": {"phone_number": None, "user_id": 7001}}, SharedContact(number="", own=True)),
        ({"photo": None, "caption": "words"}, SentMedia(caption="words")),
        ({"media_group_id": "1", "photo": [], "caption": "words"}, SentMedia(caption="words")),
        ({"text": None}, SentMedia()),
        ({"text": "/start", "entities": None}, Opened()),
    ],
    ids=str,
)
def test_what_is_there_of_a_message_is_taken(content, expected):
    assert body(**content) == expected


@pytest.mark.parametrize(
    "content",
    [
        {"poll": {"id": "1", "question": "I want to die", "options": []}},
        {"poll": {"id": "1", "question": "?", "options": [{"text": "I want to die"}]}},
        {"venue": {"title": "I want to die", "location": {}}},
        {"document": {"file_id": "x", "file_name": "I want to die"}},
        {"contact": {"phone_number": "1", "first_name": "I want to die"}},
        {"checklist": {"title": "a", "tasks": [{"id": 1, "text": "I want to die"}]}},
        {"a field of next year": {"words": ["I want to die"]}},
        {"text": {"of next year": "I want to die"}},
        {"text": "hello", "caption": "I want to die"},
        {"caption": ["I want to die"]},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_whatever_they_may_have_written_is_read_for_crisis(kind, content):
    assert "I want to die" in words(taken(read(kind, {**BASE, **content})))[-1]


@pytest.mark.parametrize(
    "content",
    [
        {"quote": {"text": "I want to die"}},
        {"reply_to_message": {**BASE, "text": "I want to die"}},
        {"external_reply": {"chat": PRIVATE, "document": {"file_name": "I want to die"}}},
        {"forward_origin": {"type": "hidden_user", "sender_user_name": "I want to die"}},
        {"audio": {"title": "I want to die", "file_id": "x"}},
        {"sticker": {"set_name": "I want to die", "file_id": "x"}},
        {"photo": [{"file_id": "I want to die"}]},
        {"from": {**ANA, "first_name": "I want to die"}},
    ],
    ids=str,
)
def test_what_others_wrote_is_not_their_cry_for_help(content):
    received = taken(read("message", {**BASE, "text": "ok", **content}))

    assert not any("die" in each for each in words(received))


@pytest.mark.parametrize(
    ("tap", "expected"),
    [
        ({"from": ANA, "data": "a:yes"}, Tapped(data="a:yes")),
        ({"id": "7", "from": ANA, "message": None, "data": "a:yes"}, Tapped(data="a:yes")),
        ({"id": 7, "message": {"message_id": 9, "date": 0, "chat": PRIVATE}, "data": "help"}, Tapped(data="help", message="9")),
        ({"id": "7", "from": ANA, "message": {"chat": PRIVATE, "message_id": "x"}, "data": None}, Tapped(data="")),
    ],
)  # fmt: skip
def test_a_tap_counts_with_whatever_says_whose_it_is(tap, expected):
    received = taken(read("callback_query", tap))

    assert received.body == expected
    assert received.address == Address(channel=Channel.TELEGRAM, chat="7001")


def test_a_tap_in_bytes_that_cannot_be_read_still_counts():
    raw = b'{"update_id":5,"callback_query":{"id":"7","from":{"id":7001,"first_name":x},"data":"help"}'
    received = taken(read_update(raw))

    assert (received.body, words(received)) == (Tapped(data="help"), ("",))


@pytest.mark.parametrize("kind", ["message", "edited_message", "a_kind_of_next_year"])
@pytest.mark.parametrize("broken", ['"date":x', '"date":"', '"date":{', "", '"date":1}}'])
def test_words_of_danger_are_found_in_bytes_that_cannot_be_read(kind, broken):
    raw = f'{{"update_id":5,"{kind}":{{"chat":{{"id":7001}},{broken},"text":"I want to die"'.encode()
    update = read_update(raw)

    assert isinstance(update, Unreadable)
    received = to_garbled(update)
    assert received.key == "tg:5"
    assert received.address == Address(channel=Channel.TELEGRAM, chat="7001")
    assert received.body == Garbled(raw=raw.decode())
    assert "I want to die" in received.beside


@pytest.mark.parametrize(
    "raw",
    [
        b'{"update_id":5,"message":{"chat":{"id":-100123},"text":"I want to die"',
        b'{"update_id":5,"inline_query":{"id":"1","query":"I want to die"',
        b'{"update_id":5,"inline_query":5}',
        b'{"update_id":5}',
        b'{"update_id":5,"message":null}',
        b'{"update_id":5,"my_chat_member":{"chat":{"id":-5,"type":"group"},"new_chat_member":{"status":"a new one"}}}',
        b'{"update_id":5,"my_chat_member":{"chat":{"id":7001},"new_chat_member":null}}',
    ],
)
def test_what_is_not_for_us_is_nothing(raw):
    update = read_update(raw)
    if isinstance(update, Unreadable):
        assert not update.known
    else:
        assert to_input(update) is None
        assert to_group_input(update) is None


def test_being_blocked_is_noticed_whoever_is_missing():
    change = {"chat": {"id": 7001}, "new_chat_member": {"status": "kicked"}}

    assert taken(read("my_chat_member", change)).body == Blocked()


@pytest.mark.parametrize(
    ("written", "expected"),
    [("5", 5), ('"5"', 5), ("5.0", 5), (str(2**53 + 1), 2**53 + 1), ("-5", None), ("0", None), ("5.5", None), ("9" * 30, None), ("null", None), ("true", None)],
)  # fmt: skip
def test_an_id_is_read_however_it_is_written(written, expected):
    update = read_update(f'{{"update_id":{written},"message":{json.dumps({**BASE, "text": "x"})}}}'.encode())

    assert isinstance(update, Update)
    assert update.update_id == expected
    assert taken(update).body == Said(text="x")


def test_updates_without_an_id_are_told_apart_by_what_they_hold():
    raw = [json.dumps({"message": {**BASE, "text": text}}).encode() for text in ("x", "x", "y")]
    keys = [taken(read_update(one)).key for one in raw]

    assert keys[0] == keys[1] != keys[2]


def test_an_edit_of_something_else_than_words_is_nothing():
    assert to_input(read("edited_message", {**BASE, "location": {"latitude": 1, "longitude": 2}})) is None
    assert taken(read("edited_message", {**BASE, "caption": "words"})).body == Edited(text="words")


def batch(*ids):
    updates = [b"{}" if one is None else f'{{"update_id":{one}}}'.encode() for one in ids]
    return read_batch(b'{"ok":true,"result":[' + b",".join(updates) + b"]}")


@pytest.mark.parametrize(
    ("ids", "offset"),
    [
        ((), None),
        ((None,), None),
        ((7,), 8),
        ((7, 8, 9), 10),
        ((7, None, 9), 8),
        ((None, 8, 9), 10),
        ((7, 8, 2**60), 9),
        ((2**60, 8, 9), 10),
        ((7, 8, 1008), 9),
        ((-7,), None),
        ((10**30,), None),
    ],
)
def test_the_offset_goes_past_nothing_that_may_not_have_come(ids, offset):
    assert batch(*ids).offset == offset


def asked_for_help(body):
    """Whose chats get help for what an answer to getUpdates holds."""
    found = []
    for update in read_batch(body).updates:
        others = to_garbled_of_others(update) if isinstance(update, Unreadable) else []
        found += [
            each.address.chat
            for each in (taken(update), *others)
            if each.address and "I want to die" in "\n".join(words(each))
        ]
    return found


CALM = b'{"update_id":4,"message":{"chat":{"id":7001},"from":{"id":7001},"text":"hello"}}'


@pytest.mark.parametrize(
    ("updates", "helped"),
    [
        # a mark is lost, and the second has no beginning that could be told: it is one with the first
        (
            [
                b'{"update_id":4,"message":{"chat":{"id":7001},"text":"hello}',
                b'{"Update_id":5,"message":{"chat":{"id":7002},"text":"I want to die"}}',
            ],
            ["7001", "7002"],
        ),
        (
            [
                b'{"update_id":4,"my_chat_member":{"from":{"id":7001},"chat":{"id":7001}',
                b'{"Update_id":5,"message":{"from":{"id":7002},"text":"I want to die"}}',
            ],
            ["7001", "7002"],
        ),
        (
            [
                b'{"update_id":4,"inline_query":{"id":"1","from":{"id":7001},"query":"x}',
                b'{"Update_id":5,"message":{"chat":{"id":7002},"text":"I want to die"}}',
            ],
            ["7002", "7001"],
        ),
        # a bracket too many: the words stand beside the message, or after the update
        ([b'{"update_id":5,"message":{"chat":{"id":7001},"date":1},"text":"I want to die"}'], ["7001"]),
        ([CALM, b'"x":5},"text":"I want to die"}}'], ["7001"]),
        # who wrote has an id that nobody can have
        (
            [
                (
                    b'{"update_id":5,"message":{"from":{"id":-1},"chat":null,"text":"I want to die",'
                    b'"reply_to_message":{"chat":{"id":7001}}}}'
                )
            ],
            ["7001"],
        ),
    ],
)
def test_who_is_in_danger_is_helped_whatever_their_update_has_run_into(updates, helped):
    assert asked_for_help(b'{"ok":true,"result":[' + b",".join(updates) + b"]}") == helped


def test_of_several_that_ran_into_each_other_the_update_is_kept_once():
    first = b'{"update_id":4,"message":{"chat":{"id":7001},"text":"hello}'
    second = b'{"Update_id":5,"message":{"chat":{"id":7002},"text":"I want to die"}}'
    [update] = read_batch(b'{"ok":true,"result":[' + first + b"," + second + b"]}").updates

    assert isinstance(update, Unreadable)
    [other] = to_garbled_of_others(update)
    assert (other.key, other.body) == ("tg:4/0", Garbled(raw=""))
    assert "hello" in update.raw
