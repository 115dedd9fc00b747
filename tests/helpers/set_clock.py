"""The real bot on a clock that is set from outside while it runs: libfaketime (Debian's `faketime`) under the process."""

import time
from pathlib import Path

from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.bot_process import BotProcess
from tests.helpers.needed import missing

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


def needs_faketime() -> None:
    """Skip where libfaketime is not installed; in CI that is a failure."""
    if not LIBRARIES:
        missing("libfaketime is not installed (Debian: faketime)")


class SetClock(BotProcess):
    """A bot whose wall clock is what `set` says, and goes on from there; its monotonic clock is the machine's."""

    def __init__(self, telegram, folder: Path, *, now: float):
        super().__init__(telegram, folder)
        self._ahead = 0.0
        self._file = folder / "clock"
        self.set(now)

    @property
    def settings(self) -> dict[str, str]:
        return {
            **super().settings,
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    @property
    def now(self) -> float:
        """What its clock says, in unix seconds."""
        return time.time() + self._ahead

    def set(self, now: float) -> None:
        """Set its clock, as somebody does with `date`."""
        self._ahead = now - time.time()
        written = self._file.with_suffix(".new")
        written.write_text(f"{self._ahead:+.3f}\n")
        written.replace(self._file)  # it is read once a second, and must always be whole

    async def kept(self):
        """The store as it is now, to read beside the bot."""
        return await TinyDbStore.open_reader(
            self.folder / "data", key_file=self.folder / "outreach.key", clock=lambda: self.now
        )
