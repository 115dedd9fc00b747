"""A disk in memory that fails as disks do, and tells what is on it for good.

What was written is there for who reads it, and outlives a killed process; only what was synced outlives a power cut.
Each life of the bot sees the disk through a handle of its own: with the life, the handle ends.
"""

import errno
import os
import random
from collections.abc import Callable
from pathlib import Path

from outreach_bot.store.base import StoreBusy
from tests.simulation.loop import Killed, Owner


class Contents:
    """A file, whatever its name."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.synced = 0
        self.told = 0
        """How much of it `on_synced` was told of."""


class Weather:
    """What goes wrong now, by operation: errors to raise, and how many operations this life has left."""

    def __init__(self) -> None:
        self.errors: dict[str, int | str] = {}
        """Operation to errno; `append` may be "short"."""
        self.lives = 0
        """Operations until the process dies in the middle of one; 0: it does not."""
        self.slow = 0.0
        """Seconds, at most, a write takes longer."""
        self.met: dict[str, int] = {}
        """Faults met, by operation and kind."""

    def note(self, what: str) -> None:
        self.met[what] = self.met.get(what, 0) + 1


class VirtualDisk:
    """Folders and files. `on_synced(path, contents)` is called whenever more of a file is durable."""

    def __init__(self, chance: random.Random, on_synced: Callable[[Path, Contents], None]) -> None:
        self.chance = chance
        self.weather = Weather()
        self.names: dict[Path, Contents] = {}
        self.operations = 0
        self.pace = 0.0005
        """Seconds a write takes."""
        self._durable: dict[Path, Contents] = {}
        self._changes: list[Callable[[dict[Path, Contents]], None]] = []
        self._locked: dict[Path, Owner] = {}
        self._on_synced = on_synced

    def handle(self, owner: Owner) -> "Handle":
        """The disk as one life sees it."""
        return Handle(self, owner)

    def cut_power(self) -> None:
        """Lose what no sync had made durable; of the rest some may have reached the disk by itself, or half."""
        names = dict(self._durable)
        for change in self._changes[: self.chance.randint(0, len(self._changes))]:
            change(names)
        for contents in names.values():
            loose = len(contents.data) - contents.synced
            kept = contents.synced + (self.chance.randint(0, loose) if loose else 0)
            zeros = self.chance.random() < 0.3
            lost = len(contents.data) - kept
            del contents.data[kept:]
            if zeros and loose:
                contents.data += bytes(lost)
        self._forget(names)

    def _forget(self, names: dict[Path, Contents]) -> None:
        self.names, self._durable, self._changes = dict(names), dict(names), []
        self._locked.clear()

    def process_ended(self, owner: Owner) -> None:
        """Its locks are let go of; what it wrote stays in the system's memory."""
        self._locked = {path: by for path, by in self._locked.items() if by is not owner}

    # -- damage ------------------------------------------------------------------------------------------

    def lose(self, path: Path) -> None:
        """Somebody deletes a file."""
        del self.names[path]
        self._durable.pop(path, None)

    def shorten(self, path: Path, size: int) -> None:
        """Somebody cuts a file."""
        contents = self.names[path]
        del contents.data[size:]
        contents.synced = min(contents.synced, size)

    # -- operations ----------------------------------------------------------------------------------------

    def meet(self, owner: Owner, operation: str) -> None:
        """Begin an operation: it may be refused, or be the last of this life."""
        if not owner.alive:
            raise Killed
        self.operations += 1
        error = self.weather.errors.get(operation)
        if isinstance(error, int):
            self.weather.note(f"disk {operation} {errno.errorcode[error]}")
            raise OSError(error, os.strerror(error))

    def done(self, owner: Owner) -> None:
        """End an operation; the process may die right after it."""
        if self.weather.lives:
            self.weather.lives -= 1
            if not self.weather.lives:
                self.weather.note("killed at a disk operation")
                owner.alive = False
                raise Killed

    def change(self, change: Callable[[dict[Path, Contents]], None]) -> None:
        change(self.names)
        self._changes.append(change)

    def sync_names(self) -> None:
        self._durable = dict(self.names)
        self._changes = []
        for path, contents in self.names.items():
            if contents.synced > contents.told:
                self._on_synced(path, contents)

    def synced(self, path: Path, contents: Contents) -> None:
        contents.synced = len(contents.data)
        if path in self._durable and self._durable[path] is contents:
            self._on_synced(path, contents)

    def lock(self, path: Path, owner: Owner) -> Callable[[], None]:
        if path in self._locked:
            raise StoreBusy(f"{path.parent} is in use.")
        self._locked[path] = owner

        def let_go() -> None:
            self._locked.pop(path, None)

        return let_go


class OpenFile:
    """A file being written by one life."""

    def __init__(self, disk: VirtualDisk, owner: Owner, path: Path, contents: Contents) -> None:
        self._disk, self._owner, self._path, self._contents = disk, owner, path, contents

    def append(self, data: bytes) -> int:
        disk = self._disk
        if disk.weather.errors.get("append") == "short":
            disk.weather.note("disk append short")
            data = data[: disk.chance.randint(0, max(0, len(data) - 1))]
        disk.meet(self._owner, "append")
        if disk.weather.lives == 1:  # dies in the middle of the write
            data = data[: disk.chance.randint(0, len(data))]
        self._contents.data += data
        disk.done(self._owner)
        return len(data)

    def sync(self) -> None:
        self._disk.meet(self._owner, "sync")
        self._disk.synced(self._path, self._contents)
        self._disk.done(self._owner)

    def close(self) -> None:
        """A descriptor less."""


class Handle:
    """The `Files` of one life."""

    def __init__(self, disk: VirtualDisk, owner: Owner) -> None:
        self._disk, self._owner = disk, owner

    def make_folder(self, folder: Path) -> None:
        self._disk.meet(self._owner, "make_folder")

    def lock(self, path: Path) -> Callable[[], None]:
        self._disk.meet(self._owner, "lock")
        return self._disk.lock(path, self._owner)

    def names(self, folder: Path) -> list[str]:
        self._disk.meet(self._owner, "names")
        return sorted(path.name for path in self._disk.names if path.parent == folder)

    def read(self, path: Path) -> bytes:
        self._disk.meet(self._owner, "read")
        return bytes(self._at(path).data)

    def create(self, path: Path) -> OpenFile:
        self._disk.meet(self._owner, "create")
        if path in self._disk.names:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        contents = Contents()
        self._disk.change(lambda names: names.__setitem__(path, contents))
        self._disk.done(self._owner)
        return OpenFile(self._disk, self._owner, path, contents)

    def sync_file(self, path: Path) -> None:
        self._disk.meet(self._owner, "sync_file")
        self._disk.synced(path, self._at(path))
        self._disk.done(self._owner)

    def rename(self, old: Path, new: Path) -> None:
        self._disk.meet(self._owner, "rename")
        self._at(old)
        self._disk.change(lambda names: names.__setitem__(new, names.pop(old)))
        self._disk.done(self._owner)

    def unlink(self, path: Path) -> None:
        self._disk.meet(self._owner, "unlink")
        self._at(path)
        self._disk.change(lambda names: names.__delitem__(path))
        self._disk.done(self._owner)

    def sync_folder(self, folder: Path) -> None:
        self._disk.meet(self._owner, "sync_folder")
        self._disk.sync_names()
        self._disk.done(self._owner)

    def _at(self, path: Path) -> Contents:
        if path not in self._disk.names:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        return self._disk.names[path]


class Hands:
    """The writer's two hands, on the loop's clock: each work takes a moment, and dies with its life."""

    def __init__(self, disk: VirtualDisk, owner: Owner, died: Callable[[], None]) -> None:
        import asyncio

        self._loop = asyncio.get_running_loop()
        self._disk, self._owner, self._died = disk, owner, died

    def write(self, work: Callable[[], None]) -> None:
        disk = self._disk
        slower = disk.chance.random() * disk.weather.slow if disk.weather.slow else 0.0
        self._loop.call_later(disk.pace + slower, self._do, work)

    def beside(self, work: Callable[[], None]) -> None:
        self._loop.call_later(0.002 + self._disk.chance.random() * 0.05, self._do, work)

    def close(self) -> None:
        """Nothing to let go of."""

    def _do(self, work: Callable[[], None]) -> None:
        if not self._owner.alive:
            return
        try:
            work()
        except Killed:
            self._died()
