"""Today: what needs a person, in the order it should be taken up, for those whom it concerns."""

import datetime as dt
import re
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest

from outreach_bot.dialogue.alert_inputs import NoticeClosed, NoticeSeen
from outreach_bot.dialogue.notices import BY_HAND
from outreach_bot.dialogue.state import Person
from outreach_bot.office import live
from outreach_bot.office.needs import MOST_AT_ONCE, MOST_OF_ONE
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import Way
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import CodeKind, Outcome, Role
from outreach_bot.recruitment.sessions import (
    Poll,
    Risk,
    RiskReason,
    Seat,
    Session,
    SessionStatus,
    Waiter,
)
from outreach_bot.recruitment.threads import Line, Thread
from outreach_bot.recruitment.waves import Wave, WaveState
from tests.helpers.office_visit import FORM, visit
from tests.helpers.web_stage import NOW, Stage

pytestmark = pytest.mark.asyncio

HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR
LIVED = Seat(role=Role.LIVED, booked_at=NOW - DAY)
READY: dict[str, Any] = {
    "cochair_lived": "A", "cochair_staff": "B", "cochair_alternate_lived": "C", "admin_support": "D",
    "brief_slot": NOW, "debrief_slot": NOW, "quiet_space": "x", "breaks": "x", "food": "x", "travel_help": "x",
    "pay_text": "x", "why_text": "x", "place": "x",
}  # fmt: skip
"""All that a session of several people must have before it can be booked."""


@pytest.fixture
def stage():
    return Stage()


def person(stage, identifier, **values: Any):
    usual: dict[str, Any] = {
        "made_at": NOW - DAY,
        "seen_at": NOW - DAY,
        "role": Role.LIVED,
        "outcome": Outcome.FITS,
    }
    stage.put("person", identifier, Person(id=identifier, **(usual | values)))


def session(stage, identifier="s1", **values: Any):
    usual: dict[str, Any] = {
        "kind": "staff_feedback",
        "starts": NOW + 7 * DAY,
        "minutes": 120,
        "capacity": 25,
        "seats": {f"p-{n}": msgspec.structs.replace(LIVED, role=Role.STAFF) for n in range(6)},
    }
    stage.put("session", identifier, Session(id=identifier, **(usual | READY | values)))


def alert(stage, row="n1", notice="safety", about="p-ana", at=NOW, **values):
    stage.store.put("notice", row, {"notice": notice, "person": about, "at": at.isoformat()} | values)


def call(stage, about="p-ana", **values: Any):
    usual: dict[str, Any] = {"asked_at": NOW - HOUR, "reason": "asked", "way": "call"}
    stage.put("call", about, Call(person=about, **(usual | values)))


def lost(stage, row="k1", who="p-ana", **values):
    line = {
        "key": row,
        "person": who,
        "kind": "remind_day",
        "state": "failed",
        "at": NOW.timestamp(),
        "about": "s1",
    }
    stage.store.put("settled", row, line | values)


async def look(stage, **who):
    return (await (await visit(stage, **who)).get("/office/today")).text


def lines(text, kind):
    """What is listed under a kind, as words."""
    listed = text.partition(f'id="group-{kind}"')[2].partition("<h3")[0].partition("</section>")[0]
    found = re.findall(r'<li class="need.*?</li>', listed, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


# -- who and what is listed ------------------------------------------------------------------------------


async def test_nothing_to_do_is_a_calm_page(stage):
    text = await look(stage)

    assert "Everyone is looked after" in text
    assert "Nobody is waiting for you right now." in text
    assert 'class="need' not in text


async def test_the_headline_says_how_many_and_the_jumps_of_what(stage):
    alert(stage)
    call(stage, "p-ben")
    call(stage, "p-cleo")

    text = await look(stage)

    assert "3 things need a person" in text
    assert re.findall(r'href="#group-(\w+)">.*?<b>(\d+)</b>', text) == [("safety", "1"), ("call", "2")]


async def test_an_alert_that_nobody_is_on_can_be_taken_with_one_press(stage):
    alert(stage, "n1")
    alert(stage, "n2", "champion_pressure", "p-ben", NOW - HOUR, seen_at=NOW.isoformat(), seen_by="Sam")

    first, second = lines(await look(stage), "safety")

    assert "someone was shown the help lines" in first
    assert "Nobody is on it yet I am on it" in first
    assert "Somebody is on it Look after them p-ben Say what came of it We talked No answer" in second


async def press(stage, browser, **fields):
    return await browser.post("/office/today/alert", urlencode(fields).encode(), **FORM)


async def test_the_press_says_who_is_on_it(stage):
    alert(stage)
    browser = await visit(stage)

    answer = await press(stage, browser, notice="n1")

    assert (answer.status, answer.headers["location"]) == (303, "/office/today")
    assert stage.runner.received[-1].body == NoticeSeen(notice="n1")
    assert stage.runner.received[-1].actor.name == "Maya"


@pytest.mark.parametrize("outcome", BY_HAND)
async def test_what_came_of_an_alert_is_said_with_one_press(stage, outcome):
    alert(stage, seen_at=NOW.isoformat())
    browser = await visit(stage)

    await press(stage, browser, notice="n1", outcome=outcome)

    assert stage.runner.received[-1].body == NoticeClosed(notice="n1", outcome=outcome)


@pytest.mark.parametrize(
    "fields",
    [{"notice": "none-of-ours"}, {"notice": "n1", "outcome": "gone"}, {"notice": "n1", "outcome": "x"}, {}],
)
async def test_a_press_that_means_nothing_changes_nothing(stage, fields):
    alert(stage)
    browser = await visit(stage)
    before = len(stage.runner.received)

    answer = await press(stage, browser, **fields)

    assert answer.status == 303
    assert len(stage.runner.received) == before


async def test_an_alert_of_another_hospital_is_not_theirs_to_take(stage):
    person(stage, "p-ana", hospitals=("h2",))
    alert(stage)
    browser = await visit(stage, role=OfficeRole.COORDINATOR, hospitals=("h1",))

    answer = await press(stage, browser, notice="n1")

    assert answer.headers["location"] == (await press(stage, browser, notice="none")).headers["location"]
    assert stage.store.refused == [("acknowledge", "hospital")]
    assert [each for each in stage.runner.received if isinstance(each.body, NoticeSeen)] == []


async def test_who_is_on_it_goes_by_their_name_in_the_team(stage):
    await visit(stage, role=OfficeRole.SAFETY_LEAD, name="Sam")
    alert(stage, "n1", about="p-ana", seen_at=NOW.isoformat(), seen_by="m-safety_lead")
    alert(stage, "n2", about="p-ben", seen_at=NOW.isoformat(), seen_by="m-coordinator")

    said = lines(await look(stage, role=OfficeRole.COORDINATOR), "safety")

    assert "Sam is on it" in said[0]
    assert "You are on it" in said[1]


async def test_two_alerts_of_a_kind_about_one_person_are_one_line(stage):
    alert(stage, "n1", at=NOW - HOUR)
    alert(stage, "n2")
    alert(stage, "n3", about="p-ben")

    assert len(lines(await look(stage), "safety")) == 2


@pytest.mark.parametrize(
    "closed", [{"closed_at": NOW.isoformat(), "outcome": "talked"}, {"notice": "booked"}]
)
async def test_what_is_closed_or_only_news_needs_nobody(stage, closed):
    alert(stage, **closed)

    assert "Everyone is looked after" in await look(stage)


async def test_who_had_a_hard_moment_is_called_first_and_then_who_waits_longest(stage):
    call(stage, "p-new")
    call(stage, "p-old", asked_at=NOW - DAY)
    call(stage, "p-hard", reason="crisis", asked_at=NOW)
    call(stage, "p-done", done_at=NOW)

    listed = lines(await look(stage), "call")

    assert [re.findall(r"p-\w+", one)[0] for one in listed] == ["p-hard", "p-old", "p-new"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"safe_times": ("morning",)}, "Safe to call now"),
        ({"safe_times": ("evening",)}, "Call in the evening"),
        ({"safe_times": ("any",)}, "Safe to call now"),
        ({"shared_phone": True}, "Others may use this phone"),
        ({"way": "here"}, "Wants an answer in the chat"),
        ({"attempts": 2}, "Tried 2 times"),
        ({"again_at": NOW + HOUR}, "Asked for a call Mon 1 Mar, 11:00 AM"),
    ],
    ids=[
        "now is safe",
        "later is safe",
        "any time",
        "a shared phone",
        "in the chat",
        "tried",
        "another time",
    ],
)
async def test_a_call_says_what_to_know_before_dialling(stage, values, said):
    call(stage, **values)

    assert said in lines(await look(stage), "call")[0]


async def test_a_call_put_off_to_another_day_waits_for_that_day(stage):
    call(stage, again_at=NOW + 2 * DAY)
    before = await look(stage)
    stage.now += 2 * DAY.total_seconds()

    assert lines(before, "call") == []
    assert len(lines(await look(stage), "call")) == 1


async def test_who_wrote_last_in_a_talk_waits_for_an_answer_and_is_listed_once(stage):
    theirs, ours = Line(text="SECRET", at=NOW - HOUR), Line(text="hello", at=NOW, ours=True)
    stage.put("thread", "p-ana", Thread(person="p-ana", lines=(theirs,)))
    stage.put("thread", "p-ben", Thread(person="p-ben", lines=(theirs, ours)))
    stage.put("thread", "p-cleo", Thread(person="p-cleo", lines=(theirs,), closed_at=NOW))
    call(stage, "p-ana", way="here")

    text = await look(stage)

    assert [re.findall(r"p-\w+", one)[0] for one in lines(text, "answer")] == ["p-ana"]
    assert lines(text, "call") == []
    assert "SECRET" not in text


async def test_a_session_at_risk_says_why_and_leads_to_the_choice(stage):
    risk = Risk(reason=RiskReason.COCHAIR, since=NOW)
    poll = Poll(times=(NOW + 9 * DAY,), opened_at=NOW)
    session(stage, status=SessionStatus.AT_RISK, risk=risk, poll=poll, hospital="h1")

    text = await look(stage)

    (line,) = lines(text, "risk")
    for said in (
        "Staff meeting",
        "Harbor Hospital",
        "Its co-chair cannot come",
        "0 of 6 said which times fit",
    ):
        assert said in line
    assert 'href="/office/sessions/s1#risk"' in text


async def test_people_who_asked_to_move_a_meeting_are_counted_with_it(stage):
    seats = {f"p-{n}": msgspec.structs.replace(LIVED, role=Role.STAFF, asked_move=n < 2) for n in range(6)}
    session(stage, seats=seats)

    assert "2 of 6 asked for another date" in lines(await look(stage), "move")[0]


async def test_a_note_about_a_meeting_that_did_not_arrive_is_listed_until_they_are_heard_from(stage):
    session(stage, seats={"p-ana": LIVED, "p-ben": LIVED})
    for name in ("p-ana", "p-ben"):
        person(stage, name)
    lost(stage, "k0", at=NOW.timestamp() - 60)
    lost(stage, "k1", state="unknown")
    lost(stage, "k2", "p-ben")
    person(stage, "p-ben", seen_at=NOW + HOUR)

    (line,) = lines(await look(stage), "untold")

    assert "p-ana" in line
    assert "may not have arrived" in line


@pytest.mark.parametrize(
    "values",
    [
        {"about": "gone"},
        {"kind": "WaveReaches"},
        {"kind": "reply", "about": "", "state": "refused"},
        {"kind": "reply", "about": "", "told": "by_phone"},
        {"kind": "menu", "about": ""},
        {"state": "sent"},
        {"person": "p-nobody"},
        {"person": "", "about": ""},
    ],
    ids=[
        "no such meeting",
        "outreach",
        "an answer to somebody who blocked the bot",
        "an answer given another way",
        "a list of commands",
        "it went",
        "somebody who is gone",
        "nobody",
    ],
)
async def test_a_line_of_the_ledger_that_changes_nothing_for_anybody_needs_nobody(stage, values):
    session(stage, seats={"p-ana": LIVED})
    person(stage, "p-ana")
    lost(stage, **values)

    assert lines(await look(stage), "untold") == []


@pytest.mark.parametrize("kind", ["reply", "help", "WasAway"])
async def test_answers_that_were_given_up_are_one_line_a_person_until_they_are_heard_from(stage, kind):
    for name in ("p-ana", "p-ben", "p-cem"):
        person(stage, name)
        lost(stage, f"{name}-1", name, kind=kind, about="", at=NOW.timestamp() - 60)
    lost(stage, "p-ana-2", kind="reply", about="", state="unknown")
    person(stage, "p-ben", seen_at=NOW + HOUR)

    cem, ana = lines(await look(stage), "untold")

    assert "An answer of the bot did not arrive p-cem" in cem
    assert "Could not be sent" in cem
    assert "An answer of the bot may not have arrived p-ana" in ana


async def test_an_answer_that_was_given_up_is_for_those_who_look_after_the_person(stage):
    person(stage, "p-ana", hospitals=("h1",))
    lost(stage, kind="reply", about="")

    own, other = [
        lines(await look(stage, role=OfficeRole.COORDINATOR, hospitals=(each,)), "untold")
        for each in ("h1", "h2")
    ]

    assert (len(own), other) == (1, [])


async def test_who_gave_the_seat_back_need_not_hear_of_it_but_of_a_meeting_called_off(stage):
    session(stage, status=SessionStatus.CANCELLED, seats={})
    person(stage, "p-ana")
    lost(stage, "k1")
    lost(stage, "k2", "p-ana", kind="SessionCancelled")

    assert len(lines(await look(stage), "untold")) == 1


@pytest.mark.parametrize(
    ("notice", "said"),
    [("need_time_off", "help to ask for time off"), ("reminder_held", "was held back")],
)
async def test_who_needs_help_with_something_is_listed_for_a_week(stage, notice, said):
    person(stage, "p-ana")
    alert(stage, notice=notice)
    fresh = lines(await look(stage), "help")
    stage.now += 8 * DAY.total_seconds()

    assert said in fresh[0]
    assert lines(await look(stage), "help") == []


async def test_a_wave_that_waits_for_a_yes_is_listed_and_no_other(stage):
    for name, state in (("w-a", WaveState.WAITING), ("w-b", WaveState.DRAFT), ("w-c", WaveState.RUNNING)):
        wave = Wave(
            id=name,
            name=f"Note {name}",
            networks=("peer",),
            way=Way.EMAIL,
            made_at=NOW,
            made_by="Sam",
            state=state,
        )
        stage.put("wave", name, wave)

    text = await look(stage)

    assert [one.partition(" by")[0] for one in lines(text, "approve")] == ["Note w-a"]
    assert 'href="/office/outreach/w-a"' in text


async def test_a_code_to_look_at_is_one_line_with_all_its_signs(stage):
    stage.put("code", "K7MQ2XZB", Code(id="K7MQ2XZB", kind=CodeKind.CHAMPION, made_at=NOW, name="Kim"))
    for row, sign in (("r1", "burst"), ("r2", "burst"), ("r3", "stranger")):
        stage.store.put("review", row, {"code": "K7MQ2XZB", "sign": sign, "at": NOW.timestamp()})

    (line,) = lines(await look(stage), "review")

    for said in ("Kim", "K7MQ2XZB", "Many people opened a link", "did not know the person"):
        assert said in line


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "lived_interview", "capacity": 1, "place": ""}, "One detail is missing Complete it"),
        ({"kind": "briefing", "place": ""}, "One detail is missing Complete it"),
        ({"seats": {}}, "0 of 6 people Find people"),
        ({"quiet_space": "", "food": ""}, "(details are|detail is) missing Complete it"),
        ({"status": SessionStatus.DRAFT}, "Draft Complete it"),
    ],
    ids=["a talk nowhere", "a chat before one nowhere", "people", "fields", "a draft"],
)
async def test_a_session_that_is_near_and_not_ready_says_what_it_lacks(stage, values, said):
    session(stage, **values)

    assert re.search(said, lines(await look(stage), "lacks")[0])


@pytest.mark.parametrize(
    "values",
    [{}, {"seats": {}, "starts": NOW + 40 * DAY}, {"seats": {}, "kind": "briefing"}],
    ids=["all is there", "it is far", "a short chat before one"],
)
async def test_a_session_that_is_ready_or_far_away_needs_nobody(stage, values):
    session(stage, **values)

    assert "Everyone is looked after" in await look(stage)


async def test_after_a_meeting_who_came_is_to_be_noted_and_then_no_more(stage):
    session(
        stage,
        starts=NOW - DAY,
        seats={"p-ana": LIVED, "p-ben": msgspec.structs.replace(LIVED, attended=True)},
    )
    open_still = lines(await look(stage), "after")
    session(
        stage,
        starts=NOW - DAY,
        debriefed=True,
        seats={"p-ana": msgspec.structs.replace(LIVED, attended=False)},
    )

    assert "One person: came or not? The talk after it is not noted" in open_still[0]
    assert lines(await look(stage), "after") == []


async def test_a_hospital_for_which_nobody_came_for_two_weeks_shows_how_far_it_is_from_its_targets(stage):
    wanted = stage.rules.campaign.targets["h1"]
    people = {f"p-{role}": role for role in Role}
    for name, role in people.items():
        person(stage, name, role=role, hospitals=("h1",), made_at=NOW - 15 * DAY)
    person(stage, "p-new", role=Role.FAMILY, hospitals=("h1",))
    session(stage, starts=NOW + 30 * DAY, seats={"p-lived": LIVED})

    harbor = next(line for line in lines(await look(stage), "target") if "Harbor" in line)

    assert f"1 of {wanted.lived} with lived experience have a seat" in harbor
    assert f"0 of {wanted.staff} staff have a seat" in harbor
    assert "family and friends" not in harbor


async def test_a_project_that_has_just_begun_is_behind_nothing(stage):
    person(stage, "p-ana", hospitals=("h1",))

    assert lines(await look(stage), "target") == []


# -- for whom --------------------------------------------------------------------------------------------


async def test_a_coordinator_sees_their_hospital_s_people_and_sessions_and_runs_none_of_all(stage):
    for name, hospitals in (("p-mine", ("h1", "h2")), ("p-other", ("h3",)), ("p-all", ())):
        person(stage, name, hospitals=hospitals)
        call(stage, name)
        alert(stage, f"n-{name}", about=name)
    for name, hospital in (("s-mine", "h1"), ("s-other", "h3"), ("s-all", "")):
        session(
            stage,
            name,
            hospital=hospital,
            status=SessionStatus.AT_RISK,
            risk=Risk(reason=RiskReason.COCHAIR, since=NOW),
        )

    text = await look(stage, role=OfficeRole.COORDINATOR, hospitals=("h1",))

    assert "p-other" not in text
    assert "s-other" not in text
    assert [len(lines(text, kind)) for kind in ("call", "safety", "risk")] == [2, 2, 1]


async def test_the_safety_lead_is_shown_people_and_nothing_they_cannot_do(stage):
    call(stage)
    session(stage, status=SessionStatus.AT_RISK)
    wave = Wave(
        id="w-a", name="Note", networks=("peer",), way=Way.EMAIL, made_at=NOW, state=WaveState.WAITING
    )
    stage.put("wave", "w-a", wave)

    text = await look(stage, role=OfficeRole.SAFETY_LEAD)

    assert re.findall(r'id="group-(\w+)"', text) == ["call"]
    assert "One thing needs a person" in text


async def test_numbers_never_reach_the_page(stage):
    call(stage, number="+16035550111")

    assert "6035550111" not in await look(stage)


# -- the page --------------------------------------------------------------------------------------------


async def test_a_long_list_shows_a_few_and_leads_to_more_of_its_kind(stage):
    for number in range(MOST_OF_ONE + 7):
        call(stage, f"p-{number:03d}", asked_at=NOW - DAY + number * HOUR / 60)
    browser = await visit(stage)

    text = (await browser.get("/office/today")).text
    more = (await browser.get("/office/today?more=call")).text

    assert f"{MOST_OF_ONE + 7} things need a person" in text
    assert len(lines(text, "call")) == MOST_AT_ONCE
    assert f"Show {MOST_OF_ONE + 2} more" in text
    assert 'href="/office/today?more=call#group-call"' in text
    assert len(lines(more, "call")) == MOST_OF_ONE
    assert "And 7 more after these." in more


async def test_more_of_a_kind_that_is_none_is_the_page_as_it_is(stage):
    call(stage)
    browser = await visit(stage)

    assert len(lines((await browser.get("/office/today?more=nonsense")).text, "call")) == 1


async def test_beside_it_the_page_says_how_it_goes_and_what_comes_next(stage):
    person(stage, "p-ana")
    person(stage, "p-old", made_at=NOW - 8 * DAY)
    session(stage, seats={"p-ana": LIVED}, waiting={"p-old": Waiter(role=Role.LIVED, since=NOW)}, capacity=5)
    session(stage, "s2", starts=NOW + 8 * DAY, seats={"p-ana": LIVED})
    session(stage, "over", starts=NOW - DAY, seats={"p-old": LIVED})
    session(stage, "free", kind="lived_interview", capacity=1, seats={})

    side = (await look(stage)).partition('id="today-side"')[2]

    figures = dict(re.findall(r'<li class="(\w+)">.*?<b>(\d+)</b>', side))
    assert figures == {"new": "1", "booked": "1", "waiting": "1"}
    assert re.findall(r'id="next-(s\d)"', side) == ["s1", "s2"]


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"capacity": 10}, "Open"),
        ({"capacity": 7}, "Nearly full"),
        ({"capacity": 6}, "Full"),
        ({"capacity": 6, "waiting": {"p-x": Waiter(role=Role.STAFF, since=NOW)}}, "Full, 1 waiting"),
        ({"status": SessionStatus.AT_RISK}, "At risk"),
        ({"status": SessionStatus.DRAFT}, "Draft"),
    ],
)
async def test_a_coming_session_says_how_full_it_is(stage, values, state):
    session(stage, **values)

    assert f">{state}</span>" in (await look(stage)).partition('id="today-side"')[2]


# -- live ------------------------------------------------------------------------------------------------


async def stream_of(stage, browser):
    text = (await browser.get("/office/today")).text
    found = re.search(r'data-from="([^"]+)"', text)
    assert found
    return browser.stream(found[1])


async def parts(events, number):
    return {part["id"]: part["html"] for part in [await events.event() for _ in range(number)]}


async def test_an_open_page_is_sent_the_parts_that_changed_and_no_others(stage, monkeypatch):
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.01)
    browser = await visit(stage)

    async with await stream_of(stage, browser) as events:
        call(stage)
        changed = await parts(events, 3)

    assert set(changed) == {"today-head", "today-jumps", "today-now"}
    assert "p-ana" in changed["today-now"]


async def test_what_changed_while_nobody_listened_is_sent_at_once(stage):
    browser = await visit(stage)
    stream = await stream_of(stage, browser)
    alert(stage)

    async with stream as events:
        assert "today-now" in await parts(events, 3)


async def test_time_alone_changes_a_page_when_a_safe_hour_ends(stage, monkeypatch):
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.01)
    call(stage, safe_times=("morning",))
    browser = await visit(stage)

    async with await stream_of(stage, browser) as events:
        stage.now += 3 * HOUR.total_seconds()
        changed = await parts(events, 1)

    assert "Call in the morning" in changed["today-now"]


async def test_stopping_ends_an_open_page(stage):
    browser = await visit(stage)

    async with await stream_of(stage, browser) as events:
        stage.office.stopping.set()
        left = [part async for part in events.parts()]

    assert left[-1] == b""


@pytest.mark.parametrize("way", ["signs out", "loses the role"])
async def test_who_may_not_look_any_more_is_sent_nothing_more(stage, monkeypatch, way):
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.01)
    browser = await visit(stage, role=OfficeRole.COORDINATOR)
    stream = await stream_of(stage, browser)

    async with stream as events:
        if way == "signs out":
            await browser.post("/office/out", b"", content_type="application/x-www-form-urlencoded")
        else:
            await visit(stage, role=OfficeRole.COORDINATOR, hospitals=("h1",))
        left = [part async for part in events.parts()]

    assert left[-1] == b""
