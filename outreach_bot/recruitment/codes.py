"""Codes: eight characters that work as a link, a QR code, typed, or said on the phone."""

import datetime as dt
import re

import msgspec

from outreach_bot.recruitment.rules import CodeKind

ALPHABET = "BCDFGHJKMNPQRTVWXYZ23456789"
"""No vowels, no 0/1/I/L/O/S: nothing to mishear, and no accidental words. Source: DESIGN section 6."""
LETTERS = "BCDFGHJKMNPQRTVWXYZ"
LENGTH = 8
CHANNELS = ("fl", "em", "ph", "so", "pf", "in")
"""flyer, email, phone, social, peer forward, inline."""

_CODE = re.compile(rf"[{LETTERS}][{ALPHABET}]{{{LENGTH - 1}}}")
_DOOR = re.compile(r"[cjr]_")
_PAYLOAD = re.compile(rf"(?P<door>[cjr])_(?P<code>[{LETTERS}][{ALPHABET}]{{7}})(?:-(?P<channel>[a-z]{{2}}))?")


class Code(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A code somebody was given. It says where people came from, never who they are."""

    id: str
    kind: CodeKind
    name: str = ""
    made_at: dt.datetime
    joins: bool = False
    """True: a one-time link that makes its holder a champion or coordinator; never shared."""
    gives: str = ""
    """The share code that the holder of a one-time link becomes the owner of."""
    used_at: dt.datetime | None = None
    person: str = ""
    """For a return code: whose way back it is."""
    void: bool = False
    network: str = ""
    """Key of the network under which its sign-ups are counted; empty: none."""
    member: str = ""
    """The member of the office who joins in the chat with this one-time link."""
    contact: str = ""
    """The network contact it was made for."""
    hospital: str = ""
    """h1 to h4 on a flyer for one hospital; empty: all four."""
    until: dt.datetime | None = None
    """Used later than this, it is answered like a fresh one and looked at by a person."""
    most: int | None = None
    """Opened by more people than this: the same."""


class Scanned(msgspec.Struct, frozen=True, kw_only=True):
    """A code read from a link or from what somebody typed."""

    code: str
    channel: str = ""
    joins: bool = False


def read_payload(payload: str) -> Scanned | None:
    """Read the payload of a link: `c_K7MQ2XZB`, `c_K7MQ2XZB-fl`, or `j_…` for a one-time link."""
    found = _PAYLOAD.fullmatch(payload.strip())
    if found is None:
        # a link that lost its end is not the code that its door and the rest would spell
        return None if _DOOR.match(payload.strip()) else read_typed(payload)
    channel = found["channel"] or ""
    return Scanned(
        code=found["code"], channel=channel if channel in CHANNELS else "", joins=found["door"] == "j"
    )


def read_typed(text: str) -> Scanned | None:
    """Read a code as people type it: any case, with spaces or dashes, alone or after a few words."""
    squeezed = re.sub(r"[\s\-–—_.]+", "", text).upper()
    squeezed = squeezed.removeprefix("CODE").removeprefix(":")
    if _CODE.fullmatch(squeezed):
        return Scanned(code=squeezed)
    return None


def payload(code: str, *, channel: str = "", joins: bool = False) -> str:
    """Write the payload of a link to `code`."""
    return f"{'j' if joins else 'c'}_{code}" + (f"-{channel}" if channel else "")


SHARED = (CodeKind.CHAMPION, CodeKind.NETWORK, CodeKind.PLACE)
"""Kinds of code that are shown around."""


def is_shared(code: Code) -> bool:
    """Whether a code may stand on a flyer: no one-time link, nobody's own way back, not void."""
    return code.kind in SHARED and not code.joins and not code.void
