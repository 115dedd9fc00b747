"""Play transcripts through the real runner and a real store: `outreach-bot play FILE.chat…`."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from outreach_bot.house import Content, load_content
from outreach_bot.settings import Settings
from outreach_bot.stage import Kept, Stage
from outreach_bot.stage_time import on_stage
from outreach_bot.transcripts import Transcript, TranscriptError, read_transcript
from outreach_bot.transcripts.checking import Mismatch
from outreach_bot.transcripts.player import play
from outreach_bot.transcripts.report import report
from outreach_bot.transcripts.rewriting import rewritten
from outreach_bot.transcripts.world import Broke


def stage_content(settings: Settings) -> Content:
    """Read the campaign to be played: a phrase without words breaks the play. Raises ContentError."""
    return load_content(settings, strict=True)


def play_files(
    paths: Sequence[Path],
    *,
    content: Content,
    data: Path | None = None,
    key_file: Path | None = None,
    tell: Callable[[str], object] = print,
) -> int:
    """Play each file on its own empty store; print what is not as written.

    Args:
        paths: `.chat` files.
        content: What the bot is made of.
        data: Folder to keep the store in; of several files, each in a folder of its own in it.
        key_file: Where the kept store's key is, outside `data`.
        tell: What a finished part is printed with.

    Returns:
        0 when every file is as written, 1 otherwise.
    """
    wrong = 0
    for path in paths:
        folder = data if data is None or len(paths) == 1 else data / path.stem
        wrong += not _play_one(path, content, _kept(folder, key_file), tell)
        sys.stdout.flush()
    if len(paths) > 1 or wrong:
        tell(f"{len(paths) - wrong} of {len(paths)} as written.")
    return 1 if wrong else 0


def play_file(path: Path, *, content: Content, kept: Kept | None = None) -> tuple[Transcript, list[Mismatch]]:
    """Play one file on an empty store. Raises TranscriptError for one that cannot be read or set up."""
    transcript = read_transcript(path)
    return transcript, on_stage(_play(transcript, content, kept))


def update_file(path: Path, mismatches: Sequence[Mismatch]) -> bool:
    """Rewrite the bot's side of a file as it is now. False: something in it no rewriting can mend."""
    path.write_text(rewritten(path.read_text("utf-8"), mismatches), "utf-8")
    return all(mismatch.instead for mismatch in mismatches)


async def _play(transcript: Transcript, content: Content, kept: Kept | None) -> list[Mismatch]:
    stage = await Stage.open(content, transcript.head, kept=kept, path=transcript.path)
    try:
        return await play(transcript, stage)
    finally:
        await stage.close()


def _play_one(path: Path, content: Content, kept: Kept | None, tell: Callable[[str], object]) -> bool:
    try:
        _refuse_used(kept)
        _, mismatches = play_file(path, content=content, kept=kept)
    except (TranscriptError, Broke) as fault:
        tell(str(fault) if isinstance(fault, TranscriptError) else f"{path}: {fault}.")
        return False
    if mismatches:
        tell(report(str(path), path.read_text("utf-8"), mismatches))
    else:
        tell(f"{path}: as written.")
    return not mismatches


def _kept(folder: Path | None, key_file: Path | None) -> Kept | None:
    if folder is None:
        return None
    return Kept(data=folder, key_file=key_file or folder.with_name(f"{folder.name}.key"))


def _refuse_used(kept: Kept | None) -> None:
    if kept is not None and kept.data.is_dir() and any(kept.data.iterdir()):
        raise TranscriptError(
            f"{kept.data} is not empty. Name a new folder with --data: each file plays on an empty store."
        )
