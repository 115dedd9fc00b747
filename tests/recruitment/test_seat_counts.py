"""Seats without names: roles, firsts, and those of people who were erased since."""

import datetime as dt

import pytest

from outreach_bot.recruitment.rules import Role, Sessions
from outreach_bot.recruitment.seat_counts import Place, left_behind, places, places_left
from outreach_bot.recruitment.sessions import SessionStatus
from tests.recruitment.builders import NOON, a_kind, a_seat, a_session

KINDS = Sessions(kinds=(a_kind(), a_kind("briefing", counts=False)), required=())


def on(day, key, kind="group", **seats):
    return a_session(key, kind, starts=NOON + dt.timedelta(days=day), seats=seats)


def firsts(*sessions):
    return [(place.session, place.is_first) for place in places(sessions, KINDS)]


def test_only_the_earliest_meeting_of_somebody_is_their_first():
    assert firsts(on(9, "late", ana=a_seat()), on(2, "early", ana=a_seat(), ben=a_seat())) == [
        ("late", False),
        ("early", True),
        ("early", True),
    ]


def test_a_meeting_they_missed_and_a_briefing_are_not_their_first():
    missed = on(1, "missed", ana=a_seat(attended=False))
    briefing = on(2, "briefing", "briefing", ana=a_seat())

    assert firsts(missed, briefing, on(3, "real", ana=a_seat())) == [
        ("missed", False),
        ("briefing", False),
        ("real", True),
    ]


def test_a_meeting_called_off_has_no_seats():
    off = a_session("off", status=SessionStatus.CANCELLED, seats={"ana": a_seat()})

    assert places([off], KINDS) == []


@pytest.mark.parametrize(
    ("seat", "state"),
    [({}, "booked"), ({"told_how": True}, "came"), ({"attended": True}, "came"),
     ({"attended": False}, "absent"), ({"attended": False, "told_how": True}, "absent")],
)  # fmt: skip
def test_a_seat_says_whether_somebody_came(seat, state):
    (place,) = places([on(1, "s1", ana=a_seat(**seat))], KINDS)

    assert place.state == state


def test_who_is_erased_leaves_seats_that_name_nobody():
    sessions = [on(1, "s1", ana=a_seat(Role.FAMILY, attended=True)), on(2, "s2", ana=a_seat(), ben=a_seat())]

    assert left_behind("ana", sessions, KINDS, freed=["s1"]) == ("left:s1:family:came:first",)


def test_a_seat_left_behind_says_whether_it_was_their_first():
    sessions = [on(1, "s1", ana=a_seat()), on(2, "s2", ana=a_seat())]

    assert left_behind("ana", sessions, KINDS, freed=["s2"]) == ("left:s2:lived:booked:again",)


def test_seats_left_behind_in_a_meeting_called_off_or_by_no_role_are_nobodys():
    off = a_session("off", status=SessionStatus.CANCELLED)

    assert (
        places_left({"left:off:lived:came:first": 1, "left:s1:nobody:came:first": 1}, [off, on(1, "s1")])
        == []
    )


def test_seats_left_behind_are_read_back_for_sessions_that_took_place():
    counters = {"left:s1:family:came:first": 2, "left:gone:lived:came:first": 1, "opened:K7MQ2XZB:fl": 4}

    found = places_left(counters, [on(1, "s1")])

    assert found == [Place(session="s1", role=Role.FAMILY, state="came", is_first=True)] * 2
