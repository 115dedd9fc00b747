"""Takes the updates that Telegram brings: 200 only after the commit, so that it brings again what we could not keep."""

import asyncio
import contextlib
import hmac
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot

from outreach_bot.inbound.telegram_gap import BEAT_SECONDS, GapWatch
from outreach_bot.inbound.telegram_intake import Intake
from outreach_bot.inbound.telegram_updates import ALLOWED_UPDATES, read_update
from outreach_bot.store.base import StoreFailed

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a header's name
MAX_CONNECTIONS = 40
"""Updates Telegram may bring at once: its own default."""
DOUBTFUL_UPDATES = 100
"""So many of the first after a start may have broken the run before: more than Telegram brings at once."""
MAX_BODY = 1_000_000
"""Bytes. An update is a few kilobytes."""

_log = structlog.get_logger(__name__)


class TelegramWebhook:
    """The webhook: a route to mount, and the registration with Telegram."""

    def __init__(self, url: str, secret: str, intake: Intake, gap: GapWatch) -> None:
        self._url = url
        self._secret = secret
        self._intake = intake
        self._gap = gap
        self._doubtful = DOUBTFUL_UPDATES
        self._failed: set[str] = set()
        self._stopped = asyncio.Event()

    def route(self) -> Route:
        """The route, at the path of the webhook's own URL."""
        return Route(urlsplit(self._url).path or "/", self._receive, methods=["POST"])

    async def register(self, bot: Bot) -> None:
        """Tell Telegram where to bring updates. Raises telegram.error.TelegramError."""
        await bot.set_webhook(
            self._url,
            secret_token=self._secret,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=MAX_CONNECTIONS,
            drop_pending_updates=False,
        )

    async def run(self) -> None:
        """Note that we are here, until stopped: the next start knows from it how long we were away."""
        await self._gap.open()
        while not self._stopped.is_set():
            with contextlib.suppress(StoreFailed):  # a store that writes again is told at a later beat
                await self._gap.heard()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BEAT_SECONDS):
                    await self._stopped.wait()

    def stop(self) -> None:
        """End `run`."""
        self._stopped.set()

    async def _receive(self, request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        update = read_update(body)
        in_doubt = self._doubtful > 0 or update.key in self._failed
        self._doubtful = max(0, self._doubtful - 1)
        try:
            await self._intake.take(update, in_doubt=in_doubt)
        except StoreFailed:
            return Response(status_code=503)
        except Exception as fault:  # noqa: BLE001  it comes again, in doubt; the runner sets it aside after three
            _log.error("an update could not be handled", update=update.update_id, fault=type(fault).__name__)
            self._failed.add(update.key)
            return Response(status_code=500)
        self._failed.discard(update.key)
        return Response(status_code=200)


async def _body(request: Request) -> bytes | None:
    """The request's body; None when it is longer than any update."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            return None
        parts.append(part)
    return b"".join(parts)
