"""Calls to a Bot API server: what may have been carried out, and what certainly was not."""

import asyncio
import logging

import pytest
from telegram import InputFile
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter

from outreach_bot.outbound.telegram_request import NoAnswer, NotWritten, TelegramApi, telegram_bot
from tests.helpers.fake_telegram import DROP, GATEWAY, LOSE_ANSWER
from tests.helpers.fake_telegram_limits import Limits
from tests.helpers.patience import until

pytestmark = pytest.mark.asyncio


async def test_a_refused_connection_is_not_written(telegram, bot):
    await telegram.stop()

    with pytest.raises(NotWritten):
        await TelegramApi(bot).call("sendMessage", {"chat_id": 1, "text": "x"})


async def test_an_unknown_host_is_not_written():
    bot = telegram_bot("1:x", api="http://no-such-host.invalid")
    await bot.request.initialize()

    with pytest.raises(NotWritten):
        await TelegramApi(bot).call("sendMessage", {"chat_id": 1, "text": "x"})
    await bot.request.shutdown()


async def test_waiting_for_a_free_connection_is_not_written(telegram, bot, ana):
    bot.request._session.connector._limit = 1
    answers = asyncio.Event()
    telegram.fail("sendMessage", answers)
    api = TelegramApi(bot)
    slow = asyncio.ensure_future(api.call("sendMessage", {"chat_id": ana.id, "text": "first"}))
    await until(lambda: telegram.calls["sendmessage"])

    with pytest.raises(NotWritten):
        await api.call("sendMessage", {"chat_id": ana.id, "text": "second"}, seconds=0.3)
    answers.set()
    await slow
    assert ana.said == ["first"]


@pytest.mark.parametrize("fault", [DROP, LOSE_ANSWER], ids=["dropped", "answer lost"])
async def test_a_connection_that_breaks_after_the_body_leaves_it_unknown(telegram, bot, ana, fault):
    telegram.fail("sendMessage", fault)

    with pytest.raises(NoAnswer):
        await TelegramApi(bot).call("sendMessage", {"chat_id": ana.id, "text": "x"})


async def test_an_answer_that_never_comes_leaves_it_unknown(telegram, bot, ana):
    api = TelegramApi(bot)
    await api.call("getMe")  # the connection is there, so that no time goes into making one
    telegram.fail("sendMessage", asyncio.Event())  # never

    with pytest.raises(NoAnswer):
        await api.call("sendMessage", {"chat_id": ana.id, "text": "x"}, seconds=2.0)


async def test_a_closed_pool_sends_nothing(telegram, bot, ana):
    api = TelegramApi(bot)
    await bot.shutdown()

    with pytest.raises(NotWritten):
        await api.call("sendMessage", {"chat_id": ana.id, "text": "x"})


async def test_neither_errors_nor_logs_hold_the_token_or_the_words(telegram, bot, ana, caplog):
    caplog.set_level(logging.DEBUG)
    telegram.fail("sendMessage", DROP)
    errors = []

    for stop in (False, True):
        if stop:
            await telegram.stop()
        try:
            await TelegramApi(bot).call("sendMessage", {"chat_id": ana.id, "text": "private words"})
        except NetworkError as fault:
            errors.append(repr(fault) + repr(fault.__cause__))

    assert len(errors) == 2
    seen = caplog.text + "".join(errors)
    assert telegram.token not in seen
    assert "private words" not in seen


async def test_the_library_sends_text_through_it(bot, ana):
    message = await bot.send_message(ana.id, "hello")

    assert ana.screen == "hello"
    assert message.message_id == ana.messages[0].id


async def test_the_library_sends_a_file_through_it(bot, ana):
    await bot.send_document(ana.id, InputFile(b"BEGIN", filename="meeting.ics"), caption="here")

    assert ana.messages[0].document[:2] == ("meeting.ics", b"BEGIN")
    assert ana.messages[0].text == "here"


async def test_the_library_still_names_refusals(telegram, bot, ana):
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "x")
    ana.blocks()
    with pytest.raises(Forbidden):
        await bot.send_message(ana.id, "x")
    telegram.limits = Limits(overall=0, retry_after=7)
    with pytest.raises(RetryAfter):
        await bot.send_message(ana.id, "x")


async def test_a_gateway_page_is_an_error_and_is_not_logged(telegram, bot, ana, caplog):
    telegram.fail("sendMessage", GATEWAY)

    with pytest.raises(NetworkError):
        await bot.send_message(ana.id, "x")
    assert "Bad Gateway" not in caplog.text


async def test_a_wrong_token_is_named_as_such(telegram):
    bot = telegram_bot("9:wrong", api=telegram.url)

    with pytest.raises(InvalidToken):
        await bot.initialize()
    await bot.shutdown()
