"""No chart draws more than the numbers beside it tell."""

from outreach_bot.office.charts import BOX, TRUNK, Bar, bar, longest, of_share, pieces, river
from outreach_bot.recruitment.figures import Share
from outreach_bot.recruitment.small_counts import Shown, exactly

UNDER = Shown(1, 4)


def test_a_hidden_count_is_drawn_as_what_it_may_be():
    assert bar(UNDER, 8) == Bar(sure=12.5, upto=50.0)
    assert bar(exactly(4), 8) == Bar(sure=50.0, upto=50.0)


def test_nothing_is_drawn_of_nobody_and_a_little_of_few_among_many():
    assert bar(exactly(0), 8) == Bar(sure=0.0, upto=0.0)
    assert bar(exactly(1), 1000).upto == 1.5


def test_a_share_without_anything_to_share_is_empty():
    assert of_share(None) == Bar(sure=0, upto=0)
    assert of_share(Share(low=60, high=71)) == Bar(sure=60, upto=71)


def test_the_longest_bar_fills_the_width():
    assert longest([exactly(3), UNDER, exactly(2)]) == 4
    assert longest([]) == 1


def test_pieces_follow_each_other_and_a_hidden_one_looks_the_same_whatever_it_is():
    found = pieces({"lived": exactly(5), "family": UNDER, "staff": exactly(0)}, 10)

    assert [(each.name, each.x, each.width, each.sure) for each in found] == [
        ("lived", 0.0, 50.0, True),
        ("family", 50.0, 25.0, False),
    ]


COURSE: tuple[tuple[str, list[str]], ...] = (
    ("asked", ["talk", "no", "no.why"]),
    ("seat", ["missed"]),
    ("came", []),
)


def told(**shown):
    known = {"asked": exactly(20), "talk": exactly(5), "no": exactly(5), "no.why": exactly(5)}
    return known | {"seat": exactly(10), "missed": exactly(0), "came": exactly(10)} | shown


def test_the_river_is_as_wide_as_those_who_are_in_it():
    found = river(told(), COURSE)

    assert [(stop.name, stop.width) for stop in found.stops] == [
        ("asked", TRUNK), ("seat", TRUNK / 2), ("came", TRUNK / 2),
    ]  # fmt: skip


def test_each_leaf_takes_its_part_of_the_water_and_a_reason_takes_none_again():
    talk, no, why = river(told(), COURSE).leaves

    assert [leaf.start for leaf in (talk, no, why)] == [TRUNK * 0.75, TRUNK / 2, TRUNK / 2]
    assert (no.is_reason, why.is_reason) == (False, True)


def test_where_nobody_left_nothing_is_drawn():
    found = river(told(), COURSE)

    assert "missed" not in [leaf.name for leaf in found.leaves]
    assert found.stops[-1].water == ""
    assert found.height == found.stops[-1].y + BOX


def test_what_leaves_stands_between_its_stop_and_the_next():
    found = river(told(), COURSE)

    for leaf in found.leaves:
        assert found.stops[0].y + BOX < leaf.y < found.stops[1].y
