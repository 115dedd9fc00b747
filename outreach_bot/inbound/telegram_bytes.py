"""Telegram's bytes: where one update ends and the next begins, and what can be found in one that cannot be read.

Each update stands alone from the bytes on: whatever is in one, the others are read.
"""

import re
from itertools import pairwise

from outreach_bot.lenient_json import NEXT_BRACKET
from outreach_bot.storable import storable

_RESULT = re.compile(rb'"result"\s*:\s*\[')
_BEGINNING = re.compile(rb'\{\s*"update_id"\s*:')
"""How Telegram begins an update. In what somebody wrote the marks are escaped: nobody can write a beginning."""
_BETWEEN = b", \t\r\n"
_ENDED = re.compile(rb"[\s,\]}]*")
_CLOSES = {b"{": b"}", b"[": b"]"}

_ID = re.compile(r'"update_id"\s*:\s*"?(\d{1,19})(?!\d)')
_PLACE = r'"{}"\s*:\s*\{{[^{{}}]*?"id"\s*:\s*"?(-?\d{{1,19}})(?!\d)'
_CHAT = re.compile(_PLACE.format("chat"))
_SENDER = re.compile(_PLACE.format("from"))
_LANGUAGE = re.compile(r'"language_code"\s*:\s*"([A-Za-z-]{2,12})"')
_TAPPED = re.compile(r'"data"\s*:\s*"((?:[^"\\]|\\.)*)"')
_MARKS = re.compile(r'["{}\[\],]+')
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.)|\Z)", re.DOTALL)


class NoUpdates(ValueError):
    """It is no answer to getUpdates."""


def split_updates(body: bytes) -> tuple[list[bytes], bytes]:
    """Cut an answer to getUpdates into its updates, without reading them.

    Returns:
        The updates, each as it came; and what is there of one that the answer breaks off in, or nothing.

    Raises:
        NoUpdates: it is no such answer.
    """
    result = _RESULT.search(body)
    if result is None:
        raise NoUpdates
    starts = [result.end(), *(found.start() for found in _BEGINNING.finditer(body, result.end()))]
    updates: list[bytes] = []
    broken = b""
    for start, end in pairwise([*starts, len(body)]):
        whole, broken = _whole_and_broken(body[start:end])
        updates += whole
        if broken and end < len(body):  # another begins after it: so this is all there is of it
            updates.append(broken)
            broken = b""
    if broken and body.rstrip().endswith(b"]}"):
        return [*updates, broken], b""
    return updates, broken


def _whole_and_broken(part: bytes) -> tuple[list[bytes], bytes]:
    """The updates in a part of an answer; one whose brackets do not match is broken, with all that follows it."""
    whole: list[bytes] = []
    open_marks: list[bytes] = []
    start = end = 0
    for found in NEXT_BRACKET.finditer(part):
        mark = found[1]
        if not open_marks:
            if part[end : found.start(1)].strip(_BETWEEN):
                return [], part.strip(_BETWEEN)  # what stands between is a piece of an update, too
            start = found.start(1)
        if mark in _CLOSES:
            open_marks.append(_CLOSES[mark])
        elif not mark or not open_marks:
            break
        elif open_marks.pop() != mark:
            return whole, part[start:].strip(_BETWEEN)
        elif not open_marks:
            end = found.end(1)
            whole.append(part[start:end])
    if open_marks:
        return whole, part[start:].strip(_BETWEEN)
    if _ENDED.fullmatch(part, end):
        return whole, b""
    return [], part.strip(_BETWEEN)


# -- what can be found in an update that cannot be read -----------------------------------------------------


def find_id(text: str) -> int | None:
    """Find the update's id."""
    found = _ID.search(text)
    return int(found[1]) if found else None


def find_chat(text: str) -> int:
    """Find the chat: above 0 a person's, below a group's; 0: there is none. In a private chat the sender has its id."""
    chats = [int(found[1]) for found in _CHAT.finditer(text)]
    senders = (int(found[1]) for found in _SENDER.finditer(text))
    return next((chat for chat in chats if chat > 0), 0) or next(iter(chats), 0) or next(senders, 0)


def find_language(text: str) -> str:
    """Find what the person's app is set to; empty: it does not say."""
    found = _LANGUAGE.search(text)
    return found[1] if found else ""


def find_tap(text: str) -> str:
    """Find what the tapped button carries; empty: there is nothing."""
    found = _TAPPED.search(text)
    return _unescaped(found[1]) if found else ""


def find_words(text: str) -> str:
    """Find whatever may be words: all there is, without the marks of JSON, as any of it may have been shifted."""
    return _unescaped(_MARKS.sub("\n", text.replace('\\"', "'")))


def has_kind(text: str, kind: str) -> bool:
    """Tell whether it names this kind of update."""
    return re.search(rf'"{kind}"\s*:', text) is not None


def _unescaped(text: str) -> str:
    return storable(_ESCAPED.sub(_one_unescaped, text))


def _one_unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return " " if (found[2] or "n") in "nrtbf" else found[2]
