"""Consents given outside the chat: when they count, and what the number of a paper may be."""

import pytest

from outreach_bot.recruitment.consents import (
    CONTACT,
    FUTURE,
    Method,
    Misgiven,
    file_number,
    may_be_filed,
    misgiven,
)

GOOD = {"agreed": True, "read": True, "held_back": False, "asked": False}


@pytest.mark.parametrize("consent", [CONTACT, FUTURE])
def test_a_yes_to_words_that_were_read_counts(consent):
    assert misgiven(consent, **GOOD) is None


@pytest.mark.parametrize(
    ("consent", "facts", "why"),
    [
        ("consent_screening_v1", {}, Misgiven.UNKNOWN),
        ("made_up", {}, Misgiven.UNKNOWN),
        (CONTACT, {"read": False}, Misgiven.READ),
        (CONTACT, {"held_back": True}, Misgiven.ASKED),
        (FUTURE, {"held_back": True}, Misgiven.ASKED),
        (CONTACT, {"held_back": True, "asked": True}, None),
        (CONTACT, {"held_back": True, "agreed": False}, None),
    ],
)
def test_who_stopped_says_yes_only_where_they_asked_and_no_at_any_time(consent, facts, why):
    assert misgiven(consent, **(GOOD | facts)) is why


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("417", "417"),
        (" ab-17 / 2027 ", "AB-17/2027"),
        ("H2-9", None),
        ("12-3", "12-3"),
        ("", ""),
        ("   ", ""),
        ("Bea", None),
        ("Bea-17", "BEA-17"),
        ("Anna-17", None),
        ("17 Bea", None),
        ("1234567", None),
        ("AB-123456/1234", None),
        ("٤١٧", None),
        ("417\n", "417"),
    ],
)
def test_the_number_of_a_paper_has_no_room_for_a_name(typed, number):
    assert file_number(typed) == number


@pytest.mark.parametrize(
    ("evidence", "method", "fits"),
    [
        ("", Method.PHONE, True),
        ("417", Method.PAPER, True),
        ("417", Method.PHONE, False),
        ("417", Method.IN_PERSON, False),
        ("ab 417", Method.PAPER, False),
    ],
)
def test_only_a_paper_has_a_number(evidence, method, fits):
    assert may_be_filed(evidence, method) is fits
