"""What the forms of a person's page say, as inputs; None where something was left out."""

import datetime as dt
from zoneinfo import ZoneInfo

from outreach_bot.dialogue.desk_inputs import (
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


def reason_of(form: Form) -> Reason | None:
    """Read why; None: no reason of the list."""
    given = form.one("reason")
    return Reason(given) if given in list(Reason) else None


def booked(form: Form) -> Body | None:
    """Read a booking; None: no session was chosen."""
    session = form.one("session")
    companions = 1 if form.one("companion") else 0
    return SeatGiven(session=session, companions=companions, reason=reason_of(form)) if session else None


def listed(form: Form) -> Body | None:
    """Read a place on a list; None: no session was chosen."""
    session = form.one("session")
    companions = 1 if form.one("companion") else 0
    return ListPlaceGiven(session=session, companions=companions, reason=reason_of(form)) if session else None


def moved(form: Form) -> Body | None:
    """Read a move; None: one of the two sessions was not chosen."""
    session, to = form.one("session"), form.one("to")
    return SeatMovedTo(session=session, to=to, reason=reason_of(form)) if session and to else None


def dropped(form: Form) -> Body | None:
    """Read which note goes; None: no instant."""
    try:
        return NoteDropped(at=dt.datetime.fromisoformat(form.one("at")))
    except ValueError:
        return None


def instant(typed: str, zone: ZoneInfo) -> dt.datetime | None:
    """Read what a browser's own field for day and time sends, in the campaign's zone."""
    try:
        return dt.datetime.fromisoformat(typed).replace(tzinfo=zone).astimezone(dt.UTC)
    except ValueError:
        return None
