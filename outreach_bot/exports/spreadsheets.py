"""Tables as CSV and JSON, in two profiles: one that a spreadsheet cannot run, one that a machine reads exactly."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import orjson

from outreach_bot.storable import plain

Row = Mapping[str, str]
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a cell run when a spreadsheet opens it. Source: OWASP, CSV injection."""
_WIDE = str.maketrans({"＝": "=", "＋": "+", "－": "-", "＠": "@"})
"""Full-width twins that some spreadsheets read as the plain sign."""


class Profile(StrEnum):
    """Who will open the file."""

    SPREADSHEET = "spreadsheet"
    """A person, in a spreadsheet: cells that could run get a leading apostrophe."""
    EXACT = "exact"
    """A program: every cell exactly as it is, so that `+1555…` stays a number."""


def harmless(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run as a formula; take out what steers a terminal."""
    start = cell.lstrip(" ").translate(_WIDE)
    return f"'{plain(cell)}" if start.startswith(_STARTS_A_FORMULA) else plain(cell)


def to_csv(columns: Sequence[str], rows: Iterable[Row], *, profile: Profile = Profile.SPREADSHEET) -> str:
    """Write `rows` as CSV (RFC 4180, lines ended by a newline alone) in the order of `columns`."""
    shown = harmless if profile is Profile.SPREADSHEET else str
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([shown(row[column]) for column in columns] for row in rows)
    return out.getvalue()


def to_json(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Write `rows` as a JSON list of objects; always exact."""
    table = [{column: row[column] for column in columns} for row in rows]
    return orjson.dumps(table, option=orjson.OPT_INDENT_2).decode() + "\n"


def joined(values: Iterable[str]) -> str:
    """Write a list into one cell."""
    return ";".join(values)
