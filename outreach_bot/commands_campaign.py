"""init, check, flyers: the campaign's folder."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec.structs import replace

from outreach_bot import fresh
from outreach_bot.commands_base import (
    BY,
    CannotDo,
    do,
    feed,
    find_where,
    no_port,
    now,
    reading,
    refuse_other,
    settings_for,
)
from outreach_bot.content.catalog import FLYERS, copy_campaign, find_campaign, load_rules
from outreach_bot.content.check import check as check_content
from outreach_bot.content.check_rules import check_closed_to_come
from outreach_bot.content.findings import Finding, Level
from outreach_bot.control import Where
from outreach_bot.counted import counted
from outreach_bot.dialogue.effects import FlyerWish
from outreach_bot.dialogue.inputs import Invited
from outreach_bot.house import Content, load_content, to_office
from outreach_bot.outreach.flyer_checks import check_made
from outreach_bot.recruitment.codes import Code, is_shared, read_typed
from outreach_bot.recruitment.leaving import flyer_stamp
from outreach_bot.recruitment.reach import only_here
from outreach_bot.recruitment.rules import CodeKind, FlyerForm, Stamp
from outreach_bot.settings import Settings, WrongSettings
from outreach_bot.store.base import StoreMissing
from outreach_bot.told_commands import quoted, told

MOST_NAMED = 5
"""Codes that an error names."""


def init(folder: Path, data: Path | None, campaign: Path | None) -> None:
    """Copy the example campaign."""
    del data, campaign
    made = copy_campaign(folder)
    print(
        f"{counted(len(made), 'file is', 'files are')} in {folder}. "
        f"Change them, then run: {told(f'check {quoted(folder)}')}"
    )
    print(f"To use them: {told('run', campaign=folder)}")


def check(folder: Path | None, data: Path | None, campaign: Path | None) -> None:
    """Check the campaign and the settings; each finding is one line."""
    wrong: list[str] = []
    try:
        campaign = settings_for(data, campaign).campaign
    except WrongSettings as faults_found:
        wrong = str(faults_found).splitlines()
    chosen = folder or campaign
    findings = check_all(chosen if chosen is not None else find_campaign(None))
    for line in (*wrong, *findings):
        print(line)
    faults = len(wrong) + sum(finding.level is Level.FAULT for finding in findings)
    if faults:
        raise CannotDo(f"{counted(faults, 'fault')} to put right.")
    where = chosen if chosen is not None else "The example campaign"
    print(f"{where}: no faults.", file=sys.stderr)


def check_all(folder: Path) -> list[Finding]:
    """Check what is written; and where that is whole, set every flyer once."""
    findings = check_content(folder)
    faults = [finding for finding in findings if finding.level is Level.FAULT]
    if any(finding.file.startswith(FLYERS) or not finding.file.endswith(".ftl") for finding in faults):
        return findings
    rules = load_rules(folder)
    today = now().astimezone(rules.campaign.zone).date()
    made = [*check_made(folder, rules, today=today), *check_closed_to_come(folder, rules, today=today)]
    return sorted((*findings, *made), key=lambda finding: finding.level is Level.WARNING)


@dataclass(frozen=True, kw_only=True)
class FlyersWish:
    """Which flyers to make; empty: all of them."""

    code: str = ""
    language: str = ""
    kind: str = ""


def flyers(out: Path, wish: FlyersWish, data: Path | None, campaign: Path | None) -> None:
    """Make flyers: every form as a picture, print forms as PDF too. Nothing is written before all are made."""
    settings = settings_for(data, campaign)
    content = load_content(settings)
    where = do(find_where(settings))
    refuse_other(where, content.rules, settings)
    forms = _forms(content, wish.kind)
    languages = _languages(content, wish.language, settings)
    known = _known_code(settings, wish.code) if wish.code else None
    out.mkdir(parents=True, exist_ok=True)
    if not os.access(out, os.W_OK):
        raise CannotDo(f"{out} cannot be written to. Choose another folder with --out.")
    code = known or Code(
        id=fresh.code(), kind=CodeKind.PLACE, name=f"Flyers of {now().date()}", made_at=now()
    )
    made = [
        content.flyers.make(each, link=where.link)
        for language in languages
        for form in forms
        for each in wishes(form, language, code)
    ]
    if known is None:
        do(feed(settings, [to_office(Invited(codes=(code,), by=BY))]))
        print(f"Code: {code.id}, a new one for a place. To use another: --code CODE", file=sys.stderr)
    for file in made:
        (out / file.name).write_bytes(file.content)
        print(out / file.name)
    for warning in _warnings(content, code, where, settings):
        print(warning, file=sys.stderr)


def wishes(form: FlyerForm, language: str, code: Code) -> list[FlyerWish]:
    """What a form is made as: a picture, and for print a PDF."""
    wish = FlyerWish(form=form.key, language=language, code=code.id, hospital=code.hospital)
    return [wish, replace(wish, pdf=True)] if form.prints else [wish]


def _forms(content: Content, kind: str) -> list[FlyerForm]:
    """The forms of that name, or of that template; all without a name."""
    forms = content.rules.flyers.forms
    if not forms:
        raise CannotDo(
            f"{content.folder} has no flyers. Copy flyers from a fresh campaign: outreach-bot init DIR"
        )
    asked = kind.strip().lower().replace("-", "_")
    found = [form for form in forms if asked in ("", form.key, form.template)]
    if not found:
        names = ", ".join(form.key for form in forms)
        raise CannotDo(f"There is no flyer {kind}. Choose one of: {names}; or leave --kind out for all.")
    return found


def _languages(content: Content, language: str, settings: Settings) -> tuple[str, ...]:
    known = content.flyers.languages
    if not known:
        raise CannotDo(
            f"There are no words for flyers. See what is wrong with: {told('check', campaign=settings.campaign)}"
        )
    if language and language not in known:
        raise CannotDo(f"There are no flyers in {language}. Choose one of: {', '.join(known)}.")
    return (language,) if language else known


def _known_code(settings: Settings, typed: str) -> Code:
    scanned = read_typed(typed)
    codes = [code for code in do(_codes(settings)) if is_shared(code)]
    found = [code for code in codes if scanned is not None and code.id == scanned.code]
    if not found:
        known = ", ".join(f"{code.id} ({code.name})" for code in codes[:MOST_NAMED]) or "none yet"
        raise CannotDo(
            f"There is no code {typed} to put on a flyer. The newest are: {known}."
            f" Make one with: {_invite(settings)}; or leave --code out."
        )
    return found[0]


def _invite(settings: Settings) -> str:
    return told("invite place NAME", data=settings.data, campaign=settings.campaign)


async def _codes(settings: Settings) -> list[Code]:
    """All codes, the newest first."""
    try:
        async with reading(settings) as store:
            codes = [msgspec.convert(row.body, Code) for row in await store.rows("code")]
    except StoreMissing:
        return []
    return sorted(codes, key=lambda code: code.made_at, reverse=True)


def _warnings(content: Content, code: Code, where: Where, settings: Settings) -> Iterator[str]:
    zone = content.rules.campaign.zone
    today = now().astimezone(zone).date()
    ends = [f"on {code.until.astimezone(zone).date()}"] if code.until else []
    ends += [f"after {counted(code.most, 'person', 'people')}"] if code.most is not None else []
    if ends:
        yield (
            f"Warning: the link of {code.id} ends {' or '.join(ends)}, and a flyer may hang longer."
            f" For print, make a code that does not end: {_invite(settings)}"
        )
    if no_way := no_port(where):
        yield f"Warning: {no_way}"
    if only_here(where.link):
        yield (
            f"Warning: these flyers lead to {where.link}{code.id}, which only this machine can open."
            " Set OUTREACH_TELEGRAM_TOKEN and run the bot once, or set OUTREACH_PUBLIC_URL, before you print them."
        )
    match flyer_stamp(content.rules, today, where.link):
        case Stamp.EXAMPLE:
            yield "They are stamped EXAMPLE: names and pay of the example campaign are invented."
        case Stamp.SAMPLE:
            yield (
                "They are stamped SAMPLE: they are not approved, have expired, or say other words than those approved."
                f" To see which, run: {told('check', campaign=settings.campaign)}"
            )
        case Stamp.LINK:
            yield "They are stamped SAMPLE: nobody else can open their link."
        case None:
            return
