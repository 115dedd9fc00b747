"""What needs a person of ours, and how things go, in numbers. Counts and codes only: it is read in a chat."""

import datetime as dt

import msgspec

from outreach_bot.recruitment.rules import CodeKind, Outcome
from outreach_bot.recruitment.sessions import SessionId


class DeskSession(msgspec.Struct, frozen=True, kw_only=True):
    """A coming session and how full it is."""

    id: SessionId
    starts: dt.datetime
    taken: int
    capacity: int
    waiting: int
    at_risk: bool = False


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """The counts. What a coordinator of some hospitals sees is about those, and about what is for all."""

    alarms: int = 0
    """Alerts that nobody has closed."""
    untaken: int = 0
    """Of them, those that nobody is on."""
    calls: int = 0
    """Open requests to talk to a person, but for those who asked for a later day."""
    answers: int = 0
    """Talks in the chat in which the person wrote last."""
    at_risk: int = 0
    """Coming sessions that have to move, or go on with the alternate."""
    reminders: int = 0
    """People whose note about a coming session may not have got there, and who were not heard from since."""
    asides: int = 0
    """What the bot could not take in, and nobody decided about."""
    reviews: int = 0
    """Codes to look at."""
    waves: int = 0
    """Waves to approve."""
    new: int = 0
    """Signed up in the last seven days: agreed to be asked."""
    booked_week: int = 0
    """Seats booked in the last seven days."""
    booked: int = 0
    """People who hold a seat in a coming session."""
    waiting: int = 0
    """People on a list, or with a seat offered from one."""
    outcomes: dict[Outcome, int] = {}
    """All who signed up, by outcome."""
    doors: dict[CodeKind, int] = {}
    """The new ones, by the kind of code that brought them."""
    next_week: int = 0
    """Sessions that begin in the next seven days, unless they are for one person and nobody has a place."""
    sessions: tuple[DeskSession, ...] = ()
    """The next sessions of that kind, soonest first."""
    more: int = 0
    """Coming sessions beyond those."""
