"""What stands in the chats, and the rules Telegram holds it to."""

import asyncio
import dataclasses
import json
from typing import Any

from tests.helpers.fake_telegram_text import BadMarkupError, parse_html, utf16_length

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_CALLBACK_BYTES = 64
MAX_BUTTONS = 100
MAX_UPLOAD = 50_000_000
MAX_PHOTO = 10_000_000
PICTURES = (b"\x89PNG", b"\xff\xd8\xff")
MAX_COPIED = 256
TAP_ANSWER_SECONDS = 60
INLINE_ANSWER_SECONDS = 10
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as"
    " a current content and reply markup of the message"
)
TAP_TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


class RefusedError(Exception):
    """Telegram refuses a call, in its own words."""

    def __init__(self, status: int, words: str, **parameters: int):
        super().__init__(words)
        self.status = status
        self.parameters = parameters


@dataclasses.dataclass
class Shown:
    """One message as it stands in a chat."""

    id: int
    text: str
    entities: list[dict[str, Any]]
    buttons: list[list[dict[str, Any]]]
    silent: bool = False
    document: tuple[str, bytes, str] | None = None
    photo: tuple[str, bytes, str] | None = None
    reply_keyboard: bool = False
    edits: int = 0


@dataclasses.dataclass
class Chat:
    """One chat with the bot. `said` is everything the bot ever said there, edits too, in order."""

    id: int
    messages: dict[int, Shown] = dataclasses.field(default_factory=dict)
    said: list[str] = dataclasses.field(default_factory=list)
    times: list[float] = dataclasses.field(default_factory=list)
    events: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    """What the bot said and the person did, in order: ("said", text), ("did", kind)."""
    keyboard: list[list[dict[str, Any]]] | None = None
    blocked: bool = False
    moved_to: int | None = None
    """It became a supergroup, and goes by this id."""
    changed: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)


@dataclasses.dataclass
class Tap:
    """A tapped button waiting for its answer."""

    at: float
    answers: int = 0


@dataclasses.dataclass
class InlineQuery:
    """Somebody called the bot in another chat: what came up there, once it was answered."""

    at: float
    answer: dict[str, Any] | None = None


class ChatWorld:
    """All chats. Methods take the parameters of the Bot API method and return its result, or raise RefusedError."""

    def __init__(self, clock):
        self.clock = clock
        self.chats: dict[int, Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.queries: dict[str, InlineQuery] = {}
        self.asked = asyncio.Event()
        self._next_message = 100

    def open(self, chat_id: int) -> Chat:
        return self.chats.setdefault(chat_id, Chat(chat_id))

    def next_message(self) -> int:
        self._next_message += 1
        return self._next_message

    def send(self, parameters):
        chat = self._chat(parameters)
        text, entities = self._text(parameters, "text", MAX_TEXT, "message is too long")
        if not text:
            raise RefusedError(400, "Bad Request: message text is empty")
        return self._show(chat, parameters, text, entities, None)

    def send_document(self, parameters, files):
        chat = self._chat(parameters)
        document = files.get("document")
        if document is None:
            raise RefusedError(400, "Bad Request: there is no document in the request")
        if len(document[1]) > MAX_UPLOAD:
            raise RefusedError(413, "Request Entity Too Large")
        text, entities = self._text(parameters, "caption", MAX_CAPTION, "message caption is too long")
        return self._show(chat, parameters, text, entities, document)

    def send_photo(self, parameters, files):
        chat = self._chat(parameters)
        photo = files.get("photo")
        if photo is None:
            raise RefusedError(400, "Bad Request: there is no photo in the request")
        if len(photo[1]) > MAX_PHOTO:
            raise RefusedError(413, "Request Entity Too Large")
        if not photo[1].startswith(PICTURES):
            raise RefusedError(400, "Bad Request: IMAGE_PROCESS_FAILED")
        text, entities = self._text(parameters, "caption", MAX_CAPTION, "message caption is too long")
        return self._show(chat, parameters, text, entities, None, photo)

    def edit_text(self, parameters):
        chat = self._chat(parameters)
        shown = self._to_edit(chat, parameters)
        if shown.document is not None or shown.photo is not None:
            raise RefusedError(400, "Bad Request: there is no text in the message to edit")
        text, entities = self._text(parameters, "text", MAX_TEXT, "MESSAGE_TOO_LONG")
        buttons = _buttons(parameters)
        if (text, entities, buttons) == (shown.text, shown.entities, shown.buttons):
            raise RefusedError(400, NOT_MODIFIED)
        shown.text, shown.entities, shown.buttons = text, entities, buttons
        return self._edited(chat, shown)

    def edit_markup(self, parameters):
        chat = self._chat(parameters)
        shown = self._to_edit(chat, parameters)
        buttons = _buttons(parameters)
        if buttons == shown.buttons:
            raise RefusedError(400, NOT_MODIFIED)
        shown.buttons = buttons
        shown.edits += 1
        chat.changed.set()
        return self._as_message(chat, shown)

    def answer_tap(self, tap_id: str):
        tap = self.taps.get(tap_id)
        if tap is None or tap.answers or self.clock() - tap.at > TAP_ANSWER_SECONDS:
            raise RefusedError(400, TAP_TOO_OLD)
        tap.answers += 1
        return True

    def answer_inline(self, parameters):
        query = self.queries.get(str(parameters["inline_query_id"]))
        if query is None or query.answer is not None or self.clock() - query.at > INLINE_ANSWER_SECONDS:
            raise RefusedError(400, TAP_TOO_OLD)
        for result in parameters["results"]:
            if result["type"] != "article" or not result["id"] or not result["title"]:
                raise RefusedError(400, "Bad Request: can't parse inline query result")
            if not result["input_message_content"]["message_text"]:
                raise RefusedError(400, "Bad Request: MESSAGE_EMPTY")
        query.answer = parameters
        self.asked.set()
        return True

    # -- rules -----------------------------------------------------------------------------------------

    def _chat(self, parameters) -> Chat:
        chat = self.chats.get(int(parameters["chat_id"]))
        if chat is None:
            raise RefusedError(400, "Bad Request: chat not found")
        if chat.moved_to is not None:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise RefusedError(400, words, migrate_to_chat_id=chat.moved_to)
        if chat.blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        return chat

    def _text(self, parameters, field, most, complaint):
        source = str(parameters.get(field, ""))
        text = source
        entities: list[dict[str, Any]] = []
        if parameters.get("parse_mode", "").upper() == "HTML":
            try:
                text, entities = parse_html(source)
            except BadMarkupError as fault:
                raise RefusedError(400, f"Bad Request: can't parse entities: {fault}") from None
        text = text.strip()
        if utf16_length(text) > most:
            raise RefusedError(400, f"Bad Request: {complaint}")
        return text, entities

    def _to_edit(self, chat: Chat, parameters: dict[str, Any]) -> Shown:
        shown = chat.messages.get(int(parameters.get("message_id") or 0))
        if shown is None:
            raise RefusedError(400, "Bad Request: message to edit not found")
        if shown.reply_keyboard:
            raise RefusedError(400, "Bad Request: message can't be edited")
        return shown

    def _show(self, chat, parameters, text, entities, document, photo=None):
        markup = _markup(parameters)
        shown = Shown(
            id=self.next_message(),
            text=text,
            entities=entities,
            buttons=_buttons(parameters),
            silent=bool(parameters.get("disable_notification")),
            document=document,
            photo=photo,
            reply_keyboard="keyboard" in markup,
        )
        if "keyboard" in markup:
            chat.keyboard = markup["keyboard"]
        if markup.get("remove_keyboard"):
            chat.keyboard = None
        chat.messages[shown.id] = shown
        self._note(chat, text)
        return self._as_message(chat, shown)

    def _edited(self, chat, shown):
        shown.edits += 1
        self._note(chat, shown.text)
        return self._as_message(chat, shown)

    def _note(self, chat, text):
        chat.said.append(text)
        chat.events.append(("said", text))
        chat.times.append(self.clock())
        chat.changed.set()

    def _as_message(self, chat: Chat, shown: Shown) -> dict[str, Any]:
        kind = "private" if chat.id > 0 else "group"
        body: dict[str, Any] = {
            "message_id": shown.id,
            "date": int(self.clock()),
            "chat": {"id": chat.id, "type": kind},
            "from": {"id": 1234, "is_bot": True, "first_name": "Bot"},
        }
        if shown.document:
            body |= {"document": {"file_id": "f", "file_unique_id": "u"}, "caption": shown.text}
        elif shown.photo:
            size = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
            body |= {"photo": [size], "caption": shown.text}
        else:
            body |= {"text": shown.text, "entities": shown.entities}
        if shown.buttons:
            body["reply_markup"] = {"inline_keyboard": shown.buttons}
        return body

    def message(self, chat_id: int, message_id: int) -> dict[str, Any]:
        """A message as an update carries it."""
        chat = self.chats[chat_id]
        return self._as_message(chat, chat.messages[message_id])


def _markup(parameters) -> dict[str, Any]:
    markup = parameters.get("reply_markup") or {}
    return json.loads(markup) if isinstance(markup, str) else markup


def _buttons(parameters) -> list[list[dict[str, Any]]]:
    rows = _markup(parameters).get("inline_keyboard") or []
    flat = [button for row in rows for button in row]
    if len(flat) > MAX_BUTTONS:
        raise RefusedError(400, "Bad Request: reply markup is too long")
    for button in flat:
        if not button.get("text"):
            raise RefusedError(
                400, 'Bad Request: can\'t parse inline keyboard button: Field "text" must be non-empty'
            )
        _check(button)
    return rows


def _check(button: dict[str, Any]) -> None:
    """A button does one thing, within its limits. Source: Bot API, InlineKeyboardButton."""
    match {name: value for name, value in button.items() if name != "text"}:
        case {"url": str(url)} if url.startswith(("http://", "https://", "tg://")):
            return
        case {"url": str(url)}:
            raise RefusedError(400, f"Bad Request: inline keyboard button URL '{url}' is invalid")
        case {"copy_text": {"text": str(text)}} if 1 <= len(text) <= MAX_COPIED:
            return
        case {"switch_inline_query_chosen_chat": {"query": str()}}:
            return
        case {"callback_data": str(data)} if 1 <= len(data.encode()) <= MAX_CALLBACK_BYTES:
            return
    raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")
