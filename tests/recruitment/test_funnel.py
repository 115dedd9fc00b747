"""The funnel adds up, and shows nothing that a person could be worked out from."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach_bot.recruitment.codes import CHANNELS, Code
from outreach_bot.recruitment.funnel import (
    COLUMNS,
    STAGES,
    Funnel,
    Stage,
    counter,
    newly_reached,
)
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.recruitment.small_counts import exactly

MADE = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
NETWORKS = ("peer_networks", "family_support")
HOSPITALS = ("h1", "h2")


def code(identifier, kind=CodeKind.PLACE, **fields):
    return Code(id=identifier, kind=kind, made_at=MADE, **fields)


LIBRARY = code("K7MQ2XZB", name="Library", hospital="h1")
PEERS = code("BCDFGHJ2", CodeKind.NETWORK, name="Peers", network="peer_networks")
KIM = code("H5NQ3RTW", CodeKind.CHAMPION, name="Kim", network="peer_networks")
ONCE = code("VWXYZ234", CodeKind.CHAMPION, name="Kim", joins=True)
CODES = (LIBRARY, PEERS, KIM, ONCE)


def funnel(counters, **options):
    return Funnel(counters, CODES, networks=NETWORKS, hospitals=HOSPITALS, **options).report()


def cell(lines, key, step=Stage.OPENED):
    [found] = [line for line in lines if line.key == key]
    return str(found.cells[step])


# -- stages ------------------------------------------------------------------------------------------------


def test_who_gets_further_at_once_is_counted_for_each_stage_between():
    assert newly_reached(Stage.OPENED, Stage.BOOKED) == (Stage.STARTED, Stage.FITS, Stage.BOOKED)


@pytest.mark.parametrize("counted", STAGES)
@pytest.mark.parametrize("reached", STAGES)
def test_nobody_is_counted_twice_for_a_stage(counted, reached):
    assert not set(newly_reached(counted, reached)) & set(STAGES[: STAGES.index(counted) + 1])


# -- the report --------------------------------------------------------------------------------------------


def test_a_code_is_counted_under_its_network_and_its_hospital():
    report = funnel(
        {counter("opened", PEERS.id, "em"): 6, counter("opened", LIBRARY.id, "fl"): 8}, exact=True
    )

    assert [cell(report.networks, key) for key in (*NETWORKS, "")] == ["6", "0", "8"]
    assert [cell(report.hospitals, key) for key in (*HOSPITALS, "")] == ["8", "0", "6"]
    assert [cell(report.channels, key) for key in ("em", "fl", "")] == ["6", "8", "0"]


def test_a_champions_count_is_in_bands_and_their_network_gives_no_more_away():
    report = funnel({counter("fits", KIM.id, "pf"): 7})

    assert cell(report.codes, KIM.id, Stage.FITS) == "5–9"
    assert cell(report.networks, "peer_networks", Stage.FITS) == "5–9"
    assert str(report.whole.cells[Stage.FITS]) == "5–9"


def test_a_champion_nobody_came_by_looks_like_one_with_a_few():
    silent, busy = funnel({}), funnel({counter("opened", KIM.id, "pf"): 2})

    assert cell(silent.codes, KIM.id) == cell(busy.codes, KIM.id) == "<5"
    assert cell(silent.networks, "peer_networks") == cell(busy.networks, "peer_networks")


def test_the_order_of_codes_does_not_tell_hidden_counts():
    one = funnel({counter("opened", LIBRARY.id, "fl"): 4, counter("opened", PEERS.id, "fl"): 1})
    other = funnel({counter("opened", LIBRARY.id, "fl"): 1, counter("opened", PEERS.id, "fl"): 4})

    assert [line.key for line in one.codes] == [line.key for line in other.codes]


def test_codes_that_show_the_same_stand_by_name():
    assert [line.code and line.code.name for line in funnel({}).codes] == ["Kim", "Library", "Peers"]


def test_one_time_links_are_no_places_people_come_from():
    assert ONCE.id not in {line.key for line in funnel({}).codes}


def test_what_came_by_a_code_that_is_gone_is_still_in_the_whole():
    report = funnel({counter("opened", "ZZZZZZZ9", "so"): 9}, exact=True)

    assert str(report.whole.cells[Stage.OPENED]) == "9"
    assert cell(report.networks, "") == "9"
    assert cell(report.codes, "") == "9"


def test_other_counters_are_passed_over():
    report = funnel({"outcome:fits:lived": 7, "how:joint_event:ok": 3}, exact=True)

    assert {str(each) for each in report.whole.cells.values()} == {"0"}


names = st.tuples(st.sampled_from(COLUMNS), st.sampled_from(CODES[:3]), st.sampled_from((*CHANNELS, "")))


@given(st.dictionaries(names, st.integers(0, 30)))
def test_every_cut_adds_up_to_the_whole(chosen):
    counters = {counter(step, known.id, channel): count for (step, known, channel), count in chosen.items()}

    report = funnel(counters, exact=True)

    for step in COLUMNS:
        whole = sum(count for name, count in counters.items() if name.startswith(f"{step}:"))
        assert report.whole.cells[step] == exactly(whole)
        for cut in (report.networks, report.hospitals, report.channels, report.codes):
            assert sum(line.cells[step].low for line in cut) == whole


@given(st.dictionaries(names, st.integers(0, 30)))
def test_every_shown_count_is_true(chosen):
    counters = {counter(step, known.id, channel): count for (step, known, channel), count in chosen.items()}

    seen, exact = funnel(counters), funnel(counters, exact=True)

    for cut in ("networks", "hospitals", "channels", "codes"):
        truth = {line.key: line.cells for line in getattr(exact, cut)}
        for line in getattr(seen, cut):
            for step, each in line.cells.items():
                assert each.low <= truth[line.key][step].low
                assert each.high is None or truth[line.key][step].low <= each.high
