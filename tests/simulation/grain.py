"""How closely a run is looked at: in one of many days, whatever looks at its clock looks less often.

Only what passes while nothing happens is made coarser. What somebody does is answered as soon as in a short run.
"""

import contextlib
import itertools
import os
import random
from collections.abc import Iterator
from typing import Any

from outreach_bot import ending, pulse
from outreach_bot.inbound import (
    telegram_gap,
    telegram_poll,
    telegram_webhook,
    timers,
    web_chat,
    web_streams,
)
from outreach_bot.outbound import dispatcher, silence, trying
from outreach_bot.store import upkeep
from tests.helpers import fake_telegram_users

DAY = 24 * 3600.0
FINEST = 20.0
"""Seconds between two looks at what is due, at least: a real bot looks each second, and a run would do little else."""
LOOKS = 500
"""How often a long run looks, about."""


def grain_of(days: float) -> float:
    """Seconds between two looks at what is due, in a run of so many days."""
    return max(FINEST, days * DAY / LOOKS)


@contextlib.contextmanager
def determined(seed: int, grain: float) -> Iterator[None]:
    """Let chance come from the seed, and time pass in `grain`."""
    chance = random.Random(f"{seed}/entropy")
    times = grain / FINEST
    polls, streams = telegram_poll.TelegramPoll.__init__, web_streams.Streams.__init__
    patched: list[tuple[Any, str, Any]] = [
        (os, "urandom", chance.randbytes),
        (random, "_urandom", chance.randbytes),
        (fake_telegram_users, "_tap_ids", itertools.count(7_000_000)),
        (timers, "TICK_SECONDS", grain),
        (dispatcher, "TICK", grain),
        (ending, "LOOK_SECONDS", 3 * grain),
        (web_chat, "KEEP_ALIVE_SECONDS", 6 * grain),
        (upkeep, "NOTE_SECONDS", 3 * grain),
        (telegram_gap, "BEAT_SECONDS", 4 * grain),
        (telegram_webhook, "BEAT_SECONDS", 4 * grain),
        (polls, "__kwdefaults__", _longer(polls, "poll_seconds", times)),
        (streams, "__kwdefaults__", _longer(streams, "seconds", times)),
        *(
            (module, name, getattr(module, name) * times)
            for module, name in (
                (telegram_gap, "GAP_SECONDS"),
                (telegram_poll, "LONGEST_WAIT"),
                (trying, "LONGEST_WAIT"),
                (dispatcher, "LONGEST_WAIT"),
                (silence, "LONGEST_WAIT"),
                (pulse, "STANDS_STILL"),
            )
        ),
    ]
    before = [(module, name, getattr(module, name)) for module, name, _ in patched]
    for module, name, value in patched:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


def _longer(function: Any, name: str, times: float) -> dict[str, Any]:
    defaults: dict[str, Any] = function.__kwdefaults__
    return {**defaults, name: defaults[name] * times}
