"""Our updates per second, CPU an update and latency beside two peers', in one run on one machine.

    python tests/bench/bench_peers.py PEERS_FOLDER [--reps 3]

PEERS_FOLDER holds `run_peers.py`, its fake Bot API server, the peers' bots and their `requirements.lock`. The peers are
installed into a venv of their own in a temporary folder, `sniffio` beside python-telegram-bot to be fair to it. Ours is
the `outreach-bot` of the Python this script runs on; every commit of ours is durable before it is acknowledged, theirs
keep their state in memory. Two loads: 200 people at once with an API that answers at once, and 30 people with 50 ms of
API latency. Prints the tables, then the three ratios, and exits 1 when one of them is missed.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HALF_THE_CPU = 0.5
TWICE_THE_RATE = 2.0
P95_MS = 160.0
SATURATED = ("--users", "200")
SLOW_API = ("--users", "30", "--latency", "0.05", "--think", "0.5")


def peers_python(folder: Path, into: Path) -> Path:
    """Install the peers and return their Python."""
    subprocess.run([sys.executable, "-m", "venv", str(into)], check=True)
    python = into / "bin" / "python"
    wanted = ["-r", str(folder / "requirements.lock"), "sniffio", "psutil", "uvloop"]
    subprocess.run([str(python), "-m", "pip", "install", "-q", *wanted], check=True)
    return python


def measure(
    python: Path, folder: Path, only: str, reps: int, load: tuple[str, ...]
) -> dict[str, dict[str, float]]:
    """Run one load; per bot its updates a second, CPU ms an update and p95 ms, medians over `reps`."""
    ours = Path(sys.executable).parent / "outreach-bot"
    environment = dict(os.environ, OUTREACH_BOT=str(ours), PYTHONDONTWRITEBYTECODE="1")
    command = [str(python), str(folder / "run_peers.py"), "--reps", str(reps), "--only", only, *load]
    run = subprocess.run(command, env=environment, check=True, text=True, stdout=subprocess.PIPE)
    table = run.stdout[run.stdout.index("\nusers=") :]
    print(table)
    found = {}
    for line in re.findall(
        r"^\| (\S+) \| (\d+) \| ([\d.]+) \| [\d.]+ \| \d+ \| (\d+) \|", table, re.MULTILINE
    ):
        found[line[0]] = dict(zip(("rate", "cpu", "p95"), map(float, line[1:]), strict=True))
    return found


def main() -> int:
    """Measure and judge."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("peers", type=Path)
    arguments.add_argument("--reps", type=int, default=3)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        python = peers_python(chosen.peers, Path(scratch) / "venv")
        full = measure(python, chosen.peers, "ptb,aiogram,ours", chosen.reps, SATURATED)
        slow = measure(python, chosen.peers, "ptb,ours", chosen.reps, SLOW_API)
    cpu = full["ours"]["cpu"] / full["ptb"]["cpu"]
    rate = full["ours"]["rate"] / max(full["ptb"]["rate"], full["aiogram"]["rate"])
    p95 = slow["ours"]["p95"]
    held = (cpu <= HALF_THE_CPU, rate >= TWICE_THE_RATE, p95 <= P95_MS)
    print(f"CPU an update, ours / bare python-telegram-bot: {cpu:.2f} (at most {HALF_THE_CPU})")
    print(f"updates a second, ours / the faster peer: {rate:.2f} (at least {TWICE_THE_RATE})")
    print(
        f"p95 with 50 ms of API latency: {p95:.0f} ms (at most {P95_MS:.0f}); bare peer: {slow['ptb']['p95']:.0f} ms"
    )
    return 0 if all(held) else 1


if __name__ == "__main__":
    raise SystemExit(main())
