"""The version of words and rules: the same for the same files, another one for any change."""

import re
import shutil

import pytest

from outreach_bot.content.catalog import find_campaign, load_rules

EXAMPLE = find_campaign(None)


def copied(tmp_path):
    for part in ("messages", "flyers"):
        shutil.copytree(EXAMPLE / part, tmp_path / part)
    return tmp_path


def test_the_same_files_have_the_same_version_wherever_they_are(tmp_path):
    here = load_rules(EXAMPLE).version

    assert re.fullmatch(r"c[0-9a-f]{8}", here)
    assert load_rules(copied(tmp_path)).version == here


@pytest.mark.parametrize("name", ["messages/campaign.yaml", "messages/en/safety.ftl", "flyers/flyers.yaml"])
def test_any_change_is_another_version(tmp_path, name):
    folder = copied(tmp_path)
    before = load_rules(folder).version
    file = folder / name

    file.write_text(file.read_text(encoding="utf-8") + "\n# one word more\n", encoding="utf-8")

    assert load_rules(folder).version != before


def test_a_file_that_is_no_words_changes_nothing(tmp_path):
    folder = copied(tmp_path)
    before = load_rules(folder).version

    (folder / "messages" / "notes.txt").write_text("for us", encoding="utf-8")

    assert load_rules(folder).version == before
