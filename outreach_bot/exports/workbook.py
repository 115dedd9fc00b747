"""Tables as XLSX: every cell has a type, text stays text, and nothing in the file can run.

XlsxWriter, because it makes the file in memory: openpyxl writes each sheet to a temporary file first, in the clear.
"""

import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from outreach_bot.exports.spreadsheets import Profile, harmless
from outreach_bot.exports.table import Means, Table, means, value

MOST_ROWS = 1_048_575
"""Under the header. Source: Excel specifications and limits."""
LONGEST_TEXT = 32_767
"""Characters of a cell. Source: the same."""
NARROWEST, WIDEST = 10, 60
"""Characters."""
LOOKED_AT = 200
"""Rows that decide how wide a column is."""
_DATES = {Means.MOMENT: "yyyy-mm-dd hh:mm:ss", Means.LOCAL: "yyyy-mm-dd hh:mm", Means.DAY: "yyyy-mm-dd"}
_IN_MEMORY = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class TooLarge(Exception):
    """More rows than a sheet holds. Says what to do."""


def to_xlsx(
    table: Table, *, name: str, about: Sequence[str] = (), profile: Profile = Profile.SPREADSHEET
) -> bytes:
    """Write a table as a workbook.

    Args:
        table: What to write.
        name: Of its sheet.
        about: Lines about the table, on a second sheet; none: there is no second sheet.
        profile: EXACT leaves out all that is for the eye: marks on text, widths, the second sheet.

    Raises TooLarge when a sheet does not hold it.
    """
    if len(table.rows) > MOST_ROWS:
        raise TooLarge(f"A sheet holds {MOST_ROWS} rows, and this has {len(table.rows)}. Use the form csv.")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _IN_MEMORY) as book:
        sheet = book.add_worksheet(name)
        _Writer(book, sheet, for_eyes=profile is Profile.SPREADSHEET).write(table)
        if about and profile is Profile.SPREADSHEET:
            _write_about(book, about)
    return out.getvalue()


class _Writer:
    """Writes one sheet."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Worksheet, *, for_eyes: bool) -> None:
        self._sheet = sheet
        self._for_eyes = for_eyes
        self._head: Format = book.add_format({"bold": True, "bottom": 1, "text_wrap": False})
        self._text: Format = book.add_format({"num_format": "@"})
        self._marked: Format = book.add_format({"num_format": "@", "quote_prefix": True})
        """Text that would run if somebody put their cursor into it and pressed Enter."""
        self._dates = {meaning: book.add_format({"num_format": form}) for meaning, form in _DATES.items()}

    def write(self, table: Table) -> None:
        for number, column in enumerate(table.columns):
            self._sheet.write_string(0, number, column, self._head)
        meanings = [means(column) for column in table.columns]
        for row, cells in enumerate(table.rows, start=1):
            for number, column in enumerate(table.columns):
                self._cell(row, number, cells[column], meanings[number])
        if self._for_eyes:
            self._sheet.freeze_panes(1, 0)
            self._sheet.autofilter(0, 0, max(1, len(table.rows)), max(0, len(table.columns) - 1))
            for number, column in enumerate(table.columns):
                self._sheet.set_column(number, number, _width(table, column))

    def _cell(self, row: int, column: int, cell: str, meaning: Means) -> None:
        read = value(cell, meaning)
        if isinstance(read, int):
            self._sheet.write_number(row, column, read)
        elif isinstance(read, dt.date):
            self._sheet.write_datetime(row, column, read, self._dates[meaning])
        elif read:
            runs = self._for_eyes and harmless(read) != read
            self._sheet.write_string(row, column, _cut(read), self._marked if runs else self._text)


def _width(table: Table, column: str) -> int:
    longest = max((len(row[column]) for row in table.rows[:LOOKED_AT]), default=0)
    return min(WIDEST, max(NARROWEST, len(column) + 3, longest + 2))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _write_about(book: xlsxwriter.Workbook, lines: Sequence[str]) -> None:
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line)
