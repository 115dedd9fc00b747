"""A campaign with flyers to change, and flyers made from it."""

import datetime as dt
import shutil
from pathlib import Path

from outreach_bot.content.catalog import load_rules
from outreach_bot.dialogue.effects import FlyerWish
from outreach_bot.outreach.flyers import Flyers

SHIPPED = Path(__file__).parents[2]
TODAY = dt.date(2027, 3, 1)
LINK = "https://t.me/YourCareYourVoiceBot?start="
CODE = "K7MQ2XZB"
APPROVED = """\
approval: "QI-2027-014"
approved_on: 2027-01-12
expires_on: 2027-12-31
reviewers: ["Ana", "J. R.", "the Tuesday group"]
approved_words: "{words}"
"""
_UNAPPROVED = ('approval: ""', "approved_on:", "expires_on:", "reviewers: []", 'approved_words: ""')


class FlyerCampaign:
    """A copy of the shipped campaign."""

    def __init__(self, folder):
        self.folder = folder / "campaign"
        for part in ("messages", "flyers"):
            shutil.copytree(SHIPPED / part, self.folder / part)

    def plant(self, file, old, new):
        """Put `new` where `old` stands first."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file} any more"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def say(self, phrase, words):
        """Write `words` for a phrase of one line in English."""
        path = self.folder / "flyers/en/flyer.ftl"
        lines = path.read_text(encoding="utf-8").splitlines()
        number = next(n for n, line in enumerate(lines) if line.startswith(f"{phrase} ="))
        lines[number] = f"{phrase} = {words}"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def approve(self):
        """Fill in what approval of the words as they are takes; the campaign is real now."""
        approved = APPROVED.format(words=self.rules().flyers.words)
        path = self.folder / "flyers/flyers.yaml"
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line not in _UNAPPROVED]
        path.write_text(approved + "\n".join(lines) + "\n", encoding="utf-8")
        self.plant("messages/campaign.yaml", "example: true", "example: false")

    def rules(self):
        return load_rules(self.folder)

    def flyers(self, today=TODAY):
        return Flyers(self.folder, self.rules(), today=lambda: today)


def wish(form="poster_a4", **changed):
    """The wish for a flyer."""
    return FlyerWish(**{"form": form, "language": "en", "code": CODE, **changed})
