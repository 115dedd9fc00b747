"""Telegram's bytes: where one update ends and the next begins, and what can be found in one that cannot be read.

Each update stands alone from the bytes on: whatever is in one, the others are read.
"""

import re
from itertools import pairwise

from outreach_bot.lenient_json import NEXT_BRACKET
from outreach_bot.storable import storable

_RESULT = re.compile(rb'"result"\s*:\s*\[')
_KINDS = rb"message|edited_message|callback_query|inline_query|my_chat_member"
_BEGINNING = re.compile(rb'\{\s*"(?:update_id|' + _KINDS + rb')"\s*:')
"""How Telegram begins an update, or one that lost its id. In what somebody wrote the marks are escaped: nobody can write one."""
_BEGINNING_AGAIN = re.compile(rb'\{?\s*"update_id"\s*:')
"""How an update goes on that lost its beginning. Looked for only where brackets do not match."""
_ANOTHER = re.compile(rb'"(?:update_id|chat|from|' + _KINDS + rb')"\s*:')
"""What there is in every update, so that what holds one of these is more than the end of the one before."""
_MATTERS = re.compile(rb'["{}\[\]]')
_BETWEEN = b", \t\r\n"
_ENDED = re.compile(rb"(\][\s}]*)?\Z")
_CLOSES = {b"{": b"}", b"[": b"]"}

_ID = re.compile(r'"update_id"\s*:\s*"?(\d{1,19})"?\s*[,}]')
_PLACE = r'"{}"\s*:\s*\{{[^{{}}]*?"id"\s*:\s*"?(-?\d{{1,19}})"?\s*[,}}]'
_CHAT = re.compile(_PLACE.format("chat"))
_SENDER = re.compile(_PLACE.format("from"))
_FROM = re.compile(r'"from"\s*:\s*\{([^{}]*)')
_OWN_ID = re.compile(r'"id"\s*:\s*"?(-?\d{1,19})"?\s*(?:,|\Z)')
_BOT = re.compile(r'"is_bot"\s*:\s*true')
_KIND = re.compile(r'"(' + _KINDS.decode() + r'|channel_post|edited_channel_post)"\s*:')
_LANGUAGE = re.compile(r'"language_code"\s*:\s*"([A-Za-z-]{2,12})"')
_TAPPED = re.compile(r'"data"\s*:\s*"((?:[^"\\]|\\.)*)"')
_MARKS = re.compile(r'["{}\[\],]+')
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.)|\Z)", re.DOTALL)


MOST_PEOPLE = 8
"""Of an update that cannot be read so many people's chats are looked at."""


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
    broken: list[bytes] = []
    for start, end in pairwise([*starts, len(body)]):
        updates += broken  # another begins after them: so this is all there is of them
        whole, rest = _whole_and_rest(body[start:end])
        broken = _pieces(rest)
        if whole and broken and broken[0][:1] != b"{" and not _ANOTHER.search(broken[0]):
            broken[0] = whole.pop() + broken[0]  # a bracket too many: it ends later than it seems to
        updates += whole
    if broken and not body.rstrip().endswith(b"]}"):
        return [*updates, *broken[:-1]], broken[-1]
    return [*updates, *broken], b""


def _whole_and_rest(part: bytes) -> tuple[list[bytes], bytes]:
    """The updates at the head of a part of an answer, up to where brackets do not match, and what is left there."""
    whole: list[bytes] = []
    open_marks: list[bytes] = []
    end = 0
    for found in NEXT_BRACKET.finditer(part):
        mark = found[1]
        if not open_marks and (mark not in _CLOSES or part[end : found.start(1)].strip(_BETWEEN)):
            break
        if mark in _CLOSES:
            open_marks.append(_CLOSES[mark])
        elif not mark or open_marks.pop() != mark:
            break
        elif not open_marks:
            whole.append(part[end : found.end(1)].strip(_BETWEEN))
            end = found.end(1)
    rest = part[end:].strip(_BETWEEN)
    return whole, b"" if _ENDED.match(rest) else rest


def _pieces(rest: bytes) -> list[bytes]:
    """What is left of updates without a beginning, cut where there may have been one."""
    starts = [0, *(found.start() for found in _BEGINNING_AGAIN.finditer(rest) if found.start())]
    pieces = (rest[start:end].strip(_BETWEEN) for start, end in pairwise([*starts, len(rest)]))
    return [piece for piece in pieces if _MATTERS.search(piece)]


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


def holds_several(text: str) -> bool:
    """Tell whether one update has swallowed the next, as happens where brackets or quotes are broken."""
    kinds = set(_KIND.findall(text))
    if "callback_query" in kinds:
        kinds.discard("message")  # it has one in it
    return len(kinds) > 1 or len(set(_ID.findall(text))) > 1 or len(_chats(text)) > 1


def find_people(text: str) -> tuple[int, ...]:
    """Find whose it may be: the chats of persons that stand in it, and who wrote, but for bots."""
    senders = (found[1] for found in _FROM.finditer(text) if not _BOT.search(found[1]))
    ids = (int(found[1]) for each in senders if (found := _OWN_ID.search(each)))
    return tuple(dict.fromkeys([*_chats(text), *(each for each in ids if each > 0)]))[:MOST_PEOPLE]


def _chats(text: str) -> list[int]:
    chats = (int(found[1]) for found in _CHAT.finditer(text))
    return list(dict.fromkeys(chat for chat in chats if chat > 0))


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
