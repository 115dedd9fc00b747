"""What is made up in the example campaign, and still stands in one that says it is real.

Nothing is listed here: the shipped campaign.yaml marks each of its lines that is made up, and is read.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from outreach_bot.content import yaml_files
from outreach_bot.content.catalog import FLYERS, MESSAGES, find_campaign
from outreach_bot.content.findings import Finding, Level
from outreach_bot.content.yaml_files import Loc
from outreach_bot.recruitment.rules import Rules

FILE = "campaign.yaml"
MARK, MAY_STAY = "# made up", "# made up, unless it is yours"
"""Stand behind a line of the shipped campaign.yaml. A real hospital or person may bear a name of the second kind."""
_IN_BRACKETS = re.compile(r"\([^()]+\)")
_STORY_NUMBER = re.compile(r"555[ .-]?01\d\d(?!\d)")
"""Kept for stories: no phone rings there. Source: North American Numbering Plan, 555-0100 to 555-0199."""
_NO_DOMAIN = re.compile(
    r"(?:[\w.+-]*@|//|\bwww\.)(?:[\w-]+\.)*(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)(?![\w-])(?!\.\w)",
    re.IGNORECASE,
)
"""Addresses at domains that nobody has. Source: RFC 2606, RFC 6761."""
REMEDY = "Write your own"


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """One value of the shipped campaign that is made up."""

    text: str
    may_stay: bool

    @property
    def marks(self) -> tuple[str, ...]:
        """What gives it away wherever it stands: all of it, and what it says in brackets."""
        return () if self.may_stay else (self.text, *_IN_BRACKETS.findall(self.text))


@cache
def samples() -> tuple[Sample, ...]:
    """Read what is marked as made up in the campaign that came with this program."""
    path = find_campaign(None) / MESSAGES / FILE
    data, lines = yaml_files.read(path), path.read_text(encoding="utf-8").splitlines()
    marked = ((text, lines[yaml_files.place(data, loc)[0] - 1]) for loc, text in leaves(data))
    return tuple(Sample(text=text, may_stay=MAY_STAY in line) for text, line in marked if MARK in line)


def leaves(data: Any, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Every text in a file that was read, and where it stands."""
    if isinstance(data, str):
        yield loc, data
    parts = data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list) else ()
    for key, value in parts:
        yield from leaves(value, (*loc, key))


def check_samples(folder: Path, rules: Rules) -> Iterator[Finding]:
    """Find what is made up in a campaign that says it is real: faults, and names that may be its own as warnings."""
    if rules.campaign.example:
        return
    messages, flyers = folder / MESSAGES, folder / FLYERS
    yield from _in_campaign(messages / FILE)
    for path in sorted((*messages.rglob("*.ftl"), *messages.glob("*.yaml"))):
        if path.name != FILE:
            yield from _in_lines(path, folder, messages)
    for path in sorted((*flyers.rglob("*.ftl"), *flyers.glob("*.yaml"))):
        yield from _in_lines(path, folder, folder)


def _in_campaign(path: Path) -> Iterator[Finding]:
    data = yaml_files.read(path)
    for loc, text in leaves(data):
        line, column = yaml_files.place(data, loc)
        name = ".".join(str(part) for part in loc if not isinstance(part, int))
        if found := made_up(text):
            fault = f"{name} is made up (found {found})"
            yield Finding(file=FILE, line=line, column=column, fault=fault, remedy=REMEDY)
        elif any(sample.may_stay and sample.text == text for sample in samples()):
            fault = f"{name} is the one of the example (found {text})"
            remedy = "Write your own, if this is not it"
            yield Finding(
                file=FILE, line=line, column=column, fault=fault, remedy=remedy, level=Level.WARNING
            )


def _in_lines(path: Path, folder: Path, below: Path) -> Iterator[Finding]:
    name, came_with = str(path.relative_to(below)), _lines(find_campaign(None) / path.relative_to(folder))
    for number, line in enumerate(_lines(path), start=1):
        if line.lstrip().startswith("#"):
            continue
        # a form's hint shows an address that nobody has, in the words that came with this program
        found = _left_in(line) or (_story_number(line) if line in came_with else _nobodys(line))
        if found:
            column = max(0, line.lower().find(found.lower())) + 1  # small letters may be others, or more
            fault = f"this is made up (found {found})"
            yield Finding(file=name, line=number, column=column, fault=fault, remedy=REMEDY)


def made_up(text: str) -> str:
    """What in a text that anybody wrote is of the example, or an address or number that nobody can have; empty: nothing."""
    return _left_in(text) or _nobodys(text)


def _left_in(text: str) -> str:
    """What of the example stands in `text`, in small letters or large; empty: nothing."""
    lower = text.lower()
    return next((mark for sample in samples() for mark in sample.marks if mark.lower() in lower), "")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []


def _nobodys(text: str) -> str:
    """An address or number in `text` that nobody can have; empty: none."""
    found = _NO_DOMAIN.search(text)
    return _story_number(text) or (found[0] if found else "")


def _story_number(text: str) -> str:
    found = _STORY_NUMBER.search(text)
    return found[0] if found else ""
