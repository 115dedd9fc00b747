"""Contacts brought in from a table: every field read, every fault named, nobody doubled."""

import datetime as dt
import itertools
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.exports.contact_rows import Fresh, read_contacts
from outreach_bot.exports.known_contacts import Known, nobody
from outreach_bot.exports.spreadsheets import to_csv
from outreach_bot.exports.table_files import BadFile
from outreach_bot.recruitment.contacts import Basis, Contact, Permission, Reached, Way, addresses

NOW = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=9)
ONE = "network,organisation,email,phone\npeer_networks,Riverside Peers,lee@riverside.example,603-555-0101\n"


@pytest.fixture(scope="module")
def rules():
    return load_rules(find_campaign(None))


def hashed(purpose, value):
    return sha256(f"{purpose} {value}".encode()).hexdigest()


def knowing(*contacts, stopped=()):
    return Known(
        hashed=hashed,
        contacts={contact.id: contact for contact in contacts},
        found_by={
            hashed("contact", f"{name}:{value}"): contact.id
            for contact in contacts
            for name, value in addresses(contact)
        },
        stopped=frozenset(hashed("suppressed", value) for value in stopped),
    )


@pytest.fixture
def read(rules):
    numbers = itertools.count(1)
    fresh = Fresh(lambda: f"k-{next(numbers)}", lambda: f"C{next(numbers)}")

    def reading(content, known=None, now=NOW):
        data = content if isinstance(content, bytes) else content.encode()
        return read_contacts(data, rules=rules, known=known or nobody(), now=now, fresh=fresh)

    return reading


def row(**cells):
    cells = {"network": "peer_networks", "organisation": "Peers", "email": "lee@riverside.example"} | cells
    return ",".join(cells) + "\n" + ",".join(f'"{cell}"' for cell in cells.values()) + "\n"


def one(read, **cells):
    (contact,) = read(row(**cells)).contacts
    return contact


def refused(read, content, known=None):
    with pytest.raises(BadFile) as told:
        read(content, known)
    return str(told.value)


# -- fields -------------------------------------------------------------------------------------------


def test_a_whole_row_is_read(read):
    contact = one(
        read,
        name="Lee Park",
        role="Chair",
        phone="(603) 555-0101",
        language="ES",
        hospital="h1",
        basis="in person",
        found="Spring fair",
        permission="Asked",
        policy="Posters only",
        channels="phone; email",
        cap="1",
        note="Likes posters",
    )

    assert contact == Contact(
        id="k-1",
        code="C2",
        network="peer_networks",
        made_at=NOW,
        name="Lee Park",
        organisation="Peers",
        role="Chair",
        email="lee@riverside.example",
        phone="+16035550101",
        language="es",
        hospital="h1",
        basis=Basis.IN_PERSON,
        found="Spring fair",
        permission=Permission.ASKED,
        permission_at=NOW,
        policy="Posters only",
        ways=(Way.EMAIL, Way.PHONE),
        cap=1,
        note="Likes posters",
    )


def test_a_network_and_a_hospital_may_be_called_by_name(read):
    contact = one(read, network="Family support networks", hospital="lakeside hospital")

    assert (contact.network, contact.hospital) == ("family_support", "h2")


@pytest.mark.parametrize(
    "typed", ["603-555-0101", "(603) 555 0101", "+1 603 555 0101", "1.603.555.0101", "'+16035550101"]
)
def test_a_phone_number_is_kept_in_one_spelling(read, typed):
    assert one(read, phone=typed).phone == "+16035550101"


@pytest.mark.parametrize(
    "typed",
    ["lee@riverside.example", "o'neil+news@a-b.example.org", "mailto:x@y.example", "a@xn--bcher-kva.example"],
)
def test_email_addresses_people_have_are_taken(read, typed):
    assert one(read, email=typed).email == typed.removeprefix("mailto:")


@pytest.mark.parametrize(
    "typed",
    ["lee", "lee@", "@x.example", "lee@localhost", "a b@x.example", "a..b@x.example", "lee@x..example", "Lee <a@b.example>",
     "a@b.example, c@d.example", "a@-b.example", f"{'a' * 65}@b.example", "lee@10.0.0.1", "é@b.example", "=1+1@b.example", "-x@b.example", "+x@b.example"],
)  # fmt: skip
def test_what_is_no_email_address_is_named(read, typed):
    text = refused(read, row(email=typed))

    assert (
        text
        == f"line 2, email: {typed!r} is no email address. Write only the address, as in lee@example.org."
    )


@pytest.mark.parametrize(
    ("cells", "finding"),
    [
        ({"phone": "12"}, "phone: '12' is no phone number in US."),
        ({"phone": "603-555-0101 x7"}, "phone: '603-555-0101 x7' has an extension."),
        ({"network": "per_network"}, "Use the key of one in networks.yaml: peer_networks."),
        ({"network": "knitting"}, "governors_task_force, rco_directors"),
        ({"network": ""}, "network: '' is no network."),
        ({"hospital": "h5"}, "hospital: 'h5' is none of the choices. Use h1, h2, h3, h4, or leave it empty."),
        ({"basis": "told"}, "Use public_role, in_person, asked_us, or leave it empty."),
        ({"permission": "yes"}, "Use unknown, asked, given, refused, or leave it empty."),
        ({"channels": "email, fax"}, "channels: 'email, fax' is none of the choices."),
        ({"cap": "31"}, "cap: '31' is no whole number from 0 to 30."),
        ({"cap": "-1"}, "cap: '-1' is no whole number"),
        ({"cap": "²"}, "cap: '²' is no whole number"),
        ({"language": "English!"}, "language: 'English!' is no language."),
        ({"role": "x" * 201}, "role: 201 characters are too many. Use at most 200."),
        ({"organisation": ""}, "organisation: nobody is named. Fill in organisation, or name."),
        (
            {"email": ""},
            "email: there is no way to reach them. Fill in email or phone; or in channels how it",
        ),
        ({"email": "", "channels": "email phone"}, "email: there is no way to reach them."),
        ({"telephone": "1"}, "line 1, telephone: there is no such column. Did you mean phone?"),
    ],
)
def test_each_fault_is_named_with_its_remedy(read, cells, finding):
    assert finding in refused(read, row(**cells))


@pytest.mark.parametrize("channels", ["telegram", "paper", "meeting", "social", "email, paper"])
def test_who_is_reached_by_hand_needs_no_address(read, channels):
    contact = one(read, email="", channels=channels)

    assert (contact.organisation, contact.email, contact.phone) == ("Peers", "", "")


def test_a_place_without_an_address_is_not_doubled(read):
    first = one(read, email="", channels="paper")
    known = replace(first, id="k-known")

    again = read(row(email="", channels="paper", organisation="PEERS", note="By the door"), knowing(known))

    assert [(each.id, each.note) for each in again.contacts] == [("k-known", "By the door")]


def test_a_place_that_got_an_address_since_is_still_the_one_we_knew(read):
    known = replace(one(read, email="", channels="paper"), id="k-known", email="lee@riverside.example")

    again = read(row(email="", channels="paper"), knowing(known))

    assert (again.new, again.unchanged) == (0, 1)


def test_a_place_that_is_twice_in_a_file_is_named(read):
    twice = row(email="", channels="paper") + row(email="", channels="paper").splitlines()[1] + "\n"

    assert "line 3, organisation: peer_networks: peers is on line 2 too" in refused(read, twice)


def test_a_place_that_asked_us_to_stop_cannot_come_back_in_a_file(read):
    known = knowing(stopped=("organisation:peer_networks: peers",))

    assert "line 2, organisation: this contact asked us not" in refused(
        read, row(email="", channels="paper"), known
    )


def test_a_bad_email_is_not_also_called_missing(read):
    assert refused(read, row(email="lee")).count("line 2") == 1


def test_every_bad_row_is_named_and_nothing_is_taken_in(read):
    text = refused(
        read, "network,name,email\npeer_networks,A,x\nno,B,b@x.example\npeer_networks,C,c@x.example\n"
    )

    assert [line.split(":")[0] for line in text.splitlines()] == ["line 2, email", "line 3, network"]


def test_an_empty_file_says_so(read):
    assert "there is no contact in this file" in refused(read, "network,name,email\n")


def test_control_signs_do_not_get_into_a_name_and_a_line_break_is_refused(read):
    assert one(read, name="Lee\x1b Bcc: all\x07").name == "Lee Bcc: all"
    assert "line 2, name: there is a line break" in refused(
        read, 'network,name,email\npeer_networks,"Lee\r\nBcc: all",a@x.example\n'
    )


def test_a_number_copied_from_a_list_of_contacts_is_read_without_the_marks_around_it(read):
    assert one(read, phone="\u202a+1 202 555 0123\u202c").phone == "+12025550123"


# -- known ones ---------------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing(read):
    first = read(ONE)

    again = read(ONE, knowing(*first.contacts), LATER)

    assert (again.contacts, again.new, again.changed, again.unchanged) == ((), 0, 0, 1)


def test_a_known_contact_is_changed_and_what_is_left_empty_stays(read):
    (known,) = read(ONE).contacts
    known = replace(known, note="Old", reached=(Reached(at=NOW, way=Way.PHONE),))

    found = read(row(email="LEE@riverside.example", role="Chair", note=""), knowing(known))

    assert (found.new, found.changed, found.unchanged) == (0, 1, 0)
    assert found.contacts == (
        replace(known, organisation="Peers", role="Chair", email="LEE@riverside.example"),
    )


def test_a_known_contact_is_found_by_its_phone_alone(read):
    (known,) = read(ONE).contacts

    found = read("network,name,phone\npeer_networks,Lee,+16035550101\n", knowing(known))

    assert [contact.id for contact in found.contacts] == [known.id]


@pytest.mark.parametrize(("now", "after"), [("given", "given"), ("refused", "refused"), ("unknown", "asked")])
def test_what_was_noted_of_a_permission_is_newer_than_a_file(read, now, after):
    (known,) = read(ONE).contacts
    known = replace(known, permission=Permission(now))

    found = read(row(organisation="Riverside Peers", permission="asked"), knowing(known), LATER)

    assert [contact.permission for contact in found.contacts or (known,)] == [after]


def test_two_rows_with_one_address_are_named(read):
    text = refused(read, "network,name,email\npeer_networks,A,a@x.example\npeer_networks,B,A@x.example\n")

    assert text == "line 3, email: a@x.example is on line 2 too. Keep it on one of them."


def test_a_phone_of_somebody_with_another_email_is_not_taken_from_them(read):
    (known,) = read(ONE).contacts

    text = refused(read, row(email="sam@riverside.example", phone="603-555-0101"), knowing(known))

    assert text.startswith(f"line 2, phone: another contact has this already: {known.id}.")


def test_an_email_and_a_phone_of_two_contacts_are_named(read):
    (lee,) = read(ONE).contacts
    sam = replace(lee, id="k-sam", email="", phone="+16035550102")

    text = refused(read, row(phone="603-555-0102"), knowing(lee, sam))

    assert "line 2, phone: another contact has this already: k-sam" in text


@pytest.mark.parametrize("address", ["email:lee@riverside.example", "phone:+16035550101"])
def test_who_asked_us_to_stop_is_refused_with_a_sentence(read, address):
    text = refused(read, ONE, knowing(stopped=[address]))

    column = address.partition(":")[0]
    assert text == f"line 2, {column}: this contact asked us not to write or call again. Take the line out."


cells = st.fixed_dictionaries(
    {
        "network": st.sampled_from(["peer_networks", "Family support networks"]),
        "organisation": st.sampled_from(["A", "B é"]),
    },
    optional={
        "email": st.sampled_from(["a@x.example", "B@x.example", "c@y.example", ""]),
        "phone": st.sampled_from(["603-555-0101", "+16035550102", "(603) 555 0103", ""]),
        "permission": st.sampled_from(["", "asked", "given", "refused"]),
        "channels": st.sampled_from(["", "email", "phone, email"]),
        "cap": st.sampled_from(["", "0", "3"]),
        "hospital": st.sampled_from(["", "h1", "Lakeside Hospital"]),
    },
)


@given(table=st.lists(cells, min_size=1, max_size=4))
def test_whatever_a_table_brings_the_same_table_again_changes_nothing(table, rules):
    columns = sorted({name for line in table for name in line})
    text = to_csv(columns, [{name: line.get(name, "") for name in columns} for line in table])
    numbers = itertools.count(1)
    fresh = Fresh(lambda: f"k-{next(numbers)}", lambda: f"C{next(numbers)}")
    try:
        first = read_contacts(text.encode(), rules=rules, known=nobody(), now=NOW, fresh=fresh)
    except BadFile:
        return

    again = read_contacts(text.encode(), rules=rules, known=knowing(*first.contacts), now=LATER, fresh=fresh)

    assert (first.new, again.contacts, again.unchanged) == (len(table), (), len(table))
