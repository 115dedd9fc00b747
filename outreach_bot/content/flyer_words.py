"""The words that flyers print: `flyers/<language>/*.ftl`, filled in for one form, place and code."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec
from babel.dates import format_date
from babel.lists import format_list

from outreach_bot.content.campaign_values import campaign_values
from outreach_bot.content.catalog import FLYERS
from outreach_bot.content.ftl_files import Language, locale_of, read_languages
from outreach_bot.content.ftl_parts import names_of
from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.effects import Phrase
from outreach_bot.recruitment.rules import Flyers, Rules, Stamp

OWN = frozenset({"link", "code"})
"""Blanks that differ from code to code: words with one of them belong to one flyer only."""
BLANKS = OWN | {"hospitals", "reviewers", "approved", "expires", "approval", "version", "question"}
"""What is filled in beside the campaign's own values."""
CODE_USES = frozenset(
    {
        "question", "question-quiet", "checked", "not-checked", "approval", "version", "version-until",
        "title", "picture-alt", "list-separator", "date-flyer", *(f"stamp-{stamp}" for stamp in Stamp),
    }
)  # fmt: skip
"""Words that are chosen by the program, whatever the templates use."""
LINK_STAMP = f"stamp-{Stamp.LINK}"
"""Never stands on an approved flyer, so that no approval rests on its words."""
QUESTION = {False: "question", True: "question-quiet"}
"""The question as it hangs on a wall, and as it is carried home."""
_USED = re.compile(r"\b(?:w|own)\.([a-z]+(?:-[a-z]+)*)")
_COMMENT = re.compile(r"//.*")
MADE = frozenset({"project", "code", "qr"})
"""Fields of a template's data that are no words of their own."""


class FlyerWords(msgspec.Struct, frozen=True, kw_only=True):
    """All words of one flyer."""

    same: dict[str, str]
    """Words that are the same on every flyer of this language, form and place."""
    own: dict[str, str]
    """Words that hold the link or the code."""

    def all(self) -> dict[str, str]:
        """Both."""
        return self.same | self.own


def used_ids(folder: Path) -> dict[str, str]:
    """Every id that the templates in `folder` or the program use, and the file that does."""
    found = dict.fromkeys(sorted(CODE_USES), "the program")
    for path in sorted((folder / FLYERS).glob("*.typ")):
        found |= {name: path.name for name in used_in(path) if name not in found}
    return found


def used_in(template: Path) -> list[str]:
    """Every id that one template uses; none when it is not there."""
    if not template.is_file():
        return []
    text = _COMMENT.sub("", template.read_text(encoding="utf-8"))
    return [name for name in _USED.findall(text) if name not in MADE]


class FlyerWording:
    """The words of a campaign's flyers in all their languages."""

    def __init__(self, folder: Path, rules: Rules) -> None:
        self._read: Mapping[str, Language] = {
            name: language
            for name, language in read_languages(folder / FLYERS).items()
            if language.entries and not language.findings
        }
        self._rules = rules
        self._wording = Wording(self._read, rules, strict=True)
        self.languages = self._wording.languages
        """The campaign's own language first."""
        self._personal = cache(self._which_are_personal)

    def direction(self, language: str) -> str:
        """`ltr` or `rtl`."""
        return self._wording.direction(language)

    def stamp(self, stamp: Stamp | None, language: str) -> str:
        """What is printed across; empty: nothing."""
        if stamp is Stamp.LINK and LINK_STAMP not in self._read[language].phrases():
            stamp = Stamp.SAMPLE  # words of an earlier version
        return self._say(f"stamp-{stamp}", language, {}) if stamp else ""

    def words(self, language: str, *, hospital: str, quiet: bool, own: Mapping[str, str]) -> FlyerWords:
        """Fill in all words of `language`. own: the `link` as it is read, and the `code` with its space.

        Raises WordingFault when one of them has a blank that nothing fills.
        """
        blanks = {**self._facts(language, hospital), **own}
        question = self._say(QUESTION[quiet], language, blanks)
        blanks["question"] = question
        said = {
            phrase: self._say(phrase, language, blanks)
            for phrase in self._phrases(language)
            if not phrase.startswith("date-")
        }
        said |= {"question": question, "project": self._rules.campaign.name, **self._checked(said)}
        personal = self._personal(language)
        return FlyerWords(
            same={phrase: text for phrase, text in said.items() if phrase not in personal},
            own={phrase: text for phrase, text in said.items() if phrase in personal},
        )

    def _phrases(self, language: str) -> list[str]:
        return [name for name in self._read[language].phrases() if not name.startswith("-")]

    def _which_are_personal(self, language: str) -> frozenset[str]:
        phrases = self._read[language].phrases()
        return frozenset(
            phrase for phrase, (_, pattern, _) in phrases.items() if names_of(pattern).blanks & OWN
        )

    def _facts(self, language: str, hospital: str) -> dict[str, str]:
        """What is filled in beside the campaign's own values. What is not known yet is a dash."""
        flyers, campaign = self._rules.flyers, self._rules.campaign
        names: dict[str, str] = {each.key: each.name for each in campaign.hospitals}
        return {
            "hospitals": names.get(hospital) or campaign_values(campaign, language)["hospital_list"],
            "reviewers": format_list(list(flyers.reviewers), locale=locale_of(language)) or "–",
            "approved": self._day(flyers.approved_on, language),
            "expires": self._day(flyers.expires_on, language),
            "approval": flyers.approval or "–",
            "version": str(flyers.version),
        }

    def _day(self, day: dt.date | None, language: str) -> str:
        pattern = self._say("date-flyer", language, {})
        return format_date(day, pattern, locale=locale_of(language)) if day else "–"

    def _checked(self, said: Mapping[str, str]) -> dict[str, str]:
        """The small print that is true: nobody is said to have checked what nobody checked."""
        flyers: Flyers = self._rules.flyers
        return {
            "checked": said["checked"] if flyers.reviewers and flyers.approved_on else said["not-checked"],
            "approval": said["approval"] if flyers.approval else "",
            "version": said["version-until"] if flyers.expires_on else said["version"],
        }

    def _say(self, phrase: str, language: str, blanks: Mapping[str, str]) -> str:
        return self._wording.plain(Phrase(phrase, dict(blanks)), language=language)
