"""A session read from a form: the session it makes, or each field that is wrong."""

import asyncio
import datetime as dt
from urllib.parse import urlencode

import pytest
from msgspec.structs import replace
from starlette.requests import Request

from outreach_bot.office.forms import Form
from outreach_bot.office.session_forms import Fault, Wrong, blank, filled_from, read_session
from outreach_bot.recruitment.sessions import Comfort, Mode, Poll, SessionStatus
from tests.helpers.meetings import COMPLETE, EVERYBODY, a_meeting, a_seat
from tests.helpers.web_stage import NOW, campaign_rules

DAY = dt.timedelta(days=1)
ZONE = campaign_rules().campaign.zone
GOOD = {
    "kind": "celebration",
    "starts": "2027-04-08T14:00",
    "mode": "in_person",
    **{name: value for name, value in COMPLETE.items() if isinstance(value, str)},
}


def read(fields, *, known=None, publish=True, comforts=()):
    boxes = {"comforts": list(comforts)} if comforts else {}
    form = Form(fields={name: [value] for name, value in fields.items() if name != "comforts"} | boxes)
    return read_session(
        form, rules=campaign_rules(), now=NOW, known=known, session_id="s-new", publish=publish
    )


def wrong(fields, **more):
    session, filled = read(fields, **more)
    assert (session is None) == bool(filled.wrong)
    return {name: each.fault for name, each in filled.wrong.items()}


def test_a_whole_form_makes_a_session_that_people_can_book():
    session, _ = read(
        GOOD | {"hospital": "h2", "minutes": "90", "capacity": "12"}, comforts=["therapy_dog", "cake"]
    )

    assert session.id == "s-new"
    assert session.starts == dt.datetime(2027, 4, 8, 18, tzinfo=dt.UTC)
    assert (session.hospital, session.minutes, session.capacity) == ("h2", 90, 12)
    assert (session.mode, session.status) == (Mode.IN_PERSON, SessionStatus.PUBLISHED)
    assert session.comforts == (Comfort.THERAPY_DOG,)


def test_left_empty_length_and_seats_are_those_of_its_kind():
    session, _ = read(GOOD)

    assert (session.minutes, session.capacity) == (120, 60)


def test_the_short_chats_are_made_where_nobody_says_otherwise():
    session, _ = read(GOOD)
    told, _ = read(GOOD | {"brief_slot": "2027-04-06T10:00", "debrief_slot": "2027-04-09T10:00"})

    assert session.brief_slot == session.starts - DAY
    assert session.debrief_slot == session.ends + dt.timedelta(minutes=15)
    assert (told.brief_slot.day, told.debrief_slot.day) == (6, 9)


@pytest.mark.parametrize(
    "field",
    ["cochair_lived", "cochair_staff", "cochair_alternate_lived", "admin_support", "quiet_space", "food",
     "travel_help", "pay_text", "why_text"],
)  # fmt: skip
def test_each_field_it_cannot_be_booked_without_is_named_by_its_input(field):
    assert wrong(GOOD | {field: " "}) == {field: Fault.NEEDED}


def test_all_that_is_missing_is_named_at_once_in_the_order_of_the_form():
    _, filled = read({"kind": "celebration", "starts": "2027-04-08T14:00", "mode": "video"})

    assert list(filled.wrong) == [
        "dial_in", "cochair_lived", "cochair_staff", "cochair_alternate_lived", "admin_support", "quiet_space",
        "food", "travel_help", "pay_text", "why_text",
    ]  # fmt: skip


def test_a_draft_needs_no_more_than_its_kind_and_time():
    session, _ = read({"kind": "celebration", "starts": "2027-04-08T14:00", "mode": "video"}, publish=False)

    assert session.status is SessionStatus.DRAFT


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"kind": "party"}, {"kind": Fault.KIND}),
        ({"starts": ""}, {"starts": Fault.TIME}),
        ({"starts": "soon"}, {"starts": Fault.TIME}),
        ({"starts": "2027-03-14T02:30"}, {"starts": Fault.GAP}),
        ({"starts": "2027-02-08T14:00"}, {"starts": Fault.PAST}),
        ({"brief_slot": "2027-04-08T14:00"}, {"brief_slot": Fault.EARLY}),
        ({"debrief_slot": "2027-04-08T15:00"}, {"debrief_slot": Fault.LATE}),
        ({"minutes": "4"}, {"minutes": Fault.NUMBER}),
        ({"minutes": "½"}, {"minutes": Fault.NUMBER}),
        ({"capacity": "0"}, {"capacity": Fault.NUMBER}),
        ({"hospital": "h9"}, {"hospital": Fault.CHOICE}),
        ({"mode": "pigeon"}, {"mode": Fault.CHOICE}),
        ({"food": "x" * 121}, {"food": Fault.LONG}),
        ({"mode": "video", "link_type": "MS Teams"}, {"dial_in": Fault.NEEDED}),
    ],
    ids=[
        "no such kind",
        "no time",
        "a word for a time",
        "clocks go forward",
        "in the past",
        "chat before too late",
        "chat after too early",
        "too short",
        "half a minute",
        "no seats",
        "no such hospital",
        "no such way",
        "too long",
        "teams alone",
    ],
)
def test_what_is_wrong_is_said_beside_its_field(fields, faults):
    assert wrong(GOOD | fields) == faults


def test_what_was_typed_stays_in_the_form():
    _, filled = read(GOOD | {"minutes": "many", "food": "soup"})

    assert (filled.values["minutes"], filled.values["food"]) == ("many", "soup")
    assert filled.wrong["minutes"] == Wrong(fault=Fault.NUMBER, low=5, high=480)


# -- changing one ------------------------------------------------------------------------------------------


def test_a_form_filled_from_a_session_makes_the_same_session():
    filled = filled_from(EVERYBODY, ZONE)

    session, _ = read(filled.values, known=EVERYBODY)

    assert session == replace(EVERYBODY, id="s-new")


def test_what_happened_to_it_stays_and_its_kind_cannot_change():
    before = a_meeting("s1", seats={"p-a": a_seat()}, poll=Poll(times=(), opened_at=NOW), moved=2)

    session, _ = read(GOOD | {"kind": "joint_event"}, known=before)

    assert (session.kind, session.seats, session.poll, session.moved) == (
        "celebration",
        before.seats,
        before.poll,
        2,
    )


def test_one_that_is_open_stays_open_whatever_the_button_says():
    session, _ = read(GOOD, known=a_meeting("s1", status=SessionStatus.AT_RISK), publish=False)

    assert session.status is SessionStatus.AT_RISK


def test_seats_that_are_taken_cannot_be_taken_away():
    before = a_meeting("s1", seats={"p-a": a_seat(companions=1)})

    _, filled = read(GOOD | {"capacity": "1"}, known=before)

    assert filled.wrong["capacity"] == Wrong(fault=Fault.SEATED, low=2)


def test_one_that_is_open_may_lose_nothing_more_than_it_lacks():
    lacking = a_meeting("s1", cochair_alternate_lived="")

    assert wrong(GOOD | {"cochair_alternate_lived": ""}, known=lacking) == {}
    assert wrong(GOOD | {"cochair_alternate_lived": "", "food": ""}, known=lacking) == {"food": Fault.NEEDED}


def test_one_that_is_over_can_still_be_put_right():
    before = a_meeting("s1", at=NOW - DAY)

    session, _ = read({**filled_from(before, ZONE).values, "food": "soup"}, known=before)

    assert session.food == "soup"


def test_a_new_form_begins_with_what_the_kind_and_the_campaign_say():
    rules = campaign_rules()

    assert blank(rules, "joint_event").values["minutes"] == "180"
    assert blank(rules, "party").values["kind"] == ""
    assert blank(rules, "").values["pay_text"] == rules.campaign.pay_text


def test_a_form_brings_in_nothing_that_steers_or_is_not_seen():
    typed = urlencode({"place": "Room\x1b[2J \u202e5\x07", "run_notes": "one\r\ntwo"}).encode()

    async def receive():
        return {"type": "http.request", "body": typed, "more_body": False}

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    form = asyncio.run(Form.read(Request({"type": "http", "headers": headers}, receive)))

    assert form.one("place") == "Room [2J 5"
    assert form.text("run_notes") == "one\r\ntwo"
