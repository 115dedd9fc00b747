"""Files that are brought in: split into cells, and everything wrong with them named with its remedy."""

import csv
import difflib
import io
from collections.abc import Sequence
from typing import NamedTuple

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
        return f"{place}: {self.fault}. {self.remedy}" + ("" if self.remedy.endswith("?") else ".")


class BadFile(Exception):
    """Nothing was taken in. Holds every finding; prints one a line."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings


def split_rows(
    content: bytes, *, columns: Sequence[str], named: Sequence[str], needed: Sequence[str]
) -> tuple[list[tuple[int, Cells]], list[Finding]]:
    """Split a CSV file into cells by column. Spreadsheets write a BOM, and in much of Europe a semicolon.

    Args:
        content: The file.
        columns: Those that may be there.
        named: Those that a remedy suggests.
        needed: Those that must be there.

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
    header = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if header.count(";") > header.count(",") else ",")
    found = [cell.strip().lower() for cell in next(reader, [])]
    findings = _header_findings(found, columns=columns, named=named, needed=needed)
    rows = []
    start = reader.line_num + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) > len(found):
                    fault = f"this line has {len(cells)} cells, the header {len(found)}"
                    findings.append(
                        Finding(reader.line_num, "", fault, "Put text with commas in double quotes")
                    )
                pairs = zip(found, cells, strict=False)
                rows.append((reader.line_num, {name: cell.strip() for name, cell in pairs}))
            start = reader.line_num + 1
    except csv.Error:
        fault = "a cell that begins here does not end"
        findings.append(Finding(start, "", fault, 'Look for a lone " and take it out'))
    return ([], findings) if findings else (rows, findings)


def _header_findings(
    found: list[str], *, columns: Sequence[str], named: Sequence[str], needed: Sequence[str]
) -> list[Finding]:
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
