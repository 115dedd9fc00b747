"""Options that every command takes, and how what is given to any is read: never as empty, as an unset variable leaves it."""

from pathlib import Path
from typing import Annotated

import typer

from outreach_bot.storable import plain

_EMPTY = "it is empty. Is a variable in your script not set? Give a value, or leave it out where it may be."


def word(given: str) -> str:
    """Read a text that was given. Raises typer.BadParameter for one with nothing in it."""
    text = plain(given)
    if not text.strip():
        raise typer.BadParameter(_EMPTY)
    return text


def place(given: str) -> Path:
    """Read the name of a file or folder; an empty one would be the folder one stands in. Raises typer.BadParameter."""
    if not plain(given).strip():
        raise typer.BadParameter(_EMPTY)
    return Path(given)


def target(given: str) -> str:
    """Read the name of a file to write, or a sign that stands for standard output. Raises typer.BadParameter."""
    return str(place(given))


Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", parser=place, help="Folder of the data, before OUTREACH_DATA."),
]
CampaignFolder = Annotated[
    Path | None,
    typer.Option(
        "--campaign",
        metavar="DIR",
        parser=place,
        help="Folder of the campaign, before OUTREACH_CAMPAIGN.",
    ),
]
