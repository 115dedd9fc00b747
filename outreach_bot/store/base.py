"""What every store promises.

Rows live in named tables; a row has an id, a revision that counts its changes, an optional due time
(unix seconds UTC), and a body of JSON-like values. Ids, due times and revisions are stored in the clear
and must name nobody; bodies are sealed at rest.

A commit is all or nothing and durable when it returns. It is refused as STALE when a row it rests on has
another revision, and answered ALREADY_DONE, changing nothing, when its key was committed before.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Protocol

import msgspec


class Outcome(StrEnum):
    """What came of a commit."""

    COMMITTED = "committed"
    ALREADY_DONE = "already_done"
    STALE = "stale"


class Row(msgspec.Struct, frozen=True):
    """One row as it is now. `body` must not be changed by the reader."""

    table: str
    id: str
    revision: int
    body: dict[str, Any]
    due: float | None = None


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """Write a row whole; its revision goes up by one (a new row gets 1)."""

    table: str
    id: str
    body: dict[str, Any]
    due: float | None = None


class Drop(msgspec.Struct, frozen=True, kw_only=True):
    """Delete a row; nothing happens when it is not there."""

    table: str
    id: str


class RestsOn(msgspec.Struct, frozen=True, kw_only=True):
    """The row must still have this revision; 0: it must not be there."""

    table: str
    id: str
    revision: int


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """One unit of work.

    key: remembered for 48 hours at least; empty for work that needs no guard (settling a sent message).
    audit: appended in order to the hash-chained audit log, with sequence number and time.
    counts: added to counters; never makes a commit stale.
    erases: the ids of persons this commit erases: kept in a list outside backups, replayed after a restore.
    sweeps: what was dropped or written over by now leaves the files, too: they are written anew soon.
    """

    key: str = ""
    at: float
    """Now, unix seconds UTC: stamped on the key and on audit rows."""
    rests_on: Sequence[RestsOn] = ()
    writes: Sequence[Put | Drop] = ()
    audit: Sequence[dict[str, Any]] = ()
    counts: Sequence[tuple[str, int]] = ()
    erases: Sequence[str] = ()
    sweeps: bool = False


class StoreFailed(Exception):
    """The disk refused a write: nothing was acknowledged, and nothing will be until the store is opened anew."""


class StoreDamaged(Exception):
    """The files do not hold together. The message names the file, what is wrong, and the commands that mend it."""


class StoreBusy(Exception):
    """Another process holds the store."""


class StoreMissing(Exception):
    """There is no store yet where one is to be read. The message says how to make one."""


class Store(Protocol):
    """The promises. Reads see every commit that has returned, and may see one that is about to."""

    async def commit(self, commit: Commit) -> Outcome:
        """Apply `commit` and make it durable. Raises StoreFailed when it cannot be."""

    async def get(self, table: str, row_id: str) -> Row | None:
        """One row, or None."""

    async def rows(self, table: str) -> list[Row]:
        """All rows of a table, in the order they were first written."""

    async def due(self, table: str, until: float, limit: int = 500) -> list[Row]:
        """Rows of `table` with a due time of at most `until`, earliest first."""

    async def find(self, table: str, field: str, value: Any) -> list[Row]:
        """Rows whose body has `value` in `field`, in the order they were first written."""

    async def changes(self, table: str) -> int:
        """A number that is another one whenever a row of `table` was written or dropped since."""

    async def changed(self, table: str, since: int) -> list[str] | None:
        """Ids of rows written or dropped since `changes` gave `since`, each once; None: too long ago to tell.

        Ask for `changes` first and for the rows after it: what is written in between is told again the next time.
        """

    async def seen(self, key: str) -> bool:
        """Whether a commit with this key is remembered."""

    async def counters(self) -> dict[str, int]:
        """All counters."""

    async def audit(self) -> list[dict[str, Any]]:
        """The audit log, oldest first: each row with `seq`, `at`, `prev` and `hash` beside its own fields."""

    def hmac(self, purpose: str, value: str) -> str:
        """A keyed hash for look-ups (`address`, `suppressed`): same input, same output, tells nothing."""

    async def close(self) -> None:
        """Snapshot and let go."""
