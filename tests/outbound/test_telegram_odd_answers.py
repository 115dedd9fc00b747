"""Answers of a Bot API server that are not as they should be: a message's fate is told all the same, nothing breaks."""

import msgspec
import pytest
from telegram.error import TelegramError

from outreach_bot import channels
from outreach_bot.dialogue.effects import Priority
from outreach_bot.outbound.base import Message, Moved, NotSent, Owed, Refused, Sent, ShownButton, Unknown
from outreach_bot.outbound.telegram_request import Answer, TelegramRequest, telegram_bot
from outreach_bot.outbound.telegram_sender import TelegramSender, telegram_address

pytestmark = pytest.mark.asyncio

OWED = Owed(
    key="tg:1#0",
    person="p1",
    address=telegram_address(7001),
    message=Message(text="x", buttons=((ShownButton(label="Yes", data="a:yes"),),)),
    priority=Priority.REPLY,
    due=0.0,
    repeat_unknown=True,
)


def bot_that_hears(status, body):
    class Hears(TelegramRequest):
        async def _post(self, url, body_sent, headers, seconds):
            return Answer(status, body)

    return telegram_bot("1:x", reach=Hears)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, rb'{"ok":true,"result":{"message_id":5,"chat":{"id":7001,"first_name":"\ud800"}}}', Sent("5")),
        (200, b'{"ok":true,"result":{"message_id":5,"x":1e999,"y":"\xff"}}', Sent("5")),
        (200, b'{"ok":true,"result":{"message_id":5,"x":' + b"[" * 5000 + b"]" * 5000 + b"}}", Sent("5")),
        (200, b'{"ok":true,"result":{"message_id":{"a":1}}}', Sent("")),
        (200, b'{"ok":true,"result":[5]}', Sent("")),
        (200, b"<html>", Unknown("unreadable answer")),
        (429, b'{"ok":false,"parameters":{"retry_after":7}}', NotSent(7.0, throttled=True)),
        (429, b'{"ok":false,"parameters":{"retry_after":"7"}}', NotSent(7.0, throttled=True)),
        (429, b'{"ok":false,"parameters":{"retry_after":-5}}', NotSent(1.0, throttled=True)),
        (429, b'{"ok":false,"parameters":{"retry_after":1e300}}', NotSent(3600.0, throttled=True)),
        (429, b'{"ok":false,"parameters":{"retry_after":"x"}}', NotSent(0.5, throttled=True)),
        (429, b'{"ok":false,"parameters":[7]}', NotSent(0.5, throttled=True)),
        (429, b"<html>", NotSent(0.5, throttled=True)),
        (400, b'{"ok":false,"parameters":{"migrate_to_chat_id":-1007}}', Moved("-1007")),
        (400, b'{"ok":false,"parameters":{"migrate_to_chat_id":"x"}}', Refused(reason="400")),
        (400, b'{"ok":false,"parameters":5,"description":{}}', Refused(reason="400")),
        (403, b'{"ok":false}', Refused(reason="403", gone=True)),
        (403, b"", Unknown("not Telegram's: 403")),
    ],
)
async def test_what_came_of_a_message_is_told_from_what_can_be_read(status, body, outcome):
    assert await TelegramSender(bot_that_hears(status, body)).send(OWED) == outcome


async def test_only_an_edit_in_place_may_be_done_twice():
    edit = msgspec.structs.replace(OWED, message=Message(text="two", edits="5"))
    sender = TelegramSender(bot_that_hears(200, b"<html>"))

    assert await sender.send(edit) == Unknown("unreadable answer", harmless=True)
    sender._keyboards.add(OWED.address.chat)  # the key is taken away by a message of its own
    assert await sender.send(edit) == Unknown("unreadable answer")


async def test_buttons_of_a_message_that_nobody_can_name_are_let_go():
    sender = TelegramSender(bot_that_hears(200, b'{"ok":true,"result":{}}'))
    sender._keyboards.add("7001")

    assert await sender.send(OWED) == Sent("")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b'{"ok":true,"result":{}}'),
        (200, b'{"ok":true,"result":[]}'),
        (200, rb'{"ok":true,"result":"\ud800"}'),
        (200, b'{"ok":true}'),
        (200, b"<html>"),
        (200, b'{"ok":true,"result":{"id":"x","is_bot":1,"first_name":null}}'),
        (429, b'{"ok":false,"parameters":{"retry_after":"abc"},"description":5}'),
        (429, b'{"ok":false,"parameters":{"retry_after":1e300}}'),
        (429, b'{"ok":false,"parameters":[1]}'),
        (400, b'{"ok":false,"parameters":{"migrate_to_chat_id":"x"}}'),
        (500, b""),
        (418, b"nonsense\xff"),
    ],
)
async def test_a_bot_whose_name_cannot_be_read_starts_without_it(status, body, monkeypatch):
    monkeypatch.setattr(channels, "TRY_AGAIN_SECONDS", 0.0)
    bot = bot_that_hears(status, body)

    assert await channels._name(bot) == ""
    await bot.shutdown()


@pytest.mark.parametrize("body", [b'{"ok":true}', b"[]", b'{"ok":false,"parameters":[1],"description":{}}'])
async def test_a_call_of_the_librarys_ends_in_its_own_error(body):
    bot = bot_that_hears(429, body)

    with pytest.raises(TelegramError):
        await bot.set_webhook("https://example.org")
