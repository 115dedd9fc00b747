"""The bot's own source says which words it needs."""

import pytest

from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.content.used_words import Pattern, Use, all_uses, derived, read_source

MODULE = """\
\"\"\"Not asked for: "welcome".\"\"\"
HELLO = "hello"

def a(draft, kind, agreed):
    draft.say(Phrase("welcome"), Phrase(HELLO), Phrase("fine" if agreed else "pity"))
    draft.say(Phrase("places", {"n": 3, "when": When(draft.now, "button")}), Phrase("odd", kind), When(draft.now))
    return button("labels.back", "back"), button(Phrase("labels.go", {"n": 1}), "go"), button(f"{HELLO}.{kind}", "x")

def kind_label(kind):
    return Phrase("on-a-button")

def remind(draft):
    draft.say(Phrase("note", {"n": 1}), buttons=button("labels.coming", "c"), priority=Priority.REMINDER)

def b(kind):
    return Phrase(f"session-{kind}", {"n": 1}), Phrase(f"{HELLO}.there"), Phrase(kind)
"""
TEMPLATE = """\
<h1>{{ say("page.title") }}</h1>{{ say("page.count", n=3, name="kept") }}
{% for one in all %}{{ say("state-" ~ one.state, at=one.at) }}{% endfor %}
"""


@pytest.fixture
def source(tmp_path):
    (tmp_path / "module.py").write_text(MODULE)
    (tmp_path / "page.html").write_text(TEMPLATE)
    return read_source(tmp_path)


def asked(source, phrase):
    return [use for use in source.uses if use.id == phrase]


@pytest.mark.parametrize(
    ("phrase", "blanks", "label", "where"),
    [
        ("welcome", set(), False, "module.py:5"),
        ("hello", set(), False, "module.py:5"),
        ("fine", set(), False, "module.py:5"),
        ("pity", set(), False, "module.py:5"),
        ("places", {"n", "when"}, False, "module.py:6"),
        ("date-button", set(), False, "module.py:6"),
        ("date-day", set(), False, "module.py:6"),
        ("labels.back", set(), True, "module.py:7"),
        ("labels.go", {"n"}, True, "module.py:7"),
        ("on-a-button", set(), True, "module.py:10"),
        ("hello.there", set(), False, "module.py:16"),
        ("page.title", set(), False, "page.html:1"),
        ("page.count", {"n", "name"}, False, "page.html:1"),
    ],
)
def test_words_are_found_where_they_are_asked_for(source, phrase, blanks, label, where):
    assert asked(source, phrase) == [Use(id=phrase, blanks=frozenset(blanks), label=label, where=where)]


def test_what_is_said_unasked_is_told_apart(source):
    assert {use.id for use in source.uses if use.unasked} == {"note"}


def test_values_that_the_source_does_not_show_are_unknown(source):
    assert asked(source, "odd")[0].blanks is None


def test_ids_put_together_are_kept_as_patterns(source):
    assert [(pattern.written, pattern.where) for pattern in source.patterns] == [
        ("hello.{…}", "module.py:7"),
        ("session-{…}", "module.py:16"),
        ("state-{…}", "page.html:2"),
    ]


def test_every_text_in_the_source_counts_as_mentioned(source):
    assert {"hello", "back", "kept"} <= source.mentioned


def test_a_pattern_makes_what_fits_it():
    pattern = Pattern(written="session-{…}.{…}", blanks=frozenset(), label=False, where="")

    assert pattern.makes("session-joint.title")
    assert not pattern.makes("session-joint")
    assert not pattern.makes("sessions-joint.title")


@pytest.fixture(scope="module")
def rules():
    return load_rules(find_campaign(None))


def test_derived_words_take_blanks_and_buttons_from_the_place_that_makes_them(rules):
    made = Pattern(written="session-{…}", blanks=frozenset({"n"}), label=True, where="module.py:16")
    source = read_source()

    uses = all_uses(rules, ("en",), type(source)(uses=(), patterns=(made,), mentioned=frozenset()))

    assert uses["session-debrief"] == [
        Use(id="session-debrief", blanks=frozenset({"n"}), label=True, where="module.py:16")
    ]


def test_options_stand_on_buttons(rules):
    uses = all_uses(rules, ("en",), read_source())

    assert uses["l_ready.group"][0].label
    assert not uses["l_ready"][0].label


def test_hospitals_are_said_by_their_own_names(rules):
    assert "l_hospital.none" in set(derived(rules, ("en",)))
    assert "l_hospital.h1" not in set(derived(rules, ("en",)))


def test_every_id_that_the_code_puts_together_is_derived(rules):
    known = set(derived(rules, ("en",)))
    patterns = [pattern for pattern in read_source().patterns if pattern.is_telling]

    assert [f"{each.where}: {each.written}" for each in patterns if not any(map(each.makes, known))] == []
