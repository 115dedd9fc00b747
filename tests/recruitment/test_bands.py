"""Bands: what a champion hears, and when it is counted."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from outreach_bot.recruitment.bands import Band, band, first_refresh, next_refresh

ZONE = ZoneInfo("America/New_York")


def local(year, month, day, hour, minute=0):
    return dt.datetime(year, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("openings", "found"),
    [(0, Band.UNDER_5), (4, Band.UNDER_5), (5, Band.FROM_5), (9, Band.FROM_5), (10, Band.FROM_10)],
)
def test_a_number_of_openings_becomes_a_band(openings, found):
    assert band(openings) is found


@pytest.mark.parametrize(
    ("after", "due"),
    [
        (local(2027, 3, 1, 9, 59), local(2027, 3, 1, 10)),
        (local(2027, 3, 1, 10), local(2027, 3, 8, 10)),
        (local(2027, 3, 7, 23), local(2027, 3, 8, 10)),
        (local(2027, 3, 9, 8), local(2027, 3, 15, 10)),
    ],
    ids=["just before", "at the hour itself", "the night before", "over the change to summer time"],
)
def test_it_is_counted_at_the_next_monday_morning(after, due):
    assert next_refresh(after, ZONE) == due


@pytest.mark.parametrize("hours", range(0, 7 * 24, 5))
def test_the_first_week_is_never_counted(hours):
    joined = local(2027, 3, 1, 0) + dt.timedelta(hours=hours)

    first = first_refresh(joined, ZONE)

    assert dt.timedelta(days=7) < first - joined <= dt.timedelta(days=14)
    assert (first.astimezone(ZONE).weekday(), first.astimezone(ZONE).hour) == (0, 10)
