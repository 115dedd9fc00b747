"""The few things the store does to a disk, behind one small face, so that tests can cut the power or fill the disk.

Nothing here decides anything: order and meaning live in `journal`, `snapshot` and `recovery`.
"""

import errno
import fcntl
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from outreach_bot.store.base import StoreBusy
from outreach_bot.store.spare import Spare

PASSING = frozenset({
    errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.ENOSPC, errno.EDQUOT, errno.EFBIG,
})  # fmt: skip
"""Of these the machine has too few now, and may have enough again soon: descriptors, memory, room, or room that is allowed."""

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


class OpenFile(Protocol):
    """A new file that is being written from its start."""

    def append(self, data: bytes) -> int:
        """Write at the end; returns how many bytes went in, which may be fewer than given. Raises OSError."""

    def sync(self) -> None:
        """Return when all that was appended is on the disk. Raises OSError; must not be called again after that."""

    def close(self) -> None:
        """Let go of the file."""


class Files(Protocol):
    """What the store asks of a file system. Everything may raise OSError."""

    def make_folder(self, folder: Path) -> None:
        """Make a folder only its owner can enter, with its parents; nothing happens when it is there."""

    def lock(self, path: Path) -> Callable[[], None]:
        """Hold `path` for this process alone; call the result to let go. Raises StoreBusy."""

    def names(self, folder: Path) -> list[str]:
        """Names in a folder, sorted; none when the folder is not there."""

    def read(self, path: Path) -> bytes:
        """The whole of a file."""

    def create(self, path: Path) -> OpenFile:
        """A new file for its owner's eyes. Raises FileExistsError."""

    def sync_file(self, path: Path) -> None:
        """Return when a found file is on the disk as it reads now."""

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name, replacing what had that name, at once or not at all."""

    def unlink(self, path: Path) -> None:
        """Delete a file."""

    def sync_folder(self, folder: Path) -> None:
        """Return when names made, changed and deleted in `folder` are on the disk."""


class SyncFailed(OSError):
    """The disk refused a sync: of what was written or named since the last one, nobody knows what it has.

    It is never asked again: what it refused to sync once it may later say it synced, and has not.
    """


def passes(fault: BaseException) -> bool:
    """Whether this comes of a machine that is short of something now, and nothing was left in doubt by it."""
    return isinstance(fault, OSError) and not isinstance(fault, SyncFailed) and fault.errno in PASSING


class RealFile:
    """An open file of the operating system."""

    def __init__(self, descriptor: int, spare: Spare) -> None:
        self._descriptor = descriptor
        self._spare = spare

    def append(self, data: bytes) -> int:
        """Write once, never in a loop: a short write means a full or failing disk."""
        return os.write(self._descriptor, data)

    def sync(self) -> None:
        """Put contents and length on the disk; times of change may follow later."""
        os.fdatasync(self._descriptor)

    def close(self) -> None:
        """Close the descriptor, once."""
        if self._descriptor >= 0:
            self._spare.close(self._descriptor)
            self._descriptor = -1


class RealFiles:
    """The disk of this machine. While `lock` is held, a few descriptors are held in reserve for all it opens."""

    def __init__(self) -> None:
        self._spare = Spare()

    def make_folder(self, folder: Path) -> None:
        """Make missing folders from the top, each durable before the next."""
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            self.sync_folder(one.parent)

    def lock(self, path: Path) -> Callable[[], None]:
        """Take `flock`; the system lets go of it by itself when the process dies."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._spare.fill()
        except BlockingIOError as taken:
            os.close(descriptor)
            raise StoreBusy(
                f"Another outreach-bot is running on {path.parent}. Stop it first, or use another --data folder."
            ) from taken
        except OSError:
            os.close(descriptor)
            raise

        def unlock() -> None:
            os.close(descriptor)
            self._spare.let_go()

        return unlock

    def names(self, folder: Path) -> list[str]:
        """List what is there."""
        if not folder.is_dir():
            return []
        return self._spare.lend(lambda: sorted(path.name for path in folder.iterdir()))

    def read(self, path: Path) -> bytes:
        """Read it whole: a store's files fit in memory, as the store does."""
        return self._spare.lend(path.read_bytes)

    def create(self, path: Path) -> RealFile:
        """Open a file that was not there."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        return RealFile(self._spare.lend(lambda: os.open(path, flags, PRIVATE_FILE)), self._spare)

    def sync_file(self, path: Path) -> None:
        """Sync through a descriptor of its own, without writing."""
        self._sync(path, os.O_RDONLY)

    def rename(self, old: Path, new: Path) -> None:
        """Rename within one file system."""
        old.replace(new)

    def unlink(self, path: Path) -> None:
        """Delete by name."""
        path.unlink()

    def sync_folder(self, folder: Path) -> None:
        """Sync the directory itself."""
        self._sync(folder, os.O_RDONLY | os.O_DIRECTORY)

    def _sync(self, path: Path, flags: int) -> None:
        descriptor = self._spare.lend(lambda: os.open(path, flags | os.O_CLOEXEC))
        try:
            os.fsync(descriptor)
        finally:
            self._spare.close(descriptor)


def write_whole(files: Files, path: Path, pieces: Iterable[bytes]) -> int:
    """Replace `path` by `pieces`, durably: readers and a power cut find the old file or the new one, never a part.

    Returns the new size in bytes. Raises OSError; where it `passes`, `path` may be written again from the start:
    what was half written is thrown away, and never gets the name.
    """
    fresh = path.with_name(path.name + NEW)
    if fresh.name in files.names(path.parent):
        files.unlink(fresh)
    try:
        size = _write_new(files, fresh, pieces)
        files.rename(fresh, path)
    except OSError:
        with suppress(OSError):  # it takes room; where it cannot be deleted now, the next write does
            files.unlink(fresh)
        raise
    sync_names(files, path.parent)
    return size


NEW = ".new"
"""End of the name of a file that is being written, and has its own name only once it is whole."""


def _write_new(files: Files, path: Path, pieces: Iterable[bytes]) -> int:
    file = files.create(path)
    size = 0
    try:
        for piece in pieces:
            append_fully(file, piece)
            size += len(piece)
        file.sync()
    finally:
        file.close()
    return size


def sync_names(files: Files, folder: Path) -> None:
    """Sync a folder. Raises SyncFailed when the sync itself fails, plain OSError when it could not even be asked for."""
    try:
        files.sync_folder(folder)
    except OSError as fault:
        if fault.errno in (errno.EMFILE, errno.ENFILE):  # the folder could not be opened
            raise
        raise SyncFailed(fault.errno, fault.strerror) from fault


def append_fully(file: OpenFile, data: bytes) -> None:
    """Append all of `data` or raise OSError: a short write is never continued."""
    written = file.append(data)
    if written != len(data):
        raise OSError(errno.ENOSPC, f"the disk took {written} of {len(data)} bytes")
