"""An aid for writing plainly."""

import pytest

from outreach_bot.content.plain_language import read

EASY = "You have a place. It is on Thursday at 6 pm. Tap the button if you want to change it."
HARD = (
    "Participation in this experience-based co-design intervention is contingent upon satisfying eligibility "
    "criteria as determined by the multidisciplinary research team."
)


def test_short_words_and_sentences_are_easy():
    reading = read(EASY, language="en")

    assert reading.grade is not None
    assert reading.grade < 3


def test_long_words_in_a_long_sentence_are_hard():
    reading = read(HARD, language="en-GB")

    assert reading.grade is not None
    assert reading.grade > 15


def test_hard_words_count_where_sentences_are_short():
    plain = read("We look at it. We tell you. We help you. We are here for you.", language="en")
    hard = read("Organisations evaluate. Participants communicate. Administrators facilitate meetings. "
                "Evaluation necessitates responsibility. Everybody participates.", language="en")  # fmt: skip

    assert plain.grade is not None
    assert hard.grade is not None
    assert hard.grade > plain.grade + 10


@pytest.mark.parametrize(
    ("text", "language"), [("Not enough words.", "en"), (HARD, "es")], ids=["short", "Spanish"]
)
def test_nothing_is_claimed_where_the_formula_does_not_hold(text, language):
    assert read(text, language=language).grade is None


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("One two. One two three! Four?", 3),
        ("One two\nthree four five", 3),
        ("Call: one two three", 3),
        ("See https://example.org/one-two-three now", 2),
        ("It's don’t", 2),
        ("", 0),
    ],
)
def test_the_longest_sentence_is_counted(text, longest):
    assert read(text, language="en").longest == longest
