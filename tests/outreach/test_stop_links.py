"""A stop link names one contact, and only we can make it."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach_bot.outreach.stop_links import read_stop_token, stop_token

LEE = "k-leeleeleelee"


def keyed(purpose, value):
    return hmac.digest(b"key", f"{purpose}:{value}".encode(), "sha256").hex()


def other_key(purpose, value):
    return hashlib.sha256(f"{purpose}:{value}".encode()).hexdigest()


def test_a_token_leads_back_to_its_contact():
    assert read_stop_token(stop_token(LEE, keyed), keyed) == LEE


def test_a_token_is_short_and_fit_for_a_link():
    token = stop_token(LEE, keyed)

    assert len(token) == 40
    assert token.replace("-", "").replace("_", "").isalnum()


def test_a_token_of_another_key_is_none_of_ours():
    assert read_stop_token(stop_token(LEE, other_key), keyed) == ""


@pytest.mark.parametrize("position", range(40))
def test_a_token_with_one_other_character_is_none_of_ours(position):
    token = stop_token(LEE, keyed)
    changed = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]

    assert read_stop_token(changed, keyed) == ""


@given(st.text(max_size=200))
def test_whatever_is_typed_there_is_read_without_a_fault(text):
    assert read_stop_token(text, keyed) == ""
