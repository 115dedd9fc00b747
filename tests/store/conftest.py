import asyncio
from collections.abc import AsyncIterator, Callable

import pytest_asyncio

from outreach_bot.store.base import Store
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.stale_once import StaleOnce

NOW = 1_800_000_000.0


async def noted(folder):
    """Return once it is noted in `folder` how far its journal got: that is written beside, after the first commit."""
    async with asyncio.timeout(60):
        while not (folder / "reached").exists() or (folder / "reached.new").exists():
            await asyncio.sleep(0.001)


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


ENGINES = {
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
