"""Known individuals are not asked for ever more: four in ninety days, a series once, short chats not at all."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach_bot.recruitment.fairness import counted_starts, would_over_use
from outreach_bot.recruitment.rules import OverUse, Sessions
from outreach_bot.recruitment.sessions import Session
from tests.recruitment.builders import NOON, a_kind, a_session

KINDS = Sessions(
    kinds=(a_kind("group"), a_kind("team", series=True), a_kind("briefing", counts=False)), required=()
)
LIMIT = OverUse(sessions=4, days=90)
DAY = dt.timedelta(days=1)


def on_days(*days, kind="group"):
    return [a_session(f"{kind}{day}", kind, starts=NOON + day * DAY) for day in days]


def over_uses(day, held, *, kind="group", limit=LIMIT):
    return would_over_use(a_session("new", kind, starts=NOON + day * DAY), held, KINDS, limit)


@pytest.mark.parametrize(
    ("days", "day", "expected"),
    [
        ((0, 10, 20), 30, False),
        ((0, 10, 20, 30), 40, True),
        ((0, 10, 20, 30), 89, True),
        ((0, 10, 20, 30), 90, False),
        ((100, 110, 120, 130), 41, True),
        ((100, 110, 120, 130), 40, False),
        ((0, 1, 100, 101), 50, False),
        ((0, 30, 60, 120), 80, False),
        ((0, 1, 2, 3), 200, False),
    ],
    ids=["a fourth", "a fifth", "on the last day", "the day after", "before four others", "long before them",
         "between two pairs", "never five together", "long after"],
)  # fmt: skip
def test_the_fifth_in_ninety_days_is_one_too_many(days, day, expected):
    assert over_uses(day, on_days(*days)) is expected


@given(
    days=st.lists(st.integers(0, 300), unique=True, max_size=9),
    day=st.integers(0, 300),
    most=st.integers(1, 4),
)
def test_no_window_of_ninety_days_ever_holds_more_than_the_limit(days, day, most):
    held: list[Session] = []
    for each in [*days, day]:
        if not over_uses(each, held, limit=OverUse(sessions=most, days=90)):
            held += on_days(each)

    starts = counted_starts(held, KINDS)
    assert all(sum(first <= start < first + 90 * DAY for start in starts) <= most for first in starts)


def test_one_seat_in_a_series_counts_once():
    assert over_uses(40, [*on_days(0, 10, 20), *on_days(5, 15, 25, 35, kind="team")])
    assert not over_uses(40, [*on_days(0, 10), *on_days(5, 15, 25, 35, kind="team")])


def test_a_series_counts_from_its_first_meeting():
    assert counted_starts(on_days(35, 5, 15, kind="team"), KINDS) == [NOON + 5 * DAY]


def test_who_is_in_a_series_may_book_its_next_meeting():
    held = [*on_days(0, 10, 20), *on_days(5, kind="team")]

    assert not over_uses(30, held, kind="team")
    assert over_uses(30, on_days(0, 10, 20, 25), kind="team")


def test_short_chats_do_not_count():
    assert not over_uses(40, [*on_days(0, 10, 20), *on_days(1, 11, 21, kind="briefing")])
    assert not over_uses(40, on_days(0, 10, 20, 30), kind="briefing")
