"""How much Telegram lets a bot send: overall, to one chat, to one group."""

import dataclasses
import math
from collections import defaultdict, deque


@dataclasses.dataclass
class Limits:
    """Messages allowed in a sliding window; more are answered 429 with the seconds to wait."""

    overall: int = 30
    overall_seconds: float = 1.0
    chat: int = 20
    chat_seconds: float = 10.0
    """Short bursts to one chat are let through: well over one a second is not."""
    group: int = 20
    group_seconds: float = 60.0
    retry_after: int | None = None
    """Say this instead of the time until the window has room."""
    refused: int = 0
    refused_chats: list[int] = dataclasses.field(default_factory=list)
    held: dict[int, float] = dataclasses.field(default_factory=dict)
    early: int = 0
    """Calls made before a wait we had asked for was over."""
    sent: dict[int | str, deque[float]] = dataclasses.field(default_factory=lambda: defaultdict(deque))

    def check(self, chat: int, now: float) -> int | None:
        """None: let it through (and count it); otherwise the seconds to wait."""
        if now < self.held.get(chat, 0.0):
            self.early += 1
        windows: list[tuple[int | str, int, float]] = [("all", self.overall, self.overall_seconds)]
        if chat < 0:
            windows.append((chat, self.group, self.group_seconds))
        else:
            windows.append((chat, self.chat, self.chat_seconds))
        for name, most, seconds in windows:
            log = self.sent[name]
            while log and log[0] <= now - seconds:
                log.popleft()
            if len(log) >= most:
                self.refused += 1
                self.refused_chats.append(chat)
                wait = self.retry_after or math.ceil(log[0] + seconds - now) or 1
                self.held[chat] = now + wait
                return wait
        for name, _, _ in windows:
            self.sent[name].append(now)
        return None
