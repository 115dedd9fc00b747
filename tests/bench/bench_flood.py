"""How a newcomer fares while one address holds 1,000 idle connections and 1,000 open streams.

The bot runs as it does for people, with the usual limit of 1,024 open files. Prints seconds, and what is open.

    python -m tests.bench.bench_flood [--idle 1000] [--streams 1000] [--newcomers 20]
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

from tests.helpers.bot_process import BotProcess
from tests.helpers.web_flood import Flood, Newcomer, ask, descriptors

FLOODER, NEWCOMER = "127.0.0.1", "127.0.0.2"
MOST_SECONDS = 300.0


async def measure(idle: int, streams: int, newcomers: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bot = BotProcess(None, Path(folder), files=1_024)
        await bot.start()
        try:
            async with asyncio.timeout(MOST_SECONDS):
                await _measured(bot, idle, streams, newcomers)
        finally:
            await bot.stop()


async def _measured(bot: BotProcess, idle: int, streams: int, newcomers: int) -> None:
    await bot.answering()
    await _fare(bot, "before", newcomers)
    flood = Flood(bot.port, FLOODER)
    await flood.idle(idle)
    await flood.streams(streams)
    await _fare(bot, "during", newcomers)
    flood.end()
    await asyncio.sleep(1)
    await _fare(bot, "after", newcomers)


async def _fare(bot: BotProcess, when: str, newcomers: int) -> None:
    welcomes: list[float] = []
    helps: list[float] = []
    lost = 0
    for _ in range(newcomers):
        newcomer = Newcomer(bot.port, NEWCOMER)
        try:
            async with asyncio.timeout(20):
                welcomes.append(await newcomer.welcome())
                helps.append(await newcomer.help())
        except (OSError, TimeoutError, AssertionError, asyncio.IncompleteReadError) as fault:
            lost += 1
            if lost == 1:
                print(f"{when}: lost: {type(fault).__name__} {fault}")
            if lost >= 3:
                break
    try:
        health = (await asyncio.wait_for(ask(bot.port, NEWCOMER, path="/health"), 5))[0]
    except (OSError, TimeoutError, IndexError):
        health = 0
    worst = [f"{max(each):.3f} s" if each else "none" for each in (welcomes, helps)]
    print(
        f"{when}: newcomers served {len(helps)}, lost {lost}; slowest welcome {worst[0]}, slowest help {worst[1]}; "
        f"/health {health or 'no answer'}; files open {descriptors(bot.process.pid) if bot.process else 0}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--idle", type=int, default=1_000)
    parser.add_argument("--streams", type=int, default=1_000)
    parser.add_argument("--newcomers", type=int, default=20)
    asked = parser.parse_args()
    asyncio.run(measure(asked.idle, asked.streams, asked.newcomers))


if __name__ == "__main__":
    main()
