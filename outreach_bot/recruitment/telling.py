"""What was done in place of a message that failed, may not have arrived, or was held back. Fixed words: no story."""

from enum import StrEnum


class Instead(StrEnum):
    """How somebody came to know all the same, or why not."""

    BY_PHONE = "by_phone"
    IN_PERSON = "in_person"
    NOT_NEEDED = "not_needed"
    NOT_REACHED = "not_reached"
    """Somebody tried: it is written down, and no more is asked of anybody."""
