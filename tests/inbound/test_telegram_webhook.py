"""The webhook: 200 only after the commit."""

import asyncio
import io
import socket

import aiohttp
import pytest
import pytest_asyncio
import uvicorn
from starlette.applications import Starlette

from outreach_bot.dialogue.aside_inputs import Garbled
from outreach_bot.inbound.telegram_gap import GapWatch
from outreach_bot.inbound.telegram_intake import Intake
from outreach_bot.inbound.telegram_webhook import TelegramWebhook
from outreach_bot.outbound.telegram_sender import TelegramSender
from tests.helpers.fake_runner import FakeRunner, nobodys_card
from tests.helpers.loop_time import LoopTime
from tests.helpers.memory_store import MemoryStore
from tests.helpers.patience import PATIENCE

pytestmark = pytest.mark.asyncio

SECRET = "s3cret-s3cret"


class Hook:
    """A served webhook with its fake runner and store."""

    def __init__(self, bot, port):
        self.url = f"http://127.0.0.1:{port}/telegram/updates"
        self.store = MemoryStore()
        self.runner = FakeRunner(self.store)
        self.bot = bot
        self.gaps = []
        sender = TelegramSender(bot)
        self.intake = Intake(
            self.runner, sender, self.store, lambda: 5000.0, group_text=lambda: "x", cards=nobodys_card
        )
        self.gap = GapWatch(self.store, lambda: 5000.0, self.note_gap)
        self.webhook = TelegramWebhook(self.url, SECRET, self.intake, self.gap)

    async def note_gap(self, since):
        self.gaps.append(since)

    async def post(self, body, *, secret=SECRET):
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, data=body, headers=headers) as answer,
        ):
            return answer.status

    async def until(self, condition):
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await asyncio.sleep(0.01)


@pytest_asyncio.fixture
async def hook(bot):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        hook = Hook(bot, listening.getsockname()[1])
        app = Starlette(routes=[hook.webhook.route()])
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        task = asyncio.create_task(server.serve(sockets=[listening]))
        await hook.until(lambda: server.started)
        yield hook
        server.should_exit = True
        await task
        await hook.intake.close()


async def test_updates_are_brought_and_acknowledged_after_the_commit(hook, telegram, bot):
    await hook.webhook.register(bot)
    hook.runner.gates["7001"] = gate = asyncio.Event()
    update = telegram.user(7001).says("x")
    await hook.until(lambda: hook.runner.at_once == 1)
    assert telegram.queue.acknowledged == []

    gate.set()
    await hook.until(lambda: telegram.queue.acknowledged == [update])
    assert hook.runner.texts == ["x"]


async def test_registering_says_what_we_want_and_drops_nothing(hook, telegram, bot):
    telegram.user(7001).says("kept")
    await hook.webhook.register(bot)
    await hook.until(lambda: hook.runner.texts == ["kept"])

    parameters = next(call[1] for call in telegram.log if call[0] == "setwebhook")
    assert parameters["secret_token"] == SECRET
    assert "edited_message" in parameters["allowed_updates"]
    assert parameters["max_connections"] == 40
    assert not parameters.get("drop_pending_updates")


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "ümlaut"])
async def test_without_the_right_secret_nothing_is_taken_in(hook, secret):
    body = b'{"update_id":1,"message":{"chat":{"id":1,"type":"private"},"from":{"id":1},"text":"x"}}'

    assert await hook.post(body, secret=secret) == 403
    assert hook.runner.received == []


async def test_a_body_that_cannot_be_read_is_kept_and_never_comes_again(hook):
    assert await hook.post(b"nonsense") == 200
    assert await hook.post(b"nonsense") == 200

    assert [one.body for one in hook.runner.received] == [Garbled(raw="nonsense")]


@pytest.mark.parametrize(
    "content",
    [
        b'"from":{"id":7001,"language_code":null},"text":"words"',
        b'"from":{"id":7001,"first_name":"\\ud800"},"text":"words"',
        b'"from":{"id":7001},"contact":{"first_name":"A"},"text":"words"',
        b'"x":' + b"[" * 5000 + b"]" * 5000 + b',"text":"words"',
    ],
    ids=["language null", "half a character", "contact without a number", "nesting of 5,000"],
)
@pytest.mark.parametrize("update_id", [b'"update_id":1,', b""], ids=["with an id", "without"])
async def test_a_fault_in_a_side_field_never_costs_the_message(hook, content, update_id):
    body = b"{" + update_id + b'"message":{"chat":{"id":7001},' + content + b"}}"

    assert await hook.post(body) == 200
    assert hook.runner.texts == ["words"]


async def test_a_body_that_is_too_large_for_an_update_is_refused(hook):
    assert await hook.post(io.BytesIO(b"x" * 1_100_000)) == 413


async def test_an_update_that_breaks_us_comes_again_in_doubt(hook, telegram, bot):
    hook.webhook._doubtful = 0
    await hook.webhook.register(bot)
    hook.runner.breaks_on[f"tg:{telegram.queue.next_id}"] = 2
    update = telegram.user(7001).says("breaks")
    other = telegram.user(7002).says("other")
    await hook.until(lambda: len(telegram.queue.acknowledged) == 2)

    assert telegram.queue.acknowledged == [other, update]
    assert hook.runner.in_doubt[f"tg:{update}"] == 2
    assert hook.runner.in_doubt[f"tg:{other}"] == 0


async def test_what_comes_first_after_a_start_is_in_doubt(hook, telegram, bot):
    await hook.webhook.register(bot)
    update = telegram.user(7001).says("x")
    await hook.until(lambda: telegram.queue.acknowledged)

    assert hook.runner.in_doubt[f"tg:{update}"] == 1


async def test_when_the_store_fails_telegram_is_told_to_come_again(hook, telegram, bot):
    await hook.webhook.register(bot)
    hook.store.broken = True
    telegram.user(7001).says("x")
    await hook.until(lambda: telegram.queue.hook.statuses)

    assert telegram.queue.hook.statuses[0] == 503
    assert telegram.queue.acknowledged == []
    hook.store.broken = False
    await hook.until(lambda: telegram.queue.acknowledged)


async def test_that_we_were_here_is_written_down(hook):
    running = asyncio.create_task(hook.webhook.run())
    await hook.until(lambda: hook.store.table("meta").live)
    hook.webhook.stop()
    await running

    assert (await hook.store.get("meta", "telegram-seen")).body == {"at": 5000.0}
    assert hook.gaps == []


async def test_the_time_is_written_down_again_once_the_store_takes_writes(hook):
    passed = LoopTime()
    hook.store.broken = True
    running = asyncio.create_task(hook.webhook.run())
    await asyncio.sleep(0.02)
    assert not running.done()
    hook.store.broken = False
    passed.skip(31)
    await hook.until(lambda: hook.store.table("meta").live)
    hook.webhook.stop()
    await running

    assert list(hook.store.table("meta").live) == ["telegram-seen"]
