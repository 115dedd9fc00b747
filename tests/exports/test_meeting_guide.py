"""Organisations brought in from a Meeting Guide feed; nobody who gave a meeting their name."""

import datetime as dt
import itertools
import json

import pytest
from msgspec.structs import replace

from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.exports.contact_rows import Fresh
from outreach_bot.exports.known_contacts import nobody
from outreach_bot.exports.meeting_guide import read_meetings
from outreach_bot.exports.table_files import BadFile
from tests.exports.test_contact_rows import knowing

NOW = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)
MEETING = {
    "name": "Monday evening",
    "slug": "monday-evening",
    "day": 1,
    "time": "18:00",
    "entity": "Seacoast Groups",
    "entity_email": "office@seacoast.example",
    "entity_phone": "603-555-0140",
    "entity_website_url": "https://seacoast.example",
    "contact_1_name": "Pat Doe",
    "contact_1_phone": "603-555-0199",
    "contact_1_email": "pat@private.example",
    "feedback_emails": ["web@seacoast.example"],
}


@pytest.fixture(scope="module")
def rules():
    return load_rules(find_campaign(None))


@pytest.fixture
def read(rules):
    numbers = itertools.count(1)
    fresh = Fresh(lambda: f"k-{next(numbers)}", lambda: f"C{next(numbers)}")

    def reading(*meetings, known=None, network="peer_networks"):
        content = json.dumps(meetings).encode()
        return read_meetings(
            content, network=network, rules=rules, known=known or nobody(), now=NOW, fresh=fresh
        )

    return reading


def meeting(**fields):
    return {key: value for key, value in (MEETING | fields).items() if value is not None}


def refused(read, *meetings):
    with pytest.raises(BadFile) as told:
        read(*meetings)
    return str(told.value)


def test_the_meetings_of_one_organisation_are_one_contact(read):
    feed = read(meeting(), meeting(slug="tue", entity="seacoast  groups", entity_phone="(603) 555 0140"))

    (contact,) = feed.incoming.contacts
    assert (contact.organisation, contact.email, contact.phone, contact.network, contact.found) == (
        "Seacoast Groups", "office@seacoast.example", "+16035550140", "peer_networks", "https://seacoast.example",
    )  # fmt: skip


def test_nothing_of_a_person_named_in_the_feed_is_kept(read):
    text = str(
        read(meeting(), meeting(slug="b", entity="Other", entity_email="o@o.example", entity_phone=None))
    )

    assert not any(word in text for word in ("Pat", "private.example", "0199", "Monday"))


def test_a_feedback_address_stands_in_where_the_organisation_gives_none(read):
    (contact,) = read(meeting(entity_email=None)).incoming.contacts

    assert contact.email == "web@seacoast.example"


def test_a_later_meeting_may_tell_what_an_earlier_one_leaves_out(read):
    quiet = meeting(entity_email=None, entity_phone=None, feedback_emails=None)

    feed = read(quiet, meeting())

    assert [contact.email for contact in feed.incoming.contacts] == ["office@seacoast.example"]
    assert feed.unreachable == 0


def test_meetings_that_lead_to_no_organisation_are_passed_over_and_counted(read):
    nowhere = meeting(entity="Quiet", entity_email=None, entity_phone=None, feedback_emails=[])

    feed = read(meeting(), meeting(slug="b", entity=None), nowhere)

    assert (len(feed.incoming.contacts), feed.unreachable) == (1, 2)


def test_a_feed_that_leads_nowhere_says_so(read):
    assert "no meeting names an organisation" in refused(read, meeting(entity=None))


def test_an_organisation_that_asked_us_to_stop_is_passed_over(read):
    feed = read(meeting(), known=knowing(stopped=["phone:+16035550140"]))

    assert (feed.incoming.contacts, feed.stopped) == ((), 1)


def test_the_same_feed_again_changes_nothing_even_after_the_office_moved_a_contact(read):
    (contact,) = read(meeting()).incoming.contacts
    moved = replace(contact, network="family_support")

    again = read(meeting(), known=knowing(moved)).incoming

    assert (again.contacts, again.unchanged) == ((), 1)


@pytest.mark.parametrize(
    ("entry", "finding"),
    [
        ("Monday", "meeting 1: this is no meeting."),
        (meeting(slug=None), "meeting 1, slug: this is missing."),
        (meeting(entity_phone=6035550140), "meeting 1, entity_phone: this is no text."),
        (meeting(feedback_emails="x@y.example"), "meeting 1, feedback_emails: this is no list of texts."),
        (meeting(entity_email="office"), "meeting 1, entity_email: 'office' is no email address."),
        (meeting(entity_phone="12"), "meeting 1, entity_phone: '12' is no phone number in US."),
    ],
)
def test_each_bad_entry_is_named(read, entry, finding):
    assert finding in refused(read, entry)


def test_two_addresses_of_one_organisation_are_named(read):
    text = refused(read, meeting(), meeting(slug="b", entity_email="new@seacoast.example"))

    assert (
        text == "meeting 2, entity_email: Seacoast Groups has another one at meeting 1. Make them the same."
    )


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"[{", "line 1: this is not JSON"),
        (b"{}", "this is not a list of meetings"),
        (b"[]", "not a list of meetings"),
    ],
)
def test_what_is_no_feed_is_named(rules, content, finding):
    fresh = Fresh(lambda: "k-1", lambda: "C1")

    with pytest.raises(BadFile, match=finding):
        read_meetings(content, network="peer_networks", rules=rules, known=nobody(), now=NOW, fresh=fresh)
