"""One phrase of one language, and everything it names."""

from collections.abc import Mapping

import msgspec
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor

from outreach_bot.content.findings import Finding, Level
from outreach_bot.content.ftl_files import Entry, Language

PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
"""Unicode plural categories."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One phrase of one language."""

    id: str
    entry: Entry
    pattern: ast.Pattern
    node: ast.SyntaxNode

    def finding(self, fault: str, remedy: str, *, level: Level = Level.FAULT) -> Finding:
        """A finding at this phrase."""
        line, column = self.entry.place(self.node)
        return Finding(
            file=self.entry.file, line=line, column=column, fault=fault, remedy=remedy, level=level
        )


class Names(Visitor):
    """Everything a pattern names."""

    def __init__(self) -> None:
        self.blanks: set[str] = set()
        self.messages: set[str] = set()
        self.plurals: list[set[str]] = []
        self.texts: list[str] = []

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 — named by fluent.syntax
        """Note a blank."""
        self.blanks.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 — named by fluent.syntax
        """Note another message that stands in it."""
        self.messages.add(node.id.name + (f".{node.attribute.name}" if node.attribute else ""))

    def visit_TermReference(self, node: ast.TermReference) -> None:  # noqa: N802 — named by fluent.syntax
        """Note a term that stands in it."""
        self.messages.add("-" + node.id.name)

    def visit_TextElement(self, node: ast.TextElement) -> None:  # noqa: N802 — named by fluent.syntax
        """Note what it says."""
        self.texts.append(node.value)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802 — named by fluent.syntax
        """Note which numbers it has forms for, and read on inside."""
        keys = {variant.key.name for variant in node.variants if isinstance(variant.key, ast.Identifier)}
        if keys != {"other"} and keys and keys <= PLURALS:
            self.plurals.append(keys)
        self.generic_visit(node)


def names_of(pattern: ast.Pattern) -> Names:
    """Everything `pattern` names."""
    names = Names()
    names.visit(pattern)
    return names


def parts_of(language: Language) -> dict[str, Part]:
    """Every phrase of `language`."""
    return {
        phrase: Part(id=phrase, entry=entry, pattern=pattern, node=node)
        for phrase, (entry, pattern, node) in language.phrases().items()
    }


Parts = Mapping[str, Part]
