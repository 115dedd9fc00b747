"""Put what was not as written where a person can read it: expected beside said, with line numbers."""

from collections.abc import Sequence

from outreach_bot.transcripts.checking import Mismatch

LINES_SHOWN = 40
"""Longest part of one message that is printed."""


def report(path: str, text: str, mismatches: Sequence[Mismatch]) -> str:
    """Write the differences of one file; each begins with its place and quotes the line."""
    lines = text.splitlines()
    return "\n\n".join(_one(path, lines, mismatch) for mismatch in mismatches)


def _one(path: str, lines: Sequence[str], mismatch: Mismatch) -> str:
    at = mismatch.at.first
    quoted = f"    {lines[at - 1].strip()}" if 0 < at <= len(lines) else ""
    parts = [f"{path}:{at}: {mismatch.fault}.", quoted]
    parts += _block("expected", mismatch.expected) + _block("found", mismatch.found)
    return "\n".join(part for part in parts if part)


def _block(title: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    shown = [*lines[:LINES_SHOWN], *(["…"] if len(lines) > LINES_SHOWN else [])]
    sign = "-" if title == "expected" else "+"
    return [f"  {title}:", *(f"  {sign} {line}" for line in shown)]
