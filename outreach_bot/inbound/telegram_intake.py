"""Takes one Telegram update, by whichever way it came: commit first, then stop the button's waiting sign."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

import structlog

from outreach_bot.dialogue.inputs import Input
from outreach_bot.inbound.telegram_updates import GroupGreeting, Unreadable, Update, to_input
from outreach_bot.store.base import Commit, Outcome, Store

_log = structlog.get_logger(__name__)


class Receives(Protocol):
    """The runner, as the edges see it."""

    async def receive(self, received: Input, /, *, in_doubt: bool = False) -> None:
        """Return once `received` is durable. Raises StoreFailed, CouldNotHandle."""


class Speaks(Protocol):
    """What we do on Telegram without owing it."""

    async def acknowledge_tap(self, tap: str) -> None:
        """Stop a button's waiting sign."""

    async def say_in_group(self, chat: str, text: str) -> None:
        """Say one thing in a group."""


class Intake:
    """Hands updates to the runner."""

    def __init__(
        self,
        runner: Receives,
        telegram: Speaks,
        store: Store,
        clock: Callable[[], float],
        *,
        group_text: Callable[[], str],
    ) -> None:
        self._runner = runner
        self._telegram = telegram
        self._store = store
        self._clock = clock
        self._group_text = group_text
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, update: Update | Unreadable, *, in_doubt: bool) -> None:
        """Return when the update may be acknowledged. Raises what the runner raises: then it may not."""
        if isinstance(update, Unreadable):
            _log.error("an update could not be read and was passed over", update=update.update_id)
            return
        received = to_input(update)
        if isinstance(received, GroupGreeting):
            await self._greet(received)
        elif received is not None:
            await self._runner.receive(received, in_doubt=in_doubt)
        if update.callback_query is not None:
            self._aside(self._telegram.acknowledge_tap(update.callback_query.id))

    async def close(self) -> None:
        """Drop what is only a courtesy."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _greet(self, greeting: GroupGreeting) -> None:
        """Answer a group once: a group has no record, only a key that fades by itself."""
        key = f"tg-group:{self._store.hmac('group', greeting.chat)}"
        if await self._store.commit(Commit(key=key, at=self._clock())) is Outcome.COMMITTED:
            self._aside(self._telegram.say_in_group(greeting.chat, self._group_text()))

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
