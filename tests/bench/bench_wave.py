"""Sends 600 unprompted Telegram messages against a server that enforces the limits, alone and while people write.

    python -m tests.bench.bench_wave [--messages 600] [--latency 0.05]

The running bot finds the messages owed when it starts, to as many groups. The server takes 30 in any second, one a
second to a chat and 20 a minute to a group, and answers the rest 429. Prints one line a figure and exits 1 when the
wave alone is slower than 98 % of the limit or is refused once, or when, with 5 answers a second, one answer in twenty
takes a second or more or the wave gets less than 90 % of what the answers leave.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.outbound.base import Message, Owed
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.bot_process import BotProcess
from tests.helpers.fake_telegram import FakeTelegram
from tests.helpers.fake_telegram_limits import Limits

LIMIT = 30.0
REPLIES_A_SECOND = 5.0
ALONE, BESIDE = 0.98, 0.90
P95_SECONDS = 1.0
LONGEST = 120.0
FIRST_GROUP = -1_000_000
FIRST_PERSON = 5_000_000
FULL_SECONDS = 1.0
"""The first second is let through all at once; the rate is what comes after it."""


@dataclass
class Figures:
    """What one run came to."""

    seconds: float
    steady: float
    refused: int
    missing: int
    doubled: int
    p95: float
    replies: int


async def owe(bot: BotProcess, messages: int) -> None:
    """Put the wave into the store the bot will find."""
    settings = bot.settings
    data, key = Path(settings["OUTREACH_DATA"]), Path(settings["OUTREACH_KEY_FILE"])
    now = time.time()
    store = await TinyDbStore.open(data, key_file=key, clock=time.time)
    owed = [
        Owed(
            key=f"wave#{n}",
            person="",
            address=Address(channel=Channel.TELEGRAM, chat=str(FIRST_GROUP - n)),
            message=Message(text="Will you pass this on?"),
            priority=Priority.WAVE,
            due=now,
            repeat_unknown=False,
        )
        for n in range(messages)
    ]
    writes = [Put(table="owed", id=one.key, body=msgspec.to_builtins(one), due=one.due) for one in owed]
    await store.commit(Commit(at=now, writes=writes))
    await store.close()


def sent_to_groups(limits: Limits, messages: int) -> list[float]:
    """When each group got its messages."""
    groups = range(FIRST_GROUP, FIRST_GROUP - messages, -1)
    return sorted(at for group in groups for at in limits.sent[group])


async def write(telegram: FakeTelegram, took: list[float], ending: asyncio.Event) -> None:
    """Let a new person write five times a second, and time the answers."""
    talking: set[asyncio.Task[None]] = set()
    number = 0
    while not ending.is_set():
        task = asyncio.create_task(one_word(telegram.user(FIRST_PERSON + number), took))
        talking.add(task)
        task.add_done_callback(talking.discard)
        number += 1
        await asyncio.sleep(1 / REPLIES_A_SECOND)
    if talking:
        await asyncio.wait(talking)


async def one_word(user, took: list[float]) -> None:
    started = time.monotonic()
    await user.say("hello")
    took.append(time.monotonic() - started)


async def run(messages: int, latency: float, *, people: bool) -> Figures:
    """Run the wave once."""
    limits = Limits(overall=30, chat=1, chat_seconds=1.0, group=20, group_seconds=60.0, retry_after=3)
    took: list[float] = []
    async with FakeTelegram(limits=limits) as telegram:
        telegram.latency = latency
        groups = [telegram.chats.open(FIRST_GROUP - n) for n in range(messages)]
        with tempfile.TemporaryDirectory() as folder:
            bot = BotProcess(telegram, Path(folder))
            await owe(bot, messages)
            await bot.start()
            await bot.receiving()
            ending = asyncio.Event()
            writing = asyncio.create_task(write(telegram, took, ending)) if people else None
            async with asyncio.timeout(LONGEST):
                while len(sent_to_groups(limits, messages)) < messages:
                    await asyncio.sleep(0.02)
            ending.set()
            if writing:
                await writing
            await bot.stop()
        times = sent_to_groups(limits, messages)
        said = [len(group.said) for group in groups]
    late = [at for at in times if at > times[0] + FULL_SECONDS]
    return Figures(
        seconds=times[-1] - times[0],
        steady=len(late) / (times[-1] - times[0] - FULL_SECONDS),
        refused=limits.refused,
        missing=said.count(0),
        doubled=sum(each > 1 for each in said),
        p95=statistics.quantiles(took, n=20)[-1] if len(took) > 1 else 0.0,
        replies=len(took),
    )


def main() -> int:
    """Measure and judge."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--messages", type=int, default=600)
    arguments.add_argument("--latency", type=float, default=0.05)
    chosen = arguments.parse_args()
    alone = asyncio.run(run(chosen.messages, chosen.latency, people=False))
    beside = asyncio.run(run(chosen.messages, chosen.latency, people=True))
    share = chosen.messages / alone.seconds / LIMIT
    rest = chosen.messages / beside.seconds / (LIMIT - REPLIES_A_SECOND)
    print(
        f"alone: {alone.seconds:.1f} s, {share:.1%} of 30 a second (after the first second {alone.steady:.1f}),"
    )
    print(f"  {alone.refused} refusals, {alone.missing} missing, {alone.doubled} doubled")
    print(
        f"beside {beside.replies} answers: {beside.seconds:.1f} s, {rest:.1%} of the rest ({beside.steady:.1f}),"
    )
    print(f"  {beside.refused} refusals, {beside.missing} missing, {beside.doubled} doubled")
    print(f"  an answer takes {beside.p95:.3f} s (p95)")
    held = (
        share >= ALONE,
        rest >= BESIDE,
        beside.p95 < P95_SECONDS,
        not any(
            (alone.refused, alone.missing, alone.doubled, beside.refused, beside.missing, beside.doubled)
        ),
    )
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
