"""One text: fit to send, short enough for a phone, in plain words that hurt nobody."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fluent.syntax import ast

from outreach_bot.content import plain_language
from outreach_bot.content.campaign_values import campaign_values
from outreach_bot.content.findings import Finding, Level
from outreach_bot.content.ftl_files import locale_of
from outreach_bot.content.ftl_parts import Names, Part, Parts, names_of
from outreach_bot.content.wording import TAG
from outreach_bot.dialogue.phrases import Phrases, read_words
from outreach_bot.recruitment.rules import Rules

TEXT_CHARACTERS = 4096
"""Longest text Telegram takes. Source: Bot API, `sendMessage`, field `text`."""
SHORTER = {"bot-description": 512, "commands-menu.": 256, "outreach-card": 1024}
"""Phrases Telegram shows elsewhere. Source: Bot API, `setMyDescription`, `BotCommand`, and `caption` of `sendPhoto`."""
VALUE_CHARACTERS = 200
"""How long a value put into a text is taken to be, where it is not the campaign's own."""
LABEL_WARNING, LABEL_FAULT = 40, 45
"""Characters of a button on its own row that a phone of 360 points shows whole; a phone of 390 points."""
TELLING = re.compile(
    r"\b(alcohol|drinking|drugs?|recovery|sober|addiction|overdose|opioids?|rehab|detox|patients?|hospitals?)\b",
    re.IGNORECASE,
)
"""What may not show on a locked phone. English only: other languages need a reader. Source: DESIGN section 6."""
DEEPEST = 10
"""How deep messages may stand in one another before we stop counting."""


def check_text(part: Part, parts: Parts, rules: Rules, language: str, *, is_label: bool) -> Iterator[Finding]:
    """Check forms for numbers, markup and length."""
    names = names_of(part.pattern)
    yield from _check_plurals(part, names, language)
    yield from _check_markup(part, names)
    yield from _check_length(part, parts, campaign_values(rules.campaign, language), is_label=is_label)


def _check_plurals(part: Part, names: Names, language: str) -> Iterator[Finding]:
    needed = {*locale_of(language).plural_form.tags, "other"}
    for keys in names.plurals:
        lacking = sorted(needed - keys)
        if lacking:
            fault = f"{part.id} has no form for some numbers (missing {', '.join(lacking)})"
            yield part.finding(fault, f"Add a line [{lacking[0]}] with its words")


def _check_markup(part: Part, names: Names) -> Iterator[Finding]:
    depth = 0
    for piece in (piece for text in names.texts for piece in TAG.split(text)):
        if TAG.fullmatch(piece):
            depth += 1 if piece == "<b>" else -1
            if depth not in (0, 1):
                break
        elif found := re.search(r"</?[A-Za-z][^>]*>?|&[a-z#0-9]+;", piece):
            fault = f"{part.id} has markup that is not known (found {found[0]})"
            yield part.finding(fault, "Use <b> and </b> only; write other signs as they are")
    if depth:
        yield part.finding(
            f"{part.id} has a <b> without its </b>, or the other way round", "Write them in pairs"
        )


# -- how long it gets ---------------------------------------------------------------------------------------


def _check_length(
    part: Part, parts: Parts, campaign: Mapping[str, str], *, is_label: bool
) -> Iterator[Finding]:
    length = longest(part.pattern, parts, campaign, value=0 if is_label else VALUE_CHARACTERS)
    most = next((most for start, most in SHORTER.items() if part.id.startswith(start)), TEXT_CHARACTERS)
    if length > most:
        fault = f"{part.id} can be {length} characters long; Telegram takes {most}"
        yield part.finding(fault, "Shorten it, or split it in two")
    if is_label and length > LABEL_WARNING:
        fault = f"the button {part.id} is {length} characters long; a phone shows about {LABEL_WARNING}"
        level = Level.FAULT if length > LABEL_FAULT else Level.WARNING
        yield part.finding(fault, "Say it in fewer words", level=level)


def longest(
    pattern: ast.Pattern,
    parts: Parts,
    campaign: Mapping[str, str],
    *,
    value: int,
    depth: int = 0,
) -> int:
    """The most characters `pattern` can come to. A message may be put into another at most ten deep."""

    def of(node: Any) -> int:
        match node:
            case ast.TextElement(value=text):
                return len(TAG.sub("", text))
            case ast.Placeable(expression=inside):
                return of(inside)
            case ast.SelectExpression(variants=variants):
                return max(of(variant.value) for variant in variants)
            case ast.Pattern(elements=elements):
                return sum(map(of, elements))
            case ast.VariableReference(id=name):
                return len(campaign[name.name]) if name.name in campaign else value
            case ast.StringLiteral(value=text):
                return len(text)
            case ast.MessageReference() | ast.TermReference():
                names = names_of(ast.Pattern([ast.Placeable(node)])).messages if depth < DEEPEST else set()
                found = [parts[name].pattern for name in names if name in parts]
                return sum(longest(each, parts, campaign, value=value, depth=depth + 1) for each in found)
            case _:
                return value

    return of(pattern)


def telling_words(text: str) -> list[str]:
    """The words of `text` that tell what this is about."""
    return TELLING.findall(text)


def check_unasked(part: Part) -> Iterator[Finding]:
    """Check a text that may show on a locked phone."""
    names = names_of(part.pattern)
    telling = [word for text in names.texts for word in telling_words(text)]
    telling += [f"${blank}" for blank in sorted(names.blanks) if telling_words(blank.partition("_")[0])]
    if telling:
        fault = f"{part.id} is sent unasked and tells what it is about (found {telling[0]})"
        yield part.finding(fault, "Say it so that a locked phone gives nothing away")


# -- how it reads ---------------------------------------------------------------------------------------------


def check_reading(part: Part, language: str, avoid: Phrases) -> Iterator[Finding]:
    """Check for words that hurt, long sentences and hard words."""
    for text in said_by(part.pattern):
        yield from check_tone(text, part, avoid)
        reading = plain_language.read(text, language=language)
        if reading.longest > plain_language.WORDS_WARNING:
            fault = f"{part.id} has a sentence of {reading.longest} words"
            hard = reading.longest > plain_language.WORDS_FAULT
            yield part.finding(fault, "Make two of it", level=Level.FAULT if hard else Level.WARNING)
        if reading.grade is not None and reading.grade > plain_language.GRADE_WARNING:
            fault = f"{part.id} is hard to read (grade {reading.grade:g}; the aim is {plain_language.GRADE_WARNING:g})"
            hard = reading.grade > plain_language.GRADE_FAULT
            remedy = "Use shorter words and sentences"
            yield part.finding(fault, remedy, level=Level.FAULT if hard else Level.WARNING)


def check_tone(text: str, part: Part, avoid: Phrases) -> Iterator[Finding]:
    """Find words that stigmatise."""
    words = read_words(text)
    for found in avoid.find(words):
        said = " ".join(word.keys[0] for word in words[found.start : found.end])
        yield part.finding(f"{part.id} has words that can hurt (found {said})", "Put the person first")


def said_by(pattern: ast.Pattern) -> Iterator[str]:
    """What `pattern` says, once for each choice in it, with a short name in its blanks."""
    choices = [""]
    for element in pattern.elements:
        match element:
            case ast.TextElement(value=text):
                choices = [said + text for said in choices]
            case ast.Placeable(expression=ast.SelectExpression(variants=variants)):
                choices = [
                    said + more for said in choices for variant in variants for more in said_by(variant.value)
                ]
            case _:
                choices = [said + "Mia" for said in choices]
    yield from choices
