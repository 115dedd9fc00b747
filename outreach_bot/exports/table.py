"""A table that goes out: rows of text, the order of their columns, and what the text of a column means."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from outreach_bot.exports.spreadsheets import Row


class Means(StrEnum):
    """What the cells of a column are. A cell that does not read as it should stays text."""

    TEXT = "text"
    NUMBER = "number"
    MOMENT = "moment"
    """In UTC: `2027-03-01T15:00:00Z`."""
    LOCAL = "local"
    """In the campaign's zone: `2027-03-08 14:00`."""
    DAY = "day"
    """`2027-03-08`."""


NUMBERS = frozenset(
    {
        "minutes", "capacity", "seats_taken", "held", "waiting", "seq", "people", "most", "openings", "cap",
        "opened", "started", "fits", "booked", "attended", "gave_up", "asked", "can_come", "seat", "came", "took_ms",
    }
)  # fmt: skip
MOMENTS = frozenset({"booked_at", "due_at", "at", "made_at", "joined_at", "approved_at", "until"})
LOCALS = frozenset({"starts", "brief_slot", "debrief_slot"})
DAYS = frozenset({"begins"})
"""Columns by name, the same in every table. All others hold text, numbers to call and ids too."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows, and the order of their columns."""

    columns: Sequence[str]
    rows: Sequence[Row]


def means(column: str) -> Means:
    """Tell what the cells of a column are."""
    known = ((NUMBERS, Means.NUMBER), (MOMENTS, Means.MOMENT), (LOCALS, Means.LOCAL), (DAYS, Means.DAY))
    return next((meaning for names, meaning in known if column in names), Means.TEXT)


def value(cell: str, meaning: Means) -> str | int | dt.datetime | dt.date:
    """Read a cell as what it means; `<5`, an empty cell and the like stay text. Times come without a zone."""
    try:
        match meaning:
            case Means.NUMBER:
                return int(cell)
            case Means.MOMENT:
                return dt.datetime.fromisoformat(cell).astimezone(dt.UTC).replace(tzinfo=None)
            case Means.LOCAL:
                return dt.datetime.fromisoformat(cell)
            case Means.DAY:
                return dt.date.fromisoformat(cell)
            case Means.TEXT:
                return cell
    except ValueError:
        return cell
