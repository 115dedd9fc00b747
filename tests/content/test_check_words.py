"""Words are all there, all used, safe to send, short enough and plain: each fault planted once."""

import pytest

from outreach_bot.content.catalog import load_rules
from outreach_bot.content.check_words import check_words
from outreach_bot.content.ftl_files import read_languages
from outreach_bot.content.used_words import Source, Use, all_uses

NOTHING = Source(uses=(), patterns=(), mentioned=frozenset({"kept-under-a-name"}))
SOURCE = Source(
    uses=(
        Use(id="welcome", where="dialogue/joining.py:28"),
        Use(id="welcome.start", label=True, where="dialogue/joining.py:29"),
        Use(id="places", blanks=frozenset({"n"}), where="dialogue/booking.py:7"),
        Use(id="greeting", blanks=frozenset({"name"}), where="dialogue/joining.py:40"),
        Use(id="greeting", where="dialogue/joining.py:50"),
        Use(id="anything", blanks=None, where="dialogue/draft.py:3"),
        Use(id="reminder", unasked=True, where="dialogue/reminding.py:66"),
        Use(id="bot-description", where="inbound/telegram_menu.py:44"),
    ),
    patterns=(),
    mentioned=frozenset({"kept-under-a-name"}),
)
WORDS = """\
welcome =
    Hello. I am a chat bot, not a person.
    Call { $person_name } if you like.
    .start = Start
places = { $n ->
    [one] One place is left.
   *[other] { $n } places are left.
}
greeting = Hello.
anything = You said { $whatever }.
bot-description = A bot that { -verb }.
kept-under-a-name = Fine.
reminder = A note about Monday.
-verb = helps
"""
HARD = "Participation necessitates comprehensive evaluation. Eligibility determination incorporates many individual circumstances, almost invariably, in practice."
FAULTS = {
    "missing text": (
        "greeting = Hello.\n", "", None, "there are no words for greeting (the bot says it in dialogue/joining.py:40)",
        "Write greeting = …",
    ),
    "missing button": (
        "    .start = Start\n", "", "welcome =", "there are no words for welcome.start", "Write .start = … below welcome",
    ),
    "misspelt id": ("greeting =", "greetin =", "greetin =", "greetin is never said", "Did you mean greeting?"),
    "id nobody uses": ("-verb =", "hobby = Cards.\n-verb =", "hobby =", "hobby is never said", "Take it out"),
    "button nobody uses": (
        "    .start", "    .stop = Stop\n    .start", ".stop =", "welcome.stop is never said", "Take it out",
    ),
    "unknown blank": (
        "$person_name", "$person_nam", "welcome =", "welcome has a blank that nothing fills (found $person_nam)",
        "Did you mean $person_name?",
    ),
    "blank of another text": (
        "= Start", "= Start { $n }", ".start =", "welcome.start has a blank that nothing fills (found $n)", "Take it out",
    ),
    "blank that is not always filled": (
        "= Hello.", "= Hello, { $name }.", "greeting =", "(found $name, not in dialogue/joining.py:50)", "without that blank",
    ),
    "missing plural form": (
        "    [one] One place is left.\n", "    [many] Many places are left.\n", "places =",
        "places has no form for some numbers (missing one)", "Add a line [one]",
    ),
    "unknown message in it": (
        "= Hello.", "= Hello. { welcom }", "greeting =", "greeting uses welcom, which is not there", "Did you mean welcome?",
    ),
    "unknown term in it": (
        "{ -verb }", "{ -vreb }", "bot-description =", "bot-description uses -vreb, which is not there", "Did you mean -verb?",
    ),
    "bold without an end": (
        "= Hello.", "= <b>Hello.", "greeting =", "greeting has a <b> without its </b>", "Write them in pairs",
    ),
    "bold in bold": (
        "= Hello.", "= <b><b>Hello.</b></b>", "greeting =", "greeting has a <b> without its </b>", "Write them in pairs",
    ),
    "end before bold": (
        "= Hello.", "= </b>Hello<b>.", "greeting =", "greeting has a <b> without its </b>", "Write them in pairs",
    ),
    "unknown markup": ("= Hello.", "= <i>Hello</i>.", "greeting =", "markup that is not known (found <i>)", "Use <b>"),
    "entity": ("= Hello.", "= You &amp; me.", "greeting =", "markup that is not known (found &amp;)", "as they are"),
    "text too long for Telegram": (
        "= Hello.", "= " + "Hello. " * 586, "greeting =", "greeting can be 4101 characters long; Telegram takes 4096", "Shorten it",
    ),
    "text too long with its values": (
        "said { $whatever }", "said" + " { $whatever }." * 21, "anything =", "anything can be 4251 characters", "Shorten it",
    ),
    "text too long with another in it": (
        "= Hello.", "= " + "{ welcome } " * 80, "greeting =", "Telegram takes 4096", "split it",
    ),
    "description too long": (
        "A bot that", "A bot that helps. " * 30, "bot-description =", "Telegram takes 512", "Shorten it",
    ),
    "button too long": (
        "= Start", "= " + "Start now " * 5, ".start =", "the button welcome.start is 49 characters long", "fewer words",
    ),
    "button too long with its values": (
        "= Start", "= Start at { $hospital_3 } or { $hospital_4 }", ".start =", "the button welcome.start is 52 char", "fewer",
    ),
    "words that hurt": (
        "= Hello.", "= Hello, JUNKIES and junkie.", "greeting =", "greeting has words that can hurt (found junkie)", "person first",
    ),
    "reminder that tells": (
        "about Monday", "about Drugs", "reminder =", "reminder is sent unasked and tells what it is about (found Drugs)", "locked phone",
    ),
    "reminder that names a hospital": (
        "about Monday", "about { $hospital_1 }", "reminder =", "tells what it is about (found $hospital_1)", "locked phone",
    ),
    "long sentence": (
        "= Hello.", "= We " + "and we " * 15 + "go.", "greeting =", "greeting has a sentence of 32 words", "Make two of it",
    ),
    "hard words": (
        "= Hello.",
        f"= {HARD}",
        "greeting =", "greeting is hard to read (grade", "shorter words",
    ),
    "written twice": (
        "-verb =", "greeting = Hi.\n-verb =", "…greeting =", "greeting is written twice (first in en/words.ftl, line 9)", "Keep one",
    ),
    "button written twice": (
        "    .start = Start\n", "    .start = Start\n    .start = Go\n", "….start", "welcome.start is written twice", "Keep one",
    ),
    "unclosed blank": ("{ $n } places", "{ $n places", "places are", "cannot be read", "close every {"),
}  # fmt: skip
WARNINGS = {
    "button that small phones cut": (
        "= Start",
        "= " + "Start now! " * 4,
        "is 43 characters long; a phone shows about 40",
    ),
    "sentence of over twenty words": (
        "= Hello.",
        "= We " + "and we " * 10 + "go.",
        "has a sentence of 22 words",
    ),
    "words above grade six": (
        "= Hello.",
        "= The people in our team will read every answer and choose meetings for you and your family.",
        "is hard to read (grade 7",
    ),
}


def told(campaign, source=SOURCE):
    rules = load_rules(campaign.folder)
    languages = read_languages(campaign.folder / "messages")
    of_the_rules = set(all_uses(rules, languages, NOTHING))
    found = check_words(languages, rules, source)
    return [one for one in found if not any(f"no words for {name} (" in one.fault for name in of_the_rules)]


@pytest.mark.parametrize("planted", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_named_with_its_place_and_remedy(campaign, planted):
    old, new, at, fault, remedy = planted
    campaign.say(WORDS)
    campaign.plant("en/words.ftl", old, new)

    found = [str(finding) for finding in told(campaign) if fault in str(finding) and finding.level == "fault"]

    assert len(found) == 1
    assert found[0].startswith(campaign.place("en/words.ftl", at) + ": " if at else "en/: ")
    assert remedy in found[0]


@pytest.mark.parametrize("planted", WARNINGS.values(), ids=WARNINGS.keys())
def test_what_is_not_yet_a_fault_is_a_warning(campaign, planted):
    old, new, said = planted
    campaign.say(WORDS)
    campaign.plant("en/words.ftl", old, new)

    found = told(campaign)

    assert len(found) == 1
    assert found[0].level == "warning"
    assert said in found[0].fault


def test_words_without_fault_are_left_alone(campaign):
    campaign.say(WORDS)

    assert told(campaign) == []


def test_a_number_on_its_own_line_needs_no_other_form(campaign):
    campaign.say(WORDS)
    campaign.plant("en/words.ftl", "[one] One place is", "[0] No place is")

    assert told(campaign) == []


# -- a second language -----------------------------------------------------------------------------------

PARITY = {
    "text not translated": (
        "greeting = Hello.\n", "", None, "greeting is not translated (it is in en/words.ftl, line 9)",
        "Write greeting = … in pl",
    ),
    "button not translated": (
        "    .start = Start\n", "", None, "welcome.start is not translated", "Write .start = … below welcome in pl",
    ),
    "text of its own": ("-verb =", "extra = More.\n-verb =", "extra =", "extra is not in en", "write it there too"),
    "blank left out": (
        "Call { $person_name } if you like.", "Call us.", "welcome =", "welcome does not say $person_name, as en does",
        "Put { $person_name } in it",
    ),
    "missing plural form": (
        "    [few] { $n } places are left.\n", "", "places =", "places has no form for some numbers (missing few)",
        "Add a line [few]",
    ),
}  # fmt: skip
POLISH = WORDS.replace(
    "    [one] One place is left.\n",
    "    [one] One place is left.\n    [few] { $n } places are left.\n    [many] { $n } places are left.\n",
)


@pytest.mark.parametrize("planted", PARITY.values(), ids=PARITY.keys())
def test_another_language_must_say_the_same(campaign, planted):
    old, new, at, fault, remedy = planted
    campaign.say(WORDS)
    campaign.say(POLISH, "pl")
    campaign.plant("pl/words.ftl", old, new)

    found = [str(finding) for finding in told(campaign)]

    assert len(found) == 1
    assert found[0].startswith(campaign.place("pl/words.ftl", at) + ": " if at else "pl/: ")
    assert fault in found[0]
    assert remedy in found[0]


def test_another_language_that_says_the_same_is_fine(campaign):
    campaign.say(WORDS)
    campaign.say(POLISH, "pl")

    assert told(campaign) == []


def test_reading_age_is_not_measured_in_other_languages(campaign):
    campaign.say(WORDS)
    campaign.say(POLISH.replace("Hello.", "Odpowiedzialność współuczestników przedsięwzięcia " * 5), "pl")

    assert [finding.fault for finding in told(campaign) if "hard to read" in finding.fault] == []


def test_a_folder_that_is_no_language_is_named(campaign):
    campaign.say(WORDS)
    campaign.say(WORDS, "english")

    assert "english/: this is not the code of a language. Name the folder" in "\n".join(
        map(str, told(campaign))
    )
