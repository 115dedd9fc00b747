"""The questions: what an old button does, and when an unfinished screening ends."""

import pytest

from outreach_bot.dialogue.inputs import Tapped
from outreach_bot.recruitment.rules import Outcome
from tests.helpers.people import STATES, person
from tests.helpers.turns import said, take, timers


def test_done_under_another_question_is_an_old_button(rules):
    words = said(take(rules, STATES["question"], Tapped(data="done:l_age")))

    assert words == [["old-button", "step", "l_hospital"]]


@pytest.mark.parametrize("data", ["a:l_hospital:h1", "done:l_hospital"])
def test_questions_that_were_changed_begin_anew(data, rules):
    before = person("question", "l_hospital", question_set=0, answers={"l_age": ("yes",)}, ticked=("h1",))

    turn = take(rules, before, Tapped(data=data))

    assert (turn.me.about, turn.me.answers, turn.me.question_set) == ("l_age", {}, 1)
    assert said(turn) == [["old-button", "step", "l_age"]]


def test_who_comes_back_without_a_role_has_a_day_to_finish(rules):
    turn = take(rules, person("resting", role=None, outcome=Outcome.LATER), Tapped(data="again"))

    assert timers(turn) == ["-check_in", "screening_expires"]
