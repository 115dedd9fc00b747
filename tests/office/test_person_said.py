"""What somebody tells a coordinator, and what they are told by one, over the real runner and store."""

import re

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.desk_inputs import SeatGiven, TickedOff
from outreach_bot.dialogue.inputs import Input, To
from outreach_bot.dialogue.session_inputs import PollClosed, PollOpened
from outreach_bot.recruitment.desk_fitting import Reason
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.telling import Instead
from outreach_bot.store.base import Commit, Put
from tests.helpers.desk import Desk
from tests.helpers.people import NOW, session
from tests.office.test_people import actions, last_audit

pytestmark = pytest.mark.asyncio

MEETING = replace(session("s1", "celebration", days=7, hospital="h1"), capacity=9)
TIMES = tuple(MEETING.starts.replace(day=day) for day in (20, 21, 22))
FIRST, SECOND, THIRD = (str(int(time.timestamp())) for time in TIMES)


async def asked_for_times(**fields):
    """Somebody with a seat, who is asked which times fit. `fields` are other facts about them."""
    desk = await Desk.open(
        MEETING, **{name: fields.pop(name) for name in ("role", "hospitals") if name in fields}
    )
    await desk.fits("1001", **fields)
    await desk.does(SeatGiven(session="s1"))
    await to_session(desk, PollOpened(times=TIMES))
    return desk


async def to_session(desk, body):
    key = f"desk:{desk.bot.now}:{type(body).__name__}"
    await desk.bot.runner.receive(Input(key=key, to=To.SESSION, id="s1", body=body))
    await desk.bot.runner.idle()


async def can(desk):
    return (await desk.bot.session("s1")).seats["p-1001"].can


# -- which times fit ---------------------------------------------------------------------------------------


async def test_which_times_fit_is_noted_from_the_persons_page_and_can_be_changed():
    desk = await asked_for_times()

    done = await desk.press("times", session="s1", can=[THIRD, FIRST])
    first = await can(desk)
    await desk.press("times", session="s1", can="none")

    assert done.headers["location"] == "/office/people/p-1001?done=times#seats"
    assert first == (TIMES[0], TIMES[2])
    assert await can(desk) == ()
    row = await last_audit(desk, "times_noted")
    assert (row["by"], row["detail"], row["role"]) == ("Maya", "s1", "coordinator")
    assert "Told us which times fit" in (await desk.page()).text


async def test_the_sessions_page_says_who_has_not_answered_and_who_must_be_called():
    desk = await asked_for_times(addresses=())

    before = (await desk.browser.get("/office/sessions/s1")).text
    done = await desk.press("times", session="s1", can=[SECOND], back="session")
    after = (await desk.browser.get(done.headers["location"].partition("#")[0])).text

    assert "no answer yet" in before
    assert "no chat: please call" in before
    assert done.headers["location"] == "/office/sessions/s1?done=times#poll"
    assert "no answer yet" not in after
    assert re.search(rf'value="{SECOND}" checked', after)
    assert "Their answer is saved" in after


async def test_too_late_is_said_and_changes_nothing():
    desk = await asked_for_times()
    await to_session(desk, PollClosed(time=TIMES[1]))

    done = await desk.press("times", session="s1", can=[FIRST])

    assert done.headers["location"].startswith("/office/people/p-1001?done=times_late")
    assert "The question is over" in (await desk.page(query="?done=times_late")).text
    assert (await last_audit(desk, "times_noted"))["result"] == "denied"


@pytest.mark.parametrize(
    "picked",
    [[], ["none", FIRST], ["soon"], ["9" * 30], [FIRST] * 7],
    ids=["nothing", "none and a time", "no number", "no instant", "too many"],
)
async def test_what_cannot_be_an_answer_is_not_saved(picked):
    desk = await asked_for_times()

    done = await desk.press("times", session="s1", can=picked)

    assert "done=times_none" in done.headers["location"]
    assert await can(desk) is None
    assert "times_noted" not in await actions(desk)


async def test_a_session_of_another_hospital_is_not_answered_for():
    desk = await asked_for_times(hospitals=("h2",), role=OfficeRole.COORDINATOR)
    await desk.fits("1002", hospitals=("h2",))

    done = await desk.press("times", "p-1002", session="s1", can=[FIRST])

    nothing = await desk.press("times", "p-1002", session="s-none", can=[FIRST])

    assert done.headers["location"] == nothing.headers["location"]
    assert "times_noted" not in await actions(desk, "p-1002")


async def test_whose_page_may_not_be_seen_has_no_form_on_the_page_of_the_session():
    desk = await asked_for_times(hospitals=("h1",))
    await desk.fits("1002", hospitals=("h2",))
    await desk.does(SeatGiven(session="s1", reason=Reason.WE_TALKED), "p-1002")

    text = (await desk.browser.get("/office/sessions/s1")).text

    assert "/office/people/p-1001/times" in text
    assert "/office/people/p-1002/times" not in text


# -- told another way ----------------------------------------------------------------------------------------


UNTOLD = 'id="group-untold"'


def a_line(key, *, state="failed", about="s1", person="p-1001", **fields):
    body = {"key": key, "person": person, "kind": "remind_day", "state": state, "about": about}
    return Put(table="settled", id=key, body=body | {"at": NOW.timestamp()} | fields)


async def with_lost_notes(*lines):
    """Somebody with a seat, to whom notes about the meeting may not have got."""
    desk = await Desk.open(MEETING)
    await desk.fits("1001")
    await desk.does(SeatGiven(session="s1"))
    await desk.bot.store.commit(Commit(at=desk.bot.now, writes=lines or (a_line("k1"),)))
    return desk


async def today(desk):
    return (await desk.browser.get("/office/today")).text


async def test_a_lost_note_is_ticked_off_and_leaves_today_and_the_page():
    desk = await with_lost_notes(a_line("k1"), a_line("k2", state="unknown"))
    before, page = await today(desk), (await desk.page()).text

    done = await desk.press("told", session="s1", how="by_phone")

    assert UNTOLD in before
    assert 'href="/office/people/p-1001#untold"' in before
    assert "They may not know this" in page
    assert done.headers["location"] == "/office/people/p-1001?done=ticked#timeline"
    assert UNTOLD not in await today(desk)
    after = (await desk.page()).text
    assert 'id="untold"' not in after
    assert "A lost note was seen to" in after
    assert "Told on the phone" in after.partition('id="timeline"')[2]
    rows = {row.id: row.body["told"] for row in await desk.bot.rows("settled")}
    assert rows == {"k1": "by_phone", "k2": "by_phone"}
    assert (await last_audit(desk, "message_ticked"))["by"] == "Maya"


async def test_what_another_ticked_off_meanwhile_is_not_ticked_off_once_more():
    desk = await with_lost_notes()
    await desk.does(TickedOff(session="s1", how=Instead.BY_PHONE))
    before = [row.body for row in await desk.bot.rows("settled")]

    late = await desk.press("told", session="s1", how="not_reached")

    assert late.status == 409
    assert "Nothing was done" in late.text
    assert [row.body for row in await desk.bot.rows("settled")] == before


async def test_today_itself_ticks_off_and_leads_back_to_today():
    desk = await with_lost_notes()

    done = await desk.press("told", session="s1", how="not_reached", back="today")

    assert done.headers["location"] == "/office/today"
    assert UNTOLD not in await today(desk)


async def test_a_note_that_is_lost_after_the_tick_is_listed_again():
    desk = await with_lost_notes()
    await desk.press("told", session="s1", how="in_person")

    later = a_line("k9", at=NOW.timestamp() + 60)
    await desk.bot.store.commit(Commit(at=desk.bot.now, writes=(later,)))

    assert 'href="/office/people/p-1001#untold"' in await today(desk)


async def test_answers_that_were_given_up_are_ticked_off_together_and_nothing_else_is():
    desk = await with_lost_notes(
        a_line("k1", kind="reply", about="", state="unknown"),
        a_line("k2", kind="WasAway", about=""),
        a_line("k3"),
        a_line("k4", kind="reply", about="", state="refused"),
    )
    before, page = await today(desk), (await desk.page()).text

    await desk.press("told", how="by_phone")

    assert before.count('href="/office/people/p-1001#untold"') == 2
    assert "An answer of the bot" in page
    told = {row.id: row.body.get("told") for row in await desk.bot.rows("settled")}
    assert told == {"k1": "by_phone", "k2": "by_phone", "k3": None, "k4": None}
    assert (await today(desk)).count('href="/office/people/p-1001#untold"') == 1
    assert "Told on the phone" in (await desk.page()).text.partition('id="timeline"')[2]


async def test_pressed_twice_it_is_written_down_once():
    desk = await with_lost_notes()

    await desk.press("told", session="s1", how="by_phone")
    await desk.press("told", session="s1", how="in_person")

    assert (await actions(desk)).count("message_ticked") == 1


async def test_what_was_lost_about_another_meeting_or_to_somebody_else_stays():
    desk = await with_lost_notes(a_line("k1"), a_line("k2", about="s2"), a_line("k3", person="p-2"))

    await desk.press("told", session="s1", how="by_phone")

    told = {row.id: row.body.get("told") for row in await desk.bot.rows("settled")}
    assert told == {"k1": "by_phone", "k2": None, "k3": None}


async def test_a_note_that_was_held_back_is_ticked_off_with_all_its_like():
    desk = await Desk.open(MEETING)
    await desk.fits("1001", consents=())
    await desk.does(SeatGiven(session="s1"))
    await to_session(desk, PollOpened(times=TIMES))
    rows = [row.id for row in await desk.bot.rows("notice") if row.body["notice"] == "reminder_held"]

    before = await today(desk)
    await desk.press("told", notice=rows[0], how="by_phone")

    assert len(rows) == 2
    assert "was held back" in before
    assert "was held back" not in await today(desk)
    assert 'id="untold"' not in (await desk.page()).text


@pytest.mark.parametrize(
    "fields",
    [
        {"session": "s1"},
        {"session": "s1", "how": "by magic"},
        {"session": "s1", "notice": "n1", "how": "by_phone"},
    ],
    ids=["no word of how", "made up", "of two things"],
)
async def test_a_tick_that_says_too_little_does_nothing(fields):
    desk = await with_lost_notes()

    done = await desk.press("told", **fields)

    assert "done=nothing" in done.headers["location"]
    assert "message_ticked" not in await actions(desk)


async def test_who_may_not_see_the_person_ticks_off_nothing():
    desk = await Desk.open(MEETING, hospitals=("h2",))
    await desk.fits("1001")
    await desk.bot.store.commit(Commit(at=desk.bot.now, writes=(a_line("k1"),)))

    assert (await desk.press("told", session="s1", how="by_phone")).status == 404
    assert [row.body.get("told") for row in await desk.bot.rows("settled")] == [None]


async def test_somebody_erased_takes_what_was_ticked_off_with_them():
    desk = await with_lost_notes()
    await desk.press("told", session="s1", how="by_phone")

    await desk.press("erase")

    assert await desk.bot.traces("p-1001") == []
