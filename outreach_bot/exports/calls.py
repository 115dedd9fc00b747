"""The call sheet: who asked to talk to someone, in the order they asked. Columns: DESIGN, formats 4.7."""

import datetime as dt

from outreach_bot.dialogue.state import Person
from outreach_bot.exports.signups import instant
from outreach_bot.exports.spreadsheets import joined
from outreach_bot.recruitment.calls import Call

COLUMNS = (
    "call_id", "code", "preferred_name", "phone_e164", "language", "safe_times", "voicemail_ok", "shared_phone",
    "reason", "due_at", "attempts", "outcome",
)  # fmt: skip


def call_row(call: Call, person: Person | None, *, identified: bool) -> dict[str, str]:
    """Write one request to talk as a row of `COLUMNS`; the number only where `identified`.

    call_id is the person's id (one open request each), code the code that brought them.
    due_at is when they asked: a person is owed a call from then on. voicemail_ok is always `no`:
    nobody is asked, and a voice mail may be heard by others. preferred_name is the first name of who
    signed up by phone or on paper, where `identified`; of others none is kept.
    """
    return {
        "call_id": call.person,
        "code": person.source if person else "",
        "preferred_name": person.name if person and identified else "",
        "phone_e164": call.number if identified else "",
        "language": person.language if person else "",
        "safe_times": joined(call.safe_times),
        "voicemail_ok": "no",
        "shared_phone": _yes_no(call.shared_phone),
        "reason": call.reason,
        "due_at": instant(call.asked_at),
        "attempts": str(call.attempts or ""),
        "outcome": _state(call.done_at),
    }


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _state(done_at: dt.datetime | None) -> str:
    return "open" if done_at is None else "done"
