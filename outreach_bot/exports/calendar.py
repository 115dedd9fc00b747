"""Calendar files (RFC 5545, 5546) that say nothing to whoever looks over a shoulder.

The title is passed in and is neutral; nobody is invited in it; times are UTC, so that no zone table is needed.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Alarm, Calendar, Event, vCalAddress

from outreach_bot.recruitment.session_needs import OPEN
from outreach_bot.recruitment.sessions import Session, SessionStatus

MEDIA_TYPE = "text/calendar"
ALARM_BEFORE = dt.timedelta(hours=2)
SHORT_CHAT = dt.timedelta(minutes=30)
"""How long the chats before and after a session take. Source: DOMAIN 6.3."""
LOOK_AGAIN = dt.timedelta(hours=1)
"""How often a calendar fetches the feed anew (RFC 7986, 5.7)."""
NOBODY = "invalid:nomail"
"""What is published needs an organiser (RFC 5546, 3.2.1): this one names nobody, and nobody can write to it."""
_PRODUCT = "-//Meetings//Calendar//EN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Titles:
    """What the entries of the staff's calendar are called; they hint at nothing."""

    meeting: str
    before: str
    after: str


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
    sequence = session.sequence + (cancels and session.status is not SessionStatus.CANCELLED)
    event = _event(session.id, session.starts, session.ends, summary=summary, sequence=sequence, now=now)
    event.add("status", "CANCELLED" if cancels else "CONFIRMED")
    if not cancels:
        event.add_component(_alarm(summary))
    return _written([event], method="CANCEL" if cancels else "PUBLISH")


def calendar_feed(sessions: Iterable[Session], *, titles: Titles, now: dt.datetime) -> bytes:
    """Write the meetings of the staff as one calendar to subscribe to: those that are open, and those called off.

    Each has the short chats before and after it beside it. Of what is not decided (at risk) it says so.
    """
    events = []
    for session in sorted(sessions, key=lambda one: (one.starts, one.id)):
        if session.status not in (*OPEN, SessionStatus.CANCELLED):
            continue
        spans = [("", session.starts, session.ends, titles.meeting)]
        if session.brief_slot:
            spans.append(("-before", session.brief_slot, session.brief_slot + SHORT_CHAT, titles.before))
        if session.debrief_slot:
            spans.append(("-after", session.debrief_slot, session.debrief_slot + SHORT_CHAT, titles.after))
        for part, starts, ends, title in spans:
            event = _event(session.id + part, starts, ends, summary=title, sequence=session.sequence, now=now)
            event.add("status", _STATUS[session.status])
            events.append(event)
    return _written(events, method="PUBLISH", name=titles.meeting)


_STATUS = {
    SessionStatus.PUBLISHED: "CONFIRMED",
    SessionStatus.AT_RISK: "TENTATIVE",
    SessionStatus.CANCELLED: "CANCELLED",
}


def _event(
    name: str, starts: dt.datetime, ends: dt.datetime, *, summary: str, sequence: int, now: dt.datetime
) -> Event:
    event = Event()
    event.add("uid", f"{name}@meeting")
    event.add("dtstamp", now.astimezone(dt.UTC).replace(microsecond=0))
    event.add("sequence", sequence)
    event.add("summary", summary)
    event.add("dtstart", starts.astimezone(dt.UTC))
    event.add("dtend", ends.astimezone(dt.UTC))
    event.add("class", "PRIVATE")
    event.add("organizer", vCalAddress(NOBODY))
    return event


def _written(events: Iterable[Event], *, method: str, name: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _PRODUCT)
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM_BEFORE)
    alarm.add("description", summary)
    return alarm
