"""No test may fail because a machine is slow: what tests must not do, looked for in all of them."""

import ast
from pathlib import Path

import pytest

from tests.helpers.patience import PATIENCE

HERE = Path(__file__).parent
LEAST = 30
"""Seconds that whatever has to happen may take at least."""
FILES = [
    path
    for path in sorted(HERE.rglob("*.py"))
    if path.relative_to(HERE).parts[0] not in {"bench", "mutation"} and path.name != "__main__.py"
]
CLOCKS = ("perf_counter()", "monotonic()")
HELD = {
    "helpers/fake_telegram.py": "how fast the bot may send is what is tested",
    "helpers/fake_telegram_queue.py": "how long a call of the bot waits is what it asks for",
    "helpers/real_postfix.py": "compared with PATIENCE",
    "helpers/web_flood.py": "a try that is made again and again; what it takes is compared with what it took before",
    "inbound/test_fake_telegram.py": "how long a call of the bot waits is what it asks for",
    "simulation/world.py": "its clock is its own, and takes no time",
    "test_set_clock.py": "compared with a minute",
    "test_cli.py": "compared with PATIENCE",
}
"""Files in which clocks are read, or short waits are asked for, and why no test of them hangs on the machine."""


def limits(tree):
    """Every limit on how long something may take, as it is written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            yield from (each.value for each in node.keywords if each.arg == "timeout")
            if name == "asyncio.timeout":
                yield node.args[0]
            elif name == "asyncio.wait_for":
                yield node.args[1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_a_test_waits_as_long_as_it_takes(path):
    written = path.read_text("utf-8")
    tree = ast.parse(written)
    if path.relative_to(HERE).as_posix() in HELD or path == Path(__file__):
        return

    numbers = [each.value for each in limits(tree) if isinstance(each, ast.Constant)]
    short = [each for each in numbers if isinstance(each, int | float) and each < LEAST]
    assert short == [], "wait with PATIENCE for what has to happen"
    assert not any(clock in written for clock in CLOCKS), (
        "how long something takes says something about the machine"
    )
    if path.name != "conftest.py":
        assert "deadline=" not in written, "the profile in conftest.py has none"


def test_patience_is_long():
    assert PATIENCE >= LEAST
