"""Turns about a group, one at a time: what they change, what they rest on and what the audit keeps of them."""

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.contact_effects import DropContact, PutContact, SuppressContact
from outreach_bot.dialogue.contacts import code_of
from outreach_bot.dialogue.effects import PutCode, Table, Turn
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.groups import LONGEST_TITLE
from outreach_bot.dialogue.inputs import OFFICE, GroupConnected, GroupJoined, GroupLeft, GroupMoved, Input, To
from outreach_bot.dialogue.state import KeptCode, KeptContact
from outreach_bot.recruitment.contacts import Permission, Reached, Way
from tests.helpers.people import NOW, view
from tests.helpers.waves import contact

OLD = contact(0, email="", phone="", group="-100")
NEW = contact(1, email="", phone="", group="-777", permission=Permission.UNKNOWN)
OWNER = contact(2, group="", permission=Permission.UNKNOWN)
JOINED = GroupJoined(chat="-777", title="Lakeside evenings", contact="k-groupgroupgr", code="GRWPQ234")
LEFT = GroupLeft(chat=OLD.group)
MOVED = GroupMoved(chat=OLD.group, to=NEW.group)
CONNECTED = GroupConnected(group=NEW.id, contact=OWNER.id, by="Ana")
NOTHING = Turn()


def take(rules, body, *contacts, stopped=(), codes=True) -> Turn:
    seen = replace(
        view(rules, None),
        contacts={each.id: KeptContact(contact=each, revision=3) for each in contacts},
        codes={each.code: KeptCode(code=code_of(each), revision=4) for each in contacts if codes},
        stopped=frozenset(stopped),
    )
    return step(seen, Input(key="office:1", to=To.OFFICE, id=OFFICE, body=body), now=NOW)


def audited(turn):
    return [(row.action, row.about, row.detail, row.by) for row in turn.audit]


def kept(turn):
    """The contacts as they are after it."""
    return [change.contact for change in turn.changes if isinstance(change, PutContact)]


def stopped_for_good(turn):
    """The groups that are never turned to again."""
    return [change.contact.group for change in turn.changes if isinstance(change, SuppressContact)]


def let_go(change):
    """A contact's code that goes on counting, and leads to nobody."""
    return PutCode(code=replace(code_of(change), contact=""))


@pytest.mark.parametrize("body", [LEFT, MOVED, CONNECTED])
def test_a_group_that_nobody_noted_is_nothing_to_us(body, rules):
    assert take(rules, body) == NOTHING


@pytest.mark.parametrize(
    ("body", "contacts"),
    [(LEFT, (OLD,)), (MOVED, (OLD,)), (MOVED, (OLD, NEW)), (CONNECTED, (NEW, OWNER))],
)
def test_every_turn_of_a_group_rests_on_all_whom_it_changes(body, contacts, rules):
    rests_on = [(record.table, record.id) for record, _ in take(rules, body, *contacts).rests_on]

    assert rests_on == [(Table.CONTACT, each.id) for each in contacts]


@pytest.mark.parametrize(
    ("body", "contacts", "row"),
    [
        (JOINED, (), ("group_joined", JOINED.contact, JOINED.code, "")),
        (LEFT, (OLD,), ("group_left", OLD.id, "", "")),
        (MOVED, (OLD,), ("group_moved", OLD.id, "", "")),
        (MOVED, (OLD, NEW), ("group_moved", OLD.id, "", "")),
        (MOVED, (OLD, replace(NEW, email="lee@peers.example")), ("group_moved", NEW.id, "", "")),
        (CONNECTED, (NEW, OWNER), ("group_connected", OWNER.id, "", "Ana")),
    ],
)
def test_what_became_of_a_group_is_audited_once_with_who_said_so(body, contacts, row, rules):
    assert audited(take(rules, body, *contacts)) == [row]


# -- it took us in ------------------------------------------------------------------------------------------------


def test_a_group_that_asked_us_to_stop_is_not_noted_when_it_takes_us_in(rules):
    turn = take(rules, JOINED, stopped={JOINED.contact})

    assert turn.changes == ()
    assert audited(turn) == [("contact_kept_out", JOINED.contact, "", "")]


def test_a_group_is_noted_with_telegram_as_its_way_and_no_more_of_its_title_than_fits(rules):
    (noted,) = kept(take(rules, replace(JOINED, title="L" * 200)))

    assert (noted.ways, noted.organisation) == ((Way.TELEGRAM,), "L" * LONGEST_TITLE)


# -- it goes by another id ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [{"email": "lee@peers.example"}, {"phone": "+16035550107"}])
def test_a_new_id_that_is_somebodys_already_stays_theirs_and_the_old_one_is_no_more(address, rules):
    turn = take(rules, MOVED, OLD, replace(NEW, **address))

    assert kept(turn) == [replace(OLD, group="")]


def test_what_was_made_for_the_new_id_goes_and_its_code_leads_to_nobody(rules):
    turn = take(rules, MOVED, OLD, NEW)

    assert turn.changes == (
        DropContact(contact=NEW.id),
        let_go(NEW),
        PutContact(contact=replace(OLD, group=NEW.group)),
    )


def test_an_unknown_permission_of_the_new_id_takes_nothing_from_the_old(rules):
    old = replace(OLD, permission=Permission.REFUSED, permission_at=NOW)

    (moved,) = kept(take(rules, MOVED, old, NEW))

    assert (moved.permission, moved.permission_at) == (Permission.REFUSED, NOW)


def test_what_both_got_is_counted_the_oldest_first(rules):
    first, second = Reached(at=NOW.replace(hour=1), way=Way.TELEGRAM), Reached(at=NOW, way=Way.TELEGRAM)

    (moved,) = kept(take(rules, MOVED, replace(OLD, reached=(second,)), replace(NEW, reached=(first,))))

    assert moved.reached == (first, second)


@pytest.mark.parametrize(
    ("old", "new"), [({"do_not_contact_at": NOW.replace(hour=1)}, {}), ({}, {"do_not_contact_at": NOW})]
)
def test_a_stop_of_either_holds_under_the_new_id(old, new, rules):
    turn = take(rules, MOVED, replace(OLD, **old), replace(NEW, **new))

    assert [each.do_not_contact_at for each in kept(turn)] == [*old.values(), *new.values()]
    assert stopped_for_good(turn) == [NEW.group]


def test_an_id_that_asked_us_to_stop_once_is_left_alone_whoever_moves_there(rules):
    turn = take(rules, MOVED, OLD, stopped={NEW.group})

    assert [each.do_not_contact_at for each in kept(turn)] == [NOW]
    assert stopped_for_good(turn) == [NEW.group]


def test_when_they_asked_us_to_stop_stays_as_it_was(rules):
    before = NOW.replace(hour=1)

    turn = take(rules, MOVED, replace(OLD, do_not_contact_at=before), stopped={OLD.group})

    assert [each.do_not_contact_at for each in kept(turn)] == [before]


def test_a_group_we_may_write_to_moves_without_being_stopped(rules):
    assert stopped_for_good(take(rules, MOVED, OLD)) == []


def test_a_forgotten_group_that_asked_us_to_stop_is_kept_out_under_its_new_id(rules):
    turn = take(rules, MOVED, stopped={OLD.group})

    assert (kept(turn), stopped_for_good(turn)) == ([], [NEW.group])
    assert audited(turn) == [("contact_stopped", OFFICE, "", "")]


@pytest.mark.parametrize(("already", "since"), [(None, NOW), (NOW.replace(hour=1), NOW.replace(hour=1))])
def test_whoever_was_noted_under_the_new_id_of_a_forgotten_group_hears_nothing(already, since, rules):
    turn = take(rules, MOVED, replace(NEW, do_not_contact_at=already), stopped={OLD.group})

    assert [(each.id, each.do_not_contact_at) for each in kept(turn)] == [(NEW.id, since)]
    assert audited(turn) == [("contact_stopped", NEW.id, "", "")]


def test_a_stop_that_is_known_under_the_new_id_is_not_noted_again(rules):
    assert take(rules, MOVED, stopped={OLD.group, NEW.group}) == NOTHING


# -- it belongs to somebody ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "contacts"),
    [
        (CONNECTED, (NEW,)),
        (CONNECTED, (OWNER,)),
        (CONNECTED, (replace(NEW, group=""), OWNER)),
        (CONNECTED, (NEW, replace(OWNER, group="-5"))),
        (replace(CONNECTED, contact=NEW.id), (NEW,)),
    ],
    ids=["nobody", "no group", "not a group", "has one", "itself"],
)
def test_what_cannot_be_given_is_not_given(body, contacts, rules):
    turn = take(rules, body, *contacts)

    assert (turn.changes, turn.audit) == ((), ())


def test_a_group_that_is_given_away_leaves_a_code_that_leads_to_nobody(rules):
    turn = take(rules, CONNECTED, NEW, OWNER)

    assert turn.changes == (
        DropContact(contact=NEW.id),
        let_go(NEW),
        PutContact(contact=replace(OWNER, group=NEW.group)),
    )


def test_a_group_whose_code_is_gone_is_given_away_all_the_same(rules):
    turn = take(rules, CONNECTED, NEW, OWNER, codes=False)

    assert kept(turn) == [replace(OWNER, group=NEW.group)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), ()),
        ((Way.EMAIL,), (Way.EMAIL, Way.TELEGRAM)),
        ((Way.TELEGRAM, Way.EMAIL), (Way.TELEGRAM, Way.EMAIL)),
    ],
)
def test_who_chose_their_ways_is_reached_in_the_group_too(before, after, rules):
    (owner,) = kept(take(rules, CONNECTED, NEW, replace(OWNER, ways=before)))

    assert owner.ways == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Permission.GIVEN, Permission.ASKED),
        (Permission.UNKNOWN, Permission.UNKNOWN),
        (Permission.REFUSED, Permission.REFUSED),
    ],
)
def test_a_yes_to_something_else_is_asked_for_anew_and_a_no_stays(before, after, rules):
    (owner,) = kept(take(rules, CONNECTED, NEW, replace(OWNER, permission=before)))

    assert owner.permission is after
