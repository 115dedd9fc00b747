"""Files that people hand us: read whole and within reason, or refused with a sentence. None hangs us or fills memory."""

import os
import stat
import sys
from pathlib import Path

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
"""Of a table, a feed or a transcript: far more than the largest campaign has."""
MOST_WRITTEN = MEGABYTE
"""Of one file that coordinators write."""


class CannotRead(Exception):
    """A file cannot be read. Says what is wrong with it and what to do; both are sentences without a full stop."""

    def __init__(self, path: Path | str, fault: str, remedy: str) -> None:
        super().__init__(f"{path}: {fault}. {remedy}.")
        self.fault = fault
        self.remedy = remedy


def read_bytes(path: Path, *, most: int = MOST_BYTES, whole: bool = True) -> bytes:
    """Read a file of at most `most` bytes; not `whole`: the first of them. Raises CannotRead for whatever keeps us from it."""
    try:
        # without waiting: a pipe that nobody writes to would keep us for ever
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(opened, "rb") as file:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise CannotRead(path, "this is no file", "Save what is to be read in a file, and name that")
            content = file.read(most + 1)
            return _within(content, path, most) if whole else content[:most]
    except FileNotFoundError:
        raise CannotRead(path, "the file is missing", "Check its name") from None
    except IsADirectoryError:
        raise CannotRead(path, "this is a folder", "Name a file in it") from None
    except PermissionError:
        raise CannotRead(path, "the file may not be read", "Give yourself the right to read it") from None
    except OSError as fault:
        raise CannotRead(path, f"the file cannot be read ({fault.strerror})", "Check its name") from None


def check_is_file(path: Path) -> None:
    """Raise CannotRead for what is no file that can be opened: a pipe, say, that nobody writes to."""
    read_bytes(path, most=0, whole=False)


def read_piped(*, most: int = MOST_BYTES) -> bytes:
    """Read what is piped in, up to its end. Raises CannotRead when it is more than `most` bytes."""
    return _within(sys.stdin.buffer.read(most + 1), "-", most)


def read_text(path: Path, *, most: int = MOST_WRITTEN) -> str:
    """Read a text in UTF-8; its lines end with a line feed, however they were written. Raises CannotRead."""
    content = read_bytes(path, most=most)
    try:
        return with_plain_ends(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CannotRead(path, "the file is not UTF-8 text", "Save it again as UTF-8") from None


def with_plain_ends(text: str) -> str:
    """Write a text's line ends as line feeds: Windows ends lines with two characters, an old Mac with another one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _within(content: bytes, path: Path | str, most: int) -> bytes:
    if len(content) > most:
        fault = f"the file is larger than {most // MEGABYTE} MB"
        raise CannotRead(path, fault, "Check that it is the right one, or bring it in parts")
    return content
