import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest_asyncio

from outreach_bot.store.base import Store
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.memory_store import MemoryStore
from tests.helpers.stale_once import StaleOnce

NOW = 1_800_000_000.0


async def noted(store):
    """Return once all is done that the store has had done beside its commits: how far it got is noted, too."""
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    store._writer._hands.beside(lambda: loop.call_soon_threadsafe(done.set_result, None))
    await done


class TinyDbEngine:
    """Opens and reopens a TinyDB store for the contract tests; a second engine needs the same two methods."""

    def __init__(self, folder, wrap: Callable[[Store], Store] = lambda store: store):
        self._folder = folder
        self._wrap = wrap
        self.now = NOW
        self._opened: list[Store] = []

    async def open(self) -> Store:
        store = await TinyDbStore.open(
            self._folder / "data", key_file=self._folder / "keys" / "key", clock=lambda: self.now
        )
        self._opened.append(store)
        return self._wrap(store)

    async def close_all(self) -> None:
        for store in self._opened:
            await store.close()


class MemoryEngine:
    """The store in memory that stands in for the real one in tests of what sends and receives."""

    def __init__(self, _folder) -> None:
        self.now = NOW
        self._store = MemoryStore()

    async def open(self) -> Store:
        return self._store

    async def close_all(self) -> None:
        await self._store.close()


ENGINES: dict[str, Callable[..., Any]] = {
    "in memory, for tests": MemoryEngine,
    "tinydb": TinyDbEngine,
    "tinydb, stale once": lambda folder: TinyDbEngine(folder, StaleOnce),
}


@pytest_asyncio.fixture(params=ENGINES)
async def engine(request, tmp_path) -> AsyncIterator[TinyDbEngine]:
    made = ENGINES[request.param](tmp_path)
    yield made
    await made.close_all()


@pytest_asyncio.fixture
async def store(engine: TinyDbEngine) -> Store:
    return await engine.open()
