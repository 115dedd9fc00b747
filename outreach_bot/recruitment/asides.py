"""What was set aside: inputs that broke us three times. A person decides what becomes of each."""

from enum import StrEnum

AsideId = str
"""The key of the input, as it came."""


class LetGoReason(StrEnum):
    """Why what was set aside is let go: fixed words, so that the audit log can hold them."""

    BY_HAND = "by_hand"
    """Somebody of ours did it with them."""
    SAID_AGAIN = "said_again"
    """They did it once more, and it worked."""
    TOO_LATE = "too_late"
    NOT_NEEDED = "not_needed"
