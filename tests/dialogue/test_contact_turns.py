"""Turns about a network's contact, one at a time: what is written down, and what they rest on."""

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.draft import NobodyAnswers
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import OFFICE, ContactNoted, ContactsImported, Input, SeatFreed, To
from outreach_bot.dialogue.state import KeptContact
from outreach_bot.recruitment.contacts import Contact, Permission, Reached, Way
from tests.helpers.people import NOW, view

LEE = Contact(
    id="k-leeleeleelee",
    network="peer_networks",
    made_at=NOW,
    organisation="Riverside Peers",
    email="lee@riverside.example",
)
CALLED = Reached(at=NOW, way=Way.PHONE, outcome="no_answer")


def take(rules, body, *, to=To.CONTACT):
    seen = replace(view(rules, None), contacts={LEE.id: KeptContact(contact=LEE, revision=3)})
    name = LEE.id if to is To.CONTACT else OFFICE
    return step(seen, Input(key="office:1", to=to, id=name, body=body), now=NOW)


def test_an_import_that_changes_somebody_known_rests_on_them(rules):
    body = ContactsImported(contacts=(replace(LEE, id="k-other", role="Lead"),), by="command")

    turn = take(rules, body, to=To.OFFICE)

    assert [(record.table, record.id, revision) for record, revision in turn.rests_on] == [
        ("contact", LEE.id, 3)
    ]


@pytest.mark.parametrize(
    ("noted", "actions"),
    [
        (ContactNoted(reached=CALLED, by="cora"), ["contact_reached"]),
        (ContactNoted(note="Asked for posters", by="cora"), ["contact_noted"]),
        (ContactNoted(permission=Permission.GIVEN, by="cora"), ["contact_permission"]),
    ],
)
def test_each_thing_noted_is_written_down_once(noted, actions, rules):
    assert [row.action for row in take(rules, noted).audit] == actions


def test_what_no_contact_knows_what_to_do_with_does_not_pass_in_silence(rules):
    with pytest.raises(NobodyAnswers, match="SeatFreed to contact"):
        take(rules, SeatFreed())
