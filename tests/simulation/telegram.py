"""Telegram without a network: the chats, queue and rules of the fake server, and a wire that fails as wires do."""

import asyncio
import contextvars
import random
from collections.abc import Awaitable, Callable
from typing import Any

import orjson

from outreach_bot.outbound.telegram_request import Answer, NoAnswer, NotWritten, TelegramRequest
from tests.helpers.fake_telegram import FakeTelegram
from tests.helpers.fake_telegram_chats import RefusedError
from tests.helpers.fake_telegram_queue import ConflictError, Pending, Queue, Webhook
from tests.helpers.fake_telegram_users import FakeUser
from tests.simulation.loop import OWNER, Killed

SENDING: contextvars.ContextVar[str] = contextvars.ContextVar("sending", default="")
"""Key of the owed message that a call is made for."""
ANSWER_SECONDS = 20.0
PAGES = (502, 504, 403, 302)
"""What gateways, firewalls and portals say in Telegram's place."""
TALKS = {"sendmessage", "senddocument", "sendphoto", "editmessagetext"}


class Wire:
    """What goes wrong between the bot and Telegram now."""

    def __init__(self) -> None:
        self.down = False
        self.storm = False
        """Everything said is answered 429."""
        self.lose = 0.0
        """Share of calls whose answer never comes, or which break before anything was done."""
        self.gateway = 0.0
        self.slow = 0.0
        """Seconds, at most, a call takes longer."""
        self.silent = False
        """Nothing is refused, and nothing comes: neither updates nor answers."""
        self.deaf: set[int] = set()
        """Chats of which the bot hears no answer, though what it says arrives there."""
        self.again = 0.0
        """Share of updates brought once more though they were taken."""
        self.met: dict[str, int] = {}

    def note(self, what: str) -> None:
        self.met[what] = self.met.get(what, 0) + 1


class Watcher:
    """Who hears what Telegram sees; a checker overrides what it needs."""

    def handed(self, update: Pending) -> None:
        """The bot was given an update."""

    def acknowledged(self, update: Pending) -> None:
        """The bot let go of an update."""

    def begins(self, key: str) -> None:
        """The bot makes a call for `key`."""

    def said(self, key: str, chat: int, method: str, text: str) -> None:
        """Something now stands in a chat."""

    def in_full(self, key: str, chat: int, everything: str) -> None:
        """All of a call that somebody sees: its words, its buttons, its files."""

    def unanswered(self, key: str) -> None:
        """The bot cannot know what became of a call for `key`."""

    def refused(self, key: str, status: int) -> None:
        """Telegram refused a call for `key` for good."""


class VirtualQueue(Queue):
    """The fake's queue, told of each update handed over and let go of; its webhook posts straight to the bot."""

    def __init__(self, clock: Callable[[], float], watcher: Watcher) -> None:
        super().__init__(clock)
        self.watcher = watcher
        self.post: Callable[[bytes, str], Awaitable[int]] | None = None
        self.wire = Wire()
        self.chance = random.Random(0)
        self.raw: dict[int, bytes] = {}
        """Updates whose bytes are not what their body says: odd ones."""

    def acknowledge(self, update: Pending) -> None:
        if update in self.pending:
            self.watcher.acknowledged(update)
        super().acknowledge(update)

    def bytes_of(self, update: Pending) -> bytes:
        return self.raw.get(update.id) or orjson.dumps(update.body)

    def _hand_over(self, update: Pending) -> Any:
        self.watcher.handed(update)
        super()._hand_over(update)
        return update

    async def set_hook(self, url: str, secret: str, connections: int) -> None:
        await self.drop_hook()
        self.hook = VirtualWebhook(self, url, secret, connections)
        for update in self.waiting():
            self.hook.offer(update)


class VirtualWebhook(Webhook):
    """Brings updates as the fake does, without a socket."""

    def __init__(self, queue: VirtualQueue, url: str, secret: str, connections: int) -> None:
        self.queue: VirtualQueue = queue
        self.url = url
        self.secret = secret
        self.statuses: list[int] = []
        self.retry_seconds = 0.5
        self.longest_wait = 30.0
        self._free = asyncio.Semaphore(connections)
        self._lanes = {}
        self._tasks: dict[asyncio.Task[None], None] = {}  # type: ignore[assignment]  # in order, so that a run can be played again

    def offer(self, update: Pending) -> None:
        lane = self._lanes.get((update.user, update.kind))
        if lane is not None:
            lane.append(update)
            return
        from collections import deque

        self._lanes[update.user, update.kind] = lane = deque([update])
        # Telegram goes on whatever becomes of the life that set the webhook
        token = OWNER.set(None)
        task = asyncio.get_running_loop().create_task(self._bring((update.user, update.kind), lane))
        OWNER.reset(token)
        self._tasks[task] = None
        task.add_done_callback(lambda done: self._tasks.pop(done, None))

    async def _post(self, update: Pending) -> bool:
        queue = self.queue
        async with self._free:
            if queue.post is None or queue.wire.down or queue.wire.silent:
                return False
            await asyncio.sleep(0.01 + queue.chance.random() * queue.wire.slow)
            queue.watcher.handed(update)
            update.fetched += 1
            queue.redelivered += update.fetched > 1
            try:
                status = await queue.post(queue.bytes_of(update), self.secret)
            except ConnectionError:
                return False
            self.statuses.append(status)
            if status != 200:
                return False
            if queue.chance.random() < queue.wire.again:
                queue.wire.note("telegram brings an update again")
                return False
        queue.delivered += 1
        queue.acknowledge(update)
        return True

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()


class NamedUser(FakeUser):
    """Somebody whose name nobody else has."""

    @property
    def names(self) -> tuple[str, ...]:
        """All that Telegram says of them."""
        return (str(self.id), f"Zora{self.id % 1000}", f"zora_of_{self.id}")

    def _sender(self) -> dict[str, Any]:
        _, first, handle = self.names
        return {**super()._sender(), "first_name": first, "username": handle}


class VirtualTelegram(FakeTelegram):
    """The fake server without its server."""

    def __init__(self, clock: Callable[[], float], watcher: Watcher, chance: random.Random) -> None:
        super().__init__(clock=clock)
        self.watcher = watcher
        self.chance = chance
        self.queue: VirtualQueue = VirtualQueue(clock, watcher)
        self.queue.chance = chance
        self.wire = self.queue.wire
        self.port = 8081
        self.named: dict[int, NamedUser] = {}

    async def call(self, method: str, parameters: dict[str, Any], files: dict[str, Any]) -> Answer:
        """One call, with all that may go wrong on its way there and back."""
        key, wire, chance = SENDING.get(), self.wire, self.chance
        self.watcher.begins(key)
        if wire.down:
            wire.note("telegram down")
            await asyncio.sleep(0.2)
            raise NotWritten("down")
        if wire.silent:
            wire.note("telegram silent")
            try:
                await asyncio.Event().wait()
            finally:
                self.watcher.unanswered(key)
        unlucky = chance.random()
        lost, lost_on_the_way = unlucky < wire.lose, unlucky < 2 * wire.lose / 3
        if unlucky < wire.lose / 3:
            wire.note("call broke before it was written")
            raise NotWritten("broke")
        try:
            await asyncio.sleep(0.02 + chance.random() * (0.1 + wire.slow))
            answer = (
                Answer(0, b"") if lost_on_the_way else await self._carry_out(method, parameters, files, key)
            )
            await asyncio.sleep(0.01 + chance.random() * 0.05)
        except asyncio.CancelledError:
            self.watcher.unanswered(key)
            raise
        owner = OWNER.get()
        if owner is not None and not owner.alive:
            self.watcher.unanswered(key)
            raise Killed
        if method in TALKS and int(parameters["chat_id"]) in wire.deaf:
            wire.note("answer of one chat lost")
            self.watcher.unanswered(key)
            raise NoAnswer("lost")
        if lost:
            wire.note("call lost" if lost_on_the_way else "answer lost")
            self.watcher.unanswered(key)
            raise NoAnswer("lost")
        return answer

    async def _carry_out(
        self, method: str, parameters: dict[str, Any], files: dict[str, Any], key: str
    ) -> Answer:
        if method in TALKS and self.wire.storm:
            self.wire.note("429")
            return _refusal(429, "Too Many Requests", {"retry_after": self.chance.randint(1, 20)})
        if method in TALKS and self.chance.random() < self.wire.gateway:
            self.wire.note("gateway page")
            self.watcher.unanswered(key)
            return Answer(self.chance.choice(PAGES), b"<html>Not Telegram</html>")
        try:
            if method == "getupdates":
                found: Any = await self._get_updates(parameters)
                # as Telegram writes it; odd updates are spliced in as they are
                body = b'{"ok":true,"result":[' + b",".join(map(self.queue.bytes_of, found)) + b"]}"
                return Answer(200, body)
            if method in {"setwebhook", "deletewebhook"}:
                return Answer(200, orjson.dumps({"ok": True, "result": await self._hook(method, parameters)}))
            result = self._do(method, parameters, files)
        except ConflictError as conflict:
            return _refusal(409, str(conflict), {})
        except RefusedError as refused:
            if method.startswith("edit") and "not modified" in str(refused):
                self.watcher.said(key, int(parameters["chat_id"]), method, "")  # it stands there already
            elif method in TALKS:
                self.watcher.refused(key, refused.status)
            return _refusal(refused.status, str(refused), refused.parameters)
        if method in TALKS:
            text = str(parameters.get("text") or parameters.get("caption") or "")
            chat = int(parameters["chat_id"])
            self.watcher.said(key, chat, method, text)
            self.watcher.in_full(key, chat, _everything(parameters, files))
        return Answer(200, orjson.dumps({"ok": True, "result": result}))

    def user(self, user_id: int, *, language: str = "en") -> NamedUser:
        return self.named.setdefault(user_id, NamedUser(self, user_id, language))

    def reach(self, **_: Any) -> "VirtualRequest":
        """What carries the bot's calls here."""
        return VirtualRequest(self)


class VirtualRequest(TelegramRequest):
    """The bot's way to Telegram. Only the wire is not real: parameters go and answers come as bytes."""

    def __init__(self, telegram: VirtualTelegram) -> None:
        super().__init__()
        self._telegram = telegram

    async def initialize(self) -> None:
        """No pool to open."""

    async def shutdown(self) -> None:
        """No pool to close."""

    async def call(self, url, parameters=None, *, files=None, seconds=None):
        owner = OWNER.get()
        if owner is not None and not owner.alive:
            raise Killed
        written = orjson.loads(orjson.dumps(parameters or {}))
        method = str(url).rsplit("/", 1)[-1].lower()
        try:
            async with asyncio.timeout(seconds or ANSWER_SECONDS):
                return await self._telegram.call(method, written, files or {})
        except TimeoutError:
            raise NoAnswer("no answer in time") from None


def _everything(parameters: dict[str, Any], files: dict[str, Any]) -> str:
    shown = {name: value for name, value in parameters.items() if name != "chat_id"}
    return orjson.dumps(shown).decode() + "".join(
        each.decode("utf-8", "replace") for file in files.values() for each in file if isinstance(each, bytes)
    )


def _refusal(status: int, words: str, parameters: dict[str, Any]) -> Answer:
    said: dict[str, Any] = {"ok": False, "error_code": status, "description": words}
    return Answer(status, orjson.dumps(said | ({"parameters": parameters} if parameters else {})))
