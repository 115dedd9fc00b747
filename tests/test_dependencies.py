"""Which releases the program takes, and which it was tested with."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PINNED = ROOT / ".ci" / "constraints.txt"
PIN = re.compile(r"([a-z0-9._-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)")


def declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    written = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    written += [each for extra in extras for each in extra]
    return [Requirement(each) for each in dict.fromkeys(written)]


def pins():
    return {canonicalize_name(name): Version(release) for name, release, _ in PIN.findall(PINNED.read_text())}


def needed():
    """Every release that ours need, and theirs, as they are installed here."""
    found: dict[str, frozenset[str]] = {}
    open_ones = [(canonicalize_name(each.name), frozenset(each.extras)) for each in declared()]
    while open_ones:
        name, extras = open_ones.pop()
        if extras <= found.get(name, frozenset({"not looked at"})):
            continue
        found[name] = found.get(name, frozenset()) | extras
        for line in importlib.metadata.requires(name) or ():
            each = Requirement(line)
            if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                open_ones.append((canonicalize_name(each.name), frozenset(each.extras)))
    return set(found)


@pytest.mark.parametrize("each", declared(), ids=str)
def test_a_dependency_has_a_lower_and_an_upper_bound(each):
    bounds = {bound.operator for bound in each.specifier}

    assert bounds & {">=", "==", "~="}, f"{each}: from which release on?"
    assert bounds & {"<", "<=", "==", "~="}, f"{each}: up to which release?"


@pytest.mark.parametrize("each", declared(), ids=str)
def test_what_was_tested_lies_within_the_bounds(each):
    assert pins()[canonicalize_name(each.name)] in each.specifier


def test_everything_that_is_needed_is_pinned_by_hash():
    assert needed() <= set(pins())
    assert PIN.sub("", PINNED.read_text()) == "", "something is not a release with its hashes"
