"""Requests to talk to a person."""

import datetime as dt

import msgspec

from outreach_bot.recruitment.sessions import PersonId


class Call(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A request to talk to a person. Id is the person's id: one open request each."""

    person: PersonId
    asked_at: dt.datetime
    reason: str
    """asked, outcome, consent_refused, debrief, needs, crisis, move: never what was said."""
    way: str = ""
    """call, here, or empty while the person is choosing."""
    number: str = ""
    """E.164."""
    safe_times: tuple[str, ...] = ()
    shared_phone: bool | None = None
    done_at: dt.datetime | None = None
