"""What was set aside: inputs that broke us three times. A person decides what becomes of each."""

import datetime as dt
from enum import StrEnum

from outreach_bot.recruitment.threads import ALERT_WORDS_KEPT

AsideId = str
"""The key of the input, as it came."""
KEPT = dt.timedelta(days=35)
"""How long somebody may take to decide: as long as backups live (DOMAIN 5.6)."""


def kept_for(*, alert: bool) -> dt.timedelta:
    """Return how long it is kept; words of danger are not kept as long."""
    return ALERT_WORDS_KEPT if alert else KEPT


class LetGoReason(StrEnum):
    """Why what was set aside is let go: fixed words, so that the audit log can hold them."""

    BY_HAND = "by_hand"
    """Somebody of ours did it with them."""
    SAID_AGAIN = "said_again"
    """They did it once more, and it worked."""
    TOO_LATE = "too_late"
    NOT_NEEDED = "not_needed"
