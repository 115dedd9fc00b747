"""The commands that a sentence names: each can be typed as it stands, wherever the data and the campaign are."""

import shlex
from pathlib import Path


def told(words: str, *, data: Path | None = None, campaign: Path | None = None) -> str:
    """Write a command of ours out, with the folders it is about. FILE, DIR and NAME in `words` are for whoever types it.

    Args:
        words: What comes after `outreach-bot`.
        data: The folder of the data; None: the command needs none.
        campaign: The campaign's folder; None: the shipped example, or the command needs none.
    """
    folders = {"--data": data, "--campaign": campaign}
    named = [f"{option} {quoted(folder)}" for option, folder in folders.items() if folder is not None]
    return " ".join(["outreach-bot", words, *named])


def quoted(path: Path) -> str:
    """Write a path so that a shell takes it for one word."""
    return shlex.quote(str(path))
