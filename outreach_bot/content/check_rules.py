"""The rules as a whole: every path of every question set walked, and what nobody may forget before going live."""

import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from outreach_bot.content import plain_language, yaml_files
from outreach_bot.content.catalog import MESSAGES
from outreach_bot.content.check_texts import telling_words
from outreach_bot.content.cross_checks import CLOSED
from outreach_bot.content.findings import Finding, Level
from outreach_bot.content.yaml_files import Loc
from outreach_bot.dialogue.phrases import Phrases, read_words
from outreach_bot.dialogue.screening import READY, TIME_OFF
from outreach_bot.recruitment import eligibility
from outreach_bot.recruitment.rules import Outcome, Question, QuestionSet, Role, Rules

ANSWERS = 200_000
"""Most combinations of answers that are walked: ten seconds' work."""
OPEN_ANSWERS = ("unsure", "skip")
"""Not sure, and rather not say: never a reason to refuse. Source: DESIGN section 7."""

SHORTENED = "lived_feedback"
"""The kind of session that needs no talk before it where the campaign is accelerated."""


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """What became of every way to answer a question set."""

    ends: tuple[tuple[dict[str, tuple[str, ...]], eligibility.Decision], ...]
    """Each way through, with what it came to."""
    endless: tuple[dict[str, tuple[str, ...]], ...]
    """Ways that end in nothing: there are none unless the deciding is broken."""

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many ways lead to each outcome."""
        return Counter(decision.outcome for _, decision in self.ends)


def ways_to_answer(question: Question) -> list[tuple[str, ...]]:
    """Every answer `question` can get: for several, every set of options that may be ticked together."""
    if not question.multi:
        return [(option,) for option in question.options]
    together = [option for option in question.options if option not in question.alone]
    sets = (itertools.combinations(together, size) for size in range(1, len(together) + 1))
    alone = ((option,) for option in question.options if option in question.alone)
    return [*itertools.chain.from_iterable(sets), *alone]


def combinations(questions: QuestionSet) -> int:
    """How many combinations of answers there are, if nothing stops early."""
    total = 1
    for question in questions.questions:
        together = sum(option not in question.alone for option in question.options)
        alone = len(question.options) - together
        total *= 2**together - 1 + alone if question.multi else len(question.options)
    return total


def walk(questions: QuestionSet, *, default: Outcome) -> Walk:
    """Answer in every way there is, one question at a time, as a person would."""
    ends, endless = [], []
    open_ways: list[dict[str, tuple[str, ...]]] = [{}]
    while open_ways:
        answers = open_ways.pop()
        decision = eligibility.decide(questions, answers, default=default)
        following = eligibility.next_question(questions, answers)
        if decision is not None:
            ends.append((answers, decision))
        elif following is None:
            endless.append(answers)
        else:
            open_ways += [{**answers, following.id: given} for given in ways_to_answer(following)]
    return Walk(ends=tuple(ends), endless=tuple(endless))


def check_rules(folder: Path, rules: Rules) -> Iterator[Finding]:
    """Check question sets, what the bot looks for in them, names, and what must be real before going live."""
    messages = folder / MESSAGES
    screening = _File(messages / "screening.yaml")
    for role in Role:
        yield from _check_set(role, rules, screening)
    yield from _check_known_questions(rules, screening)
    yield from _check_live(rules, messages)
    avoid = Phrases({0: rules.safety.avoid})
    for name in ("campaign.yaml", "sessions.yaml", "networks.yaml"):
        yield from _check_tone(_File(messages / name), avoid)
    yield from _check_reading(rules, messages)


class _File:
    """A file that was read without a fault, for the places in it."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.data = yaml_files.read(path)

    def finding(self, loc: Loc, fault: str, remedy: str, *, level: Level = Level.FAULT) -> Finding:
        line, column = yaml_files.place(self.data, loc)
        return Finding(file=self.name, line=line, column=column, fault=fault, remedy=remedy, level=level)


# -- every path ---------------------------------------------------------------------------------------------


def _check_set(role: Role, rules: Rules, file: _File) -> Iterator[Finding]:
    questions = rules.screening.for_role(role)
    count = combinations(questions)
    if count > ANSWERS:
        fault = f"there are too many ways to answer the questions for {role.value} to check them ({count})"
        yield file.finding(
            (role.value, "questions"), fault, "Ask fewer questions, or give them fewer options"
        )
        return
    walked = walk(questions, default=rules.screening.default)
    for answers in walked.endless:
        yield file.finding(
            (role.value, "rules"), f"these answers lead nowhere: {_shown(answers)}", "Add a rule"
        )
    yield from _check_reach(role, questions, walked, file)
    yield from _check_refusals(role, questions, walked, file)


def _shown(answers: Mapping[str, tuple[str, ...]]) -> str:
    return ", ".join(f"{question} {'+'.join(given)}" for question, given in answers.items())


def _check_reach(role: Role, questions: QuestionSet, walked: Walk, file: _File) -> Iterator[Finding]:
    deciding = {decision.rule for _, decision in walked.ends}
    for number in range(len(questions.rules)):
        if number not in deciding:
            loc = (role.value, "rules", number)
            yield file.finding(
                loc, "this rule never decides anything", "Take it out, or put it before the rule that wins"
            )
    asked = {question for answers, _ in walked.ends for question in answers}
    for number, question in enumerate(questions.questions):
        if question.id not in asked:
            loc = (role.value, "questions", number)
            yield file.finding(loc, f"{question.id} is never asked", "Take it out, or ask it earlier")
    if Outcome.FITS not in walked.outcomes:
        yield file.finding(
            (role.value, "rules"), f"nobody of the role {role.value} can fit", "Add a rule with then: fits"
        )


def _check_refusals(role: Role, questions: QuestionSet, walked: Walk, file: _File) -> Iterator[Finding]:
    """Nobody is refused for an open answer: a person decides."""
    found: set[tuple[int, str]] = set()
    for answers, decision in walked.ends:
        if decision.outcome is Outcome.NOT_THIS_TIME:
            found |= {(_number(decision), answer) for answer in _refused_for(questions, answers, decision)}
    for number, answer in sorted(found):
        loc = (role.value, "rules", number, "if") if number >= 0 else ("default",)
        yield file.finding(
            loc, f"people are refused for an open answer (found {answer})", "Let it lead to talk"
        )


def _number(decision: eligibility.Decision) -> int:
    return -1 if decision.rule is None else decision.rule


def _refused_for(
    questions: QuestionSet, answers: Mapping[str, tuple[str, ...]], decision: eligibility.Decision
) -> Iterator[str]:
    asked = set(answers)
    if decision.rule is not None:
        condition = eligibility.read_condition(questions.rules[decision.rule].if_)
        if isinstance(condition, eligibility.Condition):
            asked = {clause.question for clause in condition.clauses}
    yield from (
        f"{question} {option}"
        for question in asked & answers.keys()
        for option in answers[question]
        if option in OPEN_ANSWERS
    )


def _check_known_questions(rules: Rules, file: _File) -> Iterator[Finding]:
    """The bot looks at some answers by name; renaming them would silence it."""
    options = {
        question.id: question.options
        for role in Role
        for question in rules.screening.for_role(role).questions
    }
    looked_at = {**dict.fromkeys(READY, "one"), TIME_OFF[0]: TIME_OFF[1][0]}
    for question, option in looked_at.items():
        if option not in options.get(question, ()):
            role = {"l": "lived", "f": "family", "s": "staff"}[question[0]]
            fault = f"the bot looks for the answer {option} to {question}, and nobody can give it"
            remedy = (
                "Keep that question and option under these names, or know that the bot will not act on it"
            )
            yield file.finding((role, "questions"), fault, remedy, level=Level.WARNING)


# -- before going live -------------------------------------------------------------------------------------


def check_closed_to_come(folder: Path, rules: Rules, *, today: dt.date) -> Iterator[Finding]:
    """Warn where all closed days are over: holidays come again, and nobody would be told."""
    closed = rules.campaign.contact.closed
    if closed and all(each.last < today for each in closed):
        fault = f"all closed days are over (the last was {max(each.last for each in closed)})"
        campaign = _File(folder / MESSAGES / "campaign.yaml")
        yield campaign.finding(CLOSED, fault, "Write down the holidays to come", level=Level.WARNING)


def _check_live(rules: Rules, messages: Path) -> Iterator[Finding]:
    campaign, safety = _File(messages / "campaign.yaml"), _File(messages / "safety.yaml")
    if telling := telling_words(rules.campaign.name):
        fault = f"the project's name tells what it is about (found {telling[0]})"
        yield campaign.finding(("name",), fault, "Choose a name that may be seen on a locked phone")
    for field in ("organisation", "email_from"):
        if telling := telling_words(re.sub(r"[\W_]+", " ", getattr(rules.campaign, field))):
            fault = f"email would come from a name that tells what it is about (found {telling[0]})"
            yield campaign.finding((field,), fault, "Choose one that may be seen on a locked phone")
    if rules.campaign.mode == "accelerated" and SHORTENED not in {kind.key for kind in rules.sessions.kinds}:
        fault = f"accelerated changes nothing, as there is no kind of session {SHORTENED}"
        yield campaign.finding(
            ("mode",), fault, f"Write standard, or name a kind {SHORTENED} in sessions.yaml"
        )
    if rules.campaign.example:
        fault = "this is the example campaign: names, pay and places are invented"
        remedy = "Until it says example: false, run stays off the real Telegram"
        yield campaign.finding(("example",), fault, remedy, level=Level.WARNING)
    if rules.safety.help_lines.checked_on is None or not rules.safety.help_lines.checked_by.strip():
        fault = "nobody has checked the help lines"
        remedy = "Call every number, then write checked_on and checked_by; until then run stays off the real Telegram"
        yield safety.finding(("help_lines",), fault, remedy, level=Level.WARNING)


# -- what coordinators wrote in the rules ----------------------------------------------------------------------


def _texts(data: Any, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    match data:
        case str():
            yield loc, data
        case Mapping():
            for key, value in data.items():
                yield from _texts(value, (*loc, key))
        case list():
            for number, value in enumerate(data):
                yield from _texts(value, (*loc, number))
        case _:
            return


def _check_tone(file: _File, avoid: Phrases) -> Iterator[Finding]:
    for loc, text in _texts(file.data):
        words = read_words(text)
        for found in avoid.find(words):
            said = " ".join(word.keys[0] for word in words[found.start : found.end])
            yield file.finding(loc, f"these words can hurt (found {said})", "Put the person first")


def _check_reading(rules: Rules, messages: Path) -> Iterator[Finding]:
    """What people read of the rules: how they are paid, and what networks are asked."""
    shown: list[tuple[str, Loc, str]] = [("campaign.yaml", ("pay_text",), rules.campaign.pay_text)]
    shown += [
        ("networks.yaml", ("networks", number, "ask"), network.ask)
        for number, network in enumerate(rules.networks)
    ]
    for name, loc, text in shown:
        reading = plain_language.read(text, language=rules.campaign.language)
        if reading.longest > plain_language.WORDS_WARNING:
            fault = f"this is a sentence of {reading.longest} words"
            yield _File(messages / name).finding(loc, fault, "Make two of it", level=Level.WARNING)
