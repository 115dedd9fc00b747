"""Lists with names: who may ask, who may say yes, who may take; and what the log holds of each."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.actors import Actor
from outreach_bot.dialogue.effects import RecordId, Table
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.export_inputs import ListAsked, ListDecided, ListTaken
from outreach_bot.dialogue.inputs import OFFICE, Input, To
from outreach_bot.dialogue.state import KeptApproval
from outreach_bot.dialogue.team_effects import PutApproval
from outreach_bot.recruitment.approvals import Approval
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.reasons import ExportReason
from tests.helpers.people import NOW, view
from tests.helpers.turns import changed

INES = Actor(role=OfficeRole.COORDINATOR, name="Ines", member="m-ines", hospitals=("h1",))
MAYA = Actor(role=OfficeRole.OWNER, name="Maya", member="m-maya")
MACHINE = Actor(role=OfficeRole.OWNER)
ASKED = Approval(
    id="a-1", kind="signups", form="xlsx", reason=ExportReason.CALL, by="m-ines", at=NOW, hospitals=("h1",)
)
ALLOWED = replace(ASKED, decided_by="m-maya", decided_at=NOW, yes=True)


def take(rules, body, actor, *, kept=None):
    approvals = {kept.id: KeptApproval(approval=kept, revision=4)} if kept else {}
    received = Input(key="office:1", to=To.OFFICE, id=OFFICE, body=body, actor=actor)
    return step(replace(view(rules, None), approvals=approvals), received, now=NOW)


def rows(turn):
    return [(row.action, row.about, row.detail, row.result, row.reason, row.approval) for row in turn.audit]


def test_who_asks_is_who_is_signed_in_whatever_the_question_says(rules):
    claimed = replace(ASKED, by="m-maya", hospitals=(), at=NOW - dt.timedelta(days=1))

    turn = take(rules, ListAsked(approval=claimed), INES)

    assert changed(turn, PutApproval) == [PutApproval(approval=ASKED)]
    assert rows(turn) == [("list_asked", "signups", "xlsx", "", "call", "a-1")]


@pytest.mark.parametrize("actor", [MACHINE, None])
def test_who_has_no_name_in_the_team_cannot_ask(rules, actor):
    turn = take(rules, ListAsked(approval=ASKED), actor)

    assert changed(turn, PutApproval) == []
    assert rows(turn) == [("list_asked", "signups", "no_member", "denied", "call", "a-1")]


@pytest.mark.parametrize(("yes", "action"), [(True, "list_approved"), (False, "list_refused")])
def test_a_second_person_says_yes_or_no_once(rules, yes, action):
    turn = take(rules, ListDecided(approval="a-1", yes=yes), MAYA, kept=ASKED)

    decided = replace(ASKED, decided_by="m-maya", decided_at=NOW, yes=yes)
    assert changed(turn, PutApproval) == [PutApproval(approval=decided)]
    assert rows(turn) == [(action, "signups", "", "", "call", "a-1")]
    assert turn.rests_on == ((RecordId(Table.APPROVAL, "a-1"), 4),)


@pytest.mark.parametrize(
    ("actor", "kept", "why"),
    [
        (INES, ASKED, "same_person"),
        (MACHINE, ASKED, "no_member"),
        (None, ASKED, "no_member"),
        (replace(MAYA, hospitals=("h2",)), ASKED, "not_all_seen"),
        (MAYA, ALLOWED, "not_open"),
    ],
)
def test_who_may_not_answer_changes_nothing_and_the_log_says_why(rules, actor, kept, why):
    turn = take(rules, ListDecided(approval="a-1", yes=True), actor, kept=kept)

    assert changed(turn, PutApproval) == []
    assert rows(turn) == [("list_approved", "signups", why, "denied", "call", "a-1")]


def test_each_take_is_noted_with_its_mark(rules):
    once = replace(ALLOWED, taken=("t1",))

    turn = take(rules, ListTaken(approval="a-1", mark="t2"), INES, kept=once)

    assert changed(turn, PutApproval) == [PutApproval(approval=replace(once, taken=("t1", "t2")))]
    assert rows(turn) == [("exported_identified", "signups", "xlsx", "", "call", "a-1")]
    assert turn.rests_on == ((RecordId(Table.APPROVAL, "a-1"), 4),)


@pytest.mark.parametrize(
    ("actor", "kept", "why"),
    [(MAYA, ALLOWED, "not_yours"), (None, ALLOWED, "not_yours"), (INES, ASKED, "not_ready")],
)
def test_what_may_not_be_taken_is_not(rules, actor, kept, why):
    turn = take(rules, ListTaken(approval="a-1", mark="t1"), actor, kept=kept)

    assert changed(turn, PutApproval) == []
    assert rows(turn) == [("exported_identified", "signups", why, "denied", "call", "a-1")]


@pytest.mark.parametrize(
    "body", [ListDecided(approval="a-1", yes=True), ListTaken(approval="a-1", mark="t1")]
)
def test_a_question_that_is_gone_is_nothing(rules, body):
    turn = take(rules, body, MAYA)

    assert (turn.changes, turn.audit, turn.rests_on) == ((), (), ())


def test_contacts_are_logged_with_the_tool_they_are_for(rules):
    turn = take(rules, ListAsked(approval=replace(ASKED, kind="contacts", tool="listmonk")), INES)

    assert [row.about for row in turn.audit] == ["contacts_listmonk"]
