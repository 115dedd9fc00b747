"""How people came, told so that nobody can be worked out."""

import datetime as dt

import pytest

from outreach_bot.recruitment.flows import (
    Flows,
    Window,
    aims,
    flow,
    in_spells,
    in_steps,
    over_time,
    week_name,
)
from outreach_bot.recruitment.rules import Campaign, Role
from outreach_bot.recruitment.small_counts import Shown, exactly

EVERYTHING = Window(now="2027-W09")
UNDER = Shown(1, 4)


def flows(**stations):
    """Flows of one week: `booked=7`; `not_this_time__under_18=2`."""
    return Flows({f"week:2027-W09::lived:{name.replace('__', '.')}": n for name, n in stations.items()})


def test_the_whole_flow_adds_up():
    shown = flow(flows(attended=6, booked=5, waiting=7, fits=8, talk=9, later=5, unfinished=10), EVERYTHING)

    assert shown["seat"] == exactly(11)
    assert shown["can_come"] == exactly(26)
    assert shown["asked"] == exactly(50)


def test_few_people_at_a_station_are_hidden_and_so_is_a_sum_that_would_tell_them():
    shown = flow(flows(attended=6, gave_up=2), EVERYTHING)

    assert shown["gave_up"] == UNDER
    assert shown["seat"] == Shown(7, 10)
    assert shown["asked"] == Shown(7, 10)


def test_a_sum_over_several_hidden_stations_may_be_exact():
    shown = flow(flows(attended=6, gave_up=2, missed=3), EVERYTHING)

    assert shown["seat"] == exactly(11)


def test_reasons_why_not_are_parts_of_it():
    shown = flow(flows(not_this_time__under_18=6, not_this_time__no_hospital=5, not_this_time=1), EVERYTHING)

    assert shown["not_this_time.under_18"] == exactly(6)
    assert shown["not_this_time.other"] == UNDER
    assert shown["not_this_time"] == Shown(12, 15)


def test_a_reason_that_is_called_other_is_told_with_those_who_have_none():
    shown = flow(flows(not_this_time__other=7, not_this_time=6), EVERYTHING)

    assert shown["not_this_time.other"] == exactly(13)
    assert shown["not_this_time"] == exactly(13)


def test_part_of_the_whole_is_shown_in_steps():
    known = flows(attended=12, gave_up=2)

    shown = flow(known, Window(weeks=4, now="2027-W09"))

    assert (shown["attended"], shown["gave_up"], shown["asked"]) == (Shown(10, 14), UNDER, Shown(10, 14))


def test_one_hospital_is_shown_in_steps_in_all_and_week_by_week():
    known = Flows({"week:2027-W09:h1:lived:attended": 12})
    window = Window(hospital="h1", now="2027-W09")

    assert flow(known, window)["attended"] == Shown(10, 14)
    assert [week.came for week in over_time(known, window)] == [Shown(10, 14)]


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5–9"), (9, "5–9"), (10, "10–14")]
)
def test_steps_begin_at_five(count, text):
    assert str(in_steps(count)) == text


def test_a_hospital_counts_those_who_chose_it():
    known = Flows(
        {"week:2027-W09::lived:fits": 9, "week:2027-W09:h1:lived:fits": 6, "week:2027-W09:h2:lived:fits": 8}
    )

    assert known.count(window=EVERYTHING) == 9
    assert known.count(window=Window(hospital="h1", now="2027-W09")) == 6


def test_weeks_of_all_do_not_count_those_of_a_hospital_twice():
    known = Flows({"week:2027-W09::lived:fits": 9, "week:2027-W09:h1:lived:fits": 6})

    assert [week.asked for week in over_time(known, EVERYTHING)] == [exactly(9)]


def test_where_it_fitted_everybody_there_are_no_reasons_why_not():
    assert flows(attended=6).reasons() == []


def test_counters_of_other_things_and_broken_ones_are_passed_over():
    known = Flows(
        {
            "opened:K7MQ2XZB:fl": 3,
            "week:2027-W09:lived": 4,
            "week:2027-W09::nobody:fits": 4,
            "week:2027-W09::lived:nowhere": 4,
            "month:2027-W09::lived:fits": 4,
            "week:2027-W09::lived:fits": 0,
        }
    )

    assert known.weeks == []
    assert over_time(known, Window()) == []


def test_weeks_follow_each_other_over_new_year_and_without_gaps():
    known = Flows({"week:2026-W52::lived:fits": 1, "week:2027-W01::lived:fits": 1})

    assert known.weeks == ["2026-W52", "2026-W53", "2027-W01"]


def test_a_window_holds_so_many_weeks_and_this_one():
    window = Window(weeks=4, now="2027-W02")

    assert window.since == dt.date(2026, 12, 21)
    assert [window.holds(week) for week in ("2026-W51", "2026-W52", "2027-W02")] == [False, True, True]


def test_people_of_before_a_window_are_not_counted_in_it():
    known = Flows({"week:2027-W08::lived:fits": 6, "week:2027-W09::lived:fits": 8})

    assert known.count(window=Window(weeks=1, now="2027-W09")) == 8


def test_a_week_is_the_same_in_every_window():
    known = Flows({"week:2027-W08::lived:attended": 7, "week:2027-W09::lived:fits": 3})

    (short,) = over_time(known, Window(weeks=1, now="2027-W09"))
    whole = over_time(known, EVERYTHING)

    assert short == whole[-1]
    assert [week.name for week in whole] == ["2027-W08", "2027-W09"]
    assert (whole[0].asked, whole[0].seat, whole[0].came) == (exactly(7),) * 3
    assert (whole[1].asked, whole[1].can_come, whole[1].seat) == (UNDER, UNDER, exactly(0))


def test_weeks_go_on_until_now_though_nobody_came():
    known = Flows({"week:2027-W07::lived:fits": 3})

    assert [week.name for week in over_time(known, EVERYTHING)] == ["2027-W07", "2027-W08", "2027-W09"]


def spells(*counts, hospital=""):
    """The chart of so many people who fit, week after week, all of whom chose `hospital`."""
    weeks = [week_name(dt.date(2027, 1, 4) + dt.timedelta(weeks=number)) for number in range(len(counts))]
    known = Flows(
        {f"week:{week}:{hospital}:lived:fits": n for week, n in zip(weeks, counts, strict=True) if n}
    )
    window = Window(hospital=hospital, now=weeks[-1])
    return in_spells(over_time(known, window), known, window)


def test_as_many_weeks_as_fit_a_chart_are_told_one_by_one_the_newest_first():
    told = spells(6, *[0] * 14, 7)

    assert [spell.weeks for spell in told] == [1] * 16
    assert (told[0].asked, told[-1].asked) == (exactly(7), exactly(6))


def test_more_weeks_are_told_in_fours_with_what_is_left_over_first_of_all():
    told = spells(6, *[0] * 12, 5, 6, 7, 8)

    assert [spell.weeks for spell in told] == [4, 4, 4, 4, 1]
    assert [spell.begins for spell in told[-2:]] == [dt.date(2027, 1, 11), dt.date(2027, 1, 4)]
    assert (told[0].asked, told[0].can_come, told[0].seat) == (exactly(26), exactly(26), exactly(0))


def test_four_weeks_together_do_not_tell_the_one_of_them_that_is_hidden():
    (newest, *_) = spells(6, *[0] * 12, 2, 6, 7, 8)

    assert newest.asked == Shown(22, 25)


def test_four_weeks_of_one_hospital_are_told_in_steps():
    (newest, *_) = spells(6, *[0] * 12, 5, 6, 7, 8, hospital="h1")

    assert newest.asked == Shown(25, 29)


def campaign(**targets):
    from pathlib import Path

    from outreach_bot.content.catalog import load_rules

    known = load_rules(Path(__file__).parents[2]).campaign.model_dump()
    return Campaign.model_validate(known | {"targets": targets})


def test_people_with_a_seat_and_those_who_came_are_held_against_the_target():
    known = Flows(
        {
            "week:2027-W08:h1:lived:booked": 4,
            "week:2027-W09:h1:lived:attended": 3,
            "week:2027-W09:h1:lived:gave_up": 9,
            "week:2027-W09:h1:staff:booked": 2,
        }
    )
    found = aims(known, campaign(h1={"lived": 7, "staff": 2}), hospitals=("h1", "h2"))

    assert [(aim.role, str(aim.have), aim.want, aim.is_met) for aim in found] == [
        (Role.LIVED, "7", 7, True),
        (Role.STAFF, "<5", 2, False),
    ]
