"""Asks Telegram for updates: one call at a time, the next only when all of the last are committed.

Asking for the update after the last one is what tells Telegram that the earlier ones arrived. So nothing is lost when
we die in the middle: what was not acknowledged comes again. Update ids are never compared by size, as Telegram lets
them start anew after an idle week; for the same reason the offset is let go once it has done its work.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import structlog
from telegram.error import NetworkError

from outreach_bot.inbound.telegram_bytes import NoUpdates
from outreach_bot.inbound.telegram_gap import GapWatch
from outreach_bot.inbound.telegram_intake import Intake
from outreach_bot.inbound.telegram_updates import (
    ALLOWED_UPDATES,
    Batch,
    Unreadable,
    Update,
    lane,
    read_batch,
)
from outreach_bot.runner import HelpNotGiven
from outreach_bot.settings import CannotRun
from outreach_bot.store.base import StoreFailed

POLL_SECONDS = 30
"""How long Telegram keeps a call open when it has nothing for us."""
ANSWER_SECONDS = 10.0
"""How much longer than that we wait for an answer."""
DOUBTFUL_UPDATES = 100
"""As many as one call brings: so many of the first after a start may have broken the run before."""
FIRST_WAIT = 0.5
LONGEST_WAIT = 15.0
"""Seconds between tries while Telegram cannot be reached: doubled from the first to the longest."""
RETRY_WAIT = 0.2
LONGEST_RETRY_WAIT = 5.0
"""Seconds before updates that we could not handle are tried again."""
CONFLICT_WAIT = 2.0
CONFLICTS = 3
CONFLICT_WINDOW = 120.0
"""So many refusals in so many seconds: another program polls with our token, it is not one that just ended."""
HELP_ONLY_WAIT = 1.0
NO_ID_WAIT = 2.0
"""Seconds to the next call when no update of a batch says its id, or when we are brought the same as before."""
CUT_TRIES = 3
"""Answers that broke off in the very first update, after which what is there of it is taken as it is."""

_log = structlog.get_logger(__name__)


class PollingStopped(CannotRun):
    """Polling cannot go on; the message is one sentence for whoever runs the bot."""


class Answered(Protocol):
    """An answer to a Bot API call."""

    @property
    def status(self) -> int:
        """HTTP status."""

    @property
    def body(self) -> bytes:
        """JSON, as a rule."""

    @property
    def retry_after(self) -> float | None:
        """How many seconds Telegram asks us to wait; None: it does not say."""

    @property
    def is_telegrams(self) -> bool:
        """Whether Telegram said it, and not something between us and it."""


class Calls(Protocol):
    """Calls Bot API methods; see outbound.telegram_request.TelegramApi."""

    async def call(
        self, method: str, parameters: Mapping[str, Any] | None = None, *, seconds: float | None = None
    ) -> Answered:
        """Call once. Raises telegram.error.NetworkError when no answer came."""


class TelegramPoll:
    """The polling loop. One object, one run."""

    def __init__(
        self,
        api: Calls,
        intake: Intake,
        gap: GapWatch,
        *,
        poll_seconds: int = POLL_SECONDS,
    ) -> None:
        self._api = api
        self._intake = intake
        self._gap = gap
        self._poll_seconds = poll_seconds
        self._offset: int | None = None
        self._doubtful = DOUBTFUL_UPDATES
        self._heard: set[str] = set()
        """Updates already read in help-only mode: each is looked at for crisis once."""
        self._unhelped = False
        """Somebody of the batch is in danger, nothing can be made durable, and help did not go."""
        self._conflicts: list[float] = []
        self._faults = 0
        self._cut = 0
        self._keys: set[str] = set()
        """Of the last batch."""
        self._stopped = asyncio.Event()
        self._call: asyncio.Future[Answered] | None = None

    async def run(self) -> None:
        """Poll until stopped. Raises PollingStopped."""
        await self._gap.open()
        while not self._stopped.is_set() and not await self._end_webhook():
            pass
        while not self._stopped.is_set():
            batch = await self._fetch()
            if batch is None:
                continue
            if not await self._take(batch.updates):
                await self._rest(HELP_ONLY_WAIT)
                continue
            await self._move_past(batch)

    async def _move_past(self, batch: Batch) -> None:
        """Have the next call say that these arrived. Those whose ids are damaged come again until others go past them."""
        before, self._keys = self._keys, {update.key for update in batch.updates}
        self._offset = batch.offset
        if batch.updates and (self._offset is None or self._keys == before):
            if self._keys != before:
                _log.warning("updates do not say their ids, and come again", count=len(batch.updates))
            await self._rest(NO_ID_WAIT)

    def stop(self) -> None:
        """End the waiting call; what is being handled is finished."""
        self._stopped.set()
        if self._call is not None:
            self._call.cancel()

    # -- fetching ------------------------------------------------------------------------------------

    async def _end_webhook(self) -> bool:
        answer = await self._ask("deleteWebhook", {"drop_pending_updates": False}, ANSWER_SECONDS)
        return answer is not None

    async def _fetch(self) -> Batch | None:
        parameters: dict[str, Any] = {"timeout": self._poll_seconds, "allowed_updates": ALLOWED_UPDATES}
        if self._offset is not None:
            parameters["offset"] = self._offset
        answer = await self._ask("getUpdates", parameters, self._poll_seconds + ANSWER_SECONDS)
        if answer is None:
            return None
        try:
            batch = read_batch(answer.body)
        except NoUpdates:
            await self._back_off("Telegram's answer cannot be read")
            return None
        if batch.cut is None or batch.updates:
            self._cut = self._faults = 0
            return batch
        self._cut += 1
        if self._cut < CUT_TRIES:
            await self._back_off("Telegram's answer breaks off")
            return None
        return Batch([batch.cut])

    async def _ask(self, method: str, parameters: Mapping[str, Any], seconds: float) -> Answered | None:
        """Call Telegram; None (after a rest) when there is nothing to go on with."""
        self._call = asyncio.ensure_future(self._api.call(method, parameters, seconds=seconds))
        try:
            answer = await self._call
        except NetworkError as fault:
            await self._back_off("Telegram cannot be reached", type(fault).__name__)
            return None
        except asyncio.CancelledError:
            if self._stopped.is_set():
                return None
            raise
        finally:
            self._call = None
        if answer.status == 200:  # noqa: PLR2004  HTTP
            return answer
        await self._refused(answer)
        return None

    async def _refused(self, answer: Answered) -> None:
        match answer.status:
            case 429:
                await self._rest(answer.retry_after or LONGEST_WAIT)
            case status if not answer.is_telegrams:  # a gateway, a firewall or a portal between us and it
                await self._back_off("Telegram did not do what it was asked", f"a page, status {status}")
            case 401 | 404:
                raise PollingStopped(
                    "Telegram does not know this bot's token. Copy it again from @BotFather into"
                    " OUTREACH_TELEGRAM_TOKEN, then start again."
                )
            case 409:
                await self._in_conflict(answer)
            case status:
                await self._back_off("Telegram did not do what it was asked", f"status {status}")

    async def _in_conflict(self, answer: Answered) -> None:
        now = asyncio.get_running_loop().time()
        self._conflicts = [*(at for at in self._conflicts if at > now - CONFLICT_WINDOW), now]
        if len(self._conflicts) >= CONFLICTS:
            raise PollingStopped(
                "Another program is receiving this bot's messages with the same token. Stop it, or make a new"
                " token with @BotFather, then start again."
            )
        _log.warning("another program receives this bot's messages")
        await self._rest(CONFLICT_WAIT)
        if b"webhook" in answer.body and not self._stopped.is_set():
            await self._end_webhook()

    async def _back_off(self, what: str, why: str = "") -> None:
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2**self._faults)
        self._faults = min(self._faults + 1, 10)
        _log.warning(what, reason=why, retry_after=wait)
        await self._rest(wait)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopped.wait()
        except TimeoutError:
            return

    # -- handling -----------------------------------------------------------------------------------------

    async def _take(self, batch: Sequence[Update | Unreadable]) -> bool:
        """Handle a batch; True when all of it is committed."""
        try:
            left = [update for update in batch if update.key not in self._heard]
            self._unhelped = False
            doubtful = self._doubtful > 0
            self._doubtful = max(0, self._doubtful - len(batch)) if batch else 0
            wait = RETRY_WAIT
            while left := await self._take_side_by_side(left, in_doubt=doubtful):
                if self._stopped.is_set():
                    return False
                doubtful = True
                await self._rest(wait)
                wait = min(LONGEST_RETRY_WAIT, wait * 2)
            if self._heard or self._unhelped:
                return False
            await self._gap.heard()
        except StoreFailed:
            return False
        return True

    async def _take_side_by_side(
        self, updates: Sequence[Update | Unreadable], *, in_doubt: bool
    ) -> list[Update | Unreadable]:
        """Handle different people's updates side by side; returns what could not be handled yet."""
        if len(updates) == 1:
            return await self._take_in_order(updates, in_doubt=in_doubt)
        lanes: dict[int, list[Update | Unreadable]] = {}
        for update in updates:
            lanes.setdefault(lane(update), []).append(update)
        left = await asyncio.gather(
            *(self._take_in_order(of_one, in_doubt=in_doubt) for of_one in lanes.values())
        )
        return [update for of_one in left for update in of_one]

    async def _take_in_order(
        self, updates: Sequence[Update | Unreadable], *, in_doubt: bool
    ) -> list[Update | Unreadable]:
        ahead = [self._intake.help_ahead(update) for update in updates[1:]]
        helping = asyncio.gather(
            *ahead
        )  # who is in danger does not wait until what they tapped before is done
        try:
            return await self._take_each(updates, in_doubt=in_doubt)
        finally:
            await helping

    async def _take_each(
        self, updates: Sequence[Update | Unreadable], *, in_doubt: bool
    ) -> list[Update | Unreadable]:
        for position, update in enumerate(updates):
            try:
                await self._intake.take(update, in_doubt=in_doubt)
            except HelpNotGiven:
                self._unhelped = True  # they are in danger, and it comes again: then help is tried again
            except StoreFailed:
                self._heard.add(update.key)  # the runner has read it for crisis; it stays unacknowledged
            except Exception as fault:  # noqa: BLE001  tried again, in doubt; the runner sets it aside after three
                _log.error(
                    "an update could not be handled", update=update.update_id, fault=type(fault).__name__
                )
                return list(updates[position:])
        return []
