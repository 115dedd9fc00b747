"""Consents that somebody gives or takes back outside the chat: which, how, and when they may be given. Source: DOMAIN 5.5.

The consent to keep answers is not among them: without it nobody is signed up, and who takes it back is erased.
"""

import re
from enum import StrEnum

CONTACT = "consent_contact_v1"
FUTURE = "consent_future_v1"
SAID_LATER = (CONTACT, FUTURE)
"""What somebody who is signed up may say yes or no to at any time."""


class Method(StrEnum):
    """How they said it; kept as the channel of the consent."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    PAPER = "paper"


class Misgiven(StrEnum):
    """Why an answer does not count."""

    UNKNOWN = "unknown"
    """It is no consent that is given so."""
    READ = "read"
    """Nobody said that the very words were read to them."""
    ASKED = "asked"
    """They stopped, or are held back after a hard moment, and it was not they who asked for it."""


LONGEST_FILE = 12
_FILE = re.compile(r"(?:[A-Z]{1,3}-)?[0-9]{1,6}(?:[-/][0-9]{1,4})?")
"""Too short and too strict for a name: at most three letters before the number, e.g. `417`, `AB-17/2027`."""


def file_number(typed: str) -> str | None:
    """Read the number of a paper in the files, e.g. `ab-17 / 2027`; empty: none; None: it cannot be one."""
    number = "".join(typed.split()).upper()
    if not number:
        return ""
    fits = len(number) <= LONGEST_FILE and _FILE.fullmatch(number)
    return number if fits else None


def may_be_filed(evidence: str, method: Method) -> bool:
    """Tell whether this is the number of a paper, and there is a paper; none is always fine."""
    return not evidence or (method is Method.PAPER and file_number(evidence) == evidence)


def misgiven(consent: str, *, agreed: bool, read: bool, held_back: bool, asked: bool) -> Misgiven | None:
    """Say why an answer given outside the chat does not count, or None.

    read: a coordinator says that the very words were read to them, or by them.
    held_back: they stopped, or are held back after a hard moment. asked: it was they who asked for it.
    """
    if consent not in SAID_LATER:
        return Misgiven.UNKNOWN
    if not read:
        return Misgiven.READ
    if agreed and held_back and not asked:
        return Misgiven.ASKED
    return None
