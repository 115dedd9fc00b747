"""The way to a seat, tap by tap: which button `book:` taps next, told by the button's data, never by its words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from outreach_bot.dialogue.effects import Mark
from outreach_bot.outbound.base import ShownButton

AFTERWARDS = ("contact:agree", "need:none", "done:needs", "film:no", "future:refuse", "skip")
"""What is asked once a seat is taken: messages yes, needs nothing, every optional ask no."""
ONWARDS = ("screening:agree", "carry", "start", "find", "again", "home", "keep", "here", "back")
"""Screens before the list of meetings, and ways back to it, best first."""
MOST = 3
"""How often one button may be tapped on the way: more would be walking in a circle."""
_ANSWER = re.compile(r"a:(?P<question>\w+):(?P<option>\w+)")
_MORE = re.compile(r"more:[1-9]\d*")


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """Where the walk leads: a session, the roles it admits, and its hospital (or none)."""

    session: str
    roles: tuple[str, ...]
    hospital: str = ""


class Walk:
    """One walk. Remembers what was tapped, so that it ends."""

    def __init__(self, goal: Goal):
        self._goal = goal
        self._tapped: Counter[str] = Counter()

    def next(self, buttons: Sequence[ShownButton], *, arrived: bool) -> ShownButton | None:
        """Choose the next button; None when there is nothing more to tap, or no way on."""
        by_data = {button.data: button for button in buttons if button.data}
        wishes = AFTERWARDS if arrived else self._wishes(by_data)
        for data in wishes:
            button = by_data.get(data)
            if button is None or self._tapped[data] >= MOST or button.label.startswith(Mark.TICKED):
                continue
            self._tapped[data] += 1
            return button
        return None

    def _wishes(self, by_data: dict[str, ShownButton]) -> Iterator[str]:
        session = self._goal.session
        yield from (f"{verb}:{session}" for verb in ("take", "book", "list", "meet"))
        yield from AFTERWARDS
        yield from self._answers(by_data)
        yield from (f"role:{role}" for role in self._goal.roles)
        yield from (data for data in by_data if _MORE.fullmatch(data))
        yield from ONWARDS

    def _answers(self, by_data: dict[str, ShownButton]) -> Iterator[str]:
        """Answer a question so that the person fits: yes, the session's hospital, in a group; else the first."""
        offered = {found["option"]: data for data in by_data if (found := _ANSWER.fullmatch(data))}
        best = [option for option in ("yes", self._goal.hospital or "h1", "group") if option in offered]
        for option in [*best, *offered]:
            if by_data[offered[option]].label.startswith(Mark.TICKED):
                break
            yield offered[option]
            break
        yield from (data for data in by_data if data.startswith("done:"))
