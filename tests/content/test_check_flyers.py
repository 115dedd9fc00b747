"""`outreach-bot check` on flyers: words, forms, days; each finding names file, place, fault and remedy."""

import pytest

from outreach_bot.content.catalog import load_rules
from outreach_bot.content.check import Level, check
from outreach_bot.content.findings import ContentError
from outreach_bot.outreach.flyer_checks import check_made
from tests.helpers.flyer_campaign import TODAY, FlyerCampaign


@pytest.fixture
def ours(tmp_path):
    return FlyerCampaign(tmp_path)


def said(campaign):
    """What is found about flyers, as people read it."""
    return [str(finding) for finding in check(campaign.folder) if "flyers" in finding.file]


def made(campaign, today=TODAY):
    return list(check_made(campaign.folder, campaign.rules(), today=today))


def test_the_shipped_flyers_have_no_fault(ours):
    assert said(ours) == []
    assert made(ours) == []


def test_words_that_are_missing_are_named_with_the_template_that_needs_them(ours):
    ours.plant("flyers/en/flyer.ftl", "point-choose =", "point-chose =")

    assert said(ours) == [
        (
            "flyers/en/: there are no words for point-choose (the bot says it in card.typ). Write point-choose = …."
            " Is point-chose a slip?"
        ),
        "flyers/en/flyer.ftl:24:1: point-chose is never said. Did you mean point-choose?",
    ]


def test_words_that_can_hurt_are_found(ours):
    ours.say("why-short", "You can help addicts.")

    assert [line.split(":")[3] for line in said(ours)] == [
        " why-short has words that can hurt (found adicts). Put the person first."
    ]


def test_words_that_are_hard_to_read_are_found(ours):
    ours.say(
        "call",
        "Participation necessitates consideration of organisational responsibilities and administrative implications of hospitalisation everywhere today.",
    )

    assert any("call is hard to read (grade" in line for line in said(ours))


def test_a_blank_that_nothing_fills_is_found(ours):
    ours.say("point-paid", "You are paid: { $pay_txt }.")

    assert said(ours) == [
        "flyers/en/flyer.ftl:25:1: point-paid has a blank that nothing fills (found $pay_txt). Did you mean $pay_text?"
    ]


def test_what_is_carried_home_may_not_tell_what_it_is_about(ours):
    ours.say("point-paid-quiet", "Recovery pays.")

    assert said(ours) == [
        (
            "flyers/en/flyer.ftl:26:1: point-paid-quiet tells what it is about, and handout_a4 is carried home (found Recovery)."
            " Say it so that whoever finds it learns nothing about a person."
        )
    ]


def test_a_poster_on_a_wall_may_say_what_it_is_about(ours):
    ours.say("point-welcome", "You do not need to be in recovery from alcohol or drugs.")

    assert said(ours) == []


def test_a_language_that_lacks_words_is_told_which(ours):
    (ours.folder / "flyers/es").mkdir()
    (ours.folder / "flyers/es/flyer.ftl").write_text("headline = Su voz\n", encoding="utf-8")

    assert any(
        line.startswith("flyers/es/: call is not translated (it is in en/flyer.ftl, line ")
        for line in said(ours)
    )


def test_a_template_that_is_not_there_is_found_where_it_is_named(ours):
    ours.plant("flyers/flyers.yaml", "template: slide", "template: slyde")

    assert [line.partition(": ")[2] for line in said(ours)] == [
        "there is no template slyde.typ in flyers. Name a file .typ that is there."
    ]
    assert said(ours)[0].startswith("flyers/flyers.yaml:45:")


def test_a_campaign_without_its_list_of_flyers_is_a_fault_and_still_runs(ours):
    (ours.folder / "flyers/flyers.yaml").unlink()

    assert (
        "flyers/flyers.yaml: the file is missing. Copy it from a fresh campaign: outreach-bot init DIR."
        in said(ours)
    )
    assert load_rules(ours.folder).flyers.forms == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("expires_on:", "expires_on: 2027-13-01", "flyers.yaml:15:13: there is no such day (month must be in 1..12). Write year, month, day, such as 2027-03-31."),
        ("expires_on:", "expires_on: soon", "flyers.yaml:15:1: expires_on is not a date"),
        ("version: 1", "version: one", "flyers.yaml:8:1: version is not a whole number"),
        ("{key: slide,", "{key: card,", "flyers.yaml:45:6: the form card is there twice. Keep one of the two."),
        ("paper: a4, smallest: 9}", "smallest: 9}", "flyers.yaml:34:5: poster_a4 is for paper or for a screen, one of the two. Write either paper: or pixels:."),
        ("paper: a4", "paper: a5", "forms.0.paper is not one of a4, letter"),
        ("smallest: 9}", "smallest: 5}", "forms.0.smallest is too small"),
    ],
    ids=["a day that is none", "no day", "no number", "twice", "neither paper nor screen", "another paper", "too small to read"],
)  # fmt: skip
def test_a_list_of_flyers_that_is_wrong_is_told_with_its_place(ours, old, new, told):
    ours.plant("flyers/flyers.yaml", old, new)

    with pytest.raises(ContentError) as wrong:
        load_rules(ours.folder)

    assert told in str(wrong.value)


def test_flyers_that_expire_before_they_are_approved_are_told(ours):
    ours.plant("flyers/flyers.yaml", "approved_on:", "approved_on: 2027-02-01")
    ours.plant("flyers/flyers.yaml", "expires_on:", "expires_on: 2027-01-01")

    with pytest.raises(ContentError, match="expires_on is before approved_on"):
        load_rules(ours.folder)


# -- set once --------------------------------------------------------------------------------------------------


def test_words_that_do_not_fit_are_found_at_their_place_once_for_all_forms(ours):
    ours.plant("flyers/en/flyer.ftl", "Your voice.", "Your voice. " + "Say more. " * 30)

    (found,) = made(ours)

    assert str(found).startswith("flyers/en/flyer.ftl:8:1: poster_a4, poster_letter, tabs_a4")
    assert str(found).endswith("in en: the words headline are too long for the form. Say it in fewer words.")


def test_a_letter_without_a_font_is_found_at_its_place(ours):
    ours.say("call-short", "Scan 한")

    (found,) = made(ours)

    assert str(found) == (
        "flyers/en/flyer.ftl:31:1: handout_a4, handout_letter in en: no font has the letters of “한”."
        " Put a font that has them into flyers/fonts, and its name into flyers.yaml."
    )


def test_a_font_that_is_not_there_is_named_with_those_that_are(ours):
    ours.plant("flyers/flyers.yaml", "Noto Sans Arabic", "Noto Sans")

    assert str(made(ours)[0]) == (
        "flyers/flyers.yaml: there is no font Noto Sans. Put its file into flyers/fonts, or name one of:"
        " Atkinson Hyperlegible Next, Noto Sans Arabic."
    )


def test_what_is_not_approved_is_a_warning(ours):
    ours.plant("messages/campaign.yaml", "example: true", "example: false")

    (found,) = made(ours)

    assert found.level is Level.WARNING
    assert "the flyers are not approved" in found.fault


def test_words_that_changed_since_their_approval_are_a_fault_with_what_to_write(ours):
    ours.approve()
    approved = ours.rules().flyers.words
    ours.say("call-short", "Scan us")
    now = ours.rules().flyers.words

    (found,) = made(ours)

    assert found.level is Level.FAULT
    assert str(found) == (
        "flyers/flyers.yaml: the words on the flyers are others than those approved"
        f" (approved {approved}, now {now}): they are stamped, and nobody can pass them on."
        f" Have them reviewed again, raise version to 2, then write approved_words: {now}."
    )


def test_what_to_write_for_a_first_approval_is_told(ours):
    ours.plant("messages/campaign.yaml", "example: true", "example: false")

    (found,) = made(ours)

    assert found.remedy.endswith(f"approved_words: {ours.rules().flyers.words}")


def test_what_has_expired_is_a_fault(ours):
    ours.approve()

    assert made(ours, today=TODAY) == []
    (found,) = made(ours, today=TODAY.replace(year=2028))
    assert found.level is Level.FAULT
    assert found.fault == "the flyers expired on 2027-12-31"
