"""Text from outside, so that it can be kept, sent and shown: half a character has no place in UTF-8.

What steers a terminal, turns the direction of text or cannot be seen has none in a field, a cell or a setting.
"""

import re

_STEERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]|\r(?!\n)")
"""Control characters, ESC and BEL among them, and line ends that most programs do not know as such."""
_UNSEEN = re.compile("[\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""What embeds, overrides or isolates a direction, and blanks without width. Joiners stay: names are written with them."""


def storable(text: str) -> str:
    """Return `text` with U+FFFD for each half of a character (a lone surrogate) and for NUL.

    Two halves that belong together become the character they are. JSON can carry halves, escaped; so can the
    arguments and the input of a command, where they stand for bytes that are no text.
    """
    if text.isascii():
        return text.replace("\0", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", "\ufffd")


def plain(text: str) -> str:
    """Return `text` as `storable` does, with a blank for each sign that steers and without those that are not seen.

    For all that a person fills in or a command is given; line feeds and tabs stay.
    """
    return _UNSEEN.sub("", _STEERS.sub(" ", storable(text)))


def holds_unseen(text: str) -> bool:
    """Tell whether `plain` would take something out of `text`."""
    return bool(_UNSEEN.search(text) or _STEERS.search(text))
