"""Rewrite the bot's side of a transcript as it is now: what people do, and the comments around it, stay."""

from collections.abc import Sequence

from outreach_bot.transcripts.checking import Mismatch


def rewritten(text: str, mismatches: Sequence[Mismatch]) -> str:
    """Put what was found in place of what was written; mismatches that nothing can mend are left alone."""
    lines = text.splitlines()
    instead: dict[int, tuple[str, ...]] = {}
    for mismatch in mismatches:
        for place, span in enumerate(mismatch.replaces):
            fresh = mismatch.instead if place == 0 else ()
            instead |= dict.fromkeys(range(span.first, span.last + 1), ())
            instead[span.first] = fresh
    kept = [new for number, line in enumerate(lines, start=1) for new in instead.get(number, (line,))]
    return "\n".join(kept) + "\n"
