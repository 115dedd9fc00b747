"""Everything a campaign must be before it meets people: `outreach-bot check`."""

from collections.abc import Mapping
from pathlib import Path

from outreach_bot.content.catalog import FLYERS, MESSAGES, find_campaign, load_rules
from outreach_bot.content.check_flyers import check_flyers
from outreach_bot.content.check_rules import check_rules
from outreach_bot.content.check_words import check_words
from outreach_bot.content.findings import ContentError, Finding, Level
from outreach_bot.content.ftl_files import Language, read_languages
from outreach_bot.content.samples import check_samples
from outreach_bot.content.used_words import read_source
from outreach_bot.recruitment.rules import Rules


def check(folder: Path) -> list[Finding]:
    """Check the words, rules and flyers of the campaign in `folder`; faults first, then by file and line.

    Words are only checked against the rules once the rules can be read.
    """
    try:
        find_campaign(folder)
        rules = load_rules(folder)
    except ContentError as error:
        findings = list(error.findings)
        for language in read_languages(folder / MESSAGES).values():
            findings += language.findings
        return _in_order(findings)
    return check_read(folder, rules, read_languages(folder / MESSAGES))


def check_read(folder: Path, rules: Rules, languages: Mapping[str, Language]) -> list[Finding]:
    """Check a campaign whose rules and words have been read already; in the same order."""
    findings = [
        *check_rules(folder, rules),
        *check_words(languages, rules, read_source()),
        *check_flyers(folder, rules),
        *check_samples(folder, rules),
        *_check_folders(folder, rules.campaign.language, set(languages)),
    ]
    return _in_order(findings)


def _check_folders(folder: Path, language: str, languages: set[str]) -> list[Finding]:
    findings = []
    if language not in languages:
        fault = f"there are no words in the campaign's language (found {language})"
        remedy = f"Make the folder {MESSAGES}/{language}, or change language in campaign.yaml"
        findings.append(Finding(file="campaign.yaml", line=0, fault=fault, remedy=remedy))
    if not (folder / FLYERS).is_dir():
        fault, remedy = "the folder is missing", "Copy it from a fresh campaign: outreach-bot init DIR"
        findings.append(Finding(file=f"{FLYERS}/", line=0, fault=fault, remedy=remedy))
    return findings


def _in_order(findings: list[Finding]) -> list[Finding]:
    def order(finding: Finding) -> tuple[bool, str, int, int, str]:
        return finding.level is Level.WARNING, finding.file, finding.line, finding.column, finding.fault

    return sorted(dict.fromkeys(findings), key=order)


__all__ = ["ContentError", "Finding", "Level", "check", "check_read"]
