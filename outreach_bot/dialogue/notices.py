"""What coordinators are told as it happens: that something did, never to whom and never what was said."""

from enum import StrEnum


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


UNNAMED = (Notice.CODE_REVIEW,)
"""Notices kept without the person of the turn: they are about a code."""
