"""The flyers as they are written: templates that are there, words that are there, and nothing that tells too much.

Whether they can be set, and the words fit, is checked by setting them: `outreach.flyer_checks`.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from outreach_bot.content import yaml_files
from outreach_bot.content.catalog import FLYERS, FLYERS_FILE
from outreach_bot.content.check_texts import telling_words
from outreach_bot.content.check_words import check_uses
from outreach_bot.content.findings import Finding
from outreach_bot.content.flyer_words import BLANKS, used_ids, used_in
from outreach_bot.content.ftl_files import Language, read_languages
from outreach_bot.content.ftl_parts import names_of, parts_of
from outreach_bot.content.used_words import Use
from outreach_bot.recruitment.rules import FlyerForm, Rules

SAID_ANYWAY = ("hospital", "patient")
"""Words that a flyer may say even where it is carried home: they are what everybody has to do with."""


def check_flyers(folder: Path, rules: Rules) -> Iterator[Finding]:
    """Check `flyers/`: the forms, and the words of every language."""
    flyers = folder / FLYERS
    if not flyers.is_dir():
        return
    if not (flyers / FLYERS_FILE).is_file():
        remedy = "Copy it from a fresh campaign: outreach-bot init DIR"
        yield Finding(file=f"{FLYERS}/{FLYERS_FILE}", line=0, fault="the file is missing", remedy=remedy)
        return
    yield from _check_templates(flyers, rules)
    languages = read_languages(flyers)
    if rules.campaign.language not in languages:
        fault = f"there are no words for flyers in the campaign's language (found {rules.campaign.language})"
        remedy = f"Copy {FLYERS}/en and translate it"
        yield Finding(file=f"{FLYERS}/", line=0, fault=fault, remedy=remedy)
    uses = {name: [Use(id=name, blanks=BLANKS, where=where)] for name, where in used_ids(folder).items()}
    for finding in (
        *check_uses(languages, rules, uses, frozenset()),
        *_check_quiet(flyers, rules, languages),
    ):
        yield msgspec.structs.replace(finding, file=f"{FLYERS}/{finding.file}")


def _check_templates(flyers: Path, rules: Rules) -> Iterator[Finding]:
    data = yaml_files.read(flyers / FLYERS_FILE)
    for number, form in enumerate(rules.flyers.forms):
        if not (flyers / f"{form.template}.typ").is_file():
            line, column = yaml_files.place(data, ("forms", number, "template"))
            fault = f"there is no template {form.template}.typ in {FLYERS}"
            remedy = "Name a file .typ that is there"
            yield Finding(
                file=f"{FLYERS}/{FLYERS_FILE}", line=line, column=column, fault=fault, remedy=remedy
            )


def _check_quiet(flyers: Path, rules: Rules, languages: Mapping[str, Language]) -> Iterator[Finding]:
    """Find words that tell what this is about on what people carry home or forward."""
    forms = _first_with_each_template(rules)
    quiet = {name: form for form in forms for name in used_in(flyers / f"{form.template}.typ")}
    for language in languages.values():
        for part in parts_of(language).values():
            if part.id not in quiet:
                continue
            told = [word for text in names_of(part.pattern).texts for word in telling_words(text)]
            told = [word for word in told if not word.lower().startswith(SAID_ANYWAY)]
            if told:
                fault = f"{part.id} tells what it is about, and {quiet[part.id].key} is carried home (found {told[0]})"
                yield part.finding(fault, "Say it so that whoever finds it learns nothing about a person")


def _first_with_each_template(rules: Rules) -> list[FlyerForm]:
    return list({form.template: form for form in reversed(rules.flyers.forms) if form.quiet}.values())
