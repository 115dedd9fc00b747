"""How much people on the web may do. Known people, strangers and the office have limits of their own.

So an outsider uses up nobody's but an outsider's: who has a cookie that belongs to a person is counted by that alone,
whatever goes on in the network they share. Nor does a cookie cost nothing: a network may begin only so many.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from outreach_bot.dialogue.inputs import Address
from outreach_bot.inbound.web_guard import Limit


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """Who asks."""

    address: Address
    network: str
    """Where they ask from, for counting only."""
    known: bool
    """Whether the chat belongs to a person."""

    @property
    def chat(self) -> str:
        """The hash of their cookie."""
        return self.address.chat


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The limits of the chat. A hospital's tablets and phones share one network."""

    chat: Limit
    """Lines and taps of one chat."""
    known: Limit
    """All requests of one chat that belongs to a person; a page also says what it has shown."""
    strangers: Limit
    """All requests of one network by browsers that belong to nobody yet."""
    beginners: Limit
    """First lines and taps of one network: each makes a person known."""
    help: Limit
    """Calls for help of one network beyond all other limits."""

    @classmethod
    def usual(cls, clock: Callable[[], float]) -> Self:
        """Forty lines at once, then one a second; twelve times that for the strangers of a network.

        A meeting where everybody scans the same flyer begins 120 chats at once.
        """
        return cls(
            chat=Limit(burst=40, per_second=1, clock=clock),
            known=Limit(burst=120, per_second=3, clock=clock),
            strangers=Limit(burst=480, per_second=12, clock=clock),
            beginners=Limit(burst=120, per_second=0.5, clock=clock),
            help=Limit(burst=60, per_second=1, clock=clock),
        )

    def check(self, visitor: Visitor) -> None:
        """Count a request. Raises Refusal (429) when there were too many."""
        if visitor.known:
            self.known.check(visitor.chat)
        else:
            self.strangers.check(visitor.network)

    def check_line(self, visitor: Visitor, *, begins: bool) -> None:
        """Count a line or tap. begins: it makes a person of a stranger. Raises Refusal (429)."""
        self.check(visitor)
        self.chat.check(visitor.chat)
        if begins and not visitor.known:
            self.beginners.check(visitor.network)
