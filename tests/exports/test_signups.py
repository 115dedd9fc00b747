import datetime as dt
from typing import Any

import pytest

from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.dialogue.state import Consent, Person
from outreach_bot.exports.signups import COLUMNS, IDENTIFIED_COLUMNS, identified_row, signup_row
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.recruitment.sessions import Hold, Seat, Session, Waiter

MONDAY = dt.datetime(2027, 3, 1, 15, tzinfo=dt.UTC)


def a_session(name, **changes):
    facts: dict[str, Any] = {
        "kind": "lived_interview",
        "starts": MONDAY,
        "minutes": 90,
        "capacity": 1,
    } | changes
    return Session(id=name, **facts)


def a_seat(days=0, **changes):
    return Seat(role=Role.LIVED, booked_at=MONDAY + dt.timedelta(days=days), **changes)


def a_consent(name, *, agreed=True, withdrawn_at=None):
    return Consent(
        id=name, agreed=agreed, at=MONDAY, channel="telegram", words="00", withdrawn_at=withdrawn_at
    )


def a_person(**changes):
    return Person(id="p1", made_at=MONDAY, seen_at=MONDAY, **changes)


def by_id(*sessions):
    return {session.id: session for session in sessions}


def test_the_columns_are_the_contract():
    assert ",".join(COLUMNS) == (
        "person,source,channel,role,outcome,hospitals,session,seat,booked_at,needs,consents"
    )
    assert tuple(signup_row(a_person(), {})) == COLUMNS


def test_a_person_who_only_said_hello_is_a_row_of_blanks():
    assert set(signup_row(a_person(), {}).values()) == {"p1", ""}


def test_a_person_who_booked_is_told_in_ids_and_codes():
    ana = a_person(
        source="K7MQ2XZB",
        source_channel="fl",
        role=Role.LIVED,
        outcome=Outcome.FITS,
        hospitals=("h1", "h3"),
        needs=("ride", "quiet"),
        consents=(a_consent("consent_join"), a_consent("consent_contact")),
    )
    session = a_session("s1", seats={"p1": a_seat()})

    row = signup_row(ana, by_id(session))

    assert list(row.values()) == [
        "p1", "K7MQ2XZB", "fl", "lived", "fits", "h1;h3", "s1", "booked", "2027-03-01T15:00:00Z", "ride;quiet",
        "consent_join;consent_contact",
    ]  # fmt: skip


def test_consents_refused_or_taken_back_do_not_count():
    ana = a_person(consents=(a_consent("one", agreed=False), a_consent("two", withdrawn_at=MONDAY)))

    assert signup_row(ana, {})["consents"] == ""


def test_of_two_seats_the_newest_is_shown():
    sessions = by_id(
        a_session("older", seats={"p1": a_seat(days=1)}), a_session("newer", seats={"p1": a_seat(days=2)})
    )

    assert signup_row(a_person(), sessions)["session"] == "newer"


@pytest.mark.parametrize(("attended", "says"), [(None, "booked"), (True, "attended"), (False, "absent")])
def test_a_seat_says_what_became_of_it(attended, says):
    sessions = by_id(a_session("s1", seats={"p1": a_seat(attended=attended)}))

    assert signup_row(a_person(), sessions)["seat"] == says


def test_a_seat_counts_over_a_hold_and_a_hold_over_the_list():
    waiter = Waiter(role=Role.LIVED, since=MONDAY + dt.timedelta(days=9))
    seat = a_session("a", seats={"p1": a_seat()})
    hold = a_session("b", holds={"p1": Hold(waiter=waiter, until=MONDAY)})
    waits = a_session("c", waiting={"p1": waiter})

    found = [signup_row(a_person(), by_id(*some)) for some in ((seat, hold, waits), (hold, waits), (waits,))]

    assert [(row["session"], row["seat"]) for row in found] == [
        ("a", "booked"),
        ("b", "held"),
        ("c", "waiting"),
    ]


def test_other_peoples_seats_are_not_theirs():
    sessions = by_id(a_session("s1", seats={"p2": a_seat()}))

    assert signup_row(a_person(), sessions)["session"] == ""


def test_only_the_identified_row_says_where_a_person_can_be_reached():
    ana = a_person(addresses=(Address(channel=Channel.TELEGRAM, chat="42"),))
    call = Call(person="p1", asked_at=MONDAY, reason="asked", number="+16035550142")

    row = identified_row(ana, {}, call)

    assert tuple(row) == IDENTIFIED_COLUMNS
    assert (row["address"], row["number"]) == ("telegram:42", "+16035550142")
    assert "telegram:42" not in signup_row(ana, {}).values()
