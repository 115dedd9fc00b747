"""Requests to talk to a person, and what came of calling them."""

import datetime as dt
from enum import StrEnum

import msgspec

from outreach_bot.recruitment.sessions import PersonId, SessionId


class CallNote(StrEnum):
    """What came of trying to talk to somebody."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    AGAIN = "again"
    """They asked for another time."""
    DONE = "done"
    """No call is needed any more."""


class Call(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A request to talk to a person. Id is the person's id: one open request each."""

    person: PersonId
    asked_at: dt.datetime
    reason: str
    """asked, outcome, consent_refused, debrief, needs, crisis, move, missed, tell, check_in: never what was said."""
    way: str = ""
    """call, here, or empty while the person is choosing."""
    number: str = ""
    """E.164."""
    safe_times: tuple[str, ...] = ()
    shared_phone: bool | None = None
    done_at: dt.datetime | None = None
    about: SessionId = ""
    """The meeting that they are to be told about, where there is no chat to tell them in."""
    attempts: int = 0
    tried_at: dt.datetime | None = None
    again_at: dt.datetime | None = None
    """Not before then: they asked for it."""
    outcome: str = ""
    """What came of the last try: a `CallNote`."""


MORNING, AFTERNOON, EVENING = (9, 12), (12, 17), (17, 21)
"""Hours of the day (from, until) that a safe time stands for; quiet hours are outside all of them."""
HOURS = {"morning": MORNING, "afternoon": AFTERNOON, "evening": EVENING, "any": (MORNING[0], EVENING[1])}


def is_safe(call: Call, local: dt.datetime) -> bool:
    """Tell whether a call at `local` (aware, in the person's zone) is at a time they said is safe; none said: by day."""
    times = call.safe_times or ("any",)
    return any(
        first <= local.hour < until for first, until in (HOURS[time] for time in times if time in HOURS)
    )


def tried(call: Call, note: CallNote, *, at: dt.datetime, again_at: dt.datetime | None = None) -> Call:
    """Note what came of a try. again_at: when they would like to be called."""
    ends = note in (CallNote.REACHED, CallNote.DONE)
    counts = note is not CallNote.DONE
    return msgspec.structs.replace(
        call,
        outcome=note.value,
        attempts=call.attempts + counts,
        tried_at=at if counts else call.tried_at,
        again_at=again_at if note is CallNote.AGAIN else None,
        done_at=at if ends else None,
    )
