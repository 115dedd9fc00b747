"""Takes one Telegram update, by whichever way it came: commit first, then stop the button's waiting sign."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

import structlog

from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.inputs import Address, Channel, Input
from outreach_bot.inbound.telegram_inputs import (
    GroupGreeting,
    to_garbled,
    to_garbled_of_others,
    to_group_input,
    to_input,
)
from outreach_bot.inbound.telegram_updates import InlineQuery, Unreadable, Update
from outreach_bot.outbound.base import InlineCard
from outreach_bot.store.base import Commit, Outcome, Store

_log = structlog.get_logger(__name__)


class Receives(Protocol):
    """The runner, as the edges see it."""

    async def receive(self, received: Input, /, *, in_doubt: bool = False) -> None:
        """Return once `received` is durable. Raises StoreFailed, CouldNotHandle."""

    async def help_ahead(self, received: Input, /) -> None:
        """Send the crisis words that `received` calls for, before its turn."""

    def help_words(self, received: Input, /) -> tuple[Phrase, ...]:
        """The crisis words that `received` calls for; none for most."""


class Speaks(Protocol):
    """What we do on Telegram without owing it."""

    async def acknowledge_tap(self, tap: str) -> None:
        """Stop a button's waiting sign."""

    async def answer_inline(self, query: str, card: InlineCard | None) -> None:
        """Show a card in the chat where the bot was called, or nothing."""

    async def say_in_group(self, chat: str, text: str) -> None:
        """Say one thing in a group."""


class Cards(Protocol):
    """Looks up what a champion passes on in other chats."""

    async def __call__(self, address: Address, language: str, /) -> InlineCard | None:
        """Return the card of whoever is at `address`, or None."""


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
        cards: Cards,
    ) -> None:
        self._runner = runner
        self._telegram = telegram
        self._store = store
        self._clock = clock
        self._group_text = group_text
        self._cards = cards
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, update: Update | Unreadable, *, in_doubt: bool) -> None:
        """Return when the update may be acknowledged. Raises what the runner raises: then it may not."""
        if isinstance(update, Unreadable):
            await self._set_aside(update)
            return
        if update.inline_query is not None:
            self._aside(self._answer_inline(update.inline_query))
            return
        about_group = to_group_input(update)
        if about_group is not None:
            await self._runner.receive(about_group, in_doubt=in_doubt)
        received = to_input(update)
        if isinstance(received, GroupGreeting):
            await self._greet(received)
        elif received is not None:
            await self._runner.receive(received, in_doubt=in_doubt)
        if update.callback_query is not None and update.callback_query.id:
            self._aside(self._telegram.acknowledge_tap(update.callback_query.id))

    async def help_ahead(self, update: Update | Unreadable) -> None:
        """Send the crisis words that an update calls for which has to wait behind others. Raises nothing."""
        received = to_garbled(update) if isinstance(update, Unreadable) else to_input(update)
        if not isinstance(received, Input):
            return
        try:
            await self._runner.help_ahead(received)
        except Exception as fault:  # noqa: BLE001  its own turn tries again, and tells
            _log.error("no help ahead of its turn", update=update.update_id, fault=type(fault).__name__)

    async def close(self) -> None:
        """Drop what is only a courtesy."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _set_aside(self, update: Unreadable) -> None:
        """Have it kept as a dead letter. A kind of update that nobody told us of is nothing, unless it is about danger."""
        received = to_garbled(update)
        danger = self._runner.help_words(received)
        if update.known or danger:
            await self._runner.receive(received)
        for other in to_garbled_of_others(update) if danger else ():
            await self._runner.receive(other)

    async def _answer_inline(self, query: InlineQuery) -> None:
        """Show a champion their card. A person who waits sees it; nothing is owed, and nothing kept."""
        address = Address(channel=Channel.TELEGRAM, chat=str(query.sender.id))
        card = await self._cards(address, query.sender.language_code)
        await self._telegram.answer_inline(query.id, card)

    async def _greet(self, greeting: GroupGreeting) -> None:
        """Answer a group once: a group has no record, only a key that fades by itself."""
        key = f"tg-group:{self._store.hmac('group', greeting.chat)}"
        if await self._store.commit(Commit(key=key, at=self._clock())) is Outcome.COMMITTED:
            self._aside(self._telegram.say_in_group(greeting.chat, self._group_text()))

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
