"""Calendar files (RFC 5545, 5546) that say nothing to whoever looks over a shoulder.

The title is passed in and is neutral; nobody is invited in it; times are UTC, so that no zone table is needed.
"""

import datetime as dt

from icalendar import Alarm, Calendar, Event

from outreach_bot.recruitment.sessions import Session, SessionStatus

MEDIA_TYPE = "text/calendar"
ALARM_BEFORE = dt.timedelta(hours=2)
_PRODUCT = "-//Meetings//Calendar//EN"


def calendar_file(session: Session, *, summary: str, now: dt.datetime, cancels: bool = False) -> bytes:
    """Write one meeting, or with `cancels` its end, as the bytes of an `.ics` file.

    The UID stays the same for the life of the session, and SEQUENCE is the session's: a calendar that has the
    meeting changes it. Giving back one's own place carries the next SEQUENCE (RFC 5546, 3.2.5); a session that was
    cancelled has it already.

    Args:
        session: The meeting.
        summary: Its title in the person's language; must hint at nothing.
        now: Aware; when the file is made (DTSTAMP).
        cancels: Write METHOD:CANCEL in place of METHOD:PUBLISH.
    """
    event = Event()
    event.add("uid", f"{session.id}@meeting")
    event.add("dtstamp", now.astimezone(dt.UTC).replace(microsecond=0))
    event.add("sequence", session.sequence + (cancels and session.status is not SessionStatus.CANCELLED))
    event.add("summary", summary)
    event.add("dtstart", session.starts.astimezone(dt.UTC))
    event.add("dtend", session.ends.astimezone(dt.UTC))
    event.add("status", "CANCELLED" if cancels else "CONFIRMED")
    event.add("class", "PRIVATE")
    if not cancels:
        event.add_component(_alarm(summary))
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _PRODUCT)
    calendar.add("method", "CANCEL" if cancels else "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM_BEFORE)
    alarm.add("description", summary)
    return alarm
