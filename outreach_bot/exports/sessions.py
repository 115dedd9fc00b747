"""Sessions as rows: the very columns that `import sessions` reads, and how full each is."""

import datetime as dt
from zoneinfo import ZoneInfo

from outreach_bot.recruitment.sessions import Session

FACTS = (
    "id", "kind", "starts", "minutes", "capacity", "status", "hospital", "mode", "place", "link_type", "dial_in",
    "cochair_lived", "cochair_staff", "cochair_alternate_lived", "admin_support", "brief_slot", "debrief_slot",
    "quiet_space", "breaks", "food", "travel_help", "pay_text", "why_text",
    "comforts", "run_notes",
)  # fmt: skip
"""What a coordinator decides about a session."""
COUNTS = ("seats_taken", "held", "waiting")
"""What happened to it since; `import sessions` passes over these."""
COLUMNS = (*FACTS, *COUNTS)


def session_row(session: Session, zone: ZoneInfo) -> dict[str, str]:
    """Write one session as a row of `COLUMNS`; times local in `zone`, `2027-03-08 14:00`."""
    row = {column: _cell(getattr(session, column), zone) for column in FACTS}
    return row | {
        "seats_taken": str(len(session.seats)),
        "held": str(len(session.holds)),
        "waiting": str(len(session.waiting)),
    }


def _cell(value: object, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return str(value)
