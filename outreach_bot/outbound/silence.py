"""A channel on which nobody answers any more: what may have gone out is not doubted again and again meanwhile.

Each try into a silence may have arrived, and a message that may have arrived too often is given up. So when several
tries in a row found no answer, one harmless question is asked until it gets one, and only then the messages go on.
"""

import asyncio
from collections.abc import Callable, Mapping

import structlog

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Channel
from outreach_bot.outbound.base import Sender, SendOutcome, Unknown

SILENT_AFTER = 3
"""Outcomes in a row that nobody knows. One alone is a lost answer, of which a busy day has many."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds between two questions."""

_log = structlog.get_logger(__name__)


class Silence:
    """Which channels are silent now. `on_answer` is called when one is so no more."""

    def __init__(self, senders: Mapping[Channel, Sender], on_answer: Callable[[], None]) -> None:
        self._senders = senders
        self._on_answer = on_answer
        self._unanswered: dict[Channel, int] = {}
        self._asking: dict[Channel, asyncio.Task[None]] = {}

    def note(self, channel: Channel, outcome: SendOutcome) -> None:
        """Take in what came of a try."""
        if not isinstance(outcome, Unknown):
            self._heard(channel)
            return
        self._unanswered[channel] = self._unanswered.get(channel, 0) + 1
        if self._unanswered[channel] >= SILENT_AFTER and channel not in self._asking:
            _log.warning("nobody answers: messages wait until somebody does", channel=channel.value)
            self._asking[channel] = asyncio.get_running_loop().create_task(self._ask(channel))

    def holds(self, channel: Channel, priority: Priority, doubts: int) -> bool:
        """Whether a message had better wait. Help that was never tried does not."""
        return channel in self._asking and not (priority is Priority.HELP and not doubts)

    def stop(self) -> None:
        """Ask no more."""
        for task in self._asking.values():
            task.cancel()
        self._asking.clear()

    async def _ask(self, channel: Channel) -> None:
        wait = FIRST_WAIT
        while True:
            await asyncio.sleep(wait)
            if await self._answers(channel):
                break
            wait = min(LONGEST_WAIT, wait * 2)
        self._heard(channel)

    async def _answers(self, channel: Channel) -> bool:
        sender = self._senders.get(channel)
        try:
            return sender is None or await sender.answers()
        except Exception as fault:  # noqa: BLE001  a fault of ours must not hold all messages back for good
            _log.error("sending broke", channel=channel.value, fault=type(fault).__name__)
            return True

    def _heard(self, channel: Channel) -> None:
        self._unanswered.pop(channel, None)
        asking = self._asking.pop(channel, None)
        if asking is not None:
            if asking is not asyncio.current_task():
                asking.cancel()
            _log.info("somebody answers again", channel=channel.value)
            self._on_answer()
