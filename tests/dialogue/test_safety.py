"""The crisis check: every tier, soft and hard, and the many ways in which people type."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach_bot.dialogue import commands
from outreach_bot.dialogue.phrases import PatternError, Phrases, check, read_words
from outreach_bot.dialogue.safety import Crisis, read
from outreach_bot.recruitment.rules import Safety, Tier

PLANTED = Safety(
    tiers={
        Tier.OVERDOSE: ("blue lips", "took … pills"),
        Tier.SUICIDE: ("(want to|wanna) die", "gone for good"),
        Tier.HARM: ("hit|hurt me",),
        Tier.DISTRESS: ("relaps*", "help me please?"),
    },
    softeners=("last year", "# years ago"),
    present=("right now",),
    no_alarm=("relapse prevention", "hit me up"),
    commands={},
    avoid=(),
)


def hard(tier: Tier) -> Crisis:
    return Crisis(tier=tier, soft=False)


def soft(tier: Tier) -> Crisis:
    return Crisis(tier=tier, soft=True)


# -- the routing table of the safety rules, row by row -------------------------------------------


@pytest.mark.parametrize(
    ("text", "crisis", "command"),
    [
        ("I want to end it all", hard(Tier.SUICIDE), None),
        ("end", None, "stop"),
        ("STOP", None, "stop"),
        ("stop.", None, "stop"),
        ("Stop please", None, "stop"),
        ("unsubscribe", None, "stop"),
        ("leave me alone", None, "stop"),
        ("he stopped breathing", hard(Tier.OVERDOSE), None),
        ("I want to quit using", hard(Tier.DISTRESS), None),
        ("quit", None, "stop"),
        ("cancel", None, "cancel"),
        ("my son died of an overdose", soft(Tier.OVERDOSE), None),
        ("lol this form is killing me", None, None),
        ("0verdose", hard(Tier.OVERDOSE), None),
        ("o.d.", hard(Tier.OVERDOSE), None),
        ("overdosiing", hard(Tier.OVERDOSE), None),
    ],
)
def test_each_row_of_the_routing_table_holds(text, crisis, command, safety):
    assert read(text, safety) == crisis
    assert commands.read(text, safety) == command


@pytest.mark.parametrize(
    ("tier", "texts"),
    [
        (
            Tier.OVERDOSE,
            (
                "overdosed|od'd|OD’ing|od|hes not breathing|stopped breathing|he won't wake up|cant wake her|hes turning blue"
                "|hes gone blue|i took too much|took all my pills|need narcan now|naloxone now|sobredosis|mi hijo no respira"
            ),
        ),
        (
            Tier.SUICIDE,
            (
                "kill myself|kms|suicidal|end my life|end it all|i want to die|i don't want to be here|better off without me"
                "|no reason to live|hurt myself|cut myself|quiero matarme|no quiero vivir|I can't do this anymore"
                "|everyone would be better off without me|whats the point of living|s u i c i d e"
            ),
        ),
        (
            Tier.HARM,
            (
                "he hits me|she hits me|not safe|he is hurting me|afraid to go home|my kids aren't safe|my boyfriend hit me"
                "|im scared of my dad|mi marido me pega"
            ),
        ),
        (
            Tier.DISTRESS,
            (
                "using again|I relapsed|withdrawals|dope sick|detox|can't cope|need help|need treatment|so alone|craving"
                "|back on it|i slipped|necesito ayuda para dejar de beber"
            ),
        ),
    ],
)
def test_every_starting_word_of_a_tier_raises_it(tier, texts, safety):
    assert {text: read(text, safety) for text in texts.split("|")} == {
        text: hard(tier) for text in texts.split("|")
    }


@pytest.mark.parametrize(
    "text",
    [
        "I'm an overdose prevention worker",
        "I volunteer on the suicide prevention line",
        "I work as a detox nurse",
        "we run a relapse prevention group",
        "I'm dying to help",
        "I was dead tired",
        "shoot me an email",
        "I want to withdraw my consent",
        "I used heroin for ten years",
        "I'm 3 years in recovery",
        "need help with the form",
        "that's odd",
    ],
)
def test_jobs_programmes_and_sayings_raise_no_alarm(text, safety):
    assert read(text, safety) is None


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("I'm an overdose prevention worker and I want to die", Tier.SUICIDE),
        ("lol this form is killing me, also he's not breathing", Tier.OVERDOSE),
        ("I'm dead tired of living", Tier.SUICIDE),
        ("I'm dying to help but my husband hit me last night", Tier.HARM),
    ],
)
def test_a_saying_never_hides_a_real_alarm(text, tier, safety):
    assert read(text, safety) == hard(tier)


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("my brother overdosed in 2019", Tier.OVERDOSE),
        ("my son died of an overdose", Tier.OVERDOSE),
        ("I used to want to die", Tier.SUICIDE),
        ("my uncle killed himself", Tier.SUICIDE),
        ("he used to hit me", Tier.HARM),
        ("I had withdrawal in your ER", Tier.DISTRESS),
        ("I relapsed 6 years ago", Tier.DISTRESS),
    ],
)
def test_the_past_softens_and_never_suppresses(text, tier, safety):
    assert read(text, safety) == soft(tier)


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("my brother overdosed in 2019 and is overdosing right now", Tier.OVERDOSE),
        ("he overdosed last year, tonight he is not breathing", Tier.OVERDOSE),
        ("my son died of an overdose and I want to die", Tier.SUICIDE),
        ("my mom died in 2019. I'm going to kill myself", Tier.SUICIDE),
    ],
)
def test_danger_now_is_never_softened_by_the_past_beside_it(text, tier, safety):
    assert read(text, safety) == hard(tier)


# -- planted patterns: what each part of the language does -----------------------------------------


@pytest.mark.parametrize(
    ("text", "crisis"),
    [
        ("his blue lips", hard(Tier.OVERDOSE)),
        ("blue and lips", None),
        ("took a lot of pills", hard(Tier.OVERDOSE)),
        ("took a whole lot of pills", None),
        ("took one. a few pills", None),
        ("i wanna die", hard(Tier.SUICIDE)),
        ("i want die", None),
        ("they hurt me", hard(Tier.HARM)),
        ("relapsing", hard(Tier.DISTRESS)),
        ("elapse", None),
        ("help me", hard(Tier.DISTRESS)),
        ("help me please", hard(Tier.DISTRESS)),
        ("relapse prevention", None),
        ("relapse prevention, then I relapsed", hard(Tier.DISTRESS)),
        ("hit me up", None),
        ("I relapsed and I wanna die", hard(Tier.SUICIDE)),
        ("wanna die, blue lips", hard(Tier.OVERDOSE)),
        ("relapsed last year", soft(Tier.DISTRESS)),
        ("relapsed 12 years ago", soft(Tier.DISTRESS)),
        ("relapsed twelve years ago", hard(Tier.DISTRESS)),
        ("blue lips last year, wanna die right now", hard(Tier.SUICIDE)),
        ("blue lips last year, wanna die", soft(Tier.OVERDOSE)),
        ("blue lips last year and help me right now", soft(Tier.OVERDOSE)),
    ],
)
def test_planted_patterns_are_read_as_written(text, crisis):
    assert read(text, PLANTED) == crisis


@pytest.mark.parametrize(
    "text",
    [
        "WANT TO DIE",
        "want  to\ndie",
        "w4nt to d1e",
        "wwwant to diiie",
        "ｗａｎｔ to die",
        "want to d\u200bie",
        "wánt to dïe",
        "want_to_die",
        "w.a.n.t to d.i.e",
        "w-a-n-t to d*e",
        "want, to, d!e",
    ],
)
def test_disguise_haste_and_phones_do_not_hide_words(text):
    assert read(text, PLANTED) == hard(Tier.SUICIDE)


def test_short_words_keep_a_doubled_letter():
    assert Phrases({0: ("od",)}).find(read_words("odd food")) == []


@pytest.mark.parametrize(
    "pattern", ["(a|b", "a)", "a||b", "|a", "?", "… pills", "took …", "please?", "", "(please|pls)?"]
)
def test_a_pattern_that_cannot_be_read_names_itself_and_the_remedy(pattern):
    with pytest.raises(PatternError) as fault:
        check(pattern)

    assert f"“{pattern}”: " in str(fault.value)


def test_every_pattern_of_the_campaign_can_be_read(safety):
    written = [*safety.softeners, *safety.present, *safety.no_alarm]
    for group in (*safety.tiers.values(), *safety.commands.values()):
        written += group

    assert Phrases({0: written}).find(read_words("I want to die"))


# -- whatever is typed ------------------------------------------------------------------------------

CRIES = st.sampled_from(
    ["I want to die", "he stopped breathing", "my husband hit me", "I relapsed again", "o.d."]
)


@given(text=st.text())
@settings(max_examples=300)
def test_nothing_that_can_be_typed_breaks_the_reading(text):
    assert read(text, PLANTED) is None or text
    assert commands.read(text, PLANTED) is None


@given(cry=CRIES, upper=st.lists(st.booleans(), min_size=30, max_size=30))
def test_casing_does_not_change_the_reading(safety, cry, upper):
    typed = "".join(c.upper() if up else c for c, up in zip(cry, upper, strict=False))

    assert read(typed, safety) == read(cry, safety) is not None


@given(
    cry=CRIES,
    places=st.lists(st.integers(0, 30)),
    mark=st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad"),
)
def test_characters_without_width_do_not_change_the_reading(safety, cry, places, mark):
    typed = cry
    for place in places:
        typed = typed[:place] + mark + typed[place:]

    assert read(typed, safety) == read(cry, safety) is not None


@given(before=st.text(alphabet="xyz ", max_size=20), cry=CRIES, after=st.text(alphabet="xyz ", max_size=20))
def test_other_words_around_a_cry_do_not_hide_it(safety, before, cry, after):
    assert read(f"{before} {cry} {after}", safety) == read(cry, safety) is not None


def test_words_about_sleep_that_hold_words_about_breath_are_about_wanting_to_die(safety):
    assert read("I want to go to sleep and not wake up", safety) == hard(Tier.SUICIDE)
    assert read("he will not wake up", safety) == hard(Tier.OVERDOSE)
