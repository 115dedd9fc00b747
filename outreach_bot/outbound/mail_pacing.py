"""How fast email may go: at an even pace, and only so many letters in hand, so that no other message waits for them.

Knows only times; the caller gives them.
"""

PER_MINUTE = 20.0
"""Letters a minute where nothing else is said: Exchange Online, the strictest of the common servers, takes 30."""
IN_HAND = 2
"""Letters handed to the sender at once: one for each of its connections. After a crash no more than these are in doubt."""
LOOK_AGAIN = 0.25
"""Seconds until a letter that found too many in hand looks again."""


class MailPacing:
    """Decides when the next letter may be handed over."""

    def __init__(self, *, per_minute: float = PER_MINUTE) -> None:
        self._interval = 60.0 / per_minute
        self._next = 0.0
        self._held_until = 0.0
        self._in_hand: set[str] = set()

    def wait(self, now: float) -> float:
        """Seconds until one more may go; not above 0: now."""
        most = LOOK_AGAIN if len(self._in_hand) >= IN_HAND else 0.0
        return max(most, self._next - now, self._held_until - now)

    def note_sent(self, key: str, now: float) -> None:
        """A letter is handed over now."""
        self._in_hand.add(key)
        self._next = max(self._next, now) + self._interval

    def note_answered(self, key: str) -> None:
        """Whatever came of it, it is done with."""
        self._in_hand.discard(key)

    def hold(self, seconds: float, now: float) -> None:
        """The server wants to be left alone for so long."""
        self._held_until = max(self._held_until, now + seconds)
