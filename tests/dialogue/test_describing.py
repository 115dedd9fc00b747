"""Nobody may take an example meeting for a real one."""

from pathlib import Path

import pytest

from outreach_bot.content.catalog import load_rules
from outreach_bot.dialogue import describing
from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import Tapped
from tests.helpers.people import FITS, NOW, person, received, session, view

REAL = session("s1")
EXAMPLE = session("s2", example=True)
NOTE = Phrase("example-note")


@pytest.fixture(scope="module")
def rules():
    return load_rules(Path(__file__).parents[2])


def words(rules, meetings, screen, data):
    sessions = {each.id: each for each in meetings}
    turn = step(view(rules, person(screen, **FITS), sessions), received(Tapped(data=data)), now=NOW)
    return turn.says[0].words


def test_one_example_among_meetings_is_said_once():
    assert describing.examples(REAL, EXAMPLE, EXAMPLE) == (NOTE,)
    assert describing.examples(REAL) == ()


def test_a_seat_in_an_example_is_marked():
    assert describing.held(EXAMPLE).id == "held-line.example"
    assert describing.held(REAL).id == "held-line"


@pytest.mark.parametrize(("screen", "data"), [("home", "find"), ("meetings", "meet:s2")])
def test_the_list_and_the_screen_of_an_example_say_that_it_is_one(screen, data, rules):
    assert NOTE in words(rules, [REAL, EXAMPLE], screen, data)


def test_real_meetings_are_not_called_examples(rules):
    assert NOTE not in words(rules, [REAL], "home", "find")
