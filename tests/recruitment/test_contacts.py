"""When a contact of a network may be turned to, and how."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outreach_bot.recruitment.contacts import (
    Barrier,
    CallOutcome,
    Permission,
    Reached,
    Way,
    addresses,
    effective_cap,
    effective_ways,
    kept_out,
    may_be_reached,
    permission_after,
    reached_lately,
    usable_ways,
)
from tests.recruitment.builders import NOON, a_contact, a_network

DAY = dt.timedelta(days=1)


def may(way=Way.EMAIL, network=None, **fields):
    return may_be_reached(a_contact(**fields), network or a_network(), way, NOON)


def reached(*days, way=Way.PHONE):
    return tuple(Reached(at=NOON - ago * DAY, way=way) for ago in days)


def test_a_contact_we_know_nothing_against_may_be_written_to_and_called():
    assert (may(), may(Way.PHONE)) == (None, None)


@pytest.mark.parametrize("way", Way)
def test_do_not_contact_holds_for_every_way_and_before_every_other_reason(way):
    assert (
        may(way, do_not_contact_at=NOON, permission=Permission.REFUSED, email="", phone="")
        is Barrier.DO_NOT_CONTACT
    )


def test_do_not_contact_holds_even_where_permission_was_given():
    assert may(do_not_contact_at=NOON, permission=Permission.GIVEN) is Barrier.DO_NOT_CONTACT


@pytest.mark.parametrize("way", [Way.EMAIL, Way.PHONE, Way.PAPER])
def test_a_no_ends_every_way(way):
    assert may(way, permission=Permission.REFUSED) is Barrier.REFUSED


def test_a_network_is_not_reached_in_a_way_it_does_not_name():
    assert may(Way.SOCIAL, permission=Permission.GIVEN) is Barrier.WAY_NOT_WANTED


def test_a_contacts_own_ways_take_the_place_of_the_networks():
    contact = a_contact(ways=(Way.PHONE, Way.MEETING))

    assert effective_ways(contact, a_network()) == (Way.PHONE, Way.MEETING)
    assert may_be_reached(contact, a_network(), Way.EMAIL, NOON) is Barrier.WAY_NOT_WANTED
    assert may_be_reached(contact, a_network(), Way.MEETING, NOON) is None


@pytest.mark.parametrize(
    ("way", "field"), [(Way.EMAIL, "email"), (Way.PHONE, "phone"), (Way.TELEGRAM, "group")]
)
def test_a_way_that_needs_an_address_needs_that_one(way, field):
    every = {"email": "a@b.example", "phone": "+16035550101", "group": "-100", "permission": Permission.GIVEN}

    assert may(way, **every) is None
    assert may(way, **every | {field: ""}) is Barrier.NO_ADDRESS


def test_an_email_whose_mailbox_does_not_exist_is_no_address_until_there_is_another():
    gone = a_contact(bounced="lee@riverside.example")

    assert may_be_reached(gone, a_network(), Way.EMAIL, NOON) is Barrier.NO_ADDRESS
    assert usable_ways(gone, a_network()) == (Way.PHONE, Way.PAPER)
    assert may(bounced="old@riverside.example") is None


def test_paper_needs_no_address():
    assert may(Way.PAPER, email="", phone="") is None


@pytest.mark.parametrize("permission", [Permission.UNKNOWN, Permission.ASKED])
def test_a_group_is_not_posted_in_before_a_yes(permission):
    assert may(Way.TELEGRAM, group="-100", permission=permission) is Barrier.NOT_ALLOWED_YET


@pytest.mark.parametrize("permission", [Permission.UNKNOWN, Permission.ASKED])
def test_without_a_yes_one_email_goes_and_no_second_however_long_after(permission):
    assert may(permission=permission, reached=reached(400, way=Way.EMAIL)) is Barrier.NOT_ALLOWED_YET
    assert may(permission=permission, reached=reached(400)) is None


def test_without_a_yes_a_second_call_is_how_one_is_asked_for():
    assert may(Way.PHONE, reached=reached(3)) is None


def test_with_a_yes_the_cap_alone_decides():
    given = Permission.GIVEN

    assert may(permission=given, reached=reached(1, way=Way.EMAIL)) is None
    assert may(permission=given, reached=reached(2, 1, way=Way.EMAIL)) is Barrier.CAP


def test_the_cap_counts_all_ways_together():
    assert may(permission=Permission.GIVEN, reached=(*reached(2), *reached(1, way=Way.PAPER))) is Barrier.CAP


@pytest.mark.parametrize(("days", "counted"), [((30, 29), 1), ((29.99, 1), 2), ((31, 30), 0)])
def test_thirty_days_later_a_contact_no_longer_counts(days, counted):
    assert reached_lately(a_contact(reached=reached(*days)), NOON) == counted


@pytest.mark.parametrize(("own", "effective"), [(None, 2), (1, 1), (0, 0), (9, 2)])
def test_an_own_cap_lowers_the_networks_and_never_raises_it(own, effective):
    assert effective_cap(a_contact(cap=own), a_network()) == effective


def test_a_cap_of_nothing_lets_nothing_through():
    assert may(cap=0) is Barrier.CAP


@pytest.mark.parametrize(
    ("before", "outcome", "after"),
    [
        (Permission.UNKNOWN, CallOutcome.AGREED, Permission.GIVEN),
        (Permission.GIVEN, CallOutcome.REFUSED, Permission.REFUSED),
        (Permission.UNKNOWN, CallOutcome.REACHED, Permission.ASKED),
        (Permission.UNKNOWN, CallOutcome.CALL_BACK, Permission.ASKED),
        (Permission.GIVEN, CallOutcome.CALL_BACK, Permission.GIVEN),
        (Permission.UNKNOWN, CallOutcome.NO_ANSWER, Permission.UNKNOWN),
        (Permission.REFUSED, CallOutcome.REACHED, Permission.REFUSED),
        (Permission.ASKED, "sent", Permission.ASKED),
    ],
)
def test_what_a_call_ends_in_says_where_we_stand(before, outcome, after):
    assert permission_after(before, outcome) is after


def test_an_email_is_looked_up_in_one_spelling():
    assert addresses(a_contact(email=" Lee@Riverside.Example", phone="")) == (
        ("email", "lee@riverside.example"),
    )


def test_a_contact_without_an_address_is_found_by_who_they_are_in_their_network():
    by_hand = a_contact(email="", phone="", organisation="Riverside PEERS", name="Lee Park")

    assert addresses(by_hand) == (("organisation", "peer_networks: riverside peers, lee park"),)
    assert addresses(replace(by_hand, organisation="")) == (("organisation", "peer_networks: lee park"),)


def test_two_contacts_of_whom_nothing_is_known_are_not_taken_for_one():
    nothing = a_contact(email="", phone="", organisation="", name="")

    assert (addresses(nothing), kept_out(nothing)) == ((), ())


def test_who_asked_us_to_stop_is_kept_out_by_every_address_and_by_name():
    assert [field for field, _ in kept_out(a_contact(group="-100"))] == [
        "email",
        "phone",
        "group",
        "organisation",
    ]
