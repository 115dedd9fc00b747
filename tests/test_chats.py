"""`outreach-bot play`, as coordinators run it, plays every transcript under tests/chats/."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from outreach_bot.play import play_file, stage_content, update_file
from outreach_bot.settings import Settings

CHATS = sorted((Path(__file__).parent / "chats").glob("*/*.chat"))
CAMPAIGN = Path(__file__).parents[1]
HASH_SEEDS = ("1", "2")
"""Sets are walked through in another order on each run: nothing that is said may hang on it."""
LONGEST = 600
"""Seconds: more than all take on a busy machine."""


@pytest.fixture(scope="module")
def told():
    """What `outreach-bot play` says of each file, in each run."""
    command = [sys.executable, "-m", "outreach_bot", "play", *map(str, CHATS)]
    own = {name: value for name, value in os.environ.items() if not name.startswith("OUTREACH_")}
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**own, "PYTHONHASHSEED": seed})
        for seed in HASH_SEEDS
    ]
    return [(run.communicate(timeout=LONGEST)[0].splitlines(), run.returncode) for run in runs]


def about(path, lines):
    """The lines about one file: from the first that begins with its name to the next file's."""
    found, mine = [], False
    for line in lines:
        mine = line.startswith(f"{path}:") or (mine and not line.startswith(f"{path.parent.parent}/"))
        found += [line] if mine else []
    return found


@pytest.mark.parametrize("path", CHATS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_conversation_goes_as_written(path, told, pytestconfig):
    told_of_it = [about(path, lines) for lines, _ in told]
    wrong = [said for said in told_of_it if said[:1] != [f"{path}: as written."]]

    if wrong and pytestconfig.getoption("--update-chats"):
        _, mismatches = play_file(path, content=stage_content(Settings(campaign=CAMPAIGN)))
        if mismatches and update_file(path, mismatches):
            pytest.skip("rewritten: look at the difference")
    assert not wrong, "\n" + "\n".join(wrong[0])


def test_the_command_says_that_all_are_as_written(told, pytestconfig):
    if pytestconfig.getoption("--update-chats"):
        pytest.skip("they are being rewritten")
    for lines, code in told:
        assert (lines[-1:], code) == ([f"{len(CHATS)} of {len(CHATS)} as written."], 0)


@pytest.mark.parametrize("path", CHATS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_first_line_tells_the_story(path):
    assert path.read_text("utf-8").startswith("# ")
