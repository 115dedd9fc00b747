"""What the forms of a person's page say, as inputs; None where something was left out."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from outreach_bot.dialogue.desk_inputs import (
    EligibilitySet,
    ListPlaceGiven,
    NoteDropped,
    SeatGiven,
    SeatMovedTo,
)
from outreach_bot.dialogue.inputs import Body
from outreach_bot.office.forms import Form
from outreach_bot.recruitment.desk_fitting import Reason
from outreach_bot.recruitment.rules import Outcome

OUTCOMES = (Outcome.FITS, Outcome.TALK, Outcome.LATER)
"""What a person may decide: of "not this time" only a counter is kept."""


def _reason(form: Form) -> Reason | None:
    given = form.one("reason")
    return Reason(given) if given in list(Reason) else None


def booked(form: Form) -> Body | None:
    """Read a booking; None: no session was chosen."""
    session = form.one("session")
    companions = 1 if form.one("companion") else 0
    return SeatGiven(session=session, companions=companions, reason=_reason(form)) if session else None


def listed(form: Form) -> Body | None:
    """Read a place on a list; None: no session was chosen."""
    session = form.one("session")
    companions = 1 if form.one("companion") else 0
    return ListPlaceGiven(session=session, companions=companions, reason=_reason(form)) if session else None


def moved(form: Form) -> Body | None:
    """Read a move; None: one of the two sessions was not chosen."""
    session, to = form.one("session"), form.one("to")
    return SeatMovedTo(session=session, to=to, reason=_reason(form)) if session and to else None


def dropped(form: Form) -> Body | None:
    """Read which note goes; None: no instant."""
    try:
        return NoteDropped(at=dt.datetime.fromisoformat(form.one("at")))
    except ValueError:
        return None


def decided(form: Form, known: Iterable[str]) -> Body | None:
    """Read what a coordinator decided; None without an outcome or a reason."""
    outcome, reason = form.one("outcome"), _reason(form)
    if outcome not in list(OUTCOMES) or reason is None:
        return None
    return EligibilitySet(
        outcome=Outcome(outcome),
        reason=reason,
        hospitals=tuple(key for key in known if key in form.all("hospital")),
        one_to_one=bool(form.one("one_to_one")),
    )


def instant(typed: str, zone: ZoneInfo) -> dt.datetime | None:
    """Read what a browser's own field for day and time sends, in the campaign's zone."""
    try:
        return dt.datetime.fromisoformat(typed).replace(tzinfo=zone).astimezone(dt.UTC)
    except ValueError:
        return None
