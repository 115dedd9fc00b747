"""Notes about a held seat, and the question after it."""

from msgspec.structs import replace

from outreach_bot.dialogue.effects import ChangeSeat
from outreach_bot.dialogue.inputs import Tapped
from tests.helpers.people import LONG, ME, held, person
from tests.helpers.turns import changed, counted, said, take

HEARD = Tapped(data=f"how:heard:{LONG}")
HARD = Tapped(data=f"how:hard:{LONG}")


def test_how_it_was_is_counted_once_a_seat(rules):
    before = held(LONG)
    first = take(rules, person("home"), HEARD, sessions={LONG: before})
    seat = changed(first, ChangeSeat)[0].seat
    again = take(rules, person("home"), HEARD, sessions={LONG: replace(before, seats={ME: seat})})

    assert counted(first) == ["how:lived_interview:heard"]
    assert counted(again) == []


def test_it_was_hard_is_answered_with_a_call_alone(rules):
    words = said(take(rules, person("home"), HARD, sessions={LONG: held(LONG)}))

    assert len(words) == 1
    assert "debrief-thanks" not in words[0]
