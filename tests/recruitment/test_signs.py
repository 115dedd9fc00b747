"""Signs of farming: each is said once, when it begins, and none refuses anybody."""

import datetime as dt

import pytest

from outreach_bot.recruitment import signs
from outreach_bot.recruitment.signs import Sign

START = dt.datetime(2027, 3, 1, 15, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


def openings(times):
    """Open one link at each of these times; every sign that was seen, in order."""
    noted: signs.Openings | None = None
    found: list[Sign] = []
    for at in times:
        noted, seen = signs.opened(noted, "K7MQ2XZB", at)
        found += seen
    return found


def tries(codes, step=SECOND):
    noted: signs.Openings | None = None
    found: list[Sign] = []
    for number, code in enumerate(codes):
        noted, seen = signs.tried(noted, code, START + number * step)
        found += seen
    return found


def test_people_who_come_one_by_one_are_no_sign():
    assert openings(START + n * dt.timedelta(minutes=2) for n in range(30)) == []


@pytest.mark.parametrize("people", [2, 3, 5])
def test_two_in_the_same_second_are_one_sign_however_many_follow(people):
    assert openings([START] * people) == [Sign.SAME_SECOND]


def test_the_same_second_is_that_of_the_clock():
    assert openings([START, START.replace(microsecond=999_999)]) == [Sign.SAME_SECOND]
    assert openings([START.replace(microsecond=999_999), START + SECOND]) == []


@pytest.mark.parametrize(("people", "found"), [(10, []), (11, [Sign.BURST]), (40, [Sign.BURST])])
def test_more_than_ten_in_ten_minutes_are_one_burst(people, found):
    assert openings(START + n * 2 * SECOND for n in range(people)) == found


def test_a_second_burst_is_a_second_sign():
    first = [START + n * SECOND for n in range(12)]
    second = [at + dt.timedelta(hours=1) for at in first]

    assert openings([*first, *second]) == [Sign.BURST, Sign.BURST]


def test_no_more_times_are_kept_than_are_needed():
    noted = None
    for n in range(100):
        noted, _ = signs.opened(noted, "K7MQ2XZB", START + n * SECOND)

    assert noted is not None
    assert len(noted.times) == signs.KEPT


CODES = [f"BBBBBBB{n}" for n in range(2, 10)]


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        (CODES[:4], []),
        (CODES[:5], [Sign.SERIAL]),
        (CODES, [Sign.SERIAL]),
        ([CODES[0]] * 9, []),
        ([*CODES[:4], *CODES[:4]], []),
        ([*CODES[:5], CODES[0]], [Sign.SERIAL]),
    ],
    ids=["four", "five", "eight", "one again and again", "four, twice", "five, and one again"],
)
def test_many_different_codes_in_a_row_are_one_sign(codes, found):
    assert tries(codes) == found


def test_codes_tried_far_apart_are_no_sign():
    assert tries(CODES, step=dt.timedelta(minutes=3)) == []
