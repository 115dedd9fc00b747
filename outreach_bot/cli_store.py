"""`outreach-bot store …`: what each command is called and takes. What it does is in `commands_store.py`."""

from pathlib import Path
from typing import Annotated

import typer

from outreach_bot.cli_options import CampaignFolder, Data, place, word

store_app = typer.Typer(
    help="Check, save, bring back or move the data.", no_args_is_help=True, rich_markup_mode=None
)


@store_app.command(epilog="Example: outreach-bot store verify")
def verify(data: Data = None, campaign: CampaignFolder = None) -> None:
    """Read everything that is kept and check that it holds together."""
    from outreach_bot import commands_store

    commands_store.verify(data, campaign)


@store_app.command(epilog="Example: outreach-bot store backup monday.backup")
def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=place, help="File to write; must not be there yet.")
    ],
    data: Data = None,
    campaign: CampaignFolder = None,
) -> None:
    """Save everything, sealed, in one file."""
    from outreach_bot import commands_store

    commands_store.backup(file, data, campaign)


@store_app.command(epilog="Example: outreach-bot store salvage saved.backup")
def salvage(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=place, help="File to write; must not be there yet.")
    ],
    data: Data = None,
    campaign: CampaignFolder = None,
) -> None:
    """Save what still holds of a damaged store in one file for store restore, and list what is missing."""
    from outreach_bot import commands_store

    commands_store.salvage(file, data, campaign)


@store_app.command(epilog="Example: outreach-bot store restore monday.backup")
def restore(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=place, help="File made by store backup or store salvage.")
    ],
    *,
    without_erasures: Annotated[
        bool,
        typer.Option(
            "--without-erasures", help="Go on where nothing says who was erased since: they come back."
        ),
    ] = False,
    data: Data = None,
    campaign: CampaignFolder = None,
) -> None:
    """Bring a backup back; who was erased since stays erased."""
    from outreach_bot import commands_store

    commands_store.restore(file, data, campaign, without_erasures=without_erasures)


@store_app.command(epilog="Example: outreach-bot store move postgresql://db/outreach")
def move(
    url: Annotated[str, typer.Argument(metavar="URL", parser=word, help="Where to.")],
    data: Data = None,
    campaign: CampaignFolder = None,
) -> None:
    """Copy the data to another store (comes in a later version)."""
    from outreach_bot import commands_store

    commands_store.move(url, data, campaign)
