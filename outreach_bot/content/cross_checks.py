"""What one file of rules must fulfil beyond the form of each line: names that exist, numbers that agree."""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import available_timezones

import msgspec
import phonenumbers

from outreach_bot.content.findings import Finding, nearest
from outreach_bot.content.yaml_files import Loc, place, shortened, value_place
from outreach_bot.dialogue import phrases
from outreach_bot.recruitment import eligibility
from outreach_bot.recruitment.closed_days import LONGEST_DAYS
from outreach_bot.recruitment.eligibility import ConditionFault
from outreach_bot.recruitment.rules import (
    Campaign,
    EligibilityRule,
    FlyersFile,
    Question,
    QuestionSet,
    Role,
    Safety,
    Screening,
    SessionKind,
    Sessions,
    Tier,
)
from outreach_bot.recruitment.sessions import Session

REGIONS = {"us": "US", "uk": "GB"}
"""Country profile to the region phone numbers are read in (ISO 3166-1 alpha-2)."""
NOT_FIELDS = {"dial_in_if_online"}
"""Requirements that are not a field of a session but a rule about some."""
PATTERN_LISTS = tuple(
    name for name, field in Safety.model_fields.items() if field.annotation == tuple[str, ...]
)
"""Fields of safety.yaml that are lists of phrases: softeners, no_alarm, avoid …"""
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""An address that every mail server takes. Source: HTML, `input type=email`, and at least one dot."""
CLOSED: Loc = ("contact", "closed")
OPTION = re.compile(r"[a-z][a-z0-9_]{0,23}")
"""An option's name: it is also the name of a line of words, and travels in a button (64 bytes)."""


class Source(msgspec.Struct, frozen=True):
    """A file as it was read: for the place of a finding."""

    file: str
    data: Any
    lines: tuple[str, ...]

    def finding(self, loc: Loc, fault: str, remedy: str) -> Finding:
        """A finding at what `loc` leads to."""
        line, column = place(self.data, loc)
        return Finding(file=self.file, line=line, column=column, fault=fault, remedy=remedy)


def _twice(source: Source, above: Loc, names: Sequence[str], what: str, field: Loc = ()) -> Iterable[Finding]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield source.finding(
                (*above, number, *field), f"{what} {name} is there twice", "Keep one of the two"
            )


def _did_you_mean(found: str, known: Iterable[str]) -> str:
    known = list(known)
    close = nearest(found, known)
    return f"Did you mean {close}?" if close else f"Use one of: {', '.join(known)}"


# -- campaign.yaml --------------------------------------------------------------------------------------


def check_campaign(campaign: Campaign, source: Source) -> list[Finding]:
    """Four different hospitals, a zone and region that exist, hours that make sense, a number to call."""
    keys = [hospital.key for hospital in campaign.hospitals]
    names = [hospital.name for hospital in campaign.hospitals]
    return [
        *_twice(source, ("hospitals",), keys, "the hospital", ("key",)),
        *_twice(source, ("hospitals",), names, "the hospital", ("name",)),
        *_check_where(campaign, source),
        *_check_hours(campaign, source),
        *_check_closed(campaign, source),
        *_check_email(campaign, source),
        *_check_forecast(campaign, source),
    ]


def _check_where(campaign: Campaign, source: Source) -> Iterable[Finding]:
    zones = available_timezones()
    if campaign.time_zone not in zones:
        close = nearest(campaign.time_zone, zones)
        remedy = f"Did you mean {close}?" if close else "Use a name such as America/New_York or Europe/London"
        yield source.finding(
            ("time_zone",), f"there is no time zone of this name (found {campaign.time_zone})", remedy
        )
    region = REGIONS[campaign.country]
    if campaign.region != region:
        fault = f"the region does not go with the country {campaign.country} (found {campaign.region})"
        yield source.finding(("region",), fault, f"Write {region}, or change the country")
    elif not _callable(campaign.contact.phone, region):
        fault = f"nobody can call this number in {region} (found {campaign.contact.phone})"
        yield source.finding(("contact", "phone"), fault, "Write it with its area code")


def _callable(phone: str, region: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(phone, region))
    except phonenumbers.NumberParseException:
        return False


def _check_hours(campaign: Campaign, source: Source) -> Iterable[Finding]:
    if campaign.contact.opens >= campaign.contact.closes:
        yield source.finding(
            ("contact", "closes"),
            f"the contact person closes before they open (found {campaign.contact.closes:%H:%M})",
            "Write the hours in the 24 hour clock, such as 17:00",
        )
    if campaign.quiet_hours.starts == campaign.quiet_hours.ends:
        yield source.finding(
            ("quiet_hours",),
            f"quiet hours end as they start (found {campaign.quiet_hours.ends:%H:%M})",
            "Write when they start and when they end, such as 21:00 and 09:00",
        )


def _check_closed(campaign: Campaign, source: Source) -> Iterable[Finding]:
    for number, closed in enumerate(campaign.contact.closed):
        if closed.last < closed.day:
            fault = f"these closed days end before they begin (found {closed.last})"
            remedy = f"Write the last day, {closed.day} or later, or leave `to` out for one day"
            yield source.finding((*CLOSED, number, "to"), fault, remedy)
        elif (closed.last - closed.day).days >= LONGEST_DAYS:
            fault = f"these closed days are longer than three months (found {closed.day} to {closed.last})"
            yield source.finding((*CLOSED, number, "to"), fault, "Look at the year, or write two lines")
    days = [str(closed.day) for closed in campaign.contact.closed]
    yield from _twice(source, CLOSED, days, "the closed day", ("day",))


def _check_email(campaign: Campaign, source: Source) -> Iterable[Finding]:
    for field in ("email_from", "email_reply_to"):
        typed = getattr(campaign, field)
        if typed and not EMAIL.fullmatch(typed):
            fault = f"this is no email address (found {shortened(typed)})"
            yield source.finding((field,), fault, "Write it as name@organisation.org, or leave it empty")
    if campaign.email_from and not campaign.postal_address.strip():
        fault = "email needs a postal address below it"
        yield source.finding(("postal_address",), fault, "Write where you are, or leave email_from empty")


def _check_forecast(campaign: Campaign, source: Source) -> Iterable[Finding]:
    forecast = campaign.forecast
    if forecast.groups > forecast.events:
        fault = f"more people are to go on to groups than to meetings (found {forecast.groups})"
        remedy = f"Write {forecast.events} or less, or change events"
        yield source.finding(("forecast", "groups"), fault, remedy)
    for hospital, target in campaign.targets.items():
        if not (target.lived or target.family or target.staff):
            fault = f"the target of {hospital} has no number above 0"
            yield source.finding(("targets", hospital), fault, "Write how many, or take the line out")


# -- screening.yaml -------------------------------------------------------------------------------------


def check_screening(screening: Screening, source: Source) -> list[Finding]:
    """Questions with names of their own, and rules that name questions and options that exist."""
    findings = [*_twice(source, ("needs",), screening.needs, "the need")]
    findings += _check_options(screening.needs, source, ("needs",))
    seen: set[str] = set()
    for role in Role:
        questions = screening.for_role(role)
        for number, question in enumerate(questions.questions):
            findings += _check_question(question, seen, source, (role.value, "questions", number))
            seen.add(question.id)
        for number, rule in enumerate(questions.rules):
            findings += _check_rule(rule, role, questions, source, number)
    return findings


def _check_question(question: Question, seen: set[str], source: Source, loc: Loc) -> Iterable[Finding]:
    if question.id in seen:
        fault = f"there is already a question {question.id}"
        yield source.finding((*loc, "id"), fault, "Give every question of every role its own id")
    yield from _twice(source, (*loc, "options"), question.options, "the option")
    yield from _check_options(question.options, source, (*loc, "options"))


def _check_options(options: Iterable[str], source: Source, loc: Loc) -> Iterable[Finding]:
    for number, option in enumerate(options):
        if not OPTION.fullmatch(option):
            fault = f"an option's name is not written as it should be (found {option})"
            remedy = "Use a-z, 0-9 and _ only, a letter first, at most 24 characters; the words go in the .ftl file"
            yield source.finding((*loc, number), fault, remedy)


def _check_rule(
    rule: EligibilityRule, role: Role, questions: QuestionSet, source: Source, number: int
) -> Iterable[Finding]:
    loc = (role.value, "rules", number)
    condition = eligibility.read_condition(rule.if_)
    problem = (
        condition
        if isinstance(condition, ConditionFault)
        else eligibility.misfit(condition, questions.questions)
    )
    if problem is not None:
        yield _condition_finding(problem, source, (*loc, "if"))
    if role in rule.offer_roles:
        fault = f"the rule offers people the role they have (found {role.value})"
        yield source.finding((*loc, "offer_roles"), fault, "Take it out")


def _condition_finding(problem: ConditionFault, source: Source, loc: Loc) -> Finding:
    line, column = value_place(source.data, loc, source.lines)
    remedy = _did_you_mean(problem.found, problem.known) if problem.known else problem.remedy
    return Finding(
        file=source.file,
        line=line,
        column=column + problem.at,
        fault=f"{problem.fault} (found {problem.found})",
        remedy=remedy,
    )


# -- sessions.yaml --------------------------------------------------------------------------------------


def check_sessions(sessions: Sessions, source: Source) -> list[Finding]:
    """Kinds with names of their own that can be reached, filled and published."""
    keys = [kind.key for kind in sessions.kinds]
    findings = [*_twice(source, ("kinds",), keys, "the kind of session", ("key",))]
    for number, kind in enumerate(sessions.kinds):
        findings += _check_before(kind, keys, source, ("kinds", number))
        findings += _check_size(kind, source, ("kinds", number))
    fields = {field.name for field in msgspec.structs.fields(Session)} | NOT_FIELDS
    for number, name in enumerate(sessions.required):
        if name not in fields:
            fault = f"sessions have no such field (found {name})"
            findings.append(source.finding(("required", number), fault, _did_you_mean(name, sorted(fields))))
    return findings


def _check_before(kind: SessionKind, keys: Sequence[str], source: Source, loc: Loc) -> Iterable[Finding]:
    for number, any_of in enumerate(kind.needs_before):
        for key in any_of:
            where = (*loc, "needs_before", number)
            if key not in keys:
                fault = f"{kind.key} comes after a kind of session that is not here (found {key})"
                yield source.finding(where, fault, _did_you_mean(key, keys))
            elif key == kind.key:
                yield source.finding(where, f"{kind.key} cannot come before itself", "Take it out")


def _check_size(kind: SessionKind, source: Source, loc: Loc) -> Iterable[Finding]:
    if kind.min > kind.capacity:
        fault = f"{kind.key} needs more people than it has seats for (found {kind.min})"
        yield source.finding((*loc, "min"), fault, f"Write {kind.capacity} or less")
    if kind.min_lived_or_family > kind.capacity:
        fault = (
            f"{kind.key} needs more patients and family than it has seats (found {kind.min_lived_or_family})"
        )
        yield source.finding((*loc, "min_lived_or_family"), fault, f"Write {kind.capacity} or less")
    if (kind.table_size is None) != (kind.min_lived_or_family_per_table is None):
        fault = f"{kind.key} has half a table rule"
        yield source.finding(
            loc, fault, "Write both table_size and min_lived_or_family_per_table, or neither"
        )
    elif kind.table_size is not None and (kind.min_lived_or_family_per_table or 0) > kind.table_size:
        fault = f"{kind.key} needs more patients and family at a table than it seats"
        remedy = f"Write {kind.table_size} or less"
        yield source.finding((*loc, "min_lived_or_family_per_table"), fault, remedy)


# -- networks.yaml, safety.yaml -------------------------------------------------------------------------


def check_networks(networks: Any, source: Source) -> list[Finding]:
    """Networks with names of their own."""
    keys = [network.key for network in networks.networks]
    return [*_twice(source, ("networks",), keys, "the network", ("key",))]


def check_flyers(flyers: FlyersFile, source: Source) -> list[Finding]:
    """Forms with names of their own, each for paper or for a screen, and days in their order."""
    findings = [*_twice(source, ("forms",), [form.key for form in flyers.forms], "the form", ("key",))]
    for number, form in enumerate(flyers.forms):
        if (form.paper is None) == (form.pixels is None):
            fault = f"{form.key} is for paper or for a screen, one of the two"
            findings.append(source.finding(("forms", number), fault, "Write either paper: or pixels:"))
    if flyers.approved_on and flyers.expires_on and flyers.expires_on < flyers.approved_on:
        fault = "expires_on is before approved_on"
        findings.append(source.finding(("expires_on",), fault, "Put the two days right"))
    return findings


def check_safety(safety: Safety, source: Source) -> list[Finding]:
    """Every tier has phrases, so that none falls silent, and every phrase can be read."""
    findings = [
        source.finding(("tiers", tier.value), f"the tier {tier.value} has no phrases", "Write at least one")
        for tier in Tier
        if not safety.tiers.get(tier)
    ]
    lists: list[tuple[Loc, tuple[str, ...]]] = [
        *((("tiers", tier.value), patterns) for tier, patterns in safety.tiers.items()),
        *((("commands", command), patterns) for command, patterns in safety.commands.items()),
        *(((name,), getattr(safety, name)) for name in PATTERN_LISTS),
    ]
    for loc, patterns in lists:
        for number, pattern in enumerate(patterns):
            findings += _check_pattern(pattern, source, (*loc, number))
    return findings


def _check_pattern(pattern: str, source: Source, loc: Loc) -> Iterable[Finding]:
    try:
        phrases.check(pattern)
    except phrases.PatternError as error:
        fault, _, remedy = str(error).removeprefix(f"“{pattern}”: ").rstrip(".").rpartition(". ")
        yield source.finding(loc, f"this phrase cannot be read: {fault} (found {shortened(pattern)})", remedy)
