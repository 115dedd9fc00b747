"""Every transcript under tests/chats/ is played through the real runner and store."""

from pathlib import Path

import pytest

from outreach_bot.play import play_file, stage_campaign, update_file
from outreach_bot.transcripts.report import report

CHATS = sorted((Path(__file__).parent / "chats").glob("*/*.chat"))
CAMPAIGN = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def campaign():
    return stage_campaign(CAMPAIGN)


@pytest.mark.parametrize("path", CHATS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_conversation_goes_as_written(path, campaign, pytestconfig):
    _, mismatches = play_file(path, campaign=campaign)

    if mismatches and pytestconfig.getoption("--update-chats") and update_file(path, mismatches):
        pytest.skip("rewritten: look at the difference")
    assert not mismatches, "\n" + report(str(path), path.read_text("utf-8"), mismatches)


@pytest.mark.parametrize("path", CHATS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_first_line_tells_the_story(path):
    assert path.read_text("utf-8").startswith("# ")
