"""The team of the office: who is in it, who is let out, and what stands in the log."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.actors import Actor
from outreach_bot.dialogue.effects import Audit, EndSessions, Notice, PutMember
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import OFFICE, Input, Opened, SignInLinkMade, To
from outreach_bot.dialogue.state import KeptCode, KeptMember
from outreach_bot.dialogue.team_inputs import (
    AccessRefused,
    AuditRead,
    AuditSignedOff,
    AuditVerified,
    LeftTeam,
    MemberAdded,
    MemberChanged,
    MemberEnded,
    PeopleSearched,
    SignedOutEverywhere,
    WorkChanged,
)
from outreach_bot.recruitment.codes import Code, payload
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from outreach_bot.recruitment.rules import CodeKind
from tests.helpers.people import ME, NOW, person, view
from tests.helpers.turns import changed

INES = Member(id="m-ines", name="Ines", role=OfficeRole.COORDINATOR, hospitals=("h1",), person=ME, since=NOW)
GONE = replace(INES, id="m-gone", name="Gus", ended_at=NOW)
BOSS = Actor(role=OfficeRole.OWNER, name="Maya", member="m-maya", session="0a1b2c3d")


def take(rules, body, *, actor=BOSS):
    team = {each.id: KeptMember(member=each, revision=3) for each in (INES, GONE)}
    received = Input(key="office:1", to=To.OFFICE, id=OFFICE, body=body, actor=actor)
    return step(replace(view(rules, None), members=team), received, now=NOW)


def test_who_did_something_at_a_desk_stands_in_the_log_with_role_and_session(rules):
    (row,) = take(rules, MemberAdded(member=INES)).audit

    assert row == Audit(
        action="member_added",
        about="m-ines",
        detail="coordinator",
        by="Maya",
        role="owner",
        session="0a1b2c3d",
    )


def test_a_member_gets_other_work_and_the_turn_rests_on_what_was_seen(rules):
    turn = take(rules, MemberChanged(member="m-ines", role=OfficeRole.SAFETY_LEAD, hospitals=("h2",)))

    assert changed(turn, PutMember) == [
        PutMember(member=replace(INES, role=OfficeRole.SAFETY_LEAD, hospitals=("h2",)))
    ]
    assert turn.audit[0].detail == "safety_lead h2"
    assert [(each.table, each.id, revision) for each, revision in turn.rests_on] == [("member", "m-ines", 3)]


@pytest.mark.parametrize(
    ("role", "hears"), [(OfficeRole.AUDITOR, [(ME, WorkChanged())]), (OfficeRole.COORDINATOR, [])]
)
def test_a_chat_hears_of_another_role_and_not_of_other_hospitals(rules, role, hears):
    turn = take(rules, MemberChanged(member="m-ines", role=role, hospitals=("h2",)))

    assert [(tell.id, tell.body) for tell in turn.tells] == hears


@pytest.mark.parametrize(
    "body", [MemberEnded(member="m-new"), MemberChanged(member="m-new", role=OfficeRole.AUDITOR)]
)
def test_a_member_who_has_no_chat_yet_is_told_nothing(rules, body):
    new = replace(INES, id="m-new", person="")
    received = Input(key="office:1", to=To.OFFICE, id=OFFICE, body=body, actor=BOSS)
    team = {"m-new": KeptMember(member=new, revision=1)}

    turn = step(replace(view(rules, None), members=team), received, now=NOW)

    assert (len(changed(turn, PutMember)), turn.tells) == (1, ())


def test_who_leaves_the_team_is_signed_out_and_their_chat_is_told(rules):
    turn = take(rules, MemberEnded(member="m-ines"))

    assert changed(turn, PutMember) == [PutMember(member=replace(INES, person="", ended_at=NOW))]
    assert changed(turn, EndSessions) == [EndSessions(member="m-ines")]
    assert [(tell.id, tell.body) for tell in turn.tells] == [(ME, LeftTeam())]
    assert turn.audit[0].action == "member_ended"


@pytest.mark.parametrize("name", ["m-gone", "m-nobody"])
@pytest.mark.parametrize(
    "body",
    [lambda name: MemberEnded(member=name), lambda name: MemberChanged(member=name, role=OfficeRole.OWNER)],
    ids=["ended", "changed"],
)
def test_nothing_happens_to_who_is_not_in_the_team(rules, name, body):
    turn = take(rules, body(name))

    assert (turn.changes, turn.audit, turn.tells) == ((), (), ())


def test_a_chat_of_the_team_is_like_any_other_after_its_member_left(rules):
    mine = person("home", coordinator_since=NOW)
    received = Input(key="in:office:1/0", to=To.PERSON, id=ME, body=LeftTeam())

    turn = step(view(rules, mine), received, now=NOW)

    assert turn.me is not None
    assert turn.me.coordinator_since is None


def test_signing_out_everywhere_ends_every_session(rules):
    turn = take(rules, SignedOutEverywhere(member="m-ines"))

    assert turn.changes == (EndSessions(member="m-ines"),)
    assert turn.audit[0].action == "signed_out_everywhere"


@pytest.mark.parametrize(("member", "about"), [("m-ines", "m-ines"), ("", "office")])
def test_whose_doors_were_opened_or_closed_is_in_the_log(rules, member, about):
    link = SignInLinkMade(token_hash="t", until=NOW, member=member)

    rows = [*take(rules, link).audit, *take(rules, SignedOutEverywhere(member=member)).audit]

    assert [(row.action, row.about) for row in rows] == [
        ("sign_in_link_made", about),
        ("signed_out_everywhere", about),
    ]


def test_what_was_refused_is_in_the_log_as_denied(rules):
    (row,) = take(rules, AccessRefused(deed="see_person", why="hospital")).audit

    assert (row.action, row.about, row.detail, row.result) == ("refused", "see_person", "hospital", "denied")


def test_reading_and_signing_off_the_log_are_in_the_log(rules):
    rows = take(rules, AuditRead()).audit
    rows += take(rules, AuditSignedOff(month="2027-02", up_to=41, finding="fine")).audit

    assert [(row.action, row.about, row.detail) for row in rows] == [
        ("audit_read", "audit", ""),
        ("audit_signed_off", "2027-02", "fine 41"),
    ]


def test_a_whole_log_is_noted_and_a_broken_one_raises_an_alert(rules):
    whole = take(rules, AuditVerified(rows=41), actor=None)
    broken = take(rules, AuditVerified(rows=41, broken_at=7), actor=None)

    assert ([row.action for row in whole.audit], whole.notices) == (["audit_verified"], ())
    assert [(row.action, row.detail) for row in broken.audit] == [("audit_broken", "7")]
    assert broken.notices == (Notice.AUDIT_BROKEN,)


@pytest.mark.parametrize(("member", "joined"), [("m-ines", True), ("m-gone", False), ("", False)])
def test_a_one_time_link_in_the_chat_joins_the_chat_to_its_member(rules, member, joined):
    link = Code(id="R4TW9CDF", kind=CodeKind.COORDINATOR, made_at=NOW, joins=True, member=member)
    team = {each.id: KeptMember(member=replace(each, person=""), revision=3) for each in (INES, GONE)}
    seen = replace(
        view(rules, person("home")), members=team, codes={link.id: KeptCode(code=link, revision=1)}
    )
    received = Input(key="tg:1", to=To.PERSON, id=ME, body=Opened(payload=payload(link.id, joins=True)))

    turn = step(seen, received, now=NOW + dt.timedelta(minutes=1))

    assert [each.member.person for each in changed(turn, PutMember)] == ([ME] if joined else [])
    assert [row.about for row in turn.audit if row.action == "member_joined"] == ([member] if joined else [])
    assert turn.me is not None
    assert turn.me.coordinator_since is not None


def test_that_people_were_searched_is_in_the_log_and_not_what_for(rules):
    (row,) = take(rules, PeopleSearched()).audit

    assert (row.action, row.about, row.detail, row.by) == ("searched", "signups", "", "Maya")
