"""The picture of the conversation: every screen and question is in it, and every tap leads where it says."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from outreach_bot.atlas.book import read_book
from outreach_bot.atlas.drawing import Drawing, Signs, slug
from outreach_bot.atlas.parts import parts_of
from outreach_bot.dialogue.engine import SCREENS
from outreach_bot.recruitment.rules import Role

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def book():
    return read_book(ROOT)


@pytest.fixture(scope="module")
def whole(book):
    faces = book.faces["en"]
    signs = Signs(
        title=faces.title,
        label=faces.label,
        part=str,
        entry=str,
        back="back",
        outside="outside",
        ends="ends",
        whole="whole",
    )
    drawing = Drawing(book.atlas, parts_of(book.atlas, book.rules), signs, lambda place: f"#{slug(place)}")
    return ET.fromstring(drawing.whole())


def boxes(picture):
    return {box.get("data-place"): box for box in picture.iter() if box.get("data-place")}


def test_every_screen_of_the_dialogue_is_in_the_picture(whole):
    assert {place.partition("/")[0] for place in boxes(whole)} >= set(SCREENS)


def test_every_question_is_in_the_picture(whole, book):
    asked = {question.id for role in Role for question in book.rules.screening.for_role(role).questions}

    assert {place.partition("/")[2] for place in boxes(whole) if place.startswith("question/")} == asked
