"""Lists with names or numbers leave the office with a second person's yes: one asks, another decides, the first takes it.

Whoever asked can never say yes, and who has no name in the team is nobody who could: they may be the same person.
Source: DOMAIN 5.7, two-person approval.
"""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from outreach_bot.recruitment.office_roles import Deed, Member, MemberId, may
from outreach_bot.recruitment.reasons import ExportReason

ApprovalId = str
ANSWERED_WITHIN = dt.timedelta(days=7)
"""A question that nobody answered is over then: the list would be another one by now."""
TAKEN_WITHIN = dt.timedelta(hours=24)
MOST_TAKES = 3
"""How often one yes is good for: a download can fail."""


class Standing(StrEnum):
    """How far a question is."""

    WAITING = "waiting"
    UNANSWERED = "unanswered"
    READY = "ready"
    REFUSED = "refused"
    TAKEN = "taken"
    """As often as may be."""
    OVER = "over"
    """The time to take it has passed."""


class NotAllowed(StrEnum):
    """Why somebody may not ask, decide or take."""

    NO_MEMBER = "no_member"
    """They signed in without a name of the team."""
    SAME_PERSON = "same_person"
    NOT_ALL_SEEN = "not_all_seen"
    """Who asked sees hospitals that who answers does not."""
    NOT_OPEN = "not_open"
    """It was answered before, or is too old."""
    NOT_YOURS = "not_yours"
    """Somebody else asked."""
    NOT_READY = "not_ready"
    """Nobody said yes, or the time or the number of takes has passed."""


class Approval(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question for a list with names, and what became of it. It holds no row of the list."""

    id: ApprovalId
    """`a-` and twelve letters, random."""
    kind: str
    """Which list; a name of `office.tables.Kind`."""
    tool: str = ""
    """Of contacts: whom the file is for."""
    form: str
    """xlsx or csv."""
    reason: ExportReason
    by: MemberId
    at: dt.datetime
    """When it was asked."""
    hospitals: tuple[str, ...] = ()
    """Of who asked; empty: all."""
    decided_by: MemberId = ""
    decided_at: dt.datetime | None = None
    yes: bool = False
    taken: tuple[str, ...] = ()
    """One mark for each time it was taken."""


def standing(approval: Approval, now: dt.datetime) -> Standing:
    """Tell how far a question is at `now`."""
    if approval.decided_at is None:
        return Standing.WAITING if now < approval.at + ANSWERED_WITHIN else Standing.UNANSWERED
    if not approval.yes:
        return Standing.REFUSED
    if len(approval.taken) >= MOST_TAKES:
        return Standing.TAKEN
    return Standing.READY if now < approval.decided_at + TAKEN_WITHIN else Standing.OVER


def why_not_decided(
    approval: Approval, member: MemberId, hospitals: Iterable[str], now: dt.datetime
) -> NotAllowed | None:
    """Tell why this member, of these hospitals (none: all), may not answer; None: they may."""
    if not member:
        return NotAllowed.NO_MEMBER
    if member == approval.by:
        return NotAllowed.SAME_PERSON
    if not covers(hospitals, approval.hospitals):
        return NotAllowed.NOT_ALL_SEEN
    return None if standing(approval, now) is Standing.WAITING else NotAllowed.NOT_OPEN


def why_not_taken(approval: Approval, member: MemberId, now: dt.datetime) -> NotAllowed | None:
    """Tell why this member may not take the list; None: they may."""
    if not member or member != approval.by:
        return NotAllowed.NOT_YOURS
    return None if standing(approval, now) is Standing.READY else NotAllowed.NOT_READY


def others_who_may(team: Iterable[Member], by: MemberId, hospitals: Iterable[str]) -> list[Member]:
    """List who could say yes to what `by`, of these hospitals, asks."""
    theirs = tuple(hospitals)
    return [
        each
        for each in team
        if each.id != by
        and each.ended_at is None
        and may(each.role, Deed.EXPORT_IDENTIFIED)
        and covers(each.hospitals, theirs)
    ]


def covers(own: Iterable[str], theirs: Iterable[str]) -> bool:
    """Tell whether who sees the hospitals `own` sees all of `theirs`; none on either side: all there are."""
    mine, asked = frozenset(own), frozenset(theirs)
    return not mine or (bool(asked) and asked <= mine)
