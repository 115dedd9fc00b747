"""Flyers: what is made, what is refused, and the sentence that says why."""

import datetime as dt
import re
import shutil
import zlib

import pytest

from outreach_bot.content.flyer_words import FlyerWording
from outreach_bot.outreach.flyers import file_name, shown_link, spoken
from outreach_bot.outreach.typesetting import FlyerFault
from outreach_bot.recruitment.leaving import flyer_may_leave, flyer_stamp
from outreach_bot.recruitment.rules import Stamp
from tests.helpers.flyer_campaign import CODE, LINK, TODAY, FlyerCampaign, wish

HOSTILE = '#panic("x") *b* _i_ $x$ [y](z) `code` @ref <tag> // no \\ "quoted" #{1 + 1}'


@pytest.fixture
def campaign(tmp_path):
    return FlyerCampaign(tmp_path)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    return FlyerCampaign(tmp_path_factory.mktemp("shipped")).flyers()


def words_of(campaign, **own):
    wording = FlyerWording(campaign.folder, campaign.rules())
    return wording.words(
        "en", hospital="", quiet=False, own={"link": "t.me/x", "code": "K7MQ 2XZB", **own}
    ).all()


# -- what is made ------------------------------------------------------------------------------------------


def test_a_flyer_is_named_by_form_language_and_code_alone(shipped):
    made = shipped.make(wish("handout_a4", pdf=True), link=LINK)

    assert (made.name, made.media_type) == (f"flyer-handout-a4-en-{CODE}.pdf", "application/pdf")
    assert file_name(wish("card")) == f"flyer-card-en-{CODE}.png"


def test_the_words_for_who_cannot_see_the_picture_hold_link_code_and_phone(shipped):
    alt = shipped.alt(wish("square"), link=LINK)

    assert "t.me/YourCareYourVoiceBot" in alt
    assert "K7MQ 2XZB" in alt
    assert "603-555-0142" in alt


@pytest.mark.parametrize("form", ["handout_a4", "square", "story", "card"])
def test_what_is_carried_home_or_forwarded_does_not_tell_what_it_is_about(shipped, form):
    alt = shipped.alt(wish(form), link=LINK)

    assert not re.search("alcohol|drug|recovery", alt, re.IGNORECASE)


def test_the_same_flyer_is_made_once(shipped):
    assert shipped.make(wish("card"), link=LINK) is shipped.make(wish("card"), link=LINK)


def test_a_flyer_for_one_hospital_names_only_that_one(campaign):
    wording = FlyerWording(campaign.folder, campaign.rules())
    own = {"link": "t.me/x", "code": "K7MQ 2XZB"}

    words = wording.words("en", hospital="h3", quiet=False, own=own).same

    assert "had care at Mill Street Hospital when" in words["question"]
    assert "Harbor" not in words["question"]


def test_the_link_is_shown_as_people_type_it():
    assert shown_link(LINK, CODE) == "t.me/YourCareYourVoiceBot"
    assert shown_link("https://care.example.org/i/", CODE) == f"care.example.org/i/{CODE}"
    assert spoken(CODE) == "K7MQ 2XZB"


def test_a_language_without_flyers_gets_those_of_the_campaign(shipped):
    assert shipped.make(wish("card", language="es"), link=LINK).content.startswith(b"\x89PNG")


# -- approval ----------------------------------------------------------------------------------------------


def test_the_example_may_be_shared_and_is_stamped_as_one(campaign):
    flyers = campaign.rules().flyers

    assert flyers.may_be_shared(TODAY)
    assert flyers.stamp(TODAY) == "example"


def test_what_nobody_approved_is_stamped_and_not_shared(campaign):
    campaign.plant("messages/campaign.yaml", "example: true", "example: false")
    flyers = campaign.rules().flyers

    assert not flyers.may_be_shared(TODAY)
    assert flyers.stamp(TODAY) == "sample"


@pytest.mark.parametrize(
    ("day", "shared"),
    [
        (dt.date(2027, 1, 11), False),
        (dt.date(2027, 1, 12), True),
        (dt.date(2027, 12, 31), True),
        (dt.date(2028, 1, 1), False),
    ],
    ids=["the day before", "the first day", "the last day", "the day after"],
)
def test_an_approved_flyer_is_shared_from_its_first_day_to_its_last(campaign, day, shared):
    campaign.approve()
    flyers = campaign.rules().flyers

    assert flyers.may_be_shared(day) is shared
    assert (flyers.stamp(day) is None) is shared


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('approval: "QI-2027-014"', 'approval: " "'),
        ("approved_on: 2027-01-12", "approved_on:"),
        ("expires_on: 2027-12-31", "expires_on:"),
        ('reviewers: ["Ana", "J. R.", "the Tuesday group"]', "reviewers: [Ana]"),
        ("approved_words:", 'approved_words: "" # '),
    ],
    ids=["a reference", "a first day", "a last day", "two reviewers", "the words"],
)
def test_approval_takes(campaign, old, new):
    campaign.approve()
    campaign.plant("flyers/flyers.yaml", old, new)

    assert not campaign.rules().flyers.may_be_shared(TODAY)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("flyers/en/flyer.ftl", "Scan me", "Scan us"),
        ("messages/campaign.yaml", "603-555-0142", "603-555-0143"),
        ("messages/campaign.yaml", "Lakeside Hospital", "Hillside Hospital"),
    ],
    ids=["a word", "a number that is printed", "a hospital"],
)
def test_an_approval_holds_for_the_words_that_were_approved_and_no_others(campaign, file, old, new):
    campaign.approve()
    campaign.plant(file, old, new)
    flyers = campaign.rules().flyers

    assert not flyers.may_be_shared(TODAY)
    assert flyers.stamp(TODAY) == "sample"
    campaign.plant("flyers/flyers.yaml", flyers.approved_words, flyers.words)
    assert campaign.rules().flyers.may_be_shared(TODAY)


def test_words_of_a_language_that_was_added_need_approval_too(campaign):
    campaign.approve()
    shutil.copytree(campaign.folder / "flyers/en", campaign.folder / "flyers/es")

    assert not campaign.rules().flyers.may_be_shared(TODAY)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("flyers/en/flyer.ftl", "# How to join.", "\n# How people join.\n"),
        ("flyers/flyers.yaml", "version: 1", "version: 2"),
        ("flyers/flyers.yaml", "expires_on: 2027-12-31", "expires_on: 2028-06-30"),
    ],
    ids=["a comment", "the version", "a longer time"],
)
def test_what_is_no_word_needs_no_new_approval(campaign, file, old, new):
    campaign.approve()
    campaign.plant(file, old, new)

    assert campaign.rules().flyers.may_be_shared(TODAY)


def test_the_example_is_shared_whatever_its_words(campaign):
    campaign.say("call-short", "Scan us")

    assert campaign.rules().flyers.may_be_shared(TODAY)


def test_the_campaigns_own_approval_stands_in_for_that_of_the_flyers(campaign):
    campaign.plant("messages/campaign.yaml", 'approval: ""', 'approval: "IRB 7"')

    assert campaign.rules().flyers.approval == "IRB 7"


def test_the_small_print_says_who_checked_it_until_when_and_by_whose_leave(campaign):
    campaign.approve()
    words = words_of(campaign)

    assert words["checked"] == (
        "Checked by people with lived experience: Ana, J. R., and the Tuesday group, 12 January 2027."
    )
    assert words["approval"] == "Approval: QI-2027-014."
    assert words["version"] == "Version 1. Use until 31 December 2027."


def test_the_small_print_claims_nothing_that_is_not_so(campaign):
    words = words_of(campaign)

    assert words["checked"] == "Not yet checked by people with lived experience."
    assert words["approval"] == ""
    assert words["version"] == "Version 1."


def test_an_approved_flyer_looks_other_than_a_stamped_one(campaign):
    stamped = campaign.flyers().make(wish("card"), link=LINK).content
    campaign.approve()

    assert campaign.flyers().make(wish("card"), link=LINK).content != stamped


# -- what cannot be made -----------------------------------------------------------------------------------


def test_an_unknown_form_is_told_with_those_there_are(shipped):
    with pytest.raises(
        FlyerFault, match=r"there is no flyer banner\. There is: poster_a4, poster_letter, tabs_a4"
    ):
        shipped.make(wish("banner"), link=LINK)


def test_a_headline_that_does_not_fit_stops_with_a_sentence(campaign):
    campaign.plant("flyers/en/flyer.ftl", "Your voice.", "Your voice. " + "And so much more to say. " * 12)

    with pytest.raises(
        FlyerFault, match=r"the words headline are too long for the form\. Say it in fewer words\."
    ):
        campaign.flyers().make(wish(), link=LINK)


@pytest.mark.parametrize(
    "form", ["poster_a4", "tabs_letter", "handout_a4", "large_a4", "square", "story", "card", "slide"]
)
@pytest.mark.parametrize(
    "phrase", ["question", "point-choose", "why-short", "point-paid-quiet", "call", "call-tap", "call-short"]
)
def test_no_words_run_over_their_neighbours(campaign, form, phrase):
    """Words are so long that no form has room for them: wherever they are used they stop the flyer."""
    template = campaign.rules().flyers.form(form).template
    campaign.say(phrase, "Wordswordswords " * 90)
    used = f"w.{phrase}" in re.sub(
        rf"w\.{phrase}-\w+", "", (campaign.folder / f"flyers/{template}.typ").read_text(encoding="utf-8")
    )

    if used:
        with pytest.raises(FlyerFault, match="too long for the form"):
            campaign.flyers().make(wish(form), link=LINK)
    else:
        assert campaign.flyers().make(wish(form), link=LINK)


def test_a_letter_that_no_font_has_stops_a_print_form_with_a_sentence(campaign):
    campaign.say("call", "Scan 한 to start")

    with pytest.raises(FlyerFault, match="no font has the letters of “한”"):
        campaign.flyers().make(wish(pdf=True), link=LINK)


def test_words_that_a_template_asks_for_and_nobody_wrote_are_named(campaign):
    campaign.plant("flyers/en/flyer.ftl", "point-choose =", "point-chosen =")

    with pytest.raises(FlyerFault, match=r"poster\.typ uses point-choose, which has no words"):
        campaign.flyers().make(wish(), link=LINK)


def test_a_blank_that_nothing_fills_is_named(campaign):
    campaign.say("call", "Scan { $cod }")

    with pytest.raises(FlyerFault, match="cod"):
        campaign.flyers().make(wish(), link=LINK)


def test_a_template_that_is_not_there_is_named(campaign):
    campaign.plant("flyers/flyers.yaml", "template: slide", "template: slyde")

    with pytest.raises(FlyerFault, match=r"there is no template slyde\.typ"):
        campaign.flyers().make(wish("slide"), link=LINK)


def test_a_template_that_is_broken_is_named_with_what_is_wrong(campaign):
    campaign.plant("flyers/slide.typ", "let side = 700pt", "let side = sevenhundred")

    with pytest.raises(FlyerFault, match=r"slide\.typ cannot be set \(unknown variable: sevenhundred"):
        campaign.flyers().make(wish("slide"), link=LINK)


def test_more_than_a_page_is_refused(campaign):
    campaign.plant("flyers/slide.typ", "  let M = 110pt", "  pagebreak()\n  let M = 110pt")

    with pytest.raises(FlyerFault, match="more than one page"):
        campaign.flyers().make(wish("slide"), link=LINK)


# -- words are words ---------------------------------------------------------------------------------------


def plain_text(pdf):
    """Every glyph run's ActualText is not needed: the title in the metadata is the text as it was given."""
    found = re.search(rb"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", pdf, re.DOTALL)
    if found is None:
        streams = (
            zlib.decompress(each) for each in re.findall(rb"stream\r?\n(x.*?)\r?\nendstream", pdf, re.DOTALL)
        )
        found = next(
            filter(None, (re.search(rb"<rdf:li[^>]*>(.*?)</rdf:li>", each, re.DOTALL) for each in streams))
        )
    text = found[1].decode()
    for written, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(written, sign)
    return text


def test_signs_of_markup_are_set_as_they_are(campaign):
    campaign.plant("messages/campaign.yaml", '"Your Care, Your Voice"', f"'{HOSTILE}'")

    made = campaign.flyers().make(wish("slide", pdf=True), link=LINK)

    assert HOSTILE in plain_text(made.content)


# -- a link that nobody else can open -------------------------------------------------------------------------

HERE = "http://127.0.0.1:8080/i/"


def test_an_approved_flyer_with_a_dead_link_is_stamped_and_may_not_leave(campaign):
    campaign.approve()
    rules, flyers = campaign.rules(), campaign.flyers()

    assert (flyer_stamp(rules, TODAY, LINK), flyer_stamp(rules, TODAY, HERE)) == (None, Stamp.LINK)
    assert (flyer_may_leave(rules, TODAY, LINK), flyer_may_leave(rules, TODAY, HERE)) == (True, False)
    assert flyers.make(wish("square"), link=HERE).content != flyers.make(wish("square"), link=LINK).content
    said = FlyerWording(campaign.folder, rules).stamp(Stamp.LINK, "en")
    assert said == "Sample\nThe link opens on one computer only"


def test_a_trial_may_hand_it_out_stamped(campaign):
    campaign.approve()
    rules = campaign.rules().model_copy(update={"trial": True})

    assert flyer_stamp(rules, TODAY, HERE) is Stamp.LINK
    assert flyer_may_leave(rules, TODAY, HERE)


def test_the_example_stays_stamped_as_one(campaign):
    rules = campaign.rules()

    assert flyer_stamp(rules, TODAY, HERE) is Stamp.EXAMPLE
    assert flyer_may_leave(rules, TODAY, HERE)


def test_words_of_an_earlier_version_say_sample_and_stay_approved(campaign):
    campaign.approve()
    approved = campaign.rules().flyers.words
    path = campaign.folder / "flyers/en/flyer.ftl"
    lines = path.read_text(encoding="utf-8").split("stamp-link =")
    path.write_text(lines[0] + lines[1].split("only\n", 1)[1], encoding="utf-8")

    assert campaign.rules().flyers.words == approved
    assert FlyerWording(campaign.folder, campaign.rules()).stamp(Stamp.LINK, "en") == "Sample"


def test_the_stamp_with_its_reason_fits_every_form(campaign):
    campaign.approve()
    flyers = campaign.flyers()

    for form in campaign.rules().flyers.forms:
        assert flyers.make(wish(form.key, pdf=True), link=HERE).content.startswith(b"%PDF")
