"""Makes mutants: the dialogue, its rules or the screening with one thing taken out.

A mutant is one deletion: a statement, a case, a branch, an entry of a table, a rule or a question;
or a condition held true or false, also of a comprehension; or one part of it that makes no difference.
Declarations (imports, classes, docstrings, constants other than tables) are left alone.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("dialogue", "recruitment")
DECLARATIONS = (
    "__init__.py", "inputs.py", "effects.py", "contact_effects.py", "notices.py", "words.py", "state.py",
    "rules.py", "calls.py", "phrases.py",
)  # fmt: skip
"""Modules of records and of reading phrases: nothing a conversation could lose by a deleted line of theirs
that the type check, the content check or their own tests do not hold."""


NOTHING = "[[[[['no such thing']]]]]"
"""A pattern that nothing matches."""


@dataclass(frozen=True)
class Mutant:
    """One file with one thing taken out."""

    path: str
    """Below the repository."""
    line: int
    what: str
    source: str

    @property
    def is_condition(self) -> bool:
        """Whether nothing is taken out, but a condition is held true or false, or one of its parts makes no difference."""
        return self.what.startswith(("always: ", "never: ", "whether or not: "))

    @property
    def name(self) -> str:
        """How it is listed."""
        return f"{self.path}:{self.line} {self.what}"


def all_mutants() -> Iterator[Mutant]:
    """Every mutant of the dialogue, the recruitment rules and the screening rules."""
    for package in PACKAGES:
        for path in sorted((ROOT / "outreach_bot" / package).glob("*.py")):
            if path.name not in DECLARATIONS:
                yield from of_module(path)
    yield from of_screening(ROOT / "messages" / "screening.yaml")


def of_module(path: Path) -> Iterator[Mutant]:
    """Every deletion in one module, once: a function inside another is walked twice."""
    found: dict[str, Mutant] = {}
    for mutant in _of_source(path):
        found.setdefault(mutant.source, mutant)
    yield from found.values()


def _of_source(path: Path) -> Iterator[Mutant]:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    relative = path.relative_to(ROOT).as_posix()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from _in_function(node, lines, relative)
        elif isinstance(node, ast.Dict) and node.col_offset >= 0:
            yield from _in_table(node, lines, relative)


def _in_function(function: ast.FunctionDef, lines: list[str], path: str) -> Iterator[Mutant]:
    for node in ast.walk(function):
        for block in _blocks(node):
            for statement in block:
                if _is_worth(statement, function):
                    yield _without(statement, lines, path, "pass", ast.unparse(statement).split("\n")[0])
        if isinstance(node, ast.Match):
            for case in node.cases:
                what = f"case {ast.unparse(case.pattern)}"
                yield _pattern_out(case, lines, path, what)
        if isinstance(node, ast.If | ast.IfExp):
            yield _replaced(node.test, lines, path, "False", f"never: {ast.unparse(node.test)}")
            yield _replaced(node.test, lines, path, "True", f"always: {ast.unparse(node.test)}")
        if isinstance(node, ast.comprehension):
            for test in node.ifs:
                yield _replaced(test, lines, path, "False", f"never: {ast.unparse(test)}")
                yield _replaced(test, lines, path, "True", f"always: {ast.unparse(test)}")
        if isinstance(node, ast.BoolOp):
            neutral = "True" if isinstance(node.op, ast.And) else "False"
            for value in node.values:
                yield _replaced(value, lines, path, neutral, f"whether or not: {ast.unparse(value)}")


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list):
            yield [statement for statement in block if isinstance(statement, ast.stmt)]


def _is_worth(statement: ast.stmt, function: ast.FunctionDef) -> bool:
    """Leave out what would only break the module: definitions, docstrings, and names used further down."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return False
    if isinstance(statement, ast.Pass | ast.Import | ast.ImportFrom | ast.FunctionDef | ast.Match):
        return False
    if isinstance(statement, ast.Expr) and "assert_never" in ast.unparse(statement):
        return False
    assigns = isinstance(statement, ast.Assign | ast.AnnAssign)
    return not (assigns or (isinstance(statement, ast.Return) and function.body[-1] is statement))


def _without(node: ast.stmt, lines: list[str], path: str, instead: str, what: str) -> Mutant:
    return _cut(
        lines, path, (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset), instead, what
    )


def _replaced(node: ast.expr, lines: list[str], path: str, instead: str, what: str) -> Mutant:
    return _cut(
        lines, path, (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset), instead, what
    )


def _pattern_out(case: ast.match_case, lines: list[str], path: str, what: str) -> Mutant:
    pattern = case.pattern
    place = (pattern.lineno, pattern.col_offset, pattern.end_lineno, pattern.end_col_offset)
    return _cut(lines, path, place, NOTHING, what)


def _in_table(node: ast.Dict, lines: list[str], path: str) -> Iterator[Mutant]:
    """Entries of the tables of screens, taps and names, where each stands on a line of its own."""
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None or not isinstance(key, ast.Constant) or node.lineno == node.end_lineno:
            continue
        if key.lineno == value.end_lineno and lines[key.lineno - 1].strip().startswith(("'", '"')):
            place = (key.lineno, key.col_offset, value.end_lineno, value.end_col_offset)
            yield _cut(
                lines,
                path,
                place,
                f"{f'no such {key.value!s}'!r}: {ast.unparse(value)}",
                f"entry {key.value!s}",
            )


def _cut(
    lines: list[str], path: str, place: tuple[int, int, int | None, int | None], instead: str, what: str
) -> Mutant:
    first, start, last, end = place
    last, end = last or first, end or start
    before = lines[first - 1].encode()[:start].decode()
    after = lines[last - 1].encode()[end:].decode()
    source = "".join([*lines[: first - 1], before + instead + after, *lines[last:]])
    return Mutant(path=path, line=first, what=re.sub(r"\s+", " ", what)[:90], source=source)


def of_screening(path: Path) -> Iterator[Mutant]:
    """Every rule and every question of screening.yaml, taken out as lines."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    relative = path.relative_to(ROOT).as_posix()
    at = 0
    while at < len(lines):
        found = re.match(r"(\s*)- ", lines[at])
        if not found or found[1] == "":
            at += 1
            continue
        end = at + 1
        while (
            end < len(lines)
            and re.match(rf"{found[1]}\s+\S", lines[end])
            and not re.match(rf"{found[1]}- ", lines[end])
        ):
            end += 1
        yield Mutant(
            path=relative,
            line=at + 1,
            what=lines[at].strip()[:90],
            source="".join([*lines[:at], *lines[end:]]),
        )
        at = end
