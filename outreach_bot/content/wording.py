"""Phrases become words: Project Fluent for the sentences, Babel for dates, HTML kept safe.

A phrase without values is worked out once a language and then remembered; one with values never is, so that
nothing anybody said stays in memory.
"""

import hashlib
import html
import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from fluent.runtime import FluentBundle
from fluent.syntax import ast
from fluent.syntax.visitor import Transformer

from outreach_bot.content.campaign_values import campaign_values
from outreach_bot.content.catalog import MESSAGES
from outreach_bot.content.findings import ContentError, Finding
from outreach_bot.content.ftl_files import Language, locale_of, read_languages
from outreach_bot.dialogue.effects import Phrase, Verbatim, When, Words
from outreach_bot.recruitment.rules import Rules

log = logging.getLogger(__name__)

TAG = re.compile(r"(</?b>)")
"""The one tag a text may hold."""
LIST_SEPARATOR = "list-separator"
DATE = "date-"
"""Begins the id of a pattern for dates, in the letters of Unicode TR 35: `date-button = EEE d MMM, h:mm a`."""
REMEMBERED_DATES = 4096


class WordingFault(Exception):
    """A phrase cannot be said: no such id, a value missing, or a value of a kind that has no words."""


class _Writing(Transformer):
    """Rewrites the coordinators' own text for where it will stand: as HTML, or without markup."""

    def __init__(self, *, as_html: bool) -> None:
        self.as_html = as_html

    def visit_TextElement(self, node: ast.TextElement) -> ast.TextElement:  # noqa: N802 — named by fluent.syntax
        """Escape all but <b>, or take <b> out."""
        return ast.TextElement(_as_html(node.value) if self.as_html else TAG.sub("", node.value))

    def entry(self, node: ast.Message | ast.Term) -> ast.Message | ast.Term:
        """Rewrite a copy of an entry. What holds no text is shared: to copy all is a good part of a start."""
        attributes = [ast.Attribute(each.id, self._pattern(each.value)) for each in node.attributes]
        if isinstance(node, ast.Term):
            return ast.Term(node.id, self._pattern(node.value), attributes)
        return ast.Message(node.id, self._pattern(node.value) if node.value else None, attributes)

    def _pattern(self, pattern: ast.Pattern) -> ast.Pattern:
        return ast.Pattern([self._element(element) for element in pattern.elements])

    def _element(self, element: ast.TextElement | ast.Placeable) -> ast.TextElement | ast.Placeable:
        if isinstance(element, ast.Placeable) and isinstance(element.expression, ast.VariableReference):
            return element
        rewritten: ast.TextElement | ast.Placeable = self.visit(element.clone())
        return rewritten


def _as_html(text: str) -> str:
    return "".join(
        part if TAG.fullmatch(part) else html.escape(part, quote=False) for part in TAG.split(text)
    )


class _Voice:
    """One language, either as HTML or without markup."""

    def __init__(self, language: Language, campaign: Mapping[str, str], *, as_html: bool) -> None:
        self.language = language.name
        self.as_html = as_html
        self.fixed: dict[str, str] = {}
        self.campaign = {name: self.value(value) for name, value in campaign.items()}
        self.right_to_left = locale_of(language.name).text_direction == "rtl"
        self._bundle = FluentBundle([language.name], use_isolating=self.right_to_left)
        writing = _Writing(as_html=as_html)
        nodes = [writing.entry(entry.node) for entry in language.entries.values()]
        self._bundle.add_resource(ast.Resource([*nodes]))
        self._blanks = {} if self.right_to_left else dict(_with_blanks_only(nodes))

    def value(self, text: str) -> str:
        """Make somebody's text safe to stand in a message."""
        return html.escape(text, quote=False) if self.as_html else text

    def say(self, phrase: str, args: Mapping[str, Any]) -> tuple[str, str]:
        """The words of `phrase`, and what is wrong with them (nothing, if all is well)."""
        filled = self._fill(phrase, args)
        if filled is not None:
            return filled, ""
        message, _, attribute = phrase.partition(".")
        if not self._bundle.has_message(message):
            return "", f"there are no words for {phrase} in {self.language}"
        found = self._bundle.get_message(message)
        pattern = found.attributes.get(attribute) if attribute else found.value
        if pattern is None:
            return "", f"there are no words for {phrase} in {self.language}"
        said, errors = self._bundle.format_pattern(pattern, {**self.campaign, **args})
        return str(said), f"{phrase} in {self.language}: {errors[0]}" if errors else ""

    def _fill(self, phrase: str, args: Mapping[str, Any]) -> str | None:
        """Fill the blanks of a phrase that has nothing else in it, with text: a tenth of Fluent's time."""
        said: list[str] = []
        for text, blank in self._blanks.get(phrase, ()):
            value = args.get(blank, self.campaign.get(blank)) if blank else ""
            if not isinstance(value, str):
                return None
            said += (text, value)
        return "".join(said) or None


def _with_blanks_only(nodes: Iterable[ast.Message | ast.Term]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The phrases made of text and blanks only, each as pairs of a text and the blank after it."""
    for node in nodes:
        if isinstance(node, ast.Term):
            continue
        for suffix, pattern in (("", node.value), *((f".{a.id.name}", a.value) for a in node.attributes)):
            pairs = [_pair(element) for element in pattern.elements] if pattern else []
            if pairs and all(pair is not None for pair in pairs):
                yield node.id.name + suffix, [pair for pair in pairs if pair is not None]


def _pair(element: ast.TextElement | ast.Placeable) -> tuple[str, str] | None:
    if isinstance(element, ast.TextElement):
        return element.value, ""
    if isinstance(element.expression, ast.VariableReference):
        return "", element.expression.id.name
    return None


class Wording:
    """The words of a campaign in all its languages."""

    def __init__(self, languages: Mapping[str, Language], rules: Rules, *, strict: bool) -> None:
        self.languages = tuple(sorted(languages, key=lambda name: (name != rules.campaign.language, name)))
        """Languages there are words for, the campaign's own first."""
        self._strict = strict
        self._zone = ZoneInfo(rules.campaign.time_zone)
        self._fallback = rules.campaign.language
        self._nearest: dict[str, str] = {}
        self._html: dict[str, _Voice] = {}
        self._plain: dict[str, _Voice] = {}
        for name, language in languages.items():
            values = campaign_values(rules.campaign, name)
            self._html[name] = _Voice(language, values, as_html=True)
            self._plain[name] = _Voice(language, values, as_html=False)
        self._date = lru_cache(maxsize=REMEMBERED_DATES)(self._format_date)
        self._logged: set[str] = set()

    @classmethod
    def load(cls, folder: Path, rules: Rules, *, strict: bool = False) -> "Wording":
        """Read the words of the campaign in `folder`.

        strict: a missing id or value raises WordingFault, as tests want it; otherwise the id is logged and
        the campaign's own language speaks.
        Raises ContentError when a file cannot be read, or the campaign's language has no words.
        """
        languages = read_languages(folder / MESSAGES)
        findings = [finding for language in languages.values() for finding in language.findings]
        if rules.campaign.language not in languages:
            fault = f"there are no words in the campaign's language (found {rules.campaign.language})"
            remedy = (
                f"Make the folder {MESSAGES}/{rules.campaign.language}, or change language in campaign.yaml"
            )
            findings.append(Finding(file="campaign.yaml", line=0, fault=fault, remedy=remedy))
        if findings:
            raise ContentError(findings)
        return cls(languages, rules, strict=strict)

    def text(self, words: Words, *, language: str) -> str:
        """The words for a message: `<b>` and `</b>` are the only markup, everything else is escaped."""
        return self._say(words, self._html[self._known(language)])

    def plain(self, words: Words, *, language: str) -> str:
        """The words for a button or a title: no markup, nothing escaped."""
        return self._say(words, self._plain[self._known(language)])

    def words_hash(self, words: Words | Sequence[Words], language: str) -> str:
        """SHA-256 (hex) of the very words shown; several paragraphs count as joined by an empty line."""
        shown = [words] if isinstance(words, Phrase | Verbatim) else words
        text = "\n\n".join(self.text(one, language=language) for one in shown)
        return hashlib.sha256(text.encode()).hexdigest()

    def direction(self, language: str) -> str:
        """`ltr` or `rtl`."""
        return "rtl" if self._html[self._known(language)].right_to_left else "ltr"

    def _known(self, language: str) -> str:
        known = self._nearest.get(language)
        if known is None:
            short = language.replace("_", "-").partition("-")[0].lower()
            known = next((name for name in (language, short) if name in self._html), self._fallback)
            if len(self._nearest) < REMEMBERED_DATES:
                self._nearest[language] = known
        return known

    def _say(self, words: Words, voice: _Voice) -> str:
        if isinstance(words, Verbatim):
            return voice.value(words.text)
        if words.args:
            return self._work_out(words.id, words.args, voice)
        fixed = voice.fixed.get(words.id)
        if fixed is None:
            fixed = voice.fixed[words.id] = self._work_out(words.id, {}, voice)
        return fixed

    def _work_out(self, phrase: str, args: Mapping[str, Any], voice: _Voice) -> str:
        values = {name: self._value(value, voice) for name, value in args.items()}
        said, problem = voice.say(phrase, values)
        if not problem:
            return said
        self._report(phrase, problem)
        if voice.language == self._fallback:
            return said or phrase
        other = (self._html if voice.as_html else self._plain)[self._fallback]
        return self._work_out(phrase, args, other)

    def _report(self, phrase: str, problem: str) -> None:
        if self._strict:
            raise WordingFault(problem)
        if phrase not in self._logged:
            self._logged.add(phrase)
            log.error("words missing", extra={"phrase": phrase})

    def _value(self, value: Any, voice: _Voice) -> str | int | float:
        match value:
            case str():
                return voice.value(str(value))
            case int() | float() if not isinstance(value, bool):
                return value
            case When():
                return self._date(value, voice)
            case Phrase() | Verbatim():
                return self._say(value, voice)
            case tuple() | list():
                separator = self._say(Phrase(LIST_SEPARATOR), voice)
                return separator.join(str(self._value(one, voice)) for one in value)
            case _:
                raise WordingFault(f"a value has no words: {type(value).__name__}")

    def _format_date(self, when: When, voice: _Voice) -> str:
        pattern = self._say(Phrase(DATE + when.shape), self._plain[voice.language])
        local = when.at.astimezone(self._zone)
        return voice.value(
            format_datetime(local, pattern, tzinfo=self._zone, locale=locale_of(voice.language))
        )
