"""Make the meetings of a transcript's head whole: what its line leaves out is filled with neutral facts."""

import datetime as dt

import msgspec

from outreach_bot.recruitment.rules import Rules
from outreach_bot.recruitment.sessions import Mode, Session
from outreach_bot.transcripts.lines import SessionLine
from outreach_bot.transcripts.source import TranscriptError

BRIEF_BEFORE = dt.timedelta(days=1)
DEBRIEF_AFTER = dt.timedelta(hours=1)
_FILLED = {
    "place": "Room 2, Community Center",
    "cochair_lived": "Sam",
    "cochair_staff": "Alex",
    "cochair_alternate_lived": "Robin",
    "admin_support": "Kim",
    "quiet_space": "Room 3",
    "breaks": "every 45 minutes",
    "food": "lunch",
    "travel_help": "paid ahead",
    "why_text": "What you know can make care better.",
}
_CALL = {"link_type": "Zoom", "dial_in": "+1 202 555 0100"}
"""Numbers 555-01XX are kept for stories."""
_BY_MODE: dict[Mode, dict[str, str]] = {
    Mode.IN_PERSON: {},
    Mode.HYBRID: _CALL,
    Mode.VIDEO: _CALL | {"place": ""},
    Mode.PHONE: _CALL | {"place": ""},
}


def published(line: SessionLine, rules: Rules, *, path: str = "") -> Session:
    """Make the session. Minutes and capacity are those of its kind unless the line says otherwise.

    Raises TranscriptError for a kind that sessions.yaml does not have.
    """
    kinds = {kind.key: kind for kind in rules.sessions.kinds}
    kind = kinds.get(line.kind)
    if kind is None:
        place = f"{path}:{line.at.first}: " if path else ""
        raise TranscriptError(
            f"{place}There is no kind of session {line.kind}. Write one of {', '.join(kinds)}."
        )
    starts = line.starts.astimezone(dt.UTC)
    mode = Mode(str(line.fields.get("mode", Mode.IN_PERSON)))
    minutes = int(line.fields.get("minutes", kind.minutes))
    facts = {
        **_FILLED,
        "pay_text": rules.campaign.pay_text,
        **_BY_MODE[mode],
        "minutes": minutes,
        "capacity": kind.capacity,
        "mode": mode,
        "brief_slot": starts - BRIEF_BEFORE,
        "debrief_slot": starts + dt.timedelta(minutes=minutes) + DEBRIEF_AFTER,
        **line.fields,
    }
    return msgspec.convert({**facts, "id": line.id, "kind": line.kind, "starts": starts}, Session)
