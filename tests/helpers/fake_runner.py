"""A runner that keeps what it received, commits it by key, and fails as told."""

import asyncio
from collections import Counter
from typing import Any

from outreach_bot.dialogue.safety import words
from outreach_bot.store.base import Commit, Outcome, StoreFailed


async def nobodys_card(_address, _language):
    """What comes up for somebody who is no champion."""


class FakeRunner:
    def __init__(self, store):
        self.store = store
        self.received: list[Any] = []
        self.in_doubt: Counter[str] = Counter()
        self.tries: Counter[str] = Counter()
        self.breaks_on: Counter[str] = Counter()
        """Input key to how often it still breaks."""
        self.gates: dict[str, asyncio.Event] = {}
        """Chat to an event that inputs of that chat wait for."""
        self.ahead: list[str] = []
        """Keys of inputs that called for help and waited behind others."""
        self.at_once = 0
        self.most_at_once = 0

    def help_words(self, received):
        """The real runner reads for crisis; here one word stands for all."""
        return ("help",) if any("danger" in each for each in words(received)) else ()

    async def help_ahead(self, received):
        if self.help_words(received):
            self.ahead.append(received.key)

    async def receive(self, received, *, in_doubt=False):
        self.tries[received.key] += 1
        self.in_doubt[received.key] += in_doubt
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self._receive(received)
        finally:
            self.at_once -= 1

    async def _receive(self, received):
        if self.store.broken:
            raise StoreFailed
        gate = self.gates.get(received.address.chat) if received.address else None
        if gate:
            await gate.wait()
        await asyncio.sleep(0)
        if self.breaks_on[received.key] > 0:
            self.breaks_on[received.key] -= 1
            raise RuntimeError("broken")
        if await self.store.commit(Commit(key=received.key, at=0.0)) is Outcome.COMMITTED:
            self.received.append(received)

    @property
    def keys(self):
        return [one.key for one in self.received]

    @property
    def texts(self):
        return [one.body.text for one in self.received]
