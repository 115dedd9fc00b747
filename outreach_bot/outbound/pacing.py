"""How fast we may send. Answers to a person go at once; what nobody asked for uses what they leave.

Telegram's limits (Bot API FAQ): about 30 messages a second overall, one a second to one chat, 20 a minute to one
group; bursts are tolerated. When it says "wait", we wait: that chat, or everybody when several chats are told so.
Edits are not counted there, nor here.

A message counts from when it is sent until a second after Telegram can have counted it, which is before its answer
came: answers differ in how long they take, and what is spread evenly here arrives there less evenly.
"""

import heapq
from collections import deque

import msgspec

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.outbound.base import Owed
from outreach_bot.outbound.mail_pacing import PER_MINUTE, MailPacing

MOST = 30
"""Messages Telegram takes in any second."""
SECOND = 1.005
"""How long one of them counts: a hair more than a second, for clocks and timers."""
PER_SECOND = 30.0
"""Unprompted messages a second, spread evenly, so that an answer never waits long for its place among `MOST`."""
CAREFUL_PER_SECOND = 20.0
"""The same after Telegram slowed everybody down: it wants fewer than it says."""
BURST = 4
"""Messages that may go at once before the rate applies: a timer that rang late is made up for."""
SLOW_SECONDS = 2.0
"""An answer that takes longer is waited for no more: its message counts as taken by then."""
ANSWERS_TO_JUDGE, ANSWERS_REMEMBERED = 10, 50
"""From how many answers we tell how quick the way is; the first ones are slow, as connections are made."""
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


class Second:
    """What Telegram may be counting now: messages on their way, and those of the last second.

    Of a message we know when it left and when its answer was back; Telegram counted it in between. The quickest
    way there and back of late is no part of that doubt, so it is taken off.
    """

    def __init__(self) -> None:
        self._flying: dict[str, float] = {}
        self._answered: list[float] = []
        self._took: deque[float] = deque(maxlen=ANSWERS_REMEMBERED)

    def sent(self, key: str, now: float) -> None:
        """Count a message that leaves now."""
        self._flying[key] = now

    def answered(self, key: str, now: float) -> None:
        """Its answer is back."""
        left = self._flying.pop(key, None)
        if left is not None:
            self._took.append(now - left)
            heapq.heappush(self._answered, now)
            self._forget_before(now - SECOND)  # answers alone ask for no wait: nothing else would clear up

    def wait(self, now: float) -> float:
        """Seconds until there is room for one more; not above 0: there is."""
        counts_for = SECOND - self._quickest()
        self._forget_before(now - counts_for)
        self._give_up_waiting(now)
        over = len(self._flying) + len(self._answered) - MOST + 1
        if over <= 0:
            return 0.0
        if over > len(self._answered):  # they are all on their way: the next answer will tell
            return SECOND
        answered = self._answered[0] if over == 1 else heapq.nsmallest(over, self._answered)[-1]
        return answered + counts_for - now

    def _forget_before(self, at: float) -> None:
        while self._answered and self._answered[0] <= at:
            heapq.heappop(self._answered)

    def _quickest(self) -> float:
        return min(self._took) if len(self._took) >= ANSWERS_TO_JUDGE else 0.0

    def _give_up_waiting(self, now: float) -> None:
        for key, left in list(self._flying.items()):
            if left > now - SLOW_SECONDS:
                return
            del self._flying[key]


class Pacing:
    """Decides when a message may go. Knows only times; the caller gives them."""

    def __init__(self, *, per_second: float = PER_SECOND, letters_a_minute: float = PER_MINUTE) -> None:
        self._mail = MailPacing(per_minute=letters_a_minute)
        self._per_second = per_second
        self._second = Second()
        self._next = 0.0
        """When the next message would go if all kept exactly to the rate."""
        self._unprompted_at = 0.0
        self._last: dict[Address, float] = {}
        self._held: dict[Address, float] = {}
        self._held_all = 0.0
        self._strict_until = 0.0
        self._told: tuple[Address, float] | None = None

    def wait(self, owed: Owed, now: float) -> Wait:
        """How long `owed` has to wait."""
        if owed.address.channel is Channel.EMAIL:
            return Wait(chat=self._mail.wait(now))
        if owed.address.channel is not Channel.TELEGRAM:
            return AT_ONCE
        overall, chat = self._held_all - now, self._held.get(owed.address, 0.0) - now
        unprompted = owed.priority >= Priority.REMINDER
        strict = now < self._strict_until and _counts(owed) and owed.priority is not Priority.HELP
        if unprompted or strict:
            overall = max(overall, self._next - BURST * self._interval(now) - now)
        if unprompted or (_counts(owed) and self._shares_the_second(owed, now)):
            overall = max(overall, self._second.wait(now))
        if unprompted or _is_group(owed.address):
            chat = max(chat, self._last.get(owed.address, 0.0) + _gap(owed.address) - now)
        return Wait(overall, chat) if overall > 0 or chat > 0 else AT_ONCE

    def note_sent(self, owed: Owed, now: float) -> None:
        """Count a message that is about to go."""
        if owed.address.channel is Channel.EMAIL:
            self._mail.note_sent(owed.key, now)
        if owed.address.channel is not Channel.TELEGRAM or not _counts(owed):
            return
        if owed.priority >= Priority.REMINDER:
            self._unprompted_at = now
        self._second.sent(owed.key, now)
        self._next = max(self._next, now) + self._interval(now)
        self._last[owed.address] = now
        if len(self._last) > REMEMBERED_CHATS:
            self._last = {chat: at for chat, at in self._last.items() if at > now - GROUP_GAP}

    def note_answered(self, owed: Owed, now: float) -> None:
        """Its sending has come to an end, whatever the end is."""
        self._second.answered(owed.key, now)
        if owed.address in self._last:
            self._last[owed.address] = now

    def note_done(self, owed: Owed) -> None:
        """It is out of our hands, sent or not."""
        if owed.address.channel is Channel.EMAIL:
            self._mail.note_answered(owed.key)

    def note_told_to_wait(self, address: Address, seconds: float, now: float) -> None:
        """We were told: not before `seconds` have passed. A mail server means all email; Telegram, this chat."""
        if address.channel is Channel.EMAIL:
            self._mail.hold(seconds, now)
            return
        self._held = {chat: until for chat, until in self._held.items() if until > now}
        self._held[address] = now + seconds
        if self._told is not None and self._told[0] != address and now - self._told[1] <= TOGETHER_SECONDS:
            self._held_all = max(self._held_all, now + seconds)
            self._strict_until = self._held_all + STRICT_SECONDS
            self._next = self._held_all
        self._told = (address, now)

    def _interval(self, now: float) -> float:
        careful = now < self._strict_until
        return 1.0 / (min(self._per_second, CAREFUL_PER_SECOND) if careful else self._per_second)

    def _shares_the_second(self, owed: Owed, now: float) -> bool:
        """Whether unprompted messages may have taken an answer's place: then it waits a moment for the next."""
        return owed.priority is not Priority.HELP and now - self._unprompted_at < SECOND


def _counts(owed: Owed) -> bool:
    return not owed.message.edits


def _is_group(address: Address) -> bool:
    return address.chat.startswith("-")


def _gap(address: Address) -> float:
    return GROUP_GAP if _is_group(address) else CHAT_GAP
