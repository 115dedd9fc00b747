"""A disk in memory: for transcripts and tests. What was synced outlives `crash`, the rest does not."""

from collections.abc import Callable
from pathlib import Path

from outreach_bot.store.base import StoreBusy


class _Contents:
    __slots__ = ("data", "synced")

    def __init__(self) -> None:
        self.data = bytearray()
        self.synced = 0


class MemoryFile:
    """A file of a MemoryFiles."""

    def __init__(self, contents: _Contents) -> None:
        self._contents = contents

    def append(self, data: bytes) -> int:
        """Write at the end, not yet durable."""
        self._contents.data += data
        return len(data)

    def sync(self) -> None:
        """Make all of it durable."""
        self._contents.synced = len(self._contents.data)

    def close(self) -> None:
        """Nothing to let go of."""


class MemoryFiles:
    """Folders and files that live as long as this object."""

    def __init__(self) -> None:
        self._names: dict[Path, _Contents] = {}
        self._durable: dict[Path, _Contents] = {}
        self._locked: set[Path] = set()

    def crash(self) -> None:
        """Cut the power: unsynced bytes, unsynced names and all locks are gone."""
        self._names = dict(self._durable)
        for contents in self._names.values():
            del contents.data[contents.synced :]
        self._locked.clear()

    def make_folder(self, folder: Path) -> None:
        """Every folder is there."""

    def lock(self, path: Path) -> Callable[[], None]:
        """Hold a name until let go of, or until a crash."""
        if path in self._locked:
            raise StoreBusy(f"{path.parent} is in use.")
        self._locked.add(path)
        return lambda: self._locked.discard(path)

    def names(self, folder: Path) -> list[str]:
        """Names in a folder, sorted."""
        return sorted(path.name for path in list(self._names) if path.parent == folder)

    def read(self, path: Path) -> bytes:
        """The whole of a file."""
        return bytes(self._at(path).data)

    def create(self, path: Path) -> MemoryFile:
        """A new, empty file."""
        if path in self._names:
            raise FileExistsError(str(path))
        self._names[path] = _Contents()
        return MemoryFile(self._names[path])

    def sync_file(self, path: Path) -> None:
        """Make a file's bytes durable."""
        self._at(path).synced = len(self._at(path).data)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name."""
        self._names[new] = self._at(old)
        del self._names[old]

    def unlink(self, path: Path) -> None:
        """Delete a name."""
        self._at(path)
        del self._names[path]

    def sync_folder(self, folder: Path) -> None:
        """Make the names in a folder durable."""
        elsewhere = {path: one for path, one in self._durable.items() if path.parent != folder}
        self._durable = elsewhere | {path: one for path, one in self._names.items() if path.parent == folder}

    def _at(self, path: Path) -> _Contents:
        if path not in self._names:
            raise FileNotFoundError(str(path))
        return self._names[path]
