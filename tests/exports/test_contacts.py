"""Contacts written for mailing tools: who is in the file, what it says of them, and what it must not say."""

import datetime as dt
import json

import pytest
from msgspec.structs import replace

from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.exports.contact_rows import Fresh, read_contacts
from outreach_bot.exports.contacts import COLUMNS, Tool, contact_rows
from outreach_bot.exports.spreadsheets import to_csv
from outreach_bot.recruitment.contacts import Contact, Permission, Way
from tests.exports.test_contact_rows import knowing

NOW = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)
LEE = Contact(
    id="k-leeleeleelee",
    network="rco_directors",
    made_at=NOW,
    name="Lee Ann Park",
    organisation="Seacoast Recovery",
    email="lee@seacoast.example",
    phone="+16035550101",
    permission=Permission.GIVEN,
    permission_at=NOW,
    policy="Posters only, after\nthe chair agreed",
    note="=Prefers mornings",
    cap=1,
    code="K7MQ2XZB",
)


@pytest.fixture(scope="module")
def rules():
    return load_rules(find_campaign(None))


@pytest.fixture
def rows(rules):
    def writing(tool, *contacts):
        return contact_rows(contacts, rules.networks, tool, language="en")

    return writing


@pytest.mark.parametrize(
    "fields",
    [
        {"permission": Permission.UNKNOWN},
        {"permission": Permission.ASKED},
        {"permission": Permission.REFUSED},
        {"do_not_contact_at": NOW},
        {"email": ""},
        {"ways": (Way.PHONE,)},
        {"network": "old_friends"},
    ],
)
@pytest.mark.parametrize("tool", [Tool.PLAIN, Tool.MAILCHIMP, Tool.LISTMONK])
def test_only_who_said_yes_and_is_reached_by_email_is_in_the_file(rows, tool, fields):
    assert len(rows(tool, LEE)) == 1
    assert rows(tool, replace(LEE, **fields)) == []


def test_mailchimp_gets_its_own_columns(rows):
    assert rows(Tool.MAILCHIMP, LEE) == [
        {
            "Email Address": "lee@seacoast.example",
            "First Name": "Lee Ann",
            "Last Name": "Park",
            "Phone Number": "+16035550101",
            "Tags": "en",
        }
    ]


def test_listmonk_gets_attributes_as_json(rows):
    (row,) = rows(Tool.LISTMONK, replace(LEE, language="es"))

    assert (row["email"], row["name"]) == ("lee@seacoast.example", "Lee Ann Park")
    assert json.loads(row["attributes"]) == {"code": "K7MQ2XZB", "language": "es"}


@pytest.mark.parametrize("tool", [Tool.MAILCHIMP, Tool.LISTMONK])
def test_no_tool_learns_of_networks_notes_or_policies(rows, tool):
    text = str(rows(tool, LEE))

    assert not any(word in text for word in ("rco_directors", "Recovery", "mornings", "Posters"))


def test_a_phone_that_is_not_to_be_used_stays_out(rows):
    (row,) = rows(Tool.MAILCHIMP, replace(LEE, ways=(Way.EMAIL,)))

    assert row["Phone Number"] == ""


@pytest.mark.parametrize(
    ("name", "first", "last"), [("Lee", "Lee", ""), ("", "", ""), ("=Lee Park", "Lee", "Park")]
)
def test_names_of_every_shape_are_split_and_run_nothing(rows, name, first, last):
    (row,) = rows(Tool.MAILCHIMP, replace(LEE, name=name))

    assert (row["First Name"], row["Last Name"]) == (first, last)


def test_a_long_name_is_cut_to_the_bytes_a_tool_takes(rows):
    (row,) = rows(Tool.LISTMONK, replace(LEE, name="é" * 200))

    assert row["name"] == "é" * 127


def test_who_stopped_or_said_no_is_on_the_suppression_list_and_nobody_else(rows):
    stopped = replace(LEE, do_not_contact_at=NOW)
    refused = replace(LEE, email="no@x.example", permission=Permission.REFUSED)

    found = rows(Tool.SUPPRESSION, LEE, stopped, refused, replace(stopped, email=""))

    assert found == [{"email": "lee@seacoast.example"}, {"email": "no@x.example"}]


def test_the_plain_file_can_be_brought_in_again_and_changes_nothing(rows, rules):
    text = to_csv(COLUMNS[Tool.PLAIN], rows(Tool.PLAIN, LEE))
    fresh = Fresh(lambda: "k-1", lambda: "C1")

    again = read_contacts(text.encode(), rules=rules, known=knowing(LEE), now=NOW, fresh=fresh)

    assert (again.contacts, again.unchanged) == ((), 1)
