"""The half of a store's promises that the office gets: it looks, and changes nothing."""

from typing import Any, Protocol

from outreach_bot.store.base import Row

__all__ = ["Reader", "Row"]


class Reader(Protocol):
    """Reads as `store.base.Store` promises them; there is no commit here to call."""

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
        """Ids of rows written or dropped since `changes` gave `since`, each once; None: too long ago to tell."""

    async def seen(self, key: str) -> bool:
        """Whether a commit with this key is remembered."""

    async def counters(self) -> dict[str, int]:
        """All counters."""

    async def audit(self) -> list[dict[str, Any]]:
        """The audit log, oldest first."""

    def hmac(self, purpose: str, value: str) -> str:
        """A keyed hash for look-ups."""
