"""Coordinators and alerts, to take one step with."""

import datetime as dt

from msgspec.structs import replace

from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import OFFICE, Input, To
from outreach_bot.dialogue.notices import KeptNotice, Notice, NoticeRecord
from outreach_bot.dialogue.state import KeptMember
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from outreach_bot.recruitment.on_call import OnCall
from tests.helpers.people import ME, NOW, person, received, view

CORA = person("home", coordinator_since=NOW, role=None)
TEAM = (
    Member(id="m-cora", name="Cora", role=OfficeRole.COORDINATOR, person=ME, since=NOW),
    Member(id="m-dan", name="Dan", role=OfficeRole.COORDINATOR, person="p-dan", since=NOW),
    Member(id="m-sam", name="Sam", role=OfficeRole.SAFETY_LEAD, person="p-sam", since=NOW),
)
ON_CALL = tuple(OnCall(person=each.person, role=each.role) for each in TEAM)
MONDAY = dt.datetime(2027, 3, 1, 15, 0, tzinfo=dt.UTC)
"""In opening hours: 10 am in New York."""


def alarm(*, notice=Notice.SAFETY, person="p-ana", at=NOW, **fields):
    return KeptNotice(record=NoticeRecord(notice=notice, person=person, at=at, **fields), revision=3)


def members(*team, **changed):
    return {each.id: KeptMember(member=replace(each, **changed), revision=1) for each in team or TEAM}


def chat(rules, body, *, me=CORA, now=NOW, team=None, **seen):
    """A turn in a coordinator's chat."""
    looked_at = {"on_call": ON_CALL, "members": team or members(), **seen}
    return step(replace(view(rules, me), **looked_at), received(body), now=now)


def desk(rules, body, *, now=NOW, actor=None, **seen):
    """A turn of the office."""
    arrived = Input(key="office:1", to=To.OFFICE, id=OFFICE, body=body, actor=actor)
    looked_at = {"on_call": ON_CALL, "members": members(), **seen}
    return step(replace(view(rules, None), **looked_at), arrived, now=now)
