"""init, check, flyers: the campaign's folder."""

import sys
from pathlib import Path

from outreach_bot.commands_base import CannotDo, settings_for
from outreach_bot.content.catalog import copy_campaign, find_campaign
from outreach_bot.content.check import check as check_content
from outreach_bot.content.findings import Level
from outreach_bot.house import NotBuilt
from outreach_bot.settings import WrongSettings


def init(folder: Path, data: Path | None, campaign: Path | None) -> None:
    """Copy the example campaign."""
    del data, campaign
    made = copy_campaign(folder)
    print(f"{len(made)} files are in {folder}. Change them, then run: outreach-bot check {folder}")
    print(f"To use them: outreach-bot run --campaign {folder}")


def check(folder: Path | None, data: Path | None, campaign: Path | None) -> None:
    """Check the campaign and the settings; each finding is one line."""
    wrong: list[str] = []
    try:
        campaign = settings_for(data, campaign).campaign
    except WrongSettings as told:
        wrong = str(told).splitlines()
    chosen = folder or campaign
    findings = check_content(chosen if chosen is not None else find_campaign(None))
    for line in (*wrong, *findings):
        print(line)
    faults = len(wrong) + sum(finding.level is Level.FAULT for finding in findings)
    if faults:
        raise CannotDo(f"{faults} {'fault' if faults == 1 else 'faults'} to put right.")
    where = chosen if chosen is not None else "The example campaign"
    print(f"{where}: no faults.", file=sys.stderr)


def flyers(out: Path, code: str, language: str, kind: str, data: Path | None, campaign: Path | None) -> None:
    """Say that this is for later."""
    del out, code, language, kind, data, campaign
    raise NotBuilt(
        "Flyers come in a later version. Until then print the code and link of: outreach-bot invite place NAME"
    )
