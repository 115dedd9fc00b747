"""Asking for a person."""

from outreach_bot.dialogue.inputs import Returned, Tapped
from tests.helpers.people import LONG, STATES, held
from tests.helpers.turns import offered, take


def test_the_times_of_a_call_do_not_tick_the_question_underneath(rules):
    turn = take(rules, STATES["talk_times"], Tapped(data="done:times"))

    assert turn.me.ticked == ()


def test_who_waits_for_us_finds_the_place_they_have(rules):
    assert "home" in offered(take(rules, STATES["waiting_for_us"], Returned(), sessions={LONG: held(LONG)}))
    assert "home" not in offered(take(rules, STATES["waiting_for_us"], Returned()))
