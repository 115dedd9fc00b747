"""Who has no chat is called instead: a note to them becomes a line of the call sheet."""

import datetime as dt

from msgspec.structs import replace

from outreach_bot.dialogue.state import Person
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.sessions import SessionId

TELL, CHECK_IN = "tell", "check_in"
"""Reasons of a call that nobody asked for: to tell them about a meeting, or to ask if they would like to carry on."""


def is_ours(call: Call | None) -> bool:
    """Tell whether this is an open call that we wanted, and not the person."""
    return call is not None and call.done_at is None and call.reason in (TELL, CHECK_IN)


def owed_call(me: Person, call: Call | None, *, about: SessionId, now: dt.datetime) -> Call | None:
    """The call that stands for a note to somebody without a chat; None: they left no number, or wait for a call as it is."""
    if not me.phone:
        return None
    if call is not None and call.done_at is None:
        return replace(call, about=about) if is_ours(call) else None
    return Call(
        person=me.id,
        asked_at=now,
        reason=TELL if about else CHECK_IN,
        way="call",
        number=me.phone,
        safe_times=me.safe_times,
        about=about,
    )
