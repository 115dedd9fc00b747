"""Files that are brought in: split into cells, and everything wrong with them named with its remedy."""

import csv
import difflib
import io
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from outreach_bot.input_files import with_plain_ends
from outreach_bot.storable import plain

MOST_LINES = 50_000
MOST_QUOTED = 200
"""Characters of a place or a fault that are shown."""
MOST_COLUMNS = 200
"""More than that are no table of ours, and would be named one by one."""
_LONE_QUOTE = 'Look for a lone " and take it out'
Cells = dict[str, str]
"""Column to cell, without blanks around it."""


class Finding(NamedTuple):
    """One thing wrong with one cell. `line` counts from 1, the header's line; or from the first entry of a list."""

    line: int
    column: str
    fault: str
    remedy: str
    unit: str = "line"

    def __str__(self) -> str:
        place = f"{self.unit} {self.line}, {self.column}" if self.column else f"{self.unit} {self.line}"
        # what stands in a cell is quoted, and may be long
        return f"{_cut(place)}: {_cut(self.fault)}. {self.remedy}" + (
            "" if self.remedy.endswith("?") else "."
        )


def _cut(text: str) -> str:
    return text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED]}…"


class BadFile(Exception):
    """Nothing was taken in. Holds every finding; prints one a line."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings


def split_rows(
    content: bytes,
    *,
    columns: Sequence[str],
    named: Sequence[str],
    needed: Sequence[str],
    long: Collection[str] = (),
) -> tuple[list[tuple[int, Cells]], list[Finding]]:
    """Split a CSV file into cells by column. Spreadsheets write a BOM, and in much of Europe a semicolon.

    Args:
        content: The file.
        columns: Those that may be there.
        named: Those that a remedy suggests.
        needed: Those that must be there.
        long: Those whose cells may have several lines. In any other a line break is a quote that was not closed.

    Returns:
        Each line's number with its cells; and what is wrong: then there are no rows.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as failed:
        line = content[: failed.start].count(b"\n") + 1
        return [], [
            Finding(line, "", "this is not UTF-8 text", 'Save the file as "CSV UTF-8" and import it again')
        ]
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        return [], [Finding(line, "", "this is no table", "Export the table as CSV and import that file")]
    text = plain(with_plain_ends(text))
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    # strict: otherwise a quote that is not closed takes all the rows below it into its cell
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    findings: list[Finding] = []
    rows = []
    start = 1
    try:
        found = [" ".join(cell.split()).lower() for cell in next(reader, [])]
        findings += _header_findings(found, columns=columns, named=named, needed=needed)
        start = reader.line_num + 1
        for cells in reader:
            if reader.line_num > MOST_LINES:
                fault = f"there are more than {MOST_LINES:,} lines"
                findings.append(Finding(reader.line_num, "", fault, "Bring the table in parts"))
                break
            if any(cell.strip() for cell in cells):
                if len(cells) > len(found):
                    fault = f"this line has {len(cells)} cells, the header {len(found)}"
                    findings.append(
                        Finding(reader.line_num, "", fault, "Put text with commas in double quotes")
                    )
                findings += _broken_cells(start, found, cells, long)
                pairs = zip(found, cells, strict=False)
                rows.append((reader.line_num, {name: cell.strip() for name, cell in pairs}))
            start = reader.line_num + 1
    except csv.Error as failed:
        findings.append(_unread(str(failed), text, start, delimiter))
    return ([], findings) if findings else (rows, findings)


def _broken_cells(
    start: int, found: Sequence[str], cells: Sequence[str], long: Collection[str]
) -> Iterator[Finding]:
    """Name cells of one line that have more: most likely a quote is missing, and the rows below are in the cell."""
    line = start
    for name, cell in zip(found, cells, strict=False):
        if "\n" in cell.strip() and name not in long:
            fault = "there is a line break in the cell that begins here"
            yield Finding(line, name, fault, f"{_LONE_QUOTE}, or write the cell on one line")
        line += cell.count("\n")


def _unread(said: str, text: str, start: int, delimiter: str) -> Finding:
    """Say why no cells can be read from line `start` on."""
    if "field larger" in said and '"' not in text:
        fault = f"a cell that begins here has more than {csv.field_size_limit():,} characters"
        return Finding(start, "", fault, "Shorten it, or check that this is the right file")
    if "expected after" in said:
        fault = "a cell in the row that begins here goes on after its closing quote"
        return Finding(start, "", fault, _LONE_QUOTE)
    if "field larger" not in said:  # the text ended inside a cell: the last one of its row
        rest = text.split("\n", start - 1)[-1]
        *before, _ = next(csv.reader(io.StringIO(rest), delimiter=delimiter))
        start += sum(cell.count("\n") for cell in before)
    return Finding(start, "", "a cell that begins here does not end", _LONE_QUOTE)


def _header_findings(
    found: list[str], *, columns: Sequence[str], named: Sequence[str], needed: Sequence[str]
) -> list[Finding]:
    if len(found) > MOST_COLUMNS:
        fault, remedy = f"there are {len(found)} columns", "The columns are " + ", ".join(named)
        return [Finding(1, "", fault, remedy)]
    findings = [
        Finding(1, name, "this column is missing", f"Add a column with the header {name}")
        for name in needed
        if name not in found
    ]
    for name in found:
        if name not in columns:
            near = difflib.get_close_matches(name, named, n=1)
            remedy = (
                f"Did you mean {near[0]}?" if near else "Take it out; the columns are " + ", ".join(named)
            )
            findings.append(Finding(1, name, "there is no such column", remedy))
        elif found.count(name) > 1:
            findings.append(Finding(1, name, "this column is there twice", "Keep one of them"))
    return findings
