"""When people of ours are there: weekdays that are not closed, from when the contact person opens until they close."""

import datetime as dt
from zoneinfo import ZoneInfo

import msgspec

from outreach_bot.recruitment.rules import Contact

MINUTES_TO_TAKE = dt.timedelta(minutes=15)
"""How long an alert waits for somebody to take it before the second contact hears. Source: DOMAIN section 4."""
SATURDAY = 5
DAY = dt.timedelta(days=1)


def is_open(at: dt.datetime, contact: Contact, zone: ZoneInfo) -> bool:
    """Tell whether `at` lies in opening hours; the very minute of closing does not."""
    local = at.astimezone(zone)
    return is_open_day(local.date(), contact) and contact.opens <= local.time() < contact.closes


def is_open_day(day: dt.date, contact: Contact) -> bool:
    """Tell whether somebody is there on this day at all: a weekday that is no holiday."""
    return day.weekday() < SATURDAY and not _is_closed(day, contact)


def _is_closed(day: dt.date, contact: Contact) -> bool:
    return any(each.covers(day) for each in contact.closed)


def next_open(at: dt.datetime, contact: Contact, zone: ZoneInfo) -> dt.datetime:
    """Return `at`, or when hours begin next (UTC)."""
    if is_open(at, contact, zone):
        return at
    local = at.astimezone(zone)
    day = local.date() if local.time() < contact.opens else local.date() + DAY
    return _opens(day, contact, zone)


def _opens(day: dt.date, contact: Contact, zone: ZoneInfo) -> dt.datetime:
    """Return when hours begin on `day`, or on the first open day after it (UTC)."""
    while not is_open_day(day, contact):
        day += DAY
    return dt.datetime.combine(day, contact.opens, tzinfo=zone).astimezone(dt.UTC)


def escalates_at(told_at: dt.datetime, contact: Contact, zone: ZoneInfo) -> dt.datetime:
    """Return when an alert of `told_at` that nobody took goes to the second contact (UTC).

    15 minutes later in hours. Out of hours nothing is promised: it goes when hours begin.
    """
    counted = told_at + MINUTES_TO_TAKE if is_open(told_at, contact, zone) else told_at
    return next_open(counted, contact, zone)


def next_monday(after: dt.datetime, contact: Contact, zone: ZoneInfo) -> dt.datetime:
    """Return when hours begin on the first Monday after `after`; where that is closed, on the next open day (UTC)."""
    day = after.astimezone(zone).date()
    day += dt.timedelta(days=-day.weekday() % 7)
    opens = _opens(day, contact, zone)
    return opens if opens > after else _opens(day + dt.timedelta(days=7), contact, zone)


class Closure(msgspec.Struct, frozen=True, kw_only=True):
    """Days that the usual hours would promise, and on which nobody is there."""

    begins: dt.datetime
    """When hours would have begun on the first of them (UTC)."""
    today: bool
    """It has begun: nobody is there now."""
    back: dt.datetime
    """When somebody is there again (UTC)."""


def closure(at: dt.datetime, contact: Contact, zone: ZoneInfo) -> Closure | None:
    """Look whether today, or the next weekday after today, is closed; None: the usual hours hold."""
    local = at.astimezone(zone)
    today = local.date()
    for day in (today, _weekday_after(today)):
        over = day == today and local.time() >= contact.closes
        if day.weekday() < SATURDAY and not over and _is_closed(day, contact):
            begins = dt.datetime.combine(day, contact.opens, tzinfo=zone).astimezone(dt.UTC)
            return Closure(begins=begins, today=day == today, back=_opens(day, contact, zone))
    return None


def _weekday_after(day: dt.date) -> dt.date:
    day += DAY
    while day.weekday() >= SATURDAY:
        day += DAY
    return day
