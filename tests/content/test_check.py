"""`outreach-bot check`: all of a campaign, faults first."""

import shutil

import pytest

from outreach_bot.content.catalog import find_campaign
from outreach_bot.content.check import Level, check

SHIPPED = find_campaign(None)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shipped") / "campaign"
    shutil.copytree(SHIPPED / "messages", folder / "messages")
    shutil.copytree(SHIPPED / "flyers", folder / "flyers")
    return check(folder)


def test_the_shipped_campaign_has_no_fault(shipped):
    assert [str(finding) for finding in shipped if finding.level is Level.FAULT] == []


def test_the_shipped_campaign_reminds_of_what_is_not_yet_real(shipped):
    said = "\n".join(map(str, shipped))

    assert "this is the example campaign" in said
    assert "nobody has checked the help lines" in said


def test_faults_come_before_warnings_and_in_the_order_of_the_files(campaign):
    campaign.plant("campaign.yaml", "Your Care, Your Voice", "Sober Voices")

    found = check(campaign.folder)
    faults = [finding for finding in found if finding.level is Level.FAULT]

    assert found[: len(faults)] == faults
    assert [finding.file for finding in faults] == sorted(finding.file for finding in faults)
    assert {finding.file for finding in faults} == {"campaign.yaml", "en/"}
    assert found[-1].level is Level.WARNING


def test_words_that_cannot_be_read_are_told_beside_rules_that_cannot(campaign):
    campaign.plant("campaign.yaml", "country: us", "country: france")
    campaign.say("welcome = Hello\nnot a message\n")

    assert [finding.file for finding in check(campaign.folder)] == ["campaign.yaml", "en/words.ftl"]


def test_a_campaign_without_words_in_its_language_is_a_fault(campaign):
    campaign.plant("campaign.yaml", "language: en", "language: es")

    assert (
        "campaign.yaml: there are no words in the campaign's language (found es). Make the folder messages/es"
        in ("\n".join(map(str, check(campaign.folder))))
    )


def test_a_campaign_without_flyers_is_a_fault(campaign):
    shutil.rmtree(campaign.folder / "flyers")

    assert "flyers/: the folder is missing. Copy it" in "\n".join(map(str, check(campaign.folder)))


def test_a_folder_that_is_no_campaign_is_one_fault(tmp_path):
    assert [finding.fault for finding in check(tmp_path)] == ["there is no folder messages in it"]
