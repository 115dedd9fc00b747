"""Play transcripts through the real runner and a real store: `outreach-bot play FILE.chat…`."""

import asyncio
import itertools
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from outreach_bot.content.catalog import load_rules
from outreach_bot.content.wording import Wording
from outreach_bot.exports.attachments import FileMaker
from outreach_bot.recruitment.codes import ALPHABET, LENGTH
from outreach_bot.runner import Runner
from outreach_bot.stage import Campaign, Kept, Stage
from outreach_bot.store.base import Store
from outreach_bot.transcripts import Transcript, TranscriptError, read_transcript
from outreach_bot.transcripts.checking import Mismatch
from outreach_bot.transcripts.player import play
from outreach_bot.transcripts.report import report
from outreach_bot.transcripts.rewriting import rewritten
from outreach_bot.transcripts.world import Broke

LINK = "https://t.me/outreach_bot?start="
"""Base of the links of the bot on stage."""
OFFICE = "https://office.example"
"""Base address of its office."""


def stage_campaign(folder: Path) -> Campaign:
    """Read the campaign in `folder`. Raises ContentError."""
    rules = load_rules(folder)
    wording = Wording.load(folder, rules, strict=True)
    ids, codes = itertools.count(1), itertools.count(1)

    def make_runner(store: Store, stage: Stage, clock: Callable[[], float]) -> Runner:
        runner = Runner(
            store=store,
            rules=rules,
            wording=wording,
            clock=clock,
            dispatcher=stage,
            fresh_id=lambda: f"person-{next(ids):06}",
            fresh_code=lambda: _code(next(codes)),
            make_file=FileMaker(wording, clock),
            link=LINK,
        )
        runner.office = OFFICE
        return runner

    return Campaign(rules=rules, wording=wording, make_runner=make_runner)


def _code(number: int) -> str:
    """Write a number as a code: on stage the same conversation gets the same codes."""
    digits = [ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(LENGTH - 1)]
    return "R" + "".join(reversed(digits))


def play_files(
    paths: Sequence[Path],
    *,
    campaign: Campaign,
    data: Path | None = None,
    key_file: Path | None = None,
    tell: Callable[[str], object] = print,
) -> int:
    """Play each file on its own empty store; print what is not as written.

    Args:
        paths: `.chat` files.
        campaign: What the bot is made of.
        data: Folder to keep the store in; of several files, each in a folder of its own in it.
        key_file: Where the kept store's key is, outside `data`.
        tell: What a finished part is printed with.

    Returns:
        0 when every file is as written, 1 otherwise.
    """
    wrong = 0
    for path in paths:
        folder = data if data is None or len(paths) == 1 else data / path.stem
        wrong += not _play_one(path, campaign, _kept(folder, key_file), tell)
        sys.stdout.flush()
    if len(paths) > 1 or wrong:
        tell(f"{len(paths) - wrong} of {len(paths)} as written.")
    return 1 if wrong else 0


def play_file(
    path: Path, *, campaign: Campaign, kept: Kept | None = None
) -> tuple[Transcript, list[Mismatch]]:
    """Play one file on an empty store. Raises TranscriptError for one that cannot be read or set up."""
    transcript = read_transcript(path)
    return transcript, asyncio.run(_play(transcript, campaign, kept))


def update_file(path: Path, mismatches: Sequence[Mismatch]) -> bool:
    """Rewrite the bot's side of a file as it is now. False: something in it no rewriting can mend."""
    path.write_text(rewritten(path.read_text("utf-8"), mismatches), "utf-8")
    return all(mismatch.instead for mismatch in mismatches)


async def _play(transcript: Transcript, campaign: Campaign, kept: Kept | None) -> list[Mismatch]:
    stage = await Stage.open(campaign, transcript.head, kept=kept, path=transcript.path)
    try:
        return await play(transcript, stage)
    finally:
        await stage.close()


def _play_one(path: Path, campaign: Campaign, kept: Kept | None, tell: Callable[[str], object]) -> bool:
    try:
        _refuse_used(kept)
        _, mismatches = play_file(path, campaign=campaign, kept=kept)
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
