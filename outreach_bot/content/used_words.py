"""Which words the bot uses: read from its own source and templates, and worked out from the rules.

Ids that the code puts together (`session-<key>`) are listed in `derived`, and nowhere else.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import get_args

import jinja2
import jinja2.nodes
import msgspec

from outreach_bot.content.office_words import OFFICE
from outreach_bot.dialogue import champions, desk_chat, keeping, menus, pressing, reminding, rights, talking
from outreach_bot.dialogue.effects import ALERTS, Notice, Priority
from outreach_bot.dialogue.notices import BY_HAND
from outreach_bot.dialogue.state import ChampionKind
from outreach_bot.recruitment.bands import Band
from outreach_bot.recruitment.contacts import Basis
from outreach_bot.recruitment.rules import Campaign, Role, Rules, Tier
from outreach_bot.recruitment.sessions import Comfort, Mode

PACKAGE = Path(__file__).resolve().parents[1]
COUNTRIES = tuple(get_args(Campaign.model_fields["country"].annotation))
MAIL_TROUBLES = ("not_set", "unreachable", "no_tls", "certificate", "password", "sender")
"""`outbound.smtp_session.Trouble`, which is above this layer, too."""
SCREENING_CONSENTS = ("consent_screening_v1", "consent_staff_v1")
HOSPITALS = ("h1", "h2", "h3", "h4")
"""Options that are said as the hospital's own name."""
REMINDER = Priority.REMINDER.name
UNKNOWN = "{…}"
"""Stands for what only a running bot knows."""
TEMPLATES = (".html", ".txt", ".jinja")


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One place where words are asked for.

    blanks: the values given with them; None where the source does not show it.
    label: they stand on a button.
    unasked: they reach people who did not just ask for anything, and so may show on a locked phone.
    """

    id: str
    blanks: frozenset[str] | None = frozenset()
    label: bool = False
    unasked: bool = False
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
        # most phrases begin otherwise: the expression is for the few that do not
        return phrase.startswith(self.written.partition(UNKNOWN)[0]) and bool(_maker(self.written)(phrase))


@cache
def _maker(written: str) -> Callable[[str], re.Match[str] | None]:
    """What tells the ids that a pattern can make."""
    return re.compile(r"[\w-]+".join(re.escape(part) for part in written.split(UNKNOWN))).fullmatch


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot's own source asks for."""

    uses: tuple[Use, ...]
    patterns: tuple[Pattern, ...]
    mentioned: frozenset[str]
    """Every text in the source: an id kept in a constant is found here."""


def derived(rules: Rules, languages: Iterable[str]) -> Iterator[str]:
    """Every id that is put together from rules, records and fixed lists. The only place that knows how."""
    yield "list-separator"
    yield from _questions(rules)
    groups: dict[str, Iterable[str]] = {
        "session-": (kind.key for kind in rules.sessions.kinds),
        "role_plain.": (role for kind in rules.sessions.kinds for role in kind.roles),
        "role_pick.": Role,
        "mode.": Mode,
        "comfort.": Comfort,
        "needs.": rules.screening.needs,
        "flyer_forms.": (form.key for form in rules.flyers.forms),
        "languages.": languages,
        "field-": (*rights.FIELDS.values(), *rights.BESIDE),
        "talk_times.": talking.TIMES,
        "talk_shared.": talking.SHARED,
        "extra.": keeping.EXTRA,
        "booking_debrief.": reminding.HOW,
        "champion_kinds.": ChampionKind,
        "champion-employer.": champions.EMPLOYED,
        "champion-bands.": Band,
        "told-by.": (*pressing.KNOWN, pressing.STRANGER),
        "soft_": Tier,
        "help_now_": COUNTRIES,
        **{f"signpost_{country}_": Tier for country in COUNTRIES},
        **{f"{consent}.": ("agree", "refuse") for consent in SCREENING_CONSENTS},
        "film_interest_v1.": ("yes", "maybe", "no"),
        "commands-menu.": (*desk_chat.COMMANDS, *menus.CHAMPIONS, *menus.EVERYBODY),
        "alert-outcome.": BY_HAND,
        "desk-outcome.": desk_chat.LISTED,
        "desk-door.": desk_chat.DOORS,
        "desk.": desk_chat.COMMANDS,
        "office-notice.": Notice,
        "office-alert.": ALERTS,
        "email-because.": Basis,
        "email-trouble.": MAIL_TROUBLES,
        **OFFICE,
    }
    for beginning, endings in groups.items():
        yield from (f"{beginning}{ending}" for ending in endings)


def _questions(rules: Rules) -> Iterator[str]:
    for role in Role:
        for question in rules.screening.for_role(role).questions:
            yield question.id
            yield from (f"{question.id}.{option}" for option in question.options if option not in HOSPITALS)


def labels(rules: Rules) -> frozenset[str]:
    """The derived ids that stand on buttons."""
    options = {phrase for phrase in _questions(rules) if "." in phrase}
    consents = {f"{consent}.{answer}" for consent in SCREENING_CONSENTS for answer in ("agree", "refuse")}
    return frozenset(options | consents)


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

    def read(self, node: ast.AST, *, label: bool = False) -> list[Use | Pattern | str]:
        """Find what `node` asks for. `label`: what is said there stands on a button."""
        found: list[Use | Pattern | str] = []
        waiting = [(node, label)]
        while waiting:  # not by recursion: a check reads every module there is
            each, label = waiting.pop()
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                found.append(each.value)
            if isinstance(each, ast.FunctionDef):
                label = "label" in each.name
            if isinstance(each, ast.Call):
                label = label or _name(each.func) in ("button", "Button")
                found += self._call(each, label=label)
                found += self._unasked(each)
            inside = [(child, label) for child in ast.iter_child_nodes(each)]
            waiting += reversed(inside)
        return found

    def _call(self, call: ast.Call, *, label: bool) -> Iterator[Use | Pattern]:
        name = _name(call.func)
        if name == "Phrase" and call.args:
            yield from self._ids(call.args[0], call, blanks=_blanks(call), label=label)
        elif name == "say" and call.args:
            blanks = frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
            yield from self._ids(call.args[0], call, blanks=blanks, label=label)
        elif name == "button" and call.args:
            yield from self._ids(call.args[0], call, blanks=frozenset(), label=True)
        elif name == "When":
            shape = call.args[1] if len(call.args) > 1 else ast.Constant("day")
            for each in self._ids(shape, call, blanks=frozenset(), label=False):
                if isinstance(each, Use):
                    yield msgspec.structs.replace(each, id=f"date-{each.id}")

    def _unasked(self, call: ast.Call) -> Iterator[Use]:
        """Find what is said as a reminder, and the subjects of letters."""
        for subject in (keyword.value for keyword in call.keywords if keyword.arg == "subject"):
            for use in self.read(subject):
                if isinstance(use, Use):
                    yield msgspec.structs.replace(use, unasked=True)
        priorities = [keyword.value for keyword in call.keywords if keyword.arg == "priority"]
        if any(isinstance(value, ast.Attribute) and value.attr == REMINDER for value in priorities):
            for said in call.args:
                for use in self.read(said):
                    if isinstance(use, Use):
                        yield msgspec.structs.replace(use, unasked=True)

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


def _in_template(text: str, where: str) -> Iterator[Use | Pattern | str]:
    tree = jinja2.Environment(autoescape=True).parse(text)
    for constant in tree.find_all(jinja2.nodes.Const):
        if isinstance(constant.value, str):
            yield constant.value
    for call in tree.find_all(jinja2.nodes.Call):
        if isinstance(call.node, jinja2.nodes.Name) and call.node.name == "say" and call.args:
            written = _template_text(call.args[0])
            blanks = frozenset(keyword.key for keyword in call.kwargs)
            place = f"{where}:{call.lineno}"
            if UNKNOWN in written:
                yield Pattern(written=written, blanks=blanks, label=False, where=place)
            else:
                yield Use(id=written, blanks=blanks, where=place)


def _template_text(node: jinja2.nodes.Expr) -> str:
    match node:
        case jinja2.nodes.Const(value=str(text)):
            return text
        case jinja2.nodes.Concat(nodes=nodes):
            return "".join(map(_template_text, nodes))
        case _:
            return UNKNOWN


def all_uses(rules: Rules, languages: Iterable[str], source: Source) -> dict[str, list[Use]]:
    """Every id the bot asks for, with each place that does."""
    uses: dict[str, list[Use]] = {}
    on_buttons = labels(rules)
    for use in (*source.uses, *_derived_uses(derived(rules, languages), source.patterns, on_buttons)):
        uses.setdefault(use.id, []).append(use)
    return uses


def _derived_uses(
    phrases: Iterable[str], patterns: Iterable[Pattern], on_buttons: frozenset[str]
) -> Iterator[Use]:
    for phrase in dict.fromkeys(phrases):
        makers = [pattern for pattern in patterns if pattern.is_telling and pattern.makes(phrase)]
        given = [pattern.blanks for pattern in makers]
        known = [blanks for blanks in given if blanks is not None]
        blanks = frozenset().union(*known) if len(known) == len(given) else None
        label = phrase in on_buttons or any(pattern.label for pattern in makers)
        yield Use(id=phrase, blanks=blanks, label=label, where=makers[0].where if makers else "the rules")
