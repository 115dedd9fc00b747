"""Options that every command takes."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Folder of the data, before OUTREACH_DATA.")
]
CampaignFolder = Annotated[
    Path | None,
    typer.Option("--campaign", metavar="DIR", help="Folder of the campaign, before OUTREACH_CAMPAIGN."),
]
