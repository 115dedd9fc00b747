"""Talks: what a person and the coordinators write to each other in the chat. Kept sealed, and not for long."""

import datetime as dt

import msgspec
from msgspec.structs import replace

from outreach_bot.recruitment.sessions import PersonId

IDLE = dt.timedelta(days=30)
"""A talk in which nobody wrote for so long is over."""
MOST_LINES = 200
"""Lines kept of one talk: the newest."""
ALERT_WORDS_KEPT = dt.timedelta(days=7)
"""How long words that raised a safety alert are kept, whatever becomes of the talk. Source: DOMAIN section 4."""


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message of a talk."""

    text: str
    at: dt.datetime
    ours: bool = False
    """A coordinator wrote it; else the person did."""
    key: str = ""
    """Of ours: the input that owed it, so that the ledger tells what became of it."""
    alert: bool = False
    """These words raised a safety alert: only the safety role reads them, and they go sooner than the rest."""

    def is_let_go(self, now: dt.datetime) -> bool:
        """Whether these are words of danger whose days are over; the line stays without them."""
        return self.alert and (not self.text or self.at + ALERT_WORDS_KEPT <= now)


class Thread(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A talk with one person. Id is the person's id: one talk each."""

    person: PersonId
    lines: tuple[Line, ...] = ()
    closed_at: dt.datetime | None = None

    @property
    def ends_at(self) -> dt.datetime:
        """When it was closed, or counts as closed because nobody writes any more."""
        return self.closed_at or self.lines[-1].at + IDLE

    @property
    def waits(self) -> bool:
        """Whether the person wrote last, and nobody closed it: somebody owes them an answer."""
        return self.closed_at is None and bool(self.lines) and not self.lines[-1].ours

    @property
    def waits_since(self) -> dt.datetime | None:
        """When the first line came that nobody answered yet; None: none waits."""
        if not self.waits:
            return None
        answered = max((number for number, line in enumerate(self.lines) if line.ours), default=-1)
        return self.lines[answered + 1].at

    def is_open(self, now: dt.datetime) -> bool:
        """Whether what the person types belongs to it."""
        return self.closed_at is None and bool(self.lines) and now < self.ends_at

    def wrote_since(self, when: dt.datetime | None) -> bool:
        """Whether the person wrote anything since `when`; None: at all."""
        return any(not line.ours and (when is None or line.at >= when) for line in self.lines)


def with_line(thread: Thread | None, person: PersonId, line: Line) -> Thread:
    """Add a line; a talk that was closed is open again."""
    lines = (*(thread.lines if thread else ()), line)[-MOST_LINES:]
    return Thread(person=person, lines=lines)


def without_old_alerts(thread: Thread, now: dt.datetime) -> Thread:
    """Let words of danger go that are old enough. That somebody wrote, and when, stays as it is."""
    lines = (replace(line, text="") if line.is_let_go(now) else line for line in thread.lines)
    return replace(thread, lines=tuple(lines))


def alerts_end(thread: Thread) -> dt.datetime | None:
    """Return when the oldest words of danger that are still here have to go; None: there are none."""
    return min(
        (line.at + ALERT_WORDS_KEPT for line in thread.lines if line.alert and line.text), default=None
    )
