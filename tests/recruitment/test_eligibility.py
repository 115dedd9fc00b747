"""The rules of screening, read as coordinators write them."""

import pytest

from outreach_bot.recruitment.eligibility import (
    Condition,
    ConditionFault,
    Decision,
    decide,
    misfit,
    next_question,
    read_condition,
)
from outreach_bot.recruitment.rules import EligibilityRule, Outcome, Question, QuestionSet, Role

AGE = Question(id="age", options=("yes", "no"))
PLACE = Question(id="place", options=("h1", "h2", "h3", "h4", "none", "unsure"), multi=True)
READY = Question(id="ready", options=("group", "one", "later"))
QUESTIONS = (AGE, PLACE, READY)


def a_set(*rules, questions=QUESTIONS):
    return QuestionSet(
        questions=questions, rules=tuple(EligibilityRule.model_validate(rule) for rule in rules)
    )


SET = a_set(
    {"if": "age == no", "then": "not_this_time", "reason": "under_18", "stop": True},
    {"if": "place == [none]", "then": "not_this_time", "stop": True, "offer_roles": ["family"]},
    {"if": "ready == later", "then": "later"},
    {"if": "age == yes and place has any of h1..h4 and ready in [group, one]", "then": "fits"},
)


def answers(**given):
    return {question: (chosen,) if isinstance(chosen, str) else chosen for question, chosen in given.items()}


def outcome(questions=SET, **given):
    decision = decide(questions, answers(**given), default=Outcome.TALK)
    return decision.outcome if decision else None


def holds(text, **given):
    condition = read_condition(text)
    assert isinstance(condition, Condition)
    return condition.holds(answers(**given), {question.id: question for question in QUESTIONS})


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("place == [none]", ("none",), True),
        ("place == [none]", ("h1", "none"), False),
        ("place == [h1, h2]", ("h2", "h1"), True),
        ("place == [h1, h2]", ("h1",), False),
        ("place has any of h2..h3", ("h1", "h3"), True),
        ("place has any of h2..h3", ("h1", "h4"), False),
        ("place has any of h2..h3", ("h2",), True),
        ("place has any of [h1, unsure]", ("unsure",), True),
        ("place has any of [h1, unsure]", ("h2", "none"), False),
    ],
)
def test_several_answers_are_compared(text, place, expected):
    assert holds(text, place=place) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ready == one", True),
        ("ready == group", False),
        ("ready in [group, one]", True),
        ("ready in [later]", False),
        ("  ready   ==   one  ", True),
        ("ready==one", True),
        ("ready in[one]", True),
    ],
)
def test_one_answer_is_compared(text, expected):
    assert holds(text, ready="one") is expected


def test_every_part_of_a_condition_must_hold():
    assert holds("age == yes and ready == one", age="yes", ready="one")
    assert not holds("age == yes and ready == one", age="yes", ready="later")


def test_a_condition_without_its_answer_does_not_hold():
    assert not holds("age == yes and ready == one", age="yes")


@pytest.mark.parametrize(
    ("text", "at", "found"),
    [
        ("age = no", 0, "age = no"),
        ("age == no and", 13, ""),
        ("age == no and  ready", 15, "ready"),
        ("age == no or ready == one", 0, "age == no or ready == one"),
        ("place has any of h1", 0, "place has any of h1"),
        ("ready in []", 0, "ready in []"),
    ],
)
def test_an_unreadable_condition_is_a_value_that_says_where(text, at, found):
    fault = read_condition(text)

    assert isinstance(fault, ConditionFault)
    assert (fault.at, fault.found) == (at, found)


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("agee == no", 0, "a question that is not asked"),
        ("age == no and redy == one", 14, "a question that is not asked"),
        ("ready in [group, on]", 17, "an option that ready does not have"),
        ("place has any of h1..h9", 21, "an option that place does not have"),
        ("place has any of h3..h1", 17, "the range runs backwards"),
        ("place == none", 0, "place takes several answers"),
        ("place in [none]", 0, "place takes several answers"),
        ("age == [no]", 0, "age takes one answer"),
        ("age has any of [no]", 0, "age takes one answer"),
    ],
)
def test_a_condition_that_does_not_fit_its_questions_says_where(text, at, said):
    condition = read_condition(text)
    assert isinstance(condition, Condition)

    fault = misfit(condition, QUESTIONS)

    assert fault is not None
    assert fault.at == at
    assert said in fault.fault


@pytest.mark.parametrize("rule", SET.rules, ids=lambda rule: rule.if_)
def test_a_condition_that_fits_its_questions_is_fine(rule):
    condition = read_condition(rule.if_)
    assert isinstance(condition, Condition)

    assert misfit(condition, QUESTIONS) is None


def test_questions_are_asked_in_order():
    asked = next_question(SET, answers(age="yes"))

    assert asked == PLACE


def test_a_question_skipped_before_is_asked():
    assert next_question(SET, answers(place=("h1",))) == AGE


def test_nothing_is_left_to_ask_when_all_is_answered():
    assert next_question(SET, answers(age="yes", place=("h1",), ready="one")) is None


def test_a_stop_rule_ends_it_at_once_with_its_reason():
    assert decide(SET, answers(age="no"), default=Outcome.TALK) == Decision(
        outcome=Outcome.NOT_THIS_TIME, reason="under_18", rule=0
    )


def test_a_stop_rule_may_offer_another_role():
    decision = decide(SET, answers(age="yes", place=("none",)), default=Outcome.TALK)

    assert decision is not None
    assert decision.offer_roles == (Role.FAMILY,)


def test_nothing_is_decided_while_questions_are_left():
    assert outcome(age="yes", place=("h1",)) is None


def test_a_rule_without_stop_waits_for_the_last_answer():
    early = a_set({"if": "age == yes", "then": "fits"})

    assert outcome(early, age="yes") is None
    assert outcome(early, age="yes", place=("h1",), ready="one") is Outcome.FITS


@pytest.mark.parametrize(
    ("place", "ready", "expected"),
    [
        (("h1", "h3"), "one", Outcome.FITS),
        (("h4",), "group", Outcome.FITS),
        (("h1",), "later", Outcome.LATER),
        (("unsure",), "group", Outcome.TALK),
    ],
    ids=["fits one to one", "fits a group", "not now", "no rule: a person"],
)
def test_all_answers_lead_to_one_outcome(place, ready, expected):
    assert outcome(age="yes", place=place, ready=ready) is expected


def test_the_first_rule_that_is_true_wins():
    two = a_set({"if": "age == yes", "then": "later"}, {"if": "ready == one", "then": "fits"})

    assert outcome(two, age="yes", place=("h1",), ready="one") is Outcome.LATER


def test_an_earlier_rule_that_is_true_wins_over_the_stop_rule_that_ends_the_asking():
    two = a_set(
        {"if": "age == yes", "then": "talk"}, {"if": "place == [none]", "then": "later", "stop": True}
    )

    assert outcome(two, age="yes", place=("none",)) is Outcome.TALK


def test_the_default_is_the_campaigns_to_choose():
    given = answers(age="yes", place=("unsure",), ready="one")

    assert decide(SET, given, default=Outcome.LATER) == Decision(outcome=Outcome.LATER)


def test_a_rule_nobody_can_read_is_an_error_of_ours():
    with pytest.raises(ValueError, match="cannot be read"):
        outcome(a_set({"if": "age?", "then": "fits"}), age="yes")
