"""Sends updates that something broke on the way to the real bot, while others talk to it, and counts what came of it.

    python -m tests.bench.run_mutated_updates --updates 200000 [--seed 1]

Half of them are brought by webhook, half are polled. Prints one line a figure, and exits 1 when anything but 200 or 413
was answered, words of danger were left without help, somebody else was left without an answer, or memory grew by updates
that were brought before and leave nothing new on the disk.
"""

import argparse
import asyncio
import dataclasses
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import aiohttp
import psutil

from tests.helpers.bot_process import BotProcess
from tests.helpers.fake_telegram import FakeTelegram
from tests.helpers.odd_updates import Odd, OddUpdates

FIRST_CHAT = 7_000_000
CHATS = 200
"""People from whom the odd updates come, for each who brings them."""
BRINGERS = 16
"""Updates that are brought at once."""
CHUNK = 250
"""Updates that wait to be fetched at once; Telegram hands out 100."""
SOUND_EVERY = 25
PATIENCE = 120.0
"""Seconds. Only a machine that stands still makes anybody wait so long."""
HELP = ("988", "911")
SAMPLES = 40
AGAIN_KIB = 0.25
"""What an update may leave in memory that was brought before and leaves nothing on the disk."""


@dataclasses.dataclass
class Figures:
    """What was counted."""

    updates: int = 0
    statuses: Counter[int] = dataclasses.field(default_factory=Counter)
    in_danger: int = 0
    not_helped: int = 0
    left_alone: list[bytes] = dataclasses.field(default_factory=list)
    """Updates of those who got less help than they needed, invented as all of them are."""
    sound: int = 0
    not_answered: int = 0
    wedged: int = 0
    rss: list[tuple[int, int]] = dataclasses.field(default_factory=list)
    """How many updates had come, and the bot's resident memory in bytes then."""
    again_kib: float = 0.0
    """KiB of memory that an update left which was brought a second time."""

    @property
    def other_statuses(self) -> int:
        return sum(count for status, count in self.statuses.items() if status not in {200, 413})

    @property
    def growth_kib(self) -> float:
        """KiB an update, over the second half."""
        half = [sample for sample in self.rss if sample[0] >= self.updates / 2] or self.rss[-1:]
        (first, before), (last, after) = half[0], half[-1]
        return (after - before) / 1024 / max(1, last - first)

    @property
    def is_well(self) -> bool:
        return not (self.other_statuses or self.not_helped or self.not_answered or self.wedged)

    def lines(self) -> list[str]:
        named = [f"{count:8d}  answers {status}" for status, count in sorted(self.statuses.items())]
        memory = [
            f"{rss // 2**20:8d}  MiB after {done} updates"
            for done, rss in self.rss[:: max(1, len(self.rss) // 4)]
        ]
        return [
            f"{self.updates:8d}  odd updates",
            *named,
            f"{self.in_danger:8d}  with words of danger and a chat",
            f"{self.not_helped:8d}  of them without help",
            f"{self.sound:8d}  messages of others",
            f"{self.not_answered:8d}  of them without an answer",
            f"{self.wedged:8d}  times that polling did not go on",
            *(f"          {raw[:500]!r}" for raw in self.left_alone[:5]),
            *memory,
            f"{self.growth_kib:8.2f}  KiB an update over the second half: what is kept of each is in memory, too",
            f"{self.again_kib:8.2f}  KiB an update that came before and leaves nothing new",
        ]


class Flood:
    """One bot, one way in, and everybody who sends."""

    def __init__(self, telegram: FakeTelegram, bot: BotProcess, seed: int, *, sound: bool) -> None:
        self.sound = sound
        self.telegram = telegram
        self.bot = bot
        self.seed = seed
        self.figures = Figures()

    async def bring(self, updates: int) -> None:
        """Bring them to the webhook, several at once; one person's one after the other."""
        async with aiohttp.ClientSession() as session:
            places = range(min(BRINGERS, updates))
            share = updates // len(places)
            await asyncio.gather(*(self._bring(session, place, share, updates) for place in places))

    async def bring_again(self, updates: int) -> None:
        """Bring the first so many once more: nothing of them is new, so memory has to stay as it is."""
        before = self._rss()
        url, secret = self.bot.settings["OUTREACH_WEBHOOK_URL"], self.bot.settings["OUTREACH_WEBHOOK_SECRET"]
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}

        async def bring(session: aiohttp.ClientSession, place: int) -> None:
            source = self._source(place)
            for number in range(updates // BRINGERS):
                odd = source.one(10**7 * (place + 1) + number)
                async with session.post(url, data=odd.raw, headers=headers):
                    pass

        async with aiohttp.ClientSession() as session:
            await asyncio.gather(*(bring(session, place) for place in range(BRINGERS)))
        self.figures.again_kib = (self._rss() - before) / 1024 / updates

    def _rss(self) -> int:
        assert self.bot.process is not None
        return int(psutil.Process(self.bot.process.pid).memory_info().rss)

    async def be_polled(self, updates: int) -> None:
        """Have them fetched. Sound ones come after each hundred or so, and must arrive."""
        source, queue = self._source(0), self.telegram.queue
        while self.figures.updates < updates:
            many = min(CHUNK, updates - self.figures.updates)
            batch = self._batch(source, many)
            before = self._helps(batch)
            for odd in batch:
                queue.add(odd.chat, "message", {}, odd.raw)
            await self._is_answered(self.telegram.user(FIRST_CHAT - 1), times=4)
            self._note(batch, before, updates)

    def _batch(self, source: OddUpdates, many: int) -> list[Odd]:
        batch: list[Odd] = []
        while len(batch) < many:
            odd = source.one(self.telegram.queue.next_id + len(batch))
            if odd.has_beginning or not batch or batch[-1].has_beginning:
                batch.append(odd)
        return batch

    def _source(self, place: int) -> OddUpdates:
        first = FIRST_CHAT + CHATS * place
        return OddUpdates(self.seed * 1000 + place, range(first, first + CHATS), sound=self.sound)

    async def _bring(self, session: aiohttp.ClientSession, place: int, share: int, of: int) -> None:
        url, secret = self.bot.settings["OUTREACH_WEBHOOK_URL"], self.bot.settings["OUTREACH_WEBHOOK_SECRET"]
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
        sound = self.telegram.user(FIRST_CHAT - 1 - place)
        source = self._source(place)
        for number in range(share):
            odd = source.one(10**7 * (place + 1) + number)
            before = self._helps([odd])
            try:
                async with session.post(url, data=odd.raw, headers=headers) as answer:
                    self.figures.statuses[answer.status] += 1
            except aiohttp.ClientError:
                self.figures.statuses[0] += 1  # no answer at all
            self._note([odd], before, of)
            if number % SOUND_EVERY == 0:
                await self._is_answered(sound)

    def _helps(self, batch: list[Odd]) -> Counter[int]:
        """How often each of them got help so far; what stands in their chats is let go, so that it does not pile up."""
        for chat in {odd.chat for odd in batch}:
            here = self.telegram.chats.open(chat)
            here.messages.clear()
            here.events.clear()
            here.times.clear()
            here.said[:] = [text for text in here.said if _is_help(text)]
        self.telegram.log.clear()
        return Counter({odd.chat: len(self.telegram.chats.open(odd.chat).said) for odd in batch})

    def _note(self, batch: list[Odd], before: Counter[int], of: int) -> None:
        needed = Counter(odd.chat for odd in batch if odd.needs_help)
        for chat, times in needed.items():
            said = self.telegram.chats.open(chat).said
            helped = sum(map(_is_help, said)) - before[chat]
            if helped < times:
                self.figures.not_helped += times - helped
                self.figures.left_alone += [odd.raw for odd in batch if odd.chat == chat and odd.needs_help]
        self.figures.in_danger += needed.total()
        self.figures.updates += len(batch)
        if self.figures.updates * SAMPLES // of > len(self.figures.rss):
            self.figures.rss.append((self.figures.updates, self._rss()))

    async def _is_answered(self, user, times: int = 1) -> None:
        """Somebody else says something."""
        before = len(user.said)
        last = [user.says("/status") for _ in range(times)][-1]
        self.figures.sound += times
        try:
            async with asyncio.timeout(PATIENCE):
                while len(user.said) < before + times or any(
                    one.id <= last for one in self.telegram.queue.pending
                ):
                    await asyncio.sleep(0.005)
        except TimeoutError:
            self.figures.not_answered += times - (len(user.said) - before)
            self.figures.wedged += any(one.id <= last for one in self.telegram.queue.pending)
            self.telegram.queue.pending.clear()


def _is_help(text: str) -> bool:
    return any(number in text for number in HELP)


async def flood(updates: int, seed: int, *, webhook: bool, sound: bool = False) -> Figures:
    """Run one bot through so many. `sound`: as many that nothing broke, to compare with."""
    async with FakeTelegram() as telegram:
        with tempfile.TemporaryDirectory() as folder:
            bot = BotProcess(telegram, Path(folder), webhook=webhook)
            await bot.start()
            await bot.receiving()
            running = Flood(telegram, bot, seed, sound=sound)
            try:
                await (running.bring(updates) if webhook else running.be_polled(updates))
                if webhook:
                    await running.bring_again(updates // 2)
            finally:
                await bot.kill()
            return running.figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--way", choices=("both", "webhook", "polling"), default="both")
    parser.add_argument(
        "--sound", action="store_true", help="break nothing: what the same updates come to then"
    )
    options = parser.parse_args()
    well = True
    ways = ("webhook", "polling") if options.way == "both" else (options.way,)
    for way in ways:
        began = time.monotonic()
        one_bot = flood(
            options.updates // len(ways), options.seed, webhook=way == "webhook", sound=options.sound
        )
        found = asyncio.run(one_bot)
        print(f"\n{way}, {time.monotonic() - began:.0f} s", *found.lines(), sep="\n", flush=True)
        well = well and found.is_well and found.again_kib < AGAIN_KIB
    return int(not well)


if __name__ == "__main__":
    sys.exit(main())
