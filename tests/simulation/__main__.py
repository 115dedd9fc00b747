"""Run many seeds: `python -m tests.simulation --runs N --seed S --jobs J`. A seed that finds something is printed, and replays."""

import argparse
import os
import subprocess
import sys
import time
from collections import Counter
from functools import partial


def main() -> int:
    if os.environ.get("PYTHONHASHSEED") != "0":  # sets must have one order, or a seed would not replay
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        return subprocess.run(
            [sys.executable, "-m", "tests.simulation", *sys.argv[1:]], env=environment, check=False
        ).returncode
    from tests.simulation.planted import PLANTED

    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1, help="of the first run; each next one counts up")
    parser.add_argument(
        "--jobs", type=int, default=1, help="processes; what is found is the same for any number"
    )
    parser.add_argument("--people", type=int, default=0, help="as the seed has it, unless given")
    parser.add_argument("--days", type=float, default=0.0, help="as the seed has it, unless given")
    parser.add_argument("--seconds", type=float, default=0.0, help="look at no more runs after so long")
    parser.add_argument("--trace", action="store_true", help="print everything that happened")
    parser.add_argument("--plant", choices=sorted(PLANTED), help="put this fault into the bot first")
    parser.add_argument("--stop", action="store_true", help="stop at the first that finds something")
    return _look(parser.parse_args())


def _look(chosen: argparse.Namespace) -> int:
    """Look at each run in the order of the seeds, whichever process made it."""
    from tests.simulation.jobs import in_order, timed

    began, ran, processor, failed = time.monotonic(), 0, 0.0, []
    counts: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    seeds = range(chosen.seed, chosen.seed + chosen.runs)
    one = partial(timed, people=chosen.people, days=chosen.days, keep=chosen.trace, plant=chosen.plant or "")
    with in_order(one, seeds, chosen.jobs) as runs:
        for result, took in runs:
            ran, processor = ran + 1, processor + took
            counts.update(result.counts)
            faults.update(result.faults)
            for line in result.lines:
                print(line)
            if result.found:
                failed.append(result.seed)
                print(f"seed {result.seed}:", *result.found, sep="\n  ", flush=True)
                if chosen.stop:
                    break
            if chosen.runs == 1:
                print(f"digest {result.digest}")
            if chosen.seconds and time.monotonic() - began > chosen.seconds:
                break
    print(f"{ran} runs in {time.monotonic() - began:.0f} s, {len(failed)} found something: {failed[:20]}")
    print(f"{processor / max(1, ran):.2f} s of a processor each")
    print("happened:", dict(sorted(counts.items())))
    print("went wrong:", dict(sorted(faults.items())))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
