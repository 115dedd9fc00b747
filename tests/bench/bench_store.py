"""Times commits of the default store at 100, 1,000 and 10,000 people, in turns in one run, every commit durable.

Run: python tests/bench/bench_store.py [FOLDER]. FOLDER should lie on the disk the data will live on.
Exits 1 when the median at 10,000 people is more than 1.5 times the one at 100.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from outreach_bot.store.base import Commit, Put, RestsOn
from outreach_bot.store.tinydb_store import TinyDbStore

SIZES = (100, 1_000, 10_000)
ROUNDS = 60
COMMITS_A_ROUND = 50
"""Short rounds in turn, so that whatever else the machine does falls on all sizes alike."""
MOST = 1.5


def person(number: int, turn: int) -> dict[str, object]:
    """A person as large as a real one: about 1.2 KB of JSON."""
    answers = {f"question_{n}": ["an answer of some length"] for n in range(10)}
    return {"id": f"p{number}", "turn": turn, "screen": "l_ready", "answers": answers, "pad": "y" * 700}


def a_turn(number: int, turn: int) -> Commit:
    """What one answer changes: the person, one owed message, one timer, an audit row, a counter."""
    me = f"p{number}"
    key = f"tg:{number}:{turn}"
    return Commit(
        key=key,
        at=time.time(),
        rests_on=[RestsOn(table="person", id=me, revision=turn)],
        writes=[
            Put(table="person", id=me, body=person(number, turn)),
            Put(table="owed", id=me, body={"person": me, "text": "t" * 300}, due=time.time()),
            Put(
                table="pending",
                id=f"{me}:expires",
                body={"person": me, "turn": turn},
                due=time.time() + 86_400,
            ),
        ],
        audit=[{"what": "answered", "who": me}],
        counts=[("answers", 1)],
    )


async def fill(folder: Path, people: int) -> TinyDbStore:
    """A store with `people` in it."""
    store = await TinyDbStore.open(folder / str(people), key_file=folder / "key", clock=time.time)
    for start in range(0, people, 500):
        await asyncio.gather(*(store.commit(a_turn(n, 0)) for n in range(start, min(start + 500, people))))
    return store


async def one_by_one(store: TinyDbStore, people: int, turns: dict[int, int], seed: int) -> list[float]:
    """Seconds of each of a round's commits, each waited for."""
    taken = []
    for step in range(COMMITS_A_ROUND):
        number = ((seed + step) * 7919) % people
        turns[number] = turns.get(number, 0) + 1
        began = time.perf_counter()
        await store.commit(a_turn(number, turns[number]))
        taken.append(time.perf_counter() - began)
    return taken


async def side_by_side(
    store: TinyDbStore, people: int, turns: dict[int, int], total: int
) -> tuple[float, float]:
    """Commits a second with 100 people at once, and the process's CPU seconds a commit (making the commit included)."""

    async def walk(number: int) -> None:
        for _ in range(total // 100):
            turns[number] = turns.get(number, 0) + 1
            await store.commit(a_turn(number, turns[number]))

    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(walk(n) for n in range(100)))
    return total / (time.perf_counter() - began), (time.process_time() - cpu) / total


def bare_sync(folder: Path) -> float:
    """Median seconds of a bare append and sync on this disk, for comparison."""
    descriptor = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    taken = []
    for _ in range(500):
        began = time.perf_counter()
        os.write(descriptor, b"x" * 2_500)
        os.fdatasync(descriptor)
        taken.append(time.perf_counter() - began)
    os.close(descriptor)
    return statistics.median(taken)


async def main(folder: Path) -> int:
    """Measure, print, judge."""
    stores = {people: await fill(folder, people) for people in SIZES}
    turns: dict[int, dict[int, int]] = {people: {} for people in SIZES}
    taken: dict[int, list[float]] = {people: [] for people in SIZES}
    for number in range(ROUNDS):
        for people, store in stores.items():
            taken[people] += await one_by_one(store, people, turns[people], number * COMMITS_A_ROUND)
    print(f"bare append and sync: {bare_sync(folder) * 1e3:.3f} ms")
    base = statistics.median(taken[SIZES[0]])
    for people in SIZES:
        median, p95 = statistics.median(taken[people]), statistics.quantiles(taken[people], n=20)[-1]
        rate, cpu = await side_by_side(stores[people], people, turns[people], 6_000)
        print(
            f"{people:>6} people: median {median * 1e3:.3f} ms, p95 {p95 * 1e3:.3f} ms, {median / base:.2f} times 100; "
            f"100 at once: {rate:,.0f} commits/s, {cpu * 1e6:.0f} µs CPU a commit"
        )
    worst = statistics.median(taken[SIZES[-1]]) / base
    for store in stores.values():
        await store.close()
    print(f"ratio 10,000 : 100 = {worst:.2f} (at most {MOST})")
    return 0 if worst <= MOST else 1


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as made:
        sys.exit(asyncio.run(main(Path(made) / "store")))
