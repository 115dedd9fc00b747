"""How far people came is counted once for the code that brought them, whatever they do afterwards."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.effects import Count
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import EraseAsked, Input, Opened, Said, SessionCancelled, Tapped, To
from outreach_bot.dialogue.state import KeptCode
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.funnel import COLUMNS, Stage
from outreach_bot.recruitment.rules import CodeKind
from tests.helpers.people import FITS, LONG, ME, NOW, held, person, received, session, view

CODE = Code(id="K7MQ2XZB", kind=CodeKind.PLACE, made_at=NOW)
BACK = Code(id="RQTVWXY2", kind=CodeKind.RETURN, made_at=NOW, person="person-000007")
FROM_THERE = {"source": CODE.id, "source_channel": "fl"}
SCREENED = {**FITS, **FROM_THERE, "counted": Stage.FITS}
BOOKED = {**SCREENED, "counted": Stage.BOOKED}


def counted(turn):
    """The funnel's counters that a turn moves, and by how much."""
    moved = {change.name: change.by for change in turn.changes if isinstance(change, Count)}
    return {name: by for name, by in moved.items() if name.split(":")[0] in COLUMNS}


def counts(rules, me, body, sessions=None, *, codes=(CODE,)):
    """What one input of theirs does."""
    seen = replace(
        view(rules, me, sessions), codes={code.id: KeptCode(code=code, revision=1) for code in codes}
    )
    turn = step(seen, received(body), now=NOW)
    return turn, counted(turn)


def test_who_opens_a_link_is_counted_as_having_opened_it(rules):
    _, moved = counts(rules, None, Opened(payload=f"c_{CODE.id}-fl"))

    assert moved == {"opened:K7MQ2XZB:fl": 1}


def test_a_second_code_moves_no_count(rules):
    other = replace(CODE, id="H5NQ3RTW")

    _, moved = counts(
        rules, person("role", **FROM_THERE, counted=Stage.STARTED), Said(text=other.id), codes=(other,)
    )

    assert moved == {}


def test_a_yes_to_being_asked_is_counted(rules):
    me = person("consent", "lived", **{**FROM_THERE, "role": None})

    turn, moved = counts(rules, me, Tapped(data="screening:agree"))

    assert moved == {"started:K7MQ2XZB:fl": 1}
    assert turn.me.counted is Stage.STARTED


def test_a_yes_for_another_role_is_not_counted_again(rules):
    me = person("consent", "staff", **FROM_THERE, counted=Stage.STARTED)

    _, moved = counts(rules, me, Tapped(data="screening:agree"))

    assert moved == {}


def test_a_code_typed_late_is_credited_with_all_that_came_before(rules):
    turn, moved = counts(rules, person("home", **FITS), Said(text=CODE.id), {LONG: held(LONG)})

    assert moved == {f"{stage}:K7MQ2XZB:": 1 for stage in ("opened", "started", "fits", "booked")}
    assert turn.me.counted is Stage.BOOKED


def test_a_code_typed_before_any_seat_is_credited_up_to_fitting(rules):
    _, moved = counts(rules, person("home", **FITS), Said(text=CODE.id))

    assert moved == {f"{stage}:K7MQ2XZB:": 1 for stage in ("opened", "started", "fits")}


def test_a_first_seat_is_counted(rules):
    me = person("meeting", LONG, **SCREENED)

    _, moved = counts(rules, me, Tapped(data=f"book:{LONG}"), {LONG: session()})

    assert moved == {"booked:K7MQ2XZB:fl": 1}


def test_a_place_given_up_is_counted_beside_the_booking(rules):
    _, moved = counts(rules, person("home", **BOOKED), Tapped(data=f"free:{LONG}"), {LONG: held(LONG)})

    assert moved == {"gave_up:K7MQ2XZB:fl": 1}


def test_booking_again_takes_the_giving_up_back_and_counts_no_second_booking(rules):
    me = person("meeting", LONG, **BOOKED)

    _, moved = counts(rules, me, Tapped(data=f"book:{LONG}"), {LONG: session()})

    assert moved == {"gave_up:K7MQ2XZB:fl": -1}


def test_moving_a_seat_counts_nothing(rules):
    me = replace(person("meeting", "s1", **BOOKED), before=f"change|{LONG}")

    _, moved = counts(rules, me, Tapped(data="book:s1"), {LONG: held(LONG), "s1": session("s1", days=9)})

    assert moved == {}


def test_one_of_two_seats_given_up_is_no_giving_up(rules):
    both = {LONG: held(LONG), "s1": held("s1")}

    _, moved = counts(rules, person("home", **BOOKED), Tapped(data="free:s1"), both)

    assert moved == {}


def test_a_meeting_called_off_leaves_them_without_a_place(rules):
    off = Input(key="in:1", to=To.PERSON, id=ME, body=SessionCancelled(session=LONG))

    turn = step(view(rules, person("home", **BOOKED), {LONG: held(LONG)}), off, now=NOW)

    assert counted(turn) == {"gave_up:K7MQ2XZB:fl": 1}


def test_who_is_erased_with_a_seat_leaves_counts_that_add_up(rules):
    asked = Input(key="cli:1", to=To.PERSON, id=ME, body=EraseAsked(by="command"))

    turn = step(view(rules, person("home", **BOOKED), {LONG: held(LONG)}), asked, now=NOW)

    assert counted(turn) == {"gave_up:K7MQ2XZB:fl": 1}


def past(**seat):
    """A meeting of last week that they had a seat in."""
    over = held(LONG)
    return replace(over, starts=NOW - dt.timedelta(days=7), seats={ME: replace(over.seats[ME], **seat)})


def test_who_says_how_it_was_was_there(rules):
    me = person("home", **BOOKED)

    _, moved = counts(rules, me, Tapped(data=f"how:ok:{LONG}"), {LONG: past()})

    assert moved == {"attended:K7MQ2XZB:fl": 1}


@pytest.mark.parametrize(("mark", "moved"), [(True, {"attended:K7MQ2XZB:fl": 1}), (False, {})])
def test_a_coordinators_mark_holds_over_what_was_said(rules, mark, moved):
    seats = {LONG: past(attended=mark, told_how=True)}

    assert counts(rules, person("home", **BOOKED), Said(text="my meetings"), seats)[1] == moved


def test_who_came_and_is_erased_has_given_nothing_up(rules):
    me = person("home", **{**BOOKED, "counted": Stage.ATTENDED})
    asked = Input(key="cli:1", to=To.PERSON, id=ME, body=EraseAsked(by="command"))

    turn = step(view(rules, me, {LONG: past(attended=True)}), asked, now=NOW)

    assert counted(turn) == {}


def test_who_came_unnoticed_and_is_erased_is_counted_as_having_come(rules):
    asked = Input(key="cli:1", to=To.PERSON, id=ME, body=EraseAsked(by="command"))

    turn = step(view(rules, person("home", **BOOKED), {LONG: past(attended=True)}), asked, now=NOW)

    assert counted(turn) == {"attended:K7MQ2XZB:fl": 1}


def test_who_comes_back_by_a_return_code_is_not_counted_as_two(rules):
    me = person("question", "l_age", **FROM_THERE, counted=Stage.STARTED)

    _, moved = counts(rules, me, Said(text=BACK.id), codes=(BACK,))

    assert moved == {"opened:K7MQ2XZB:fl": -1, "started:K7MQ2XZB:fl": -1}


def test_who_comes_back_and_came_by_no_code_moves_no_count(rules):
    _, moved = counts(rules, person("question", "l_age"), Said(text=BACK.id), codes=(BACK,))

    assert moved == {}


def test_who_once_booked_stays_counted_when_they_come_back_as_somebody_else(rules):
    _, moved = counts(rules, person("home", **BOOKED), Said(text=BACK.id), codes=(BACK,))

    assert moved == {}
