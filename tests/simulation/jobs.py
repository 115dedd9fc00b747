"""Runs in several processes, looked at in the order of their seeds."""

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from tests.simulation.planted import PLANTED
from tests.simulation.world import Result, run

AT_A_TIME = 4
"""Seeds that a process is given at once."""

Timed = tuple[Result, float]
"""A run, and the seconds of a processor that it took."""


def timed(seed: int, *, people: int, days: float, keep: bool, plant: str) -> Timed:
    """Make one run; `plant` names the fault to put in first."""
    began = time.process_time()
    result = run(seed, people=people, days=days, keep=keep, plant=PLANTED.get(plant))
    return result, time.process_time() - began


def first_found(places: Mapping[str, int], runs: int) -> dict[str, int]:
    """The first seed, of so many from each place on, at which the fault planted by that name is found; -1: none."""
    return {
        name: next((seed for seed in range(begin, begin + runs) if run(seed, plant=PLANTED[name]).found), -1)
        for name, begin in places.items()
    }


@contextmanager
def in_order(one: Callable[[int], Timed], seeds: Iterable[int], jobs: int) -> Iterator[Iterator[Timed]]:
    """Make the runs in so many processes. What is still being run when nobody looks any more is dropped."""
    if jobs == 1:
        yield map(one, seeds)
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield pool.imap(one, seeds, chunksize=AT_A_TIME)
