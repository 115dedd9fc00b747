"""What is done to the house itself, or only looked at: it changes no record, and is in the audit log."""

from outreach_bot.dialogue.outreach_inputs import Fact
from outreach_bot.recruitment.waves import WaveId


class WordsPublished(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """From now on other words or rules hold than before. `version`: of all of them, `content.content_version`."""

    version: str
    questions: int
    """Version of screening.yaml."""
    flyers: int
    """Version of flyers.yaml."""
    reviewers: int
    """How many people with lived experience checked the flyers."""


class SettingsChanged(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The bot was started with other settings than before. `mark`: a keyed hash of all of them."""

    mark: str


class RetentionRun(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """What was kept long enough was deleted."""

    rows: int


class StoreBackedUp(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Everything was saved, sealed, in one file."""

    size: int
    """Bytes."""
    by: str


class WavePreviewed(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody looked at what a wave would say, and at how many it would reach. `approval`: the yes that it needs."""

    wave: WaveId
    approval: str
    reaches: int


HouseBody = WordsPublished | SettingsChanged | RetentionRun | StoreBackedUp | WavePreviewed
