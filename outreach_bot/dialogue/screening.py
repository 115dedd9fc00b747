"""The questions of a role, one at a time, and what they end in. Raw answers go when the outcome is set."""

import datetime as dt

from outreach_bot.dialogue.draft import BACK, HELP, PERSON, Draft, Rows, Screen, button, column
from outreach_bot.dialogue.effects import Mark, Notice, Phrase, Verbatim, Words
from outreach_bot.dialogue.forgetting import forget
from outreach_bot.dialogue.inputs import TimerName
from outreach_bot.recruitment.eligibility import Decision, decide, next_question
from outreach_bot.recruitment.rules import Outcome, Question, Role

EXPIRES = dt.timedelta(hours=24)
"""How long an unfinished screening is kept. Source: DOMAIN 5.6."""
RESTS = dt.timedelta(days=90)
"""How long someone who fits and books nothing is kept before being asked once more. Source: DOMAIN 5.6."""
MONTH = dt.timedelta(days=30)
UNDER_18 = "under_18"
READY = ("l_ready", "f_ready")
"""The questions whose answer says whether a group is fine: part of which meetings fit."""
TIME_OFF = ("s_time", ("help",))


def begin(draft: Draft, role: Role) -> None:
    """Ask the first question of a role that was just agreed to."""
    questions = draft.rules.screening.for_role(role).questions
    version = draft.rules.screening.version
    draft.set(role=role, answers={}, outcome=None, question_set=version)
    draft.go("question", questions[0].id)
    draft.timer(TimerName.SCREENING_EXPIRES, draft.now + EXPIRES)
    notice = (Phrase("staff_notice"),) if role is Role.STAFF else ()
    draft.show(draft.screen(), *notice, edit=False)


def question_of(draft: Draft) -> Question:
    """Return the question the person is on; the first one where the set has changed under them."""
    questions = draft.rules.screening.for_role(draft.role).questions
    return next((q for q in questions if q.id == draft.me.about), questions[0])


def _label(draft: Draft, question: Question, option: str) -> Words:
    hospitals = {hospital.key: hospital.name for hospital in draft.rules.campaign.hospitals}
    return Verbatim(hospitals[option]) if option in hospitals else Phrase(f"{question.id}.{option}")


def question_screen(draft: Draft) -> Screen:
    """One question with its options; Done after the first tick where several fit."""
    question = question_of(draft)
    rows = tuple(
        (
            button(
                _label(draft, question, option),
                f"a:{question.id}:{option}",
                mark=Mark.TICKED if option in draft.me.ticked else Mark.NONE,
            ),
        )
        for option in question.options
    )
    questions = draft.rules.screening.for_role(draft.role).questions
    step = Phrase("step", {"n": str(questions.index(question) + 1), "of": str(len(questions))})
    return Screen(
        words=(step, Phrase(question.id)), buttons=(*rows, *done_row(draft, question.id), (BACK,), (HELP,))
    )


def done_row(draft: Draft, name: str) -> Rows:
    """[Done], once something is ticked."""
    return ((button("labels.multi_done", f"done:{name}"),),) if draft.me.ticked else ()


def toggled(ticked: tuple[str, ...], option: str, *, alone: tuple[str, ...]) -> tuple[str, ...]:
    """Tick or untick; "none", "not sure" and "rather not say" stand alone."""
    if option in ticked:
        return tuple(each for each in ticked if each != option)
    if option in alone:
        return (option,)
    return (*(each for each in ticked if each not in alone), option)


def answer(draft: Draft, rest: list[str]) -> None:
    """An option: ticked where several fit, else the answer. One of another question is an old button."""
    question = question_of(draft)
    if _outdated(draft):
        _start_over(draft)
    elif rest[0] != question.id or rest[1] not in question.options:
        draft.reshow(Phrase("old-button"), edit=False)
    elif question.multi:
        draft.set(ticked=toggled(draft.me.ticked, rest[1], alone=question.alone))
        draft.reshow()
    else:
        _keep(draft, question, (rest[1],))


def done(draft: Draft, rest: list[str]) -> None:
    """[Done] under a question with several answers."""
    question = question_of(draft)
    if _outdated(draft):
        _start_over(draft)
    elif rest[0] != question.id or not draft.me.ticked:
        draft.reshow(Phrase("old-button"), edit=False)
    else:
        _keep(draft, question, tuple(o for o in question.options if o in draft.me.ticked))


def _outdated(draft: Draft) -> bool:
    """Tell whether the questions were changed since this person began with them."""
    return draft.me.question_set != draft.rules.screening.version


def _start_over(draft: Draft) -> None:
    first = draft.rules.screening.for_role(draft.role).questions[0]
    draft.set(answers={}, question_set=draft.rules.screening.version)
    draft.go("question", first.id)
    draft.reshow(Phrase("old-button"), edit=False)


def step_back(draft: Draft) -> None:
    """Go one question back, forgetting its answer; from the first, to the roles."""
    questions = draft.rules.screening.for_role(draft.role).questions
    at = questions.index(question_of(draft))
    if at == 0:
        draft.go("role")
        return
    before = questions[at - 1].id
    draft.set(answers={q: a for q, a in draft.me.answers.items() if q != before})
    draft.go("question", before)


def _keep(draft: Draft, question: Question, given: tuple[str, ...]) -> None:
    draft.set(answers={**draft.me.answers, question.id: given})
    role_set = draft.rules.screening.for_role(draft.role)
    decision = decide(role_set, draft.me.answers, default=draft.rules.screening.default)
    if decision is not None:
        _reach(draft, decision)
        return
    following = next_question(role_set, draft.me.answers)
    draft.go("question", following.id if following else question.id)
    draft.timer(TimerName.SCREENING_EXPIRES, draft.now + EXPIRES)
    draft.reshow()


def _reach(draft: Draft, decision: Decision) -> None:
    draft.audit("outcome", detail=decision.outcome.value)
    draft.count(f"outcome:{decision.outcome.value}:{draft.role.value}")
    if draft.me.answers.get(TIME_OFF[0]) == TIME_OFF[1]:
        draft.notify(Notice.NEED_TIME_OFF)
    match decision.outcome:
        case Outcome.FITS:
            _fits(draft)
        case Outcome.TALK:
            reach_talk(draft)
        case Outcome.LATER:
            _settle(draft, Outcome.LATER)
            draft.go("later")
            draft.reshow()
        case Outcome.NOT_THIS_TIME:
            _not_this_time(draft, decision)


def _settle(draft: Draft, outcome: Outcome) -> None:
    answers = draft.me.answers
    hospitals = tuple(
        hospital.key
        for hospital in draft.rules.campaign.hospitals
        if any(hospital.key in given for given in answers.values())
    )
    alone = any(answers.get(question) == ("one",) for question in READY)
    draft.set(answers={}, outcome=outcome, hospitals=hospitals, one_to_one=alone)
    draft.timer(TimerName.REST_ENDS, draft.now + RESTS)


def _fits(draft: Draft) -> None:
    _settle(draft, Outcome.FITS)
    draft.notify(Notice.SIGN_UP)
    draft.go("meetings")
    draft.show(draft.screen(), Phrase("outcome_fits"))


def reach_talk(draft: Draft) -> None:
    """A person can help with this: not sure, rather not say, more than one role."""
    if draft.me.role is not None:
        _settle(draft, Outcome.TALK)
    draft.timer(TimerName.REST_ENDS, draft.now + RESTS)
    draft.go("talk", "outcome")
    draft.reshow()


def _not_this_time(draft: Draft, decision: Decision) -> None:
    draft.refused = decision.reason or "other"
    draft.count(f"not_this_time:{draft.refused}")
    if draft.is_known_otherwise():
        draft.set(answers={}, outcome=None, role=None, hospitals=())
        draft.go("role" if decision.offer_roles else "home")
    else:
        forget(draft)
    if decision.reason == UNDER_18:
        draft.say(Phrase("outcome_under_18"), buttons=((HELP,),))
        return
    roles = [button(f"role_pick.{role.value}", f"role:{role.value}") for role in decision.offer_roles]
    before = (Phrase("other-role"),) if roles else ()
    draft.say(Phrase("outcome_not_this_time"), *before, buttons=column(*roles, PERSON, HELP))


# -- later ---------------------------------------------------------------------------------------------


def later_screen(draft: Draft) -> Screen:
    """Not right now: we check in, or they come back."""
    return Screen(
        words=(Phrase("outcome_later"),),
        buttons=column(
            button("labels.later_month", "later:month"), button("labels.later_back", "later:back"), HELP
        ),
    )


def later(draft: Draft, rest: list[str]) -> None:
    """A check-in in a month is a message they ask for with this tap, and the only one it allows."""
    if rest == ["month"]:
        draft.timer(TimerName.CHECK_IN, draft.now + MONTH)
        draft.go("resting")
        draft.show(draft.screen(), Phrase("later-month"))
    else:
        draft.go("resting")
        draft.show(draft.screen(), Phrase("later-back"))


def resting_screen(draft: Draft) -> Screen:
    """Where someone is who said not now."""
    return Screen(
        words=(Phrase("resting-place"),), buttons=column(button("resting-place.again", "again"), PERSON, HELP)
    )


def again(draft: Draft, _: list[str]) -> None:
    """Carry on after a rest: who fits finds a meeting; the others answer once more, as the answers are gone."""
    draft.stop_timer(TimerName.CHECK_IN)
    if draft.me.outcome is Outcome.FITS:
        draft.timer(TimerName.REST_ENDS, draft.now + RESTS)
        draft.go("meetings")
        draft.reshow()
    elif draft.me.role is None:
        draft.go("role")
        draft.timer(TimerName.SCREENING_EXPIRES, draft.now + EXPIRES)
        draft.reshow()
    else:
        begin(draft, draft.role)


SCREENS = {"question": question_screen, "later": later_screen, "resting": resting_screen}
TAPS = {
    "a": (answer, ("question",)),
    "later": (later, ("later",)),
    "again": (again, ("resting", "waiting_for_us")),
}
