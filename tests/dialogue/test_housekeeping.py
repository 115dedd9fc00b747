"""What is done to the house itself leaves one row of the log, with figures and marks and nothing else."""

import pytest

from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.house_inputs import (
    RetentionRun,
    SettingsChanged,
    StoreBackedUp,
    WavePreviewed,
    WordsPublished,
)
from outreach_bot.dialogue.inputs import OFFICE, Input, To
from tests.helpers.people import NOW, view


@pytest.mark.parametrize(
    ("body", "row"),
    [
        (
            WordsPublished(version="c1", questions=3, flyers=2, reviewers=4),
            ("words_published", "c1", "questions:3 flyers:2 reviewers:4", "", ""),
        ),
        (SettingsChanged(mark="ab12"), ("settings_changed", "settings", "ab12", "", "")),
        (RetentionRun(rows=7), ("retention_run", "store", "7", "", "")),
        (StoreBackedUp(size=900, by="command"), ("store_backed_up", "store", "900", "command", "")),
        (
            WavePreviewed(wave="w1", approval="a-1", reaches=12),
            ("wave_previewed", "w1", "12", "", "a-1"),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_leaves_one_row_and_changes_nothing(rules, body, row):
    turn = step(view(rules, None), Input(key="house:1", to=To.OFFICE, id=OFFICE, body=body), now=NOW)

    assert [(each.action, each.about, each.detail, each.by, each.approval) for each in turn.audit] == [row]
    assert (turn.changes, turn.says, turn.tells) == ((), (), ())
