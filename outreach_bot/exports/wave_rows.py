"""What became of waves, one row a contact: ids and organisations, no person and no address."""

import datetime as dt
from typing import NamedTuple

from outreach_bot.exports.signups import instant
from outreach_bot.recruitment.waves import Wave

COLUMNS = (
    "wave", "name", "way", "made_at", "made_by", "approved_at", "approved_by", "contact", "organisation", "outcome",
    "why", "at", "version",
)  # fmt: skip
"""`outcome` is what became of this contact's part; `why` of one that got nothing, or what came of a call."""


class Part(NamedTuple):
    """One contact's part in a wave. `at` is unix seconds (UTC)."""

    contact: str
    organisation: str
    outcome: str
    why: str
    at: float | None
    version: str


def wave_row(wave: Wave, part: Part) -> dict[str, str]:
    """Write one contact's part in a wave as a row of `COLUMNS`."""
    return {
        "wave": wave.id,
        "name": wave.name,
        "way": wave.way.value,
        "made_at": instant(wave.made_at),
        "made_by": wave.made_by,
        "approved_at": instant(wave.approved_at) if wave.approved_at else "",
        "approved_by": wave.approved_by,
        "contact": part.contact,
        "organisation": part.organisation,
        "outcome": part.outcome,
        "why": part.why,
        "at": instant(dt.datetime.fromtimestamp(part.at, dt.UTC)) if part.at is not None else "",
        "version": part.version,
    }
