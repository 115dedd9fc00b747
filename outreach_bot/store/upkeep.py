"""When a store's files are written anew, and when it is noted how far the journal got. The writer does it."""

import asyncio

import structlog

from outreach_bot.store.live_tables import LiveTables
from outreach_bot.store.reached import NOTE_SECONDS
from outreach_bot.store.writer import SnapshotPostponed, Writer

FIRST_PUT_OFF = 1.0
LONGEST_PUT_OFF = 60.0
"""Seconds between tries to write a snapshot that there is no room for."""

_log = structlog.get_logger(__name__)


class Upkeep:
    """Asks one writer for snapshots of `tables`, one at a time."""

    def __init__(self, writer: Writer, tables: LiveTables) -> None:
        self._writer = writer
        self._tables = tables
        self._now: asyncio.Future[None] | None = None
        self._again = False
        self._ended = False
        self._timer: asyncio.TimerHandle | None = None
        """Set while a snapshot is put off."""
        self._pause = 0.0
        self._note_timer: asyncio.TimerHandle | None = None
        self._noted = 0
        """The sequence last noted."""

    @property
    def put_off(self) -> bool:
        """Whether a snapshot waits until there is room for it."""
        return self._timer is not None

    def ask(self) -> None:
        """Begin a snapshot, or another one when the one being written is done; one that was put off comes by itself."""
        if self._now is not None:
            self._again = True
        elif not self._ended and self._timer is None:
            self._now = self._writer.snapshot(self._tables.copy())
            self._now.add_done_callback(self._after)

    async def done(self) -> None:
        """Wait until no snapshot is being written."""
        while self._now is not None:
            await asyncio.wait([self._now])
            await asyncio.sleep(0)  # lets `_after` run where the future was done already

    def end(self) -> None:
        """Ask for nothing any more."""
        self._ended = True
        for timer in (self._timer, self._note_timer):
            if timer is not None:
                timer.cancel()

    def note_reached(self, at: float) -> None:
        """Something was committed by `at` (unix seconds UTC): note how far the journal got, at most every few seconds."""
        if self._note_timer is None and not self._ended:
            self._note(at)

    def _note(self, at: float) -> None:
        self._note_timer = None
        writer = self._writer
        if writer.fault is not None or writer.sequence == self._noted:
            return
        self._noted = writer.sequence
        writer.note_reached(at)
        self._note_timer = asyncio.get_running_loop().call_later(NOTE_SECONDS, self._note, at + NOTE_SECONDS)

    def _after(self, told: asyncio.Future[None]) -> None:
        fault = (
            told.exception()
        )  # looked at: any other fault is on the writer, and every commit from now on says it
        self._now = None
        if isinstance(fault, SnapshotPostponed):
            self._put_off(str(fault))
            return
        self._pause = 0.0
        if self._again:
            self._ask_again()

    def _put_off(self, why: str) -> None:
        """Nothing is at risk: commits go on into the journal, which only grows longer."""
        if self._ended:
            return
        self._pause = min(LONGEST_PUT_OFF, max(FIRST_PUT_OFF, 2 * self._pause))
        _log.warning(
            "snapshot_put_off",
            reason=why,
            again_in_seconds=self._pause,
            remedy="free disk space, open files or memory",
        )
        self._timer = asyncio.get_running_loop().call_later(self._pause, self._ask_again)

    def _ask_again(self) -> None:
        self._timer, self._again = None, False
        if self._writer.fault is None:
            self.ask()
