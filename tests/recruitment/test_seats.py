"""Who may sit where: never more people than seats, and never staff in the seats kept for others."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach_bot.recruitment import seats
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import Hold
from tests.recruitment import builders
from tests.recruitment.builders import NOON, a_kind, a_seat, a_session, a_waiter

UNTIL = NOON + dt.timedelta(days=1)

happenings = st.lists(
    st.one_of(
        st.tuples(st.just("take"), builders.people, builders.seats),
        st.tuples(st.just("wait"), builders.people, builders.waiters),
        st.tuples(st.just("hold"), builders.people, st.none()),
        st.tuples(st.just("give back"), builders.people, st.none()),
        st.tuples(st.just("leave"), builders.people, st.none()),
        st.tuples(st.just("drop"), builders.people, st.booleans()),
    ),
    max_size=40,
)


def happen(session, kind, what, person, given):
    """Let one thing happen to a session, in any order whatever; refused where there is no room."""
    if what == "hold" and person not in session.waiting:
        return session
    try:
        match what:
            case "take":
                return seats.take(session, person, given, kind)
            case "wait":
                return seats.join_list(session, person, given)
            case "hold":
                hold = Hold(waiter=session.waiting[person], until=UNTIL)
                return seats.hold(session, person, hold, kind)
            case "give back":
                return seats.give_back(session, person)
            case "leave":
                return seats.leave_list(session, person)
            case _:
                return seats.drop_hold(session, person, back=given)
    except seats.OverBooked:
        return session


@given(kind=builders.kinds, capacity=st.integers(1, 6), all_that_happens=happenings)
def test_no_order_of_events_over_books_a_session(kind, capacity, all_that_happens):
    session = a_session(capacity=capacity)

    for what, person, given_ in all_that_happens:
        session = happen(session, kind, what, person, given_)

        assert seats.taken(session, kind) <= capacity
        assert seats.taken(session, kind, staff_only=True) <= max(0, seats.staff_limit(session, kind))
        assert all(seats.free(session, kind, role) >= 0 for role in Role)


@given(kind=builders.kinds, capacity=st.integers(1, 6), waiter=builders.waiters, filled=happenings)
def test_a_hold_takes_just_the_places_that_its_seat_takes(kind, capacity, waiter, filled):
    session = a_session(capacity=capacity)
    for what, person, given_ in filled:
        session = happen(session, kind, what, person, given_)
    session = seats.give_back(seats.drop_hold(session, "new", back=False), "new")
    session = seats.join_list(session, "new", waiter)
    if not seats.has_room(session, kind, role=waiter.role, companions=waiter.companions):
        return

    held = seats.hold(session, "new", Hold(waiter=waiter, until=UNTIL), kind)
    seat = a_seat(waiter.role, companions=waiter.companions)
    seated = seats.take(held, "new", seat, kind)

    assert seats.taken(held, kind) == seats.taken(seated, kind)
    assert seats.taken(held, kind) == seats.taken(session, kind) + seats.places(waiter.companions, kind)
    assert "new" not in held.waiting
    assert "new" not in seated.holds


@given(kind=builders.kinds, capacity=st.integers(1, 6), seat=builders.seats)
def test_a_seat_given_back_leaves_nothing_behind(kind, capacity, seat):
    empty = a_session(capacity=capacity)
    if not seats.has_room(empty, kind, role=seat.role, companions=seat.companions):
        return

    assert seats.give_back(seats.take(empty, "ana", seat, kind), "ana") == empty


def test_a_full_session_takes_nobody():
    kind = a_kind()
    session = seats.take(a_session(capacity=1), "ana", a_seat(), kind)

    with pytest.raises(seats.OverBooked):
        seats.take(session, "bo", a_seat(), kind)


def test_a_full_session_holds_no_seat():
    kind = a_kind()
    session = seats.take(a_session(capacity=1, waiting={"bo": a_waiter()}), "ana", a_seat(), kind)

    with pytest.raises(seats.OverBooked):
        seats.hold(session, "bo", Hold(waiter=a_waiter(), until=UNTIL), kind)


def test_a_held_seat_is_there_for_its_holder_alone():
    session = a_session(capacity=1, holds={"bo": Hold(waiter=a_waiter(), until=UNTIL)})

    assert not seats.has_room(session, a_kind(), role=Role.LIVED)
    assert "bo" in seats.take(session, "bo", a_seat(), a_kind()).seats


@pytest.mark.parametrize(
    ("takes_seat", "expected"), [(True, 3), (False, 1)], ids=["beside them", "at a one to one talk"]
)
def test_companions_take_places_where_the_kind_says_so(takes_seat, expected):
    assert seats.places(2, a_kind(companion_takes_seat=takes_seat)) == expected


@pytest.mark.parametrize(
    ("capacity", "fields", "expected"),
    [
        (32, {"reserve_lived_or_family": 0.5}, 16),
        (5, {"reserve_lived_or_family": 0.5}, 2),
        (10, {"min_lived_or_family": 2}, 8),
        (9, {"table_size": 8, "min_lived_or_family_per_table": 2}, 5),
        (32, {"table_size": 8, "min_lived_or_family_per_table": 2, "reserve_lived_or_family": 0.5}, 16),
        (8, {"table_size": 8}, 8),
        (8, {"min_lived_or_family_per_table": 2}, 8),
        (8, {}, 8),
    ],
    ids=["half", "half, rounded up", "two in all", "two a table", "the larger share", "no share a table",
         "no tables", "no rule"],
)  # fmt: skip
def test_staff_may_take_what_is_not_kept_for_others(capacity, fields, expected):
    assert seats.staff_limit(a_session(capacity=capacity), a_kind(**fields)) == expected


def test_staff_are_refused_the_seats_kept_for_others_while_others_are_not():
    kind = a_kind(reserve_lived_or_family=0.5)
    session = a_session(capacity=4, seats={"sol": a_seat(Role.STAFF), "sam": a_seat(Role.STAFF)})

    assert seats.free(session, kind, Role.STAFF) == 0
    assert seats.free(session, kind, Role.LIVED) == 2
    assert seats.free(session, kind, Role.FAMILY) == 2


def test_a_hold_for_staff_counts_as_staff():
    kind = a_kind(reserve_lived_or_family=0.5)
    holds = {"sol": Hold(waiter=a_waiter(Role.STAFF), until=UNTIL)}

    assert seats.free(a_session(capacity=2, holds=holds), kind, Role.STAFF) == 0


def test_who_did_not_take_a_held_seat_waits_where_they_were():
    waiter = a_waiter(since=NOON - dt.timedelta(days=3))
    session = a_session(holds={"bo": Hold(waiter=waiter, until=UNTIL)})

    back = seats.drop_hold(session, "bo", back=True)

    assert back.waiting["bo"].since == waiter.since
    assert back.waiting["bo"].passed
    assert back.holds == {}


def test_who_leaves_with_a_held_seat_waits_no_more():
    session = a_session(holds={"bo": Hold(waiter=a_waiter(), until=UNTIL)})

    assert seats.drop_hold(session, "bo", back=False) == a_session()


def test_a_note_on_a_seat_changes_nothing_else():
    session = a_session(seats={"ana": a_seat(), "bo": a_seat()})

    noted = seats.change(session, "ana", a_seat(coming=True))

    assert noted.seats == {"ana": a_seat(coming=True), "bo": a_seat()}
