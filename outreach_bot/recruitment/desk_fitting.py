"""What a coordinator may do with seats at a desk: the same rules as in the chat, some of which give way to a reason.

Never: more people than seats, a role that a session does not admit, a session that is over or not on.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec

from outreach_bot.recruitment import fitting
from outreach_bot.recruitment.fitting import Misfit, Wishes
from outreach_bot.recruitment.rules import Rules
from outreach_bot.recruitment.sessions import Session, SessionId

NEVER = (Misfit.NOT_OPEN, Misfit.NEVER_ALONE, Misfit.ROLE)
"""No reason is good enough for these."""


class Reason(StrEnum):
    """Why a rule gave way, or why somebody looked closer: fixed words, so that the audit log can hold them."""

    THEY_ASKED = "they_asked"
    WE_TALKED = "we_talked"
    CAME = "came"
    """They came to the meeting without a booking."""
    MISTAKE = "mistake"
    """It was noted wrongly before."""
    NEEDED = "needed"
    """The meeting needs them to be held."""
    FILED = "filed"
    """Another one; it is in the team's own files."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A session at a desk: whether it fits this person, and if not, why."""

    session: Session
    misfit: Misfit | None = None

    @property
    def needs_reason(self) -> bool:
        """Whether a rule stands against it that a reason may overrule."""
        return self.misfit is not None


def desk_misfit(
    session: Session, wishes: Wishes, held: Sequence[Session], rules: Rules, now: dt.datetime
) -> Misfit | None:
    """Return the first reason why `session` does not fit, or None; at a desk it can be booked until it is over."""
    if session.ends <= now:
        return Misfit.NOT_OPEN
    return fitting.misfit(session, wishes, held, rules, min(now, session.starts - fitting.LEAD))


def choices(
    wishes: Wishes, sessions: Mapping[SessionId, Session], rules: Rules, now: dt.datetime
) -> list[Choice]:
    """List the sessions that this person could be booked into, those that fit first, each group soonest first."""
    held = fitting.held_by(wishes.person, sessions.values())
    found = [
        Choice(session=session, misfit=desk_misfit(session, wishes, held, rules, now))
        for session in sessions.values()
        if wishes.person not in session.seats
    ]
    return sorted(
        (each for each in found if each.misfit not in NEVER),
        key=lambda each: (each.needs_reason, each.session.starts, each.session.id),
    )
