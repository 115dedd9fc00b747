"""Faults planted by somebody who has read the bot and its promises, but not the checker: ten slips, one a room.

Each is a function that enters patches on a stack, as in `planted`.
"""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from unittest.mock import patch

import msgspec

from outreach_bot.committing import Committing
from outreach_bot.dialogue.draft import Draft
from outreach_bot.inbound.telegram_poll import TelegramPoll
from outreach_bot.outbound import dispatcher
from outreach_bot.outbound.dispatcher import Dispatcher
from outreach_bot.outbound.ledger import State
from outreach_bot.recruitment import seats
from outreach_bot.runner import Runner
from outreach_bot.store import live_tables, tinydb_store
from outreach_bot.store.base import Outcome, Put
from outreach_bot.store.live_tables import SEEN
from outreach_bot.store.tinydb_store import TinyDbStore

Plant = Callable[[ExitStack], None]


def memory_follows_the_disk(stack: ExitStack) -> None:
    """A commit changes memory only once it is on the disk, so that all that wait for one sync pass one comparison."""

    async def commit(self, commit):
        writer, upkeep = self._ready()
        tables = self._tables
        if commit.key and tables.row(SEEN, commit.key) is not None:
            return Outcome.ALREADY_DONE
        for rest in commit.rests_on:
            if tables.revision(rest.table, rest.id) != rest.revision:
                return Outcome.STALE
        payload, changes = live_tables.pack(commit)
        await self._written(writer, payload, erases=bool(commit.erases))
        tables.apply(changes)
        upkeep.note_reached(commit.at)
        full = writer.journal_bytes >= max(tinydb_store.JOURNAL_BYTES, writer.snapshot_bytes)
        if commit.erases or commit.sweeps or full:
            upkeep.ask()
        return Outcome.COMMITTED

    stack.enter_context(patch.object(TinyDbStore, "commit", commit))


def done_once_handed_over(stack: ExitStack) -> None:
    """A commit is acknowledged when the writer has it, not when it is on the disk."""

    async def written(self, writer, payload, *, erases=False):
        told = writer.submit(payload, erases=erases)
        told.add_done_callback(lambda one: one.cancelled() or one.exception())

    stack.enter_context(patch.object(TinyDbStore, "_written", written))


def keys_only_in_snapshots(stack: ExitStack) -> None:
    """What was done is remembered in memory and in snapshots, but the journal does not say by which key."""
    pack = live_tables.pack

    def without_key(commit):
        payload, _ = pack(msgspec.structs.replace(commit, key=""))
        return payload, pack(commit)[1]

    stack.enter_context(patch.object(tinydb_store, "pack", without_key))


def fetches_ahead(stack: ExitStack) -> None:
    """The next updates are asked for while those before are still being done: asking says that they have arrived."""
    take = TelegramPoll._take
    beside: set[asyncio.Task[bool]] = set()

    async def take_beside(self, batch):
        task = asyncio.get_running_loop().create_task(take(self, batch))
        beside.add(task)
        task.add_done_callback(beside.discard)
        return True

    stack.enter_context(patch.object(TelegramPoll, "_take", take_beside))


def tells_are_never_due(stack: ExitStack) -> None:
    """A tell is kept without the time it is due: it is told at once, or, where a crash came between, never."""
    tells = Committing._tells

    def undue(self, turn, alerts):
        inputs = tells(self, turn, alerts)
        keys = {each.key for each in inputs}
        self._writes = [
            msgspec.structs.replace(each, due=None) if isinstance(each, Put) and each.id in keys else each
            for each in self._writes
        ]
        return inputs

    stack.enter_context(patch.object(Committing, "_tells", undue))


def unknown_goes_again_for_ever(stack: ExitStack) -> None:
    """A message that may have arrived is sent again until an answer comes, however often that is."""

    async def again(self, chat, line, *, harmless):
        line.unknown += 1
        if not line.owed.repeat_unknown:
            await self._settle(chat, line, State.UNKNOWN)
        else:
            chat.not_before = asyncio.get_running_loop().time() + dispatcher.UNKNOWN_WAIT

    stack.enter_context(patch.object(Dispatcher, "_maybe_again", again))


def help_is_a_reply(stack: ExitStack) -> None:
    """Crisis words are owed by the turn like any reply, so that none go out while the store takes no commit."""

    async def not_first(self, received):
        return False

    stack.enter_context(patch.object(Runner, "_help_first", not_first))


def stop_spares_what_waits(stack: ExitStack) -> None:
    """STOP keeps new notes from being owed, but leaves those that wait for the morning already."""
    cancel = Committing._cancel_notes

    async def cancel_named(self, about, *, all_but_replies=False):
        return False if all_but_replies else await cancel(self, about)

    stack.enter_context(patch.object(Committing, "_cancel_notes", cancel_named))


def room_for_one_is_room_for_two(stack: ExitStack) -> None:
    """Where one place is left, somebody who brings a supporter is seated, too."""

    def any_room(session, kind, *, role, companions=0):
        return seats.free(session, kind, role) >= 1

    stack.enter_context(patch.object(seats, "has_room", any_room))


def one_screening_consent_for_all(stack: ExitStack) -> None:
    """Who agreed to the questions of one role, goes back and picks another is not asked for that one's consent."""
    agreed = Draft.agreed
    screening = ("consent_screening_v1", "consent_staff_v1")

    def any_agreed(self, consent):
        return any(agreed(self, each) for each in (screening if consent in screening else (consent,)))

    stack.enter_context(patch.object(Draft, "agreed", any_agreed))


ELSEWHERE: dict[str, Plant] = {
    "memory follows the disk": memory_follows_the_disk,
    "done once handed over": done_once_handed_over,
    "keys only in snapshots": keys_only_in_snapshots,
    "fetches ahead": fetches_ahead,
    "tells are never due": tells_are_never_due,
    "unknown goes again for ever": unknown_goes_again_for_ever,
    "help is a reply": help_is_a_reply,
    "stop spares what waits": stop_spares_what_waits,
    "room for one is room for two": room_for_one_is_room_for_two,
    "one screening consent for all": one_screening_consent_for_all,
}
"""Every fault planted here, by name."""
