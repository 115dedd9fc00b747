"""A few digits that stand for all that flyers say: an approval holds for the words that were approved, and no others."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from fluent.syntax import FluentSerializer

from outreach_bot.content.campaign_values import campaign_values
from outreach_bot.content.flyer_words import LINK_STAMP
from outreach_bot.content.ftl_files import Entry, Language, read_languages
from outreach_bot.content.ftl_parts import names_of
from outreach_bot.recruitment.rules import Campaign

DIGITS = 8
"""Hex digits behind the letter: one change in four thousand million goes unseen."""
MARK = "w"
"""Begins each, so that no file of settings reads one as a number."""


def fingerprint(flyers: Path, campaign: Campaign) -> str:
    """Tell the words of the folder `flyers` in all languages, and what the campaign puts into them, as `w3fa94c01`.

    Comments and blank lines are no words; nor are version, approval, reviewers and days, which tell of the approval.
    Empty: there are no words.
    """
    languages = [language for language in read_languages(flyers).values() if language.entries]
    if not languages:
        return ""
    digest = hashlib.sha256()
    for language in languages:
        for said in _said(language, campaign):
            digest.update(said.encode() + b"\0")
    return MARK + digest.hexdigest()[:DIGITS]


def _said(language: Language, campaign: Campaign) -> Iterator[str]:
    """Everything of one language, in an order that does not change with the order in the file."""
    yield language.name
    used: set[str] = set()
    for name in sorted(language.entries.keys() - {LINK_STAMP}):
        entry = language.entries[name]
        used |= {blank for _, pattern, _ in entry.parts() for blank in names_of(pattern).blanks}
        yield _written(entry)
    values = campaign_values(campaign, language.name) | {"project_name": campaign.name}
    yield from (f"{name}={values[name]}" for name in sorted(used & values.keys() | {"project_name"}))
    yield from (f"{hospital.key}={hospital.name}" for hospital in campaign.hospitals)


def _written(entry: Entry) -> str:
    """One message as it is written, without its comment."""
    node = entry.node.clone()
    node.comment = None
    return FluentSerializer().serialize_entry(node)
