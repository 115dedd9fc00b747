"""The simulation in CI: a batch that must find nothing, a seed that replays, and faults that it must find."""

import subprocess
import sys

import pytest

from tests.helpers.bot_process import ROOT
from tests.helpers.patience import PATIENCE

BATCH = ("--runs", "120", "--seed", "1", "--seconds", "40")
FOUND_AT = {
    "given up after five starts": 33,
    "ticks by the wall": 32,
    "odd updates are passed over": 1,
    "a missing journal is nothing": 20,
    "done once handed over": 1,
    "keys only in snapshots": 1,
    "fetches ahead": 5,
    "help is a reply": 16,
    "stop spares what waits": 7,
    "one screening consent for all": 113,
}
"""A seed from which on it is found soon: the long form, `--plant NAME --stop --runs 2000`, begins anywhere."""
BUSY = ("--runs", "1", "--seed", "94", "--days", "0.2")


def simulated(*arguments):
    command = [sys.executable, "-m", "tests.simulation", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=10 * PATIENCE, check=False
    )


@pytest.mark.slow
def test_whatever_goes_wrong_every_promise_is_kept():
    done = simulated(*BATCH)

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_seed_replays_exactly():
    first, second = simulated(*BUSY), simulated(*BUSY)

    assert first.returncode == 0, first.stdout + first.stderr
    [digest] = [line for line in first.stdout.splitlines() if line.startswith("digest")]
    assert digest in second.stdout


@pytest.mark.parametrize(("name", "seed"), FOUND_AT.items(), ids=FOUND_AT)
def test_a_fault_that_is_put_in_is_found(name, seed):
    done = simulated("--plant", name, "--stop", "--runs", "40", "--seed", str(seed))

    assert done.returncode == 1, done.stdout + done.stderr
    assert ", 1 found something" in done.stdout, done.stdout
