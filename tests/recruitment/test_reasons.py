"""Reasons: every deed that needs one has a short list, with a way out that holds no words of anybody's own."""

import pytest

from outreach_bot.recruitment.reasons import REASONS, words_of


@pytest.mark.parametrize("action", REASONS)
def test_every_list_is_short_and_ends_with_what_fits_always(action):
    reasons, _ = REASONS[action]

    assert len(reasons) <= 8
    assert list(reasons)[-1] in ("filed", "not_needed")


@pytest.mark.parametrize(
    ("action", "reason", "words"),
    [
        ("goes_ahead_anyway", "too_late", "office-ahead-reason.too_late"),
        ("identity_shown", "safety", "office-look-reason.safety"),
        ("goes_ahead_anyway", "Robin was ill", ""),
        ("signed_in", "filed", ""),
    ],
    ids=["ahead", "look", "an old row with own words", "no reason is asked for"],
)
def test_a_row_has_the_words_of_its_own_deed(action, reason, words):
    assert words_of(action, reason) == words
