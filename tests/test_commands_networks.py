"""import networks, import meetings and invite --network, as somebody types them."""

import json

import msgspec
import pytest

from outreach_bot.commands_base import do, reading, settings_for
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import Contact
from tests.helpers.commands import own_machine, run_command

GOOD = b"""network,organisation,name,email,phone
peer_networks,Riverside Peers,Lee Park,lee@riverside.example,603-555-0101
family_support,Harbor Families,,,603-555-0102
"""
FEED = [
    {"name": "Monday", "slug": "m", "entity": "Seacoast Groups", "entity_email": "office@seacoast.example"},
    {"name": "Tuesday", "slug": "t"},
]


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    """A machine of one's own: no settings, an own key, an empty folder to stand in."""
    return own_machine(monkeypatch, tmp_path)


@pytest.fixture
def command(monkeypatch, capsys):
    """Run one command; returns exit code, standard output and standard error."""

    def running(*arguments, stdin=b""):
        return run_command(monkeypatch, capsys, (*arguments, "--data", "d"), stdin=stdin)

    return running


def rows(place, table, kind):
    async def read():
        async with reading(settings_for(place / "d", None)) as store:
            return [msgspec.convert(row.body, kind) for row in await store.rows(table)]

    return do(read())


def test_contacts_of_a_table_come_in_each_with_a_code(command, place):
    code, out, _ = command("import", "networks", "-", stdin=GOOD)

    contacts = rows(place, "contact", Contact)
    assert (code, out.splitlines()[0]) == (0, "2 contacts read: 2 new, 0 changed, 0 unchanged.")
    assert [contact.phone for contact in contacts] == ["+16035550101", "+16035550102"]
    assert {made.id: made.contact for made in rows(place, "code", Code)} == {
        contact.code: contact.id for contact in contacts
    }


def test_the_same_table_again_changes_nothing(command, place):
    command("import", "networks", "-", stdin=GOOD)
    before = rows(place, "contact", Contact)

    code, out, _ = command("import", "networks", "-", stdin=GOOD)

    assert (code, out) == (0, "2 contacts read: 0 new, 0 changed, 2 unchanged.\n")
    assert rows(place, "contact", Contact) == before


def test_one_bad_row_keeps_the_whole_table_out(command, place):
    command("import", "networks", "-", stdin=GOOD)

    code, out, err = command(
        "import", "networks", "-", stdin=GOOD.replace(b"0101", b"0103") + b"x,A,,a@b.example,\n"
    )

    assert (code, out) == (1, "")
    assert "-: line 4, network: 'x' is no network." in err
    assert err.endswith("Nothing was imported. Put this right and import the file again.\n")
    assert [contact.phone for contact in rows(place, "contact", Contact)] == ["+16035550101", "+16035550102"]


def test_organisations_of_a_feed_come_in_under_peer_networks(command, place):
    code, out, _ = command("import", "meetings", "-", stdin=json.dumps(FEED).encode())

    assert (code, [contact.network for contact in rows(place, "contact", Contact)]) == (0, ["peer_networks"])
    assert "1 meeting names no organisation with an email or phone: passed over." in out


def test_organisations_of_a_feed_may_come_in_under_another_network(command, place):
    command("import", "meetings", "-", "--network", "family_support", stdin=json.dumps(FEED).encode())

    assert [contact.network for contact in rows(place, "contact", Contact)] == ["family_support"]


def test_a_feed_cannot_come_in_under_a_network_that_is_not_there(command):
    code, _, err = command("import", "meetings", "-", "--network", "peer_network", stdin=b"[]")

    assert (code, err) == (1, "There is no network peer_network in networks.yaml. Use peer_networks.\n")


@pytest.mark.parametrize("kind", ["network", "place", "champion"])
def test_a_code_can_be_counted_under_a_network_and_a_hospital(command, place, kind):
    code, _, _ = command("invite", kind, "Riverside", "--network", "rco_directors", "--hospital", "h2")

    shared = [made for made in rows(place, "code", Code) if not made.joins]
    assert (code, [(made.network, made.hospital) for made in shared]) == (0, [("rco_directors", "h2")])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("network", "--network", "rco"), "There is no network rco in networks.yaml. Use "),
        (("place", "--hospital", "h5"), "There is no hospital h5. Use one of h1, h2, h3, h4.\n"),
        (
            ("coordinator", "--network", "rco_directors"),
            "A coordinator's code counts nobody. Leave --network",
        ),
    ],
)
def test_an_invitation_under_what_is_not_there_is_refused(command, arguments, sentence):
    kind, *options = arguments

    code, out, err = command("invite", kind, "Maya", *options)

    assert (code, out) == (1, "")
    assert err.startswith(sentence)


ASKED = ("export", "contacts", "--identified", "--reason", "write")
SAID_YES = (
    GOOD.replace(b"phone\n", b"phone,permission\n")
    .replace(b"0101\n", b"0101,given\n")
    .replace(b"0102\n", b"0102,given\n")
)


@pytest.mark.parametrize(
    "missing", [("--identified",), ("--reason", "write"), ("--identified", "--reason", " ")]
)
def test_contacts_go_out_only_with_a_reason(command, missing):
    command("import", "networks", "-", stdin=SAID_YES)

    code, out, err = command("export", "contacts", *missing)

    assert (code, out) == (1, "")
    assert "Add --identified and --reason WORD" in err


def test_contacts_that_go_out_are_in_the_audit_log_with_the_reason(command, place):
    command("import", "networks", "-", stdin=SAID_YES)

    code, out, _ = command(*ASKED, "--profile", "mailchimp", "--out", "list.csv")

    async def audit():
        async with reading(settings_for(place / "d", None)) as store:
            return [(row["action"], row["about"], row.get("reason")) for row in await store.audit()]

    assert (code, out) == (0, "")
    assert (
        (place / "list.csv")
        .read_bytes()
        .startswith(b"Email Address,First Name,Last Name,Phone Number,Tags\n")
    )
    assert b"lee@riverside.example,Lee,Park,+16035550101,en" in (place / "list.csv").read_bytes()
    assert do(audit())[-1] == ("exported_identified", "contacts_mailchimp", "write")


def test_contacts_come_as_json_too(command):
    command("import", "networks", "-", stdin=SAID_YES)

    _, out, _ = command(*ASKED, "--profile", "listmonk", "--format", "json")

    assert [row["email"] for row in json.loads(out)] == ["lee@riverside.example"]


def test_the_suppression_file_says_who_cannot_be_in_it(command):
    command("import", "networks", "-", stdin=SAID_YES)

    code, out, err = command(*ASKED, "--profile", "suppression")

    assert (code, out) == (0, "email\n")
    assert err.startswith("Contacts who were forgotten are not in it")


def test_a_profile_is_for_contacts_only(command):
    code, _, err = command("export", "signups", "--profile", "listmonk")

    assert (code, err) == (1, "export signups has no --profile. Leave it out.\n")


def test_a_contact_is_erased_by_its_id_and_cannot_come_back(command, place):
    command("import", "networks", "-", stdin=GOOD)
    lee, families = rows(place, "contact", Contact)

    code, out, _ = command("erase", lee.id)
    again, _, err = command("import", "networks", "-", stdin=GOOD)

    assert (code, out, rows(place, "contact", Contact)) == (0, f"{lee.id} is erased.\n", [families])
    assert again == 1
    assert "-: line 2, email: this contact asked us not to write or call again. Take the line out.\n" in err


def test_erasing_a_contact_who_is_not_there_says_where_to_look(command):
    code, _, err = command("erase", "k-nobodynobody")

    assert code == 1
    assert err.startswith("There is nobody with the id k-nobodynobody.")
