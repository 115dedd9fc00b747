"""Why something was done that asks for a reason: fixed words for each deed, so that the audit log can hold them.

Nobody writes a reason themselves: it could name somebody. What more there is to say stands in the team's own files.
"""

from collections.abc import Mapping
from enum import StrEnum

from outreach_bot.recruitment.asides import LetGoReason
from outreach_bot.recruitment.desk_fitting import Reason
from outreach_bot.recruitment.looking import LookReason


class AheadReason(StrEnum):
    """Why a session at risk takes place as it is."""

    COCHAIR_AGREED = "cochair_agreed"
    """Who cannot come to lead it."""
    PEOPLE_ASKED = "people_asked"
    """Those who are booked."""
    TOO_LATE = "too_late"
    """To move it: people are on their way."""
    SUPPORT = "support"
    """Somebody else with lived experience helps on the day."""
    FILED = "filed"
    """Another one; it is in the team's own files."""


class ExportReason(StrEnum):
    """Why names and numbers, or small counts, leave our care."""

    WRITE = "write"
    CALL = "call"
    THE_DAY = "the_day"
    """To have it at hand at a meeting."""
    THEY_ASKED = "they_asked"
    """For their own data."""
    REVIEW = "review"
    """Whoever reviews or pays for the project."""
    MOVE = "move"
    """To another program."""
    FILED = "filed"
    """Another one; it is in the team's own files."""


class ResumeReason(StrEnum):
    """Why a network contact may be turned to again who had asked us to stop."""

    THEY_ASKED = "they_asked"
    NEW_PERSON = "new_person"
    """Somebody else is there now, and said yes."""
    MISTAKE = "mistake"
    FILED = "filed"
    """Another one; it is in the team's own files."""


REASONS: Mapping[str, tuple[type[StrEnum], str]] = {
    "goes_ahead_anyway": (AheadReason, "office-ahead-reason"),
    "exported_identified": (ExportReason, "office-export-reason"),
    "list_asked": (ExportReason, "office-export-reason"),
    "list_approved": (ExportReason, "office-export-reason"),
    "list_refused": (ExportReason, "office-export-reason"),
    "exported": (ExportReason, "office-export-reason"),
    "contact_resumed": (ResumeReason, "office-resume-reason"),
    "identity_shown": (LookReason, "office-look-reason"),
    "safety_words_seen": (LookReason, "office-look-reason"),
    "rule_overridden": (Reason, "office-desk-reason"),
    "eligibility_set": (Reason, "office-desk-reason"),
    "desk_seat_taken": (Reason, "office-desk-reason"),
    "desk_seat_moved": (Reason, "office-desk-reason"),
    "desk_listed": (Reason, "office-desk-reason"),
    "aside_let_go": (LetGoReason, "office-today-let-go"),
}
"""Action of an audit row to the words its reason is one of, and to what their messages are called."""


def words_of(action: str, reason: str) -> str:
    """Name the message of a row's reason; empty: it has none, as rows of before these lists."""
    reasons, name = REASONS.get(action, (StrEnum, ""))
    return f"{name}.{reason}" if name and reason in {each.value for each in reasons} else ""
