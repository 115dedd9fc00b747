"""Where each person's way has led, counted by the week they came: the people can go, the numbers stay.

Everybody who agreed to be asked is at one station, and is counted there and nowhere else; when they move on, the
count moves with them. So the counts of a week always add up to those who came in it, erased or not.
"""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.recruitment.sessions import Seat

PREFIX = "week"


class Station(StrEnum):
    """Where somebody is, or was when we last knew them."""

    ANSWERING = "answering"
    UNFINISHED = "unfinished"
    """Began to answer, and did not come to the end."""
    NOT_THIS_TIME = "not_this_time"
    LATER = "later"
    TALK = "talk"
    FITS = "fits"
    """Can come to a meeting, and has neither a seat nor a place on a list."""
    WAITING = "waiting"
    BOOKED = "booked"
    GAVE_UP = "gave_up"
    CALLED_OFF = "called_off"
    """We called their meeting off, and they have no other seat."""
    MISSED = "missed"
    ATTENDED = "attended"


HAD_A_SEAT = (Station.BOOKED, Station.ATTENDED, Station.MISSED, Station.GAVE_UP, Station.CALLED_OFF)
CAN_COME = (*HAD_A_SEAT, Station.WAITING, Station.FITS)
LOST = (Station.GAVE_UP, Station.CALLED_OFF)
"""Had a seat and has none. Stays so until they have one again, or wait for one."""
_BY_OUTCOME = {
    Outcome.FITS: Station.FITS,
    Outcome.TALK: Station.TALK,
    Outcome.LATER: Station.LATER,
    Outcome.NOT_THIS_TIME: Station.NOT_THIS_TIME,
}


class Tally(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one person is counted as, noted on them so that they are counted once."""

    week: str
    """When they agreed to be asked: `2027-W09` (ISO 8601), in the campaign's zone."""
    role: Role
    station: Station
    reason: str = ""
    """Why not this time, as in screening.yaml."""
    hospitals: tuple[str, ...] = ()
    """Those they chose; they are counted once in all, and once in each of these."""

    def counters(self) -> tuple[str, ...]:
        """Name the counters this person is in: `week:2027-W09:h1:lived:booked`; without a hospital: in all."""
        station = f"{self.station}.{self.reason}" if self.reason else self.station.value
        return tuple(
            f"{PREFIX}:{self.week}:{hospital}:{self.role}:{station}" for hospital in ("", *self.hospitals)
        )


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What decides at which station somebody is after a turn."""

    outcome: Outcome | None
    answers: bool
    """Some questions are answered, and the outcome is open."""
    seats: Sequence[Seat]
    before: Sequence[Seat]
    """Their seats as the turn began: who is erased had come as far as that."""
    waits: bool
    refused: bool = False
    """The questions ended in "not this time"; an outcome is not kept then."""
    called_off: bool = False
    """The turn is about a meeting that was called off."""
    gave_out: bool = False
    """The time to answer is over, or they are erased: an open question will not be answered."""


def station(facts: Facts, was: Station | None) -> Station:
    """Tell where somebody is now who `was` there before."""
    if any(came(seat) for seat in (*facts.before, *facts.seats)):
        return Station.ATTENDED
    if was is Station.ATTENDED and not any(seat.attended is False for seat in facts.seats):
        return was  # nobody took it back
    if any(seat.attended is None for seat in facts.seats):
        return Station.BOOKED
    if facts.waits:
        return Station.WAITING
    if facts.seats:
        return Station.MISSED
    if facts.before or was is Station.BOOKED:
        return Station.CALLED_OFF if facts.called_off else Station.GAVE_UP
    if was in (*LOST, Station.MISSED):
        return was
    return _without_a_seat(facts, was)


def _without_a_seat(facts: Facts, was: Station | None) -> Station:
    if facts.refused:
        return Station.NOT_THIS_TIME
    if facts.outcome is not None:
        return _BY_OUTCOME[facts.outcome]
    if was is Station.NOT_THIS_TIME and not facts.answers:
        return was
    given_up = facts.gave_out or (was is Station.UNFINISHED and not facts.answers)
    return Station.UNFINISHED if given_up else Station.ANSWERING


def came(seat: Seat) -> bool:
    """Tell whether somebody was there: a coordinator's mark counts over what they said."""
    return seat.told_how if seat.attended is None else seat.attended


def week_of(at: dt.datetime, zone: ZoneInfo) -> str:
    """Name the week of an instant: `2027-W09`."""
    year, week, _ = at.astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"
