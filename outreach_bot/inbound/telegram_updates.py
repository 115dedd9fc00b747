"""Turns Telegram updates into inputs. Reads only what we need, so that an odd field elsewhere breaks nothing."""

import re
from typing import Any

import msgspec

from outreach_bot import fresh
from outreach_bot.dialogue.inputs import (
    OFFICE,
    Address,
    Blocked,
    Body,
    Channel,
    Edited,
    GroupJoined,
    GroupLeft,
    GroupMoved,
    Input,
    Opened,
    Said,
    SentMedia,
    SharedContact,
    Tapped,
    To,
    Unblocked,
)

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
"""Edited messages are read for crisis; changed membership tells who blocked us; champions call us in other chats."""

PRIVATE = "private"
_GROUPS = ("group", "supergroup")
_IN = ("member", "administrator")
"""What we are in a group that has us. A channel has bots as administrators only."""
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Telegram lets a link carry. Source: Bot API, deep linking."""
_COMMAND = re.compile(r"(/[A-Za-z0-9_]{1,32})(@[A-Za-z0-9_]+)?(?=\s|$)")


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


class Message(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """A message. The fields after `contact` tell that Telegram, not a person, wrote it."""

    chat: Chat
    message_id: int = 0
    sender: User | None = None
    text: str = ""
    caption: str = ""
    contact: Contact | None = None
    migrate_to_chat_id: int | None = None
    """In the group of before: it became a supergroup, with this id."""
    migrate_from_chat_id: int | None = None
    """In the supergroup: the id it had as a group."""
    pinned_message: Any = None
    message_auto_delete_timer_changed: Any = None
    write_access_allowed: Any = None
    connected_website: Any = None
    chat_background_set: Any = None
    boost_added: Any = None


class CallbackQuery(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """A tapped button."""

    id: str
    sender: User
    message: Message | None = None
    data: str = ""


class InlineQuery(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """We were called in another chat. What was typed there is not read."""

    id: str
    sender: User


class Member(msgspec.Struct, frozen=True):
    """What we are in a chat now."""

    status: str


class Membership(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """Our place in a chat changed."""

    chat: Chat
    sender: User
    new_chat_member: Member


class Update(msgspec.Struct, frozen=True):
    """One update, of one of the allowed kinds or none of them."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    inline_query: InlineQuery | None = None
    my_chat_member: Membership | None = None


class Unreadable(msgspec.Struct, frozen=True):
    """An update of a shape we do not know. Only its id is kept."""

    update_id: int


class GroupGreeting(msgspec.Struct, frozen=True):
    """We were called in a group: answered once with the link to a private chat, never more."""

    chat: str


class _UpdateId(msgspec.Struct, frozen=True):
    update_id: int


class _Batch(msgspec.Struct, frozen=True):
    ok: bool
    result: list[msgspec.Raw] = []


_decode_batch = msgspec.json.Decoder(_Batch).decode
_decode_update = msgspec.json.Decoder(Update).decode
_decode_id = msgspec.json.Decoder(_UpdateId).decode


def read_batch(body: bytes) -> list[Update | Unreadable]:
    """The updates in an answer to getUpdates. Raises msgspec.MsgspecError when it is no such answer."""
    return [read_update(raw) for raw in _decode_batch(body).result]


def read_update(raw: bytes | msgspec.Raw) -> Update | Unreadable:
    """One update. Raises msgspec.MsgspecError when it has not even an id."""
    try:
        return _decode_update(raw)
    except msgspec.ValidationError:
        return Unreadable(_decode_id(raw).update_id)


def lane(update: Update | Unreadable) -> int:
    """Whose update it is: those of one lane are taken in order."""
    if isinstance(update, Unreadable):
        return 0
    if update.callback_query is not None:
        return update.callback_query.sender.id
    if update.inline_query is not None:
        return update.inline_query.sender.id
    about = update.message or update.edited_message or update.my_chat_member
    return about.chat.id if about is not None else 0


def to_input(update: Update) -> Input | GroupGreeting | None:
    """What happened; None where it is nothing to us."""
    if update.callback_query is not None:
        return _from_tap(update.update_id, update.callback_query)
    if update.message is not None:
        return _from_message(update.update_id, update.message)
    if update.edited_message is not None:
        return _from_edit(update.update_id, update.edited_message)
    if update.my_chat_member is not None:
        return _from_membership(update.update_id, update.my_chat_member)
    return None


def to_group_input(update: Update) -> Input | None:
    """A group or channel took us in, put us out or has a new id: the office is told. None: it is something else."""
    if update.message is not None:
        moved = _moved(update.message)
        return _to_office(update.update_id, moved) if moved is not None else None
    change = update.my_chat_member
    if change is None or change.chat.type not in (*_GROUPS, "channel"):
        return None
    chat = str(change.chat.id)
    if change.new_chat_member.status in _IN:
        body: Body = GroupJoined(
            chat=chat, title=change.chat.title, contact=fresh.contact_id(), code=fresh.code()
        )
    else:
        body = GroupLeft(chat=chat)
    return _to_office(update.update_id, body)


def _moved(message: Message) -> GroupMoved | None:
    here, to, before = message.chat.id, message.migrate_to_chat_id, message.migrate_from_chat_id
    if to is not None:
        return GroupMoved(chat=str(here), to=str(to))
    return GroupMoved(chat=str(before), to=str(here)) if before is not None else None


def _to_office(update_id: int, body: Body) -> Input:
    return Input(key=f"tg:{update_id}/group", to=To.OFFICE, id=OFFICE, body=body)


def _from_tap(update_id: int, tap: CallbackQuery) -> Input | None:
    message = tap.message
    if message is None or message.chat.type != PRIVATE or not tap.data:
        return None
    return _input(update_id, message.chat, tap.sender, Tapped(data=tap.data, message=str(message.message_id)))


def _from_message(update_id: int, message: Message) -> Input | GroupGreeting | None:
    if message.chat.type != PRIVATE:
        # privacy mode hands us little else than commands there; whatever else is said is not for us
        called = message.chat.type in _GROUPS and _COMMAND.match(message.text)
        return GroupGreeting(str(message.chat.id)) if called else None
    if message.sender is None or message.sender.is_bot:
        return None
    body = _body(message, message.sender)
    return _input(update_id, message.chat, message.sender, body) if body is not None else None


def _from_edit(update_id: int, message: Message) -> Input | None:
    text = message.text or message.caption
    if message.chat.type != PRIVATE or message.sender is None or not text:
        return None
    return _input(update_id, message.chat, message.sender, Edited(text=text))


def _from_membership(update_id: int, change: Membership) -> Input | GroupGreeting | None:
    status = change.new_chat_member.status
    if change.chat.type in _GROUPS:
        joined = status in _IN
        return GroupGreeting(str(change.chat.id)) if joined else None
    if change.chat.type != PRIVATE or status not in {"kicked", "member"}:
        return None
    body = Blocked() if status == "kicked" else Unblocked()
    return _input(update_id, change.chat, change.sender, body)


def _body(message: Message, sender: User) -> Body | None:
    if message.text:
        return _said(message.text)
    if message.contact is not None:
        own = message.contact.user_id == sender.id
        return SharedContact(number=message.contact.phone_number, own=own)
    if _is_service(message):
        return None
    return SentMedia(caption=message.caption)


def _said(text: str) -> Body:
    command = _COMMAND.match(text)
    if command is None:
        return Said(text=text)
    name, rest = command.group(1), text[command.end() :]
    payload = rest.strip()
    if name.lower() == "/start" and (not payload or _PAYLOAD.fullmatch(payload)):
        return Opened(payload=payload)
    return Said(text=name + rest)


def _is_service(message: Message) -> bool:
    return any(
        mark is not None
        for mark in (
            message.pinned_message,
            message.message_auto_delete_timer_changed,
            message.write_access_allowed,
            message.connected_website,
            message.chat_background_set,
            message.boost_added,
        )
    )


def _input(update_id: int, chat: Chat, sender: User, body: Body) -> Input:
    return Input(
        key=f"tg:{update_id}",
        to=To.PERSON,
        body=body,
        address=Address(channel=Channel.TELEGRAM, chat=str(chat.id)),
        language=sender.language_code,
    )
