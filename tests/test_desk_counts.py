"""What a desk counts, row by row, and what it leaves out."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from outreach_bot import desk_counts
from outreach_bot.dialogue.notices import Notice, NoticeRecord
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.desk import Desk
from outreach_bot.recruitment.rules import CodeKind, Outcome, Role
from outreach_bot.recruitment.sessions import Hold, Seat, SessionStatus, Waiter
from outreach_bot.recruitment.sight import Sight
from outreach_bot.recruitment.threads import IDLE, Line, Thread
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.narrowed import NarrowedReader
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.people import NOW, person, session
from tests.helpers.real_runner import rules

DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.asyncio


def row(table, row_id, value):
    return Put(table=table, id=row_id, body=msgspec.to_builtins(value))


def someone(name, *, days=1, hospitals=("h1",), role=Role.LIVED, **fields):
    made: dict[str, Any] = {"id": name, "made_at": NOW - days * DAY, "hospitals": hospitals, "role": role}
    return row("person", name, replace(person("home", **fields), **made))


def seat(days=1):
    return Seat(role=Role.LIVED, booked_at=NOW - days * DAY)


async def count(*puts, hospitals=()):
    store = await TinyDbStore.open_in_memory(NOW.timestamp)
    await store.commit(Commit(at=NOW.timestamp(), writes=puts))
    try:
        return await desk_counts.count(NarrowedReader.alone(store, Sight.of(hospitals)), rules(), NOW)
    finally:
        await store.close()


async def test_nothing_kept_is_nothing_counted():
    assert await count() == Desk()


async def test_new_are_those_who_agreed_to_be_asked_in_the_last_week():
    desk = await count(
        someone("p1", outcome=Outcome.FITS),
        someone("p2", days=8, outcome=Outcome.FITS),
        someone("p3", outcome=Outcome.TALK),
        someone("p4", role=None),
    )

    assert desk.new == 2
    assert desk.outcomes == {Outcome.FITS: 2, Outcome.TALK: 1}


async def test_the_new_ones_are_counted_by_the_kind_of_their_code_and_never_by_the_code():
    desk = await count(
        row("code", "K7MQ2XZB", Code(id="K7MQ2XZB", kind=CodeKind.CHAMPION, made_at=NOW)),
        someone("p1", source="K7MQ2XZB"),
        someone("p2", source="K7MQ2XZB", days=8),
        someone("p3", source="GONEGONE"),
        someone("p4"),
    )

    assert desk.doors == {CodeKind.CHAMPION: 1}
    assert "K7MQ2XZB" not in str(desk)


async def test_seats_lists_and_holds_of_coming_sessions_are_counted_by_person():
    waiter = Waiter(role=Role.LIVED, since=NOW)
    hold = Hold(waiter=waiter, until=NOW + DAY)
    desk = await count(
        *(
            row("session", one.id, one)
            for one in (
                session("s1", seats={"p1": seat(), "p2": seat(days=8)}, waiting={"p3": waiter}),
                session("s2", seats={"p1": seat()}, holds={"p4": hold}, days=8),
                session("past", seats={"p5": seat(days=2)}, days=-1),
                session("off", seats={"p6": seat()}, status=SessionStatus.CANCELLED),
            )
        )
    )

    assert (desk.booked, desk.waiting, desk.booked_week) == (2, 2, 4)
    assert [(line.id, line.taken, line.waiting) for line in desk.sessions] == [("s1", 2, 1), ("s2", 2, 0)]
    assert desk.next_week == 1


async def test_one_to_one_times_that_nobody_took_are_not_listed():
    desk = await count(
        row("session", "free", session("free")),
        row("session", "group", replace(session("group"), capacity=8)),
        row("session", "risky", session("risky", status=SessionStatus.AT_RISK, days=1)),
    )

    assert [(line.id, line.at_risk) for line in desk.sessions] == [("risky", True), ("group", False)]
    assert desk.at_risk == 1


async def test_more_sessions_than_a_phone_shows_are_counted():
    sessions = [session(f"s{n}", days=n + 1, seats={"p1": seat()}) for n in range(9)]

    desk = await count(*(row("session", one.id, one) for one in sessions))

    assert [line.id for line in desk.sessions] == [f"s{n}" for n in range(6)]
    assert desk.more == 3


async def test_alarms_are_open_until_closed_and_others_are_none():
    def notice(name, kind, **fields):
        return row("notice", name, NoticeRecord(notice=kind, person="p1", at=NOW, **fields))

    desk = await count(
        someone("p1"),
        notice("n1", Notice.SAFETY),
        notice("n2", Notice.CHAMPION_PRESSURE, seen_at=NOW),
        notice("n3", Notice.SAFETY, closed_at=NOW),
        notice("n4", Notice.CALL),
        row("call", "p1", Call(person="p1", asked_at=NOW, reason="asked")),
        someone("p2"),
        row("call", "p2", Call(person="p2", asked_at=NOW, reason="asked", done_at=NOW)),
    )

    assert (desk.alarms, desk.untaken, desk.calls) == (2, 1, 1)


def lost(name, about="s1", *, person="p1", kind="remind_day", state="failed", at=NOW, **fields):
    body = {"key": name, "person": person, "kind": kind, "state": state, "at": at.timestamp(), "about": about}
    return Put(table="settled", id=name, body=body | fields)


@pytest.mark.parametrize("state", ["failed", "unknown", "missed", "refused"])
async def test_who_may_not_know_of_their_meeting_counts_once(state):
    coming = row("session", "s1", session("s1", seats={"p1": seat()}))

    desk = await count(coming, someone("p1"), lost("a", state=state), lost("b", state=state))

    assert desk.reminders == 1


@pytest.mark.parametrize(
    "line",
    [
        {"state": "sent"},
        {"kind": "AlertRaised"},
        {"about": "past"},
        {"person": "p2"},
        {"at": NOW - dt.timedelta(seconds=1)},
        {"told": "by_phone"},
    ],
)
async def test_who_knows_gave_up_the_seat_or_was_heard_from_is_not_counted(line):
    sessions = [session("s1", seats={"p1": seat()}), session("past", seats={"p1": seat()}, days=-1)]

    desk = await count(
        *(row("session", one.id, one) for one in sessions), someone("p1"), someone("p2"), lost("a", **line)
    )

    assert desk.reminders == 0


def talk(name, *, ours=False, at=NOW - DAY, **fields):
    line = Line(at=at, text="x", ours=ours)
    return row("thread", name, Thread(person=name, lines=(line,), **fields))


async def test_talks_in_which_the_person_wrote_last_wait_for_an_answer():
    desk = await count(
        *map(someone, ("p1", "p2", "p3", "p4")),
        talk("p1"),
        talk("p2", ours=True),
        talk("p3", closed_at=NOW),
        talk("p4", at=NOW - IDLE - DAY),
    )

    assert desk.answers == 1


async def test_who_waits_in_a_talk_or_asked_for_a_later_day_is_no_call_of_today():
    asked = Call(person="", asked_at=NOW, reason="asked")
    desk = await count(
        *map(someone, ("p1", "p2", "p3")),
        talk("p1"),
        row("call", "p1", replace(asked, person="p1", way="here")),
        row("call", "p2", replace(asked, person="p2", again_at=NOW + DAY)),
        row("call", "p3", replace(asked, person="p3", again_at=NOW + dt.timedelta(hours=2))),
    )

    assert (desk.calls, desk.answers) == (1, 1)


async def test_codes_to_look_at_and_waves_to_approve():
    desk = await count(
        Put(table="review", id="r1", body={"code": "K7MQ2XZB", "sign": "burst", "at": 0.0}),
        Put(table="wave", id="w1", body={"state": "draft"}),
        Put(table="wave", id="w2", body={"state": "waiting"}),
        Put(table="wave", id="w3", body={"state": "running"}),
    )

    assert (desk.reviews, desk.waves) == (1, 2)


async def test_who_looks_after_one_hospital_sees_its_counts_and_what_is_for_all():
    everything = (
        someone("p1", hospitals=("h1", "h2")),
        someone("p2", hospitals=("h3",)),
        someone("p3", hospitals=()),
        row("session", "s1", session("s1", hospital="h1", seats={"p1": seat()})),
        row("session", "s3", session("s3", hospital="h3", seats={"p2": seat()})),
        row("session", "all", session("all", seats={"p3": seat()})),
        row("call", "p2", Call(person="p2", asked_at=NOW, reason="asked")),
        row("notice", "n1", NoticeRecord(notice=Notice.SAFETY, person="p2", at=NOW)),
    )

    h1, h3 = await count(*everything, hospitals=("h1",)), await count(*everything, hospitals=("h3",))

    assert (h1.new, h1.booked, h1.calls, h1.alarms) == (2, 2, 0, 0)
    assert (h3.new, h3.booked, h3.calls, h3.alarms) == (2, 2, 1, 1)


async def test_what_was_set_aside_is_counted_where_it_is_of_their_hospital_or_of_nobody():
    dead = [
        Put(table="dead", id=f"d{n}", body={"person": who, "at": 0, "input": {}})
        for n, who in enumerate(("p1", "p2", ""))
    ]
    puts = (someone("p1"), someone("p2", hospitals=("h2",)), *dead)

    assert (await count(*puts)).asides == 3
    assert (await count(*puts, hospitals=("h1",))).asides == 2


async def test_what_is_for_all_hospitals_is_counted_by_ones_own_people_and_run_by_who_looks_after_all():
    joint = session("joint", hospital="", status=SessionStatus.AT_RISK, seats={"p1": seat(), "p2": seat()})
    everything = (someone("p1"), someone("p2", hospitals=("h2",)), row("session", joint.id, joint))

    h1, whole = await count(*everything, hospitals=("h1",)), await count(*everything)

    assert (h1.booked, h1.booked_week, h1.at_risk) == (1, 1, 0)
    assert (whole.booked, whole.booked_week, whole.at_risk) == (2, 2, 1)
    assert [line.taken for line in h1.sessions] == [line.taken for line in whole.sessions] == [2]


async def test_codes_and_waves_of_another_hospital_are_not_counted():
    code = Code(id="KKKKKKK2", kind=CodeKind.PLACE, made_at=NOW, hospital="h2")
    wave = {"state": "waiting", "hospitals": ["h2"]}
    puts = (
        row("code", code.id, code),
        Put(table="review", id="r1", body={"code": code.id, "sign": "stranger", "at": NOW.timestamp()}),
        Put(table="wave", id="w-1", body=wave),
    )

    h1, h2 = await count(*puts, hospitals=("h1",)), await count(*puts, hospitals=("h2",))

    assert ((h1.reviews, h1.waves), (h2.reviews, h2.waves)) == ((0, 0), (1, 1))
