"""What the office's lists keep of a row: ids, codes and times. No name, number or word that somebody wrote."""

import datetime as dt

import msgspec

from outreach_bot.dialogue.notices import ALARMS, Notice
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import SHARED, Code
from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.recruitment.telling import hangs_on_meeting, is_lost, is_lost_answer
from outreach_bot.recruitment.threads import Thread
from outreach_bot.store.reading import Row

LOOKED_AFTER = (*ALARMS, Notice.REMINDER_HELD, Notice.NEED_TIME_OFF)
"""Notices that somebody has to look after."""
ASIDE_KINDS = {
    "Said": "said", "Edited": "said", "Tapped": "tapped", "Opened": "tapped", "TimerFired": "due",
    "Garbled": "garbled",
}  # fmt: skip
"""What somebody did, by the name of the input's class; the words are `office-today-aside.<value>`."""


class PersonBrief(msgspec.Struct, frozen=True, kw_only=True):
    """What a list shows of a person. The rest of the row, identity first of all, is never read."""

    id: str
    made_at: dt.datetime
    seen_at: dt.datetime
    role: Role | None = None
    outcome: Outcome | None = None
    hospitals: tuple[str, ...] = ()
    source: str = ""
    source_channel: str = ""
    stopped_at: dt.datetime | None = None
    paused_at: dt.datetime | None = None


class NoticeBrief(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that nobody has closed."""

    notice: Notice
    at: dt.datetime
    person: str = ""
    seen_at: dt.datetime | None = None
    seen_by: str = ""
    closed_at: dt.datetime | None = None


class Waits(msgspec.Struct, frozen=True, kw_only=True):
    """A person wrote, and nobody answered yet. What they wrote stays where it is."""

    person: str
    since: dt.datetime


class NotThere(msgspec.Struct, frozen=True, kw_only=True):
    """A message that may not have got there; `about`: the meeting it is about, empty: none."""

    person: str
    kind: str
    state: str
    at: float
    about: str = ""

    @property
    def since(self) -> dt.datetime:
        """When it was given up."""
        return dt.datetime.fromtimestamp(self.at, dt.UTC)


class ReviewBrief(msgspec.Struct, frozen=True, kw_only=True):
    """A code to look at."""

    code: str
    sign: str
    at: float


class ContactBrief(msgspec.Struct, frozen=True, kw_only=True):
    """A contact of a network. Who it is, is not read."""

    organisation: str = ""
    hospital: str = ""


class AsideBrief(msgspec.Struct, frozen=True, kw_only=True):
    """An input that broke us and was set aside. Its words are never read."""

    kind: str
    """One of `ASIDE_KINDS`."""
    at: float
    person: str = ""
    alert: bool = False


def person(row: Row) -> PersonBrief:
    """Read a person."""
    return msgspec.convert(row.body, PersonBrief)


def notice(row: Row) -> NoticeBrief | None:
    """Read a notice that somebody has to look after."""
    if row.body.get("notice") not in LOOKED_AFTER or row.body.get("closed_at"):
        return None
    return msgspec.convert(row.body, NoticeBrief)


def call(row: Row) -> Call | None:
    """Read a request to talk that is still open; the number stays where it is."""
    return None if row.body.get("done_at") else msgspec.convert({**row.body, "number": ""}, Call)


def waits(row: Row) -> Waits | None:
    """Read a talk in which the person wrote last."""
    since = msgspec.convert(row.body, Thread).waits_since
    return Waits(person=row.id, since=since) if since is not None else None


def not_there(row: Row) -> NotThere | None:
    """Read a line of the ledger that a person should know about, unless somebody said what was done instead."""
    return msgspec.convert(row.body, NotThere) if is_lost(row.body) and hangs_on_meeting(row.body) else None


def given_up(row: Row) -> NotThere | None:
    """Read a line of the ledger about an answer that was given up, unless somebody said what was done instead."""
    return msgspec.convert(row.body, NotThere) if is_lost_answer(row.body) else None


def aside(row: Row) -> AsideBrief:
    """Read what was set aside: the name of its class, and nothing else of it."""
    body = row.body
    kind = ASIDE_KINDS.get(str(body["input"]["body"]["type"]), "other")
    return AsideBrief(kind=kind, at=body["at"], person=body["person"], alert=body.get("alert", False))


def review(row: Row) -> ReviewBrief:
    """Read a code to look at."""
    return msgspec.convert(row.body, ReviewBrief)


def shared_code(row: Row) -> Code | None:
    """Read a code that people come by; the way back of one person is nobody else's."""
    return msgspec.convert(row.body, Code) if row.body.get("kind") in SHARED else None


def member_name(row: Row) -> str:
    """Read what somebody of the team is called by the others."""
    return str(row.body.get("name", ""))


def contact(row: Row) -> ContactBrief:
    """Read whose a contact of a network is, and what it is called if it is an organisation."""
    return msgspec.convert(row.body, ContactBrief)
