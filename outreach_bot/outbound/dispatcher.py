"""Sends what is owed: one chat in order, chats side by side, each message settled before the chat's next.

The store is the truth: `offer` only saves looking there. That a try begins is made durable before it goes; a message
is taken off by a commit of its own, and the next to the same chat goes only when that commit is durable, so that a
crash repeats at most one message a person.

Two clocks: when a message is due, and until when it is worth sending, is told in wall time, as it must outlive us.
What we wait for in one run (a pause, a rate, the next try) is measured on the loop's clock, which nobody can set.
"""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from typing import Any

import msgspec
import structlog

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.outbound.base import (
    Message,
    Moved,
    NotSent,
    Owed,
    Refused,
    Sender,
    SendOutcome,
    Sent,
    Unknown,
)
from outreach_bot.outbound.ledger import Ledger, Line, State, most_doubts
from outreach_bot.outbound.pacing import Pacing
from outreach_bot.outbound.silence import Silence
from outreach_bot.outbound.trying import LONGEST_WAIT, Trying
from outreach_bot.store.base import Store, StoreFailed

IN_FLIGHT = 64
"""Messages being sent at once on one channel."""
FIRST_IN_FLIGHT = 16
"""The same at a start; each that comes to an end makes room for one more. Source: slow start, RFC 5681.

Whatever is in flight when a run ends is in doubt. A bot that is killed again and again, with hundreds of people at the
door each time, would else doubt the same messages at each start, and give them up though nothing is wrong with them.
"""
UNKNOWN_WAIT = 1.0
"""Seconds before a message of unknown fate goes once more."""
UNKNOWN_TRIES = 2
EDIT_TRIES = 5
"""Tries of unknown outcome: an edit or a menu that comes twice changes nothing."""
TICK = 1.0
"""Longest sleep in seconds: a clock that was set is noticed within it."""
STORE_WAIT = 5.0
"""Seconds until we look again whether a store that refused a write takes one."""
MOST_FAULTS, MOST_LETTER_FAULTS = 10, 6
"""How often a wait is doubled at most, a letter's as well."""
FRESH_SECONDS = 1.0
"""Older than this, or tried before, a message is looked up again before it goes: it may have been cancelled."""
STOP_SECONDS = 3.0

_log = structlog.get_logger(__name__)


class _Chat(msgspec.Struct, eq=False):
    """What one chat is owed now, most urgent first."""

    address: Address
    lines: list[tuple[int, int, Line]] = []
    busy: bool = False
    queued_as: int = -1
    """Number of the line it stands in the queue for; -1: in none."""
    not_before: float = 0.0
    """Seconds of the loop's clock."""
    faults: int = 0


class _Way(msgspec.Struct, eq=False):
    """What is to go on one channel: what holds one up holds up no other."""

    ready: list[tuple[int, int, int, _Chat]] = []
    """Chats that have something to be sent: by priority, then by how often it may have gone out, then by age."""
    unheard: dict[Address, _Chat] = {}
    """Chats that wait until somebody answers."""
    active: int = 0
    window: int = FIRST_IN_FLIGHT
    hold_until: float = 0.0
    """Seconds of the loop's clock: a limit of the whole channel."""

    @property
    def waits(self) -> bool:
        """Whether a chat stands in the queue."""
        return any(chat.queued_as == number for _, _, number, chat in self.ready)


class Dispatcher:
    """Owns all sending but the answer to a tap."""

    def __init__(  # noqa: PLR0913  # what it needs, and whom it tells, each by name
        self,
        store: Store,
        senders: Mapping[Channel, Sender],
        clock: Callable[[], float],
        *,
        on_gone: Callable[[Address], Awaitable[None]] | None = None,
        on_moved: Callable[[Address, str], Awaitable[None]] | None = None,
        pacing: Pacing | None = None,
        make: Callable[[Message], Awaitable[Message]] | None = None,
        by_day: Callable[[float], float] | None = None,
    ) -> None:
        """Make one.

        Args:
            store: Where what is owed is kept.
            senders: One a channel that can be sent on.
            clock: Unix seconds (UTC).
            on_gone: Told that nothing can be sent to an address any more.
            on_moved: Told that a chat has another id.
            pacing: The limits to keep to.
            make: Fills in what a message carries as a wish; raises CannotMake.
            by_day: From when on what nobody asked for may go, given a time: that time, or the end of the night.
        """
        self._ledger = Ledger(store)
        self._senders = senders
        self._clock = clock
        self._on_gone = on_gone
        self._on_moved = on_moved
        self._by_day = by_day
        self._pacing = pacing or Pacing()
        self._silence = Silence(senders, self._go_on)
        self._trying = Trying(senders, self._pacing, self._silence, make)
        self._chats: dict[Address, _Chat] = {}
        self._ways = {channel: _Way() for channel in Channel}
        self._parked: list[tuple[float, int, _Chat]] = []
        self._later: list[tuple[float, int, Line]] = []
        self._known: set[str] = set()
        self._number = itertools.count()
        self._moved: float | None = None
        self._found = self._loaded = False
        """Whether what an earlier run left owed is taken in; and whether what is given up of it is written down."""
        self._store_until = 0.0
        """Until then nothing but help is sent: the store refused a write."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._stopping = False

    # -- what others call ----------------------------------------------------------------------------

    def offer(self, owed: Iterable[Owed]) -> None:
        """Take messages just committed. Returns at once."""
        now = _passed()
        self._take_in([Line(one, since=now) for one in owed])

    async def send_help(self, address: Address, message: Message) -> bool:
        """Send crisis words past every queue, limit and store. True: they went."""
        return await self._trying.help(address, message, self._clock())

    def wake(self, address: Address) -> None:
        """The chat can be reached again: what it is owed need not wait."""
        chat = self._chats.get(address)
        if chat is not None:
            chat.not_before, chat.faults = 0.0, 0
            self._queue(chat)
            self._start_ready()

    @property
    def busy(self) -> bool:
        """Whether anything is being sent, or could be at once."""
        now = _passed()
        if self._active or self._stopping or now < self._store_until:
            return self._active > 0
        return any(way.waits for way in self._ways.values() if now >= way.hold_until)

    @property
    def _active(self) -> int:
        return sum(way.active for way in self._ways.values())

    @property
    def moved_at(self) -> float | None:
        """When it last went round, with room for one more message or an end to one; None: it does not run.

        Seconds of the loop's clock.
        """
        return self._moved

    async def run(self) -> None:
        """Send until stopped. Loads first what an earlier run left owed."""
        while not self._stopping:
            await self._load()
            self._release()
            self._start_ready()
            if all(way.active < way.window for way in self._ways.values()):
                self._moved = _passed()
            await self._sleep()
        self._moved = None

    async def send_due(self) -> None:
        """Send what can go now, and return when it is settled: for whoever moves the clocks by hand instead of `run`."""
        await self._load()
        self._release()
        self._start_ready()
        while self._tasks:
            await asyncio.wait(self._tasks)

    @property
    def held_until(self) -> float | None:
        """When the first message that is due and held back by a limit may go, by the loop's clock; None: none is."""
        holds = [way.hold_until for way in self._ways.values()]
        return min([at for at in (*holds, self._parked and self._parked[0][0]) if at], default=None)

    async def stop(self) -> None:
        """Start nothing more; let what is on its way finish, for a few seconds."""
        self._stopping = True
        self._silence.stop()
        self._changed.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()

    # -- what goes when -------------------------------------------------------------------------------

    async def _load(self) -> None:
        if self._loaded or _passed() < self._store_until:
            return
        try:
            if not self._found:
                lines = await self._ledger.load()
                for channel in dict.fromkeys(line.owed.address.channel for line in lines if line.doubts):
                    self._silence.ask(channel, at_once=True)  # we may have died in a silence that still lasts
                self._take_in(lines)  # help among it goes also if nothing can be written
                self._found = True
            await self._ledger.give_up_doubted(self._clock())
        except StoreFailed:
            self._wait_for_store()
        else:
            self._loaded = True

    def _take_in(self, lines: Iterable[Line]) -> None:
        now = self._clock()
        for line in lines:
            if line.owed.key in self._known:
                continue
            self._known.add(line.owed.key)
            if line.owed.due > now and not line.owed.at_once:
                heapq.heappush(self._later, (line.owed.due, next(self._number), line))
                self._changed.set()
            else:
                self._enqueue(line)
        self._start_ready()

    def _enqueue(self, line: Line) -> None:
        address = line.owed.address
        chat = self._chats.get(address)
        if chat is None:
            chat = self._chats[address] = _Chat(address)
        heapq.heappush(chat.lines, (line.owed.priority, next(self._number), line))
        self._queue(chat)

    def _queue(self, chat: _Chat) -> None:
        if chat.lines and not chat.busy:
            priority, number, line = chat.lines[0]
            if chat.queued_as != number:  # an earlier place in the queue, for a less urgent line, is void now
                chat.queued_as = number
                heapq.heappush(self._ways[chat.address.channel].ready, (priority, line.doubts, number, chat))

    def _start_ready(self) -> None:
        for way in self._ways.values():
            self._start_on(way, _passed())

    def _start_on(self, way: _Way, now: float) -> None:
        way.hold_until = 0.0
        while way.ready and way.active < way.window and not self._stopping:
            _, _, number, chat = entry = heapq.heappop(way.ready)
            if chat.busy or chat.queued_as != number:
                continue
            line = self._to_go(chat)
            if line is None:
                chat.queued_as = -1
                way.unheard[chat.address] = chat
                continue
            if now < self._store_until and line.owed.priority is not Priority.HELP:
                heapq.heappush(way.ready, entry)
                return
            wait = self._pacing.wait(line.owed, now)
            if wait.overall > 0:  # whatever is behind it is less urgent, and would wait as long
                heapq.heappush(way.ready, entry)
                way.hold_until = now + wait.overall
                self._changed.set()
                return
            chat.queued_as = -1
            until = max(chat.not_before, now + wait.chat)
            if until > now:
                heapq.heappush(self._parked, (until, next(self._number), chat))
                self._changed.set()
            else:
                self._start(chat, line)

    def _to_go(self, chat: _Chat) -> Line | None:
        """The chat's next line; where that waits for somebody to answer, help that was never tried, and nothing else."""
        waits = False
        for _, _, line in sorted(chat.lines, key=_place):
            if waits and line.owed.priority is not Priority.HELP:
                return None
            if not self._silence.holds(chat.address.channel, line.owed.priority, line.doubts):
                return line
            waits = True
        return None

    def _start(self, chat: _Chat, line: Line) -> None:
        self._pacing.note_sent(line.owed, _passed())
        chat.busy = True
        self._ways[chat.address.channel].active += 1
        self._spawn(self._serve(chat, line))

    def _go_on(self) -> None:
        """Somebody answers again."""
        for way in self._ways.values():
            for chat in way.unheard.values():
                self._queue(chat)
            way.unheard.clear()
        self._start_ready()

    def _release(self) -> None:
        now, passed = self._clock(), _passed()
        while self._later and self._later[0][0] <= now:
            self._enqueue(heapq.heappop(self._later)[2])
        while self._parked and self._parked[0][0] <= passed:
            self._queue(heapq.heappop(self._parked)[2])

    async def _sleep(self) -> None:
        passed = _passed()
        seconds = [TICK]
        if self._later:
            seconds.append(self._later[0][0] - self._clock())
        if self._parked:
            seconds.append(self._parked[0][0] - passed)
        untils = (self._store_until, *(way.hold_until for way in self._ways.values()))
        seconds += [until - passed for until in untils if until > passed]
        self._changed.clear()
        try:
            async with asyncio.timeout(max(0.001, min(seconds))):
                await self._changed.wait()
        except TimeoutError:
            return

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- one message -------------------------------------------------------------------------------------

    async def _serve(self, chat: _Chat, line: Line) -> None:
        try:
            await self._deliver(chat, line)
        except StoreFailed:
            self._wait_for_store()
        except Exception as fault:  # noqa: BLE001  a fault of ours in one chat must not stop the others
            _log.error("delivery broke", key=line.owed.key, fault=type(fault).__name__)
            chat.not_before = _passed() + LONGEST_WAIT
        finally:
            chat.busy = False
            way = self._ways[chat.address.channel]
            way.active -= 1
            way.window = min(IN_FLIGHT, way.window + 1)
            self._moved = _passed()
            self._pacing.note_done(line.owed)
            if not chat.lines:
                self._chats.pop(chat.address, None)
            self._queue(chat)
            self._start_ready()

    async def _deliver(self, chat: _Chat, line: Line) -> None:
        owed, now = line.owed, self._clock()
        if not _is_fresh(line) and not await self._ledger.still_owed(line):
            self._forget(chat, line)
        elif owed.not_after is not None and now > owed.not_after:
            await self._settle(chat, line, State.UNKNOWN if line.doubts else State.MISSED)
        elif not owed.repeat_unknown and await self._ledger.is_suppressed(owed):
            await self._settle(chat, line, State.CANCELLED)
        elif (dawn := self._dawn(owed, now)) is not None:
            self._put_off(chat, line, dawn)
        elif owed.address.channel not in self._senders:
            self._no_way(chat, owed.address.channel)
        elif not await self._begin(line, now):
            self._forget(chat, line)
        else:
            line.since = None
            await self._conclude(chat, line, await self._trying.once(line.owed))

    def _dawn(self, owed: Owed, now: float) -> float | None:
        """When the night that it would ring in is over; None: it may go now. A wave says itself when it is too late."""
        if owed.priority is not Priority.REMINDER or self._by_day is None:
            return None
        dawn = self._by_day(now)
        return dawn if dawn > now else None

    def _put_off(self, chat: _Chat, line: Line, until: float) -> None:
        """Something held a reminder up until it was night: it waits for the day, and may be too late by then."""
        _take_off(chat, line)
        heapq.heappush(self._later, (until, next(self._number), line))
        self._changed.set()

    async def _begin(self, line: Line, now: float) -> bool:
        """Write down that a try begins. Help goes also when that cannot be written: it may then come twice."""
        try:
            line.begun = await self._ledger.begin_try(line, now)
        except StoreFailed:
            line.begun = False
            if line.owed.priority is not Priority.HELP:
                raise
            self._wait_for_store()
            return True
        self._store_until = 0.0
        return line.begun

    def _no_way(self, chat: _Chat, channel: Channel) -> None:
        """Nothing goes on this channel in this run, as yet: no try begins."""
        if channel is Channel.EMAIL:  # a wave of email would look again one by one; it waits as a whole
            self._pacing.note_told_to_wait(chat.address, LONGEST_WAIT, _passed())
        chat.not_before = _passed() + LONGEST_WAIT

    async def _conclude(self, chat: _Chat, line: Line, outcome: SendOutcome) -> None:
        match outcome:
            case Sent():
                await self._settle(chat, line, State.SENT)
            case NotSent():
                await self._not_yet(chat, line, outcome)
            case Moved():
                await self._follow(chat, line, outcome.chat)
            case Refused(gone=True):
                await self._end_chat(chat)
            case Refused():
                _log.warning("a message was refused", key=line.owed.key, reason=outcome.reason)
                await self._settle(chat, line, State.FAILED)
            case Unknown():
                await self._maybe_again(chat, line, harmless=outcome.harmless)

    async def _not_yet(self, chat: _Chat, line: Line, outcome: NotSent) -> None:
        now = _passed()
        if outcome.throttled:
            self._pacing.note_told_to_wait(chat.address, outcome.after, now)
            chat.not_before = now + outcome.after
            if (
                chat.address.channel is Channel.EMAIL
            ):  # it may be this letter they hang up at: others go before it
                chat.not_before += outcome.after * 2**chat.faults
                chat.faults = min(chat.faults + 1, MOST_LETTER_FAULTS)
        else:
            chat.not_before = now + max(outcome.after, min(LONGEST_WAIT, outcome.after * 2**chat.faults))
            chat.faults = min(chat.faults + 1, MOST_FAULTS)
        if line.begun:
            await self._ledger.take_back_try(line, self._clock(), partly=outcome.partly)

    async def _maybe_again(self, chat: _Chat, line: Line, *, harmless: bool) -> None:
        """Try once more. `harmless`: more often, as long as it was; an edit may have turned into a message of its own.

        Help goes again and again, each time later, for some minutes.
        """
        line.unknown += 1
        tries, wait = EDIT_TRIES if harmless else UNKNOWN_TRIES, UNKNOWN_WAIT
        if line.owed.priority is Priority.HELP:
            tries, wait = most_doubts(line.owed), min(LONGEST_WAIT, UNKNOWN_WAIT * 2 ** (line.unknown - 1))
        if not line.owed.repeat_unknown or line.doubts >= tries:
            await self._settle(chat, line, State.UNKNOWN)
        else:
            chat.not_before = _passed() + wait

    async def _settle(self, chat: _Chat, line: Line, state: State) -> None:
        try:
            await self._ledger.settle([line], state, self._clock())
        finally:  # also when it could not be written down: what has had its end is not sent again by this run
            self._forget(chat, line)
        chat.faults = 0

    async def _end_chat(self, chat: _Chat) -> None:
        """Nothing can be sent there any more: everything owed to it is settled as refused."""
        later = [line for _, _, line in self._later if line.owed.address == chat.address]
        lines = [*(line for _, _, line in chat.lines), *later]
        await self._ledger.settle(lines, State.REFUSED, self._clock())
        for line in lines:
            self._forget(chat, line)
        ended = set(map(id, lines))  # what was owed for later meanwhile finds out by itself
        self._later = [entry for entry in self._later if id(entry[2]) not in ended]
        heapq.heapify(self._later)
        if self._on_gone is not None:
            self._spawn(self._tell(self._on_gone(chat.address)))

    async def _follow(self, chat: _Chat, line: Line, to: str) -> None:
        """The chat has another id: this line goes there. The others find out one by one."""
        moved = await self._ledger.follow(line, to, self._clock())
        self._forget(chat, line)
        if moved is not None:
            self._take_in([moved])
        if self._on_moved is not None:
            self._spawn(self._tell(self._on_moved(chat.address, to)))

    async def _tell(self, noting: Awaitable[None]) -> None:
        try:
            await noting
        except Exception as fault:  # noqa: BLE001  the next message to this chat will find out again
            _log.error("could not note a closed or moved chat", fault=type(fault).__name__)

    def _forget(self, chat: _Chat, line: Line) -> None:
        self._known.discard(line.owed.key)
        _take_off(chat, line)

    def _wait_for_store(self) -> None:
        if not self._stopping and not self._store_until:
            _log.error("the store refuses writes: nothing more is sent but help")
        self._store_until = _passed() + STORE_WAIT
        self._changed.set()


def _passed() -> float:
    """Seconds of the loop's clock, which nobody can set."""
    return asyncio.get_running_loop().time()


def _take_off(chat: _Chat, line: Line) -> None:
    chat.lines = [entry for entry in chat.lines if entry[2] is not line]
    heapq.heapify(chat.lines)


def _place(entry: tuple[int, int, Line]) -> tuple[int, int]:
    return entry[:2]


def _is_fresh(line: Line) -> bool:
    """Whether it was committed just now, and never tried: then nobody can have taken it back."""
    return line.since is not None and _passed() - line.since <= FRESH_SECONDS
