"""A small campaign to break: the shipped rules, with a short safety.yaml and words of its own."""

import shutil
from pathlib import Path

import msgspec
import pytest

SHIPPED = Path(__file__).parents[2]
SAFETY = """\
help_lines: {checked_on: 2027-01-04, checked_by: Maya}
tiers:
  overdose: [overdos*]
  suicide: [kill myself]
  harm: [hurts me]
  distress: [so alone]
softeners: [years ago]
no_alarm: [to die for]
commands: {stop: [stop]}
avoid: [junkie, drug habit]
"""
WORDS = """\
list-separator = ,{" "}
date-button = EEE d MMM, h:mm a
"""


class Campaign(msgspec.Struct):
    folder: Path

    def path(self, file):
        return self.folder / "messages" / file

    def plant(self, file, old, new):
        """Put `new` where `old` stands (all of the file with an empty `old`)."""
        text = self.path(file).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file} any more"
        self.path(file).write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")

    def place(self, file, marked):
        """`file:line:column` at which `marked` stands first, or last if it begins with `…`."""
        text = self.path(file).read_text(encoding="utf-8")
        before = text[: text.rindex(marked[1:]) if marked.startswith("…") else text.index(marked)]
        return f"{file}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"

    def say(self, words, language="en"):
        """Write `words` as all there is to say in `language`."""
        self.path(language).mkdir(exist_ok=True)
        self.path(f"{language}/words.ftl").write_text(words, encoding="utf-8")


@pytest.fixture
def campaign(tmp_path):
    made = Campaign(tmp_path / "campaign")
    made.path("en").mkdir(parents=True)
    shutil.copytree(SHIPPED / "flyers", made.folder / "flyers", ignore=shutil.ignore_patterns("*.ttf"))
    for name in ("campaign", "screening", "sessions", "networks"):
        shutil.copy(SHIPPED / "messages" / f"{name}.yaml", made.path(f"{name}.yaml"))
    made.path("safety.yaml").write_text(SAFETY, encoding="utf-8")
    made.say(WORDS)
    return made
