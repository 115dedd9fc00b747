"""When people of ours are there, and when an alert that nobody took goes further."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from outreach_bot.recruitment.closed_days import ClosedDays
from outreach_bot.recruitment.opening_hours import closure, escalates_at, is_open, next_monday, next_open
from outreach_bot.recruitment.rules import Contact

ZONE = ZoneInfo("America/New_York")
MAYA = Contact(name="Maya", phone="1", hours="9 to 5")
CLOSED = (
    ClosedDays(day=dt.date(2027, 5, 31), name="Memorial Day"),
    ClosedDays(day=dt.date(2027, 11, 25), to=dt.date(2027, 11, 26)),
)
WITH_HOLIDAYS = MAYA.model_copy(update={"closed": CLOSED})


def at(text):
    return dt.datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("when", "there"),
    [
        ("2027-03-01 08:59", False),
        ("2027-03-01 09:00", True),
        ("2027-03-01 16:59", True),
        ("2027-03-01 17:00", False),
        ("2027-03-05 12:00", True),
        ("2027-03-06 12:00", False),
        ("2027-03-07 12:00", False),
    ],
)
def test_hours_are_weekdays_from_opening_until_closing(when, there):
    assert is_open(at(when), MAYA, ZONE) is there


@pytest.mark.parametrize(
    ("told", "goes"),
    [
        ("2027-03-01 10:00", "2027-03-01 10:15"),
        ("2027-03-01 16:44", "2027-03-01 16:59"),
        ("2027-03-01 16:45", "2027-03-02 09:00"),
        ("2027-03-01 17:00", "2027-03-02 09:00"),
        ("2027-03-01 08:50", "2027-03-01 09:00"),
        ("2027-03-05 16:50", "2027-03-08 09:00"),
        ("2027-03-06 12:00", "2027-03-08 09:00"),
        ("2027-03-07 23:59", "2027-03-08 09:00"),
    ],
)
def test_an_alert_goes_further_after_a_quarter_of_an_hour_or_when_hours_begin(told, goes):
    assert escalates_at(at(told), MAYA, ZONE) == at(goes)


def test_hours_begin_by_the_clock_on_the_wall_when_it_is_put_forward():
    saturday = at("2027-03-13 12:00")

    assert next_open(saturday, MAYA, ZONE) == dt.datetime(2027, 3, 15, 13, 0, tzinfo=dt.UTC)
    assert next_open(saturday - dt.timedelta(days=7), MAYA, ZONE) == dt.datetime(
        2027, 3, 8, 14, 0, tzinfo=dt.UTC
    )


@pytest.mark.parametrize(
    ("after", "monday"),
    [
        ("2027-03-01 08:59", "2027-03-01 09:00"),
        ("2027-03-01 09:00", "2027-03-08 09:00"),
        ("2027-03-03 12:00", "2027-03-08 09:00"),
        ("2027-03-07 23:59", "2027-03-08 09:00"),
    ],
)
def test_the_note_of_the_week_comes_on_the_next_monday_at_opening(after, monday):
    assert next_monday(at(after), MAYA, ZONE) == at(monday)


@pytest.mark.parametrize(
    ("when", "there"),
    [
        ("2027-05-31 12:00", False),
        ("2027-06-01 12:00", True),
        ("2027-11-24 12:00", True),
        ("2027-11-25 12:00", False),
        ("2027-11-26 12:00", False),
    ],
)
def test_nobody_is_there_on_a_closed_day(when, there):
    assert is_open(at(when), WITH_HOLIDAYS, ZONE) is there


@pytest.mark.parametrize(
    ("told", "goes"),
    [
        ("2027-05-28 16:50", "2027-06-01 09:00"),
        ("2027-05-31 12:00", "2027-06-01 09:00"),
        ("2027-11-24 16:50", "2027-11-29 09:00"),
        ("2027-11-26 08:00", "2027-11-29 09:00"),
    ],
)
def test_an_alert_goes_further_when_hours_begin_after_the_closed_days(told, goes):
    assert escalates_at(at(told), WITH_HOLIDAYS, ZONE) == at(goes)


@pytest.mark.parametrize(
    ("after", "comes"),
    [
        ("2027-05-26 10:00", "2027-06-01 09:00"),
        ("2027-05-31 08:00", "2027-06-01 09:00"),
        ("2027-05-31 12:00", "2027-06-01 09:00"),
        ("2027-06-01 09:00", "2027-06-07 09:00"),
        ("2027-06-01 12:00", "2027-06-07 09:00"),
    ],
)
def test_the_note_of_the_week_comes_on_the_next_open_day_and_then_on_mondays(after, comes):
    assert next_monday(at(after), WITH_HOLIDAYS, ZONE) == at(comes)


@pytest.mark.parametrize(
    ("when", "today", "back"),
    [
        ("2027-05-31 07:00", True, "2027-06-01 09:00"),
        ("2027-05-31 16:59", True, "2027-06-01 09:00"),
        ("2027-05-28 12:00", False, "2027-06-01 09:00"),
        ("2027-05-30 12:00", False, "2027-06-01 09:00"),
        ("2027-11-24 12:00", False, "2027-11-29 09:00"),
        ("2027-11-25 17:00", False, "2027-11-29 09:00"),
    ],
)
def test_who_asks_hears_of_closed_days_today_and_on_the_next_weekday(when, today, back):
    found = closure(at(when), WITH_HOLIDAYS, ZONE)

    assert found is not None
    assert (found.today, found.back) == (today, at(back))


@pytest.mark.parametrize(
    "when", ["2027-05-27 12:00", "2027-05-31 17:00", "2027-06-01 12:00", "2027-11-26 17:00"]
)
def test_where_the_usual_hours_hold_nothing_is_said_of_closed_days(when):
    assert closure(at(when), WITH_HOLIDAYS, ZONE) is None


def test_a_weekend_within_closed_days_is_a_weekend_and_they_begin_again_on_monday():
    weeks = MAYA.model_copy(
        update={"closed": (ClosedDays(day=dt.date(2027, 12, 23), to=dt.date(2027, 12, 31)),)}
    )

    found = closure(at("2027-12-25 12:00"), weeks, ZONE)

    assert found is not None
    assert (found.today, found.begins) == (False, at("2027-12-27 09:00"))
