"""`outreach-bot flyers`: files for every form, a code of their own, and a sentence for what cannot be done."""

import os
import re

import pytest

from outreach_bot.commands_base import do, reading, settings_for
from tests.helpers.commands import own_machine, run_command
from tests.helpers.flyer_campaign import FlyerCampaign

PRINTED = [f"{form}-{paper}" for form in ("poster", "tabs", "handout", "large") for paper in ("a4", "letter")]
SHOWN = ["square", "story", "card", "slide"]


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    """A machine of one's own: no settings, an own key, an empty folder to stand in."""
    return own_machine(monkeypatch, tmp_path)


@pytest.fixture
def command(monkeypatch, capsys):
    """Run one command in this process; returns exit code, standard output and standard error."""

    def running(*arguments):
        return run_command(monkeypatch, capsys, arguments)

    return running


async def _codes():
    async with reading(settings_for(None, None)) as store:
        return {row.id: row.body for row in await store.rows("code")}


def codes():
    return do(_codes())


def test_every_form_is_a_picture_and_print_forms_are_pdf_too(command, place):
    code, out, err = command("flyers", "--out", "print")
    (made,) = codes()

    names = {f"flyer-{form}-en-{made}.png" for form in (*PRINTED, *SHOWN)}
    names |= {f"flyer-{form}-en-{made}.pdf" for form in PRINTED}
    assert code == 0
    assert {path.name for path in (place / "print").iterdir()} == names
    assert {line.removeprefix("print/") for line in out.splitlines()} == names
    assert "stamped EXAMPLE" in err


def test_without_a_code_a_new_one_for_a_place_is_made_and_named(command):
    _, _, err = command("flyers", "--out", "print", "--kind", "card")
    ((made, body),) = codes().items()

    assert f"Code: {made}" in err
    assert body["kind"] == "place"


def test_a_code_as_people_type_it_is_put_on_the_flyer(command, place):
    said = command("invite", "place", "Main Street library")[1]
    (code,) = re.findall(r"Code: (\w+)", said)

    done, _, _ = command(
        "flyers", "--out", "print", "--kind", "card", "--code", f"{code[:4].lower()}-{code[4:]}"
    )

    assert done == 0
    assert [path.name for path in (place / "print").iterdir()] == [f"flyer-card-en-{code}.png"]
    assert list(codes()) == [code]


def test_without_token_and_public_address_it_warns_of_the_local_one(command):
    _, _, err = command("flyers", "--out", "print", "--kind", "card")

    assert "Warning: these flyers lead to http://127.0.0.1:8080/i/" in err


def test_with_a_public_address_it_does_not_warn(command, monkeypatch):
    monkeypatch.setenv("OUTREACH_PUBLIC_URL", "https://care.granite-care.org")

    assert "Warning" not in command("flyers", "--out", "print", "--kind", "card")[2]


def test_a_template_stands_for_all_its_forms(command, place):
    command("flyers", "--out", "print", "--kind", "large")

    assert len(list((place / "print").iterdir())) == 4


def test_flyers_that_are_not_approved_are_stamped_and_it_says_so(command, place, monkeypatch):
    campaign = FlyerCampaign(place)
    campaign.plant("messages/campaign.yaml", "example: true", "example: false")
    monkeypatch.setenv("OUTREACH_PUBLIC_URL", "https://care.granite-care.org")

    code, _, err = command("flyers", "--out", "print", "--kind", "card", "--campaign", campaign.folder)

    assert code == 0
    assert "They are stamped SAMPLE: they are not approved" in err


def test_approved_flyers_that_lead_to_this_machine_are_stamped_and_it_says_why(command, place):
    campaign = FlyerCampaign(place)
    campaign.approve()
    asked = ("flyers", "--out", "print", "--kind", "card", "--campaign", campaign.folder)

    code, _, err = command(*asked)

    assert code == 0
    assert "which only this machine can open" in err
    assert "They are stamped SAMPLE: nobody else can open their link." in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--kind", "banner"), "There is no flyer banner. Choose one of: poster_a4, poster_letter, tabs_a4"),
        (("--language", "es"), "There are no flyers in es. Choose one of: en."),
        (("--code", "K7MQ2XZB"), "There is no code K7MQ2XZB to put on a flyer. The newest are: none yet."),
        (("--code", "!"), "There is no code ! to put on a flyer."),
    ],
    ids=["form", "language", "code", "not a code"],
)
def test_what_is_not_known_is_told_with_what_is_and_nothing_is_made(command, place, arguments, told):
    code, out, err = command("flyers", "--out", "print", *arguments)

    assert (code, out) == (1, "")
    assert told in err
    assert not (place / "print").exists()


def test_a_one_time_link_is_no_code_for_a_flyer(command):
    said = command("invite", "champion", "Riverside")[1]
    (once,) = re.findall(r"j_(\w+)", said)

    code, _, err = command("flyers", "--out", "print", "--code", once)

    assert code == 1
    assert once not in err.partition("The newest are")[2]


def test_a_folder_that_is_a_file_is_told(command, place):
    (place / "print").write_text("mine", encoding="utf-8")

    code, _, err = command("flyers", "--out", "print")

    assert code == 1
    assert err.startswith("print cannot be used: File exists.")


def test_a_folder_that_cannot_be_written_to_is_told_before_a_code_is_made(command, monkeypatch):
    """Told by a stand-in: root, as which tests may run, can write anywhere."""
    monkeypatch.setattr(os, "access", lambda *_: False)

    code, _, err = command("flyers", "--out", "print")

    assert code == 1
    assert "print cannot be written to" in err


def test_words_that_do_not_fit_stop_it_with_a_sentence(command, place):
    campaign = FlyerCampaign(place)
    campaign.plant("flyers/en/flyer.ftl", "Your voice.", "Your voice. " + "And more. " * 30)

    code, out, err = command("flyers", "--out", "print", "--campaign", campaign.folder)

    assert (code, out) == (1, "")
    assert "poster_a4 in en: the words headline are too long for the form. Say it in fewer words." in err
    assert list((place / "print").iterdir()) == []
    assert not (place / "outreach-data").exists()


def test_check_sets_every_flyer_once(command, place):
    campaign = FlyerCampaign(place)
    campaign.say("call-short", "Scan. " * 40)

    code, out, _ = command("check", campaign.folder)

    assert code == 1
    assert (
        "flyers/en/flyer.ftl:31:1: handout_a4, handout_letter in en: the words call-short are too long" in out
    )


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        (("--limit", "25"), "ends after 25 people, and a flyer may hang longer"),
        (("--limit", "1"), "ends after 1 person, and"),
        (("--days", "30"), "ends on 20"),
        (("--days", "30", "--limit", "5"), "or after 5 people"),
    ],
)
def test_a_code_that_ends_may_be_printed_and_it_says_that_the_print_may_outlive_it(command, bounds, said):
    _, out, _ = command("invite", "place", "Library", *bounds)
    made = re.search(r"Code: (\w+)", out)
    assert made is not None

    code, _, err = command("flyers", "--out", "print", "--kind", "card", "--code", made[1])

    assert code == 0
    assert said in err
    assert "outreach-bot invite place NAME" in err


def test_a_code_that_does_not_end_is_printed_without_a_warning(command):
    _, _, err = command("flyers", "--out", "print", "--kind", "card")

    assert "ends" not in err
