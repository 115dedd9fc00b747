"""The updates that wait for a bot, and the two ways they reach it."""

import asyncio
import contextlib
import dataclasses
import json
from collections import deque
from typing import Any

import aiohttp

TAP_SECONDS = 150
MESSAGE_SECONDS = 24 * 3600
REPOLL_SECONDS = 0.5
CONFLICT_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
CONFLICT_HOOK = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclasses.dataclass(eq=False)
class Pending:
    """One update that was not acknowledged yet."""

    body: dict[str, Any]
    made_at: float
    user: int
    fetched: int = 0
    raw: bytes = b""
    """What goes out instead of `body`: nothing that Telegram would say."""

    @property
    def sent(self) -> bytes:
        return self.raw or json.dumps(self.body).encode()

    @property
    def id(self) -> int:
        return int(self.body["update_id"])

    @property
    def kind(self) -> str:
        return "tap" if "callback_query" in self.body else "message"

    def expired(self, now: float) -> bool:
        return now - self.made_at > (TAP_SECONDS if self.kind == "tap" else MESSAGE_SECONDS)


class ConflictError(Exception):
    """409, with Telegram's words."""


class Queue:
    """Updates in the order they were made; gone once acknowledged, or too old."""

    def __init__(self, clock, first_id=900_000_000):
        self.clock = clock
        self.next_id = first_id
        self.pending: deque[Pending] = deque()
        self.acknowledged: list[int] = []
        self.expired: list[int] = []
        self.redelivered = 0
        self.delivered = 0
        self.hook: Webhook | None = None
        self._arrived = asyncio.Event()
        self._poll = 0
        self._last_offset: int | None = None
        self._last_answer = float("-inf")

    def add(self, user: int, allowed: str, body: dict[str, Any], raw: bytes = b"") -> int:
        update = Pending({"update_id": self.next_id, allowed: body}, self.clock(), user, raw=raw)
        self.next_id += 1
        self.pending.append(update)
        self._arrived.set()
        if self.hook:
            self.hook.offer(update)
        return update.id

    def waiting(self) -> list[Pending]:
        now = self.clock()
        self.expired += [update.id for update in self.pending if update.expired(now)]
        self.pending = deque(update for update in self.pending if not update.expired(now))
        return list(self.pending)

    def acknowledge(self, update: Pending) -> None:
        with contextlib.suppress(ValueError):
            self.pending.remove(update)
            self.acknowledged.append(update.id)

    # -- polling -------------------------------------------------------------------------------------

    async def poll(self, offset: int, limit: int, timeout: float) -> list[bytes]:
        """Answer one getUpdates. Raises ConflictError."""
        if self.hook:
            raise ConflictError(CONFLICT_HOOK)
        self._poll += 1
        mine = self._poll
        self._arrived.set()  # a call that still waits is ended by this one
        for update in self.waiting():
            if update.id < offset:
                self.acknowledge(update)
        loop = asyncio.get_running_loop()
        if offset == self._last_offset and loop.time() - self._last_answer < REPOLL_SECONDS:
            limit = 1
        end = loop.time() + timeout
        while not (found := self.waiting()[:limit]) and loop.time() < end:
            self._arrived.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), max(0.0, end - loop.time()))
            if mine != self._poll:
                raise ConflictError(CONFLICT_POLL)
        self._last_offset, self._last_answer = offset, loop.time()
        return [self._hand_over(update) for update in found]

    def _hand_over(self, update: Pending) -> bytes:
        update.fetched += 1
        self.delivered += 1
        self.redelivered += update.fetched > 1
        return update.sent

    # -- webhook ----------------------------------------------------------------------------------------

    async def set_hook(self, url: str, secret: str, connections: int) -> None:
        await self.drop_hook()
        self.hook = Webhook(self, url, secret, connections)
        for update in self.waiting():
            self.hook.offer(update)

    async def drop_hook(self) -> None:
        hook, self.hook = self.hook, None
        if hook:
            await hook.close()


class Webhook:
    """Brings updates side by side. In order are only: one person's taps, and one person's messages."""

    def __init__(self, queue: Queue, url: str, secret: str, connections: int):
        self.queue = queue
        self.url = url
        self.headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        self.statuses: list[int] = []
        self.retry_seconds = 0.1
        self.longest_wait = 1.0
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        self._free = asyncio.Semaphore(connections)
        self._lanes: dict[tuple[int, str], deque[Pending]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def offer(self, update: Pending) -> None:
        lane = self._lanes.get((update.user, update.kind))
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.user, update.kind] = lane = deque([update])
        task = asyncio.create_task(self._bring((update.user, update.kind), lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _bring(self, name, lane: deque[Pending]) -> None:
        wait = self.retry_seconds
        while lane:
            update = lane[0]
            if update.expired(self.queue.clock()) or await self._post(update):
                lane.popleft()
                self.queue.waiting()
                wait = self.retry_seconds
            else:
                await asyncio.sleep(wait)
                wait = min(2 * wait, max(self.longest_wait, self.retry_seconds))
        del self._lanes[name]

    async def _post(self, update: Pending) -> bool:
        async with self._free:
            update.fetched += 1
            self.queue.redelivered += update.fetched > 1
            try:
                async with self._session.post(self.url, data=update.sent, headers=self.headers) as answer:
                    self.statuses.append(answer.status)
                    if answer.status != 200:
                        return False
            except (aiohttp.ClientError, TimeoutError):
                return False
        self.queue.delivered += 1
        self.queue.acknowledge(update)
        return True

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()
