"""The campaign's folder: where it is, how a new one is made, and its rules read and checked.

A campaign folder holds `messages/` and `flyers/`.
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from outreach_bot.content import yaml_files
from outreach_bot.content.content_version import content_version
from outreach_bot.content.cross_checks import (
    Source,
    check_campaign,
    check_flyers,
    check_networks,
    check_safety,
    check_screening,
    check_sessions,
)
from outreach_bot.content.findings import ContentError, Finding
from outreach_bot.input_files import read_text
from outreach_bot.recruitment.rules import (
    Campaign,
    Flyers,
    FlyersFile,
    Network,
    Rules,
    Safety,
    Screening,
    Sessions,
)
from outreach_bot.recruitment.written import Written

MESSAGES = "messages"
FLYERS = "flyers"
PARTS = (MESSAGES, FLYERS)


class Networks(Written):
    """The whole of networks.yaml."""

    networks: tuple[Network, ...] = Field(min_length=1)


_FILES: dict[str, tuple[type[BaseModel], Callable[[Any, Source], list[Finding]]]] = {
    "campaign": (Campaign, check_campaign),
    "screening": (Screening, check_screening),
    "sessions": (Sessions, check_sessions),
    "networks": (Networks, check_networks),
    "safety": (Safety, check_safety),
}
FILES = tuple(f"{name}.yaml" for name in _FILES)
"""The files of rules in `messages/`."""
FLYERS_FILE = "flyers.yaml"
"""The file of rules in `flyers/`."""


def load_rules(folder: Path) -> Rules:
    """Read the rules of the campaign in `folder`.

    Raises ContentError with all findings of all files at once.
    """
    read: dict[str, Any] = {}
    findings: list[Finding] = []
    for name in _FILES:
        model, found = _load(folder / MESSAGES / f"{name}.yaml", name)
        read[name] = model
        findings += found
    flyers = _load_flyers(folder / FLYERS / FLYERS_FILE)
    if isinstance(flyers, list):
        raise ContentError([*findings, *flyers])
    if findings:
        raise ContentError(findings)
    campaign = read["campaign"]
    known = flyers.model_dump() | {"approval": flyers.approval.strip() or campaign.approval}
    own = Flyers(**known, example=campaign.example, words=_words(folder / FLYERS, campaign))
    version = content_version(folder / MESSAGES, folder / FLYERS)
    return Rules(**{**read, "networks": read["networks"].networks, "flyers": own, "version": version})


def _words(flyers: Path, campaign: Campaign) -> str:
    from outreach_bot.content.flyer_fingerprint import (
        fingerprint,
    )  # it needs wording, which needs this module

    return fingerprint(flyers, campaign)


def _load_flyers(path: Path) -> FlyersFile | list[Finding]:
    """Read flyers.yaml. A campaign without it has no flyers: `check` says so, and the bot still runs."""
    if not path.is_file():
        return FlyersFile()
    data = yaml_files.read(path)
    if isinstance(data, Finding):
        return [data]
    model = yaml_files.validate(path, data, FlyersFile)
    if isinstance(model, list):
        return model
    lines = tuple(read_text(path).splitlines())
    return list(check_flyers(model, Source(file=path.name, data=data, lines=lines))) or model


def _load(path: Path, name: str) -> tuple[BaseModel | None, list[Finding]]:
    kind, cross_check = _FILES[name]
    data = yaml_files.read(path)
    if isinstance(data, Finding):
        return None, [data]
    model = yaml_files.validate(path, data, kind, prepared=_written_out(data) if name == "sessions" else None)
    if isinstance(model, list):
        return None, model
    lines = tuple(read_text(path).splitlines())
    return model, cross_check(model, Source(file=path.name, data=data, lines=lines))


def _written_out(data: Any) -> Any:
    """sessions.yaml with `a|b` as the two names it stands for."""
    if not isinstance(data, Mapping) or not isinstance(data.get("kinds"), list):
        return data
    return {**data, "kinds": [_kind_written_out(kind) for kind in data["kinds"]]}


def _kind_written_out(kind: Any) -> Any:
    if not isinstance(kind, Mapping) or not isinstance(kind.get("needs_before"), list):
        return kind
    needs = [
        [key.strip() for key in one.split("|")] if isinstance(one, str) else one
        for one in kind["needs_before"]
    ]
    return {**kind, "needs_before": needs}


def find_campaign(folder: Path | None) -> Path:
    """Say which campaign folder to use: `folder`, or with None the example that came with this program.

    Raises ContentError when `folder` is not a campaign folder.
    """
    if folder is None:
        return _example()
    if (folder / MESSAGES).is_dir():
        return folder
    if not folder.is_dir():
        fault = "this is no folder" if folder.exists() else "there is no such folder"
        above = next((one for one in (folder, *folder.parents) if one.exists()), folder)
        # a file stays what it is, and nothing can be made below one
        remedy = f"Make one with: outreach-bot init {folder if above.is_dir() else 'DIR'}"
    elif (folder / FILES[0]).is_file():
        fault, remedy = (
            "this is the folder messages of a campaign",
            f"Name the folder above it: {folder.parent}",
        )
    else:
        fault, remedy = (
            "there is no folder messages in it",
            "Make a campaign in a new folder: outreach-bot init DIR",
        )
    raise ContentError([Finding(file=str(folder), line=0, fault=fault, remedy=remedy)])


def _example() -> Path:
    package = Path(__file__).resolve().parents[1]
    checkout = package.parent
    if (checkout / MESSAGES / FILES[0]).is_file():
        return checkout
    return package / "campaign"


def copy_campaign(to: Path) -> list[Path]:
    """Copy the example's `messages/` and `flyers/` into the new or empty folder `to`; return the files made.

    Raises ContentError, and leaves nothing half done, when `to` has something in it or cannot be written.
    """
    source = find_campaign(None)
    made: list[Path] = []
    try:
        if to.exists() and (not to.is_dir() or any(to.iterdir())):
            raise ContentError([_taken(to)])
        for part in PARTS:
            if (source / part).is_dir():
                made.append(to / part)
                shutil.copytree(source / part, to / part, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    except OSError as error:
        for part_made in made:
            shutil.rmtree(part_made, ignore_errors=True)
        fault = f"the campaign could not be copied there ({_reason(error)})"
        raise ContentError(
            [Finding(file=str(to), line=0, fault=fault, remedy="Choose another folder")]
        ) from error
    return sorted(path for path in to.rglob("*") if path.is_file())


def _reason(error: OSError) -> str:
    # copytree gathers what went wrong with each file into one list of three words each
    return str(error.args[0][0][2]) if isinstance(error, shutil.Error) else str(error.strerror)


def _taken(to: Path) -> Finding:
    fault = "there is already something in this folder" if to.is_dir() else "this is a file"
    return Finding(file=str(to), line=0, fault=fault, remedy="Name a new folder, or an empty one")


__all__ = [
    "FILES",
    "FLYERS",
    "MESSAGES",
    "ContentError",
    "Finding",
    "copy_campaign",
    "find_campaign",
    "load_rules",
]
