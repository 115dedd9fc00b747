"""Which sessions fit a person."""

import datetime as dt
from typing import Any

import pytest

from outreach_bot.recruitment import fitting
from outreach_bot.recruitment.fitting import Misfit, Wishes
from outreach_bot.recruitment.rules import Campaign, OverUse, Role, Rules, Sessions
from outreach_bot.recruitment.sessions import Mode, SessionStatus
from tests.recruitment.builders import NOON, a_kind, a_seat, a_session

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
KINDS = Sessions(
    kinds=(
        a_kind("talk", roles=["lived"], capacity=1),
        a_kind("lived_feedback", roles=["lived", "family"], needs_before=[["talk", "family_talk"]]),
        a_kind("joint", needs_before=[["lived_feedback", "staff_feedback"]]),
        a_kind("team", series=True),
        a_kind("group"),
        a_kind("other"),
        a_kind("briefing", counts=False),
    ),
    required=(),
)


def the_rules(**campaign):
    fields: dict[str, Any] = {"mode": "standard", "over_use": OverUse(sessions=4, days=90)} | campaign
    return Rules.model_construct(sessions=KINDS, campaign=Campaign.model_construct(**fields))


RULES = the_rules()
ANA = Wishes(person="ana", role=Role.LIVED, hospitals=("h1",))


def wishes(**fields):
    return Wishes(person="ana", **({"role": Role.LIVED, "hospitals": ("h1",)} | fields))


def held(key, kind, starts=NOON + 5 * DAY, **seat):
    return a_session(key, kind, starts=starts, seats={"ana": a_seat(**seat)})


def misfit(session, wishing=ANA, mine=(), rules=RULES):
    return fitting.misfit(session, wishing, mine, rules, NOON)


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        (a_session(), None),
        (a_session(status=SessionStatus.AT_RISK), None),
        (a_session(status=SessionStatus.DRAFT), Misfit.NOT_OPEN),
        (a_session(status=SessionStatus.CANCELLED), Misfit.NOT_OPEN),
        (a_session(starts=NOON + HOUR), None),
        (a_session(starts=NOON + HOUR - dt.timedelta(seconds=1)), Misfit.NOT_OPEN),
        (a_session(kind="briefing"), Misfit.NEVER_ALONE),
        (a_session(hospital="h1"), None),
        (a_session(hospital="h2"), Misfit.HOSPITAL),
        (a_session(kind="lived_feedback"), Misfit.ORDER),
    ],
    ids=["open", "at risk", "a draft", "cancelled", "in an hour", "in less", "a short chat", "her hospital",
         "another hospital", "before its time"],
)  # fmt: skip
def test_a_session_says_why_it_does_not_fit(session, expected):
    assert misfit(session) is expected


def test_the_role_decides_who_may_come():
    assert misfit(a_session(kind="talk"), wishes(role=Role.STAFF)) is Misfit.ROLE
    assert misfit(a_session(kind="talk")) is None


def test_who_wants_no_group_gets_none():
    assert misfit(a_session(kind="group"), wishes(one_to_one=True)) is Misfit.GROUP
    assert misfit(a_session(kind="talk"), wishes(one_to_one=True)) is None


@pytest.mark.parametrize(
    ("needs", "fields", "fits"),
    [
        (("in_person",), {"mode": Mode.IN_PERSON}, True),
        (("in_person",), {"mode": Mode.HYBRID}, True),
        (("in_person",), {"mode": Mode.VIDEO}, False),
        (("in_person",), {"mode": Mode.PHONE}, False),
        (("video",), {"mode": Mode.VIDEO}, True),
        (("video",), {"mode": Mode.HYBRID}, True),
        (("video",), {"mode": Mode.IN_PERSON}, False),
        (("phone",), {"mode": Mode.PHONE}, True),
        (("phone",), {"mode": Mode.VIDEO, "dial_in": "+1 202 555 0100"}, True),
        (("phone",), {"mode": Mode.VIDEO}, False),
        (("phone", "in_person"), {"mode": Mode.IN_PERSON}, True),
        (("quiet",), {"mode": Mode.VIDEO}, True),
        (("not_teams",), {"mode": Mode.VIDEO, "link_type": "MS Teams"}, False),
        (("not_teams",), {"mode": Mode.VIDEO, "link_type": "Zoom"}, True),
        (("not_teams",), {"mode": Mode.VIDEO, "link_type": "teams", "dial_in": "+1 202 555 0100"}, True),
        (("not_teams",), {"mode": Mode.HYBRID, "link_type": "MS Teams"}, True),
        ((), {"mode": Mode.VIDEO, "link_type": "MS Teams"}, True),
    ],
)
def test_how_people_meet_suits_what_was_asked_for(needs, fields, fits):
    expected = None if fits else Misfit.NEEDS

    assert misfit(a_session(**fields), wishes(needs=needs)) is expected


def test_one_of_a_kind_at_a_time_but_many_of_a_series():
    assert misfit(a_session(), mine=[held("s9", "group")]) is Misfit.HAS_ONE
    assert misfit(a_session(kind="team"), mine=[held("s9", "team")]) is None


@pytest.mark.parametrize(
    ("apart", "expected"), [(-60, None), (-59, Misfit.OVERLAPS), (59, Misfit.OVERLAPS), (60, None)]
)
def test_nobody_is_in_two_places_at_once(apart, expected):
    session = a_session()
    other = held("s9", "other", starts=session.starts + dt.timedelta(minutes=apart))

    assert misfit(session, mine=[other]) is expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (held("t", "talk", NOON + 10 * DAY - HOUR), None),
        (held("t", "talk", NOON + 10 * DAY - HOUR / 2), Misfit.ORDER),
        (held("t", "talk", NOON + 12 * DAY), Misfit.ORDER),
        (held("t", "talk", NOON + 12 * DAY, attended=True), None),
        (held("t", "group"), Misfit.ORDER),
    ],
    ids=["ends as it begins", "ends too late", "comes after", "attended", "another kind"],
)
def test_what_must_come_before_comes_before(before, expected):
    assert misfit(a_session(kind="lived_feedback"), mine=[before]) is expected


def test_in_accelerated_mode_the_group_needs_no_talk_before_it():
    rules = the_rules(mode="accelerated")

    assert misfit(a_session(kind="lived_feedback"), rules=rules) is None
    assert misfit(a_session(kind="joint"), rules=rules) is Misfit.ORDER


def test_four_in_ninety_days_are_enough():
    mine = [held(f"s{n}", "team" if n == 5 else kind, NOON + n * DAY)
            for n, kind in ((5, "team"), (6, "other"), (7, "talk"), (8, "joint"))]  # fmt: skip

    assert misfit(a_session(), mine=mine) is Misfit.RESTING
    assert misfit(a_session(), mine=mine[:3]) is None


def test_a_seat_to_be_swapped_does_not_stand_in_the_way():
    mine = [held("s9", "group", a_session().starts)]

    assert misfit(a_session(), wishes(swaps="s9"), mine) is None


def test_cancelled_and_missed_sessions_are_not_held():
    sessions = [
        held("s1", "group"),
        held("s2", "group", attended=True),
        held("s3", "group", attended=False),
        a_session("s4", status=SessionStatus.CANCELLED, seats={"ana": a_seat()}),
        a_session("s5", seats={"bo": a_seat()}),
    ]

    assert [session.id for session in fitting.held_by("ana", sessions)] == ["s1", "s2"]


def test_the_list_begins_with_the_soonest():
    sessions = [a_session("b"), a_session("a"), a_session("c", starts=NOON + DAY), a_session("d", "briefing")]

    found = fitting.fitting(ANA, {session.id: session for session in sessions}, RULES, NOON)

    assert [session.id for session in found] == ["c", "a", "b"]


def in_the_way(*mine, session=None):
    return fitting.in_the_way(session or a_session(), ANA, mine, RULES, NOON)


def test_nothing_is_in_the_way_of_what_fits():
    assert in_the_way(held("s9", "other")) == ""


def test_the_one_of_the_same_kind_is_in_the_way():
    assert in_the_way(held("s8", "other"), held("s9", "group")) == "s9"


def test_the_one_at_the_same_hour_is_in_the_way():
    assert in_the_way(held("s8", "team"), held("s9", "other", a_session().starts)) == "s9"


def test_two_at_the_same_hour_are_too_many_to_give_up():
    starts = a_session().starts

    assert in_the_way(held("s8", "team", starts), held("s9", "other", starts)) is None


def test_one_that_is_over_is_not_given_up():
    assert in_the_way(held("s9", "group", NOON - DAY)) is None


def test_what_fits_nobody_is_in_nobodys_way():
    assert in_the_way(held("s9", "group"), session=a_session(status=SessionStatus.CANCELLED)) is None


def resting(*sessions):
    return fitting.is_resting(ANA, {session.id: session for session in sessions}, RULES, NOON)


def test_who_has_four_and_finds_a_fifth_rests():
    mine = [held(f"s{n}", kind, NOON + n * DAY) for n, kind in
            ((5, "team"), (6, "other"), (7, "talk"), (8, "joint"))]  # fmt: skip

    assert resting(*mine, a_session("new"))
    assert not resting(*mine)
    assert not resting(*mine, a_session("new"), a_session("next", "team", starts=NOON + 20 * DAY))
    assert not resting(*mine[:3], a_session("new", status=SessionStatus.DRAFT))


def test_somebody_who_is_asked_too_often_is_offered_no_swap():
    mine = [held(f"h{n}", "other", NOON + (n + 30) * DAY) for n in range(1, 5)]
    rules = the_rules(over_use=OverUse(sessions=4, days=90))
    reason = fitting.misfit(a_session(), ANA, mine, rules, NOON)

    assert reason is Misfit.RESTING
    assert fitting.in_the_way(a_session(), ANA, mine, rules, NOON) is None
