"""The list of sign-ups: what an address asks for is what is shown, page by page, to whom it concerns."""

import datetime as dt
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from outreach_bot.dialogue.state import Person
from outreach_bot.office.shelf import Shelf
from outreach_bot.office.signup_list import A_PAGE, Asked, SignUps
from outreach_bot.office.visible import Visible
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind, Outcome, Role
from outreach_bot.recruitment.sessions import Seat, Session, Waiter
from outreach_bot.recruitment.sight import Sight
from tests.helpers.web_stage import NOW, campaign_rules, rows_in_a_dict

pytestmark = pytest.mark.asyncio

HOUR = dt.timedelta(hours=1)
PEOPLE: dict[str, dict[str, Any]] = {
    "p-ana": {"role": Role.LIVED, "outcome": Outcome.FITS, "hospitals": ("h1",), "source": "K7MQ2XZB"},
    "p-ben": {"role": Role.FAMILY, "outcome": Outcome.TALK, "hospitals": ("h2", "h1")},
    "p-cleo": {"role": Role.STAFF, "outcome": Outcome.FITS, "hospitals": ("h2",), "source": "WRQT4444"},
    "p-dee": {"role": Role.LIVED, "outcome": None},
}
"""The first came first; each was heard from in the other order."""


@pytest_asyncio.fixture
async def shelf():
    store = rows_in_a_dict()
    for number, (name, values) in enumerate(PEOPLE.items()):
        one = Person(id=name, made_at=NOW + number * HOUR, seen_at=NOW - number * HOUR, **values)
        store.put("person", name, msgspec.to_builtins(one))
    first = campaign_rules().networks[0]
    codes = (
        Code(id="K7MQ2XZB", kind=CodeKind.PLACE, made_at=NOW, name="Town library"),
        Code(id="WRQT4444", kind=CodeKind.NETWORK, made_at=NOW, network=first.key),
    )
    for code in codes:
        store.put("code", code.id, msgspec.to_builtins(code))
    seat = Seat(role=Role.STAFF, booked_at=NOW)
    sessions = (
        Session(
            id="late",
            kind="joint_event",
            starts=NOW + 9 * HOUR,
            minutes=60,
            capacity=30,
            seats={"p-cleo": seat},
        ),
        Session(
            id="soon",
            kind="joint_event",
            starts=NOW + HOUR,
            minutes=60,
            capacity=30,
            waiting={"p-ana": Waiter(role=Role.LIVED, since=NOW)},
        ),
    )
    for each in sessions:
        store.put("session", each.id, msgspec.to_builtins(each))
    made = Shelf(store)
    await made.catch_up()
    return made


def seen_by(shelf, own=()):
    """The shelf as a member of these hospitals sees it."""
    return Visible(shelf, Sight.of(own))


def names(shelf, own=(), **query):
    asked = Asked.read(query, seen_by(shelf, own), campaign_rules())
    return [
        line.person.removeprefix("p-")
        for line in SignUps(seen_by(shelf, own), campaign_rules()).find(asked).lines
    ]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, "dee cleo ben ana"),
        ({"role": "lived"}, "dee ana"),
        ({"outcome": "asking"}, "dee"),
        ({"hospital": "h1"}, "ben ana"),
        ({"hospital": "all"}, "dee"),
        ({"source": "K7MQ2XZB"}, "ana"),
        ({"source": "none"}, "dee ben"),
        ({"seat": "booked"}, "cleo"),
        ({"seat": "none"}, "dee ben"),
        ({"session": "soon"}, "ana"),
        ({"role": "lived", "outcome": "fits"}, "ana"),
        ({"role": "family", "outcome": "fits"}, ""),
        ({"role": "nonsense", "page": "-4", "sort": "x"}, "dee cleo ben ana"),
        ({"sort": "old"}, "ana ben cleo dee"),
        ({"sort": "heard"}, "ana ben cleo dee"),
        ({"sort": "meeting"}, "ana cleo dee ben"),
    ],
)
async def test_the_list_is_narrowed_and_sorted_as_the_address_asks(shelf, query, shown):
    assert names(shelf, **query) == shown.split()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ANA", "ana"),
        ("k7mq 2xzb", "ana"),
        ("K7MQ-2", "ana"),
        ("library", "ana"),
        ("task force", "cleo"),
        ("nothing like it", ""),
        (" ", "dee cleo ben ana"),
    ],
    ids=[
        "a person's code",
        "a source with a blank",
        "part of one",
        "a place",
        "a network",
        "nothing",
        "blanks",
    ],
)
async def test_a_search_looks_at_codes_sources_and_places(shelf, typed, shown):
    assert names(shelf, q=typed) == shown.split()


async def test_a_coordinator_of_one_hospital_is_shown_theirs_and_who_chose_none(shelf):
    assert names(shelf, ("h1",)) == ["dee", "ben", "ana"]
    assert names(shelf, ("h1",), hospital="h2") == ["ben"]


async def test_the_counts_say_what_another_choice_would_show(shelf):
    asked = Asked.read({"role": "lived"}, seen_by(shelf), campaign_rules())
    found = SignUps(seen_by(shelf), campaign_rules()).find(asked)

    assert (found.number, found.total) == (2, 4)
    assert found.counts["role"] == {"": 4, "lived": 2, "family": 1, "staff": 1}
    assert found.counts["outcome"] == {"": 2, "fits": 1, "talk": 0, "later": 0, "asking": 1}


async def test_counts_are_of_what_the_coordinator_may_see(shelf):
    found = SignUps(seen_by(shelf, ("h2",)), campaign_rules()).find(Asked())

    assert found.total == 3
    assert found.counts["role"] == {"": 3, "lived": 1, "family": 1, "staff": 1}


async def test_the_list_comes_in_pages_and_the_last_one_is_the_last(shelf):
    store = rows_in_a_dict()
    for number in range(A_PAGE * 2 + 1):
        one = Person(id=f"p{number}", made_at=NOW + number * HOUR, seen_at=NOW, role=Role.LIVED)
        store.put("person", one.id, msgspec.to_builtins(one))
    many = Shelf(store)
    await many.catch_up()
    signups = SignUps(seen_by(many), campaign_rules())

    pages = [signups.find(Asked(page=page)) for page in (1, 3, 99)]
    assert [(found.page, found.pages, len(found.lines)) for found in pages] == [
        (1, 3, 25),
        (3, 3, 1),
        (3, 3, 1),
    ]
    assert pages[1].lines[0].person == "p0"


async def test_an_address_says_only_what_is_asked_for_and_another_choice_begins_at_the_first_page(shelf):
    asked = Asked.read(
        {"role": "lived", "q": "a b", "page": "2", "sort": "new"}, seen_by(shelf), campaign_rules()
    )

    assert asked.query() == "role=lived&q=a+b"
    assert asked.query(page="3") == "role=lived&q=a+b&page=3"
    assert asked.query(role="", outcome="fits") == "outcome=fits&q=a+b"


async def test_who_came_since_a_moment_is_named_in_order(shelf):
    signups = SignUps(seen_by(shelf, ("h2",)), campaign_rules())

    assert signups.since(NOW) == ["p-ben", "p-cleo", "p-dee"]
    assert signups.since(NOW + 9 * HOUR) == []
