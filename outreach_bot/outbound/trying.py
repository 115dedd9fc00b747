"""One try: a message goes to whoever sends on its channel, once, and what came of it is an outcome, never a fault."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import msgspec
import structlog

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.outbound.base import (
    CannotMake,
    Message,
    NotSent,
    Owed,
    Refused,
    Sender,
    SendOutcome,
    Sent,
    Unknown,
)
from outreach_bot.outbound.pacing import Pacing
from outreach_bot.outbound.silence import Silence

LONGEST_WAIT = 30.0
"""Seconds between tries while nothing goes through."""
HELP_TRIES = 2
HELP_SECONDS = 5.0
"""How long a person's turn may wait for the help text to be sent ahead of it."""

_log = structlog.get_logger(__name__)


class Trying:
    """Hands messages to the senders there are now."""

    def __init__(
        self,
        senders: Mapping[Channel, Sender],
        pacing: Pacing,
        silence: Silence,
        make: Callable[[Message], Awaitable[Message]] | None,
    ) -> None:
        self._senders = senders
        self._silence = silence
        self._pacing = pacing
        self._make = make

    async def once(self, owed: Owed) -> SendOutcome:
        """Try to send one message, whole."""
        sender = self._senders.get(owed.address.channel)
        if sender is None:
            return NotSent(LONGEST_WAIT)
        try:
            outcome = await sender.send(await self._whole(owed))
        except CannotMake as why:
            _log.error("a file could not be made", key=owed.key, reason=str(why))
            return Refused(reason="file")
        except Exception as fault:  # noqa: BLE001  a fault of ours in one message must not stop the others
            _log.error("sending broke", key=owed.key, fault=type(fault).__name__)
            return Unknown("fault")
        else:
            self._silence.note(owed.address.channel, outcome)
            return outcome
        finally:
            self._pacing.note_answered(owed, asyncio.get_running_loop().time())

    async def help(self, address: Address, message: Message, now: float) -> bool:
        """Send crisis words at once. `now`: unix seconds (UTC). True: they went."""
        owed = Owed(key="help", person="", address=address, message=message, priority=Priority.HELP, due=now)
        try:
            async with asyncio.timeout(HELP_SECONDS):
                for _ in range(HELP_TRIES):
                    if isinstance(await self.once(owed), Sent):
                        return True
        except TimeoutError:
            return False
        return False

    async def _whole(self, owed: Owed) -> Owed:
        """The message with its file in it: a flyer is made only now."""
        file = owed.message.file
        if file is None or file.flyer is None or self._make is None:
            return owed
        return msgspec.structs.replace(owed, message=await self._make(owed.message))
