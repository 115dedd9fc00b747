"""Runs the transcripts and the rules' tests against every mutant, and names the survivors.

    python -m tests.mutation.run [--only PATTERN] [--deletions] [--jobs N] [--out FILE]

A mutant is killed when a transcript reads differently, a test of `tests/dialogue` or `tests/recruitment` fails,
the content check finds a fault, or nothing can be imported any more. Each runs in a process of its own.
`quick` sorts out those that the tests of their line notice; a mutant lives only when, loaded anew, it passes them all.
"""

import argparse
import importlib
import importlib.abc
import importlib.util
import io
import os
import re
import resource
import shutil
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing import get_context
from pathlib import Path

from tests.mutation import quick
from tests.mutation.mutants import ROOT, Mutant, all_mutants

TESTS = {
    "dialogue": ("tests/dialogue", "tests/test_journey.py"),
    "recruitment": ("tests/recruitment", "tests/dialogue"),
}
UNTOUCHED = ("outreach_bot/dialogue/desk.py", "outreach_bot/recruitment/polls.py")
"""A module of each package, with tests of its own: as they are they must live, or nothing that is killed says anything."""
SLOW = ("test_safety_corpus",)
HEAVY = (
    "aiohttp",
    "babel",
    "fluent.runtime",
    "icalendar",
    "msgspec",
    "phonenumbers",
    "pydantic",
    "pytest",
    "ruamel.yaml",
    "tinydb",
)
"""Loaded once, and shared by every child."""
LIMIT_SECONDS = 120
"""A mutant that computes for longer has made an endless loop: killed. Of the processor, so that a busy one kills none."""
LIMIT_WAIT_SECONDS = 1800
"""A mutant that answers no sooner waits for what never comes: killed."""


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from the mutant's source."""

    def __init__(self, name: str, source: str):
        self.name, self.source = name, source

    def find_spec(self, fullname, path, target=None):
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.name else None

    def exec_module(self, module):
        exec(compile(self.source, module.__spec__.name, "exec"), module.__dict__)


def survives(mutant: Mutant, transcripts: Sequence[Path]) -> bool:
    """Run one mutant in this process, which is thrown away afterwards."""
    for name in [name for name in sys.modules if name.startswith("outreach_bot")]:
        del sys.modules[name]
    campaign = ROOT
    if mutant.path.endswith(".py"):
        sys.meta_path.insert(0, _Instead(mutant.path.removesuffix(".py").replace("/", "."), mutant.source))
    else:
        campaign = _campaign_with(mutant)
    try:
        if campaign != ROOT:
            return _plays(transcripts, campaign)
        own, whole = _tests_of(mutant.path)
        return (not own or _tests_pass(own)) and _plays(transcripts, campaign) and _tests_pass(whole)
    except BaseException:  # noqa: BLE001  # whatever breaks, breaks: the mutant was noticed
        return False
    finally:
        if campaign != ROOT:
            shutil.rmtree(campaign)


def _campaign_with(mutant: Mutant) -> Path:
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(ROOT / "messages", folder / "messages")
    shutil.copytree(ROOT / "flyers", folder / "flyers")
    (folder / mutant.path).write_text(mutant.source, encoding="utf-8")
    return folder


def _plays(transcripts: Sequence[Path], folder: Path) -> bool:
    from outreach_bot.play import play_file, stage_content
    from outreach_bot.settings import Settings

    content = stage_content(Settings(campaign=folder))
    return all(not play_file(path, content=content)[1] for path in transcripts)


def _tests_of(path: str) -> tuple[Sequence[str], Sequence[str]]:
    """Name the tests of this module by itself, and all those that fit its package."""
    package, module = Path(path).parts[1], Path(path).stem
    whole = [test for test in TESTS[package] if (ROOT / test).exists()]
    own = [f"{folder}/test_{module}.py" for folder in whole if not folder.endswith(".py")]
    return [test for test in own if (ROOT / test).exists()], whole


def _tests_pass(chosen: Sequence[str]) -> bool:
    """Run these tests; a few examples of each property are enough to notice a missing line."""
    import pytest

    hidden = io.StringIO()
    with redirect_stdout(hidden), redirect_stderr(hidden):
        return pytest.main(["-x", *_arguments(chosen)]) == 0


def _arguments(chosen: Sequence[str]) -> list[str]:
    deselected = [f"--ignore=tests/dialogue/{name}.py" for name in SLOW]
    return ["-q", "--hypothesis-profile=few", "-p", "no:cacheprovider", *deselected, *chosen]


def _in_child(mutant: Mutant, transcripts: Sequence[Path], answer) -> None:
    os.chdir(ROOT)
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_SECONDS, LIMIT_SECONDS))
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        answer.send(survives(mutant, transcripts))


def judge(mutant: Mutant, transcripts: Sequence[Path]) -> bool:
    """Tell whether a mutant survives, in a process of its own."""
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_in_child, args=(mutant, transcripts, theirs), daemon=True)
    child.start()
    theirs.close()
    survived = False
    if ours.poll(LIMIT_WAIT_SECONDS):
        try:
            survived = ours.recv()
        except EOFError:
            survived = False
    child.kill()
    child.join()
    return survived


def _nothing_out_of(path: str) -> Mutant:
    return Mutant(path=path, line=0, what="", source=(ROOT / path).read_text(encoding="utf-8"))


def main() -> int:
    """Run, and print every survivor."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--only", default="")
    arguments.add_argument("--deletions", action="store_true", help="no conditions held true or false")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments.add_argument("--out", type=Path, default=None)
    chosen = arguments.parse_args()
    mutants = [
        mutant
        for mutant in all_mutants()
        if re.search(chosen.only, mutant.name) and not (chosen.deletions and mutant.is_condition)
    ]
    transcripts = sorted((ROOT / "tests" / "chats").glob("*/*.chat"))
    for heavy in HEAVY:
        importlib.import_module(heavy)
    everything = [test for test in sorted({*sum(TESTS.values(), ())}) if (ROOT / test).exists()]
    killed, by_line = quick.noticed(
        mutants, transcripts, ["--capture=no", *_arguments(everything)], limit_seconds=LIMIT_SECONDS
    )
    open_ones = [mutant for number, mutant in enumerate(mutants) if number not in killed]
    if open_ones and not all(judge(_nothing_out_of(path), transcripts) for path in UNTOUCHED):
        print("with nothing taken out, the tests fail already", file=sys.stderr)
        return 2

    def fate(mutant: Mutant) -> bool:
        numbers = by_line.get((mutant.path, mutant.line))
        return judge(mutant, [transcripts[n] for n in numbers] if numbers else transcripts)

    survivors: list[str] = []
    with ThreadPoolExecutor(chosen.jobs) as pool:
        for n, (mutant, survived) in enumerate(zip(open_ones, pool.map(fate, open_ones), strict=True)):
            if survived:
                survivors.append(mutant.name)
                print("survived", mutant.name, flush=True)
            if n % 10 == 0:
                print(f"# {n} of {len(open_ones)} that are still open", file=sys.stderr, flush=True)
    print(f"{len(mutants)} mutants, {len(mutants) - len(survivors)} killed, {len(survivors)} survived")
    if chosen.out:
        chosen.out.write_text("\n".join(survivors) + "\n", encoding="utf-8")
    return 1 if survivors else 0


if __name__ == "__main__":
    raise SystemExit(main())
