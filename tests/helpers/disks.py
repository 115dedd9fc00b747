"""Disks that fail: one that refuses a chosen write, and one that remembers every state a power cut could leave."""

import errno
import itertools
import os
import threading
from pathlib import Path

from outreach_bot.store.files import RealFiles


class FailingFiles(RealFiles):
    """The real disk until `fail(operation)`; from then on that operation is refused, and every call is counted."""

    def __init__(self):
        super().__init__()
        self.failing = {}
        self.calls = []

    def fail(self, operation, error=errno.ENOSPC):
        self.failing[operation] = error

    def _meet(self, operation):
        self.calls.append(operation)
        if operation in self.failing:
            error = self.failing[operation]
            raise OSError(error, os.strerror(error))

    def create(self, path):
        self._meet("create")
        return _FailingFile(super().create(path), self)

    def rename(self, old, new):
        self._meet("rename")
        super().rename(old, new)

    def unlink(self, path):
        self._meet("unlink")
        super().unlink(path)

    def sync_folder(self, folder):
        self._meet("sync_folder")
        super().sync_folder(folder)

    def lock(self, path):
        self._meet("lock")
        return super().lock(path)


class _FailingFile:
    def __init__(self, file, disk):
        self._file = file
        self._disk = disk

    def append(self, data):
        if self._disk.failing.get("append") == "short":
            self._disk.calls.append("append")
            return self._file.append(data[: len(data) // 2])
        self._disk._meet("append")
        return self._file.append(data)

    def sync(self):
        self._disk._meet("sync")
        self._file.sync()

    def close(self):
        self._file.close()


class CrashingFiles:
    """A disk in memory that keeps, after every operation, what a power cut there could leave.

    A synced byte stays; an unsynced one may be there, missing, cut in half or zero. Names made, changed or
    deleted since the last sync of their own folder reach the disk in their order, up to any point.
    """

    def __init__(self, contents=None, unsynced=None):
        """`unsynced`: of a found file, how many of its bytes are on the disk; all, where nothing is said."""
        self._guard = threading.Lock()
        self._bytes: list[bytes] = []
        self._synced = []
        self._names = {}
        for path, data in (contents or {}).items():
            self._names[path] = len(self._bytes)
            self._bytes.append(data)
            self._synced.append((unsynced or {}).get(path, len(data)))
        self._durable = dict(self._names)
        self._pending = []
        self.promised: frozenset[str] = frozenset()
        self._states = []
        self.mark()

    def promise(self, *done):
        """From here on every crash must leave these."""
        with self._guard:
            self.promised |= set(done)
            self.mark()

    def mark(self):
        self._states.append(
            (list(self._bytes), list(self._synced), dict(self._durable), list(self._pending), self.promised)
        )

    def crashes(self):
        """Every different (contents, promised) that a power cut at some moment could have left."""
        seen = set()
        for contents, synced, durable, pending, promised in self._states:
            for upto in range(len(pending) + 1):
                names = dict(durable)
                for _, change in pending[:upto]:
                    change(names)
                choices = [
                    [(path, left) for left in _left(contents[number], synced[number])]
                    for path, number in names.items()
                ]
                for files in itertools.product(*choices):
                    state = (frozenset(files), promised)
                    if state not in seen:
                        seen.add(state)
                        yield dict(files), promised

    def make_folder(self, folder):
        pass

    def lock(self, path):
        return lambda: None

    def names(self, folder):
        with self._guard:
            return sorted(path.name for path in self._names if path.parent == folder)

    def read(self, path):
        with self._guard:
            if path not in self._names:
                raise FileNotFoundError(str(path))
            return self._bytes[self._names[path]]

    def create(self, path):
        with self._guard:
            if path in self._names:
                raise FileExistsError(str(path))
            number = len(self._bytes)
            self._bytes.append(b"")
            self._synced.append(0)
            self._change(path.parent, lambda names: names.__setitem__(path, number))
            return _CrashingFile(self, number)

    def sync_file(self, path):
        with self._guard:
            number = self._names[path]
            self._synced[number] = len(self._bytes[number])
            self.mark()

    def rename(self, old, new):
        with self._guard:
            self._change(new.parent, lambda names: names.__setitem__(new, names.pop(old)))

    def unlink(self, path):
        with self._guard:
            self._change(path.parent, lambda names: names.pop(path))

    def sync_folder(self, folder):
        with self._guard:
            for of, change in self._pending:
                if of == folder:
                    change(self._durable)
            self._pending = [(of, change) for of, change in self._pending if of != folder]
            self.mark()

    def _change(self, folder, change):
        change(self._names)
        self._pending.append((folder, change))
        self.mark()


class _CrashingFile:
    def __init__(self, disk, number):
        self._disk = disk
        self._number = number

    def append(self, data):
        with self._disk._guard:
            self._disk._bytes[self._number] += data
            self._disk.mark()
        return len(data)

    def sync(self):
        with self._disk._guard:
            self._disk._synced[self._number] = len(self._disk._bytes[self._number])
            self._disk.mark()

    def close(self):
        pass


def _left(data: bytes, synced: int) -> set[bytes]:
    """What may be left of a file of which only the first `synced` bytes are on the disk."""
    half = synced + (len(data) - synced) // 2
    zeros = bytes(len(data) - half)
    return {data[:synced], data, data[:half], data[:half] + zeros}


DATA = Path("/data")
