"""When people of ours are there: weekdays, from when the contact person opens until they close.

Holidays are not known here: an alert that nobody takes on one goes to the second contact, as on any weekday.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from outreach_bot.recruitment.rules import Contact

MINUTES_TO_TAKE = dt.timedelta(minutes=15)
"""How long an alert waits for somebody to take it before the second contact hears. Source: DOMAIN section 4."""
SATURDAY = 5


def is_open(at: dt.datetime, contact: Contact, zone: ZoneInfo) -> bool:
    """Tell whether `at` lies in opening hours; the very minute of closing does not."""
    local = at.astimezone(zone)
    return local.weekday() < SATURDAY and contact.opens <= local.time() < contact.closes


def next_open(at: dt.datetime, contact: Contact, zone: ZoneInfo) -> dt.datetime:
    """Return `at`, or when hours begin next (UTC)."""
    if is_open(at, contact, zone):
        return at
    local = at.astimezone(zone)
    day = local.date() if local.time() < contact.opens else local.date() + dt.timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, contact.opens, tzinfo=zone).astimezone(dt.UTC)


def escalates_at(told_at: dt.datetime, contact: Contact, zone: ZoneInfo) -> dt.datetime:
    """Return when an alert of `told_at` that nobody took goes to the second contact (UTC).

    15 minutes later in hours. Out of hours nothing is promised: it goes when hours begin.
    """
    counted = told_at + MINUTES_TO_TAKE if is_open(told_at, contact, zone) else told_at
    return next_open(counted, contact, zone)


def next_monday(after: dt.datetime, contact: Contact, zone: ZoneInfo) -> dt.datetime:
    """Return when hours begin on the first Monday after `after` (UTC)."""
    day = after.astimezone(zone).date()
    day += dt.timedelta(days=-day.weekday() % 7)
    opens = dt.datetime.combine(day, contact.opens, tzinfo=zone)
    if opens <= after:
        opens = dt.datetime.combine(day + dt.timedelta(days=7), contact.opens, tzinfo=zone)
    return opens.astimezone(dt.UTC)
