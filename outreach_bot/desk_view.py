"""What a turn of a coordinator, or about an alert, may look at: only where an input asks for it."""

import datetime as dt
from collections.abc import Mapping

import msgspec

from outreach_bot import desk_counts
from outreach_bot.dialogue import alerts, desk_chat
from outreach_bot.dialogue.alert_inputs import AlertRaised, AlertTaken, NoticeClosed, NoticeRaised, NoticeSeen
from outreach_bot.dialogue.desk_inputs import TickedOff
from outreach_bot.dialogue.export_inputs import ListDecided, ListTaken
from outreach_bot.dialogue.inputs import Body, Input, Said, Tapped, TimerFired, TimerName
from outreach_bot.dialogue.notices import ALARMS, KeptNotice, NoticeId, NoticeRecord
from outreach_bot.dialogue.state import KeptApproval, KeptMember, Person
from outreach_bot.recruitment.approvals import Approval, ApprovalId
from outreach_bot.recruitment.desk import Desk
from outreach_bot.recruitment.office_roles import Member, MemberId
from outreach_bot.recruitment.on_call import OnCall
from outreach_bot.recruitment.rules import Rules
from outreach_bot.recruitment.sight import Sight
from outreach_bot.recruitment.telling import is_lost, is_lost_answer
from outreach_bot.store.base import Row, Store
from outreach_bot.store.narrowed import NarrowedReader

FORGETS = (TimerName.SCREENING_EXPIRES, TimerName.REST_ENDS)
KEPT_FOR_ALARM = dt.timedelta(days=7)
"""As long at most as words of alarm could be kept. Source: DOMAIN 5.6."""


async def desk(
    store: Store,
    rules: Rules,
    received: Input,
    me: Person | None,
    members: Mapping[MemberId, KeptMember],
    at: dt.datetime,
) -> Desk | None:
    """Count, where a coordinator asks for counts or their note of the week is due."""
    body = received.body
    weekly = isinstance(body, TimerFired) and body.name is TimerName.DIGEST
    if me is None or me.coordinator_since is None or not (weekly or asks_for(body) in desk_chat.PAGES):
        return None
    member = next((kept.member for kept in members.values() if kept.member.person == me.id), None)
    if member is None:
        return None
    sight = Sight.of(member.hospitals, member=member.id)
    return await desk_counts.count(NarrowedReader.alone(store, sight), rules, at)


def asks_for(body: Body) -> str:
    """Read what a coordinator asks for, typed or tapped; empty: nothing of theirs."""
    match body:
        case Said(text=text):
            return desk_chat.asked(text)
        case Tapped(data=data) if data.startswith("desk:"):
            return data.partition(":")[2]
        case _:
            return ""


async def notices(store: Store, received: Input) -> dict[NoticeId, KeptNotice]:
    """The notice an input names, and what else is open of its kind about the same person."""
    name = _notice(received.body)
    row = await store.get("notice", name) if name else None
    if row is None:
        return {}
    record = msgspec.convert(row.body, NoticeRecord)
    hospitals = await _hospitals(store, record)
    alike = await store.find("notice", "person", record.person) if record.person else []
    kept = {each.id: _kept(each, hospitals) for each in (*alike, row)}
    return {
        each: one
        for each, one in kept.items()
        if each == name or (one.record.notice is record.notice and one.record.closed_at is None)
    }


def _notice(body: Body) -> NoticeId:
    match body:
        case NoticeRaised(notice=name) | NoticeSeen(notice=name) | NoticeClosed(notice=name):
            return name
        case AlertTaken(notice=name) | AlertRaised(id=name) | TickedOff(notice=name):
            return name
        case TimerFired(name=TimerName.ESCALATE, about=name):
            return name
        case Tapped(data=data) if data.startswith("alert:"):
            return (data.split(":") + [""] * alerts.TAP_PARTS)[alerts.TAP_PARTS]
        case _:
            return ""


def _kept(row: Row, hospitals: tuple[str, ...]) -> KeptNotice:
    record = msgspec.convert(row.body, NoticeRecord)
    return KeptNotice(record=record, revision=row.revision, hospitals=hospitals)


async def _hospitals(store: Store, record: NoticeRecord) -> tuple[str, ...]:
    row = await store.get("person", record.person) if record.person else None
    return tuple(row.body.get("hospitals", ())) if row else ()


async def lost(store: Store, received: Input) -> tuple[str, ...]:
    """List, where messages are ticked off, those to this person that are still open: about the session, or about none."""
    body = received.body
    if not isinstance(body, TickedOff) or body.notice:
        return ()
    rows = [row for row in await store.find("settled", "person", received.id) if is_lost(row.body)]
    if body.session:
        return tuple(row.id for row in rows if row.body.get("about") == body.session)
    return tuple(row.id for row in rows if is_lost_answer(row.body))


async def alarmed(store: Store, received: Input, at: dt.datetime) -> bool:
    """Tell, where somebody is to be forgotten, whether an alert of the last days about them is open."""
    body = received.body
    if not (isinstance(body, TimerFired) and body.name in FORGETS):
        return False
    rows = await store.find("notice", "person", received.id)
    records = [msgspec.convert(row.body, NoticeRecord) for row in rows]
    return any(
        record.notice in ALARMS and record.closed_at is None and at - record.at < KEPT_FOR_ALARM
        for record in records
    )


async def on_call(store: Store, received: Input) -> tuple[OnCall, ...]:
    """Coordinators who can be told of an alert: who sent STOP is not."""
    if not _notice(received.body):
        return ()
    rows = [await store.get("person", row.id) for row in await store.rows("coordinator")]
    people = [msgspec.convert(row.body, Person) for row in rows if row is not None]
    members = [msgspec.convert(row.body, Member) for row in await store.rows("member")]
    work = {member.person: member for member in members if member.person and member.ended_at is None}
    return tuple(
        _on_call(person.id, work.get(person.id))
        for person in people
        if person.coordinator_since is not None and person.stopped_at is None
    )


def _on_call(person: str, member: Member | None) -> OnCall:
    if member is None:
        return OnCall(person=person)
    return OnCall(person=person, role=member.role, hospitals=member.hospitals)


async def approvals(store: Store, received: Input) -> dict[ApprovalId, KeptApproval]:
    """The question for a list with names that an input is about."""
    match received.body:
        case ListDecided(approval=name) | ListTaken(approval=name):
            row = await store.get("approval", name)
        case _:
            return {}
    if row is None:
        return {}
    return {row.id: KeptApproval(approval=msgspec.convert(row.body, Approval), revision=row.revision)}
