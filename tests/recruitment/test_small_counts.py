"""No person can be worked out from counts, nor from the sums beside them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach_bot.recruitment.small_counts import LEAST_POSSIBLE, UNDER, Shown, exactly, nested, shown, total

MOST = 60
"""More than any count tried here."""


@pytest.mark.parametrize(
    ("count", "plain", "banded"),
    [(0, "0", "<5"), (1, "<5", "<5"), (4, "<5", "<5"), (5, "5", "5–9"), (9, "9", "5–9"), (10, "10", "10+")],
)
def test_small_counts_are_hidden_and_champions_counts_stand_in_bands(count, plain, banded):
    assert (str(shown(count)), str(shown(count, banded=True))) == (plain, banded)


counts = st.integers(0, 14)
parts = st.lists(st.tuples(counts, st.booleans()), min_size=1, max_size=4)


def possible(whole, shown_parts):
    """Every way the parts could be, for somebody who sees only what is shown."""
    ranges = [range(part.low, (MOST if part.high is None else part.high) + 1) for part in shown_parts]
    highest = MOST * len(ranges) if whole.high is None else whole.high
    free = [n for n, part in enumerate(shown_parts) if part.high is None]
    if free:  # one without an upper end can take any difference up
        ranges[free[0]] = range(shown_parts[free[0]].low, MOST * len(ranges) + 1)
    return [way for way in itertools.product(*ranges) if whole.low <= sum(way) <= highest]


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=4))
def test_no_small_count_can_be_worked_out_from_its_sum(counted):
    shown_parts = [shown(count, banded=banded) for count, banded in counted]
    whole = total(sum(count for count, _ in counted), shown_parts)

    ways = possible(whole, shown_parts)

    for n, part in enumerate(shown_parts):
        if not part.is_exact:
            assert part.high is not None
            left = len({way[n] for way in ways})
            assert left >= min(LEAST_POSSIBLE, part.high - part.low + 1)


@given(parts, parts)
def test_a_sum_is_never_shown_wrong(one, other):
    count = sum(each for each, _ in one)
    another = [(count, False)] if sum(each for each, _ in other) != count else other
    tables = [[shown(each, banded=banded) for each, banded in table] for table in (one, another)]

    seen = total(count, *tables)

    assert seen.low <= count
    assert seen.high is None or count <= seen.high


def test_a_sum_is_exact_where_it_tells_nothing_of_its_parts():
    assert total(12, [shown(7), shown(5)]) == exactly(12)


def test_a_sum_that_would_tell_the_hidden_part_is_shown_no_closer_than_the_parts():
    assert total(14, [shown(12), shown(2)]) == Shown(13, 16)


def test_many_small_counts_hide_each_other():
    assert total(8, [shown(2)] * 4) == exactly(8)


def test_a_sum_that_would_tell_two_hidden_parts_is_shown_as_wide_as_they_are():
    assert total(8, [shown(4)] * 2) == Shown(2, 8)


def test_a_sum_of_nothing_in_bands_is_shown_as_under_five():
    assert total(0, [shown(0, banded=True)] * 2) == UNDER


# -- sums of sums ------------------------------------------------------------------------------------------


def still_possible(leaves, sums, told):
    """Every number each hidden count can be, for whoever sees `told`: found by trying all."""
    hidden = [name for name in leaves if not told[name].is_exact]
    found: dict[str, set[int]] = {name: set() for name in hidden}
    for numbers in itertools.product(range(1, 5), repeat=len(hidden)):
        counts = dict(leaves) | dict(zip(hidden, numbers, strict=True))
        for name, parts in reversed(list(sums.items())):
            counts[name] = sum(counts[part] for part in parts)
        if all(told[name].low <= counts[name] <= told[name].high for name in sums):
            for name in hidden:
                found[name].add(counts[name])
    return found


TREE = {"all": ("seat", "c", "d"), "seat": ("a", "b", "e")}


@given(st.fixed_dictionaries({name: st.integers(0, 7) for name in "abcde"}))
def test_no_hidden_count_can_be_worked_out_from_sums_of_sums(leaves):
    told = nested(leaves, TREE)

    assert all(len(numbers) >= 3 for numbers in still_possible(leaves, TREE, told).values())


@given(st.fixed_dictionaries({name: st.integers(0, 9) for name in "abcde"}))
def test_what_is_shown_of_sums_is_true(leaves):
    told = nested(leaves, TREE)
    counts = dict(leaves) | {"seat": leaves["a"] + leaves["b"] + leaves["e"]}
    counts["all"] = counts["seat"] + leaves["c"] + leaves["d"]

    assert all(told[name].low <= count <= told[name].high for name, count in counts.items())


def test_sums_of_large_counts_are_exact():
    told = nested({"a": 5, "b": 6, "c": 7, "d": 0, "e": 0}, TREE)

    assert (told["all"], told["seat"]) == (exactly(18), exactly(11))


def test_a_sum_under_five_is_hidden_too():
    assert str(nested({"a": 2, "b": 1, "c": 0, "d": 0, "e": 0}, TREE)["all"]) == "<5"
