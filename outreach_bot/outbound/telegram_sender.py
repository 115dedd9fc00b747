"""Sends owed messages to Telegram chats, and says honestly what came of it."""

from collections.abc import Mapping
from typing import Any

import msgspec
from telegram import Bot
from telegram.constants import MessageLimit

from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.outbound.base import (
    InlineCard,
    Message,
    Moved,
    NotSent,
    Owed,
    Refused,
    SendOutcome,
    Sent,
    ShownButton,
    Unknown,
)
from outreach_bot.outbound.telegram_request import Answer, FileParts, NoAnswer, NotWritten, TelegramApi
from outreach_bot.outbound.telegram_text import characters, plain, split

MAX_TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
MAX_CAPTION = int(MessageLimit.CAPTION_LENGTH)
TAP_SECONDS = 5.0
"""How long a tap's waiting sign is worth a call; Telegram ends it by itself."""
ASKING_SECONDS = 5.0
"""How long the question whether Telegram answers at all may take."""
RETRY_WAIT = 0.5
"""Seconds to the next try when a call did not go through; the dispatcher waits longer each time it happens."""
TOKEN_WAIT = 60.0
"""Seconds to the next try when Telegram does not know the token: a person has to see to it."""

NEVER_DONE = (401, 404, 429)
"""Statuses that say, whoever gives them, that the call was not carried out. A page with any other says nothing of it:
a firewall's 403 is no person who blocked the bot."""

CHATS = {"query": "", "allow_user_chats": True, "allow_group_chats": True}
"""Where the card can be passed on: to people and groups, not to bots and channels."""

_NOT_MODIFIED = "message is not modified"
_BAD_MARKUP = "can't parse entities"
_CHAT_GONE = ("chat not found", "user is deactivated", "peer_id_invalid")


class _Step(msgspec.Struct, frozen=True, kw_only=True):
    """One call that a message takes. Most messages are one step."""

    method: str
    parameters: dict[str, Any]
    files: FileParts | None = None
    on_last: bool = False
    """Changes the message that the step before sent."""


class _Progress(msgspec.Struct):
    """How far a message of several steps has come."""

    done: int = 0
    message: str = ""


class TelegramSender:
    """The `Sender` for Telegram chats."""

    def __init__(self, bot: Bot) -> None:
        self._api = TelegramApi(bot)
        self._progress: dict[str, _Progress] = {}
        self._keyboards: set[str] = set()
        """Chats that show the "share my number" key. Forgotten at a restart: the key hides itself once used."""

    async def send(self, owed: Owed) -> SendOutcome:
        """Send one message once: all its steps, or from the step where it stood."""
        steps = self._steps(owed.address.chat, owed.message)
        progress = self._progress.get(owed.key) or _Progress()
        while progress.done < len(steps):
            outcome = await self._take(steps[progress.done], owed, progress.message)
            if not isinstance(outcome, Sent):
                return self._remember(owed.key, progress, outcome)
            progress.done += 1
            progress.message = outcome.message or progress.message
        self._progress.pop(owed.key, None)
        self._note_keyboard(owed)
        return Sent(progress.message)

    async def acknowledge_tap(self, tap: str) -> None:
        """Stop the button's waiting sign: once, errors ignored."""
        try:
            await self._api.call("answerCallbackQuery", {"callback_query_id": tap}, seconds=TAP_SECONDS)
        except (NotWritten, NoAnswer):
            return

    async def answers(self) -> bool:
        """Ask who we are. Whatever Telegram itself says to it is an answer; a gateway's page is none."""
        try:
            return (await self._api.call("getMe", seconds=ASKING_SECONDS)).is_telegrams
        except (NotWritten, NoAnswer):
            return False

    async def answer_inline(self, query: str, card: InlineCard | None) -> None:
        """Show the card in the chat where the bot was called, or nothing: once, errors ignored.

        Kept by nobody (`cache_time` 0) and for this person alone, as the next may be no champion.
        """
        results = [_article(card)] if card is not None else []
        answer = {"inline_query_id": query, "results": results, "cache_time": 0, "is_personal": True}
        try:
            await self._api.call("answerInlineQuery", answer, seconds=TAP_SECONDS)
        except (NotWritten, NoAnswer):
            return

    async def say_in_group(self, chat: str, text: str) -> None:
        """Say one thing in a group, once; errors are ignored: nothing there is owed to a person."""
        try:
            await self._api.call("sendMessage", _new(chat, text, silent=True))
        except (NotWritten, NoAnswer):
            return

    # -- what a message takes -----------------------------------------------------------------------

    def _steps(self, chat: str, message: Message) -> list[_Step]:
        if message.menu is not None:
            return [_menu_step(chat, message.menu)]
        if message.file is not None:
            return _file_steps(chat, message)
        texts = [message.text] if len(message.text) <= MAX_TEXT else split(message.text, MAX_TEXT)
        steps = [
            _Step(
                method="sendMessage",
                parameters=_new(chat, text, silent=message.silent, protect=message.protect),
            )
            for text in texts
        ]
        if message.ask_number:
            asking = _new(chat, message.ask_number, silent=True)
            asking["reply_markup"] = _number_keyboard(message.ask_number)
            return [_Step(method="sendMessage", parameters=asking), *_with_buttons(steps, message)]
        if chat in self._keyboards:
            return _without_keyboard(steps, message, chat)
        if message.edits:
            steps[0] = _edit(chat, texts[0], message.edits)
        return _with_buttons(steps, message)

    def _note_keyboard(self, owed: Owed) -> None:
        if owed.message.ask_number:
            self._keyboards.add(owed.address.chat)
        elif owed.message.file is None and owed.message.menu is None:
            self._keyboards.discard(owed.address.chat)

    def _remember(self, key: str, progress: _Progress, outcome: SendOutcome) -> SendOutcome:
        if not progress.done:
            return outcome
        self._progress[key] = progress
        return msgspec.structs.replace(outcome, partly=True) if isinstance(outcome, NotSent) else outcome

    # -- what came of it --------------------------------------------------------------------------------

    async def _take(self, step: _Step, owed: Owed, last: str) -> SendOutcome:
        if step.on_last and not last:
            return Sent("")  # Telegram did not say which message it made: it stands there without buttons
        parameters = {**step.parameters, "message_id": int(last)} if step.on_last else step.parameters
        outcome, said = await self._call(step.method, parameters, step.files, owed)
        if said is None:
            return outcome
        if _BAD_MARKUP in said:
            return (await self._call(step.method, _without_markup(parameters), step.files, owed))[0]
        if step.method.startswith("edit"):
            return await self._instead_of_edit(parameters, owed, said)
        return outcome

    async def _instead_of_edit(self, parameters: Mapping[str, Any], owed: Owed, said: str) -> SendOutcome:
        """What cannot be put in place is sent anew, quietly: it answers a tap."""
        if _NOT_MODIFIED in said:
            return Sent(str(parameters["message_id"]))
        new = {name: value for name, value in parameters.items() if name != "message_id"}
        new.setdefault("text", owed.message.text)
        new["disable_notification"] = True
        outcome, said_again = await self._call("sendMessage", new, None, owed)
        if said_again is not None and _BAD_MARKUP in said_again:
            return (await self._call("sendMessage", _without_markup(new), None, owed))[0]
        return outcome

    async def _call(
        self, method: str, parameters: Mapping[str, Any], files: FileParts | None, owed: Owed
    ) -> tuple[SendOutcome, str | None]:
        """One call's outcome, and what Telegram said if it was a 400."""
        outcome, said = await self._called(method, parameters, files, owed)
        if isinstance(outcome, Unknown):
            outcome = msgspec.structs.replace(outcome, harmless=not method.startswith("send"))
        return outcome, said

    async def _called(
        self, method: str, parameters: Mapping[str, Any], files: FileParts | None, owed: Owed
    ) -> tuple[SendOutcome, str | None]:
        try:
            answer = await self._api.call(method, parameters, files=files)
        except NotWritten:
            return NotSent(RETRY_WAIT), None
        except NoAnswer as fault:
            return Unknown(fault.message), None
        if answer.status == 200:  # noqa: PLR2004  HTTP
            return _sent(answer), None
        if not answer.is_telegrams and answer.status not in NEVER_DONE:
            return Unknown(f"not Telegram's: {answer.status}"), None
        if answer.status == 400:  # noqa: PLR2004  HTTP
            moved = answer.parameter("migrate_to_chat_id")
            if isinstance(moved, int) and moved:
                return Moved(str(moved)), None
            said = str(answer.content().get("description", "")).lower()
            return Refused(reason="400", gone=any(words in said for words in _CHAT_GONE)), said
        return self._not_done(answer, owed), None

    def _not_done(self, answer: Answer, owed: Owed) -> SendOutcome:
        match answer.status:
            case 403:
                return Refused(reason="403", gone=True)
            case 429:
                return NotSent(answer.retry_after or RETRY_WAIT, throttled=True)
            case 401 | 404:
                return NotSent(TOKEN_WAIT)
            case status if status >= 500 and not owed.repeat_unknown:  # noqa: PLR2004  HTTP
                return Unknown(
                    f"server error {status}"
                )  # "failed" is not sure enough for what may not come twice
            case status if status >= 500:  # noqa: PLR2004  HTTP
                return NotSent(RETRY_WAIT)  # Telegram itself says that the call failed
            case status:
                return Refused(reason=str(status))


def telegram_address(chat: int | str) -> Address:
    """The address of a Telegram chat."""
    return Address(channel=Channel.TELEGRAM, chat=str(chat))


def _sent(answer: Answer) -> SendOutcome:
    content = answer.content()
    if not content.get("ok"):
        return Unknown("unreadable answer")
    result = content.get("result")
    number = result.get("message_id") if isinstance(result, dict) else None
    return Sent(str(number) if isinstance(number, int) else "")


# -- parameters -------------------------------------------------------------------------------------------


def _new(chat: str, text: str, *, silent: bool, protect: bool = False) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        "chat_id": int(chat),
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if silent:
        parameters["disable_notification"] = True
    if protect:
        parameters["protect_content"] = True
    return parameters


def _article(card: InlineCard) -> dict[str, Any]:
    content = {"message_text": card.text, "link_preview_options": {"is_disabled": True}}
    return {
        "type": "article",
        "id": "card",
        "title": card.title,
        "description": card.line,
        "input_message_content": content,
    }


def _edit(chat: str, text: str, edits: str) -> _Step:
    parameters = _new(chat, text, silent=False)
    parameters["message_id"] = int(edits)
    return _Step(method="editMessageText", parameters=parameters)


def _without_markup(parameters: Mapping[str, Any]) -> dict[str, Any]:
    changed = {name: value for name, value in parameters.items() if name != "parse_mode"}
    for name in ("text", "caption"):
        if name in changed:
            changed[name] = plain(changed[name])
    return changed


def _with_buttons(steps: list[_Step], message: Message) -> list[_Step]:
    if message.buttons:
        steps[-1].parameters["reply_markup"] = _buttons(message)
    return steps


def _without_keyboard(steps: list[_Step], message: Message, chat: str) -> list[_Step]:
    """A message carries one kind of keyboard: the first takes the old one away, buttons follow by an edit."""
    steps[0].parameters["reply_markup"] = {"remove_keyboard": True}
    if message.buttons and len(steps) > 1:
        return _with_buttons(steps, message)
    if message.buttons:
        parameters = {"chat_id": int(chat), "reply_markup": _buttons(message)}
        steps.append(_Step(method="editMessageReplyMarkup", parameters=parameters, on_last=True))
    return steps


def _menu_step(chat: str, menu: tuple[tuple[str, str], ...]) -> _Step:
    """Show a chat its own commands, or everybody's again."""
    scope = {"scope": {"type": "chat", "chat_id": int(chat)}}
    commands = [{"command": name, "description": words} for name, words in menu]
    if not menu:
        return _Step(method="deleteMyCommands", parameters=scope)
    return _Step(method="setMyCommands", parameters=scope | {"commands": commands})


def _file_steps(chat: str, message: Message) -> list[_Step]:
    """A file with its caption; a caption too long for one goes ahead as a message."""
    file = message.file
    assert file is not None  # noqa: S101  for the type checker: callers look first
    steps = []
    parameters: dict[str, Any] = {"chat_id": int(chat)}
    if message.silent:
        parameters["disable_notification"] = True
    if characters(message.text) > MAX_CAPTION:
        steps = [
            _Step(method="sendMessage", parameters=_new(chat, text, silent=message.silent))
            for text in split(message.text, MAX_TEXT)
        ]
    elif message.text:
        parameters |= {"caption": message.text, "parse_mode": "HTML"}
    method, field = ("sendPhoto", "photo") if file.seen else ("sendDocument", "document")
    files = {field: (file.name, file.content, file.media_type)}
    return _with_buttons([*steps, _Step(method=method, parameters=parameters, files=files)], message)


def _buttons(message: Message) -> dict[str, Any]:
    return {"inline_keyboard": [[_button(button) for button in row] for row in message.buttons]}


def _button(button: ShownButton) -> dict[str, Any]:
    if button.url:
        return {"text": button.label, "url": button.url}
    if button.copy:
        return {"text": button.label, "copy_text": {"text": button.copy}}
    if button.inline:
        return {"text": button.label, "switch_inline_query_chosen_chat": CHATS}
    return {"text": button.label, "callback_data": button.data}


def _number_keyboard(label: str) -> dict[str, Any]:
    return {
        "keyboard": [[{"text": label, "request_contact": True}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
