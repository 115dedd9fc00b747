"""The wording files `messages/<language>/*.ftl`, parsed, with the place of every message."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec
from babel import Locale, UnknownLocaleError
from fluent.syntax import FluentParser, ast

from outreach_bot.content.findings import Finding
from outreach_bot.input_files import CannotRead, read_text

_NESTED = re.compile(r"(?:\{[^{}]*+){20}")
"""More than anybody writes, and long before a parser is lost in them."""
KEPT = 64
"""Files kept as they were read; a campaign has some ten in each language."""
_PARSER = FluentParser(with_spans=True)
_JUNK_REMEDIES = {
    "E0002": "Start the line with an id and =, or with spaces if it belongs to the text above",
    "E0003": "Write id = text, and close every { with a }",
    "E0005": "Write a text after the =",
    "E0010": "Put a * before the form to use when no other fits, such as *[other]",
    "E0028": "Write a name or number between { and }",
}


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One message or term of one file. A term's id begins with a dash."""

    id: str
    file: str
    text: str
    """The whole file."""
    node: ast.Message | ast.Term

    def place(self, node: ast.SyntaxNode | None = None) -> tuple[int, int]:
        """The line and column (from 1) of `node`, or of this entry."""
        span = (node or self.node).span
        start = span.start if span else 0
        return self.text.count("\n", 0, start) + 1, start - (self.text.rfind("\n", 0, start) + 1) + 1

    def parts(self) -> Iterator[tuple[str, ast.Pattern, ast.SyntaxNode]]:
        """Everything of it that is said: its phrase id, its pattern, and the node for its place."""
        if self.node.value is not None:
            yield self.id, self.node.value, self.node
        for attribute in self.node.attributes:
            yield f"{self.id}.{attribute.id.name}", attribute.value, attribute


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """All the words of one language."""

    name: str
    entries: dict[str, Entry]
    findings: tuple[Finding, ...] = ()
    """What could not be read, and ids written twice."""

    def phrases(self) -> dict[str, tuple[Entry, ast.Pattern, ast.SyntaxNode]]:
        """Every phrase id: what says it, and where."""
        return {
            phrase: (entry, pattern, node)
            for entry in self.entries.values()
            for phrase, pattern, node in entry.parts()
        }


def read_languages(messages: Path) -> dict[str, Language]:
    """Read every folder of `messages` that holds .ftl files, in order of name."""
    folders = sorted({file.parent for file in messages.glob("*/*.ftl")})
    return {folder.name: _read_language(folder) for folder in folders}


def _read_language(folder: Path) -> Language:
    entries: dict[str, Entry] = {}
    findings: list[Finding] = [*_check_name(folder.name)]
    if findings:
        return Language(name=folder.name, entries={}, findings=tuple(findings))
    for path in sorted(folder.glob("*.ftl")):
        file = f"{folder.name}/{path.name}"
        try:
            text = read_text(path)
        except CannotRead as refused:
            findings.append(Finding(file=file, fault=refused.fault, remedy=refused.remedy))
            continue
        if nested := _NESTED.search(text):
            line, column = text.count("\n", 0, nested.start()) + 1, 1
            fault = "brackets stand in brackets, again and again"
            findings.append(
                Finding(file=file, line=line, column=column, fault=fault, remedy="Close each { with a }")
            )
            continue
        for node in _parsed(text):
            if isinstance(node, ast.Junk):
                findings.append(_junk(file, text, node))
            elif isinstance(node, ast.Message | ast.Term):
                findings += _add(entries, _entry(file, text, node))
    return Language(name=folder.name, entries=entries, findings=tuple(findings))


@lru_cache(maxsize=KEPT)
def _parsed(text: str) -> tuple[ast.EntryType, ...]:
    """What stands in a file; nobody changes it. Where one file of a campaign is changed, only that is read again."""
    return tuple(_PARSER.parse(text).body)


def locale_of(language: str) -> Locale:
    """Babel's idea of `language`, such as `en`, `es` or `pt-BR`; ValueError or UnknownLocaleError for none."""
    return Locale.parse(language.replace("-", "_"))


def _check_name(language: str) -> Iterator[Finding]:
    try:
        locale_of(language)
    except (ValueError, UnknownLocaleError):
        remedy = "Name the folder by the code of its language, such as en, es or pt-BR"
        yield Finding(file=f"{language}/", line=0, fault="this is not the code of a language", remedy=remedy)


def _entry(file: str, text: str, node: ast.Message | ast.Term) -> Entry:
    dash = "-" if isinstance(node, ast.Term) else ""
    return Entry(id=dash + node.id.name, file=file, text=text, node=node)


def _add(entries: dict[str, Entry], entry: Entry) -> Iterator[Finding]:
    first = entries.setdefault(entry.id, entry)
    if first is not entry:
        line, column = entry.place()
        fault = f"{entry.id} is written twice (first in {first.file}, line {first.place()[0]})"
        yield Finding(file=entry.file, line=line, column=column, fault=fault, remedy="Keep one of the two")
    names = [attribute.id.name for attribute in entry.node.attributes]
    for number, name in enumerate(names):
        if name in names[:number]:
            line, column = entry.place(entry.node.attributes[number])
            fault = f"{entry.id}.{name} is written twice"
            yield Finding(
                file=entry.file, line=line, column=column, fault=fault, remedy="Keep one of the two"
            )


def _junk(file: str, text: str, node: ast.Junk) -> Finding:
    start = node.span.start if node.span else 0
    annotation = node.annotations[0] if node.annotations else None
    if annotation is not None and annotation.span is not None:
        start = min(annotation.span.start, len(text))
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    said = (annotation.message or "") if annotation else ""
    remedy = _JUNK_REMEDIES.get(
        annotation.code if annotation else "", "Compare it with the messages around it"
    )
    fault = f"this message cannot be read ({said})" if said else "this message cannot be read"
    return Finding(file=file, line=line, column=column, fault=fault, remedy=remedy)
