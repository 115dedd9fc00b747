import datetime as dt

import pytest
from icalendar import Calendar
from msgspec.structs import replace

from outreach_bot.exports.calendar import Titles, calendar_feed, calendar_file
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import Seat, Session, SessionStatus
from tests.helpers.libical import complaints

NOW = dt.datetime(2027, 3, 1, 15, 0, 0, 123, tzinfo=dt.UTC)
SESSION = Session(
    id="s1",
    kind="lived_interview",
    starts=dt.datetime(2027, 3, 8, 19, tzinfo=dt.UTC),
    minutes=90,
    capacity=1,
    hospital="h1",
    place="Room 2",
    why_text="alcohol",
    sequence=3,
)


def the_event(content):
    return Calendar.from_ical(content).walk("VEVENT")[0]


def test_the_times_are_in_utc_and_need_no_zone_table():
    content = calendar_file(SESSION, summary="Appointment", now=NOW)

    assert b"DTSTART:20270308T190000Z\r\n" in content
    assert b"DTEND:20270308T203000Z\r\n" in content
    assert b"VTIMEZONE" not in content


def test_the_uid_is_stable_and_the_sequence_is_the_sessions():
    early, late = (calendar_file(SESSION, summary="A", now=NOW + dt.timedelta(days=days)) for days in (0, 3))

    assert the_event(early)["UID"] == the_event(late)["UID"]
    assert the_event(early)["SEQUENCE"] == 3


def test_it_is_published_and_invites_nobody():
    content = calendar_file(SESSION, summary="Appointment", now=NOW)

    assert b"METHOD:PUBLISH" in content
    assert b"ATTENDEE" not in content
    assert the_event(content)["ORGANIZER"] == "invalid:nomail"


@pytest.mark.parametrize("cancels", [False, True], ids=["published", "cancelled"])
def test_libical_allows_each_part_of_it_by_its_method(cancels):
    assert complaints(calendar_file(SESSION, summary="Appointment", now=NOW, cancels=cancels)) == []


def test_libical_would_complain_of_one_without_an_organiser():
    content = calendar_file(SESSION, summary="Appointment", now=NOW)

    [complaint] = complaints(content.replace(b"ORGANIZER:invalid:nomail\r\n", b""))

    assert "ORGANIZER" in complaint


# -- the staff's feed ------------------------------------------------------------------------------------

TITLES = Titles(meeting="Meeting", before="Before the meeting", after="After the meeting")
SLOTS = {"brief_slot": NOW + dt.timedelta(days=5), "debrief_slot": NOW + dt.timedelta(days=9)}


def feed(*sessions):
    return calendar_feed(sessions, titles=TITLES, now=NOW)


def test_the_feed_has_each_meeting_with_the_short_chats_around_it():
    events = Calendar.from_ical(feed(replace(SESSION, **SLOTS))).walk("VEVENT")

    assert [(event["UID"], event["SUMMARY"]) for event in events] == [
        ("s1@meeting", "Meeting"),
        ("s1-before@meeting", "Before the meeting"),
        ("s1-after@meeting", "After the meeting"),
    ]
    assert {event["SEQUENCE"] for event in events} == {3}


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (SessionStatus.PUBLISHED, ["CONFIRMED"]),
        (SessionStatus.AT_RISK, ["TENTATIVE"]),
        (SessionStatus.CANCELLED, ["CANCELLED"]),
        (SessionStatus.DRAFT, []),
    ],
)
def test_the_feed_says_how_each_meeting_stands_and_shows_no_drafts(status, said):
    events = Calendar.from_ical(feed(replace(SESSION, status=status))).walk("VEVENT")

    assert [event["STATUS"] for event in events] == said


def test_nothing_in_the_feed_hints_at_a_person_or_a_topic():
    seated = replace(
        SESSION, seats={"p-ana": Seat(role=Role.LIVED, booked_at=NOW)}, cochair_lived="Sam", **SLOTS
    )

    content = feed(seated).decode().lower()

    assert not [
        word
        for word in ("p-ana", "sam", "interview", "room", "alcohol", "lived", "attendee")
        if word in content
    ]


def test_libical_allows_each_part_of_the_feed_by_its_method():
    everything = [
        replace(SESSION, id=f"s{number}", status=status, **SLOTS)
        for number, status in enumerate(SessionStatus)
    ]

    assert complaints(feed(*everything)) == []
    assert complaints(feed(SESSION)) == []


@pytest.mark.parametrize("word", ["interview", "h1", "Room 2", "alcohol", "hospital", "lived", "outreach"])
def test_nothing_in_it_hints_at_what_the_meeting_is(word):
    content = calendar_file(SESSION, summary="Appointment", now=NOW).decode()

    assert word not in content.lower()


def test_it_rings_once_two_hours_before():
    alarms = the_event(calendar_file(SESSION, summary="Appointment", now=NOW)).walk("VALARM")

    assert [(alarm["ACTION"], alarm["TRIGGER"].dt) for alarm in alarms] == [
        ("DISPLAY", dt.timedelta(hours=-2))
    ]


def test_giving_back_a_place_cancels_with_the_next_sequence():
    event = the_event(calendar_file(SESSION, summary="Appointment", now=NOW, cancels=True))

    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 4)
    assert not event.walk("VALARM")


def test_a_cancelled_session_has_its_next_sequence_already():
    gone = Session(
        id="s1",
        kind="k",
        starts=SESSION.starts,
        minutes=90,
        capacity=1,
        sequence=4,
        status=SessionStatus.CANCELLED,
    )

    content = calendar_file(gone, summary="Appointment", now=NOW, cancels=True)

    assert b"METHOD:CANCEL" in content
    assert the_event(content)["SEQUENCE"] == 4


def test_a_title_with_commas_and_other_alphabets_survives_folding():
    title = "Térmín; deine Zeit, " + "ñ" * 60

    content = calendar_file(SESSION, summary=title, now=NOW)

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert the_event(content)["SUMMARY"] == title
