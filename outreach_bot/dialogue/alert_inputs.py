"""What happens to alerts: raised, taken, looked after, closed. Ids and codes only."""

import datetime as dt

from outreach_bot.dialogue.notices import NoticeId, NoticeOutcome
from outreach_bot.dialogue.outreach_inputs import Fact

# -- to the office --------------------------------------------------------------------------------------------


class NoticeRaised(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Something happened that people of ours are to hear of at once."""

    notice: NoticeId


class NoticeSeen(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator is on it."""

    notice: NoticeId


class NoticeClosed(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator looked after it; older open ones of the same kind about the same person end with it."""

    notice: NoticeId
    outcome: NoticeOutcome


# -- to a coordinator -----------------------------------------------------------------------------------------


class AlertRaised(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """To a coordinator: something needs a person. Never any content. `again`: nobody took it in time."""

    notice: str
    id: NoticeId = ""
    """Of the notice's record."""
    again: bool = False


class AlertTaken(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """To a coordinator who was alerted: somebody else is on it."""

    notice: NoticeId


# -- to the person it was about -------------------------------------------------------------------------------


class AllClear(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody of ours talked with this person at `at`: a pause that began before then is over."""

    at: dt.datetime


AlertBody = NoticeRaised | NoticeSeen | NoticeClosed | AlertRaised | AlertTaken | AllClear
