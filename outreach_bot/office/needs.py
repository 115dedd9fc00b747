"""What needs a person: each thing with its one next step, in the order somebody should take them up."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from outreach_bot.dialogue.effects import Phrase, Words
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.sight import Sight


class Kind(StrEnum):
    """What a need is about, most urgent first; the words are `office-today-kind.<value>`."""

    SAFETY = "safety"
    CALL = "call"
    ANSWER = "answer"
    RISK = "risk"
    MOVE = "move"
    UNTOLD = "untold"
    ASIDE = "aside"
    HELP = "help"
    NAMED = "named"
    APPROVE = "approve"
    REVIEW = "review"
    LACKS = "lacks"
    TARGET = "target"
    AFTER = "after"


class Section(StrEnum):
    """When to take it up; the words are `office-today-section.<value>`."""

    NOW = "now"
    TODAY = "today"
    WEEK = "week"


SECTIONS: dict[Section, tuple[Kind, ...]] = {
    Section.NOW: (Kind.SAFETY, Kind.CALL, Kind.ANSWER),
    Section.TODAY: (Kind.RISK, Kind.MOVE, Kind.UNTOLD, Kind.ASIDE, Kind.HELP, Kind.NAMED),
    Section.WEEK: (Kind.APPROVE, Kind.REVIEW, Kind.LACKS, Kind.TARGET, Kind.AFTER),
}
DEEDS: dict[Kind, Deed] = {
    Kind.SAFETY: Deed.ACKNOWLEDGE,
    Kind.CALL: Deed.CARE,
    Kind.ANSWER: Deed.CARE,
    Kind.RISK: Deed.RUN_SESSIONS,
    Kind.MOVE: Deed.RUN_SESSIONS,
    Kind.UNTOLD: Deed.CARE,
    Kind.ASIDE: Deed.DECIDE_ASIDES,
    Kind.HELP: Deed.CARE,
    Kind.NAMED: Deed.EXPORT_IDENTIFIED,
    Kind.APPROVE: Deed.RUN_OUTREACH,
    Kind.REVIEW: Deed.RUN_CHAMPIONS,
    Kind.LACKS: Deed.RUN_SESSIONS,
    Kind.TARGET: Deed.SEE_REPORTS,
    Kind.AFTER: Deed.RUN_SESSIONS,
}
"""What somebody must be allowed to do so that a need is for them."""
MOST_AT_ONCE = 5
"""Of one kind on the page; a link leads to more of it."""
MOST_OF_ONE = 100
"""Of the one kind that somebody asked for more of."""


class Look(StrEnum):
    """How a tag looks; it always says in words what it means."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    STILL = "still"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """A short remark."""

    look: Look
    words: Phrase


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """What can be ticked off by saying what was done instead: lost messages about a session, or a notice.

    Neither: answers that were given up.
    """

    person: str
    session: str = ""
    notice: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """One thing that needs a person."""

    id: str
    """Of its element on the page."""
    title: Words
    code: str = ""
    """The person or the code it is about."""
    facts: tuple[Words, ...] = ()
    tags: tuple[Tag, ...] = ()
    step: Phrase
    """What the next step is called."""
    link: str = ""
    """Where the next step is done; empty: here."""
    notice: str = ""
    """An alert that can be taken and closed here."""
    aside: str = ""
    """What was set aside and is decided about here."""
    again: bool = False
    """It can be tried again here."""
    taken: bool = False
    """Somebody is on it: what came of it can be said."""
    tick: Tick | None = None
    """It can be ticked off here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Needs of one kind: how many there are, and the first of them."""

    kind: Kind
    number: int
    needs: tuple[Need, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Looker:
    """Who looks, and when: what they may do, and which hospitals' people they look after."""

    now: dt.datetime
    zone: dt.tzinfo
    who: str
    """How the rows name them: their id in the team, or the name they go by."""
    may: Callable[[Deed], bool]
    sight: Sight
    """What they may see. What is found on the shelf is that already; what they may do about it is asked here."""
    more: str = ""
    """The kind of which they asked for more."""


Found = tuple[Sequence[Any], Callable[[Any], Need]]
"""What was found, in the order it should be taken up, and how one of it is drawn: only a few of a thousand are."""
Finder = Callable[[Looker], Found]


def grouped(finders: Mapping[Kind, Finder], looker: Looker) -> dict[Section, tuple[Group, ...]]:
    """List what needs this person, by section and kind; kinds of which there is nothing are left out."""
    found: dict[Section, tuple[Group, ...]] = {}
    for section, kinds in SECTIONS.items():
        theirs = [kind for kind in kinds if kind in finders and looker.may(DEEDS[kind])]
        groups = (
            _group(kind, finders[kind](looker), most=MOST_OF_ONE if kind == looker.more else MOST_AT_ONCE)
            for kind in theirs
        )
        found[section] = tuple(group for group in groups if group.number)
    return found


def _group(kind: Kind, found: Found, *, most: int) -> Group:
    all_of_them, draw = found
    return Group(kind=kind, number=len(all_of_them), needs=tuple(map(draw, all_of_them[:most])))
