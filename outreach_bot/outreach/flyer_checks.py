"""Every flyer set once, in every language: what does not fit, or no font has, is found before anybody prints it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from outreach_bot.content.catalog import FLYERS, FLYERS_FILE
from outreach_bot.content.findings import Finding, Level
from outreach_bot.content.ftl_files import Language, read_languages
from outreach_bot.dialogue.effects import FlyerWish
from outreach_bot.outreach.flyers import Flyers
from outreach_bot.outreach.typesetting import FlyerFault, Typesetter
from outreach_bot.recruitment.rules import LEAST_REVIEWERS, Rules

CODE, LINK = "K7MQ2XZB", "https://t.me/YourCareYourVoiceBot?start="
"""Stand for any code and bot; Telegram names have at most 32 letters."""
FILE = f"{FLYERS}/{FLYERS_FILE}"


def check_made(folder: Path, rules: Rules, *, today: dt.date) -> Iterator[Finding]:
    """Check fonts and approval, and set every form in every language as PDF/UA-1."""
    yield from _check_fonts(folder, rules)
    yield from _check_approval(rules, today)
    flyers = Flyers(folder, rules, today=lambda: today)
    languages = read_languages(folder / FLYERS)
    for language in flyers.languages:
        faults: dict[str, tuple[FlyerFault, list[str]]] = {}
        for form in rules.flyers.forms:
            wish = FlyerWish(form=form.key, language=language, code=CODE, pdf=True)
            try:
                flyers.make(wish, link=LINK)
            except FlyerFault as fault:
                faults.setdefault(fault.fault, (fault, []))[1].append(form.key)
        yield from (_placed(fault, forms, languages[language]) for fault, forms in faults.values())


def _placed(fault: FlyerFault, forms: Sequence[str], language: Language) -> Finding:
    """Name the place of the first words that the fault is about; without any, the forms' file."""
    said = f"{', '.join(forms)} in {language.name}: {fault.fault}"
    phrases = language.phrases()
    for words in fault.words:
        if words in phrases:
            entry, _, node = phrases[words]
            line, column = entry.place(node)
            file = f"{FLYERS}/{entry.file}"
            return Finding(file=file, line=line, column=column, fault=said, remedy=fault.remedy)
    return Finding(file=FILE, line=0, fault=said, remedy=fault.remedy)


def _check_fonts(folder: Path, rules: Rules) -> Iterator[Finding]:
    known = Typesetter(folder / FLYERS).families()
    for family in rules.flyers.fonts:
        if family not in known:
            remedy = f"Put its file into {FLYERS}/fonts, or name one of: {', '.join(known) or 'none'}"
            yield Finding(file=FILE, line=0, fault=f"there is no font {family}", remedy=remedy)


def _check_approval(rules: Rules, today: dt.date) -> Iterable[Finding]:
    flyers = rules.flyers
    if flyers.example or flyers.is_approved(today):
        return
    if flyers.expires_on is not None and flyers.expires_on < today:
        fault, remedy = (
            f"the flyers expired on {flyers.expires_on}",
            "Have them looked at again, then write the new day",
        )
        yield Finding(file=FILE, line=0, fault=fault, remedy=remedy)
        return
    if flyers.is_written_down and flyers.words_changed:
        fault = (
            f"the words on the flyers are others than those approved (approved {flyers.approved_words},"
            f" now {flyers.words}): they are stamped, and nobody can pass them on"
        )
        remedy = (
            f"Have them reviewed again, raise version to {flyers.version + 1},"
            f" then write approved_words: {flyers.words}"
        )
        yield Finding(file=FILE, line=0, fault=fault, remedy=remedy)
        return
    fault = "the flyers are not approved: they are stamped, and no champion can pass them on"
    remedy = (
        f"Write approval, approved_on, expires_on, at least {LEAST_REVIEWERS} reviewers,"
        f" and for the words as they are now approved_words: {flyers.words}"
    )
    yield Finding(file=FILE, line=0, fault=fault, remedy=remedy, level=Level.WARNING)
