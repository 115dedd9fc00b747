"""Asks first in one process that has everything loaded: the functions of a mutant take the place of the true ones.

Only the tests and transcripts that run the mutant's line are asked. What they notice is killed; of whatever they do
not notice nothing is said here: `run` tries that again, loaded anew and with every test.
"""

import gc
import os
import resource
import sys
import traceback
import types
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.mutation.mutants import ROOT, Mutant


class Asking:
    """A plugin of pytest: its tests are run not once, but once for every mutant, each time in a process of its own."""

    def __init__(self, mutants: Sequence[Mutant], transcripts: Sequence[Path], limit_seconds: int) -> None:
        self._mutants, self._transcripts, self._limit = mutants, transcripts, limit_seconds
        self._items: list[pytest.Item] = []
        self._by_line: dict[tuple[str, int], list[str]] = {}
        self.noticed: list[int] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """See first which line each test runs; then take out one thing after the other."""
        from outreach_bot.play import stage_content
        from outreach_bot.settings import Settings

        self._items = session.items
        self._content = stage_content(Settings(campaign=ROOT))
        self._look()
        functions = _functions()
        gc.disable()
        gc.freeze()  # what is loaded stays where it is, so that the children share it
        for number, mutant in enumerate(self._mutants):
            if number % 100 == 0:
                print(f"# asked quickly: {number} of {len(self._mutants)}", file=sys.stderr, flush=True)
            if mutant.path.endswith(".py") and self._is_noticed(mutant, functions.get(mutant.path, {})):
                self.noticed.append(number)
            else:
                print("# still open:", mutant.name, file=sys.stderr, flush=True)
        return True

    def played(self) -> dict[tuple[str, int], list[int]]:
        """Number the transcripts that run each line."""
        return {
            line: [int(name.split()[1]) for name in names if name.startswith("transcript ")]
            for line, names in self._by_line.items()
        }

    def _look(self) -> None:
        import coverage

        seen = coverage.Coverage(data_file=None, source=[str(ROOT / "outreach_bot")])
        seen.start()
        for number, (item, following) in enumerate(_with_next(self._items)):
            seen.switch_context(f"test {number}")
            if not _passes(item, following):
                raise RuntimeError(f"with nothing taken out, {item.nodeid} fails already")
        for number in range(len(self._transcripts)):
            seen.switch_context(f"transcript {number}")
            self._plays(number)
        seen.stop()
        data = seen.get_data()
        for file in data.measured_files():
            for line, contexts in data.contexts_by_lineno(file).items():
                self._by_line[Path(file).relative_to(ROOT).as_posix(), line] = contexts

    def _plays(self, number: int) -> bool:
        from outreach_bot.play import play_file

        try:
            return not play_file(self._transcripts[number], content=self._content)[1]
        except Exception:  # noqa: BLE001  # whatever breaks, breaks: the mutant was noticed
            return False

    def _is_noticed(self, mutant: Mutant, functions: Mapping[str, types.FunctionType]) -> bool:
        """Ask in a process that is thrown away afterwards."""
        child = os.fork()
        if child == 0:
            resource.setrlimit(resource.RLIMIT_CPU, (self._limit, self._limit))
            try:
                passed = not _take_the_place(mutant, functions) or self._pass(
                    mutant.path, self._by_line.get((mutant.path, mutant.line), [])
                )
            except BaseException:  # noqa: BLE001  # no test failed, only the asking: it stays open
                traceback.print_exc()
                passed = True
            os._exit(0 if passed else 1)
        return os.waitpid(child, 0)[1] != 0

    def _pass(self, path: str, names: Sequence[str]) -> bool:
        """The module's own tests notice soonest; then the transcripts; then whatever else comes by."""
        mine = f"test_{Path(path).stem}.py"
        numbers = sorted(int(name.split()[1]) for name in names if name.startswith("test "))
        items = sorted((self._items[number] for number in numbers), key=lambda item: item.path.name != mine)
        own = [item for item in items if item.path.name == mine]
        played = (int(name.split()[1]) for name in names if name.startswith("transcript "))
        return (
            all(_passes(*pair) for pair in _with_next(own))
            and all(map(self._plays, played))
            and all(_passes(*pair) for pair in _with_next(items[len(own) :]))
        )


def _with_next(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    return zip_longest(items, items[1:])


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    from _pytest.runner import runtestprotocol

    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def _functions() -> dict[str, dict[str, types.FunctionType]]:
    """Every function of the bot that stands by itself or in a class: by file, and by its name there."""
    found: dict[str, dict[str, types.FunctionType]] = {}
    for each in gc.get_objects():
        if isinstance(each, types.FunctionType) and each.__code__.co_filename.startswith(
            f"{ROOT}/outreach_bot/"
        ):
            path = Path(each.__code__.co_filename).relative_to(ROOT).as_posix()
            found.setdefault(path, {})[each.__code__.co_qualname] = each
    return found


def _take_the_place(mutant: Mutant, functions: Mapping[str, types.FunctionType]) -> bool:
    """Give each function the mutant's code; False where that cannot be. What is read as a module loads stays as it was."""
    try:
        for code in _codes(compile(mutant.source, str(ROOT / mutant.path), "exec")):
            function = functions.get(code.co_qualname)
            if function is not None and "<" not in code.co_qualname:
                function.__code__ = code
    except (SyntaxError, ValueError):  # no Python any more, or other names of the function around it
        return False
    return True


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield each
            yield from _codes(each)


def _ask(
    mutants: Sequence[Mutant],
    transcripts: Sequence[Path],
    arguments: Sequence[str],
    limit: int,
    answer: Connection,
) -> None:
    os.chdir(ROOT)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    asking = Asking(mutants, transcripts, limit)
    if pytest.main([*arguments], plugins=[asking]) != 0:
        raise SystemExit("nothing could be asked: with nothing taken out, the tests fail already")
    answer.send((asking.noticed, asking.played()))


def noticed(
    mutants: Sequence[Mutant], transcripts: Sequence[Path], arguments: Sequence[str], *, limit_seconds: int
) -> tuple[set[int], dict[tuple[str, int], list[int]]]:
    """Number the mutants that are surely killed, and the transcripts of each line; `arguments`: those of pytest.

    Nothing of the bot is loaded in this process.
    """
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_ask, args=(mutants, transcripts, arguments, limit_seconds, theirs))
    child.start()
    theirs.close()
    try:
        found: tuple[list[int], dict[tuple[str, int], list[int]]] = ours.recv()
    except EOFError:
        raise SystemExit(2) from None  # it has said why
    child.join()
    return set(found[0]), found[1]
