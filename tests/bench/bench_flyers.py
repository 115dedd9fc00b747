"""Makes 200 personalised posters as PDF in one run, on one core, and watches time and memory.

Run: PYTHONPATH=. python tests/bench/bench_flyers.py
Exits 1 when it makes fewer than 20 a second, one poster takes more than 50 ms (median, QR code included), or memory
grows by more than a tenth over the second half.
"""

import datetime as dt
import os
import statistics
import sys
import time
from pathlib import Path

from outreach_bot import fresh
from outreach_bot.content.catalog import load_rules
from outreach_bot.dialogue.effects import FlyerWish
from outreach_bot.outreach.flyers import Flyers

ROOT = Path(__file__).parents[2]
POSTERS = 200
LEAST_A_SECOND = 20.0
MOST_MS = 50.0
MOST_GROWTH = 1.1
LINK = "https://t.me/YourCareYourVoiceBot?start="


def resident() -> float:
    """Memory of this process, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> int:
    """Make them and print how it went."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    flyers = Flyers(ROOT, load_rules(ROOT), today=lambda: dt.date(2027, 3, 1))
    began = time.perf_counter()
    flyers.make(wish(), link=LINK)
    print(f"first poster, fonts and templates read: {(time.perf_counter() - began) * 1000:.0f} ms")
    taken, memory, size = [], [], 0
    began, cpu = time.perf_counter(), time.process_time()
    for _ in range(POSTERS):
        start = time.perf_counter()
        size = len(flyers.make(wish(), link=LINK).content)
        taken.append((time.perf_counter() - start) * 1000)
        memory.append(resident())
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    rate, median = POSTERS / seconds, statistics.median(taken)
    growth = max(memory[POSTERS // 2 :]) / max(memory[: POSTERS // 2])
    print(
        f"{POSTERS} posters, each with a code of its own: {rate:.0f} a second, {rate / LEAST_A_SECOND:.1f} times the aim"
    )
    print(
        f"a poster: median {median:.1f} ms, slowest {max(taken):.1f} ms, {cpu / POSTERS * 1000:.1f} ms of processor"
    )
    print(f"its PDF: {size / 1024:.0f} KiB")
    print(
        f"memory: {memory[0]:.0f} MiB after the first, {memory[POSTERS // 2]:.0f} half way, {memory[-1]:.0f} at the end"
    )
    print(f"growth over the second half: {growth:.2f} (at most {MOST_GROWTH})")
    return int(rate < LEAST_A_SECOND or median > MOST_MS or growth > MOST_GROWTH)


def wish() -> FlyerWish:
    """A poster with a new code."""
    return FlyerWish(form="poster_a4", language="en", code=fresh.code(), pdf=True)


if __name__ == "__main__":
    sys.exit(main())
