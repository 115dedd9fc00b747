"""Turns about a wave, one at a time: what they change, what they rest on and what the audit keeps of them."""

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.contact_effects import CancelWave, HoldBack, PutContact, PutWave
from outreach_bot.dialogue.effects import StopTimer, Table, Timer, Turn
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import (
    OFFICE,
    Input,
    TimerFired,
    TimerName,
    To,
    WaveApproved,
    WaveReaches,
    WaveStopped,
)
from outreach_bot.dialogue.state import KeptContact, KeptWave
from outreach_bot.recruitment.contacts import Reached, Way
from outreach_bot.recruitment.rules import QuietHours
from outreach_bot.recruitment.waves import HeldBack, WaveState
from tests.helpers.people import view
from tests.helpers.waves import MORNING, contact, wave

LEE = contact(0)
NOW_WORDS = "words-as-they-are-now"
SPRING = wave(state=WaveState.WAITING, version=NOW_WORDS)
APPROVED = replace(SPRING, state=WaveState.APPROVED, to=(LEE.id,))
RUNNING = replace(APPROVED, state=WaveState.RUNNING)
APPROVE = WaveApproved(wave=SPRING.id, by="Ben", version=NOW_WORDS)
STOP = WaveStopped(wave=SPRING.id, by="Ben")
START = TimerFired(name=TimerName.WAVE_STARTS, was_due=MORNING, about=SPRING.id)
REACH = WaveReaches(wave=SPRING.id)
NOTHING = Turn()


def take(rules, body, *, known=SPRING, to=LEE, now=MORNING) -> Turn:
    seen = replace(
        view(rules, None),
        contacts={to.id: KeptContact(contact=to, revision=3)},
        waves={known.id: KeptWave(wave=known, revision=7)} if known else {},
        words_version=NOW_WORDS,
    )
    for_contact = isinstance(body, WaveReaches)
    to_whom: dict[str, Any] = (
        {"to": To.CONTACT, "id": to.id} if for_contact else {"to": To.OFFICE, "id": OFFICE}
    )
    return step(seen, Input(key="office:1", body=body, **to_whom), now=now)


def audited(turn):
    return [(row.action, row.about, row.detail, row.by) for row in turn.audit]


@pytest.mark.parametrize("body", [APPROVE, STOP, START, REACH])
def test_a_wave_that_is_not_there_does_nothing(body, rules):
    assert take(rules, body, known=None) == NOTHING


@pytest.mark.parametrize(
    ("body", "known"), [(APPROVE, SPRING), (STOP, RUNNING), (START, APPROVED), (REACH, RUNNING)]
)
def test_every_turn_of_a_wave_rests_on_it(body, known, rules):
    rests_on = [
        (record.table, record.id, revision) for record, revision in take(rules, body, known=known).rests_on
    ]

    assert rests_on == [(Table.WAVE, SPRING.id, 7)]


@pytest.mark.parametrize(
    ("known", "to", "version", "why"),
    [
        (RUNNING, LEE, NOW_WORDS, "not_open"),
        (SPRING, replace(LEE, email="", group=""), NOW_WORDS, "nobody"),
        (SPRING, LEE, "words-of-yesterday", "changed"),
    ],
)
def test_why_a_wave_was_not_approved_is_audited_with_who_tried(known, to, version, why, rules):
    turn = take(rules, replace(APPROVE, version=version), known=known, to=to)

    assert turn.changes == ()
    assert audited(turn) == [("wave_not_approved", SPRING.id, why, "Ben")]


def test_a_time_that_has_passed_begins_now(rules):
    turn = take(rules, replace(APPROVE, at=MORNING - dt.timedelta(hours=1)))

    assert turn.timers == (Timer(name=TimerName.WAVE_STARTS, due=MORNING, about=SPRING.id),)


def test_a_stopped_wave_takes_back_what_is_owed_and_its_time(rules):
    turn = take(rules, STOP, known=RUNNING)

    stopped = replace(RUNNING, state=WaveState.STOPPED, stopped_by="Ben", stopped_at=MORNING)
    assert turn.changes == (PutWave(wave=stopped), CancelWave(wave=SPRING.id))
    assert turn.timers == (StopTimer(name=TimerName.WAVE_STARTS, about=SPRING.id),)


def test_who_stopped_a_wave_first_stays_named(rules):
    stopped = replace(RUNNING, state=WaveState.STOPPED, stopped_by="Ana", stopped_at=MORNING)

    turn = take(rules, STOP, known=stopped)

    assert (turn.changes, turn.audit, turn.timers) == ((), (), ())


@pytest.mark.parametrize("state", [state for state in WaveState if state is not WaveState.APPROVED])
def test_a_wave_that_is_not_approved_never_begins_whatever_rings(state, rules):
    turn = take(rules, START, known=replace(APPROVED, state=state))

    assert (turn.changes, turn.tells, turn.audit) == ((), (), ())


@pytest.mark.parametrize(
    ("way", "told"), [(way, [LEE.id] if way in (Way.EMAIL, Way.TELEGRAM) else []) for way in Way]
)
def test_a_wave_tells_its_contacts_only_where_we_write_to_them_ourselves(way, told, rules):
    turn = take(rules, START, known=replace(APPROVED, way=way))

    assert turn.changes == (PutWave(wave=replace(APPROVED, way=way, state=WaveState.RUNNING)),)
    assert [tell.id for tell in turn.tells] == told


def test_a_wave_that_did_not_begin_is_audited_with_the_reason(rules):
    turn = take(rules, START, known=replace(APPROVED, version="words-of-yesterday"))

    assert audited(turn) == [("wave_not_started", SPRING.id, "changed", "")]


def test_a_contact_that_was_reached_is_audited_with_the_way(rules):
    assert audited(take(rules, REACH, known=RUNNING)) == [("contact_reached", LEE.id, "telegram", "")]


def test_a_contact_that_had_their_turn_in_a_wave_has_no_second_one(rules):
    had = replace(LEE, reached=(Reached(at=MORNING, way=Way.TELEGRAM, wave=SPRING.id),))

    assert take(rules, REACH, known=RUNNING, to=had) == NOTHING


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (replace(RUNNING, state=WaveState.STOPPED), HeldBack.STOPPED),
        (replace(RUNNING, version="words-of-yesterday"), HeldBack.CHANGED),
        (replace(RUNNING, form="a4_poster"), HeldBack.FLYER),
        (replace(RUNNING, way=Way.MEETING), "way_not_wanted"),
    ],
)
def test_who_is_held_back_gets_nothing_and_it_is_kept_and_audited_why(known, why, rules):
    lapsed = rules.flyers.model_copy(update={"example": False, "approved_on": None})

    turn = take(rules.model_copy(update={"flyers": lapsed}), REACH, known=known)

    assert turn.says == ()
    assert turn.changes == (HoldBack(contact=LEE.id, wave=SPRING.id, reason=why),)
    assert audited(turn) == [("wave_held_back", LEE.id, why, "")]


def test_a_wave_without_a_flyer_asks_for_no_approval_of_flyers(rules):
    lapsed = rules.flyers.model_copy(update={"example": False, "approved_on": None})

    turn = take(rules.model_copy(update={"flyers": lapsed}), REACH, known=RUNNING)

    assert [type(change) for change in turn.changes] == [PutContact]


@pytest.mark.parametrize(
    ("quiet", "until"),
    [
        (QuietHours(starts=dt.time(21), ends=dt.time(9)), dt.timedelta(hours=10)),
        (QuietHours(starts=dt.time(1), ends=dt.time(9)), dt.timedelta(hours=14)),
        (QuietHours(starts=dt.time(11), ends=dt.time(11, 30)), dt.timedelta(hours=24)),
    ],
)
def test_what_is_owed_may_go_until_the_next_quiet_hours_whenever_those_are(quiet, until, rules):
    """It is eleven in the morning in the campaign's zone."""
    campaign = rules.campaign.model_copy(update={"quiet_hours": quiet})

    (said,) = take(rules.model_copy(update={"campaign": campaign}), REACH, known=RUNNING).says

    assert said.not_after == MORNING + until
