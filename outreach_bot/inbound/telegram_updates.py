"""Reads Telegram updates. Each field is read by itself, and only what we need: an odd one breaks nothing."""

import re
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import msgspec

from outreach_bot.inbound.telegram_bytes import (
    find_chat,
    find_id,
    find_language,
    find_people,
    find_tap,
    find_words,
    has_kind,
    holds_several,
    split_updates,
)
from outreach_bot.lenient_json import read_json
from outreach_bot.storable import storable

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
"""Edited messages are read for crisis; changed membership tells who blocked us; champions call us in other chats."""

PRIVATE = "private"
_DIGITS = re.compile(r"-?[0-9]{1,19}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
EXACT = 2**53
"""A number with a decimal point is exact up to here."""
_SERVICE = (
    "pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "connected_website",
    "chat_background_set", "boost_added", "forum_topic_created", "forum_topic_edited", "forum_topic_closed",
    "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden",
)  # fmt: skip
"""What tells that Telegram, not a person, wrote a message."""
_OF_OTHERS = frozenset({
    "from", "chat", "sender_chat", "via_bot", "sender_business_bot", "author_signature", "reply_to_message",
    "external_reply", "quote", "reply_to_story", "pinned_message", "reply_markup", "forward_origin", "forward_from",
    "forward_from_chat", "forward_signature", "forward_sender_name", "entities", "caption_entities",
    "link_preview_options", "audio", "sticker", "game", "media_group_id",
})  # fmt: skip
"""Fields of a message that hold no words of whoever sent it: names, what it answers, what others made."""
_BY_PROGRAMS = frozenset(
    {"file_id", "file_unique_id", "mime_type", "type", "id", "thumbnail", "explanation_entities"}
)


class Chat(msgspec.Struct, frozen=True):
    """Where something happened."""

    id: int
    type: str = PRIVATE
    title: str = ""
    """Of a group or channel."""


class User(msgspec.Struct, frozen=True):
    """Who did it; names are not read."""

    id: int
    is_bot: bool = False
    language_code: str = ""


class Contact(msgspec.Struct, frozen=True):
    """A shared contact card."""

    phone_number: str
    user_id: int | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message."""

    chat: Chat
    message_id: int = 0
    sender: User
    text: str = ""
    caption: str = ""
    beside: str = ""
    """What else of it a person may have written."""
    contact: Contact | None = None
    migrate_to_chat_id: int | None = None
    """In the group of before: it became a supergroup, with this id."""
    migrate_from_chat_id: int | None = None
    """In the supergroup: the id it had as a group."""
    service: bool = False
    """Telegram, not a person, wrote it."""


class CallbackQuery(msgspec.Struct, frozen=True):
    """A tapped button."""

    id: str
    sender: User
    chat: Chat | None
    """None: it was not in a chat with us."""
    message_id: int = 0
    data: str = ""


class InlineQuery(msgspec.Struct, frozen=True):
    """We were called in another chat. What was typed there is not read."""

    id: str
    sender: User


class Membership(msgspec.Struct, frozen=True):
    """Our place in a chat changed."""

    chat: Chat
    sender: User
    status: str
    """What we are there now."""


class Update(msgspec.Struct, frozen=True, kw_only=True):
    """One update, of one of the allowed kinds or none of them."""

    key: str
    """Tells it from every other, also when it comes again."""
    update_id: int | None = None
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    inline_query: InlineQuery | None = None
    my_chat_member: Membership | None = None


class Unreadable(msgspec.Struct, frozen=True, kw_only=True):
    """An update that says nothing we can act on, and what could be found in it."""

    key: str
    update_id: int | None
    raw: str
    chat: int = 0
    """The person's, where it can be found."""
    words: str = ""
    """What may be words of theirs."""
    language: str = ""
    others: tuple[int, ...] = ()
    """Other people's chats whose it may be as well: they stand in it, or it names nobody and came right after theirs."""
    known: bool = True
    """False: it is of a kind that we do not know. Then it is nothing, but for words of danger."""


class Batch(msgspec.Struct, frozen=True):
    """What an answer to getUpdates holds."""

    updates: list[Update | Unreadable]
    cut: Unreadable | None = None
    """The update in which the answer breaks off."""

    @property
    def offset(self) -> int | None:
        """What to ask for next, so that these count as received; None: no update says its id.

        Telegram counts ids up by one. Where one is missing, or damaged, this stops before it: what is not certain to
        be the id of an update we have comes again, since going past one we never had would lose it.
        """
        ids = sorted(update.update_id for update in self.updates if update.update_id is not None)
        if not ids:
            return None
        past = ids[(len(ids) - 1) // 2]
        while past + 1 in ids:
            past += 1
        return past + 1


def read_batch(body: bytes) -> Batch:
    """Read an answer to getUpdates, whatever is in it. Raises NoUpdates when it is no such answer."""
    updates, cut = split_updates(body)
    read = [read_update(raw) for raw in updates]
    for place, (before, found) in enumerate(pairwise(read), 1):
        if isinstance(found, Unreadable) and not found.chat and (whose := lane(before)) > 0:
            read[place] = msgspec.structs.replace(found, others=(whose,))  # it may be the end of that one
    return Batch(read, _unreadable(cut) if cut else None)


def read_update(raw: bytes) -> Update | Unreadable:
    """Read one update. Never raises: what cannot be read is searched for what matters most."""
    try:
        found = read_json(raw)
    except ValueError:
        return _searched(raw)
    if not isinstance(found, dict):
        return _searched(raw)
    update_id = _natural(found.get("update_id"))
    outside = _texts([value for name, value in found.items() if name not in ALLOWED_UPDATES])
    update = Update(
        key=_key(update_id, raw),
        update_id=update_id,
        message=_message(found.get("message"), outside),
        edited_message=_message(found.get("edited_message"), outside),
        callback_query=_tap(found.get("callback_query")),
        inline_query=_inline_query(found.get("inline_query")),
        my_chat_member=_membership(found.get("my_chat_member")),
    )
    if any(getattr(update, kind) is not None for kind in ALLOWED_UPDATES):
        return update
    return _searched(raw, known=any(found.get(kind) is not None for kind in ALLOWED_UPDATES))


def lane(update: Update | Unreadable) -> int:
    """Whose update it is: those of one lane are taken in order."""
    if isinstance(update, Unreadable):
        return update.chat
    if update.callback_query is not None:
        return update.callback_query.sender.id
    if update.inline_query is not None:
        return update.inline_query.sender.id
    about = update.message or update.edited_message or update.my_chat_member
    return about.chat.id if about is not None else 0


# -- one part of an update at a time: whatever a field holds, the others are read ---------------------------


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return storable(value) if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    """An integer of 64 bits, also where it is written as a text or with a decimal point."""
    match value:
        case bool():
            return None
        case float() if value.is_integer() and abs(value) <= EXACT:
            return int(value)
        case str() if _DIGITS.fullmatch(value):
            return _number(int(value))
        case int() if abs(value) < 2**63:
            return value
        case _:
            return None


def _natural(value: Any) -> int | None:
    """An update's id: Telegram takes any below 1 for a wish to let go of older updates."""
    number = _number(value)
    return number if number is not None and number > 0 else None


def _user(value: Any, otherwise: int) -> User:
    user = _object(value)
    language = _text(user.get("language_code"))
    return User(
        id=_number(user.get("id")) or otherwise,
        is_bot=user.get("is_bot") is True,
        language_code=language if _LANGUAGE.fullmatch(language) else "",
    )


def _chat(found: dict[str, Any]) -> Chat | None:
    """Where it happened. In a private chat, whose id is above 0, the sender has the same: one tells the other."""
    chat = _object(found.get("chat"))
    number = _number(chat.get("id")) or _natural(_object(found.get("from")).get("id"))
    if not number:
        return None
    kind = _text(chat.get("type"))
    return Chat(
        id=number,
        type=PRIVATE if number > 0 else "" if kind == PRIVATE else kind,
        title=_text(chat.get("title")),
    )


def _message(value: Any, outside: str) -> Message | None:
    """Read a message. outside: texts of the update that stand beside it, where a bracket too many ended it early."""
    found = _object(value)
    chat = _chat(found)
    if chat is None:
        return None
    return Message(
        chat=chat,
        message_id=_number(found.get("message_id")) or 0,
        sender=_user(found.get("from"), chat.id),
        text=_text(found.get("text")),
        caption=_text(found.get("caption")),
        beside="\n".join(filter(None, (_beside(found), outside))),
        contact=_contact(found.get("contact")),
        migrate_to_chat_id=_number(found.get("migrate_to_chat_id")),
        migrate_from_chat_id=_number(found.get("migrate_from_chat_id")),
        service=any(found.get(mark) is not None for mark in _SERVICE),
    )


def _contact(value: Any) -> Contact | None:
    if not isinstance(value, dict):
        return None
    return Contact(phone_number=_text(value.get("phone_number")), user_id=_number(value.get("user_id")))


def _beside(found: dict[str, Any]) -> str:
    """All texts in a message but its own (`text`, or else `caption`), and what others and programs wrote."""
    own = next((name for name in ("text", "caption") if isinstance(found.get(name), str)), "")
    return _texts([value for name, value in found.items() if name != own and name not in _OF_OTHERS])


def _texts(left: list[Any]) -> str:
    """All texts in some values, but what programs wrote."""
    words: list[str] = []
    while left:  # not one function inside another: what was sent decides how deep it goes
        part = left.pop()
        if isinstance(part, str):
            words.append(storable(part))
        elif isinstance(part, dict):
            left += [value for name, value in part.items() if name not in _BY_PROGRAMS]
        elif isinstance(part, list):
            left += part
    return "\n".join(reversed(words))


def _tap(value: Any) -> CallbackQuery | None:
    found = _object(value)
    shown = _object(found.get("message"))
    where = _chat({"chat": shown.get("chat"), "from": found.get("from")})
    if where is None:
        return None
    elsewhere = found.get("inline_message_id") is not None or found.get("game_short_name") is not None
    return CallbackQuery(
        id=_name(found.get("id")),
        sender=_user(found.get("from"), where.id),
        chat=None if elsewhere else where,
        message_id=_number(shown.get("message_id")) or 0,
        data=_text(found.get("data")),
    )


def _inline_query(value: Any) -> InlineQuery | None:
    if value is None:
        return None
    found = _object(value)
    return InlineQuery(id=_name(found.get("id")), sender=_user(found.get("from"), 0))


def _membership(value: Any) -> Membership | None:
    found = _object(value)
    chat = _chat(found)
    if chat is None:
        return None
    status = _text(_object(found.get("new_chat_member")).get("status"))
    return Membership(chat=chat, sender=_user(found.get("from"), chat.id), status=status)


def _name(value: Any) -> str:
    """What Telegram calls something, to be given back to it."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)


# -- what cannot be read ------------------------------------------------------------------------------------


def _searched(raw: bytes, *, known: bool = True) -> Update | Unreadable:
    """Search what cannot be read. A tap is all there where its button is; what is not for us stays unread."""
    found = _unreadable(raw, known=known)
    if holds_several(found.raw):
        return found
    here = Update(key=found.key, update_id=found.update_id)
    if has_kind(found.raw, "inline_query") or found.chat < 0:
        return here
    data = find_tap(found.raw) if has_kind(found.raw, "callback_query") else ""
    if not data or not found.chat:
        return found
    chat, user = Chat(found.chat), User(found.chat, language_code=found.language)
    return msgspec.structs.replace(here, callback_query=CallbackQuery("", user, chat, data=data))


def _unreadable(raw: bytes, *, known: bool = True) -> Unreadable:
    text = raw.decode(errors="replace")
    update_id = find_id(text) or None
    several = holds_several(text)
    people = find_people(text) if several else ()
    membership = has_kind(text, "my_chat_member")
    quiet = membership or has_kind(text, "callback_query")  # the words in it are our own
    chat = next(iter(people), 0) if several else 0 if membership else find_chat(text)
    return Unreadable(
        key=_key(update_id, raw),
        update_id=update_id,
        raw=text,
        chat=chat,
        words="" if quiet and not several else find_words(text),
        language=find_language(text),
        others=people[1:],
        known=known,
    )


def _key(update_id: int | None, raw: bytes) -> str:
    return f"tg:{update_id}" if update_id is not None else f"tg:{blake2b(raw, digest_size=16).hexdigest()}"
