"""What the web chat needs of the rest of the bot."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.inputs import Address, Input
from outreach_bot.inbound.web_guard import Site
from outreach_bot.inbound.web_pages import Wording
from outreach_bot.inbound.web_streams import Streams
from outreach_bot.outbound.base import Owed
from outreach_bot.recruitment.rules import Rules
from outreach_bot.store.base import Store


class Runner(Protocol):
    """What takes an input and returns when it is durable."""

    async def receive(self, received: Input, *, in_doubt: bool = False) -> None:
        """Commit one input. Raises when it is not to be acknowledged."""

    async def help_owed(self, received: Input) -> list[Owed]:
        """Look up the help that an input was answered with and that has not arrived."""

    async def opening(self, received: Input) -> list[Owed] | None:
        """Render what a stranger who opens the chat sees, and keep nothing; None: to open it does more than that."""

    def help_words(self, received: Input) -> tuple[Phrase, ...]:
        """The crisis words an input calls for; none for most."""


class OpenPage(Protocol):
    """One open page."""

    @property
    def told(self) -> asyncio.Queue[dict[str, Any] | None]:
        """What it is to be told; None ends it."""


class Pages(Protocol):
    """Who knows the open pages; `outbound.web_sender` does."""

    def open(self, chat: str) -> Any:
        """A page has opened; the answer is an OpenPage."""

    def close(self, page: Any) -> None:
        """It has closed."""

    def drawn(self, owed: Owed) -> dict[str, Any]:
        """Write a message as a page shows it, without owing it."""

    def acknowledge(self, chat: str, identifier: str) -> None:
        """A page has shown a message."""

    def file(self, chat: str, identifier: str) -> Any:
        """The file of a message, with `name`, `media_type` and `content`; None when there is none."""


class Waker(Protocol):
    """Who sends what is owed; told when a page is there to take it."""

    def wake(self, address: Address) -> None:
        """Try what is owed to `address` now."""


@dataclass(frozen=True, kw_only=True)
class WebParts:
    """What the web chat is built from."""

    runner: Runner
    store: Store
    wording: Wording
    rules: Rules
    pages: Pages
    dispatcher: Waker
    site: Site
    streams: Streams
    monotonic: Callable[[], float]
    """Seconds that only go forward, for limits."""
