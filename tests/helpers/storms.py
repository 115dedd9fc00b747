"""A storm: Telegram answers 429 to everything, and the bot is killed and started again in the middle of it."""

import asyncio
import time
from collections import Counter

from outreach_bot.store.tinydb_store import TinyDbStore

GIVEN_UP = ("unknown", "missed", "failed")
RECEIVES = frozenset({"getupdates", "setwebhook", "deletewebhook", "getme"})
"""Calls that bring answers to the bot; in every second start they go through, so that more and more is owed."""
SECONDS_TOLD = 1
"""What Telegram asks us to wait each time, and does not mean: the storm goes on."""


async def starts_in_a_storm(bot, telegram, *, starts, chance, after_kill=lambda: None):
    """Kill and start a bot again so often while all it sends is refused; then the storm is over.

    It owes something to somebody all the while, and tries to send it after each start.
    """
    telegram.refuses = SECONDS_TOLD
    for number in range(starts):
        telegram.spared = RECEIVES if number % 2 == 0 else frozenset()
        await asyncio.sleep(chance.uniform(0.1, 1.0))
        await bot.kill()
        await telegram.drained()
        after_kill()
        await bot.start()
        receives = [bot.receiving()] if telegram.spared else []
        await asyncio.gather(bot.sending(), *receives)
    telegram.refuses = 0


async def left_over(bot) -> Counter[str]:
    """What a stopped bot's store says of messages that were given up, and of what is still owed though it is due."""
    store = await TinyDbStore.open_reader(
        bot.folder / "data", key_file=bot.folder / "outreach.key", clock=time.time
    )
    found = Counter(row.body["state"] for row in await store.rows("settled"))
    owed = sum((row.due or 0.0) <= time.time() for row in await store.rows("owed"))
    await store.close()
    return Counter({"given up": sum(found[state] for state in GIVEN_UP), "owed": owed})
