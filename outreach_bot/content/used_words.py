"""Which words the bot uses: read from its own source and templates, and worked out from the rules.

Ids that the code puts together (`session-<key>`) are listed in `derived`, and nowhere else.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import jinja2
import jinja2.nodes
import msgspec

from outreach_bot.dialogue.effects import Notice
from outreach_bot.dialogue.state import Person
from outreach_bot.recruitment.rules import Role, Rules, Tier
from outreach_bot.recruitment.sessions import Mode

PACKAGE = Path(__file__).resolve().parents[1]
SCREENING_CONSENTS = ("consent_screening_v1", "consent_staff_v1")
HOSPITALS = ("h1", "h2", "h3", "h4")
"""Options that are said as the hospital's own name."""
UNKNOWN = "{…}"
"""Stands for what only a running bot knows."""
TEMPLATES = (".html", ".txt", ".jinja")


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One place where words are asked for.

    blanks: the values given with them; None where the source does not show it.
    label: they stand on a button.
    """

    id: str
    blanks: frozenset[str] | None = frozenset()
    label: bool = False
    where: str = ""


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """One place that puts an id together: `session-{kind}`."""

    written: str
    blanks: frozenset[str] | None
    label: bool
    where: str

    @property
    def is_telling(self) -> bool:
        """Whether enough of it is fixed to say what it makes: `needs.{…}` is, `{…}.{…}` is not."""
        return not self.written.startswith(UNKNOWN)

    def makes(self, phrase: str) -> bool:
        """Whether `phrase` may come out of it."""
        fixed = self.written.split(UNKNOWN)
        return re.fullmatch(r"[\w-]+".join(re.escape(part) for part in fixed), phrase) is not None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot's own source asks for."""

    uses: tuple[Use, ...]
    patterns: tuple[Pattern, ...]
    mentioned: frozenset[str]
    """Every text in the source: an id kept in a constant is found here."""


def derived(rules: Rules) -> Iterator[str]:
    """Every id that is put together from rules and records. The only place that knows how."""
    yield "list-separator"
    yield from (f"session-{kind.key}" for kind in rules.sessions.kinds)
    yield from (f"role_plain.{role}" for kind in rules.sessions.kinds for role in kind.roles)
    yield from (f"role_pick.{role}" for role in Role)
    yield from (f"mode.{mode}" for mode in Mode)
    yield from (f"needs.{need}" for need in rules.screening.needs)
    yield from (f"office-notice.{notice}" for notice in Notice)
    yield from (f"field-{field.name}" for field in msgspec.structs.fields(Person))
    yield from (tier.value for tier in Tier)
    yield from (f"{consent}.{answer}" for consent in SCREENING_CONSENTS for answer in ("agree", "refuse"))
    yield from _questions(rules)


def _questions(rules: Rules) -> Iterator[str]:
    for role in Role:
        for question in rules.screening.for_role(role).questions:
            yield question.id
            yield from (f"{question.id}.{option}" for option in question.options if option not in HOSPITALS)


def labels(rules: Rules) -> frozenset[str]:
    """The derived ids that stand on buttons."""
    options = {phrase for phrase in _questions(rules) if "." in phrase}
    return frozenset(options | {f"needs.{need}" for need in rules.screening.needs})


@cache
def read_source(package: Path = PACKAGE) -> Source:
    """Read every module and template of the package."""
    found: list[Use | Pattern | str] = []
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(package.rglob("*.py"))}
    constants = _constants(modules.values())
    for path, tree in modules.items():
        found += _Module(path.relative_to(package).as_posix(), constants).read(tree)
    for path in sorted(package.rglob("*")):
        if path.suffix in TEMPLATES:
            found += _in_template(path.read_text(encoding="utf-8"), path.relative_to(package).as_posix())
    return Source(
        uses=tuple(use for use in found if isinstance(use, Use)),
        patterns=tuple(pattern for pattern in found if isinstance(pattern, Pattern)),
        mentioned=frozenset(text for text in found if isinstance(text, str)),
    )


def _constants(modules: Iterable[ast.Module]) -> dict[str, str]:
    """Texts kept under a name at the top of a module, where no two modules mean different ones."""
    found: dict[str, set[str]] = {}
    for tree in modules:
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        found.setdefault(target.id, set()).add(str(node.value.value))
    return {name: texts.pop() for name, texts in found.items() if len(texts) == 1}


class _Module:
    """One module while it is read."""

    def __init__(self, where: str, constants: Mapping[str, str]) -> None:
        self._where = where
        self._constants = constants

    def read(self, node: ast.AST, *, label: bool = False) -> Iterator[Use | Pattern | str]:
        """Find what `node` asks for. `label`: what is said there stands on a button."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        if isinstance(node, ast.FunctionDef):
            label = "label" in node.name
        if isinstance(node, ast.Call):
            label = label or _name(node.func) in ("button", "Button")
            yield from self._call(node, label=label)
        for child in ast.iter_child_nodes(node):
            yield from self.read(child, label=label)

    def _call(self, call: ast.Call, *, label: bool) -> Iterator[Use | Pattern]:
        name = _name(call.func)
        if name == "Phrase" and call.args:
            yield from self._ids(call.args[0], call, blanks=_blanks(call), label=label)
        elif name == "button" and call.args:
            yield from self._ids(call.args[0], call, blanks=frozenset(), label=True)
        elif name == "When":
            shape = call.args[1] if len(call.args) > 1 else ast.Constant("day")
            for each in self._ids(shape, call, blanks=frozenset(), label=False):
                if isinstance(each, Use):
                    yield msgspec.structs.replace(each, id=f"date-{each.id}")

    def _ids(
        self, node: ast.expr, call: ast.Call, *, blanks: frozenset[str] | None, label: bool
    ) -> Iterator[Use | Pattern]:
        where = f"{self._where}:{call.lineno}"
        if isinstance(node, ast.IfExp):
            yield from self._ids(node.body, call, blanks=blanks, label=label)
            yield from self._ids(node.orelse, call, blanks=blanks, label=label)
            return
        written = self._written(node)
        if written is not None and UNKNOWN not in written:
            yield Use(id=written, blanks=blanks, label=label, where=where)
        elif isinstance(node, ast.JoinedStr):
            yield Pattern(written=written or "", blanks=blanks, label=label, where=where)

    def _written(self, node: ast.expr) -> str | None:
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.Name(id=name):
                return self._constants.get(name)
            case ast.FormattedValue(value=value):
                return self._written(value) or UNKNOWN
            case ast.JoinedStr(values=values):
                return "".join(self._written(value) or UNKNOWN for value in values)
            case _:
                return None


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _blanks(call: ast.Call) -> frozenset[str] | None:
    given = [*call.args[1:2], *(keyword.value for keyword in call.keywords if keyword.arg == "args")]
    if not given:
        return frozenset()
    if not isinstance(given[0], ast.Dict):
        return None
    keys = [
        key.value for key in given[0].keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
    ]
    return frozenset(keys) if len(keys) == len(given[0].keys) else None


def _in_template(text: str, where: str) -> Iterator[Use | str]:
    tree = jinja2.Environment(autoescape=True).parse(text)
    for constant in tree.find_all(jinja2.nodes.Const):
        if isinstance(constant.value, str):
            yield constant.value
    for call in tree.find_all(jinja2.nodes.Call):
        if isinstance(call.node, jinja2.nodes.Name) and call.node.name == "say" and call.args:
            phrase = call.args[0]
            if isinstance(phrase, jinja2.nodes.Const):
                blanks = frozenset(keyword.key for keyword in call.kwargs)
                yield Use(id=str(phrase.value), blanks=blanks, where=f"{where}:{call.lineno}")


def all_uses(rules: Rules, source: Source) -> dict[str, list[Use]]:
    """Every id the bot asks for, with each place that does."""
    uses: dict[str, list[Use]] = {}
    on_buttons = labels(rules)
    for use in (*source.uses, *_derived_uses(rules, source.patterns, on_buttons)):
        uses.setdefault(use.id, []).append(use)
    return uses


def _derived_uses(rules: Rules, patterns: Iterable[Pattern], on_buttons: frozenset[str]) -> Iterator[Use]:
    for phrase in dict.fromkeys(derived(rules)):
        makers = [pattern for pattern in patterns if pattern.is_telling and pattern.makes(phrase)]
        given = [pattern.blanks for pattern in makers]
        known = [blanks for blanks in given if blanks is not None]
        blanks = frozenset().union(*known) if len(known) == len(given) else None
        label = phrase in on_buttons or any(pattern.label for pattern in makers)
        yield Use(id=phrase, blanks=blanks, label=label, where=makers[0].where if makers else "the rules")
