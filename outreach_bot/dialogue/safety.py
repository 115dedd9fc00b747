"""Whether a message is a cry for help: read before everything else, in every state, without the store.

The words are the coordinators' (`messages/safety.yaml`); here is only how they weigh against each other.
"""

from typing import Final, NamedTuple

from outreach_bot.dialogue.inputs import Edited, Input, Said, SentMedia
from outreach_bot.dialogue.phrases import Found, Phrases, Word, read_words
from outreach_bot.recruitment.rules import Safety, Tier

_TIERS: Final = tuple(Tier)
_DISTRESS: Final = _TIERS.index(Tier.DISTRESS)
_PAST: Final = len(_TIERS)
_PRESENT: Final = _PAST + 1
_HARMLESS: Final = _PAST + 2

_KEPT: Final = 4
"""Campaigns whose patterns stay ready at once: one in the bot, some in tests."""


class Crisis(NamedTuple):
    """What a message needs: the text of `tier`, worded for the past or for others when `soft`."""

    tier: Tier
    soft: bool


class _Alarm(NamedTuple):
    """One alarm in a message. Sorted, the one to answer comes first.

    Present danger to life or limb comes before anything past; then the most urgent tier; then what is present.
    """

    can_wait: bool
    tier: int
    soft: bool


def read(text: str, safety: Safety) -> Crisis | None:
    """Say which crisis text `text` needs, or None. Never raises, whatever was typed."""
    heard = read_words(text)
    found = _phrases(safety).find(heard)
    longer = [phrase for phrase in found if phrase.label == _HARMLESS or _urgent(phrase)]
    alarms = _weigh([phrase for phrase in found if not _explained(phrase, longer)], heard)
    if not alarms:
        return None
    first = min(alarms)
    return Crisis(tier=_TIERS[first.tier], soft=first.soft)


def words(received: Input) -> tuple[str, ...]:
    """All that a person may have written in an input, in the order in which it is read."""
    match received.body:
        case Said(text=text) | Edited(text=text) | SentMedia(caption=text):
            return (text, received.beside)
        case _:
            return (received.beside,)


def read_input(received: Input, safety: Safety) -> Crisis | None:
    """Say which crisis text an input needs, or None."""
    return next((found for text in words(received) if text and (found := read(text, safety))), None)


def _explained(phrase: Found, longer: list[Found]) -> bool:
    """Say whether a harmless phrase, or a longer urgent one, has all the words of `phrase`.

    All of them: "dead tired of living" keeps its "tired of living". "Sleep and not wake up" is not about breathing.
    """
    label, start, end = phrase
    for other, first, last in longer:
        if first <= start and end <= last and label != _HARMLESS:
            if other == _HARMLESS:
                return True
            if label < _DISTRESS and last - first > end - start:
                return True
    return False


def _urgent(phrase: Found) -> bool:
    return phrase.label < _DISTRESS


def _weigh(heard: list[Found], words: list[Word]) -> list[_Alarm]:
    """Soften alarms where the message tells of the past, but not in a part that tells of now."""
    past = any(phrase.label == _PAST for phrase in heard)
    present = {clause for phrase in heard if phrase.label == _PRESENT for clause in _clauses(phrase, words)}
    alarms = []
    for phrase in heard:
        if phrase.label < _PAST:
            soft = past and present.isdisjoint(_clauses(phrase, words))
            can_wait = soft or not _urgent(phrase)
            alarms.append(_Alarm(can_wait=can_wait, tier=phrase.label, soft=soft))
    return alarms


def _clauses(phrase: Found, words: list[Word]) -> set[int]:
    return {word.clause for word in words[phrase.start : phrase.end]}


_ready: dict[int, tuple[Safety, Phrases]] = {}


def _phrases(safety: Safety) -> Phrases:
    """Return the patterns of `safety`, made ready once; the entry holds `safety`, so its id stays its own."""
    entry = _ready.get(id(safety))
    if entry is None:
        patterns = {number: safety.tiers.get(tier, ()) for number, tier in enumerate(_TIERS)}
        patterns |= {_PAST: safety.softeners, _PRESENT: safety.present, _HARMLESS: safety.no_alarm}
        while len(_ready) >= _KEPT:
            _ready.pop(next(iter(_ready)), None)
        entry = _ready[id(safety)] = (safety, Phrases(patterns))
    return entry[1]
