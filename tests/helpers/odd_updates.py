"""Updates as Telegram makes them, and what becomes of them when something on the way is broken: all from one seed."""

import copy
import json
import random
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

PHRASES = (
    "I want to kill myself",
    "I am going to overdose tonight",
    "I want to die",
    "I took too many pills",
)
BOT = {"id": 1234, "is_bot": True, "first_name": "Bot", "username": "neutral_test_bot"}
SHOWN = "You do not have to wait. If you might die or want to kill yourself, call 988 now, or 911."
"""What stands in a message of ours that a tap or an answer brings along."""
KINDS = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
CRISIS_SHARE = 0.1
OTHERS = 10**8
"""How far apart ids lie that one run has."""
_CHAT = re.compile(rb'"chat"\s*:\s*\{[^{}]*?"id"\s*:\s*"?(-?\d+)"?\s*[,}]')
_BY_A_BOT = re.compile(rb'"is_bot": true(, "is_bot": [^,]+)?, "first_name": "Ana"')
_ID = re.compile(rb'"update_id"\s*:\s*"?(\d{1,19})(?!\d)')
_FROM = re.compile(rb'"from"\s*:\s*\{[^{}]*?"id"\s*:\s*"?(-?\d+)"?\s*[,}]')


class Odd(NamedTuple):
    """One update. `phrase`: the words of danger that were in it; `chat`: whose it is."""

    raw: bytes
    chat: int
    phrase: str = ""

    @property
    def has_beginning(self) -> bool:
        """It begins as updates do. Two in a row that do not could not be told from one."""
        return self.raw.startswith(b'{"update_id":')

    @property
    def needs_help(self) -> bool:
        """The phrase is still there, and one chat can be found: theirs. Nobody needs to understand the rest.

        Not counted is what says that a program wrote it.
        """
        said = rb"(?<![\w\\\x80-\xff])" + self.phrase.encode() + rb"(?![\w\x80-\xff])"
        if not self.phrase or not re.search(said, self.raw) or _BY_A_BOT.search(self.raw):
            return False
        found = {*_CHAT.findall(self.raw), *_FROM.findall(self.raw)} - {str(BOT["id"]).encode()}
        return found == {str(self.chat).encode()}


class _Twice(dict[str, Any]):
    """An object in which some names stand twice. `more` are written after the others."""

    def __init__(self, of: dict[str, Any], more: list[tuple[str, Any]]):
        super().__init__(of)
        self.more = more


class _Bytes(str):
    """JSON, or what passes for it, written as it is."""

    __slots__ = ()


class OddUpdates:
    """Makes updates. People are drawn from `chats`. `sound`: nothing is broken, to compare with."""

    def __init__(self, seed: int, chats: range, *, sound: bool = False) -> None:
        self._sound = sound
        self._chance = random.Random(seed)
        self._chats = chats

    def one(self, update_id: int) -> Odd:
        """Make the next one. None says the id of another: nobody could tell it from that one, brought again."""
        while True:
            odd = self._one(update_id)
            says = {int(each) for each in _ID.findall(odd.raw)}
            if all(each == update_id or abs(each - update_id) > OTHERS for each in says):
                return odd

    def _one(self, update_id: int) -> Odd:
        chance = self._chance
        chat = chance.choice(self._chats)
        phrase = chance.choice(PHRASES) if chance.random() < CRISIS_SHARE else ""
        body = self._in_danger(chat, phrase) if phrase else self._anything(chat)
        root = copy.deepcopy({"": {"update_id": update_id, **body}})
        for _ in range(0 if self._sound else chance.choice((0, 1, 1, 1, 2, 3))):
            self._change(root)
        raw = _written(root[""])
        if not self._sound and chance.random() < 0.35:
            for _ in range(chance.choice((1, 1, 2, 4))):
                raw = self._damage(raw)
        return Odd(raw, chat, phrase)

    # -- sound ones ------------------------------------------------------------------------------------------

    def _base(self, chat: int) -> dict[str, Any]:
        person = {
            "id": chat,
            "is_bot": False,
            "first_name": "Ana",
            "username": "ana_b",
            "language_code": "en",
        }
        where = {"id": chat, "first_name": "Ana", "username": "ana_b", "type": "private"}
        return {
            "message_id": self._chance.randrange(1, 10**6),
            "from": person,
            "chat": where,
            "date": 1764500000,
        }

    def _in_danger(self, chat: int, phrase: str) -> dict[str, Any]:
        text = self._chance.choice((phrase, f"{phrase}.", f"Hello. {phrase}", f"Please: {phrase}! Now"))
        base = self._base(chat)
        photo = [{"file_id": "AgACAgQAAxkBAAIB", "file_unique_id": "AQADx", "width": 90, "height": 67}]
        return self._chance.choice((
            {"message": {**base, "text": text}},
            {"message": {**base, "reply_to_message": self._shown(chat), "text": text}},
            {"message": {**base, "photo": photo, "caption": text}},
            {"message": {**base, "media_group_id": "13577", "photo": photo, "caption": text}},
            {"edited_message": {**base, "edit_date": 1764500001, "text": text}},
            {"edited_message": {**base, "edit_date": 1764500001, "photo": photo, "caption": text}},
            {"message": {**base, "poll": {"id": "5", "question": text, "options": [{"text": "a", "voter_count": 0}]}}},
        ))  # fmt: skip

    def _anything(self, chat: int) -> dict[str, Any]:
        base, chance = self._base(chat), self._chance
        words = chance.choice(
            ("hello", "/start", "/start c_K7MQ2XZB", "/status", "Ја сам овде", "שלום", "😀 ok", "stop it")
        )
        group = {"id": -100200300 - chat, "type": "supergroup", "title": "Riverside"}
        place = {"latitude": 40.1, "longitude": -75.2}
        change = {"from": base["from"], "date": 1, "old_chat_member": {"user": BOT, "status": "member"}}
        return chance.choice((
            {"message": {**base, "text": words}},
            {"message": {**base, "text": words, "entities": [{"offset": 0, "length": 5, "type": "bot_command"}]}},
            {"message": {**base, "quote": {"text": "call", "position": 3}, "reply_to_message": self._shown(chat), "text": words}},
            {"message": {**base, "forward_origin": {"type": "hidden_user", "sender_user_name": "B", "date": 1}, "text": words}},
            {"message": {**base, "message_thread_id": 5, "is_topic_message": True, "text": words}},
            {"message": {**base, "voice": {"file_id": "AwAC", "file_unique_id": "AgAD", "duration": 3}}},
            {"message": {**base, "contact": {"phone_number": "15555550100", "first_name": "Ana", "user_id": chat}}},
            {"message": {**base, "venue": {"location": place, "title": "Library", "address": "Main Street 1"}, "location": place}},
            {"message": {**base, "document": {"file_id": "BQAC", "file_unique_id": "AgAE", "file_name": "notes.pdf"}}},
            {"message": {**base, "sticker": {"file_id": "CAAC", "file_unique_id": "AgAF", "emoji": "😀", "width": 1, "height": 1}}},
            {"message": {**base, "chat": group, "text": "/start@neutral_test_bot"}},
            {"message": {**base, "chat": group, "text": words}},
            {"message": {**base, "pinned_message": self._shown(chat)}},
            {"edited_message": {**base, "edit_date": 1764500001, "text": words}},
            {"edited_message": {**base, "edit_date": 1764500001, "location": place}},
            {"callback_query": self._tap(chat, self._shown(chat))},
            {"callback_query": self._tap(chat, {"message_id": 7, "date": 0, "chat": base["chat"]})},
            {"inline_query": {"id": "991", "from": base["from"], "query": "x", "offset": ""}},
            {"my_chat_member": {**change, "chat": base["chat"], "new_chat_member": {"user": BOT, "status": "member"}}},
            {"my_chat_member": {**change, "chat": group, "new_chat_member": {"user": BOT, "status": "member"}}},
            {"channel_post": {"message_id": 1, "date": 1, "chat": {**group, "type": "channel"}, "text": words}},
            {"poll_answer": {"poll_id": "5", "user": base["from"], "option_ids": [0]}},
            {"message_reaction": {"chat": base["chat"], "message_id": 7, "user": base["from"], "date": 1, "old_reaction": [], "new_reaction": []}},
            {"something_of_next_year": {"from": base["from"], "value": {"deep": [1, 2, {"x": None}]}}},
        ))  # fmt: skip

    def _shown(self, chat: int) -> dict[str, Any]:
        button = {"text": "I need help now", "callback_data": "help"}
        where = {"id": chat, "type": "private"}
        return {"message_id": 7, "from": BOT, "chat": where, "date": 1, "text": SHOWN, "reply_markup": {"inline_keyboard": [[button]]}}  # fmt: skip

    def _tap(self, chat: int, message: dict[str, Any]) -> dict[str, Any]:
        data = self._chance.choice(("help", "start", "role:lived", "book:s1", "old"))
        tap_id = str(self._chance.randrange(10**17))
        return {
            "id": tap_id,
            "from": self._base(chat)["from"],
            "message": message,
            "chat_instance": "1",
            "data": data,
        }

    # -- changed in one field ----------------------------------------------------------------------------------

    def _change(self, root: dict[str, Any]) -> None:
        chance = self._chance
        whole, name = chance.choice([place for place in _places(root) if place[1] != ""] or [(root[""], "")])
        match chance.randrange(6):
            case 0 if name in whole or isinstance(whole, list):
                del whole[name]
            case 1 | 2:
                whole[name] = self._odd_value()
            case 3 if isinstance(whole, dict) and not isinstance(whole, _Twice):
                values = [whole.get(name), self._odd_value()]
                chance.shuffle(values)
                _replace(root, whole, _Twice({**whole, name: values[0]}, [(name, values[1])]))
            case 4 if isinstance(whole, dict) and name:
                whole[self._misspelt(name)] = whole.pop(name)
            case _ if isinstance(whole, dict):
                whole[chance.choice(("new_field", "id", "text", "chat", "from", "\ud800"))] = (
                    self._odd_value()
                )
            case _:
                whole.append(self._odd_value())

    def _misspelt(self, name: str) -> str:
        at = self._chance.randrange(len(name))
        return f"{name[:at]}{self._chance.choice('xyz_')}{name[at + 1 :]}"

    def _odd_value(self) -> Any:
        chance = self._chance
        number = chance.randrange(10**6, 10**9)
        return chance.choice((
            None, True, False, "", [], {}, [None], {"": None}, 0, -1, -number, number + 0.5, str(number), 2**53 + number,
            2**63 + number, -(2**63), 10**40, _Bytes("1e999"), _Bytes("NaN"), _Bytes("-Infinity"), _Bytes("9" * 5000),
            _Bytes('"\\ud800"'), _Bytes('"\\udc00\\ud800 half"'), "\ud83d\ude00", "\x00", "a\x00b", "\u202e\u200f", "z" * 300,
            _Bytes("[" * 5000 + "]" * 5000), _Bytes('{"a":' * 1200 + "1" + "}" * 1200), {"id": 1}, {"text": "x"}, "private",
        ))  # fmt: skip

    # -- damaged bytes -------------------------------------------------------------------------------------------

    def _damage(self, raw: bytes) -> bytes:
        chance = self._chance
        if not raw:
            return raw
        at = chance.randrange(len(raw))
        end = min(len(raw), at + chance.randrange(1, 40))
        match chance.randrange(7):
            case 0:
                return raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :]
            case 1:
                return raw[:at] + bytes([chance.randrange(256)]) + raw[at:]
            case 2:
                return raw[:at] + raw[end:]
            case 3:
                return raw[:at]
            case 4:
                return raw[:at] + raw[at:end] * 2 + raw[end:]
            case 5:
                return (
                    raw[:at]
                    + chance.choice(
                        (b'"', b"{", b"}", b"[", b"]", b"\\", b",", b"\x00", b"\xff", b"\xed\xa0\x80")
                    )
                    + raw[at:]
                )
            case _:
                return raw[at:] if chance.random() < 0.2 else raw + raw[at:end]


def _places(whole: Any) -> Iterator[tuple[Any, Any]]:
    """Every field of every object, and every item of every list."""
    names = list(whole) if isinstance(whole, dict) else range(len(whole)) if isinstance(whole, list) else ()
    for name in names:
        yield whole, name
        yield from _places(whole[name])


def _replace(whole: Any, old: Any, new: Any) -> None:
    for parent, name in list(_places(whole)):
        if parent[name] is old:
            parent[name] = new


def _written(value: Any) -> bytes:
    return _json(value).encode("utf-8", "surrogatepass")


def _json(value: Any) -> str:
    if isinstance(value, _Bytes):
        return str(value)
    if isinstance(value, dict):
        pairs = [*value.items(), *getattr(value, "more", ())]
        return "{" + ", ".join(f"{json.dumps(str(name))}: {_json(each)}" for name, each in pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
