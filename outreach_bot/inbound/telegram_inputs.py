"""What Telegram updates are to us: each an input, or nothing."""

import re

import msgspec

from outreach_bot import fresh
from outreach_bot.dialogue.aside_inputs import Garbled
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
from outreach_bot.inbound.telegram_updates import (
    PRIVATE,
    CallbackQuery,
    Chat,
    Membership,
    Message,
    Unreadable,
    Update,
    User,
)

_GROUPS = ("group", "supergroup")
_IN, _OUT = ("member", "administrator"), ("left", "kicked", "restricted")
"""What we are in a group that has us, and in one that had us. A channel has bots as administrators only."""
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Telegram lets a link carry. Source: Bot API, deep linking."""
_COMMAND = re.compile(r"(/[A-Za-z0-9_]{1,32})(@[A-Za-z0-9_]+)?(?=\s|$)")


class GroupGreeting(msgspec.Struct, frozen=True):
    """We were called in a group: answered once with the link to a private chat, never more."""

    chat: str


def to_garbled(update: Unreadable) -> Input:
    """What is made of an update that cannot be read."""
    address = Address(channel=Channel.TELEGRAM, chat=str(update.chat)) if update.chat else None
    return Input(
        key=update.key,
        to=To.PERSON,
        body=Garbled(raw=update.raw),
        beside=update.words,
        address=address,
        language=update.language,
    )


def to_garbled_of_others(update: Unreadable) -> list[Input]:
    """The same for everybody else whose it may be: the words alone, as the update itself is kept once."""
    garbled = msgspec.structs.replace(to_garbled(update), body=Garbled(raw=""))
    return [
        msgspec.structs.replace(
            garbled,
            key=f"{update.key}/{number}",
            address=Address(channel=Channel.TELEGRAM, chat=str(chat)),
        )
        for number, chat in enumerate(update.others)
    ]


def to_input(update: Update) -> Input | GroupGreeting | None:
    """What happened; None where it is nothing to us."""
    if update.callback_query is not None:
        return _from_tap(update.key, update.callback_query)
    if update.message is not None:
        return _from_message(update.key, update.message)
    if update.edited_message is not None:
        return _from_edit(update.key, update.edited_message)
    if update.my_chat_member is not None:
        return _from_membership(update.key, update.my_chat_member)
    return None


def to_group_input(update: Update) -> Input | None:
    """A group or channel took us in, put us out or has a new id: the office is told. None: it is something else."""
    if update.message is not None:
        moved = _moved(update.message)
        return _to_office(update.key, moved) if moved is not None else None
    change = update.my_chat_member
    if change is None or change.chat.type not in (*_GROUPS, "channel"):
        return None
    chat = str(change.chat.id)
    if change.status in _IN:
        joined = GroupJoined(
            chat=chat, title=change.chat.title, contact=fresh.contact_id(), code=fresh.code()
        )
        return _to_office(update.key, joined)
    return _to_office(update.key, GroupLeft(chat=chat)) if change.status in _OUT else None


def _moved(message: Message) -> GroupMoved | None:
    here, to, before = message.chat.id, message.migrate_to_chat_id, message.migrate_from_chat_id
    if here > 0:
        return None  # a person's chat is none that moves
    if to is not None:
        return GroupMoved(chat=str(here), to=str(to))
    return GroupMoved(chat=str(before), to=str(here)) if before is not None else None


def _to_office(key: str, body: Body) -> Input:
    return Input(key=f"{key}/group", to=To.OFFICE, id=OFFICE, body=body)


def _from_tap(key: str, tap: CallbackQuery) -> Input | None:
    if tap.chat is None or tap.chat.type != PRIVATE:
        return None
    message = str(tap.message_id) if tap.message_id else ""
    return _input(key, tap.chat, tap.sender, Tapped(data=tap.data, message=message))


def _from_message(key: str, message: Message) -> Input | GroupGreeting | None:
    if message.chat.type != PRIVATE:
        # privacy mode hands us little else than commands there; whatever else is said is not for us
        called = message.chat.type in _GROUPS and _COMMAND.match(message.text)
        return GroupGreeting(str(message.chat.id)) if called else None
    if message.sender.is_bot:
        return None
    body = _body(message)
    return _input(key, message.chat, message.sender, body, message.beside) if body is not None else None


def _from_edit(key: str, message: Message) -> Input | None:
    text = message.text or message.caption
    if message.chat.type != PRIVATE or message.sender.is_bot or not (text or message.beside):
        return None
    return _input(key, message.chat, message.sender, Edited(text=text), message.beside)


def _from_membership(key: str, change: Membership) -> Input | GroupGreeting | None:
    status = change.status
    if change.chat.type in _GROUPS:
        joined = status in _IN
        return GroupGreeting(str(change.chat.id)) if joined else None
    if change.chat.type != PRIVATE or status not in {"kicked", "member"}:
        return None
    body = Blocked() if status == "kicked" else Unblocked()
    return _input(key, change.chat, change.sender, body)


def _body(message: Message) -> Body | None:
    if message.text:
        return _said(message.text)
    if message.contact is not None:
        own = message.contact.user_id == message.sender.id
        return SharedContact(number=message.contact.phone_number, own=own)
    if message.service:
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


def _input(key: str, chat: Chat, sender: User, body: Body, beside: str = "") -> Input:
    return Input(
        key=key,
        to=To.PERSON,
        body=body,
        beside=beside,
        address=Address(channel=Channel.TELEGRAM, chat=str(chat.id)),
        language=sender.language_code,
    )
