"""The audit log as rows: ids and codes only, with the chain that shows that none was changed or taken out."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from outreach_bot.exports.signups import instant

COLUMNS = (
    "seq", "at", "action", "about", "detail", "by", "role", "session", "reason", "result", "before", "after",
    "approval", "fields", "version", "took_ms", "prev", "hash",
)  # fmt: skip


def audit_row(row: Mapping[str, Any]) -> dict[str, str]:
    """Write one row of the log as a row of `COLUMNS`; a cell that it does not have is empty."""
    cells = {column: str(row.get(column, "")) for column in COLUMNS}
    return cells | {
        "at": instant(dt.datetime.fromtimestamp(row["at"], dt.UTC)),
        "action": str(row.get("action") or row.get("what", "")),
    }
