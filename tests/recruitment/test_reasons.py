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


def test_every_deed_that_asks_for_a_reason_has_words_for_it():
    assert {action: name for action, (_, name) in REASONS.items()} == {
        "goes_ahead_anyway": "office-ahead-reason",
        "exported_identified": "office-export-reason",
        "list_asked": "office-export-reason",
        "list_approved": "office-export-reason",
        "list_refused": "office-export-reason",
        "exported": "office-export-reason",
        "contact_resumed": "office-resume-reason",
        "identity_shown": "office-look-reason",
        "safety_words_seen": "office-look-reason",
        "rule_overridden": "office-desk-reason",
        "eligibility_set": "office-desk-reason",
        "desk_seat_taken": "office-desk-reason",
        "desk_seat_moved": "office-desk-reason",
        "desk_listed": "office-desk-reason",
        "aside_let_go": "office-today-let-go",
    }
