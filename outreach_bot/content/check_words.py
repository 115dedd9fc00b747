"""The words of every language: all there, all used, with the same blanks, and those that the bot fills."""

from collections.abc import Iterable, Iterator, Mapping

from outreach_bot.content.campaign_values import campaign_values
from outreach_bot.content.check_texts import check_reading, check_text, check_unasked
from outreach_bot.content.findings import Finding, nearest
from outreach_bot.content.ftl_files import Language
from outreach_bot.content.ftl_parts import Names, Part, Parts, names_of, parts_of
from outreach_bot.content.used_words import Source, Use, all_uses
from outreach_bot.dialogue.phrases import Phrases
from outreach_bot.recruitment.rules import Rules

SLIP = 0.85
"""How alike two ids must be for one to be a slip of the other: many begin with the same word."""


def check_words(languages: Mapping[str, Language], rules: Rules, source: Source) -> Iterator[Finding]:
    """Check every language against the code, the rules, the campaign's own language and the phone."""
    yield from check_uses(languages, rules, all_uses(rules, languages, source), source.mentioned)


def check_uses(
    languages: Mapping[str, Language], rules: Rules, uses: Mapping[str, list[Use]], mentioned: frozenset[str]
) -> Iterator[Finding]:
    """Check every language against `uses`: what is asked for, and where. mentioned: ids that may be asked for."""
    own = languages.get(rules.campaign.language)
    avoid = Phrases({0: rules.safety.avoid})
    for language in languages.values():
        yield from language.findings
        if not language.entries:
            continue
        parts = parts_of(language)
        if language is own:
            yield from _missing(parts, uses, language)
            yield from _unused(parts, uses, mentioned)
        elif own is not None:
            yield from _parity(parts, own, language)
        for part in parts.values():
            yield from _check_names(part, parts, uses, rules, language.name)
            yield from check_text(
                part, parts, rules, language.name, is_label=_is_label(uses.get(part.id, []))
            )
            if any(place.unasked for place in uses.get(part.id, [])):
                yield from check_unasked(part)
            yield from check_reading(part, language.name, avoid)


def _is_label(places: Iterable[Use]) -> bool:
    return any(place.label for place in places)


# -- what is there ----------------------------------------------------------------------------------------


def _missing(parts: Parts, uses: Mapping[str, list[Use]], language: Language) -> Iterator[Finding]:
    for phrase, places in sorted(uses.items()):
        if phrase in parts:
            continue
        message = parts.get(phrase.partition(".")[0])
        fault = f"there are no words for {phrase} (the bot says it in {places[0].where})"
        close = nearest(phrase, parts, likeness=SLIP)
        remedy = f"Write {_as_written(phrase)}" + (f". Is {close} a slip?" if close else "")
        if message is not None:
            yield message.finding(fault, remedy)
        else:
            yield Finding(file=f"{language.name}/", line=0, fault=fault, remedy=remedy)


def _as_written(phrase: str) -> str:
    message, _, attribute = phrase.partition(".")
    return f".{attribute} = … below {message}" if attribute else f"{message} = …"


def _unused(parts: Parts, uses: Mapping[str, list[Use]], mentioned: frozenset[str]) -> Iterator[Finding]:
    referred = {name for part in parts.values() for name in names_of(part.pattern).messages}
    used = referred | uses.keys() | mentioned
    for phrase, part in parts.items():
        if phrase not in used:
            close = nearest(phrase, set(uses) - set(parts), likeness=SLIP)
            remedy = (
                f"Did you mean {close}?" if close else "Take it out, or put right the name it should have"
            )
            yield part.finding(f"{phrase} is never said", remedy)


def _parity(parts: Parts, own: Language, language: Language) -> Iterator[Finding]:
    """The same ids and blanks as in the campaign's own language."""
    theirs = {phrase: names_of(pattern).blanks for phrase, (_, pattern, _) in own.phrases().items()}
    for phrase, (entry, _, node) in own.phrases().items():
        if phrase not in parts and not phrase.startswith("-"):
            place = f"{entry.file}, line {entry.place(node)[0]}"
            fault = f"{phrase} is not translated (it is in {place})"
            remedy = f"Write {_as_written(phrase)} in {language.name}"
            yield Finding(file=f"{language.name}/", line=0, fault=fault, remedy=remedy)
    for phrase, part in parts.items():
        if phrase not in theirs:
            if not phrase.startswith("-"):
                yield part.finding(f"{phrase} is not in {own.name}", "Take it out, or write it there too")
            continue
        for blank in sorted(theirs[phrase] - names_of(part.pattern).blanks):
            yield part.finding(
                f"{phrase} does not say ${blank}, as {own.name} does", f"Put {{ ${blank} }} in it"
            )


# -- one phrase -------------------------------------------------------------------------------------------


def _check_names(
    part: Part, parts: Parts, uses: Mapping[str, list[Use]], rules: Rules, language: str
) -> Iterator[Finding]:
    names = names_of(part.pattern)
    for name in sorted(names.messages):
        if name not in parts:
            remedy = _did_you_mean(name, parts, "Take it out, or write it")
            yield part.finding(f"{part.id} uses {name}, which is not there", remedy)
    yield from _check_blanks(part, names, uses.get(part.id, []), campaign_values(rules.campaign, language))


def _check_blanks(
    part: Part, names: Names, places: Iterable[Use], campaign: Mapping[str, str]
) -> Iterator[Finding]:
    known = set(campaign)
    for place in places:
        if place.blanks is None:
            return
        known |= place.blanks
    if part.id.startswith("-"):
        return
    for blank in sorted(names.blanks - known):
        fault = f"{part.id} has a blank that nothing fills (found ${blank})"
        yield part.finding(fault, _did_you_mean(blank, known, "Take it out", sign="$"))
    for place in places:
        lacking = sorted((names.blanks & known) - set(campaign) - (place.blanks or set()))
        if lacking:
            fault = (
                f"{part.id} has a blank that is not always filled (found ${lacking[0]}, not in {place.where})"
            )
            yield part.finding(fault, "Word it without that blank")


def _did_you_mean(name: str, known: Iterable[str], otherwise: str, *, sign: str = "") -> str:
    close = nearest(name, known)
    return f"Did you mean {sign}{close}?" if close else otherwise
