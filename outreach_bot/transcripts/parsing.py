"""Put the head and the lines of a transcript together."""

from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from outreach_bot.input_files import CannotRead, read_text
from outreach_bot.transcripts.head import read_head
from outreach_bot.transcripts.lines import Bot, FileSent, Silence, Transcript
from outreach_bot.transcripts.source import HEAD, TranscriptError, gather
from outreach_bot.transcripts.verbs import read_line


def read_transcript(path: Path) -> Transcript:
    """Read a `.chat` file. Raises TranscriptError, also when there is no such file."""
    try:
        text = read_text(path)
    except CannotRead as refused:
        raise TranscriptError(str(refused)) from None
    return parse(text, path=str(path))


def parse(text: str, *, path: str = "transcript.chat") -> Transcript:
    """Read the text of a `.chat` file. Raises TranscriptError at the first line that is wrong."""
    zone = ZoneInfo("UTC")
    raws = list(gather(text, path, zone))
    split = next((place for place, raw in enumerate(raws) if raw.verb not in HEAD), len(raws))
    head = read_head(raws[:split], path)
    lines = tuple(read_line(msgspec.structs.replace(raw, zone=head.zone)) for raw in raws[split:])
    if lines and isinstance(lines[0], (Bot, Silence, FileSent)):
        raise raws[split].wrong(
            "Nothing has happened yet for the bot to answer.", "Write a `user:` line first."
        )
    return Transcript(path=path, story=_story(text), head=head, lines=lines)


def _story(text: str) -> str:
    first = text.lstrip("\ufeff").strip().split("\n", 1)[0]
    return first.lstrip("# ").strip() if first.startswith("#") else ""
