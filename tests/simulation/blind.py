"""The recruiter never learns who joined: what a champion is told holds nothing of anybody else, and nothing of when.

Champions here are those who were given a link that makes one, whether they have opened it yet or not.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Any
from zoneinfo import ZoneInfo

OPENED = re.compile(r"opened (.{1,30}?) times")
"""How a count is told. Source: `champion-stats` in messages/en/champions.ftl."""
BANDS = ("under 5", "5 to 9", "10 or more")
"""Source: DESIGN section 6."""
COUNTED = (0, 10)
"""Weekday and hour, in the campaign's zone, at which bands are counted anew. Source: the same message."""


class Blind:
    """What each champion may not see. People are known by their number in the run."""

    def __init__(self, finds: Callable[[str], None], wall: Callable[[], float], zone: ZoneInfo) -> None:
        self.people: set[str] = set()
        """Ids of everybody there ever was, as the store has them."""
        self._finds = finds
        self._wall = wall
        self._zone = zone
        self._names: dict[int, tuple[str, ...]] = {}
        self._chats: dict[int, int] = {}
        self._champions: set[int] = set()
        self._bands: dict[int, tuple[str, float]] = {}

    def meets(self, number: int, names: Iterable[str], *, chat: int = 0) -> None:
        """There is somebody with these names, handles and numbers."""
        self._names[number] = tuple(names)
        if chat:
            self._chats[chat] = number

    def invited(self, number: int) -> None:
        """They were given a link that makes a champion."""
        self._champions.add(number)

    def whose(self, chat: int) -> int | None:
        """Number of the person whose chat this is."""
        return self._chats.get(chat)

    def is_champion(self, number: int) -> bool:
        """Whether they are, or may be, a champion."""
        return number in self._champions

    def told(self, number: int, key: str, everything: str, owed: dict[str, Any] | None, put_by: str) -> None:
        """A champion was told all this; `put_by`: the key of the turn that owed it."""
        for other, names in self._names.items():
            if other != number and any(name in everything for name in names):
                self._finds(f"blind: {key} tells champion {number} who person {other} is")
        if owed is None:
            return
        own = str(owed.get("person", ""))
        if own and any(person in everything for person in self.people if person != own):
            self._finds(f"blind: {key} tells champion {number} the id of somebody else")
        if root_of(put_by).startswith(("tg:", "web:")) and put_by.startswith("in:") and not owed.get("about"):
            self._finds(f"blind: {key} tells champion {number} that somebody else did something")
        for band in OPENED.findall(str(owed["message"]["text"])):
            self._band(number, key, band)

    def _band(self, number: int, key: str, band: str) -> None:
        if band not in BANDS:
            self._finds(f"blind: {key} tells champion {number} a count: {band}")
        before, now = self._bands.get(number), self._wall()
        if before is not None and before[0] != band and not self._counted_between(before[1], now):
            self._finds(f"blind: {key} tells champion {number} of a change within the week")
        self._bands[number] = band, now

    def _counted_between(self, since: float, until: float) -> bool:
        """Whether the hour of the week lies between; a clock that was set back, or a day of more hours, may hide it."""
        if until < since:
            return True
        weekday, hour = COUNTED
        at = dt.datetime.fromtimestamp(since, self._zone).replace(
            hour=hour, minute=0, second=0, microsecond=0
        )
        at += dt.timedelta(days=(weekday - at.weekday()) % 7)
        if at.timestamp() < since:
            at += dt.timedelta(days=7)
        return at.timestamp() <= until


def root_of(key: str) -> str:
    """The key of what came from outside, of a turn that others were told of by it."""
    while key.startswith("in:"):
        key = key.removeprefix("in:").rpartition("/")[0]
    return key
