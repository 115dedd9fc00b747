"""Kills the bot at random instants while people talk to it, and counts what was lost, doubled or repeated.

    python -m tests.bench.run_kills --users 200 --kills 100 [--webhook]
    python -m tests.bench.run_kills --users 200 --kills 0 --storm 20 [--webhook]

`--storm`: so many starts in a row while Telegram answers 429 to everything, before the other kills. Prints one line a
figure and exits 1 when anything was lost or given up, anybody was booked twice, or saw more than one repeated message
a kill.
"""

import argparse
import asyncio
import itertools
import random
import sys
import tempfile
from pathlib import Path

from tests.helpers.bot_process import BotProcess
from tests.helpers.fake_telegram import FakeTelegram
from tests.helpers.journey import Walker
from tests.helpers.signups import read_signups
from tests.helpers.storms import left_over, starts_in_a_storm

THINK_SECONDS = 0.5
TALK_SECONDS = 3.0
"""So long people talk before the storm, so that it finds them everywhere on their way."""
END_SECONDS = 180
PATIENT_SECONDS = 140
"""A bot that lives for half a second at a time is slow; Telegram keeps a tap for 150 s."""

STORM_SECONDS = 900
"""A message of ours that waits out a storm is waited for."""


class Crowd:
    """Keeps so many people talking: who arrived makes room for the next."""

    def __init__(self, telegram, users: int, *, patience: float = PATIENT_SECONDS):
        self.telegram = telegram
        self.patience = patience
        self.users = users
        self.ids = itertools.count(1_000_000)
        self.walkers: list[Walker] = []
        self.closing = False

    def repeats(self) -> dict[int, int]:
        """How many messages each person has seen twice so far."""
        return {walker.user.id: walker.user.repeated for walker in self.walkers}

    def most_repeats_since(self, before: dict[int, int]) -> int:
        """The most that one person has seen twice since."""
        return max((seen - before.get(who, 0) for who, seen in self.repeats().items()), default=0)

    async def talk(self) -> None:
        await asyncio.gather(*(self._place() for _ in range(self.users)))

    async def _place(self) -> None:
        while not self.closing:
            walker = Walker(self.telegram.user(next(self.ids)), think_seconds=THINK_SECONDS)
            walker.user.wait_seconds = self.patience
            self.walkers.append(walker)
            try:
                await walker.walk()
            except AssertionError as stuck:  # said, and counted among those who did not arrive
                waits = sum(update.user == walker.user.id for update in self.telegram.queue.waiting())
                print(f"{walker.user.id}: {waits} updates wait at Telegram. {stuck}", flush=True)


async def run(options) -> dict[str, int]:
    chance = random.Random(options.seed)
    async with FakeTelegram() as telegram:
        with tempfile.TemporaryDirectory() as folder:
            bot = BotProcess(telegram, Path(folder), webhook=options.webhook)
            await bot.start()
            await bot.receiving()
            crowd = Crowd(
                telegram, options.users, patience=STORM_SECONDS if options.storm else PATIENT_SECONDS
            )
            talking = asyncio.create_task(crowd.talk())
            worst = 0
            before: dict[int, int] = {}

            def note_kill() -> None:
                # what a kill repeats is seen until the next one; what was written before this one belongs to the last
                nonlocal worst, before
                worst = max(worst, crowd.most_repeats_since(before))
                before = crowd.repeats()

            if options.storm:
                await asyncio.sleep(TALK_SECONDS)
                await starts_in_a_storm(
                    bot, telegram, starts=options.storm, chance=chance, after_kill=note_kill
                )
            for _ in range(options.kills):
                await asyncio.sleep(chance.uniform(0.1, 1.0))
                await bot.kill()
                await telegram.drained()
                note_kill()
                await bot.start()
                await bot.receiving()
            crowd.closing = True
            try:
                await asyncio.wait_for(talking, END_SECONDS)
            except TimeoutError:
                print("not everybody arrived")
            worst = max(worst, crowd.most_repeats_since(before))
            figures = await _figures(telegram, bot, crowd)
            await bot.stop()
            left = await left_over(bot)
            return {
                **figures,
                "messages given up": left["given up"],
                "messages owed and not sent": left["owed"],
                "most repeats to one person in one kill": worst,
                "refusals": telegram.refused,
                "kills": options.storm + options.kills,
            }


async def _figures(telegram, bot, crowd) -> dict[str, int]:
    signups = await read_signups(bot)
    return {
        "people": len(crowd.walkers),
        "updates": len(telegram.queue.acknowledged),
        "redelivered": telegram.queue.redelivered,
        "repeated messages": sum(walker.user.repeated for walker in crowd.walkers),
        "people who did not arrive": sum(not walker.arrived for walker in crowd.walkers),
        "people not in the sign-ups": len(crowd.walkers) - len(signups.rows),
        "seats sold twice": signups.over_booked,
        "second seats to one person": signups.second_seats,
        "updates dropped as too old": len(telegram.queue.expired),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--storm", type=int, default=0)
    parser.add_argument("--webhook", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    figures = asyncio.run(run(parser.parse_args()))
    for name, figure in figures.items():
        print(f"{figure:8d}  {name}")
    bad = [
        "people who did not arrive",
        "people not in the sign-ups",
        "seats sold twice",
        "second seats to one person",
        "updates dropped as too old",
        "messages given up",
        "messages owed and not sent",
    ]
    return int(any(figures[name] for name in bad) or figures["most repeats to one person in one kill"] > 1)


if __name__ == "__main__":
    sys.exit(main())
