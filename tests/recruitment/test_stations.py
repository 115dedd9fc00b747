"""Everybody who agreed to be asked is at one station."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.recruitment.stations import Facts, Station, Tally, station, week_of
from tests.recruitment.builders import a_seat

NEW_YORK = ZoneInfo("America/New_York")
FITS = {"outcome": Outcome.FITS}
SEAT = {"seats": [a_seat()], "before": [a_seat()]}


def at(was=None, **facts):
    known: dict[str, Any] = {"outcome": None, "answers": False, "seats": [], "before": [], "waits": False}
    return station(Facts(**(known | facts)), was)


def test_who_agreed_is_answering():
    assert at() is Station.ANSWERING


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [(Outcome.FITS, "fits"), (Outcome.TALK, "talk"), (Outcome.LATER, "later"), (Outcome.NOT_THIS_TIME, "not_this_time")],
)  # fmt: skip
def test_an_outcome_is_a_station(outcome, expected):
    assert at("answering", outcome=outcome) == expected


def test_the_end_of_the_time_to_answer_leaves_somebody_unfinished():
    assert at(Station.ANSWERING, gave_out=True) is Station.UNFINISHED


def test_who_did_not_finish_stays_so_until_they_answer_something():
    assert at(Station.UNFINISHED) is Station.UNFINISHED
    assert at(Station.UNFINISHED, answers=True) is Station.ANSWERING


def test_not_this_time_stays_though_no_outcome_is_kept():
    assert at(Station.ANSWERING, refused=True) is Station.NOT_THIS_TIME
    assert at(Station.NOT_THIS_TIME) is Station.NOT_THIS_TIME
    assert at(Station.NOT_THIS_TIME, answers=True) is Station.ANSWERING


def test_a_seat_is_further_than_a_list_and_a_list_further_than_fitting():
    assert at(**FITS) is Station.FITS
    assert at(**FITS, waits=True) is Station.WAITING
    assert at(**FITS, waits=True, **SEAT) is Station.BOOKED


def test_who_gave_their_seat_up_stays_there_until_they_wait_or_book_again():
    assert at(Station.BOOKED, **FITS, before=[a_seat()]) is Station.GAVE_UP
    assert at(Station.GAVE_UP, **FITS) is Station.GAVE_UP
    assert at(Station.GAVE_UP, **FITS, waits=True) is Station.WAITING
    assert at(Station.GAVE_UP, **FITS, **SEAT) is Station.BOOKED


def test_who_had_a_seat_before_gave_it_up_though_they_were_counted_elsewhere():
    assert at(Station.WAITING, **FITS, before=[a_seat()]) is Station.GAVE_UP


def test_who_was_counted_as_booked_and_has_no_seat_gave_it_up():
    assert at(Station.BOOKED, **FITS) is Station.GAVE_UP


def test_a_meeting_called_off_is_not_held_against_them():
    assert at(Station.BOOKED, **FITS, before=[a_seat()], called_off=True) is Station.CALLED_OFF
    assert at(Station.CALLED_OFF, **FITS) is Station.CALLED_OFF


def test_who_missed_their_only_meeting_missed_it():
    missed = [a_seat(attended=False)]

    assert at(Station.BOOKED, **FITS, seats=missed, before=missed) is Station.MISSED
    assert at(Station.MISSED, **FITS, seats=[*missed, a_seat()], before=missed) is Station.BOOKED


def test_who_came_once_has_come_whatever_follows():
    came = [a_seat(told_how=True)]

    assert at(Station.BOOKED, **FITS, seats=came) is Station.ATTENDED
    assert at(Station.ATTENDED, **FITS, seats=[*came, a_seat(), a_seat(attended=False)]) is Station.ATTENDED
    assert at(Station.BOOKED, **FITS, before=[a_seat(attended=True)]) is Station.ATTENDED
    assert at(Station.ATTENDED, **FITS) is Station.ATTENDED
    assert at(Station.ATTENDED, **FITS, **SEAT) is Station.ATTENDED


def test_a_mark_that_was_a_mistake_can_be_taken_back():
    marked, unmarked = [a_seat(attended=True)], [a_seat(attended=False)]

    assert at(Station.ATTENDED, **FITS, seats=unmarked, before=unmarked) is Station.MISSED
    assert at(Station.MISSED, **FITS, seats=marked, before=marked) is Station.ATTENDED


def test_a_coordinators_mark_counts_over_what_they_said():
    assert at(Station.BOOKED, seats=[a_seat(told_how=True, attended=False)]) is Station.MISSED


def test_somebody_is_counted_once_in_all_and_once_in_each_hospital():
    tally = Tally(week="2027-W09", role=Role.LIVED, station=Station.FITS, hospitals=("h1", "h3"))

    assert tally.counters() == (
        "week:2027-W09::lived:fits",
        "week:2027-W09:h1:lived:fits",
        "week:2027-W09:h3:lived:fits",
    )


def test_the_reason_why_not_is_part_of_the_station():
    tally = Tally(week="2027-W09", role=Role.STAFF, station=Station.NOT_THIS_TIME, reason="no_hospital")

    assert tally.counters() == ("week:2027-W09::staff:not_this_time.no_hospital",)


def test_a_week_ends_on_sunday_night_where_the_campaign_is():
    sunday = dt.datetime(2027, 3, 8, 4, 59, tzinfo=dt.UTC)  # 23:59 in New York

    assert week_of(sunday, NEW_YORK) == "2027-W09"
    assert week_of(sunday + dt.timedelta(minutes=1), NEW_YORK) == "2027-W10"
