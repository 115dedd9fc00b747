"""What the answers to the screening questions lead to.

Rules are written in a small language that coordinators can read aloud:

    l_age == no                       the answer is no
    l_hospital == [none]              of many options, exactly these are ticked
    l_ready in [group, one]           the answer is one of these
    l_hospital has any of h1..h4      of many options, at least one of these is ticked
    … and …                           both

Questions are asked in order. As soon as a stop rule is true, or every question is answered, the first
rule that is true decides; if none is, the default does. Source: `how` in the domain's draft content.
"""

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import lru_cache

import msgspec

from outreach_bot.recruitment.rules import Outcome, Question, QuestionSet, Role

Answers = Mapping[str, tuple[str, ...]]
"""Question id to the options chosen."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What screening ended in, why, and which other roles may fit better."""

    outcome: Outcome
    reason: str | None = None
    offer_roles: tuple[Role, ...] = ()
    rule: int | None = None
    """Which rule decided, counted from 0; None: the default."""


class ConditionFault(msgspec.Struct, frozen=True, kw_only=True):
    """Why a condition cannot be read. `at` counts characters from 0."""

    at: int
    fault: str
    remedy: str
    known: tuple[str, ...] = ()
    """Names that could have stood there."""
    found: str = ""


class Compare(Enum):
    """How a clause compares."""

    IS = "=="
    IS_EXACTLY = "== […]"
    IN = "in […]"
    HAS_ANY_OF = "has any of"


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison. A range `h1..h4` is the options from the first to the last, in the question's order."""

    question: str
    question_at: int
    compare: Compare
    options: tuple[str, ...]
    options_at: tuple[int, ...]
    is_range: bool = False

    def holds(self, chosen: tuple[str, ...], asked: Question) -> bool:
        """Whether the options `chosen` pass this clause."""
        if self.compare in (Compare.IS, Compare.IS_EXACTLY):
            return set(chosen) == set(self.options)
        return not self._wanted(asked).isdisjoint(chosen)

    def _wanted(self, asked: Question) -> set[str]:
        if not self.is_range:
            return set(self.options)
        first, last = (asked.options.index(option) for option in self.options)
        return set(asked.options[first : last + 1])


class Condition(msgspec.Struct, frozen=True):
    """Clauses that must all hold."""

    clauses: tuple[Clause, ...]

    def holds(self, answers: Answers, questions: Mapping[str, Question]) -> bool:
        """Whether every clause has its answer and passes."""
        return all(
            clause.question in answers and clause.holds(answers[clause.question], questions[clause.question])
            for clause in self.clauses
        )


_NAME = r"[A-Za-z0-9_\-]+"
_LIST = rf"\[\s*{_NAME}(?:\s*,\s*{_NAME})*\s*\]"
_CLAUSE = re.compile(
    rf"""\s*(?P<question>{_NAME})\s*(?:
        ==\s*(?P<exactly>{_LIST})
      | ==\s*(?P<is>{_NAME})
      | \bin\s*(?P<in>{_LIST})
      | \bhas\s+any\s+of\s+(?:(?P<first>{_NAME})\s*\.\.\s*(?P<last>{_NAME})|(?P<any>{_LIST}))
    )\s*""",
    re.VERBOSE,
)
_EXAMPLES = (
    "Write it like: l_age == no, l_ready in [group, one], l_hospital == [none], l_hospital has any of h1..h4"
)


@lru_cache(maxsize=256)
def read_condition(text: str) -> Condition | ConditionFault:
    """Read the `if` of a rule; whether its names exist is for `misfit` to say."""
    clauses = []
    at = 0
    for part in re.split(r"\band\b", text):
        found = _CLAUSE.fullmatch(part)
        if found is None:
            start = at + len(part) - len(part.lstrip())
            return ConditionFault(
                at=start, fault="this condition cannot be read", remedy=_EXAMPLES, found=part.strip()
            )
        clauses.append(_clause(found, at))
        at += len(part) + len("and")
    return Condition(tuple(clauses))


def _clause(found: re.Match[str], at: int) -> Clause:
    kinds = {"is": Compare.IS, "exactly": Compare.IS_EXACTLY, "in": Compare.IN, "any": Compare.HAS_ANY_OF}
    if found["first"]:
        compare, names = (
            Compare.HAS_ANY_OF,
            [(found[group], found.start(group)) for group in ("first", "last")],
        )
    else:
        group, compare = next((group, compare) for group, compare in kinds.items() if found[group])
        names = [(name[0], found.start(group) + name.start()) for name in re.finditer(_NAME, found[group])]
    return Clause(
        question=found["question"],
        question_at=at + found.start("question"),
        compare=compare,
        options=tuple(name for name, _ in names),
        options_at=tuple(at + start for _, start in names),
        is_range=bool(found["first"]),
    )


def misfit(condition: Condition, questions: Iterable[Question]) -> ConditionFault | None:
    """Say why `condition` does not fit `questions`: the first name or comparison that cannot work."""
    by_id = {question.id: question for question in questions}
    for clause in condition.clauses:
        asked = by_id.get(clause.question)
        if asked is None:
            return ConditionFault(
                at=clause.question_at,
                fault="the rule names a question that is not asked",
                remedy="Use the id of a question of this role",
                known=tuple(by_id),
                found=clause.question,
            )
        fault = _clause_misfit(clause, asked)
        if fault is not None:
            return fault
    return None


def _clause_misfit(clause: Clause, asked: Question) -> ConditionFault | None:
    for option, at in zip(clause.options, clause.options_at, strict=True):
        if option not in asked.options:
            return ConditionFault(
                at=at,
                fault=f"the rule names an option that {asked.id} does not have",
                remedy="Use one of its options",
                known=asked.options,
                found=option,
            )
    if clause.is_range and list(clause.options) != sorted(clause.options, key=asked.options.index):
        return ConditionFault(
            at=clause.options_at[0],
            fault="the range runs backwards",
            remedy="Write the option that comes first in the question first",
            found="..".join(clause.options),
        )
    return _compare_misfit(clause, asked)


def _compare_misfit(clause: Clause, asked: Question) -> ConditionFault | None:
    suits = {Compare.IS_EXACTLY, Compare.HAS_ANY_OF} if asked.multi else {Compare.IS, Compare.IN}
    if clause.compare in suits:
        return None
    many, remedy = (
        ("several answers", "Write == [none], or: has any of h1..h4")
        if asked.multi
        else ("one answer", "Write == yes, or: in [group, one]")
    )
    return ConditionFault(
        at=clause.question_at,
        fault=f"{asked.id} takes {many}, and the rule reads it in another way",
        remedy=remedy,
        found=f"{clause.question} {clause.compare.value}",
    )


def next_question(questions: QuestionSet, answers: Answers) -> Question | None:
    """The first question without an answer; None when all are answered."""
    for question in questions.questions:
        if question.id not in answers:
            return question
    return None


def decide(questions: QuestionSet, answers: Answers, *, default: Outcome) -> Decision | None:
    """Say what `answers` lead to; None while there is more to ask.

    Raises ValueError for a condition that cannot be read: `content.catalog` lets none through.
    """
    by_id = {question.id: question for question in questions.questions}
    true = [
        number for number, rule in enumerate(questions.rules) if _readable(rule.if_).holds(answers, by_id)
    ]
    if not any(questions.rules[number].stop for number in true) and next_question(questions, answers):
        return None
    if not true:
        return Decision(outcome=default)
    rule = questions.rules[true[0]]
    return Decision(outcome=rule.then, reason=rule.reason, offer_roles=rule.offer_roles, rule=true[0])


def _readable(text: str) -> Condition:
    condition = read_condition(text)
    if isinstance(condition, ConditionFault):
        raise ValueError(f"{condition.fault}: {text}")  # noqa: TRY004 — the type is right, the rule is not
    return condition
