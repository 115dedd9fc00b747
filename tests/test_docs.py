"""What the README says is true: settings, commands, times, places; and the house stays small and whole."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from outreach_bot import cli
from outreach_bot.cli_store import store_app
from outreach_bot.retention import KEPT_DAYS
from outreach_bot.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MODULES = sorted((ROOT / "outreach_bot").rglob("*.py"))
LONGEST_MODULE = 600
"""Lines: one list of small things may be as long. Most are a third of it."""
FIRST_SCREEN = 30
"""Lines."""


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_readme_with_its_description(name):
    line = f"| `OUTREACH_{name.upper()}` | {Settings.model_fields[name].description} |"

    assert line in README


def test_the_readme_names_no_setting_that_does_not_exist():
    named = set(re.findall(r"OUTREACH_([A-Z_]+)", README))

    assert named == {name.upper() for name in Settings.model_fields}


def command_names(app):
    return [each.name or each.callback.__name__ for each in app.registered_commands]


@pytest.mark.parametrize(
    "name", [*command_names(cli.app), *(f"store {name}" for name in command_names(store_app))]
)
def test_every_command_is_in_the_readme(name):
    assert re.search(rf"^\| `outreach-bot {name}\b", README, re.MULTILINE)


@pytest.mark.parametrize(("table", "days"), KEPT_DAYS.items())
def test_how_long_rows_are_kept_is_in_the_readme(table, days):
    assert re.search(rf"^\| .*\(`{table}`\) \| {days} days \|", README, re.MULTILINE)


def test_the_two_commands_are_on_the_first_screen_and_each_sets_itself_up():
    first = "\n".join(README.splitlines()[:FIRST_SCREEN])
    commands = re.findall(r"^python3 -m venv \.venv && .*$", first, re.MULTILINE)

    assert [line.split(" && ")[-1] for line in commands] == [
        ".venv/bin/outreach-bot run",
        ".venv/bin/python -m pytest",
    ]
    assert all(".venv/bin/pip install -e" in line for line in commands)


def test_the_ci_runs_the_readmes_test_command_word_for_word():
    pattern = re.search(r"grep -m1 -E '([^']+)' README\.md", (ROOT / ".ci/run").read_text())

    assert pattern is not None
    assert len(re.findall(pattern[1], README, re.MULTILINE)) == 1


def test_every_place_the_readme_names_is_there():
    table = README[README.index("## Where things live") :]
    named = [
        name
        for cell in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
        for name in re.findall(r"`(.+?)`", cell)
    ]

    for name in named:
        found = list(ROOT.glob(name)) or list((ROOT / "outreach_bot").glob(name))
        assert found, name


PICTURES = re.findall(r"!\[(.*?)\]\((.*?)\)", README)
MOST_BYTES = 600_000
"""All pictures together: a clone over a slow line should not wait for them."""


def test_every_picture_in_the_readme_is_there_and_says_what_it_shows():
    assert [name for text, name in PICTURES if not text or not (ROOT / name).is_file()] == []


def test_no_picture_is_kept_that_the_readme_does_not_show():
    kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / ".github/pictures").iterdir()}

    assert kept == {name for _, name in PICTURES}


def test_the_pictures_are_small():
    assert sum((ROOT / name).stat().st_size for _, name in PICTURES) < MOST_BYTES


PACKAGES = sorted({path.parent.name for path in MODULES if path.name == "__init__.py"} - {"outreach_bot"})


@pytest.mark.parametrize("name", PACKAGES)
def test_every_part_of_the_package_is_in_the_readme(name):
    assert re.search(rf"`(outreach_bot/)?{name}/`", README)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_longer_than_can_be_read_at_once(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_all_prose_keeps_to_one_sentence_a_line():
    prose = [line for line in README.splitlines() if re.match(r"(- |  )?[A-Z`*]", line)]

    assert [line for line in prose if re.search(r"[a-z`)]\.(\*\*)? [A-Z]", line)] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from this folder by hatchling."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_campaign(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    campaign = [
        path for part in ("messages", "flyers") for path in (ROOT / part).rglob("*") if path.is_file()
    ]

    assert campaign
    assert {f"outreach_bot/campaign/{path.relative_to(ROOT)}" for path in campaign} <= names


def test_the_wheel_holds_every_module_and_what_stands_beside_them(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    beside = [
        path
        for path in (ROOT / "outreach_bot").rglob("*")
        if path.suffix in {".py", ".csv", ".html", ".css", ".js"} and "__pycache__" not in path.parts
    ]

    assert {str(path.relative_to(ROOT)) for path in beside} <= names


def test_an_installed_package_finds_its_campaign_from_any_folder(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    environment = {name: value for name, value in environment.items() if not name.startswith("OUTREACH_")}
    command = [sys.executable, "-m", "outreach_bot", "init", "ours"]

    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)

    assert (tmp_path / "ours/messages/campaign.yaml").is_file()
    assert (tmp_path / "ours/flyers/README.md").is_file()
