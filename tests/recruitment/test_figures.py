"""Figures of meetings: nobody can be told from them."""

import datetime as dt

import pytest

from outreach_bot.recruitment.figures import (
    Meetings,
    Share,
    heard,
    outlook,
    share,
    takes,
)
from outreach_bot.recruitment.flows import Window
from outreach_bot.recruitment.rules import Forecast, Role, Sessions
from outreach_bot.recruitment.sessions import Lead, SessionStatus
from outreach_bot.recruitment.small_counts import Shown, exactly
from tests.recruitment.builders import NOON, a_kind, a_seat, a_session

KINDS = Sessions(
    kinds=(
        a_kind("talk", capacity=1),
        a_kind(),
        a_kind("series", series=True, min=5, needs_before=(("group",),)),
        a_kind("briefing", counts=False),
        a_kind("other_talk", capacity=1),
    ),
    required=(),
)
WHOLE = Window(now="2027-W09")
UNDER = Shown(1, 4)


def meetings(*sessions, window=WHOLE, **counters):
    named = {name.replace("__", ":"): count for name, count in counters.items()}
    return Meetings(sessions, named, KINDS, window=window, now=NOON)


def people(many, role=Role.LIVED, first=0, **seat):
    return {f"p{number}": a_seat(role, **seat) for number in range(first, first + many)}


def over(key="s1", days=7, kind="group", **fields):
    return a_session(key, kind, starts=NOON - dt.timedelta(days=days), **fields)


# -- shares -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "rest", "told"),
    [
        (exactly(9), exactly(3), "75 %"),
        (exactly(9), UNDER, "69–90 %"),
        (UNDER, exactly(0), "100 %"),
        (exactly(0), exactly(6), "0 %"),
        (UNDER, exactly(4), "20–50 %"),
        (Shown(10, None), exactly(10), "50 %"),
        (exactly(10), Shown(10, None), "50 %"),
        (Shown(0, 4), exactly(0), "0–100 %"),
        (exactly(0), Shown(0, 4), "0 %"),
    ],
)
def test_a_share_is_told_as_closely_as_its_counts(of, rest, told):
    assert str(share(of, rest)) == told


def test_nothing_has_no_share():
    assert share(exactly(0), exactly(0)) is None


# -- seats --------------------------------------------------------------------------------------------------


def test_seats_are_counted_by_role_and_few_are_hidden():
    seats = people(6) | people(2, Role.FAMILY, 6) | people(5, Role.STAFF, 8)

    (line,) = meetings(a_session(seats=seats, capacity=15)).seats()

    assert line.roles == {Role.LIVED: exactly(6), Role.FAMILY: UNDER, Role.STAFF: exactly(5)}


def test_seats_of_people_erased_since_are_still_counted():
    (line,) = meetings(over(seats=people(3)), left__s1__lived__came__first=2).seats()

    assert line.roles[Role.LIVED] == exactly(5)


def test_a_missed_seat_is_nobody_at_the_table():
    assert meetings(over(seats=people(6, attended=False))).seats() == []


def test_talks_are_told_together_so_that_no_single_one_shows():
    talks = [a_session(f"t{n}", "talk", capacity=1, seats=people(1, first=n)) for n in range(6)]

    (line,) = meetings(*talks).seats()

    assert (line.session, line.kind, line.many, line.roles[Role.LIVED]) == (None, "talk", 6, exactly(6))


def test_each_kind_of_talk_is_told_by_itself():
    talks = [a_session(f"t{n}", "talk", capacity=1, seats=people(1, first=n)) for n in range(6)]
    others = [a_session(f"o{n}", "other_talk", capacity=1, seats=people(1, first=n)) for n in range(5)]

    told = meetings(*talks, *others).seats()

    assert [(line.kind, line.many) for line in told] == [("talk", 6), ("other_talk", 5)]


def test_briefings_and_meetings_called_off_are_left_out():
    briefing = a_session("b", "briefing", seats=people(6))
    off = a_session("off", seats=people(6), status=SessionStatus.CANCELLED)

    assert meetings(briefing, off).seats() == []


def test_a_window_leaves_out_meetings_before_it_and_of_other_hospitals():
    sessions = [
        over("old", 60, seats=people(6)),
        over("here", hospital="h1", seats=people(6)),
        over("there", hospital="h2", seats=people(6)),
        over("all", seats=people(6)),
    ]

    found = meetings(*sessions, window=Window(weeks=4, hospital="h1", now="2027-W09")).chosen

    assert [each.id for each in found] == ["here", "all"]


def test_without_a_hospital_meetings_of_every_hospital_are_looked_at():
    found = meetings(over("here", hospital="h1"), over("all")).chosen

    assert [each.id for each in found] == ["here", "all"]


def test_first_timers_are_told_from_all_others():
    first = over("first", 9, seats=people(8))
    second = over("second", 2, seats=people(13))

    assert meetings(first, second).newcomers() == (exactly(13), exactly(8))


def test_first_timers_of_a_window_are_known_from_before_it():
    first = over("first", 60, seats=people(8))
    second = over("second", 2, seats=people(14))

    new, again = meetings(first, second, window=Window(weeks=4, now="2027-W09")).newcomers()

    assert (str(new), str(again)) == ("5–9", "5–9")


def test_a_short_chat_and_a_missed_seat_are_nobodys_first_or_next_meeting():
    short = over("short", kind="briefing", seats=people(7))
    group = over("group", seats=people(6, first=7) | people(8, first=13, attended=False))

    assert meetings(short, group).newcomers() == (exactly(6), exactly(0))


# -- what was done ------------------------------------------------------------------------------------------


def test_meetings_at_risk_are_told_by_what_became_of_them():
    kept = meetings(
        a_session("moved", moved=1),
        a_session("alternate", led_by=Lead.ALTERNATE),
        a_session("ahead", led_by=Lead.NOBODY),
        a_session("off", status=SessionStatus.CANCELLED, moved=1),
        a_session("open", status=SessionStatus.AT_RISK, led_by=Lead.ALTERNATE),
        a_session("fine"),
    ).kept()

    assert (kept.moved, kept.alternate, kept.ahead, kept.skipped) == (1, 1, 1, 1)
    assert kept.share == Share(low=50, high=50)


def test_briefs_and_debriefs_of_meetings_that_are_over_are_counted():
    slots = meetings(
        over("both", briefed=True, debriefed=True),
        over("one", briefed=True),
        over("none", status=SessionStatus.CANCELLED),
        a_session("to come"),
        over("talk", kind="talk", capacity=1),
        over("short", kind="briefing", briefed=True),
    ).slots()

    assert (slots.meetings, slots.briefed, slots.debriefed) == (2, 2, 1)
    assert slots.share == Share(low=75, high=75)


# -- over-use -----------------------------------------------------------------------------------------------


def campaign():
    from pathlib import Path

    from outreach_bot.content.catalog import load_rules

    return load_rules(Path(__file__).parents[2]).campaign


def test_the_share_of_five_people_is_told_in_steps():
    often = [over(f"s{n}", n + 1, seats=people(5)) for n in range(3)]

    found = meetings(*often, over("once", 9, seats=people(10, first=5))).over_use(campaign())

    assert (found.people, found.top) == (exactly(15), 60)


def test_meetings_called_off_short_chats_and_missed_seats_rest_on_nobody():
    found = meetings(
        over("off", seats=people(6, first=20), status=SessionStatus.CANCELLED),
        over("short", kind="briefing", seats=people(7, first=30)),
        over("held", seats=people(8) | people(5, first=8, attended=False)),
    ).over_use(campaign())

    assert found.people == exactly(8)


def test_the_share_of_five_people_among_few_is_not_told():
    assert meetings(over(seats=people(9))).over_use(campaign()).top is None


def test_people_who_should_rest_are_counted_and_hidden():
    often = [over(f"s{n}", n + 1, seats=people(2)) for n in range(4)]

    assert meetings(*often).over_use(campaign()).at_limit == UNDER


def test_who_came_often_long_ago_need_not_rest():
    often = [over(f"s{n}", n + 200, seats=people(6)) for n in range(4)]

    assert meetings(*often).over_use(campaign()).at_limit == exactly(0)


# -- how it was ---------------------------------------------------------------------------------------------


def test_answers_are_told_by_kind_and_in_all():
    found = heard({"how:talk:heard": 9, "how:group:heard": 8, "how:group:ok": 5, "how:gone:hard": 3}, KINDS)

    assert found.whole["heard"] == exactly(17)
    assert list(found.kinds) == ["talk", "group"]
    assert found.share == Share(low=77, high=77)


def test_few_answers_are_hidden_and_so_is_the_sum_that_would_tell_them():
    found = heard({"how:talk:heard": 9, "how:group:heard": 2}, KINDS)

    assert (found.kinds["group"]["heard"], found.whole["heard"]) == (UNDER, Shown(10, 13))


def test_the_share_of_those_who_were_heard_is_no_closer_than_the_answers_are_shown():
    found = heard({"how:talk:heard": 9, "how:talk:hard": 2}, KINDS)

    assert str(found.share) == "69–90 %"


def test_without_answers_there_is_no_share():
    assert heard({}, KINDS).share is None


# -- what is to come ----------------------------------------------------------------------------------------


def test_two_of_three_come_to_meetings_and_one_of_two_to_groups():
    found = outlook(exactly(15), Forecast())

    assert (found.events, found.groups) == (exactly(10), exactly(8))


def test_what_is_expected_of_few_is_no_closer_than_they_are_shown():
    assert str(outlook(UNDER, Forecast()).events) == "<5"


def test_a_talk_counts_once_a_person_and_erased_people_too():
    talks = [a_session(f"t{n}", "talk", capacity=1, seats=people(1, Role.FAMILY, n)) for n in range(2)]

    found = meetings(*talks, over("t9", kind="talk", capacity=1), left__t9__staff__came__first=1).talks()

    assert found == {Role.LIVED: 0, Role.FAMILY: 2, Role.STAFF: 1}


def test_neither_groups_nor_short_chats_nor_missed_talks_count_as_talks():
    found = meetings(
        over("group", seats=people(3)),
        over("short", kind="briefing", capacity=1, seats=people(1)),
        over("missed", kind="talk", capacity=1, seats=people(1, attended=False)),
        over("held", kind="talk", capacity=1, seats=people(1, first=5)),
    ).talks()

    assert found == {Role.LIVED: 1, Role.FAMILY: 0, Role.STAFF: 0}


def test_a_number_without_an_upper_end_is_counted_from_its_lower_one():
    assert outlook(Shown(15, None), Forecast()).events == exactly(10)


def test_meetings_take_more_than_groups_and_neither_talks_nor_briefings_are_told():
    after = {"needs_before": (("talk",),), "min": 10}
    kinds = Sessions(
        kinds=(
            a_kind("event", **after),
            a_kind("series", series=True, **after),
            a_kind("second_talk", capacity=1, **after),
            a_kind("briefing", counts=False, **after),
            a_kind("open_door"),
        ),
        required=(),
    )

    assert [(each.kind, each.talks) for each in takes(kinds, Forecast())] == [("event", 16), ("series", 20)]


def test_each_kind_says_how_many_talks_it_takes():
    assert [(each.kind, each.least, each.talks) for each in takes(KINDS, Forecast())] == [("series", 5, 10)]
