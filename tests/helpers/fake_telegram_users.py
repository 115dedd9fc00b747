"""People with a phone, for tests that read like a conversation."""

import asyncio
import itertools
import re
from typing import Any

from tests.helpers.fake_telegram_chats import Chat, InlineQuery, Shown, Tap
from tests.helpers.patience import PATIENCE

WAIT_SECONDS = PATIENCE
_tap_ids = itertools.count(7_000_000)
_MARKS = re.compile(r"^[^\w\[(]+", re.UNICODE)


def bare(label: str) -> str:
    """A label without the ticks and signs in front."""
    return _MARKS.sub("", label)


class FakeUser:
    """One person. `starts`, `says`, `taps` … do it; `start`, `say`, `tap` … also wait for the answer."""

    def __init__(self, telegram, user_id: int, language: str):
        self.telegram = telegram
        self.id = user_id
        self.language = language
        self.tapped: list[str] = []
        self.wait_seconds = WAIT_SECONDS

    # -- what they see -------------------------------------------------------------------------------

    @property
    def chat(self) -> Chat:
        found: Chat = self.telegram.chats.open(self.id)
        return found

    @property
    def messages(self) -> list[Shown]:
        return list(self.chat.messages.values())

    @property
    def said(self) -> list[str]:
        """Everything the bot said to them, edits too, in order."""
        return self.chat.said

    @property
    def screen(self) -> str:
        """What they look at: the text said last."""
        return self.said[-1] if self.said else ""

    @property
    def labels(self) -> list[str]:
        """The buttons of the newest message that has any."""
        shown = next((one for one in reversed(self.messages) if one.buttons), None)
        return [bare(button["text"]) for row in shown.buttons for button in row] if shown else []

    @property
    def repeated(self) -> int:
        """How often the bot said the same twice though they had done nothing in between."""
        events = self.chat.events
        return sum(
            1 for before, after in itertools.pairwise(events) if before == after and after[0] == "said"
        )

    # -- what they do -----------------------------------------------------------------------------------

    def starts(self, payload: str = "") -> int:
        return self.says(f"/start {payload}".strip())

    def says(self, text: str) -> int:
        return self._message(text=text)

    def edits(self, text: str) -> int:
        return self._update("edited_message", self._base() | {"text": text, "edit_date": 1})

    def sends_photo(self, caption: str = "") -> int:
        photo = [{"file_id": "p", "file_unique_id": "q", "width": 1, "height": 1}]
        return self._message(photo=photo, **({"caption": caption} if caption else {}))

    def shares_contact(self, number: str, *, owner: int | None = None) -> int:
        owner = self.id if owner is None else owner
        self.chat.keyboard = None
        return self._message(contact={"phone_number": number, "first_name": "A", "user_id": owner})

    def taps(self, label: str) -> int:
        """Tap the newest button with that label."""
        for shown in reversed(self.messages):
            for button in itertools.chain.from_iterable(shown.buttons):
                if bare(button["text"]) == bare(label):
                    return self._tap(shown.id, button["callback_data"])
        raise AssertionError(f"There is no button {label!r}; there are {self.labels}")

    def taps_data(self, message_id: int, data: str) -> int:
        """Tap a button by what it carries: an old one, say."""
        return self._tap(message_id, data)

    def calls_in_a_chat(self, words: str = "") -> str:
        """Call the bot in a chat with somebody else; the id of the query."""
        query = str(next(_tap_ids))
        self.telegram.chats.queries[query] = InlineQuery(self.telegram.clock())
        body = {"id": query, "from": self._sender(), "query": words, "offset": "", "chat_type": "private"}
        self.telegram.queue.add(self.id, "inline_query", body)
        return query

    def blocks(self) -> int:
        self.chat.blocked = True
        return self._membership("kicked")

    def unblocks(self) -> int:
        self.chat.blocked = False
        return self._membership("member")

    async def start(self, payload: str = "") -> str:
        return await self._answered(lambda: self.starts(payload))

    async def say(self, text: str) -> str:
        return await self._answered(lambda: self.says(text))

    async def tap(self, label: str) -> str:
        return await self._answered(lambda: self.taps(label))

    async def call_in_a_chat(self, words: str = "") -> list[dict[str, Any]]:
        """Call the bot in a chat with somebody else, and wait for what comes up."""
        chats = self.telegram.chats
        query = chats.queries[self.calls_in_a_chat(words)]
        async with asyncio.timeout(self.wait_seconds):
            while query.answer is None:
                chats.asked.clear()
                await chats.asked.wait()
        results: list[dict[str, Any]] = query.answer["results"]
        return results

    async def share_contact(self, number: str, *, owner: int | None = None) -> str:
        return await self._answered(lambda: self.shares_contact(number, owner=owner))

    async def sees(self, words: str, *, seconds: float = WAIT_SECONDS) -> str:
        """Wait until the screen holds these words."""
        try:
            async with asyncio.timeout(seconds):
                while words.lower() not in self.screen.lower():
                    await self._change()
        except TimeoutError:
            raise AssertionError(f"{words!r} never came; the screen is {self.screen!r}") from None
        return self.screen

    # -- how ---------------------------------------------------------------------------------------------

    async def _answered(self, act) -> str:
        before = len(self.said)
        act()
        try:
            async with asyncio.timeout(self.wait_seconds):
                while len(self.said) == before:
                    await self._change()
        except TimeoutError:
            raise AssertionError(f"No answer came; the screen is {self.screen!r}") from None
        return self.screen

    async def _change(self):
        self.chat.changed.clear()
        await self.chat.changed.wait()

    def _sender(self):
        return {"id": self.id, "is_bot": False, "first_name": "A", "language_code": self.language}

    def _base(self):
        return {
            "message_id": self.telegram.chats.next_message(),
            "date": int(self.telegram.clock()),
            "chat": {"id": self.id, "type": "private", "first_name": "A"},
            "from": self._sender(),
        }

    def _message(self, **content) -> int:
        self.telegram.chats.open(self.id)
        return self._update("message", self._base() | content)

    def _tap(self, message_id: int, data: str) -> int:
        tap_id = str(next(_tap_ids))
        self.tapped.append(tap_id)
        self.telegram.chats.taps[tap_id] = Tap(self.telegram.clock())
        message = self.telegram.chats.message(self.id, message_id)
        body = {"id": tap_id, "from": self._sender(), "chat_instance": "1", "data": data, "message": message}
        return self._update("callback_query", body)

    def _membership(self, status: str) -> int:
        bot = {"id": 1234, "is_bot": True, "first_name": "Bot"}
        body = {
            "chat": {"id": self.id, "type": "private"},
            "from": self._sender(),
            "date": int(self.telegram.clock()),
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": {"user": bot, "status": status},
        }
        return self._update("my_chat_member", body)

    def _update(self, kind: str, body: dict[str, Any]) -> int:
        self.chat.events.append(("did", kind))
        return int(self.telegram.queue.add(self.id, kind, body))
