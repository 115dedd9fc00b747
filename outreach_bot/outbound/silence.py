"""A channel on which nobody answers any more: what may have gone out is not doubted again and again meanwhile.

Each try into a silence may have arrived, and a message that may have arrived too often is given up. So when a try found
no answer, one harmless question is asked until it gets one, and only then goes that message on; after several such tries
in a row, all of them.
"""

import asyncio
from collections.abc import Callable, Mapping

import structlog

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Channel
from outreach_bot.outbound.base import NotSent, Sender, SendOutcome, Unknown

SILENT_AFTER = 3
"""Outcomes in a row that nobody knows. One alone is a lost answer, of which a busy day has many."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds between two questions."""

_log = structlog.get_logger(__name__)


class Silence:
    """Which channels are silent now. `on_answer` is called when somebody answers again."""

    def __init__(self, senders: Mapping[Channel, Sender], on_answer: Callable[[], None]) -> None:
        self._senders = senders
        self._on_answer = on_answer
        self._unanswered: dict[Channel, int] = {}
        self._asking: dict[Channel, asyncio.Task[None]] = {}
        self._stopped = False

    def note(self, channel: Channel, outcome: SendOutcome) -> None:
        """Take in what came of a try."""
        if isinstance(outcome, NotSent) and not outcome.throttled:
            return  # it may never have left: that is no answer
        if not isinstance(outcome, Unknown):
            self._heard(channel)
            return
        self._unanswered[channel] = self._unanswered.get(channel, 0) + 1
        if self._unanswered[channel] == SILENT_AFTER:
            _log.warning("nobody answers: messages wait until somebody does", channel=channel.value)
        self.ask(channel)

    def ask(self, channel: Channel, *, at_once: bool = False) -> None:
        """Hold back what may have gone there until somebody answers a question; `at_once`: the first goes now."""
        if channel not in self._asking and not self._stopped:
            wait = 0.0 if at_once else FIRST_WAIT
            self._asking[channel] = asyncio.get_running_loop().create_task(self._ask(channel, wait))

    def holds(self, channel: Channel, priority: Priority, doubts: int) -> bool:
        """Whether a message had better wait: one that may have gone, and in a silence all. Help is always tried once."""
        silent = self._unanswered.get(channel, 0) >= SILENT_AFTER and priority is not Priority.HELP
        return channel in self._asking and (silent or doubts > 0)

    def stop(self) -> None:
        """Ask no more."""
        self._stopped = True
        for task in self._asking.values():
            task.cancel()
        self._asking.clear()

    async def _ask(self, channel: Channel, wait: float) -> None:
        while True:
            await asyncio.sleep(wait)
            if await self._answers(channel):
                break
            wait = min(LONGEST_WAIT, max(FIRST_WAIT, wait * 2))
        self._heard(channel)

    async def _answers(self, channel: Channel) -> bool:
        sender = self._senders.get(channel)
        try:
            return sender is None or await sender.answers()
        except Exception as fault:  # noqa: BLE001  a fault of ours must not hold all messages back for good
            _log.error("sending broke", channel=channel.value, fault=type(fault).__name__)
            return True

    def _heard(self, channel: Channel) -> None:
        if self._unanswered.pop(channel, 0) >= SILENT_AFTER:
            _log.info("somebody answers again", channel=channel.value)
        asking = self._asking.pop(channel, None)
        if asking is not None:
            if asking is not asyncio.current_task():
                asking.cancel()
            self._on_answer()
