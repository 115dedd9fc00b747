"""How calls reach a Bot API server: over aiohttp, and able to say whether a call may have been carried out.

python-telegram-bot's own request class reports a refused connection and a lost answer alike. Here a call that
never left raises `NotWritten`, one whose answer never came raises `NoAnswer`. Neither carries the address, which
holds the token, nor anything that was to be sent.
"""

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import msgspec
import orjson
from aiohttp.abc import AbstractStreamWriter
from telegram import Bot
from telegram._utils.types import ODVInput  # no public name for the type of an overridden parameter
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData
from yarl import URL

from outreach_bot.lenient_json import read_json

TELEGRAM_API = "https://api.telegram.org"
ANSWER_SECONDS = 20.0
"""How long one call may take in all."""
CONNECT_SECONDS = 8.0
"""How long a call may wait for a free connection and for the other side to pick up."""
CONNECTIONS = 100
"""Open at once; the dispatcher asks for fewer. Telegram itself pushes over at most 100."""

SHORTEST_WAIT, LONGEST_WAIT = 1.0, 3600.0
"""Seconds that we wait when Telegram asks us to."""

JSON_HEADERS = {"Content-Type": "application/json"}

FileParts = Mapping[str, tuple[str, bytes, str]]
"""Part name to file name, content, media type."""


class NotWritten(NetworkError):
    """The call certainly did not reach Telegram."""


class NoAnswer(NetworkError):
    """The call was written, and no answer came: it may or may not have been carried out."""


class Answer(msgspec.Struct, frozen=True):
    """What Telegram said, unread but for the status."""

    status: int
    body: bytes

    def content(self) -> dict[str, Any]:
        """The answer's JSON object; empty when it is none (a gateway's page, a cut-off body)."""
        try:
            found = read_json(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def is_telegrams(self) -> bool:
        """Whether Telegram said it, and not a gateway, a firewall or a portal between us and it."""
        return "ok" in self.content()

    def parameter(self, name: str) -> Any:
        """What Telegram says of a call that failed, beside the words for it; None: nothing."""
        parameters = self.content().get("parameters")
        return parameters.get(name) if isinstance(parameters, dict) else None

    @property
    def retry_after(self) -> float | None:
        """How many seconds Telegram asks us to wait; None: it does not say.

        At least one, at most an hour: who asks too early is told again, but who waits for a garbled number waits for ever.
        """
        seconds = self.parameter("retry_after")
        try:
            return min(LONGEST_WAIT, max(SHORTEST_WAIT, float(seconds)))
        except (TypeError, ValueError):
            return None


class _TrackedBody(aiohttp.BytesPayload):
    """A request body that remembers whether any of it may have gone out."""

    began = False

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        transport = getattr(writer, "transport", None)
        # a connection found closed takes nothing: aiohttp raises below, and nothing has gone
        self.began = transport is not None and not transport.is_closing()
        await super().write_with_length(writer, content_length)


class TelegramRequest(BaseRequest):
    """python-telegram-bot's request interface over aiohttp, and a leaner call beside it."""

    def __init__(self, *, answer_seconds: float = ANSWER_SECONDS, connections: int = CONNECTIONS) -> None:
        self._answer_seconds = answer_seconds
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._timeouts: dict[float, aiohttp.ClientTimeout] = {}

    @property
    def read_timeout(self) -> float:
        """Seconds a call may take."""
        return self._answer_seconds

    async def initialize(self) -> None:
        """Open the pool of connections."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("User-Agent", "Accept"),
                auto_decompress=False,
                headers={"Accept-Encoding": "identity"},
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(
        self,
        url: URL | str,
        parameters: Mapping[str, Any] | None = None,
        *,
        files: FileParts | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """Make one call, once. Raises NotWritten, NoAnswer."""
        if files:
            form = _form({name: _as_field(value) for name, value in (parameters or {}).items()}, files)
            body = _TrackedBody(await form.as_bytes(), content_type=form.content_type)
            return await self._post(url, body, form.headers, seconds)
        body = _TrackedBody(orjson.dumps(parameters or {}), content_type="application/json")
        return await self._post(url, body, JSON_HEADERS, seconds)

    async def do_request(  # noqa: PLR0913, PLR0917  the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  the library's signature
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  the library's signature
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  the library's signature
    ) -> tuple[int, bytes]:
        """Make one call for python-telegram-bot. Raises NotWritten, NoAnswer."""
        seconds = read_timeout if isinstance(read_timeout, (int, float)) else None
        if method == "GET":
            answer = await self._fetch(url, seconds)
        elif request_data is not None and request_data.contains_files:
            files = {name: _file_part(part) for name, part in request_data.multipart_data.items()}
            answer = await self.call(url, request_data.json_parameters, files=files, seconds=seconds)
        else:
            parameters = request_data.parameters if request_data is not None else None
            answer = await self.call(url, parameters, seconds=seconds)
        return answer.status, answer.body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer. The library's own version logs what it cannot read, which may hold people's words.

        The library takes for granted that a call that was done has a result, that a wait is a number, and words text.
        """
        answer = Answer(status=0, body=payload)
        found = answer.content()
        if not found or (found.get("ok") and found.get("result") is None):
            raise TelegramError("Telegram's answer could not be read.")
        waits = answer.retry_after
        parameters = {"retry_after": round(waits)} if waits is not None else {}
        return found | {"parameters": parameters, "description": str(found.get("description", ""))}

    async def _post(
        self, url: URL | str, body: _TrackedBody, headers: Mapping[str, str], seconds: float | None
    ) -> Answer:
        try:
            async with self._open().post(
                url, data=body, headers=headers, timeout=self._timeout(seconds), allow_redirects=False
            ) as response:
                return Answer(response.status, await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            raise _fault(fault, began=body.began) from None  # the cause may name the address

    async def _fetch(self, url: URL | str, seconds: float | None) -> Answer:
        try:
            async with self._open().get(
                url, timeout=self._timeout(seconds), allow_redirects=False
            ) as response:
                return Answer(response.status, await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            raise _fault(fault, began=True) from None  # the cause may name the address

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise NotWritten("The connection to Telegram is not open.")
        return self._session

    def _timeout(self, seconds: float | None) -> aiohttp.ClientTimeout:
        total = self._answer_seconds if seconds is None else seconds
        made = self._timeouts.get(total)
        if made is None:
            made = aiohttp.ClientTimeout(total=total, connect=min(CONNECT_SECONDS, total))
            self._timeouts[total] = made
        return made


class TelegramApi:
    """Calls Bot API methods by name, without building the library's objects round every answer."""

    def __init__(self, bot: Bot) -> None:
        if not isinstance(bot.request, TelegramRequest):
            raise TypeError("The bot must be made with outbound.telegram_request.telegram_bot.")
        self._request = bot.request
        self._base = bot.base_url
        self._urls: dict[str, URL] = {}

    async def call(
        self,
        method: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        files: FileParts | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """Call `method` once. Raises NotWritten, NoAnswer."""
        url = self._urls.get(method)
        if url is None:
            url = self._urls[method] = URL(f"{self._base}/{method}")
        return await self._request.call(url, parameters, files=files, seconds=seconds)


def telegram_bot(
    token: str,
    *,
    api: str = TELEGRAM_API,
    answer_seconds: float = ANSWER_SECONDS,
    reach: Callable[..., TelegramRequest] = TelegramRequest,
) -> Bot:
    """The library's Bot over our request class, made by `reach`.

    Call `initialize()` before use and `shutdown()` after.
    """
    # without it the library warns each time Telegram asks us to wait
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    return Bot(
        token,
        base_url=f"{api.rstrip('/')}/bot",
        base_file_url=f"{api.rstrip('/')}/file/bot",
        request=reach(answer_seconds=answer_seconds),
        get_updates_request=reach(answer_seconds=answer_seconds, connections=1),
    )


def _fault(fault: Exception, *, began: bool) -> NotWritten | NoAnswer:
    name = type(fault).__name__
    return NoAnswer(f"No answer: {name}") if began else NotWritten(f"Not sent: {name}")


def _as_field(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _form(fields: Mapping[str, str], files: FileParts) -> aiohttp.MultipartWriter:
    form = aiohttp.FormData()
    for name, value in fields.items():
        form.add_field(name, value)
    for name, (file_name, content, media_type) in files.items():
        form.add_field(name, content, filename=file_name, content_type=media_type)
    written = form()
    if not isinstance(written, aiohttp.MultipartWriter):
        raise TypeError("A form with a file is sent in parts.")
    return written


def _file_part(part: tuple[str, Any, str]) -> tuple[str, bytes, str]:
    name, content, media_type = part
    return name, content if isinstance(content, bytes) else content.read(), media_type
