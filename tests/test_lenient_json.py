"""JSON that others wrote: what is odd in it costs nothing but itself."""

import math

import pytest

from outreach_bot.lenient_json import read_json
from outreach_bot.storable import holds_unseen, plain, storable

DEEP = 5000


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"a": 1, "b": "x"}', {"a": 1, "b": "x"}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (rb'"\ud800"', "\ud800"),
        (b'"\xff"', "\ufffd"),
        (b'"a\x00b\nc"', "a\x00b\nc"),
        (b"9223372036854775807", 2**63 - 1),
        (b"9" * 30, None),
        (b"-" + b"9" * 5000, None),
        (b"1e999", math.inf),
        (b"-Infinity", -math.inf),
    ],
)
def test_what_is_odd_is_read_as_far_as_it_goes(raw, expected):
    assert read_json(raw) == expected


@pytest.mark.parametrize("deep", [b"[" * DEEP + b"]" * DEEP, b'{"a":' * DEEP + b"1" + b"}" * DEEP])
def test_depths_cost_only_what_is_in_them(deep):
    read = read_json(b'{"deep": [1, ' + deep + b'], "text": "[{\\"", "last": {"id": 7}}')

    assert (read["text"], read["last"]) == ('[{"', {"id": 7})


@pytest.mark.parametrize(
    "raw", [b"", b"nonsense", b'{"a": 1', b'{"a": 1} x', b"[" * DEEP, b"{'a': 1}", b'{"a" 1}']
)
def test_what_is_no_json_is_refused(raw):
    with pytest.raises(ValueError, match=r".*"):
        read_json(raw)


@pytest.mark.parametrize(
    ("twice", "expected"),
    [
        (b'"x", "a": "x"', "x"),
        (b'"x", "a": "y"', "x\ny"),
        (b'1, "a": 1', 1),
        (b'1, "a": 2', [1, 2]),
        (b'1, "a": null', 1),
        (b'null, "a": 1', 1),
        (b'5, "a": {"b": 1}', {"b": 1}),
        (b'{"b": 1}, "a": 5', {"b": 1}),
        (b'{"b": 1, "c": "x"}, "a": {"b": 1, "c": "y"}', {"b": 1, "c": "x\ny"}),
        (b'[1], "a": [2]', [1, 2]),
        (b'"x", "a": {"b": 1}', ["x", {"b": 1}]),
    ],
)
def test_of_a_name_that_stands_twice_both_values_are_kept(twice, expected):
    assert read_json(b'{"a": ' + twice + b"}") == {"a": expected}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("plain", "plain"),
        ("שלום 😀", "שלום 😀"),
        ("\ud83d\ude00", "😀"),
        ("a\ud800b", "a\ufffdb"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("a\0b", "a\ufffdb"),
    ],
)
def test_text_can_be_kept_whatever_it_holds(text, kept):
    assert storable(text) == kept
    assert storable(text).encode().decode() == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Riverside\npeers\t1\r\n", "Riverside\npeers\t1\r\n"),
        ("שלום نمی\u200cدانم 👩\u200d🌾", "שלום نمی\u200cدانم 👩\u200d🌾"),
        ("Lee\x1b]0;x\x07\x9b", "Lee ]0;x  "),
        ("over\rwritten\x0b\u2028", "over written  "),
        ("\u202abook\u202e \u2066x\u2069\u200b\ufeff", "book x"),
        ("a\ud800b", "a\ufffdb"),
    ],
)
def test_what_is_filled_in_holds_nothing_that_steers_or_is_not_seen(text, kept):
    assert plain(text) == kept
    assert not holds_unseen(plain(text))
