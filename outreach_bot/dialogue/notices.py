"""What coordinators are told as it happens: that something did, never to whom and never what was said."""

import datetime as dt
from enum import StrEnum

import msgspec

from outreach_bot.recruitment.sessions import PersonId

NoticeId = str


class Notice(StrEnum):
    """What coordinators are told, without content; the words are `office-notice.<value>`."""

    SIGN_UP = "sign_up"
    BOOKED = "booked"
    CALL = "call"
    SAFETY = "safety"
    AT_RISK = "at_risk"
    MOVE_ASKED = "move_asked"
    STOPPED = "stopped"
    CODE_REVIEW = "code_review"
    NEED_TIME_OFF = "need_time_off"
    REMINDER_HELD = "reminder_held"
    CHAMPION_PRESSURE = "champion_pressure"
    AUDIT_BROKEN = "audit_broken"
    ANSWERED = "answered"
    """Somebody wrote to us in a talk."""


ALERTS = (Notice.CALL, Notice.SAFETY, Notice.CHAMPION_PRESSURE, Notice.AUDIT_BROKEN, Notice.ANSWERED)
"""Notices that are also sent to enrolled coordinators at once."""
ALARMS = (Notice.SAFETY, Notice.CHAMPION_PRESSURE)
"""Alerts that somebody has to take, look after and close. A call has a record of its own to be closed."""


UNNAMED = (Notice.CODE_REVIEW,)
"""Notices kept without the person of the turn: they are about a code."""


class NoticeOutcome(StrEnum):
    """What came of an alert: a code, never a word of what was said."""

    TALKED = "talked"
    """Somebody of ours talked with the person: what we send first may go again."""
    NO_ANSWER = "no_answer"
    PASSED_ON = "passed_on"
    """To people who can do more than we."""
    NOT_NEEDED = "not_needed"
    GONE = "gone"
    """The person had everything deleted before anybody could look after it."""


BY_HAND = tuple(outcome for outcome in NoticeOutcome if outcome is not NoticeOutcome.GONE)
"""Outcomes that somebody can choose."""


class NoticeRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of a notice: when, who took it, what came of it. Never any content. Source: DOMAIN 5.6."""

    notice: Notice
    at: dt.datetime
    person: PersonId
    """Whom it is about; empty: a code, or somebody who is deleted."""
    seen_at: dt.datetime | None = None
    seen_by: str = ""
    """Who said that they are on it: their id in the team; of who has none, the name they go by."""
    escalated_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    closed_by: str = ""
    outcome: NoticeOutcome | None = None


class KeptNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice with its revision, and where the person it is about had care."""

    record: NoticeRecord
    revision: int
    hospitals: tuple[str, ...] = ()
