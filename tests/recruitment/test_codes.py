"""Every spelling of a code reads back as the same code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach_bot.recruitment.codes import (
    ALPHABET,
    CHANNELS,
    LETTERS,
    Scanned,
    payload,
    read_payload,
    read_typed,
)

codes = st.builds(
    lambda first, rest: first + "".join(rest),
    st.sampled_from(LETTERS),
    st.lists(st.sampled_from(ALPHABET), min_size=7, max_size=7),
)


@st.composite
def spellings(draw, code):
    """Write a code as people do: in any case, with spaces, dashes or dots between and around."""
    gaps = st.sampled_from(["", " ", "-", "–", "—", ".", "_", "  ", "\n"])
    letters = [draw(st.sampled_from([c, c.lower()])) + draw(gaps) for c in code]
    word = draw(st.sampled_from(["", "code ", "Code: ", "CODE:", "code-"]))
    return draw(st.sampled_from(["", " "])) + word + "".join(letters)


@given(data=st.data(), code=codes)
def test_a_typed_code_reads_back(data, code):
    assert read_typed(data.draw(spellings(code))) == Scanned(code=code)


@given(code=codes, channel=st.sampled_from(["", *CHANNELS]), joins=st.booleans())
def test_a_link_reads_back(code, channel, joins):
    written = payload(code, channel=channel, joins=joins)

    assert read_payload(written) == Scanned(code=code, channel=channel, joins=joins)


@given(code=codes)
def test_a_way_back_reads_as_its_code_and_joins_nothing(code):
    assert read_payload(f"r_{code}") == Scanned(code=code)


@given(code=codes)
def test_a_channel_nobody_knows_is_left_out(code):
    assert read_payload(f"c_{code}-zz") == Scanned(code=code)


@given(data=st.data(), code=codes)
def test_a_code_typed_behind_the_link_reads_too(data, code):
    typed = data.draw(spellings(code).filter(lambda text: text.strip()[1] != "_"))

    assert read_payload(typed) == Scanned(code=code)


@pytest.mark.parametrize(
    "text",
    ["", "K7MQ2XZ", "K7MQ2XZBB", "27MQ2XZB", "K7MQ2XZA", "K7MQ2XZ0", "my code is K7MQ2XZB", "code", "K7MQ 2XZB please"],
    ids=["nothing", "too short", "too long", "begins with a digit", "has a vowel", "has a zero", "in a sentence",
         "the word alone", "with more words"],
)  # fmt: skip
def test_what_is_no_code_is_not_read_as_one(text):
    assert read_typed(text) is None


@pytest.mark.parametrize("text", ["c_K7MQ2XZ", "x_K7MQ2XZB", "c_K7MQ2XZB-f", "c_27MQ2XZB", "c_K7MQ2XZB-flx"])
def test_what_is_no_payload_is_not_read_as_one(text):
    assert read_payload(text) is None


@given(text=st.text(max_size=40))
def test_any_text_is_read_or_not_without_a_fault(text):
    for read in (read_typed, read_payload):
        found = read(text)

        assert found is None or set(found.code) <= set(ALPHABET)


def test_codes_hold_nothing_that_is_misread_or_spells_a_word():
    assert set(ALPHABET) & set("AEIOU01LS") == set()
    assert set(LETTERS) == {letter for letter in ALPHABET if letter.isalpha()}
