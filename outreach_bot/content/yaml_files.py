"""One YAML file read into one model, with every complaint at its line.

YAML 1.2: `yes` and `no` stay text, which question options rely on.
"""

import datetime as dt
import re
import typing
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from outreach_bot.content.findings import Finding, nearest
from outreach_bot.input_files import CannotRead, read_text

Model = TypeVar("Model", bound=BaseModel)
Loc = tuple[int | str, ...]

KEY = "[key]"
"""What pydantic puts at the end of a place when it is the name that is wrong, not what stands there."""
FRESH = "Compare it with a fresh copy: outreach-bot init DIR"
DEEPEST = 50
"""Levels of entries in entries; ours have six."""
MOST_ENTRIES = 100_000
KEPT = 16
"""Files kept as they were read; a campaign has seven."""
SHOWN_FAULT = 100
"""How much of what a library says is shown."""
SHOWN_CHARACTERS = 40
"""How much of a wrong value is shown back."""

_WRONG = {
    "missing": ("{name} is missing", "Add it"),
    "extra_forbidden": ("{name} is not known here", "Take it out, or look at the top of the file for the names"),
    "greater_than_equal": ("{name} is too small", "Write {ge} or more"),
    "less_than_equal": ("{name} is too big", "Write {le} or less"),
    "greater_than": ("{name} is too small", "Write more than {gt}"),
    "too_short": ("{name} has too few entries", "Give at least {min_length}"),
    "too_long": ("{name} has too many entries", "Give at most {max_length}"),
    "string_too_short": ("{name} is empty", "Write something"),
    "string_type": ("{name} is not text", 'Put it in "quotes"'),
    "bool_type": ("{name} is neither true nor false", "Write true or false"),
    "bool_parsing": ("{name} is neither true nor false", "Write true or false"),
    "int_type": ("{name} is not a whole number", "Write digits only"),
    "int_parsing": ("{name} is not a whole number", "Write digits only"),
    "int_from_float": ("{name} is not a whole number", "Write digits only"),
    "float_type": ("{name} is not a number", "Write a number, such as 0.5"),
    "float_parsing": ("{name} is not a number", "Write a number, such as 0.5"),
    "tuple_type": ("{name} is not a list", "Write [one, two], or one entry a line with a dash before it"),
    "model_type": ("{name} is not a group of settings", "Write its settings below it, two spaces further in"),
    "model_attributes_type": ("{name} is not a group of settings", "Write its settings below it, two spaces further in"),
    "dict_type": ("{name} is not a group of settings", "Write its settings below it, two spaces further in"),
    "time_parsing": ("{name} is not a time", 'Write hours and minutes, such as "09:00"'),
    "time_type": ("{name} is not a time", 'Write hours and minutes, such as "09:00"'),
    "date_type": ("{name} is not a date", "Write year, month, day, such as 2027-03-31"),
    "date_parsing": ("{name} is not a date", "Write year, month, day, such as 2027-03-31"),
    "date_from_datetime_parsing": ("{name} is not a date", "Write year, month, day, such as 2027-03-31"),
}  # fmt: skip
_PATTERNS = {
    r"^[a-z][a-z0-9_]{0,23}$": "Use a-z, 0-9 and _ only, a letter first, at most 24 characters",
    r"^[A-Z]{2}$": "Use the two capital letters of the country, such as US or GB",
}


_NESTED = re.compile(r"(?:[\[{][^\[\]{}]*+){20}")
"""Found before the reader looks at it, which takes minutes over thousands of them."""
_DAY = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")


def read(path: Path) -> Any | Finding:
    """Read `path` as YAML 1.2 with line numbers kept, or say why it cannot be read."""
    try:
        text = read_text(path)
    except CannotRead as refused:
        remedy = refused.remedy if path.exists() else "Copy it from a fresh campaign: outreach-bot init DIR"
        return Finding(file=path.name, fault=refused.fault, remedy=remedy)
    if _NESTED.search(text):
        return Finding(file=path.name, fault="entries stand in entries, again and again", remedy=FRESH)
    try:
        data, many = _parsed(text)
    except MarkedYAMLError as error:
        return _unreadable(path, text, error)
    except ValueError as error:
        return _no_such_day(path, text, error)
    except RecursionError:
        return Finding(file=path.name, fault="entries stand in entries, again and again", remedy=FRESH)
    except Exception as error:  # noqa: BLE001  the library has a kind of its own for most that is no YAML, not for all
        fault = f"this is not YAML ({error})".splitlines()[0][:SHOWN_FAULT]
        return Finding(file=path.name, fault=fault, remedy=FRESH)
    if many > MOST_ENTRIES:
        return Finding(
            file=path.name, fault="an entry is repeated by * again and again", remedy="Write it out"
        )
    return data


@lru_cache(maxsize=KEPT)
def _parsed(text: str) -> tuple[Any, int]:
    """What stands in a file, which nobody changes, and the number of its entries. A check reads each several times."""
    data = YAML(typ="rt").load(text)
    return data, _size(data, {}, 0)


def _size(node: Any, known: dict[int, int], depth: int) -> int:
    """Count entries as if each `*name` were written out: a few lines of them can stand for more than memory holds.

    Raises RecursionError where entries stand too deeply in each other, or an entry stands in itself.
    """
    if depth > DEEPEST:
        raise RecursionError
    if not isinstance(node, Mapping | list):
        return 1
    if id(node) not in known:
        inside = node.values() if isinstance(node, Mapping) else node
        known[id(node)] = 1 + sum(_size(each, known, depth + 1) for each in inside)
    return known[id(node)]


def _no_such_day(path: Path, text: str, error: ValueError) -> Finding:
    """YAML takes 2027-13-01 for a date, and then cannot make one."""
    fault = f"there is no such day ({error})"
    for number, line in enumerate(text.splitlines(), start=1):
        for found in _DAY.finditer(line):
            try:
                dt.date(*map(int, found.groups()))
            except ValueError:
                column = found.start() + 1
                remedy = "Write year, month, day, such as 2027-03-31"
                return Finding(file=path.name, line=number, column=column, fault=fault, remedy=remedy)
    return Finding(file=path.name, line=0, fault=fault, remedy="Look for a date that is none")


def _unreadable(path: Path, text: str, error: MarkedYAMLError) -> Finding:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = (error.problem or error.context or "this is not YAML").splitlines()[0]
    lines = text.splitlines()
    here = lines[line - 1] if line <= len(lines) else ""
    if "\t" in here[: max(column, 1)] and not here[: here.find("\t")].strip():
        fault, remedy = "a tab stands where spaces belong", "Use spaces in front of the line, never a tab"
        column = here.find("\t") + 1
    elif "duplicate key" in problem:
        name = problem.split('"')[1] if '"' in problem else here.strip().partition(":")[0]
        fault, remedy = f"{name} is written twice", "Keep one of the two"
    else:
        fault = f"this is not YAML ({problem})"
        remedy = "Look for a missing quote, bracket or space, here or just above"
    return Finding(file=path.name, line=line, column=column, fault=fault, remedy=remedy)


def place(node: Any, loc: Loc) -> tuple[int, int]:
    """The line and column (from 1) of what `loc` leads to in a file read by `read`, or of what is nearest above."""
    line, column = 0, 0
    for part in loc:
        try:
            if isinstance(node, Mapping):
                line, column = node.lc.key(part)  # type: ignore[attr-defined]  # ruamel adds lc
            else:
                line, column = node.lc.item(part)
            node = node[part]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line + 1, column + 1


def value_place(node: Any, loc: Loc, lines: Sequence[str]) -> tuple[int, int]:
    """The line and column (from 1) at which the value `loc` leads to begins, after its opening quote."""
    for part in loc[:-1]:
        node = node[part]
    last = loc[-1]
    line, column = node.lc.value(last) if isinstance(node, Mapping) else node.lc.item(last)  # type: ignore[attr-defined]  # ruamel adds lc
    quoted = lines[line][column : column + 1] in ("'", '"')
    return line + 1, column + 1 + quoted


def validate(path: Path, data: Any, model: type[Model], *, prepared: Any = None) -> Model | list[Finding]:
    """Check what `read` read against `model`: the model, or every finding.

    prepared: the same data with short forms written out, where there are any.
    """
    if data is None:
        return [
            Finding(file=path.name, fault="the file is empty", remedy="Copy it again: outreach-bot init DIR")
        ]
    try:
        return model.model_validate(data if prepared is None else prepared)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        return [_finding(path, data, model, details) for details in errors if not _follows(details, errors)]


def _follows(details: ErrorDetails, errors: Iterable[ErrorDetails]) -> bool:
    """Whether this comes of another fault that is told on its own: a wrong entry, or a misspelt name."""
    loc = details["loc"]
    if details["type"] == "too_short":
        return any(len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in errors)
    return details["type"] == "missing" and any(
        other["type"] == "extra_forbidden"
        and other["loc"][:-1] == loc[:-1]
        and nearest(other["loc"][-1], [str(loc[-1])])
        for other in errors
    )


def _finding(path: Path, data: Any, model: type[BaseModel], details: ErrorDetails) -> Finding:
    loc = details["loc"]
    line, column = place(data, loc)
    fault, remedy = _wrong(details, model)
    if details["type"] != "missing":
        fault += _found(details)
    return Finding(file=path.name, line=line, column=column, fault=fault, remedy=remedy)


def _found(details: ErrorDetails) -> str:
    if details["type"] == "extra_forbidden":
        return ""
    return f" (found {shortened(str(details['input'])) or 'nothing'})"


def shortened(text: str) -> str:
    """The beginning of `text` in one line, to show it back."""
    shown = " ".join(text.split())
    return shown if len(shown) <= SHOWN_CHARACTERS else shown[:SHOWN_CHARACTERS] + "…"


def _wrong(details: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    name = ".".join(str(part) for part in details["loc"] if part != KEY) or "the file"
    kind, context = details["type"], details.get("ctx", {})
    if kind in ("literal_error", "enum"):
        known = [word.strip(" '") for word in str(context["expected"]).replace(" or ", ",").split(",")]
        return f"{name} is not one of {', '.join(known)}", meant(details["input"], known, "Use one of these")
    if kind == "string_pattern_mismatch":
        return f"{name} is not written as it should be", _PATTERNS[str(context["pattern"])]
    fault, remedy = _WRONG.get(kind, (f"{name} is wrong: {details['msg']}", "Correct it"))
    if kind == "extra_forbidden":
        remedy = meant(str(details["loc"][-1]), _fields(model, details["loc"][:-1]), remedy)
    return fault.format(name=name, **context), remedy.format(name=name, **context)


def meant(found: object, known: Iterable[str], otherwise: str) -> str:
    """Ask whether the nearest of the `known` names was meant; `otherwise` when none is near."""
    close = nearest(found, known)
    return f"Did you mean {close}?" if close else otherwise


def _fields(model: type[BaseModel], loc: Loc) -> list[str]:
    """The names that could stand where `loc` is, in `model`."""
    kind: Any = model
    for part in loc:
        if isinstance(part, str) and _is_model(kind):
            field = next((f for key, f in kind.model_fields.items() if part in (key, f.alias)), None)
            kind = field.annotation if field else None
            kind = kind if typing.get_origin(kind) is dict else _inner(kind)
        elif isinstance(part, str):
            kind = _inner(kind)  # the name of an entry
        elif isinstance(part, int):
            continue
    return [field.alias or key for key, field in kind.model_fields.items()] if _is_model(kind) else []


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _inner(annotation: Any) -> Any:
    """The model inside `tuple[Model, ...]`, or the model itself."""
    return next(filter(_is_model, typing.get_args(annotation)), annotation)
