"""Text from outside, so that it can be kept and sent: half a character has no place in UTF-8."""


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
