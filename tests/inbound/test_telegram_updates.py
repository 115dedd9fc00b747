"""What Telegram says happened, as inputs."""

import json

import pytest

from outreach_bot.dialogue.inputs import (
    Address,
    Blocked,
    Channel,
    Edited,
    GroupJoined,
    GroupLeft,
    GroupMoved,
    Input,
    Opened,
    Said,
    SentMedia,
    SharedContact,
    Tapped,
    To,
    Unblocked,
)
from outreach_bot.inbound.telegram_bytes import NoUpdates
from outreach_bot.inbound.telegram_inputs import GroupGreeting, to_group_input, to_input
from outreach_bot.inbound.telegram_updates import Unreadable, Update, lane, read_batch, read_update
from outreach_bot.recruitment.codes import read_typed

ANA = {"id": 7001, "is_bot": False, "first_name": "A", "language_code": "es-MX"}
PRIVATE = {"id": 7001, "type": "private", "first_name": "A"}
GROUP = {"id": -100123, "type": "supergroup", "title": "G"}


def read(kind, body):
    return read_update(json.dumps({"update_id": 5, kind: body}).encode())


def message(chat=PRIVATE, **content):
    return read("message", {"message_id": 3, "date": 1, "chat": chat, "from": ANA, **content})


def body(update):
    return taken(update).body


def taken(update) -> Input:
    received = to_input(update)
    assert isinstance(received, Input)
    return received


def test_an_input_carries_key_address_and_language():
    received = taken(message(text="hello"))

    assert received.key == "tg:5"
    assert received.to is To.PERSON
    assert received.id == ""
    assert received.address == Address(channel=Channel.TELEGRAM, chat="7001")
    assert received.language == "es-MX"
    assert received.body == Said(text="hello")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", Opened()),
        ("/start c_K7MQ2XZB-fl", Opened(payload="c_K7MQ2XZB-fl")),
        ("/start@neutral_test_bot c_K7MQ2XZB", Opened(payload="c_K7MQ2XZB")),
        ("/START", Opened()),
        ("/start I cannot go on", Said(text="/start I cannot go on")),
        ("/started", Said(text="/started")),
        ("/stop", Said(text="/stop")),
        ("/stop@neutral_test_bot", Said(text="/stop")),
        ("/help me please", Said(text="/help me please")),
        ("5/start", Said(text="5/start")),
    ],
)
def test_starting_is_told_from_saying(text, expected):
    assert body(message(text=text)) == expected


def test_a_tap_carries_what_the_button_holds_and_where_it_was():
    shown = {"message_id": 42, "date": 1, "chat": PRIVATE, "text": "x"}
    update = read("callback_query", {"id": "77", "from": ANA, "message": shown, "data": "a:yes"})

    assert body(update) == Tapped(data="a:yes", message="42")


def test_a_tap_on_a_message_too_old_to_be_shown_still_counts():
    shown = {"message_id": 42, "date": 0, "chat": PRIVATE}
    update = read("callback_query", {"id": "77", "from": ANA, "message": shown, "data": "a:yes"})

    assert body(update) == Tapped(data="a:yes", message="42")


@pytest.mark.parametrize(
    "tap",
    [
        {"inline_message_id": "1", "data": "x"},
        {"message": {"message_id": 1, "date": 1, "chat": GROUP}, "data": "x"},
        {"message": {"message_id": 1, "date": 1, "chat": PRIVATE}, "game_short_name": "g"},
    ],
    ids=["under an inline message", "in a group", "a game"],
)
def test_a_tap_elsewhere_is_nothing_to_us(tap):
    assert to_input(read("callback_query", {"id": "77", "from": ANA, **tap})) is None


@pytest.mark.parametrize(("owner", "own"), [(7001, True), (7002, False), (None, False)])
def test_a_contact_is_their_own_only_with_their_own_id(owner, own):
    contact = {"phone_number": "+15555550100", "first_name": "A"} | ({"user_id": owner} if owner else {})

    assert body(message(contact=contact)) == SharedContact(number="+15555550100", own=own)


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{"file_id": "p"}]},
        {"voice": {"file_id": "v"}},
        {"document": {"file_id": "d"}},
        {"sticker": {"file_id": "s"}},
        {"video_note": {"file_id": "n"}},
        {"location": {"latitude": 1, "longitude": 2}},
        {"something_new": {}},
    ],
    ids=lambda content: next(iter(content)),
)
def test_what_we_cannot_read_is_media(content):
    assert body(message(**content)) == SentMedia()


def test_the_words_under_a_photo_are_kept():
    assert body(message(photo=[], caption="words")) == SentMedia(caption="words")


@pytest.mark.parametrize(
    "mark", ["pinned_message", "message_auto_delete_timer_changed", "write_access_allowed"]
)
def test_what_telegram_itself_notes_in_a_chat_is_nothing_to_us(mark):
    assert to_input(message(**{mark: {}})) is None


def test_an_edited_message_is_read():
    edited = {"message_id": 3, "date": 1, "edit_date": 2, "chat": PRIVATE, "from": ANA}

    assert body(read("edited_message", {**edited, "text": "new"})) == Edited(text="new")
    assert body(read("edited_message", {**edited, "caption": "words"})) == Edited(text="words")
    assert to_input(read("edited_message", edited)) is None


@pytest.mark.parametrize(
    ("status", "expected"), [("kicked", Blocked()), ("member", Unblocked())], ids=["blocked", "let in again"]
)
def test_blocking_is_noticed(status, expected):
    change = {"chat": PRIVATE, "from": ANA, "date": 1, "new_chat_member": {"status": status}}

    assert body(read("my_chat_member", change)) == expected


@pytest.mark.parametrize("status", ["member", "administrator"])
def test_joining_a_group_is_answered_with_the_private_link(status):
    change = {"chat": GROUP, "from": ANA, "date": 1, "new_chat_member": {"status": status}}

    assert to_input(read("my_chat_member", change)) == GroupGreeting("-100123")


def test_leaving_a_group_is_not():
    change = {"chat": GROUP, "from": ANA, "date": 1, "new_chat_member": {"status": "left"}}

    assert to_input(read("my_chat_member", change)) is None


def test_a_command_in_a_group_is_answered_with_the_private_link_only():
    assert to_input(message(GROUP, text="/start@neutral_test_bot c_K7MQ2XZB")) == GroupGreeting("-100123")


@pytest.mark.parametrize(
    "content", [{"text": "I want to join"}, {"photo": []}, {"contact": {"phone_number": "1"}}]
)
def test_nothing_said_in_a_group_is_taken_in(content):
    assert to_input(message(GROUP, **content)) is None


def test_other_bots_and_channels_are_nothing_to_us():
    other = {"message_id": 3, "date": 1, "chat": PRIVATE, "from": {**ANA, "is_bot": True}, "text": "x"}
    channel = {"message_id": 3, "date": 1, "chat": {"id": -5, "type": "channel"}, "text": "/start"}

    assert to_input(read("message", other)) is None
    assert to_input(read("message", channel)) is None


def test_an_update_of_an_unknown_kind_is_nothing_to_us():
    update = read("poll_answer", {"poll_id": "1"})

    assert isinstance(update, Unreadable)
    assert not update.known


def test_one_odd_update_does_not_spoil_the_batch():
    odd = {"update_id": 1, "message": {"chat": "nonsense"}}
    good = {
        "update_id": 2,
        "message": {"message_id": 3, "date": 1, "chat": PRIVATE, "from": ANA, "text": "x"},
    }
    batch = read_batch(json.dumps({"ok": True, "result": [odd, good]}).encode())

    assert [type(update) for update in batch.updates] == [Unreadable, Update]
    assert batch.offset == 3


def test_an_answer_that_is_none_is_refused():
    with pytest.raises(NoUpdates):
        read_batch(b"<html>")


def test_one_person_has_one_lane():
    shown = {"message_id": 42, "date": 1, "chat": PRIVATE}
    updates = [
        message(text="x"),
        read("edited_message", {"message_id": 3, "date": 1, "chat": PRIVATE, "from": ANA, "text": "y"}),
        read("callback_query", {"id": "77", "from": ANA, "message": shown, "data": "a"}),
        read("my_chat_member", {"chat": PRIVATE, "from": ANA, "new_chat_member": {"status": "kicked"}}),
    ]

    assert {lane(update) for update in updates} == {7001}
    assert lane(read("message", {"chat": {"id": 7001}, "text": "x"})) == 7001
    assert lane(read("poll_answer", {})) == lane(read("message", "nonsense")) == 0


def test_a_call_in_another_chat_is_no_input_and_keeps_its_place_in_line():
    update = read("inline_query", {"id": "99", "from": ANA, "query": "words we do not read", "offset": ""})

    assert isinstance(update, Update)
    assert update.inline_query is not None
    assert update.inline_query.id == "99"
    assert not hasattr(update.inline_query, "query")
    assert lane(update) == 7001
    assert to_input(update) is None


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_being_taken_into_a_group_is_told_to_the_office_with_a_fresh_contact(kind):
    chat = {"id": -100123, "type": kind, "title": "Lakeside evenings"}
    change = {"chat": chat, "from": ANA, "date": 1, "new_chat_member": {"status": "administrator"}}

    told = to_group_input(read("my_chat_member", change))

    assert told is not None
    assert isinstance(told.body, GroupJoined)
    assert (told.key, told.to, told.body.chat, told.body.title) == (
        "tg:5/group",
        To.OFFICE,
        "-100123",
        "Lakeside evenings",
    )
    assert told.body.contact.startswith("k-")
    assert read_typed(told.body.code) is not None


@pytest.mark.parametrize("status", ["left", "kicked", "restricted"])
def test_being_put_out_of_a_group_is_told_to_the_office(status):
    change = {"chat": GROUP, "from": ANA, "date": 1, "new_chat_member": {"status": status}}

    told = to_group_input(read("my_chat_member", change))

    assert told is not None
    assert told.body == GroupLeft(chat="-100123")


def test_what_happens_in_a_private_chat_is_no_news_of_a_group():
    change = {"chat": PRIVATE, "from": ANA, "date": 1, "new_chat_member": {"status": "kicked"}}

    assert to_group_input(read("my_chat_member", change)) is None
    assert to_group_input(message(text="hello")) is None


@pytest.mark.parametrize(
    ("chat", "said"),
    [(-123, {"migrate_to_chat_id": -100123}), (-100123, {"migrate_from_chat_id": -123})],
    ids=["in the old group", "in the supergroup"],
)
def test_a_group_that_became_a_supergroup_is_told_to_the_office_from_either_side(chat, said):
    update = message(chat={"id": chat, "type": "group", "title": "G"}, **said)
    told = to_group_input(update)

    assert told is not None
    assert (told.key, told.to, told.body) == ("tg:5/group", To.OFFICE, GroupMoved(chat="-123", to="-100123"))
    assert to_input(update) is None
