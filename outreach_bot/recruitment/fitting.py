"""Which sessions fit a person: role, hospital, order, mode, needs, over-use. DESIGN section 7."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from outreach_bot.recruitment import fairness
from outreach_bot.recruitment.rules import Role, Rules, SessionKind
from outreach_bot.recruitment.sessions import Mode, PersonId, Session, SessionId, SessionStatus

LEAD = dt.timedelta(hours=1)
"""A session that starts sooner can no longer be booked in the chat."""


class Misfit(StrEnum):
    """Why a session is not offered to a person."""

    NOT_OPEN = "not_open"
    NEVER_ALONE = "never_alone"
    ROLE = "role"
    HOSPITAL = "hospital"
    ORDER = "order"
    GROUP = "group"
    NEEDS = "needs"
    HAS_ONE = "has_one"
    OVERLAPS = "overlaps"
    RESTING = "resting"


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a person that decides which sessions fit."""

    person: PersonId
    role: Role
    hospitals: tuple[str, ...] = ()
    one_to_one: bool = False
    needs: tuple[str, ...] = ()
    swaps: SessionId = ""
    """A seat they would give up for the new one: it does not stand in the way."""


def held_by(person: PersonId, sessions: Iterable[Session]) -> list[Session]:
    """List the sessions that a person holds, or held, a seat in; cancelled and missed ones left out."""
    return [
        s
        for s in sessions
        if person in s.seats
        and s.seats[person].attended is not False
        and s.status is not SessionStatus.CANCELLED
    ]


def misfit(
    session: Session, wishes: Wishes, held: Sequence[Session], rules: Rules, now: dt.datetime
) -> Misfit | None:
    """Return the first reason why `session` does not fit, or None when it does.

    Args:
        session: The one in question.
        wishes: What is known of the person.
        held: The sessions they hold a seat in (`held_by`).
        rules: The campaign's rules.
        now: Aware UTC.
    """
    if session.starts < now + LEAD or session.status not in (SessionStatus.PUBLISHED, SessionStatus.AT_RISK):
        return Misfit.NOT_OPEN
    kind = rules.sessions.kind(session.kind)
    if not kind.counts:
        return Misfit.NEVER_ALONE
    if wishes.role.value not in kind.roles:
        return Misfit.ROLE
    if session.hospital and session.hospital not in wishes.hospitals:
        return Misfit.HOSPITAL
    if wishes.one_to_one and kind.capacity > 1:
        return Misfit.GROUP
    if not _suits(session, wishes.needs):
        return Misfit.NEEDS
    return _clash(session, kind, wishes, held, rules)


def _clash(
    session: Session, kind: SessionKind, wishes: Wishes, held: Sequence[Session], rules: Rules
) -> Misfit | None:
    mine = [s for s in held if s.id not in (session.id, wishes.swaps)]
    if not kind.series and any(s.kind == kind.key for s in mine):
        return Misfit.HAS_ONE
    if not came_before(session, kind, wishes.person, mine, accelerated=rules.campaign.mode == "accelerated"):
        return Misfit.ORDER
    if any(s.starts < session.ends and session.starts < s.ends for s in mine):
        return Misfit.OVERLAPS
    if fairness.would_over_use(session, mine, rules.sessions, rules.campaign.over_use):
        return Misfit.RESTING
    return None


def came_before(
    session: Session, kind: SessionKind, person: PersonId, mine: Sequence[Session], *, accelerated: bool
) -> bool:
    """Tell whether what must come before `session` does: a seat that ends earlier, or attendance."""
    if accelerated and kind.key == "lived_feedback":
        return True
    return all(
        any(s.kind in any_of and (s.ends <= session.starts or s.seats[person].attended) for s in mine)
        for any_of in kind.needs_before
    )


def _suits(session: Session, needs: tuple[str, ...]) -> bool:
    if not needs:
        return True
    ways = {
        "in_person": session.mode in (Mode.IN_PERSON, Mode.HYBRID),
        "phone": session.mode is Mode.PHONE or bool(session.dial_in),
        "video": session.mode in (Mode.VIDEO, Mode.HYBRID),
    }
    wanted = [suits for way, suits in ways.items() if way in needs]
    if wanted and not any(wanted):
        return False
    online = session.mode in (Mode.VIDEO, Mode.HYBRID)
    only_teams = online and "teams" in session.link_type.casefold() and not session.dial_in
    return not ("not_teams" in needs and only_teams and session.mode is Mode.VIDEO)


def fitting(
    wishes: Wishes, sessions: Mapping[SessionId, Session], rules: Rules, now: dt.datetime
) -> list[Session]:
    """List the sessions that fit, soonest first; full ones too."""
    held = held_by(wishes.person, sessions.values())
    fits = (s for s in sessions.values() if misfit(s, wishes, held, rules, now) is None)
    return sorted(fits, key=lambda session: (session.starts, session.id))


def in_the_way(
    session: Session, wishes: Wishes, held: Sequence[Session], rules: Rules, now: dt.datetime
) -> SessionId | None:
    """Name the seat that would have to be given up for `session`; empty: none; None: it does not fit even then."""
    reason = misfit(session, wishes, held, rules, now)
    if reason is None:
        return ""
    if reason not in (Misfit.HAS_ONE, Misfit.OVERLAPS):
        return None
    for other in (each for each in held if each.starts > now):
        swapped = msgspec.structs.replace(wishes, swaps=other.id)
        if misfit(session, swapped, held, rules, now) is None:
            return other.id
    return None


def is_resting(wishes: Wishes, sessions: Mapping[SessionId, Session], rules: Rules, now: dt.datetime) -> bool:
    """Tell whether over-use alone keeps every session from this person."""
    held = held_by(wishes.person, sessions.values())
    others = (session for session in sessions.values() if wishes.person not in session.seats)
    reasons = [misfit(session, wishes, held, rules, now) for session in others]
    return Misfit.RESTING in reasons and None not in reasons
