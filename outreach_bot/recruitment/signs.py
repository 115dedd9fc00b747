"""Signs that somebody pushes, sells or farms links. They make a person look; nobody is ever refused for one."""

import datetime as dt
from enum import StrEnum

import msgspec

WINDOW = dt.timedelta(minutes=10)
BURST = 10
"""More openings of one champion's link within `WINDOW` are a burst. Source: our own judgement, DOMAIN section 2."""
SERIAL_BY_ONE = 3
"""So many different codes that nobody made, tried by one person."""
SERIAL_IN_A_ROW = 5
"""So many different codes that nobody made within `WINDOW`, whoever tried them."""
KEPT = BURST + 2
"""Times kept a code: enough to see a burst begin, and not to say it again while it lasts."""
UNKNOWN = "unknown"
"""The row that codes nobody made are noted under."""


class Sign(StrEnum):
    """Why a code is to be looked at; the words are `office-sign.<value>`."""

    UNKNOWN = "unknown"
    VOID = "void"
    USED = "used"
    EXPIRED = "expired"
    USED_UP = "used_up"
    NOT_SHARED = "not_shared"
    SAME_SECOND = "same_second"
    BURST = "burst"
    SERIAL = "serial"
    STRANGER = "stranger"
    PRESSURE = "pressure"


class Openings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When a link was last opened, for minutes; never by whom."""

    id: str
    """A code, or `unknown`."""
    at: dt.datetime
    """The newest."""
    times: tuple[dt.datetime, ...] = ()
    tried: tuple[str, ...] = ()
    """Of `unknown`: the codes, beside their times."""


def opened(before: Openings | None, code: str, now: dt.datetime) -> tuple[Openings, tuple[Sign, ...]]:
    """Note one more opening of `code`, and say what it is a sign of: each sign once, when it begins."""
    times = tuple(at for at in (before.times if before else ()) if now - at < WINDOW)
    signs = []
    if _in_second(times, now) == 1:
        signs.append(Sign.SAME_SECOND)
    if len(times) == BURST:
        signs.append(Sign.BURST)
    return Openings(id=code, at=now, times=(*times, now)[-KEPT:]), tuple(signs)


def tried(before: Openings | None, code: str, now: dt.datetime) -> tuple[Openings, tuple[Sign, ...]]:
    """Note that a code nobody made was tried, and say if many different ones came in a row."""
    known = zip(before.times, before.tried, strict=True) if before else ()
    recent = [(at, other) for at, other in known if now - at < WINDOW and other != code]
    fresh = len(recent) + 1 == SERIAL_IN_A_ROW and (before is None or code not in before.tried)
    kept = [*recent, (now, code)][-KEPT:]
    noted = Openings(
        id=UNKNOWN, at=now, times=tuple(at for at, _ in kept), tried=tuple(other for _, other in kept)
    )
    return noted, (Sign.SERIAL,) if fresh else ()


def _in_second(times: tuple[dt.datetime, ...], now: dt.datetime) -> int:
    second = now.replace(microsecond=0)
    return sum(at.replace(microsecond=0) == second for at in times)
