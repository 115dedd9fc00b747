"""The one that writes: takes all commits that wait, makes them one journal record, syncs, and tells them.

After a failed write or sync nothing is tried again: what the disk holds is then unknown, and only a new start,
which reads the files afresh, can tell.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from outreach_bot.store.base import StoreFailed
from outreach_bot.store.erasures import ASIDE, ErasedList, erasure_in
from outreach_bot.store.files import write_whole
from outreach_bot.store.hands import Hands
from outreach_bot.store.journal import Journal, journal_names
from outreach_bot.store.live_tables import LiveRow
from outreach_bot.store.place import Place
from outreach_bot.store.recovery import delete_journals
from outreach_bot.store.snapshot import SNAPSHOT_NAME, Head, encode

RECORD_BYTES = 4 * 1024 * 1024
"""A record is closed at this size, so that no burst makes one that memory cannot hold twice."""

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
    __slots__ = ("rows", "told")

    def __init__(self, rows: Rows, told: Told) -> None:
        self.rows = rows
        self.told = told


class _Stop:
    __slots__ = ("told",)

    def __init__(self, told: Told) -> None:
        self.told = told


class Writer:
    """Writes what one store hands it, in order. What `hands` do begins with `_`; all else is for the event loop."""

    def __init__(self, place: Place, *, journal: Journal, erased: ErasedList, hands: Hands) -> None:
        self._files = place.files
        self._folder = place.folder
        self._store_id = place.store_id
        self._keys = place.keys
        self._journal = journal
        self._erased = erased
        self._hands = hands
        self._waiting: deque[_Commit | _Snapshot | _Stop] = deque()
        self._called = False
        """The hands were called since they last looked at what waits."""
        self._loop = asyncio.get_running_loop()
        self._erasing = False
        self.fault: Exception | None = None
        """Why nothing is written any more; None while all is well."""
        self.snapshot_bytes = 0
        """Size of the last snapshot."""

    @property
    def journal_bytes(self) -> int:
        """How much was written since the journal began."""
        return self._journal.size

    def submit(self, payload: bytes, *, erases: bool = False) -> Told:
        """Hand over a packed commit; the result is there once it is durable, or holds StoreFailed."""
        told = self._loop.create_future()
        self._hand_over(_Commit(payload, told, erases=erases))
        return told

    def snapshot(self, rows: Rows) -> Told:
        """Write a snapshot of `rows`, which hold exactly what was submitted before; one at a time."""
        told = self._loop.create_future()
        self._hand_over(_Snapshot(rows, told))
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
        while self._waiting:
            now = self._waiting.popleft()
            if isinstance(now, _Commit):
                batch = self._gather(now)
                self._attempt(partial(self._write, batch), [one.told for one in batch])
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

    def _attempt(self, work: Callable[[], None], told: list[Told]) -> None:
        if self.fault is None:
            try:
                work()
            except Exception as fault:  # noqa: BLE001 — whatever it was, those who wait must hear, and nothing may follow
                self.fault = fault
        self._tell(told, self.fault)

    def _write(self, batch: list[_Commit]) -> None:
        written = [one for one in batch if one.payload]
        erasing = [erasure_in(one.payload, self._journal.sequence + 1) for one in written if one.erases]
        if erasing:
            self._erased.add(erasing)
            self._erasing = True
        if written:
            self._journal.append(b"[" + b",".join([one.payload for one in written]) + b"]")

    def _begin_snapshot(self, asked: _Snapshot) -> None:
        """Turn to a new journal between two records; the snapshot itself is written beside."""
        sequence = self._journal.sequence
        older: list[str] = []

        def turn() -> None:
            names = self._files.names(self._folder)
            older.extend(journal_names(names))
            if self._erasing:
                # What a restore kept aside still holds the erased.
                older.extend(name for name in names if name.startswith(ASIDE))
            self._erasing = False
            finished = self._journal
            self._journal = Journal.begin(
                self._files, self._folder, store_id=self._store_id, keys=self._keys, after=sequence
            )
            finished.close()

        try:
            if self.fault is None:
                turn()
        except Exception as fault:  # noqa: BLE001 — as in _attempt
            self.fault = fault
        if self.fault is not None:
            self._tell([asked.told], self.fault)
        else:
            work = partial(self._write_snapshot, asked.rows, sequence, older)
            self._hands.beside(partial(self._attempt, work, [asked.told]))

    def _write_snapshot(self, rows: Rows, sequence: int, older: list[str]) -> None:
        head = Head(store_id=self._store_id, sequence=sequence)
        self.snapshot_bytes = write_whole(
            self._files, self._folder / SNAPSHOT_NAME, encode(rows, head, self._keys)
        )
        delete_journals(self._files, self._folder, older)

    def _tell(self, told: list[Told], fault: Exception | None) -> None:
        with suppress(RuntimeError):  # the event loop is gone, and with it all who waited
            self._loop.call_soon_threadsafe(_settle, told, fault)


def _settle(told: list[Told], fault: Exception | None) -> None:
    for one in told:
        if one.done():
            continue  # whoever waited was cancelled; the commit stands
        if fault is None:
            one.set_result(None)
        else:
            one.set_exception(failed(fault))


def failed(fault: Exception) -> StoreFailed:
    """The refusal to acknowledge anything after `fault`."""
    reason = getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
    return StoreFailed(
        f"The disk refused a write ({reason}). Free space or repair the disk, then start the bot again."
    )
