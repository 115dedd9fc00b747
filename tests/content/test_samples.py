"""What is made up in the example is known by reading the example, and found in a campaign that says it is real."""

import datetime as dt
from typing import Any

import pytest
from pydantic import SecretStr

from outreach_bot import going_live
from outreach_bot.content import yaml_files
from outreach_bot.content.catalog import copy_campaign, find_campaign, load_rules
from outreach_bot.content.findings import Level
from outreach_bot.content.samples import check_samples, leaves, samples
from outreach_bot.recruitment.rules import HelpLines
from outreach_bot.settings import CannotRun, Settings

MADE_UP = {
    "organisation": "Riverbend Care Partnership",
    "contact.phone": "603-555-0142",
    "pay_text": "a $50 gift card (this is an example)",
    "email_from": "maya@riverbend-care.example",
    "postal_address": "12 River Street, Concord, NH 03301",
}
OWN = {
    "Riverbend Care Partnership": "Granite Care Circle",
    "603-555-0142": "603-271-9999",
    "a $50 gift card (this is an example)": "a $40 gift card",
    "maya@riverbend-care.example": "ines@granite-care.org",
    "12 River Street, Concord, NH 03301": "1 Main Street, Keene, NH 03431",
}
NAMES = (
    "Your Care, Your Voice", "Harbor Hospital", "Lakeside Hospital", "Mill Street Hospital", "North Hill Hospital",
    "Maya",
)  # fmt: skip


class Ours:
    """A copy of the example that says it is real."""

    def __init__(self, folder):
        self.folder = folder / "ours"
        copy_campaign(self.folder)
        self.change("messages/campaign.yaml", {"example: true": "example: false"})

    def change(self, file, words):
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        for old, new in words.items():
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")

    def findings(self):
        return list(check_samples(self.folder, load_rules(self.folder)))

    def faults(self):
        return [str(each) for each in self.findings() if each.level is Level.FAULT]


@pytest.fixture
def ours(tmp_path):
    return Ours(tmp_path)


@pytest.fixture
def real(ours):
    ours.change("messages/campaign.yaml", OWN)
    return ours


def test_each_value_that_is_made_up_is_a_fault_with_its_line(ours):
    data = yaml_files.read(ours.folder / "messages" / "campaign.yaml")
    lines = {".".join(map(str, loc)): yaml_files.place(data, loc)[0] for loc, _ in leaves(data)}
    faults = ours.faults()

    found = {int(fault.split(":")[1]): fault for fault in faults}
    assert sorted(found) == sorted(lines[name] for name in MADE_UP)
    assert all(fault.startswith("campaign.yaml:") and fault.endswith("Write your own.") for fault in faults)


def test_names_that_may_be_ones_own_are_warnings(real):
    warned = [each.fault for each in real.findings() if each.level is Level.WARNING]

    assert len(warned) == len(NAMES)
    assert all(any(name in fault for fault in warned) for name in NAMES)


def test_a_campaign_that_is_real_has_no_fault(real):
    assert real.faults() == []


def test_an_example_needs_no_word_about_it(ours):
    ours.change("messages/campaign.yaml", {"example: false": "example: true"})

    assert ours.findings() == []


@pytest.mark.parametrize(
    ("file", "words", "fault"),
    [
        ("messages/campaign.yaml", {"a $40 gift card": "a $40 gift card (this is an example)"}, "(this is an example)"),
        ("messages/campaign.yaml", {"603-271-9999": "603-555-0199"}, "555-0199"),
        ("messages/campaign.yaml", {"603-271-9999": "(603) 555 0100"}, "555 0100"),
        ("messages/campaign.yaml", {"ines@granite-care.org": "ines@example.org"}, "ines@example.org"),
        ("messages/campaign.yaml", {'email_reply_to: ""': 'email_reply_to: "a@mail.test"'}, "a@mail.test"),
        ("messages/en/outreach.ftl", {"Will you share this": "Riverbend Care Partnership asks"}, "Riverbend"),
        ("messages/en/booking.ftl", {"please ask us": "call 603-555-0142"}, "603-555-0142"),
        ("messages/networks.yaml", {"Governor's Task Force": "The force, 603-555-0123"}, "555-0123"),
        ("messages/en/booking.ftl", {"please ask us": "write to maya@mail.example.org."}, "maya@mail.example.org"),
        ("messages/en/booking.ftl", {"please ask us": "read https://www.example.org/more"}, "//www.example.org"),
        ("messages/en/booking.ftl", {"please ask us": "ask RIVERBEND CARE PARTNERSHIP"}, "Riverbend"),
        ("messages/networks.yaml", {"Governor's Task Force": "The force, lee@example.org"}, "lee@example.org"),
        ("flyers/en/flyer.ftl", {"Scan to start a chat": "Scan (this is an example)"}, "(this is an example)"),
    ],
)  # fmt: skip
def test_it_is_found_in_part_and_in_every_file(real, file, words, fault):
    real.change(file, words)

    [found] = real.faults()

    assert fault in found
    assert found.startswith(file.removeprefix("messages/"))


def test_the_marks_in_the_shipped_file_are_the_only_list():
    assert {sample.text for sample in samples() if not sample.may_stay} == set(MADE_UP.values())
    assert {sample.text for sample in samples() if sample.may_stay} == set(NAMES)


# -- going live ------------------------------------------------------------------------------------------------


DOORS: tuple[dict[str, Any], ...] = (
    {"telegram_token": SecretStr("1:a")},
    {"smtp_url": SecretStr("smtp://127.0.0.1?starttls=never")},
    {},  # the web alone, at an address that everybody can open
)


def chosen(ours, **more):
    return Settings(
        campaign=ours.folder,
        key_file=ours.folder.parent / "key",
        public_url="https://voice.granite-care.org",
        **more,
    )


def checked(ours):
    rules = load_rules(ours.folder)
    lines = HelpLines(checked_by="Ines", checked_on=dt.date(2027, 1, 1))
    return rules.model_copy(update={"safety": rules.safety.model_copy(update={"help_lines": lines})})


@pytest.mark.parametrize("door", DOORS)
def test_a_real_campaign_with_made_up_values_meets_nobody(ours, door):
    with pytest.raises(CannotRun, match=r"campaign\.yaml:\d+: organisation is made up .* and 4 more"):
        going_live.check_may_run(chosen(ours, **door), checked(ours))


@pytest.mark.parametrize("door", DOORS)
def test_one_without_does(real, door):
    going_live.check_may_run(chosen(real, **door), checked(real))


def test_a_trial_may_send_them_marked(ours):
    door = {"smtp_url": SecretStr("smtp://127.0.0.1?starttls=never")}

    going_live.check_may_run(chosen(ours, **door), checked(ours).model_copy(update={"trial": True}))


def test_the_example_is_not_shown_to_everybody_but_on_a_trial(ours):
    example = load_rules(find_campaign(None))
    door = Settings(key_file=ours.folder.parent / "key", public_url="https://voice.granite-care.org")

    with pytest.raises(CannotRun, match=r"invented names and pay\. .* OUTREACH_PUBLIC_URL"):
        going_live.check_may_run(door, example)
    going_live.check_may_run(door, example.model_copy(update={"trial": True}))
    going_live.check_may_run(door.model_copy(update={"public_url": None}), example)
    going_live.check_may_run(door.model_copy(update={"public_url": "http://127.0.0.1:8080"}), example)


def test_help_lines_that_nobody_checked_are_not_shown_to_everybody(real):
    with pytest.raises(CannotRun, match="nobody has checked the help lines"):
        going_live.check_may_run(chosen(real), load_rules(real.folder))
