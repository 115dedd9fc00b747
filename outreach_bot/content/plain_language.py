"""Is a text easy to read? Sentence length, and the Flesch–Kincaid grade for English.

An aid, not a proof: the formula over-praises short sentences. People must still read it. Source: DOMAIN 3.
"""

import re
from functools import cache

import msgspec
import pyphen

GRADE_WARNING = 6.0
"""Flesch–Kincaid grade above which a text is looked at again: reading age 11. Source: DOMAIN 3."""
GRADE_FAULT = 8.0
"""Above this it does not ship."""
WORDS_WARNING = 20
"""Words in the longest sentence. Source: plain-language guides ask for 15 to 20."""
WORDS_FAULT = 30
ENOUGH_WORDS = 12
"""Under this many words the formula says nothing."""

_NOT_WORDS = re.compile(r"https?://\S+|<[^>]+>")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?:])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_LONG_WORD = 9
"""From ten letters on, hyphenation finds more syllables than groups of vowels do."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """How hard a text is."""

    grade: float | None
    """Flesch–Kincaid, years of school; None for other languages than English, or too few words."""
    longest: int
    """Words in the longest sentence."""


def read(text: str, *, language: str) -> Reading:
    """Measure `text`, blanks already filled with something short."""
    text = _NOT_WORDS.sub(" ", text)
    sentences = [words for words in map(_WORD.findall, _SENTENCE_ENDS.split(text)) if words]
    count = sum(map(len, sentences))
    grade = None
    if language.partition("-")[0] == "en" and count >= ENOUGH_WORDS:
        syllables = sum(_syllables(word.lower()) for words in sentences for word in words)
        grade = round(0.39 * count / len(sentences) + 11.8 * syllables / count - 15.59, 1)
    return Reading(grade=grade, longest=max(map(len, sentences), default=0))


@cache
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB")


def _syllables(word: str) -> int:
    groups = len(_VOWELS.findall(word))
    if groups > 1 and word.endswith("e") and not word.endswith(("le", "ee", "ye")):
        groups -= 1
    if groups > 1 and word.endswith("ed") and not word.endswith(("ted", "ded")):
        groups -= 1
    by_hyphen = len(_hyphens().positions(word)) + 1 if len(word) > _LONG_WORD else 1
    return max(1, groups, by_hyphen)
