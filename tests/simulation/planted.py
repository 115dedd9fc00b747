"""Faults to put back into the bot, one at a time: what the checker does not find here, it would not find at all.

Each is a function that enters patches on a stack. The first four are faults that the bot once had.
"""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from unittest.mock import patch

import orjson
from msgspec.structs import replace

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Channel
from outreach_bot.inbound import telegram_updates, telegram_webhook, timers
from outreach_bot.inbound.telegram_intake import Intake
from outreach_bot.inbound.telegram_updates import Unreadable
from outreach_bot.inbound.timers import Timers
from outreach_bot.outbound.ledger import Ledger
from outreach_bot.runner import Runner
from outreach_bot.store import recovery
from tests.simulation.planted_elsewhere import ELSEWHERE

Plant = Callable[[ExitStack], None]


def given_up_after_five_starts(stack: ExitStack) -> None:
    """Each start counts what is due as tried, though it never was; the fifth gives it up."""
    load = Ledger.load
    starts: dict[str, int] = {}

    async def counting(self):
        lines = await load(self)
        for line in lines:
            if line.owed.priority is Priority.REPLY and line.owed.address.channel is Channel.TELEGRAM:
                starts[line.owed.key] = starts.get(line.owed.key, 0) + 1
        given_up = [line for line in lines if starts.get(line.owed.key, 0) >= 5]
        self._doubted += given_up
        return [line for line in lines if line not in given_up]

    stack.enter_context(patch.object(Ledger, "load", counting))


def ticks_by_the_wall(stack: ExitStack) -> None:
    """The tick waits for an hour of the wall clock; a clock that is set back holds it up, and nobody notices."""

    async def tick_on(self):
        while True:
            due = self._clock() + timers.TICK_SECONDS
            while self._clock() < due:
                await asyncio.sleep(timers.TICK_SECONDS)
            self._moved = asyncio.get_running_loop().time()
            await self.tick()

    stack.enter_context(patch.object(Timers, "_tick_on", tick_on))


def odd_updates_are_passed_over(stack: ExitStack) -> None:
    """What cannot be read in every field is let go of without a look at what it says."""
    read, take = telegram_updates.read_update, Intake.take

    def strictly(raw):
        found = read(raw)
        try:
            orjson.loads(raw)
        except orjson.JSONDecodeError:
            return Unreadable(key=found.key, update_id=found.update_id, raw="")
        if b'"language_code":null' in raw:
            return Unreadable(key=found.key, update_id=found.update_id, raw="")
        return found

    async def passing_over(self, update, *, in_doubt):
        if not isinstance(update, Unreadable):
            await take(self, update, in_doubt=in_doubt)

    for module in (telegram_updates, telegram_webhook):
        stack.enter_context(patch.object(module, "read_update", strictly))
    stack.enter_context(patch.object(Intake, "take", passing_over))


def a_missing_journal_is_nothing(stack: ExitStack) -> None:
    """A start reads the journals it finds, and takes what they hold for all there was."""
    stack.enter_context(patch.object(recovery, "noted", lambda *_: None))
    stack.enter_context(patch.object(recovery, "whole_header", lambda _: True))
    stack.enter_context(patch.object(recovery.Replay, "demand", lambda *_: None))


def champions_see_who_came_last(stack: ExitStack) -> None:
    """What a champion is shown names whoever wrote before them."""
    owed = Runner._owed
    last: list[str] = [""]

    def naming(self, turn, received, view, me, **how):
        made = owed(self, turn, received, view, me, **how)
        if me is not None and me.champion is None:
            last[0] = me.id
        if me is None or me.champion is None:
            return made
        return [
            replace(each, message=replace(each.message, text=f"{each.message.text} {last[0]}"))
            for each in made
        ]

    stack.enter_context(patch.object(Runner, "_owed", naming))


BEFORE: dict[str, Plant] = {
    "given up after five starts": given_up_after_five_starts,
    "ticks by the wall": ticks_by_the_wall,
    "odd updates are passed over": odd_updates_are_passed_over,
    "a missing journal is nothing": a_missing_journal_is_nothing,
    "champions see who came last": champions_see_who_came_last,
}

PLANTED: dict[str, Plant] = {**BEFORE, **ELSEWHERE}
"""Every fault there is to plant, by name."""
