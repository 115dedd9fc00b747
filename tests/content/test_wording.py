"""Phrases become words: values escaped, dates local, nothing missing unnoticed."""

import datetime as dt
import hashlib
import logging

import pytest

from outreach_bot.content.catalog import ContentError, load_rules
from outreach_bot.content.wording import Wording, WordingFault
from outreach_bot.dialogue.effects import Phrase, Verbatim, When

WORDS = """\
list-separator = ,{" "}
date-button = EEE d MMM, h:mm a
date-time = HH:mm
welcome =
    Hello & <b>welcome</b> to { $project_name }.

    1 < 2.
    .start = Start <b>now</b> & here
places = { $n ->
    [one] One place is left.
   *[other] { $n } places are left.
}
greeting = Hello { $name }.
roles = { $hospital_1 } or { $hospital_4 }: { $who }
who = a <b>person</b> & { $friend }
only-attributes =
    .x = X
-term = bot
with-term = I am a { -term }.
term = A message may have a term's name.
"""
MARCH_8 = dt.datetime(2027, 3, 8, 19, tzinfo=dt.UTC)


@pytest.fixture
def wording(campaign):
    campaign.say(WORDS)
    return Wording.load(campaign.folder, load_rules(campaign.folder), strict=True)


def lenient(campaign):
    return Wording.load(campaign.folder, load_rules(campaign.folder))


def test_a_text_keeps_bold_and_escapes_all_else(wording):
    assert wording.text(Phrase("welcome"), language="en") == (
        "Hello &amp; <b>welcome</b> to Your Care, Your Voice.\n\n1 &lt; 2."
    )


def test_plain_words_have_no_markup_and_nothing_escaped(wording):
    assert wording.plain(Phrase("welcome.start"), language="en") == "Start now & here"


def test_a_value_is_escaped_in_a_text(wording):
    assert wording.text(Phrase("greeting", {"name": "<b>&"}), language="en") == "Hello &lt;b&gt;&amp;."


def test_a_value_is_left_alone_in_plain_words(wording):
    assert wording.plain(Phrase("greeting", {"name": "<b>&"}), language="en") == "Hello <b>&."


def test_a_campaign_value_is_escaped_in_a_text(campaign):
    campaign.say("pay = { $pay_text }")
    campaign.plant("campaign.yaml", 'pay_text: "a $50 gift card', 'pay_text: "Tom & Co <1>')
    wording = Wording.load(campaign.folder, load_rules(campaign.folder), strict=True)

    assert wording.text(Phrase("pay"), language="en").startswith("Tom &amp; Co &lt;1&gt;")


def test_verbatim_text_is_escaped_in_a_text_only(wording):
    assert wording.text(Verbatim("a < b"), language="en") == "a &lt; b"
    assert wording.plain(Verbatim("a < b"), language="en") == "a < b"


def test_a_phrase_in_a_phrase_keeps_its_bold(wording):
    phrase = Phrase("greeting", {"name": Phrase("who", {"friend": Verbatim("<Bo>")})})

    assert wording.text(phrase, language="en") == "Hello a <b>person</b> &amp; &lt;Bo&gt;."


def test_several_phrases_become_a_list(wording):
    phrase = Phrase("greeting", {"name": (Phrase("only-attributes.x"), Verbatim("Y"), "Z")})

    assert wording.plain(phrase, language="en") == "Hello X, Y, Z."


@pytest.mark.parametrize(
    ("n", "said"), [(1, "One place is left."), (0, "0 places are left."), (1200, "1,200 places are left.")]
)
def test_numbers_choose_their_form(wording, n, said):
    assert wording.text(Phrase("places", {"n": n}), language="en") == said


def test_a_date_is_told_in_the_campaigns_zone_by_its_pattern(wording):
    phrase = Phrase("greeting", {"name": When(MARCH_8, "button")})

    assert wording.plain(phrase, language="en") == "Hello Mon 8 Mar, 2:00 PM."


def test_summer_time_is_kept(wording):
    after_the_change = dt.datetime(2027, 3, 15, 19, tzinfo=dt.UTC)

    assert (
        wording.plain(Phrase("greeting", {"name": When(after_the_change, "time")}), language="en")
        == "Hello 15:00."
    )


def test_a_term_and_a_message_may_share_a_name(wording):
    assert wording.text(Phrase("with-term"), language="en") == "I am a bot."
    assert wording.text(Phrase("term"), language="en") == "A message may have a term's name."


@pytest.mark.parametrize(
    "phrase",
    [
        Phrase("nowhere"),
        Phrase("welcome.nowhere"),
        Phrase("only-attributes"),
        Phrase("greeting"),
        Phrase("greeting", {"nam": "x"}),
        Phrase("greeting", {"name": True}),
        Phrase("greeting", {"name": dt.UTC}),
        Phrase("greeting", {"name": When(MARCH_8, "nowhere")}),
    ],
    ids=lambda phrase: f"{phrase.id} {' '.join(map(str, phrase.args.values()))}",
)
def test_what_cannot_be_said_is_an_error_when_strict(wording, phrase):
    with pytest.raises(WordingFault):
        wording.text(phrase, language="en")


def test_another_language_is_used_where_there_is_one(campaign):
    campaign.say(WORDS)
    campaign.say("greeting = Cześć, { $name }.", "pl")
    wording = lenient(campaign)

    assert wording.text(Phrase("greeting", {"name": "Ola"}), language="pl-PL") == "Cześć, Ola."


def test_english_fills_what_another_language_lacks_and_the_id_is_logged(campaign, caplog):
    campaign.say(WORDS)
    campaign.say("greeting = Cześć, { $nam }.", "pl")
    wording = lenient(campaign)

    with caplog.at_level(logging.ERROR):
        assert wording.plain(Phrase("only-attributes.x"), language="pl") == "X"
        assert wording.text(Phrase("greeting", {"name": "Ola"}), language="pl") == "Hello Ola."

    assert [record.phrase for record in caplog.records] == ["only-attributes.x", "greeting"]
    assert "Ola" not in caplog.text


def test_words_that_are_nowhere_leave_their_id_not_a_silence(campaign):
    campaign.say(WORDS)

    assert lenient(campaign).text(Phrase("nowhere.at-all"), language="en") == "nowhere.at-all"


@pytest.mark.parametrize("language", ["fr", "", "en_GB", "EN", "xx-nonsense"])
def test_an_unknown_language_is_answered_in_the_campaigns_own(wording, language):
    assert wording.plain(Phrase("only-attributes.x"), language=language) == "X"


def test_the_campaigns_own_language_comes_first(campaign):
    campaign.say(WORDS)
    campaign.say(WORDS, "ar")

    assert lenient(campaign).languages == ("en", "ar")


def test_values_are_set_apart_in_languages_from_right_to_left(campaign):
    campaign.say(WORDS)
    campaign.say("greeting = مرحبا { $name }!", "ar")
    wording = lenient(campaign)

    assert wording.plain(Phrase("greeting", {"name": "Ana"}), language="ar") == "مرحبا \u2068Ana\u2069!"
    assert (wording.direction("ar"), wording.direction("en")) == ("rtl", "ltr")


def test_the_hash_is_that_of_the_words_shown(wording):
    shown = "Hello Bo."

    assert (
        wording.words_hash(Phrase("greeting", {"name": "Bo"}), "en")
        == hashlib.sha256(shown.encode()).hexdigest()
    )


def test_the_hash_of_several_paragraphs_is_that_of_the_whole_message(wording):
    phrases = (Phrase("only-attributes.x"), Verbatim("Y"))

    assert wording.words_hash(phrases, "en") == hashlib.sha256(b"X\n\nY").hexdigest()


def test_words_said_before_are_not_kept_with_their_values(wording):
    wording.text(Phrase("greeting", {"name": "Ola"}), language="en")

    assert wording.text(Phrase("greeting", {"name": "Bo"}), language="en") == "Hello Bo."


def test_a_file_that_cannot_be_read_stops_the_start_with_its_place(campaign):
    campaign.say("welcome = Hello\nthis is not a message\n")

    with pytest.raises(ContentError, match=r"en/words\.ftl:2:\d+: this message cannot be read"):
        lenient(campaign)


def test_a_campaign_without_words_in_its_language_does_not_start(campaign):
    campaign.plant("campaign.yaml", "language: en", "language: es")

    with pytest.raises(ContentError, match=r"no words in the campaign's language \(found es\)"):
        lenient(campaign)
