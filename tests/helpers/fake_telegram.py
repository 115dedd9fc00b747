"""A Bot API server on 127.0.0.1 that behaves as Telegram does, its refusals and faults included.

fake = FakeTelegram()
await fake.start()                     # fake.url goes into OUTREACH_TELEGRAM_API
ana = fake.user(7001)
await ana.start("c_K7MQ2XZB")          # each returns when the bot has answered
await ana.tap("Start")
assert "not secret" in ana.screen
fake.fail("sendMessage", LOSE_ANSWER)  # the next one is carried out, its answer never comes
"""

import asyncio
import dataclasses
import json
import time
from collections import Counter
from typing import Any

from aiohttp import BodyPartReader, web

from tests.helpers.fake_telegram_chats import ChatWorld, RefusedError
from tests.helpers.fake_telegram_limits import Limits
from tests.helpers.fake_telegram_queue import ConflictError, Queue
from tests.helpers.fake_telegram_users import FakeUser

DROP = "drop"
"""The connection breaks before anything is done."""
LOSE_ANSWER = "lose answer"
"""It is done, and the connection breaks before the answer."""
PAGE = "page "
"""With a status behind it: a page of somebody between us and Telegram (gateway, firewall, portal), not its JSON."""
GATEWAY = f"{PAGE}502"
MAX_UPLOAD = 50_000_000


@dataclasses.dataclass
class Fault:
    """Something to go wrong with the next calls of a method."""

    method: str
    what: str | int | float | asyncio.Event
    """DROP, LOSE_ANSWER, a PAGE with its status, a status (int), seconds to be slow (float), or what it waits for (Event)."""
    times: int
    chat: int | None


class FakeTelegram:
    """The server, its chats and its users."""

    def __init__(self, *, token="1234:fake", clock=time.time, limits: Limits | None = None):
        self.token = token
        self.clock = clock
        self.limits = limits
        self.queue = Queue(clock)
        self.chats = ChatWorld(clock)
        self.calls: Counter[str] = Counter()
        self.log: list[tuple[str, dict[str, Any]]] = []
        self.menus: dict[str, list[Any]] = {}
        self.chat_menus: dict[int, list[Any]] = {}
        """Of chats that show commands of their own."""
        self.descriptions: dict[str, str] = {}
        self.polls: list[dict[str, Any]] = []
        self.latency = 0.0
        self.refuses = 0
        """Seconds it asks to wait whatever is called; 0: it takes what comes."""
        self.spared: frozenset[str] = frozenset()
        """Methods, in small letters, that it takes all the same."""
        self.refused = 0
        self.inline = True
        """Whether @BotFather was told that the bot may be called in other chats."""
        self.port = 0
        self._users: dict[int, FakeUser] = {}
        self._faults: list[Fault] = []
        self._runner: web.AppRunner | None = None
        self._carrying_out = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen; again on the same port after a stop."""
        app = web.Application(client_max_size=MAX_UPLOAD + 1_000_000)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self.queue.drop_hook()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self):
        await self.start()
        return self

    async def __aexit__(self, *_):
        await self.stop()

    def user(self, user_id: int, *, language="en") -> FakeUser:
        """A person with a phone; the same one for the same id."""
        if user_id not in self._users:
            self._users[user_id] = FakeUser(self, user_id, language)
        return self._users[user_id]

    def upgrade(self, group: int, to: int, *, told: tuple[str, ...] = ("old", "new")) -> list[int]:
        """Turn a group into a supergroup with another id. `told`: in which order both say so; the updates' ids."""
        self.chats.open(group).moved_to = to
        self.chats.open(to)
        said = {
            "old": {"chat": {"id": group, "type": "group", "title": "G"}, "migrate_to_chat_id": to},
            "new": {"chat": {"id": to, "type": "supergroup", "title": "G"}, "migrate_from_chat_id": group},
        }
        return [
            self.queue.add(said[one]["chat"]["id"], "message", {"message_id": 1, "date": 1, **said[one]})  # type: ignore[index]  # each has a chat
            for one in told
        ]

    def fail(
        self, method: str, what: str | float | asyncio.Event, *, times=1, chat: int | None = None
    ) -> None:
        """Let the next `times` calls of `method` (to `chat`) go wrong."""
        self._faults.append(Fault(method.lower(), what, times, chat))

    async def drained(self) -> None:
        """Until all that a bot had written before it ended is carried out. A poll that still waits does nothing."""
        assert self._runner is not None
        assert self._runner.server is not None
        while self._runner.server.connections or self._carrying_out:
            await asyncio.sleep(0.005)

    # -- one call ------------------------------------------------------------------------------------

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        parts = request.path.split("/")
        if len(parts) != 3 or parts[1] != f"bot{self.token}":
            return _refusal(401, "Unauthorized")
        method = parts[2].lower()
        carries_out = method not in {"getupdates", "setwebhook"}
        self._carrying_out += carries_out
        try:
            return await self._call(request, method)
        finally:
            self._carrying_out -= carries_out

    async def _call(self, request: web.Request, method: str) -> web.StreamResponse:
        parameters, files = await _read(request)
        self.calls[method] += 1
        self.log.append((method, parameters))
        fault = self._fault(method, parameters)
        if isinstance(fault, float):
            await asyncio.sleep(fault)
        elif isinstance(fault, asyncio.Event):
            await fault.wait()
        elif fault == DROP:
            return _broken(request)
        elif isinstance(fault, str) and fault.startswith(PAGE):
            status = int(fault.removeprefix(PAGE))
            return web.Response(status=status, text="<html>Not Telegram</html>", content_type="text/html")
        elif isinstance(fault, int):
            return _refusal(fault, "Internal Server Error")
        if self.refuses and method not in self.spared:
            self.refused += 1
            return _flood(self.refuses)
        if self.latency and method != "getupdates":
            await asyncio.sleep(self.latency)
        answer = await self._answer(method, parameters, files)
        return _broken(request) if fault == LOSE_ANSWER else answer

    def _fault(self, method, parameters):
        chat = parameters.get("chat_id")
        for fault in self._faults:
            if fault.method == method and (fault.chat is None or chat == fault.chat):
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault.what
        return None

    async def _answer(self, method, parameters, files) -> web.Response:
        try:
            if method == "getupdates":
                updates = await self._get_updates(parameters)
                body = b'{"ok":true,"result":[' + b",".join(updates) + b"]}"
                return web.Response(body=body, content_type="application/json")
            if method in {"setwebhook", "deletewebhook"}:
                return _result(await self._hook(method, parameters))
            if method in {"sendmessage", "senddocument", "sendphoto"} and self.limits:
                wait = self.limits.check(int(parameters["chat_id"]), time.monotonic())
                if wait is not None:
                    return _flood(wait)
            return _result(self._do(method, parameters, files))
        except ConflictError as conflict:
            return _refusal(409, str(conflict))
        except RefusedError as refused:
            return _refusal(refused.status, str(refused), refused.parameters)

    async def _get_updates(self, parameters):
        self.polls.append(parameters)
        return await self.queue.poll(
            int(parameters.get("offset") or 0),
            int(parameters.get("limit") or 100),
            float(parameters.get("timeout") or 0),
        )

    async def _hook(self, method, parameters):
        if parameters.get("drop_pending_updates"):
            self.queue.pending.clear()
        if method == "deletewebhook" or not parameters.get("url"):
            await self.queue.drop_hook()
            return True
        secret = parameters.get("secret_token", "")
        await self.queue.set_hook(parameters["url"], secret, int(parameters.get("max_connections") or 40))
        return True

    def _do(self, method, parameters, files):
        language = parameters.get("language_code") or ""
        match method:
            case "getme":
                bot = {"id": 1234, "is_bot": True, "first_name": "Bot", "username": "neutral_test_bot"}
                return {**bot, "supports_inline_queries": self.inline}
            case "setmycommands" if parameters.get("scope"):
                self.chat_menus[parameters["scope"]["chat_id"]] = parameters["commands"]
                return True
            case "deletemycommands":
                self.chat_menus.pop(parameters["scope"]["chat_id"], None)
                return True
            case "setmycommands":
                self.menus[language] = parameters["commands"]
                return True
            case "setmydescription":
                self.descriptions[language] = parameters.get("description", "")
                return True
            case "getwebhookinfo":
                url = self.queue.hook.url if self.queue.hook else ""
                return {"url": url, "pending_update_count": len(self.queue.waiting())}
            case "sendmessage":
                return self.chats.send(parameters)
            case "senddocument":
                return self.chats.send_document(parameters, files)
            case "sendphoto":
                return self.chats.send_photo(parameters, files)
            case "editmessagetext":
                return self.chats.edit_text(parameters)
            case "editmessagereplymarkup":
                return self.chats.edit_markup(parameters)
            case "answerinlinequery":
                return self.chats.answer_inline(parameters)
            case "answercallbackquery":
                return self.chats.answer_tap(str(parameters["callback_query_id"]))
            case _:
                raise RefusedError(404, "Not Found")


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Any]]:
    """Parameters and files, however they were sent; values that are JSON are read."""
    if request.content_type == "application/json":
        body = await request.read()
        return (json.loads(body) if body else {}), {}
    sent: dict[str, str] = dict(request.query)
    files: dict[str, Any] = {}
    if request.content_type == "multipart/form-data":
        # part by part, in memory: an upload that is cut off leaves no temporary file open
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            assert part.name
            content = bytes(await part.read())
            if part.filename is None:
                sent[part.name] = content.decode()
            else:
                files[part.name] = (part.filename, content, part.headers["Content-Type"])
    else:
        sent |= {name: text for name, text in (await request.post()).items() if isinstance(text, str)}
    return {name: _value(text) for name, text in sent.items()}, files


def _value(text: str):
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _broken(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()


def _result(result) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refusal(status: int, words: str, parameters: dict[str, int] | None = None) -> web.Response:
    said: dict[str, Any] = {"ok": False, "error_code": status, "description": words}
    return web.json_response(said | ({"parameters": parameters} if parameters else {}), status=status)


def _flood(seconds: int) -> web.Response:
    body = {"ok": False, "error_code": 429, "description": f"Too Many Requests: retry after {seconds}"}
    return web.json_response(body | {"parameters": {"retry_after": seconds}}, status=429)
