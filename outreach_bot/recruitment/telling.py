"""Messages that failed, or may not have arrived: which of them matter, and what was done in their place."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

NOT_THERE = ("failed", "missed", "unknown", "refused")
"""What the ledger says of a message that may not have got there."""
GIVEN_UP = ("failed", "missed", "unknown")
"""The same of one that we gave up; a chat that takes none is that person's choice."""
BY_ITSELF = ("reply", "help", "WaveReaches")
"""Messages of these kinds are not about a meeting that somebody counts on."""
NOT_WAITED_FOR = ("menu", "WaveReaches")
"""Messages of these kinds say nothing that somebody waits for, or are listed with their wave."""


class Instead(StrEnum):
    """How somebody came to know all the same, or why not. Fixed words: no story."""

    BY_PHONE = "by_phone"
    IN_PERSON = "in_person"
    NOT_NEEDED = "not_needed"
    NOT_REACHED = "not_reached"
    """Somebody tried: it is written down, and no more is asked of anybody."""


def is_lost(line: Mapping[str, Any]) -> bool:
    """Tell whether a message may not have got there, and nobody has said what was done instead. line: of the ledger."""
    return line.get("state") in NOT_THERE and not line.get("told")


def hangs_on_meeting(line: Mapping[str, Any]) -> bool:
    """Tell whether a message is about a meeting that somebody counts on."""
    return bool(line.get("about")) and line.get("kind") not in BY_ITSELF


def is_lost_answer(line: Mapping[str, Any]) -> bool:
    """Tell the same as `is_lost` of an answer, or whatever else no meeting hangs on, that we gave up."""
    waited_for = line.get("kind") not in NOT_WAITED_FOR and not hangs_on_meeting(line)
    return waited_for and is_lost(line) and line["state"] in GIVEN_UP
