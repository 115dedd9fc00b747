"""What is wrong with what coordinators wrote: file, place, fault, remedy."""

import difflib
from collections.abc import Iterable
from enum import StrEnum

import msgspec


class Level(StrEnum):
    """How bad a finding is."""

    FAULT = "fault"
    """It must be put right before people meet it; one in the rules stops the start."""
    WARNING = "warning"
    """The bot runs; a person should look."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to put right. Lines and columns count from 1."""

    file: str
    """As coordinators name it: `screening.yaml`, `en/welcome.ftl`."""
    line: int = 1
    """0: the file or folder as a whole."""
    column: int = 1
    fault: str
    """What is wrong, as a sentence without its full stop."""
    remedy: str
    """What to do, the same."""
    level: Level = Level.FAULT

    def __str__(self) -> str:
        """Read `screening.yaml:9:5: what is wrong. What to do.`, the question mark of a remedy kept."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.fault}. {self.remedy}{'' if self.remedy.endswith('?') else '.'}"


class ContentError(Exception):
    """The campaign cannot be used as it is written. Carries every finding of every file."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def nearest(name: object, known: Iterable[str], *, likeness: float = 0.6) -> str:
    """The known name that `name` was most likely meant to be, or nothing. likeness: 0 to 1, difflib's ratio."""
    close = difflib.get_close_matches(str(name), list(known), n=1, cutoff=likeness)
    return close[0] if close else ""
