"""Lost messages ticked off by hand: what is written down, and what is left alone."""

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.actors import Actor
from outreach_bot.dialogue.alert_effects import PutNotice
from outreach_bot.dialogue.desk_effects import TickOff
from outreach_bot.dialogue.desk_inputs import TickedOff
from outreach_bot.dialogue.effects import RecordId, Table
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import Input, To
from outreach_bot.dialogue.notices import KeptNotice, Notice, NoticeOutcome, NoticeRecord
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.telling import Instead
from tests.helpers.people import FITS, ME, NOW, person, view
from tests.helpers.turns import changed

ANA = person("home", **FITS)
MAYA = Actor(role=OfficeRole.COORDINATOR, name="Maya", member="m-1")


def does(rules, body, me=ANA, *, actor=None, **seen):
    seen_by = replace(view(rules, me), **seen)
    return step(seen_by, Input(key="office:1", to=To.PERSON, id=ME, body=body, actor=actor), now=NOW)


def kept(notice=Notice.REMINDER_HELD, about=ME, **fields):
    return KeptNotice(record=NoticeRecord(notice=notice, at=NOW, person=about, **fields), revision=1)


@pytest.mark.parametrize("how", list(Instead))
def test_every_lost_message_about_the_meeting_is_ticked_off_and_nothing_is_said(rules, how):
    turn = does(rules, TickedOff(how=how, session="s1"), lost=("k1", "k2"))

    assert changed(turn, TickOff) == [TickOff(message="k1", how=how), TickOff(message="k2", how=how)]
    assert turn.says == ()
    assert [(row.action, row.detail) for row in turn.audit] == [("message_ticked", f"{how}/s1")]


def test_where_nothing_is_lost_nothing_is_written_down(rules):
    turn = does(rules, TickedOff(how=Instead.BY_PHONE, session="s1"))

    assert (turn.changes, turn.audit) == ((), ())


@pytest.mark.parametrize(
    ("how", "outcome"),
    [
        (Instead.BY_PHONE, NoticeOutcome.TALKED),
        (Instead.IN_PERSON, NoticeOutcome.TALKED),
        (Instead.NOT_NEEDED, NoticeOutcome.NOT_NEEDED),
        (Instead.NOT_REACHED, NoticeOutcome.NO_ANSWER),
    ],
)
def test_a_note_that_was_held_back_is_closed_with_what_came_of_it_and_the_pause_stays(rules, how, outcome):
    turn = does(
        rules,
        TickedOff(how=how, notice="n1"),
        replace(ANA, paused_at=NOW),
        notices={"n1": kept(), "n2": kept()},
    )

    ended = [(each.notice, each.record.outcome, each.record.closed_at) for each in changed(turn, PutNotice)]
    assert ended == [("n1", outcome, NOW), ("n2", outcome, NOW)]
    assert turn.me is not None
    assert turn.me.paused_at == NOW
    assert [(row.action, row.detail) for row in turn.audit] == [("message_ticked", how)]


@pytest.mark.parametrize(
    "notice",
    [kept(Notice.SAFETY), kept(about="p-other"), kept(closed_at=NOW)],
    ids=["an alert", "somebody else's", "closed before"],
)
def test_what_is_not_a_note_held_back_from_them_is_left_alone(rules, notice):
    turn = does(rules, TickedOff(how=Instead.BY_PHONE, notice="n1"), notices={"n1": notice})

    assert (turn.changes, turn.audit) == ((), ())


@pytest.mark.parametrize(
    ("actor", "by"),
    [(MAYA, "m-1"), (replace(MAYA, member=""), "Maya"), (None, "")],
    ids=["id", "name", "nobody"],
)
def test_a_closed_note_names_who_closed_it_and_the_turn_rests_on_what_was_seen(rules, actor, by):
    turn = does(rules, TickedOff(how=Instead.BY_PHONE, notice="n1"), actor=actor, notices={"n1": kept()})

    assert [each.record.closed_by for each in changed(turn, PutNotice)] == [by]
    assert turn.rests_on == ((RecordId(Table.NOTICE, "n1"), 1),)
