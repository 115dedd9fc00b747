"""The simulation in CI: a batch that must find nothing, a seed that replays, and faults that it must find."""

import subprocess
import sys

import pytest

from tests.helpers.bot_process import ROOT
from tests.helpers.patience import PATIENCE
from tests.simulation.planted import PLANTED

BATCH = ("--runs", "150", "--seed", "1", "--seconds", "40")
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


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_that_is_put_in_is_found(name):
    done = simulated("--plant", name, "--stop", "--runs", "2000", "--seed", "1")

    assert done.returncode == 1, done.stdout + done.stderr
    assert ", 1 found something" in done.stdout, done.stdout
