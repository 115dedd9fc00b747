"""Descriptors held in reserve, so that the store can open a file when everybody else has used up the table.

Web connections and the store share one table of a few hundred open files. Whoever fills it must not be able to
keep a row from being erased or a snapshot from being written.
"""

import errno
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

SPARE = 6
"""More than the store ever has open beside its journal and lock: two threads, two descriptors each."""

Opened = TypeVar("Opened")


class Spare:
    """A few descriptors of `/dev/null`, given up one at a time. Empty until `fill` and after `let_go`."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held: list[int] = []
        self._wanted = 0

    def fill(self) -> None:
        """Hold the reserve from here on. Raises OSError when there is none to be had even now."""
        self._wanted = SPARE
        try:
            self._take_back()
        except OSError:
            self.let_go()
            raise

    def let_go(self) -> None:
        """Hold nothing any more."""
        with self._guard:
            self._wanted = 0
            while self._held:
                os.close(self._held.pop())

    def lend(self, opens: Callable[[], Opened]) -> Opened:
        """Do what opens a file; where the table is full, give up a descriptor of the reserve and do it again."""
        with suppress(OSError):
            self._take_back()
        while True:
            try:
                return opens()
            except OSError as fault:
                if fault.errno not in (errno.EMFILE, errno.ENFILE) or not self._give_up_one():
                    raise

    def close(self, descriptor: int) -> None:
        """Close a file; where the reserve is not full, its descriptor goes there at once, so that nobody else gets it."""
        with self._guard:
            if self._held and len(self._held) < self._wanted:
                os.dup2(self._held[0], descriptor, inheritable=False)
                self._held.append(descriptor)
                return
        os.close(descriptor)

    def _give_up_one(self) -> bool:
        with self._guard:
            if len(self._held) <= 1:  # the last one stays: the others come back by copying it
                return False
            os.close(self._held.pop())
            return True

    def _take_back(self) -> None:
        with self._guard:
            while len(self._held) < self._wanted:
                self._held.append(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))
