"""Who is asked first, and that the list can say why."""

import datetime as dt
import itertools

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach_bot.recruitment import seats, waiting_list
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import Hold, Session
from outreach_bot.recruitment.waiting_list import Why
from tests.recruitment import builders
from tests.recruitment.builders import NOON, a_kind, a_seat, a_session, a_waiter

LATER = NOON + dt.timedelta(hours=1)

lists = st.builds(
    lambda seats, waiting, capacity: a_session(seats=seats, waiting=waiting, capacity=capacity),
    seats=st.dictionaries(st.sampled_from(["x", "y", "z"]), builders.seats, max_size=3),
    waiting=st.dictionaries(builders.people, builders.waiters, max_size=8),
    capacity=st.integers(1, 12),
)


@given(session=lists, shuffled=st.randoms())
def test_the_order_does_not_depend_on_how_the_list_was_written(session, shuffled):
    for person, waiter in session.waiting.items():
        session = seats.join_list(session, person, waiter)
    people = list(session.waiting)
    shuffled.shuffle(people)
    again = a_session(seats=session.seats, waiting={person: session.waiting[person] for person in people})

    assert waiting_list.order(again) == waiting_list.order(session)


@given(
    arrivals=st.permutations(["p1", "p2", "p3", "p4"]), hours=st.lists(st.sampled_from([-2, 0]), min_size=4)
)
def test_who_arrived_first_goes_first_whatever_their_ids_and_wherever_the_clock_steps(arrivals, hours):
    session = a_session()
    for person, hour in zip(arrivals, hours, strict=False):
        session = seats.join_list(session, person, a_waiter(since=NOON + dt.timedelta(hours=hour)))

    assert waiting_list.order(session) == arrivals


def test_who_comes_back_from_an_offer_waits_where_they_were_and_who_left_and_comes_again_waits_last():
    session = a_session(capacity=1)
    for person in ("cal", "bo", "ana"):
        session = seats.join_list(session, person, a_waiter())

    offered = seats.hold(session, "cal", Hold(waiter=session.waiting["cal"], until=LATER), a_kind())
    joined = seats.join_list(offered, "abe", a_waiter())
    assert waiting_list.order(seats.drop_hold(joined, "cal", back=True)) == ["cal", "bo", "ana", "abe"]

    again = seats.join_list(seats.leave_list(session, "cal"), "cal", a_waiter())
    assert waiting_list.order(again) == ["bo", "ana", "cal"]


def test_a_list_from_before_arrivals_were_counted_stays_in_order_and_goes_before_who_comes_now():
    old = {
        "zoe": a_waiter(),
        "bo": a_waiter(),
        "ana": a_waiter(since=NOON - dt.timedelta(hours=1)),
    }
    kept = msgspec.to_builtins(a_session(waiting=old))
    assert "number" not in kept["waiting"]["zoe"]

    session = seats.join_list(msgspec.convert(kept, Session), "abe", a_waiter())

    assert waiting_list.order(session) == ["ana", "zoe", "bo", "abe"]


@given(session=lists)
def test_the_list_can_say_why_each_comes_before_the_next(session):
    order = waiting_list.order(session)

    for first, second in itertools.pairwise(order):
        one, other = session.waiting[first], session.waiting[second]
        match waiting_list.why(session, first, second):
            case Why.FIRST:
                assert (one.first, other.first) == (True, False)
            case Why.NEW_TO_IT:
                assert (one.new_to_it, other.new_to_it) == (True, False)
            case Why.WAITED_LONGER:
                assert one.new_to_it == other.new_to_it
                assert one.since <= other.since
            case Why.BALANCE_HOSPITAL:
                assert one.new_to_it == other.new_to_it
                assert one.hospitals != other.hospitals
            case Why.BALANCE_ROLE:
                assert (one.role is Role.STAFF) != (other.role is Role.STAFF)


@given(session=lists, kind=builders.kinds)
def test_nobody_is_asked_who_passed_or_finds_no_room(session, kind):
    person = waiting_list.next_to_ask(session, kind)

    asked = waiting_list.order(session)
    before = asked[: asked.index(person)] if person else asked
    for other in before:
        waiter = session.waiting[other]
        assert waiter.passed or not seats.has_room(
            session, kind, role=waiter.role, companions=waiter.companions
        )
    if person:
        assert not session.waiting[person].passed


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (a_waiter(since=LATER), a_waiter(new_to_it=False, hospitals=("h2",)), Why.NEW_TO_IT),
        (a_waiter(since=LATER, hospitals=("h2",)), a_waiter(hospitals=("h1",)), Why.BALANCE_HOSPITAL),
        (a_waiter(Role.STAFF, hospitals=("h2",)), a_waiter(hospitals=("h1",)), Why.BALANCE_HOSPITAL),
        (a_waiter(since=LATER, hospitals=("h1", "h2")), a_waiter(hospitals=("h1",)), Why.BALANCE_HOSPITAL),
        (a_waiter(since=LATER), a_waiter(Role.STAFF), Why.BALANCE_ROLE),
        (a_waiter(Role.FAMILY), a_waiter(since=LATER), Why.WAITED_LONGER),
    ],
    ids=["new people", "a hospital with fewer seats", "hospital before role", "the least of several hospitals",
         "a role with fewer seats", "the one who waited longer"],
)  # fmt: skip
def test_the_first_goes_first_and_it_is_said_why(first, second, why):
    seated = {"x": a_seat(Role.STAFF, hospitals=("h1",)), "y": a_seat(Role.STAFF, hospitals=("h1",))}
    session = a_session(seats=seated, waiting={"second": second, "first": first})

    assert waiting_list.order(session) == ["first", "second"]
    assert waiting_list.why(session, "first", "second") is why


def test_the_number_told_is_the_place_in_the_order():
    session = a_session(waiting={"late": a_waiter(since=LATER), "early": a_waiter()})

    assert waiting_list.place(session, "early") == 1
    assert waiting_list.place(session, "late") == 2


def test_the_first_for_whom_there_is_room_is_asked():
    kind = a_kind(reserve_lived_or_family=0.5)
    session = a_session(
        capacity=2,
        seats={"sol": a_seat(Role.STAFF)},
        waiting={
            "sam": a_waiter(Role.STAFF, since=NOON - dt.timedelta(days=2)),
            "two": a_waiter(companions=1, since=NOON - dt.timedelta(days=1)),
            "ana": a_waiter(),
        },
    )

    assert waiting_list.next_to_ask(session, kind) == "ana"


def test_nobody_is_asked_for_a_seat_that_is_held():
    session = a_session(
        capacity=1, waiting={"ana": a_waiter()}, holds={"bo": Hold(waiter=a_waiter(), until=LATER)}
    )

    assert waiting_list.next_to_ask(session, a_kind()) is None


def test_whose_meeting_moved_away_from_them_is_asked_before_everybody():
    new, old = NOON - dt.timedelta(days=9), NOON
    session = a_session(
        waiting={"new": a_waiter(since=new), "first": a_waiter(since=old, new_to_it=False, first=True)}
    )

    assert waiting_list.order(session) == ["first", "new"]
    assert waiting_list.why(session, "first", "new") is Why.FIRST
