"""What a champion may hear of their link: a band, counted anew at one hour of the week for everybody.

A number would tell; so would a band that moved when somebody did something. DESIGN section 6, DOMAIN section 2.
"""

import datetime as dt
from enum import StrEnum
from zoneinfo import ZoneInfo

WEEK = dt.timedelta(days=7)
REFRESH_WEEKDAY = 0
"""Monday, as `date.weekday()` counts."""
REFRESH_AT = dt.time(10)
"""In the campaign's zone; outside the quiet hours, though nothing is sent."""


class Band(StrEnum):
    """How often a link was opened; the words are `champion-stats.<value>`."""

    UNDER_5 = "under_5"
    FROM_5 = "from_5"
    FROM_10 = "from_10"


def band(openings: int) -> Band:
    """Put a number of openings into its band."""
    if openings < 5:  # noqa: PLR2004  the bands are these numbers
        return Band.UNDER_5
    return Band.FROM_5 if openings < 10 else Band.FROM_10  # noqa: PLR2004  the same


def first_refresh(joined: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return when a new champion's band is first counted (UTC): not before their first whole week is over."""
    return next_refresh(joined + WEEK, zone)


def next_refresh(after: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return the first hour of counting later than `after` (UTC)."""
    local = after.astimezone(zone)
    day = local.date() + dt.timedelta(days=(REFRESH_WEEKDAY - local.weekday()) % 7)
    found = dt.datetime.combine(day, REFRESH_AT, tzinfo=zone)
    if found <= local:
        found = dt.datetime.combine(day + WEEK, REFRESH_AT, tzinfo=zone)
    return found.astimezone(dt.UTC)
