"""The fake Bot API server keeps Telegram's rules: the other tests lean on them."""

import asyncio

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from tests.helpers.fake_telegram import DROP, GATEWAY, LOSE_ANSWER, FakeTelegram
from tests.helpers.fake_telegram_limits import Limits
from tests.helpers.fake_telegram_text import BadMarkupError, parse_html
from tests.helpers.patience import PATIENCE, until

pytestmark = pytest.mark.asyncio


class Clock:
    now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest_asyncio.fixture
async def fake(clock):
    async with FakeTelegram(clock=clock) as fake:
        yield fake


@pytest_asyncio.fixture
async def call(fake):
    async with aiohttp.ClientSession() as session:

        async def call(method, **parameters):
            async with session.post(f"{fake.url}/bot{fake.token}/{method}", json=parameters) as answer:
                return await answer.json(content_type=None)

        yield call


def say(fake, user, *texts):
    return [fake.user(user).says(text) for text in texts]


def ids(answer):
    return [update["update_id"] for update in answer["result"]]


async def test_asking_for_the_next_update_acknowledges_the_earlier_ones(fake, call):
    first, second = say(fake, 1, "one", "two")

    assert ids(await call("getUpdates")) == [first, second]
    assert ids(await call("getUpdates", offset=second)) == [second]
    assert fake.queue.acknowledged == [first]


async def test_asking_again_at_once_without_moving_on_brings_one_update(fake, call, monkeypatch):
    monkeypatch.setattr("tests.helpers.fake_telegram_queue.REPOLL_SECONDS", PATIENCE)
    first, *_ = say(fake, 1, "one", "two", "three")
    await call("getUpdates")

    assert ids(await call("getUpdates")) == [first]
    monkeypatch.setattr("tests.helpers.fake_telegram_queue.REPOLL_SECONDS", 0.0)
    assert len(ids(await call("getUpdates"))) == 3


async def test_a_waiting_call_ends_when_something_comes(fake, call):
    waiting = asyncio.ensure_future(call("getUpdates", timeout=PATIENCE))
    await until(lambda: fake.calls["getupdates"])
    assert not waiting.done()

    assert ids({"result": [{"update_id": one} for one in say(fake, 1, "x")]}) == ids(await waiting)


async def test_a_second_poller_ends_the_first(fake, call):
    waiting = asyncio.ensure_future(call("getUpdates", timeout=PATIENCE))
    await until(lambda: fake.calls["getupdates"])
    await call("getUpdates", timeout=0)

    assert (await waiting)["error_code"] == 409


async def test_polling_is_refused_while_a_webhook_is_set(fake, call):
    await call("setWebhook", url="http://127.0.0.1:9/x")
    assert "webhook is active" in (await call("getUpdates"))["description"]

    await call("deleteWebhook")
    assert (await call("getUpdates"))["ok"]


async def test_taps_are_dropped_after_150_seconds_and_messages_after_a_day(fake, call, clock):
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    fake.chats.open(1)
    await call("sendMessage", chat_id=1, text="?", reply_markup=markup)
    tap = fake.user(1).taps("Yes")
    message = fake.user(1).says("x")
    clock.now += 150
    assert ids(await call("getUpdates")) == [tap, message]

    clock.now += 1
    assert ids(await call("getUpdates")) == [message]
    clock.now += 24 * 3600
    assert ids(await call("getUpdates", offset=0)) == []


async def test_a_webhook_keeps_the_order_within_messages_and_within_taps_only(fake, call):
    got, held = [], asyncio.Event()

    async def take(request):
        update = await request.json()
        if update.get("message", {}).get("text") == "one":
            await held.wait()
        got.append(update.get("message", {}).get("text") or "tap")
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.chats.open(1)
    await call(
        "sendMessage",
        chat_id=1,
        text="?",
        reply_markup={"inline_keyboard": [[{"text": "Y", "callback_data": "y"}]]},
    )
    await call("setWebhook", url=f"http://127.0.0.1:{runner.addresses[0][1]}/hook")
    say(fake, 1, "one", "two")
    fake.user(1).taps("Y")
    async with asyncio.timeout(PATIENCE):
        while not got:
            await asyncio.sleep(0.01)
    held.set()
    async with asyncio.timeout(PATIENCE):
        while len(got) < 3:
            await asyncio.sleep(0.01)

    assert got == ["tap", "one", "two"]
    await fake.queue.drop_hook()
    await runner.cleanup()


async def test_chats_that_never_wrote_or_blocked_us_refuse(fake, call):
    assert (await call("sendMessage", chat_id=5, text="x"))["description"] == "Bad Request: chat not found"
    fake.user(5).starts()
    fake.user(5).blocks()
    assert (await call("sendMessage", chat_id=5, text="x"))["error_code"] == 403


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "Y", "callback_data": "y" * 65}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "Y", "callback_data": "ü" * 33}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "Y", "callback_data": "y"}] * 101]}},
            "too long",
        ),
    ],
    ids=["empty", "too long", "bad markup", "65 bytes", "66 bytes in 33 letters", "101 buttons"],
)
async def test_what_telegram_would_not_take_is_refused(fake, call, parameters, words):
    fake.chats.open(1)
    answer = await call("sendMessage", chat_id=1, **parameters)

    assert answer["error_code"] == 400
    assert words in answer["description"]


async def test_a_text_may_be_longer_with_its_markup(fake, call):
    fake.chats.open(1)

    assert (await call("sendMessage", chat_id=1, text=f"<b>{'x' * 4096}</b>", parse_mode="HTML"))["ok"]


async def test_edits_that_change_nothing_or_miss_are_refused(fake, call):
    fake.chats.open(1)
    sent = (await call("sendMessage", chat_id=1, text="one"))["result"]["message_id"]

    same = await call("editMessageText", chat_id=1, message_id=sent, text="<b></b>one ", parse_mode="HTML")
    missing = await call("editMessageText", chat_id=1, message_id=1, text="two")
    assert "message is not modified" in same["description"]
    assert "message to edit not found" in missing["description"]


async def test_a_tap_is_answered_once_and_in_time(fake, call, clock):
    fake.chats.open(1)
    await call(
        "sendMessage",
        chat_id=1,
        text="?",
        reply_markup={"inline_keyboard": [[{"text": "Y", "callback_data": "y"}]]},
    )
    ana = fake.user(1)
    ana.taps("Y")
    ana.taps("Y")
    first, second = ana.tapped

    assert (await call("answerCallbackQuery", callback_query_id=first))["ok"]
    assert "query is too old" in (await call("answerCallbackQuery", callback_query_id=first))["description"]
    clock.now += 61
    assert "query is too old" in (await call("answerCallbackQuery", callback_query_id=second))["description"]


@pytest.mark.parametrize(
    ("limits", "chats"),
    [
        (Limits(overall=3), [1, 2, 3, 4]),
        (Limits(chat=3), [1, 1, 1, 1]),
        (Limits(group=3), [-7, -7, -7, -7]),
    ],
    ids=["overall", "one chat", "one group"],
)
async def test_too_much_is_told_to_wait(fake, call, limits, chats):
    fake.limits = limits
    for chat in chats:
        fake.chats.open(chat)
    answers = [await call("sendMessage", chat_id=chat, text="x") for chat in chats]

    assert [answer["ok"] for answer in answers] == [True, True, True, False]
    assert answers[3]["error_code"] == 429
    assert answers[3]["parameters"]["retry_after"] >= 1


@pytest.mark.parametrize(("fault", "done"), [(DROP, 0), (LOSE_ANSWER, 1)], ids=["dropped", "answer lost"])
async def test_a_broken_connection_may_hide_what_was_done(fake, call, fault, done):
    fake.chats.open(1)
    fake.fail("sendMessage", fault)

    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=1, text="x")
    assert len(fake.user(1).said) == done


async def test_server_errors_do_nothing(fake, call):
    fake.chats.open(1)
    fake.fail("sendMessage", 500)
    assert (await call("sendMessage", chat_id=1, text="x"))["error_code"] == 500

    fake.fail("sendMessage", GATEWAY)
    with pytest.raises(ValueError, match="Expecting value"):
        await call("sendMessage", chat_id=1, text="x")
    assert fake.user(1).said == []


async def test_a_wrong_token_is_refused(fake):
    async with aiohttp.ClientSession() as session, session.post(f"{fake.url}/botwrong/getMe") as answer:
        assert answer.status == 401


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b> &lt;b&gt; &amp; &quot;", 'a <b> & "', [("bold", 0, 1)]),
        ("😀<b>é</b>", "😀é", [("bold", 2, 1)]),
        ("<i><b>x</b>y</i>", "xy", [("bold", 0, 1), ("italic", 0, 2)]),
        ("&nbsp; &#65;", "&nbsp; A", []),
    ],
)
async def test_markup_becomes_entities(source, text, entities):
    parsed, found = parse_html(source)

    assert parsed == text
    assert [(one["type"], one["offset"], one["length"]) for one in found] == entities


@pytest.mark.parametrize("source", ["a < b", "<b>x", "x</b>", "<b><i>x</b></i>", "<p>x</p>"])
async def test_bad_markup_is_refused(source):
    with pytest.raises(BadMarkupError):
        parse_html(source)
