"""How fast we may send. Answers to a person go at once; what nobody asked for is spread out.

Telegram's limits (Bot API FAQ): about 30 messages a second overall, one a second to one chat, 20 a minute to one
group; bursts are tolerated. When it says "wait", we wait: that chat, or everybody when several chats are told so.
Edits are not counted there, nor here.
"""

import msgspec

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.outbound.base import Owed

PER_SECOND = 25.0
"""Unprompted messages a second, overall: room is left for answers under Telegram's 30."""
BURST = 4
"""Messages that may go at once before the rate applies; with the rate still under 30 in any second."""
CHAT_GAP = 1.0
"""Seconds between an earlier message and an unprompted one to the same chat."""
GROUP_GAP = 3.0
"""Seconds between two messages to one group: 20 a minute."""
STRICT_SECONDS = 30.0
"""After Telegram slowed everybody down, answers keep to the rate as well, for so long."""
TOGETHER_SECONDS = 2.0
"""Two chats told to wait within this time: the limit is the overall one."""
REMEMBERED_CHATS = 5_000


class Wait(msgspec.Struct, frozen=True):
    """Seconds a message has to wait: for everybody's sake, or for its own chat's."""

    overall: float = 0.0
    chat: float = 0.0


AT_ONCE = Wait()


class Pacing:
    """Decides when a message may go. Knows only times; the caller gives them."""

    def __init__(self, *, per_second: float = PER_SECOND) -> None:
        self._interval = 1.0 / per_second
        self._next = 0.0
        """When the next message would go if all kept exactly to the rate."""
        self._last: dict[Address, float] = {}
        self._held: dict[Address, float] = {}
        self._held_all = 0.0
        self._strict_until = 0.0
        self._told: tuple[Address, float] | None = None

    def wait(self, owed: Owed, now: float) -> Wait:
        """How long `owed` has to wait."""
        if owed.address.channel is not Channel.TELEGRAM:
            return AT_ONCE
        overall, chat = self._held_all - now, self._held.get(owed.address, 0.0) - now
        unprompted = owed.priority >= Priority.REMINDER
        if unprompted or (now < self._strict_until and _counts(owed) and owed.priority is not Priority.HELP):
            overall = max(overall, self._next - BURST * self._interval - now)
        if unprompted or _is_group(owed.address):
            chat = max(chat, self._last.get(owed.address, 0.0) + _gap(owed.address) - now)
        return Wait(overall, chat) if overall > 0 or chat > 0 else AT_ONCE

    def note_sent(self, owed: Owed, now: float) -> None:
        """Count a message that is about to go."""
        if owed.address.channel is not Channel.TELEGRAM or not _counts(owed):
            return
        self._next = max(self._next, now) + self._interval
        self._last[owed.address] = now
        if len(self._last) > REMEMBERED_CHATS:
            self._last = {chat: at for chat, at in self._last.items() if at > now - GROUP_GAP}

    def note_told_to_wait(self, address: Address, seconds: float, now: float) -> None:
        """Telegram said: not before `seconds` have passed."""
        self._held = {chat: until for chat, until in self._held.items() if until > now}
        self._held[address] = now + seconds
        if self._told is not None and self._told[0] != address and now - self._told[1] <= TOGETHER_SECONDS:
            self._held_all = max(self._held_all, now + seconds)
            self._strict_until = self._held_all + STRICT_SECONDS
            self._next = self._held_all
        self._told = (address, now)


def _counts(owed: Owed) -> bool:
    return not owed.message.edits


def _is_group(address: Address) -> bool:
    return address.chat.startswith("-")


def _gap(address: Address) -> float:
    return GROUP_GAP if _is_group(address) else CHAT_GAP
