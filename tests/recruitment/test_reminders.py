"""When notes go: never at night, in any zone, on any day of the year."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach_bot.recruitment.reminders import (
    DAY,
    TWO_HOURS,
    WEEK,
    is_quiet,
    next_allowed,
    reminder_due,
)
from outreach_bot.recruitment.rules import QuietHours

NEW_YORK, LONDON = ZoneInfo("America/New_York"), ZoneInfo("Europe/London")
NIGHT = QuietHours()
NOON_HOURS = QuietHours(starts=dt.time(12), ends=dt.time(14))

zones = st.sampled_from([NEW_YORK, LONDON])
quiets = st.sampled_from([NIGHT, NOON_HOURS, QuietHours(starts=dt.time(22, 30), ends=dt.time(7, 15))])
around_clock_changes = st.sampled_from(
    [
        dt.datetime(2027, 3, 14, 7, tzinfo=dt.UTC),
        dt.datetime(2027, 11, 7, 6, tzinfo=dt.UTC),
        dt.datetime(2027, 3, 28, 1, tzinfo=dt.UTC),
        dt.datetime(2027, 10, 31, 1, tzinfo=dt.UTC),
    ]
)
instants = st.one_of(
    st.builds(
        lambda change, minutes: change + dt.timedelta(minutes=minutes),
        around_clock_changes,
        st.integers(-3 * 1440, 3 * 1440),
    ),
    st.datetimes(dt.datetime(2027, 1, 1), dt.datetime(2028, 12, 31)).map(
        lambda at: at.replace(tzinfo=dt.UTC)
    ),
)


def at(text, zone=NEW_YORK):
    return dt.datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone).astimezone(dt.UTC)


@given(now=instants, quiet=quiets, zone=zones)
def test_what_waits_for_the_end_of_the_night_comes_at_its_end(now, quiet, zone):
    allowed = next_allowed(now, quiet=quiet, zone=zone)

    assert not is_quiet(allowed, quiet=quiet, zone=zone)
    assert now <= allowed <= now + dt.timedelta(hours=14)
    assert allowed == now or allowed.astimezone(zone).time() == quiet.ends


@given(now=instants, quiet=quiets, zone=zones)
def test_what_may_go_now_does_not_wait(now, quiet, zone):
    waits = next_allowed(now, quiet=quiet, zone=zone) != now

    assert waits == is_quiet(now, quiet=quiet, zone=zone)


@given(
    before=st.sampled_from([WEEK, DAY, TWO_HOURS]),
    starts=instants,
    ahead=st.timedeltas(dt.timedelta(), dt.timedelta(days=20)),
    quiet=quiets,
    zone=zones,
)
def test_no_note_goes_at_night_or_after_the_start_or_too_soon_after_booking(
    before, starts, ahead, quiet, zone
):
    booked_at = starts - ahead

    due = reminder_due(before, starts=starts, booked_at=booked_at, quiet=quiet, zone=zone)

    if due is not None:
        assert not is_quiet(due, quiet=quiet, zone=zone)
        assert due < starts
        assert due > booked_at
        assert before == TWO_HOURS or due >= booked_at + DAY


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("20:59", False), ("21:00", True), ("23:59", True), ("00:00", True), ("08:59", True), ("09:00", False)],
)
def test_the_night_has_a_first_and_a_last_minute(clock, expected):
    assert is_quiet(at(f"2027-03-01 {clock}"), quiet=NIGHT, zone=NEW_YORK) is expected


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("11:59", False), ("12:00", True), ("13:59", True), ("14:00", False), ("23:00", False)],
)
def test_quiet_hours_may_lie_within_a_day(clock, expected):
    assert is_quiet(at(f"2027-03-01 {clock}"), quiet=NOON_HOURS, zone=NEW_YORK) is expected


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2027-03-13 22:00", NEW_YORK, "2027-03-14 09:00"),
        ("2027-03-14 00:30", NEW_YORK, "2027-03-14 09:00"),
        ("2027-11-06 23:00", NEW_YORK, "2027-11-07 09:00"),
        ("2027-03-28 00:30", LONDON, "2027-03-28 09:00"),
        ("2027-12-31 22:00", LONDON, "2028-01-01 09:00"),
    ],
    ids=["the clock goes forward", "that very night", "the clock goes back", "in London", "over new year"],
)
def test_the_night_ends_at_nine_by_the_clock_on_the_wall(now, zone, expected):
    assert next_allowed(at(now, zone), quiet=NIGHT, zone=zone) == at(expected, zone)


@pytest.mark.parametrize(
    ("before", "starts", "booked_at", "expected"),
    [
        (DAY, "2027-02-10 14:00", "2027-02-01 10:00", "2027-02-09 14:00"),
        (DAY, "2027-02-10 08:00", "2027-02-01 10:00", "2027-02-09 09:00"),
        (DAY, "2027-02-10 22:00", "2027-02-01 10:00", "2027-02-10 09:00"),
        (DAY, "2027-02-10 14:00", "2027-02-08 14:00", "2027-02-09 14:00"),
        (DAY, "2027-02-10 14:00", "2027-02-08 14:01", None),
        (WEEK, "2027-02-10 14:00", "2027-02-01 10:00", "2027-02-03 14:00"),
        (WEEK, "2027-02-10 14:00", "2027-02-02 15:00", None),
        (TWO_HOURS, "2027-02-10 14:00", "2027-02-10 11:00", "2027-02-10 12:00"),
        (TWO_HOURS, "2027-02-10 14:00", "2027-02-10 12:00", None),
        (TWO_HOURS, "2027-02-10 10:30", "2027-02-01 10:00", None),
    ],
    ids=["the day before", "moved to the morning", "a late meeting", "a day after booking", "within a day of booking",
         "the week before", "booked too late for it", "two hours before", "booked too late for that",
         "at night, dropped"],
)  # fmt: skip
def test_each_note_has_its_time(before, starts, booked_at, expected):
    due = reminder_due(before, starts=at(starts), booked_at=at(booked_at), quiet=NIGHT, zone=NEW_YORK)

    assert due == (at(expected) if expected else None)
