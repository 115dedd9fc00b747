"""Who works in the office, and what each may do there. Source: DOMAIN 5.7, least privilege."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from outreach_bot.recruitment.sessions import PersonId

MemberId = str


class OfficeRole(StrEnum):
    """What somebody is in the office."""

    OWNER = "owner"
    """Runs the project: everything but the audit log, which is about them too."""
    COORDINATOR = "coordinator"
    """Looks after people, sessions and outreach of their own hospitals."""
    SAFETY_LEAD = "safety_lead"
    """Looks after people who may be in danger, and after those who asked to talk."""
    AUDITOR = "auditor"
    """Looks at what was done, and at figures; at no person."""


class Deed(StrEnum):
    """What can be done in the office. Each page and each button is one of these."""

    SEE_TODAY = "see_today"
    ACKNOWLEDGE = "acknowledge"
    SEE_SIGNUPS = "see_signups"
    SEE_PERSON = "see_person"
    SEE_IDENTITY = "see_identity"
    SEE_SAFETY_WORDS = "see_safety_words"
    """Read what somebody wrote that raised a safety alert. `safety.yaml` may lend it to coordinators."""
    CARE = "care"
    """Answer, call back, book, move, cancel, pause, write notes."""
    ENTER_SIGNUP = "enter_signup"
    DECIDE_ASIDES = "decide_asides"
    """Have what the bot could not take in tried again, or let it go."""
    ERASE = "erase"
    SEE_SESSIONS = "see_sessions"
    RUN_SESSIONS = "run_sessions"
    SEE_CHAMPIONS = "see_champions"
    RUN_CHAMPIONS = "run_champions"
    SEE_NETWORKS = "see_networks"
    RUN_NETWORKS = "run_networks"
    SEE_OUTREACH = "see_outreach"
    RUN_OUTREACH = "run_outreach"
    SEE_SOURCES = "see_sources"
    SEE_FLYERS = "see_flyers"
    SEE_WORDS = "see_words"
    SEE_REPORTS = "see_reports"
    EXPORT = "export"
    EXPORT_IDENTIFIED = "export_identified"
    SEE_AUDIT = "see_audit"
    SIGN_OFF_AUDIT = "sign_off_audit"
    MANAGE_TEAM = "manage_team"


_AUDITING = frozenset({Deed.SEE_AUDIT, Deed.SIGN_OFF_AUDIT})
_MAY: dict[OfficeRole, frozenset[Deed]] = {
    OfficeRole.OWNER: frozenset(Deed) - _AUDITING,
    OfficeRole.COORDINATOR: frozenset(Deed) - _AUDITING - {Deed.MANAGE_TEAM, Deed.SEE_SAFETY_WORDS},
    OfficeRole.SAFETY_LEAD: frozenset(
        {
            Deed.SEE_TODAY,
            Deed.ACKNOWLEDGE,
            Deed.SEE_SIGNUPS,
            Deed.SEE_PERSON,
            Deed.SEE_IDENTITY,
            Deed.SEE_SAFETY_WORDS,
            Deed.CARE,
            Deed.SEE_SESSIONS,
            Deed.SEE_FLYERS,
            Deed.SEE_WORDS,
            Deed.SEE_REPORTS,
        }
    ),
    OfficeRole.AUDITOR: _AUDITING | {Deed.SEE_REPORTS},
}
"""The audit log is read by an auditor alone, never by those it is about."""


class Member(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person who works in the office."""

    id: MemberId
    name: str
    role: OfficeRole
    hospitals: tuple[str, ...] = ()
    """h1 to h4, for a coordinator of some; empty: all."""
    person: PersonId = ""
    """Their chat with the bot; empty: they have not joined there."""
    since: dt.datetime
    ended_at: dt.datetime | None = None


def may(role: OfficeRole, deed: Deed) -> bool:
    """Tell whether somebody in `role` may do `deed` at all; of which hospital is another question."""
    return deed in _MAY[role]


def sees(own: Iterable[str], hospitals: Iterable[str]) -> bool:
    """Tell whether a member of the hospitals `own` may see something of `hospitals`; none on either side: all."""
    mine, theirs = frozenset(own), frozenset(hospitals)
    return not mine or not theirs or not mine.isdisjoint(theirs)
