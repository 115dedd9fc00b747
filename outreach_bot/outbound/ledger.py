"""What became of owed messages, kept in the store: settled rows, and tries whose outcome is unknown."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Channel
from outreach_bot.outbound.base import Owed
from outreach_bot.row_names import address_text
from outreach_bot.store.base import Commit, Drop, Outcome, Put, RestsOn, Row, Store

OWED = "owed"
SETTLED = "settled"
MOST_RUNS = 5
"""A message that may have been in flight in more runs than this is listed as unknown, not sent again."""
WRITES_A_COMMIT = 500


class State(StrEnum):
    """What became of an owed message. `cancelled` is written by whoever cancels."""

    SENT = "sent"
    FAILED = "failed"
    MISSED = "missed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    HELD_BACK = "held_back"
    """A contact of a wave was passed over, for the `reason` beside it."""


class Settled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the ledger. `at` is unix seconds (UTC)."""

    key: str
    person: str
    kind: str
    state: State
    at: float
    about: str = ""
    reason: str = ""
    """Why a contact of a wave was passed over."""
    told: str = ""
    """What somebody did instead, of a message that may not have arrived: a `recruitment.telling.Instead`."""
    told_at: float = 0.0


class Line(msgspec.Struct, eq=False):
    """An owed message in hand, with the revision of its row."""

    owed: Owed
    revision: int = 1
    since: float = 0.0
    """When it was committed; 0 once it was tried, or found in the store: it may have been cancelled since."""
    unknown: int = 0
    """Tries of this run whose outcome is unknown."""


class Ledger:
    """Writes down what sending does. Raises StoreFailed as the store does."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def still_owed(self, line: Line) -> bool:
        """Whether the row is still there: an erased person or a cancelled reminder takes it away."""
        return await self._store.get(OWED, line.owed.key) is not None

    async def is_suppressed(self, owed: Owed) -> bool:
        """Whether somebody there asked us to stop since it was owed, by whatever way that reached us."""
        row = self._store.hmac("suppressed", address_text(owed.address))
        return await self._store.get("suppressed", row) is not None

    async def settle(self, lines: Sequence[Line], state: State, now: float) -> None:
        """Take lines off the owed table and, unless they are plain replies that went, write what became of them."""
        for line in lines:
            await self._store.commit(_settling(line, state, now))

    async def count_try(self, line: Line, now: float) -> bool:
        """Write down, before it goes, that one more try may have gone out. False: it is no longer owed."""
        outcome = await self._store.commit(_counting([line], now))
        if outcome is Outcome.STALE:
            return False
        _count(line)
        return True

    async def take_back_try(self, line: Line, now: float) -> None:
        """The try just counted certainly did not go out."""
        line.owed = msgspec.structs.replace(line.owed, tries=line.owed.tries - 1)
        write = Put(table=OWED, id=line.owed.key, body=msgspec.to_builtins(line.owed), due=line.owed.due)
        rests_on = [RestsOn(table=OWED, id=line.owed.key, revision=line.revision)]
        if await self._store.commit(Commit(at=now, rests_on=rests_on, writes=[write])) is not Outcome.STALE:
            line.revision += 1

    async def follow(self, line: Line, chat: str, now: float) -> Line | None:
        """Owe a line to the chat's new id. None: it is no longer owed. The try just made certainly did not go out."""
        owed = line.owed
        tries = owed.tries if owed.repeat_unknown else owed.tries - 1
        address = msgspec.structs.replace(owed.address, chat=chat)
        moved = msgspec.structs.replace(owed, address=address, tries=tries)
        write = Put(table=OWED, id=owed.key, body=msgspec.to_builtins(moved), due=owed.due)
        rests_on = [RestsOn(table=OWED, id=owed.key, revision=line.revision)]
        if await self._store.commit(Commit(at=now, rests_on=rests_on, writes=[write])) is Outcome.STALE:
            return None
        return Line(moved, line.revision + 1)

    async def load(self, now: float) -> list[Line]:
        """All that is owed, after a start.

        What was due may have been in flight when the last run ended: it counts as one more try. What must not
        be repeated, or has been through too many runs, is settled as unknown instead.
        """
        lines = [_line(row) for row in await self._store.rows(OWED)]
        doubtful = [line for line in lines if line.owed.due <= now and _may_have_gone(line.owed)]
        given_up = [line for line in doubtful if _must_not_repeat(line.owed)]
        await self.settle(given_up, State.UNKNOWN, now)
        again = [line for line in doubtful if not _must_not_repeat(line.owed)]
        for part in _parts(again):
            await self._count_together(part, now)
        gone = set(map(id, given_up))
        return [line for line in lines if id(line) not in gone]

    async def _count_together(self, lines: Sequence[Line], now: float) -> None:
        if await self._store.commit(_counting(lines, now)) is not Outcome.STALE:
            for line in lines:
                _count(line)
            return
        for line in lines:  # one of them was taken away meanwhile: that one alone is passed over
            await self.count_try(line, now)


def _line(row: Row) -> Line:
    return Line(msgspec.convert(row.body, Owed), row.revision)


def _may_have_gone(owed: Owed) -> bool:
    if owed.address.channel in (Channel.WEB, Channel.TERMINAL):
        return False  # a page or a terminal is told again what it missed, and shows each message once
    # what must never come twice is counted before its first try, so an uncounted one never went
    return owed.repeat_unknown or owed.tries > 0


def _must_not_repeat(owed: Owed) -> bool:
    return not owed.repeat_unknown or owed.tries >= MOST_RUNS


def _count(line: Line) -> None:
    line.owed = msgspec.structs.replace(line.owed, tries=line.owed.tries + 1)
    line.revision += 1


def _counting(lines: Iterable[Line], now: float) -> Commit:
    counted = [(line, msgspec.structs.replace(line.owed, tries=line.owed.tries + 1)) for line in lines]
    return Commit(
        at=now,
        rests_on=[RestsOn(table=OWED, id=line.owed.key, revision=line.revision) for line, _ in counted],
        writes=[
            Put(table=OWED, id=owed.key, body=msgspec.to_builtins(owed), due=owed.due) for _, owed in counted
        ],
    )


def _settling(line: Line, state: State, now: float) -> Commit:
    owed = line.owed
    drop = Drop(table=OWED, id=owed.key)
    if state is State.SENT and owed.priority is Priority.REPLY:
        return Commit(at=now, writes=[drop])
    row = Settled(
        key=owed.key, person=owed.person, kind=owed.kind or "reply", state=state, at=now, about=owed.about
    )
    return Commit(
        at=now,
        # someone erased in the meantime gets no row
        rests_on=[RestsOn(table=OWED, id=owed.key, revision=line.revision)],
        writes=[drop, Put(table=SETTLED, id=owed.key, body=msgspec.to_builtins(row))],
    )


def _parts(lines: Sequence[Line]) -> Iterable[Sequence[Line]]:
    return (lines[at : at + WRITES_A_COMMIT] for at in range(0, len(lines), WRITES_A_COMMIT))
