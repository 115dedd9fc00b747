"""What one reply costs from the moment it is owed until it is settled: CPU, time, and commits, on the real store.

    python -m tests.bench.bench_dispatch [--replies 4000] [--at-once 40]

`--at-once` people each get their next reply as soon as the last is settled; the channel answers at once. A reply is
committed, as a turn commits it, then offered; the figures are of all of that, so compare them before and after a change.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

import msgspec

from outreach_bot.dialogue.inputs import Channel
from outreach_bot.outbound.base import Message, Owed, Sent
from outreach_bot.outbound.dispatcher import Dispatcher
from outreach_bot.outbound.telegram_sender import telegram_address
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.tinydb_store import TinyDbStore

TEXT = "Which of these are you? You can say it in your own words. " * 8


class Taken:
    """A channel that takes everything at once."""

    async def send(self, owed):
        await asyncio.sleep(0)
        return Sent("1")

    async def acknowledge_tap(self, tap):
        """No tap waits."""

    async def answers(self):
        """Somebody always does."""
        return True


async def measure(folder: Path, replies: int, at_once: int) -> dict[str, float]:
    """Figures a reply."""
    store = await TinyDbStore.open(folder / "data", key_file=folder / "key", clock=time.time)
    commits = 0
    commit = store.commit

    async def counted(one):
        nonlocal commits
        commits += 1
        return await commit(one)

    store.commit = counted  # type: ignore[method-assign]  # counts what goes through
    dispatcher = Dispatcher(store, {Channel.TELEGRAM: Taken()}, time.time)
    running = asyncio.create_task(dispatcher.run())

    async def person(chat: int) -> None:
        for number in range(replies // at_once):
            key, now = f"tg:{chat}:{number}#0", time.time()
            owed = Owed(
                key=key,
                person=f"p{chat}",
                address=telegram_address(chat),
                message=Message(text=TEXT),
                due=now,
                kind="reply",
            )
            body = msgspec.to_builtins(owed)
            await store.commit(
                Commit(key=key, at=now, writes=[Put(table="owed", id=key, body=body, due=now)])
            )
            dispatcher.offer([owed])
            while await store.get("owed", key) is not None:
                await asyncio.sleep(0.002)

    cpu, began = time.process_time(), time.perf_counter()
    await asyncio.gather(*(person(chat) for chat in range(at_once)))
    cpu, took = time.process_time() - cpu, time.perf_counter() - began
    await dispatcher.stop()
    await running
    await store.close()
    done = replies // at_once * at_once
    return {
        "CPU ms a reply": cpu / done * 1000,
        "replies a second": done / took,
        "commits a reply": commits / done,
    }


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--replies", type=int, default=4000)
    arguments.add_argument("--at-once", type=int, default=40)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(Path(folder), chosen.replies, chosen.at_once))
    for name, figure in figures.items():
        print(f"{figure:9.3f}  {name}")


if __name__ == "__main__":
    main()
