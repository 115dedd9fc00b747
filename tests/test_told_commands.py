"""A command that a sentence names can be typed as it stands."""

import shlex
from pathlib import Path

from outreach_bot.told_commands import quoted, told


def test_a_command_names_the_folders_it_is_about():
    assert told("store restore FILE", data=Path("d")) == "outreach-bot store restore FILE --data d"
    assert told("run", data=Path("d"), campaign=Path("c")) == "outreach-bot run --data d --campaign c"
    assert told("check") == "outreach-bot check"


def test_a_shell_reads_a_folder_with_a_blank_as_one_word():
    folder = Path("our data; it's new")

    assert shlex.split(told("run", data=folder))[-1] == str(folder)
    assert shlex.split(quoted(folder)) == [str(folder)]
