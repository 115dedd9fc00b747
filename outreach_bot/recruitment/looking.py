"""Why somebody in the office looks at a name and a number: fixed words, so that the audit log can hold them."""

from enum import StrEnum


class LookReason(StrEnum):
    """Why identity was looked at."""

    CALL = "call"
    TELL = "tell"
    SAFETY = "safety"
    THEY_ASKED = "they_asked"
    CHECK = "check"
    FILED = "filed"
    """Another one; it is in the team's own files."""
