"""Whom a wave reaches, whom not and why, and who may let it go out."""

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from outreach_bot.recruitment.contacts import Barrier, Contact, Permission, Reached, Way
from outreach_bot.recruitment.rules import Network
from outreach_bot.recruitment.waves import (
    Refusal,
    Wave,
    WaveState,
    audience,
    was_reached,
    why_not_approved,
)

FEW = 3
"""As many contacts as one person may let a wave reach."""
NOW = dt.datetime(2027, 3, 1, 15, tzinfo=dt.UTC)


def network(key):
    return Network(
        key=key,
        name=key,
        who="w",
        ask="a",
        channels=("telegram", "email", "phone"),
        max_contacts_per_30_days=2,
    )


NETWORKS = {key: network(key) for key in ("peers", "family")}


def wave(**fields: Any) -> Wave:
    known: dict[str, Any] = {
        "id": "w-aaaaaaaaaaaa",
        "name": "Spring",
        "networks": ("peers",),
        "way": Way.EMAIL,
        "made_at": NOW,
        "made_by": "Ana",
    }
    return Wave(**(known | fields))


def contact(number: int, **fields: Any) -> Contact:
    known: dict[str, Any] = {
        "id": f"k-{number}",
        "network": "peers",
        "made_at": NOW,
        "email": f"{number}@x.example",
        "group": f"-{number}",
        "permission": Permission.GIVEN,
    }
    return Contact(**(known | fields))


def sorted_out(wave_, *contacts):
    found = audience(wave_, contacts, NETWORKS, NOW)
    return [one.id for one in found.reached], {one.id: why for one, why in found.left_out}


def reaching(number):
    """An audience of so many."""
    return audience(wave(), [contact(n) for n in range(number)], NETWORKS, NOW)


def test_only_contacts_of_its_networks_are_meant():
    reached, left_out = sorted_out(
        wave(), contact(1), contact(2, network="family"), contact(3, network="gone")
    )

    assert reached == ["k-1"]
    assert left_out == {}


def test_networks_come_in_the_order_they_were_chosen():
    reached, _ = sorted_out(wave(networks=("family", "peers")), contact(1), contact(2, network="family"))

    assert reached == ["k-2", "k-1"]


def test_who_may_not_be_turned_to_is_named_with_the_reason():
    at = NOW - dt.timedelta(days=1)
    often = (Reached(at=at, way=Way.EMAIL), Reached(at=at, way=Way.PHONE))

    reached, left_out = sorted_out(
        wave(),
        contact(1, do_not_contact_at=NOW),
        contact(2, permission=Permission.REFUSED),
        contact(3, email=""),
        contact(4, ways=(Way.PHONE,)),
        contact(5, reached=often),
    )

    assert reached == []
    assert left_out == {
        "k-1": Barrier.DO_NOT_CONTACT,
        "k-2": Barrier.REFUSED,
        "k-3": Barrier.NO_ADDRESS,
        "k-4": Barrier.WAY_NOT_WANTED,
        "k-5": Barrier.CAP,
    }


def test_a_group_that_gave_no_permission_is_left_out():
    _, left_out = sorted_out(wave(way=Way.TELEGRAM), contact(1, permission=Permission.ASKED))

    assert left_out == {"k-1": Barrier.NOT_ALLOWED_YET}


@pytest.mark.parametrize(("number", "second"), [(3, False), (4, True)])
def test_more_than_the_rule_says_need_a_second_person(number, second):
    found = audience(wave(), [contact(n) for n in range(number)], NETWORKS, NOW)

    assert found.needs_second(3) is second


@pytest.mark.parametrize(
    ("by", "made_by", "reaches", "refusal"),
    [
        ("", "", FEW, None),
        ("Ana", "Ana", FEW, None),
        ("Ben", "Ana", FEW + 1, None),
        ("Ana", "Ana", FEW + 1, Refusal.SAME_PERSON),
        (" ana ", "Ana", FEW + 1, Refusal.SAME_PERSON),
        ("", "Ana", FEW + 1, Refusal.NO_NAME),
        ("Ben", "", FEW + 1, Refusal.NO_NAME),
        ("Ben", "Ana", 0, Refusal.NOBODY),
    ],
)
def test_who_may_approve(by, made_by, reaches, refusal):
    assert why_not_approved(wave(made_by=made_by), by, reaching(reaches), above=FEW) == refusal


@pytest.mark.parametrize(
    ("own", "refusal"),
    [((), None), (("h1", "h2"), None), (("h1",), Refusal.NOT_ALL_SEEN)],
    ids=["of all hospitals", "of both", "of one"],
)
def test_only_who_sees_everybody_it_reaches_may_approve(own, refusal):
    known = [contact(1), contact(2, hospital="h1"), contact(3, hospital="h2")]
    found = audience(wave(), known, NETWORKS, NOW)

    assert why_not_approved(wave(), "Ben", found, above=FEW, own=own) == refusal


def test_a_wave_of_some_hospitals_reaches_nobody_of_another():
    known = [contact(1), contact(2, hospital="h1"), contact(3, hospital="h2")]

    found = audience(wave(hospitals=("h1",)), known, NETWORKS, NOW)

    assert [each.id for each in found.reached] == ["k-1", "k-2"]


def test_each_yes_that_was_asked_for_has_a_name_of_its_own():
    assert wave().approval == "a-aaaaaaaaaaaa"
    assert wave(asked=2).approval == "a-aaaaaaaaaaaa-2"


@pytest.mark.parametrize("state", [WaveState.APPROVED, WaveState.RUNNING, WaveState.STOPPED])
def test_what_was_approved_or_stopped_is_not_approved_again(state):
    assert why_not_approved(wave(state=state), "Ben", reaching(1), above=FEW) == Refusal.NOT_OPEN


def test_a_contact_remembers_the_waves_they_were_in():
    one = replace(contact(1), reached=(Reached(at=NOW, way=Way.EMAIL, wave="w-aaaaaaaaaaaa"),))

    assert was_reached("w-aaaaaaaaaaaa", one)
    assert not was_reached("w-bbbbbbbbbbbb", one)
