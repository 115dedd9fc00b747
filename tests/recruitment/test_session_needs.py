"""What a session still lacks: fields before it can be booked, people before it can meet."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outreach_bot.recruitment import session_needs
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.session_needs import Lack
from outreach_bot.recruitment.sessions import Hold, Mode
from tests.helpers.meetings import AT_RISK, EVERYBODY, a_meeting, seats
from tests.helpers.web_stage import campaign_rules
from tests.recruitment.builders import NOON, a_kind, a_seat, a_session, a_waiter

REQUIRED = (
    "cochair_lived", "cochair_staff", "cochair_alternate_lived", "admin_support", "brief_slot", "debrief_slot",
    "quiet_space", "food", "travel_help", "pay_text", "why_text",
)  # fmt: skip


@pytest.mark.parametrize("field", REQUIRED)
def test_each_thing_a_group_needs_keeps_it_from_being_booked(field):
    session = replace(a_meeting("s1"), **{field: None if field.endswith("slot") else ""})

    assert session_needs.keeps_from_publishing(session, campaign_rules()) == [field]


def test_a_group_that_meets_by_video_needs_a_number_to_call_in_on():
    session = a_meeting("s1", mode=Mode.VIDEO, link_type="Zoom")

    assert session_needs.keeps_from_publishing(session, campaign_rules()) == ["dial_in"]


def test_a_group_that_has_a_number_to_call_in_on_lacks_none():
    session = a_meeting("s1", mode=Mode.VIDEO, link_type="Zoom", dial_in="+1 202 555 0100")

    assert session_needs.keeps_from_publishing(session, campaign_rules()) == []


@pytest.mark.parametrize(
    ("kind", "group"),
    [({}, True), ({"capacity": 1}, False), ({"counts": False}, False)],
    ids=["a group", "one to one", "a short chat"],
)
def test_a_group_is_where_people_meet_who_do_not_know_each_other(kind, group):
    assert session_needs.is_group(a_kind(**kind)) is group


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"mode": Mode.VIDEO, "link_type": "MS Teams"}, ["dial_in"]),
        ({"mode": Mode.VIDEO, "link_type": "MS Teams", "dial_in": "+1 202 555 0100"}, []),
        ({"mode": Mode.VIDEO, "link_type": "Zoom"}, []),
        ({"mode": Mode.IN_PERSON, "link_type": "MS Teams", "place": "Room 2"}, []),
    ],
    ids=["teams alone", "teams or a call", "zoom alone", "in person"],
)
def test_teams_is_never_the_only_way_into_a_talk(fields, missing):
    talk = a_session(kind="lived_interview", capacity=1, **fields)

    assert session_needs.keeps_from_publishing(talk, campaign_rules()) == missing


@pytest.mark.parametrize(
    ("mode", "fields", "missing"),
    [
        (Mode.IN_PERSON, {}, ["place"]),
        (Mode.IN_PERSON, {"place": "  "}, ["place"]),
        (Mode.IN_PERSON, {"place": "Room 2"}, []),
        (Mode.HYBRID, {}, ["place", "link_type"]),
        (Mode.HYBRID, {"place": "Room 2"}, ["link_type"]),
        (Mode.HYBRID, {"dial_in": "+1 202 555 0100"}, ["place"]),
        (Mode.HYBRID, {"place": "Room 2", "link_type": "Zoom"}, []),
        (Mode.VIDEO, {"place": "Room 2"}, ["link_type"]),
        (Mode.VIDEO, {"link_type": "Zoom"}, []),
        (Mode.VIDEO, {"dial_in": "+1 202 555 0100"}, []),
        (Mode.PHONE, {}, ["dial_in"]),
        (Mode.PHONE, {"dial_in": "+1 202 555 0100"}, []),
        (Mode.PHONE, {"place": "We call you"}, []),
    ],
)
def test_nobody_can_book_a_talk_without_what_its_mode_needs(mode, fields, missing):
    talk = a_session(kind="lived_interview", capacity=1, mode=mode, **fields)

    assert session_needs.keeps_from_publishing(talk, campaign_rules()) == missing


def test_a_group_in_one_place_needs_to_say_which():
    session = a_meeting("s1", place="")

    assert session_needs.keeps_from_publishing(session, campaign_rules()) == ["place"]


def test_a_complete_session_with_enough_people_lacks_nothing():
    session = a_meeting("s1", seats=seats(10))

    assert session_needs.lacks(session, campaign_rules()) == []


def test_it_says_how_many_people_are_missing():
    [lack] = session_needs.lacks(AT_RISK, campaign_rules())

    assert (lack.what, lack.has, lack.needs) == (Lack.PEOPLE, 6, 10)


def test_too_few_with_lived_experience_come_before_too_few_people():
    session = a_meeting("s1", "codesign_group", seats=seats(3, staff=2))

    lacking = session_needs.lacks(session, campaign_rules())

    assert [(lack.what, lack.has, lack.needs) for lack in lacking] == [
        (Lack.LIVED, 1, 2),
        (Lack.PEOPLE, 3, 5),
    ]


def test_what_keeps_it_from_being_booked_comes_first_by_name():
    session = a_meeting("s1", seats=seats(6), food="", pay_text="")

    lacking = session_needs.lacks(session, campaign_rules())

    assert [lack.what for lack in lacking] == [Lack.FIELDS, Lack.PEOPLE]
    assert lacking[0].fields == ("food", "pay_text")


def test_every_table_needs_two_of_them():
    session = replace(EVERYBODY, seats=seats(24, staff=20))

    [lack] = session_needs.lacks(session, campaign_rules())

    assert (lack.what, lack.has, lack.needs) == (Lack.TABLES, 4, 6)


SOON = NOON + dt.timedelta(days=2)
FEW = {"min_lived_or_family": 2}
SEATED = {"a": a_seat(Role.STAFF), "b": a_seat(Role.FAMILY)}


@pytest.mark.parametrize(
    ("fields", "few"),
    [
        ({}, True),
        ({"starts": NOON + dt.timedelta(days=4)}, False),
        ({"starts": NOON}, False),
        ({"holds": {"c": Hold(waiter=a_waiter(), until=SOON)}}, False),
        ({"seats": {**SEATED, "c": a_seat(Role.LIVED)}}, False),
    ],
    ids=["soon", "there is time", "it has begun", "one is being asked", "enough"],
)
def test_too_few_with_lived_experience_matter_when_it_is_soon(fields, few):
    session = a_session(**({"starts": SOON, "seats": SEATED} | fields))

    assert session_needs.has_too_few_lived(session, a_kind(**FEW), NOON) is few
