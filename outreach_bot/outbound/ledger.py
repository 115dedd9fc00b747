"""What became of owed messages, kept in the store: settled rows, and tries whose outcome is unknown.

That a message may be in flight is written down when a try begins, and taken back when it certainly did not go. It is
never concluded from a message being owed: what was never tried, or was surely refused, is owed for as long as it takes.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec
import structlog

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Channel
from outreach_bot.outbound.base import Owed
from outreach_bot.row_names import address_text
from outreach_bot.store.base import Commit, Drop, Outcome, Put, RestsOn, Row, Store

OWED = "owed"
SETTLED = "settled"
MOST_DOUBTS = 6
"""After a start, a message that was in flight so often when we died is listed as unknown, not sent again: each of
these may have arrived, and it may be what we die of. More than 5: so far earlier versions counted mere starts."""
HELP_DOUBTS = 16
"""The same of crisis words, in a run too: seen twice they harm nobody, and not seen at all they may cost a life."""
TOLD_AGAIN = (Channel.WEB, Channel.TERMINAL)
"""A page or a terminal is told again what it missed, and shows each message once: no try there is in doubt."""

_log = structlog.get_logger(__name__)


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


GIVEN_UP = (State.FAILED, State.MISSED, State.UNKNOWN, State.REFUSED)
"""It may not have got there, and nobody meant that: logged, and counted as `given_up:<state>`."""


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
    since: float | None = None
    """When it was committed, in seconds of the loop's clock; None once it was tried, or found in the store: it may have
    been cancelled since."""
    begun: bool = False
    """Whether it is written down that the try under way has begun."""
    unknown: int = 0
    """Tries of this run whose outcome is unknown."""

    @property
    def doubts(self) -> int:
        """Tries, of this run and of earlier ones, that may have gone out."""
        return max(self.unknown, self.owed.tries)


class Ledger:
    """Writes down what sending does. Raises StoreFailed as the store does."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._doubted: list[Line] = []
        """Found owed at the start, and not to be sent any more."""

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
            outcome = await self._store.commit(_settling(line, state, now))
            if outcome is Outcome.STALE and await self._look_again(
                line
            ):  # help of somebody who was erased meanwhile
                outcome = await self._store.commit(_settling(line, state, now))
            if state in GIVEN_UP and outcome is not Outcome.STALE:
                _log.warning(
                    "a message was given up", key=line.owed.key, kind=_kind(line.owed), state=state.value
                )

    async def begin_try(self, line: Line, now: float) -> bool:
        """Write down, before it goes, that a try may be in flight. False: it is no longer owed.

        Marks of chats that begin in the same moment share one record of the journal, as all commits that wait do.
        """
        if line.owed.address.channel in TOLD_AGAIN:
            return True
        while not await self._rewrite(line, _tries(line.owed, line.owed.tries + 1), now):
            if not await self._look_again(line):
                return False
        return True

    async def _look_again(self, line: Line) -> bool:
        """Take a line as its row is now. False: it is no longer owed."""
        row = await self._store.get(OWED, line.owed.key)
        if row is None:
            return False
        line.owed, line.revision = msgspec.convert(row.body, Owed), row.revision
        return True

    async def take_back_try(self, line: Line, now: float, *, partly: bool = False) -> None:
        """The try that has begun certainly did not go out; `partly`: but for its first parts, which leave a doubt."""
        before = max(line.owed.tries - 1, int(partly))
        if before < line.owed.tries:
            await self._rewrite(line, _tries(line.owed, before), now)

    async def follow(self, line: Line, chat: str, now: float) -> Line | None:
        """Owe a line to the chat's new id. None: it is no longer owed. The try just made certainly did not go out."""
        address = msgspec.structs.replace(line.owed.address, chat=chat)
        tries = max(0, line.owed.tries - 1)
        moved = msgspec.structs.replace(line.owed, address=address, tries=tries)
        return Line(moved, line.revision) if await self._rewrite(line, moved, now) else None

    async def load(self) -> list[Line]:
        """All that is owed and is to be sent, after a start.

        Of what was in flight when the last run ended nobody knows whether it went: it goes once more. What must not
        be repeated, or was in flight too often, is kept for `give_up_doubted` instead.
        """
        lines = [_line(row) for row in await self._store.rows(OWED)]
        self._doubted = [line for line in lines if line.owed.tries and _must_not_repeat(line.owed)]
        gone = set(map(id, self._doubted))
        return [line for line in lines if id(line) not in gone]

    async def give_up_doubted(self, now: float) -> None:
        """Settle as unknown what `load` found and did not return."""
        await self.settle(self._doubted, State.UNKNOWN, now)
        self._doubted = []

    async def _rewrite(self, line: Line, owed: Owed, now: float) -> bool:
        """Write a line's row anew, and the line with it. False, and both as they were: the row is another one by now."""
        write = Put(table=OWED, id=owed.key, body=msgspec.to_builtins(owed), due=owed.due)
        rests_on = [RestsOn(table=OWED, id=owed.key, revision=line.revision)]
        if await self._store.commit(Commit(at=now, rests_on=rests_on, writes=[write])) is Outcome.STALE:
            return False
        line.owed, line.revision = owed, line.revision + 1
        return True


def _line(row: Row) -> Line:
    return Line(msgspec.convert(row.body, Owed), row.revision)


def _must_not_repeat(owed: Owed) -> bool:
    return not owed.repeat_unknown or owed.tries >= most_doubts(owed)


def most_doubts(owed: Owed) -> int:
    """How often a message may be in doubt before it is given up, over all starts."""
    return HELP_DOUBTS if owed.priority is Priority.HELP else MOST_DOUBTS


def _tries(owed: Owed, tries: int) -> Owed:
    return msgspec.structs.replace(owed, tries=tries)


def _kind(owed: Owed) -> str:
    return owed.kind or "reply"


def _settling(line: Line, state: State, now: float) -> Commit:
    owed = line.owed
    drop = Drop(table=OWED, id=owed.key)
    counts = [(f"given_up:{state.value}", 1)] if state in GIVEN_UP else []
    if state is State.SENT and (owed.priority is Priority.REPLY or not owed.person):
        return Commit(at=now, writes=[drop], counts=counts)
    row = Settled(key=owed.key, person=owed.person, kind=_kind(owed), state=state, at=now, about=owed.about)
    return Commit(
        at=now,
        # someone erased in the meantime gets no row
        rests_on=[RestsOn(table=OWED, id=owed.key, revision=line.revision)],
        writes=[drop, Put(table=SETTLED, id=owed.key, body=msgspec.to_builtins(row))],
        counts=counts,
    )
