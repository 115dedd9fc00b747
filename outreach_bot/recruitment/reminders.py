"""When people may be written to: quiet hours, and which reminders a booking gets. DESIGN section 7."""

import datetime as dt
from zoneinfo import ZoneInfo

from outreach_bot.recruitment.rules import QuietHours

DAY = dt.timedelta(hours=24)
WEEK = dt.timedelta(days=7)
TWO_HOURS = dt.timedelta(hours=2)
AFTER = dt.timedelta(hours=1)
"""How long after the end of a session people are asked how it was."""


def is_quiet(at: dt.datetime, *, quiet: QuietHours, zone: ZoneInfo) -> bool:
    """Tell whether `at` falls into the quiet hours of `zone`."""
    local = at.astimezone(zone).time()
    if quiet.starts <= quiet.ends:
        return quiet.starts <= local < quiet.ends
    return local >= quiet.starts or local < quiet.ends


def next_allowed(at: dt.datetime, *, quiet: QuietHours, zone: ZoneInfo) -> dt.datetime:
    """Return `at`, or the end of the quiet hours it falls into (UTC)."""
    if not is_quiet(at, quiet=quiet, zone=zone):
        return at
    local = at.astimezone(zone)
    day = local.date() if local.time() < quiet.ends else local.date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, quiet.ends, tzinfo=zone).astimezone(dt.UTC)


def reminder_due(
    before: dt.timedelta, *, starts: dt.datetime, booked_at: dt.datetime, quiet: QuietHours, zone: ZoneInfo
) -> dt.datetime | None:
    """Return when the reminder `before` a session goes, or None where the rules drop it.

    The two-hour note is dropped in quiet hours; the others move to their end. None but the two-hour
    note goes within 24 hours of booking, and none once the session has begun.
    """
    due = starts - before
    if before == TWO_HOURS:
        return None if due <= booked_at or is_quiet(due, quiet=quiet, zone=zone) else due
    # the quiet hours end within a day: what waits for their end still goes before the session
    return None if due < booked_at + DAY else next_allowed(due, quiet=quiet, zone=zone)
