"""Short lists: searched, narrowed, sorted and paged by an address that can be passed on."""

from dataclasses import dataclass

import pytest

from outreach_bot.office.narrowing import PAGE_SIZE, Finder


@dataclass(frozen=True)
class Thing:
    name: str
    state: str = "good"
    size: int = 0


FINDER: Finder[Thing] = Finder(
    words=lambda thing: (thing.name,),
    state=lambda thing: thing.state,
    states=("good", "over"),
    orders={"name": lambda thing: thing.name, "largest": lambda thing: -thing.size},
)
THINGS = [Thing("Cedar house", size=2), Thing("Ash house", "over", 9), Thing("Birch hall", size=5)]


def found(**asked):
    return [thing.name for thing in FINDER.look(THINGS, asked).items]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["Ash house", "Birch hall", "Cedar house"]),
        ({"q": "HOUSE"}, ["Ash house", "Cedar house"]),
        ({"q": " house  ce "}, ["Cedar house"]),
        ({"state": "over"}, ["Ash house"]),
        ({"sort": "largest"}, ["Ash house", "Birch hall", "Cedar house"]),
        ({"q": "ha", "sort": "largest"}, ["Birch hall"]),
        ({"q": "oak"}, []),
    ],
    ids=["all", "a word", "two words", "a state", "an order", "a word and an order", "nothing"],
)
def test_a_list_shows_what_was_asked_for(asked, names):
    assert found(**asked) == names


@pytest.mark.parametrize(
    "asked", [{"state": "made-up"}, {"sort": "made-up"}, {"page": "many"}, {"page": "-1"}, {"page": "9" * 40}]
)
def test_what_it_does_not_know_is_left_out(asked):
    assert len(found(**asked)) == len(THINGS)


def test_many_things_come_in_pages_and_the_last_page_is_the_last():
    many = [Thing(f"{n:03}") for n in range(PAGE_SIZE * 2 + 1)]

    second = FINDER.look(many, {"page": "2"})
    beyond = FINDER.look(many, {"page": "77"})

    assert (second.items[0].name, second.pages) == (f"{PAGE_SIZE:03}", 3)
    assert [thing.name for thing in beyond.items] == [f"{PAGE_SIZE * 2:03}"]


def test_an_address_holds_the_choice_and_another_choice_begins_at_page_one():
    seen = FINDER.look(THINGS, {"q": "house & home", "state": "over", "sort": "largest", "page": "3"})

    assert seen.query() == "q=house+%26+home&state=over&sort=largest"
    assert seen.query(page=2).endswith("&page=2")
    assert seen.query(state="") == "q=house+%26+home&sort=largest"
