"""The one that writes: takes all commits that wait, makes them one journal record, syncs, and tells them.

After a failed write or sync of the journal nothing is tried again: what the disk holds is then unknown, and only a
new start, which reads the files afresh, can tell. What goes into a new file is another matter. As long as nothing
rests on that file it is thrown away and written from its start again: a machine that is short of descriptors,
memory or room for a while ends nothing.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import structlog

from outreach_bot.store.base import StoreFailed
from outreach_bot.store.erasures import ASIDE, ErasedList, erasure_in
from outreach_bot.store.files import passes, write_whole
from outreach_bot.store.hands import Hands
from outreach_bot.store.journal import Journal, journal_names
from outreach_bot.store.live_tables import LiveRow
from outreach_bot.store.place import Place
from outreach_bot.store.reached import Reached, note
from outreach_bot.store.recovery import delete_journals
from outreach_bot.store.snapshot import SNAPSHOT_NAME, Head, encode

RECORD_BYTES = 4 * 1024 * 1024
"""A record is closed at this size, so that no burst makes one that memory cannot hold twice."""

FIRST_PAUSE = 0.05
LONGEST_PAUSE = 5.0
"""Seconds between tries to list an erasure while the machine is short of what that takes."""
HELD_SECONDS = 20.0
"""After so long of it nothing is acknowledged any more: who waits must hear, and help-only mode reads on meanwhile."""
TRIAL_NAME = "trial"
TRIAL_BYTES = 1024 * 1024
"""A megabyte: `needs_mb` of the log counts them."""
TRIAL_SNAPSHOTS = 2
"""What the disk must take before a new start is worth while: so much, and so many files as large as the last snapshot."""

_log = structlog.get_logger(__name__)

Told = asyncio.Future[None]
Rows = dict[str, dict[str, LiveRow]]


class _Commit:
    __slots__ = ("erases", "payload", "told")

    def __init__(self, payload: bytes, told: Told, *, erases: bool) -> None:
        self.payload = payload
        """Empty: nothing to write, only to be told when all before it is durable."""
        self.told = told
        self.erases = erases


class _Snapshot:
    __slots__ = ("clean", "rows", "told")

    def __init__(self, rows: Rows, told: Told, *, clean: bool) -> None:
        self.rows = rows
        self.told = told
        self.clean = clean


class _Stop:
    __slots__ = ("told",)

    def __init__(self, told: Told) -> None:
        self.told = told


class SnapshotPostponed(Exception):
    """A snapshot could not be written now. Nothing is at risk: the one before and all journals since are there."""


class Writer:
    """Writes what one store hands it, in order. What `hands` do begins with `_`; all else is for the event loop."""

    def __init__(self, place: Place, *, journal: Journal, erased: ErasedList, hands: Hands) -> None:
        self._place = place
        self._journal = journal
        self._erased = erased
        self._hands = hands
        self._waiting: deque[_Commit | _Snapshot | _Stop] = deque()
        self._called = False
        """The hands were called since they last looked at what waits."""
        self._loop = asyncio.get_running_loop()
        self._erasures = 0
        """How many commits erased somebody."""
        self._swept = 0
        """How many of those the files a restore kept aside, which still hold the erased, were deleted for."""
        self._rested = 0.0
        """Seconds spent waiting for what the machine is short of; 0 while it is short of nothing."""
        self._resting = False
        self._note_fails = False
        self.fault: Exception | None = None
        """Why nothing is written any more; None while all is well."""
        self.snapshot_bytes = 0
        """Size of the last snapshot."""

    @property
    def held(self) -> bool:
        """Whether commits wait because the machine is short of something; it is tried again and again."""
        return self._rested > 0

    @property
    def passing(self) -> bool:
        """Whether what ended all writing may pass, and left nothing in doubt that a new start would not find."""
        return self.fault is not None and passes(self.fault)

    @property
    def sequence(self) -> int:
        """Of the last record that is durable."""
        return self._journal.sequence

    @property
    def journal_bytes(self) -> int:
        """How much was written since the journal began."""
        return self._journal.size

    def submit(self, payload: bytes, *, erases: bool = False) -> Told:
        """Hand over a packed commit; the result is there once it is durable, or holds StoreFailed."""
        told = self._loop.create_future()
        self._hand_over(_Commit(payload, told, erases=erases))
        return told

    def snapshot(self, rows: Rows, *, clean: bool = False) -> Told:
        """Write a snapshot of `rows`, which hold exactly what was submitted before; one at a time.

        `clean`: nothing more is to follow. The result may hold SnapshotPostponed, or StoreFailed.
        """
        told = self._loop.create_future()
        self._hand_over(_Snapshot(rows, told, clean=clean))
        return told

    def note_reached(self, at: float) -> None:
        """Note beside the journal how far it has got by `at`, unix seconds UTC."""
        self._hands.beside(partial(self._note, Reached(sequence=self.sequence, at=at)))

    def try_disk(self) -> Told:
        """Find out whether the disk takes files again after a fault that may pass. The result may hold StoreFailed."""
        told = self._loop.create_future()
        self._hands.beside(partial(self._try_disk, told))
        return told

    def stop(self) -> Told:
        """Write nothing more after what was handed over."""
        told = self._loop.create_future()
        self._hand_over(_Stop(told))
        return told

    def _hand_over(self, one: _Commit | _Snapshot | _Stop) -> None:
        self._waiting.append(one)
        if not self._called:
            self._called = True
            self._hands.write(self._drain)

    def _drain(self) -> None:
        """Do all that waits now."""
        self._called = False  # before looking: whatever is handed over from here on calls again
        while self._waiting and not self._resting:
            now = self._waiting.popleft()
            if isinstance(now, _Commit):
                self._commit(self._gather(now))
            elif isinstance(now, _Snapshot):
                self._begin_snapshot(now)
            else:
                self._journal.close()
                self._hands.close()
                self._tell([now.told], None)

    def _gather(self, first: _Commit) -> list[_Commit]:
        """The commits that wait, up to the next thing that is none."""
        batch = [first]
        size = len(first.payload)
        while size < RECORD_BYTES and self._waiting and isinstance(self._waiting[0], _Commit):
            following = self._waiting.popleft()
            assert isinstance(following, _Commit)  # noqa: S101 — tells the type checker what was just looked at
            batch.append(following)
            size += len(following.payload)
        return batch

    def _commit(self, batch: list[_Commit]) -> None:
        written = [one for one in batch if one.payload]
        if self.fault is None:
            try:
                self._list_erasures(written)
            except Exception as fault:  # noqa: BLE001 — whatever it was, those who wait must hear, and nothing may follow
                if passes(fault) and self._rested < HELD_SECONDS:
                    self._waiting.extendleft(reversed(batch))
                    self._rest(fault)
                    return
                self._stop(fault)
            self._rested = 0.0
        if self.fault is None and written:
            try:
                self._journal.append(b"[" + b",".join([one.payload for one in written]) + b"]")
            except Exception as fault:  # noqa: BLE001 — as above
                self._stop(fault)
        self._tell([one.told for one in batch], self.fault)

    def _stop(self, fault: Exception) -> None:
        """Write nothing more, and say so, once: until somebody looks, only help goes out."""
        if self.fault is None:
            self.fault = fault
            _log.error(
                "the disk refused a write: only help goes out",
                reason=_short(fault),
                needs_mb=self._trial_pieces,
            )

    def _list_erasures(self, written: list[_Commit]) -> None:
        """Whatever goes wrong here, the journal was not touched."""
        erasing = [erasure_in(one.payload, self._journal.sequence + 1) for one in written if one.erases]
        if erasing:
            self._erased.add(erasing)
            self._erasures += 1

    def _rest(self, fault: Exception) -> None:
        if not self._rested:
            _log.warning("store_waits", reason=_short(fault), remedy="free descriptors, memory or space")
        pause = min(LONGEST_PAUSE, max(FIRST_PAUSE, self._rested))
        self._rested += pause
        self._resting = True
        self._call(self._loop.call_later, pause, self._wake)

    def _wake(self) -> None:
        self._resting = False
        self._hands.write(self._drain)

    def _begin_snapshot(self, asked: _Snapshot) -> None:
        """Turn to a new journal between two records; the snapshot itself is written beside."""
        if self.fault is not None:
            self._tell([asked.told], self.fault)
            return
        try:
            older = self._turn()
        except Exception as fault:  # noqa: BLE001 — as in _commit
            self._end_snapshot(asked, fault)
            return
        head = Head(
            store_id=self._place.store_id,
            sequence=self._journal.sequence,
            journal=self._journal.name,
            clean=asked.clean,
        )
        self._hands.beside(partial(self._write_snapshot, asked, head, older, self._erasures))

    def _turn(self) -> list[str]:
        """Begin a new journal, and write into it from now on; returns the files that a snapshot makes needless."""
        files, folder = self._place.files, self._place.folder
        names = files.names(folder)
        older = journal_names(names)
        if self._erasures > self._swept:
            # What a restore kept aside still holds the erased.
            older.extend(name for name in names if name.startswith(ASIDE))
        following = Journal.begin(self._place, after=self._journal.sequence)
        finished, self._journal = self._journal, following
        try:
            finished.end(following.name)
        except OSError as fault:
            if not passes(fault):
                raise
            # All its records are on the disk, and what is torn behind them is none.
            finished.close()
        return older

    def _write_snapshot(self, asked: _Snapshot, head: Head, older: list[str], erasures: int) -> None:
        place = self._place
        try:
            self.snapshot_bytes = write_whole(
                place.files, place.folder / SNAPSHOT_NAME, encode(asked.rows, head, place.keys)
            )
            delete_journals(place.files, place.folder, older)
        except Exception as fault:  # noqa: BLE001 — as in _commit
            self._end_snapshot(asked, fault)
        else:
            self._swept = erasures
            self._end_snapshot(asked, None)

    def _end_snapshot(self, asked: _Snapshot, fault: Exception | None) -> None:
        """Tell. A new file that there was no room for is no fault of the journal: that goes on."""
        if fault is not None and passes(fault):
            self._tell([asked.told], SnapshotPostponed(_short(fault)))
            return
        if fault is not None:
            self._stop(fault)
        self._tell([asked.told], fault)

    def _note(self, reached: Reached) -> None:
        if self.fault is not None:
            return
        try:
            note(self._place, reached)
            self._note_fails = False
        except OSError as fault:
            if (
                not self._note_fails
            ):  # it is tried again in a while; without it less is noticed, and nothing is lost
                _log.warning("reach_not_noted", reason=_short(fault))
            self._note_fails = True

    @property
    def _trial_pieces(self) -> int:
        """How much a disk must take before it is trusted again, in pieces of TRIAL_BYTES."""
        return 1 + TRIAL_SNAPSHOTS * self.snapshot_bytes // TRIAL_BYTES

    def _try_disk(self, told: Told) -> None:
        files, trial = self._place.files, self._place.folder / TRIAL_NAME
        try:
            write_whole(files, trial, itertools.repeat(bytes(TRIAL_BYTES), self._trial_pieces))
            files.unlink(trial)
        except OSError as fault:
            self._tell([told], fault)
        else:
            self._tell([told], None)

    def _tell(self, told: list[Told], fault: Exception | None) -> None:
        self._call(_settle, told, fault)

    def _call(self, what: Callable[..., object], *given: object) -> None:
        with suppress(RuntimeError):  # the event loop is gone, and with it all who waited
            self._loop.call_soon_threadsafe(what, *given)


def _settle(told: list[Told], fault: Exception | None) -> None:
    for one in told:
        if one.done():
            continue  # whoever waited was cancelled; the commit stands
        if fault is None:
            one.set_result(None)
        else:
            one.set_exception(fault if isinstance(fault, SnapshotPostponed) else failed(fault))


def failed(fault: Exception) -> StoreFailed:
    """The refusal to acknowledge anything after `fault`."""
    if passes(fault):
        return StoreFailed(
            f"The machine is short of something ({_short(fault)}). Free disk space, open files or memory. "
            "A running bot goes on by itself then; what did not start is to be started again."
        )
    return StoreFailed(
        f"The disk refused a write ({_short(fault)}). Free space or repair the disk, then start the bot again."
    )


def _short(fault: Exception) -> str:
    return getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
