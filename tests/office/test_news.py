"""The quiet line that says that there is something new: on the pages of one person and of one session."""

import re

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.desk_inputs import IdentityShown, NoteWritten, SeatGiven, TalkShown
from outreach_bot.dialogue.inputs import EraseAsked, SessionChanged
from outreach_bot.dialogue.team_inputs import MemberChanged
from outreach_bot.office import live
from outreach_bot.recruitment.looking import LookReason
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.store.base import Commit, Put
from tests.helpers.desk import Desk
from tests.helpers.people import NOW, session
from tests.office.test_person_said import a_line, to_session

pytestmark = pytest.mark.asyncio

PERSON = "/office/people/p-1001"
CALL = {"person": "p-1001", "reason": "asked", "asked_at": NOW.isoformat()}
GROUP = replace(session("s1", "celebration", hospital="h1"), capacity=9)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.01)


async def open_desk(**fields):
    desk = await Desk.open(GROUP, **fields)
    await desk.fits("1001")
    await desk.fits("1002")
    return desk


async def stream_of(desk, path):
    """Open a page, and listen to what it listens to."""
    text = (await desk.browser.get(path)).text
    found = re.search(r'data-from="([^"]+)"', text)
    assert found
    return desk.browser.stream(found[1].replace("&amp;", "&"))


async def test_what_the_person_does_shows_a_line_without_what_it_was():
    desk = await open_desk()

    async with await stream_of(desk, PERSON) as events:
        await desk.says("my cat is called Minka")
        told = await events.event()

    assert told["id"] == "news"
    assert "There is something new here." in told["html"]
    assert f'href="{PERSON}"' in told["html"]
    assert "Minka" not in told["html"]


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.does(NoteWritten(text="Likes tea")),
        lambda desk: desk.does(SeatGiven(session="s1")),
        lambda desk: desk.bot.store.commit(Commit(at=desk.bot.now, writes=(a_line("k1"),))),
        lambda desk: desk.bot.store.commit(
            Commit(
                at=desk.bot.now,
                writes=(Put(table="call", id="p-1001", body=CALL),),
            )
        ),
        lambda desk: desk.does(EraseAsked(by="Sam")),
    ],
    ids=["a note", "a seat", "a note that is lost", "a call", "they are gone"],
)
async def test_what_somebody_else_does_shows_the_line(change):
    desk = await open_desk()

    async with await stream_of(desk, PERSON) as events:
        await change(desk)
        told = await events.event()

    assert "There is something new here." in told["html"]


async def test_what_happened_between_drawing_and_listening_is_not_missed():
    desk = await open_desk()
    stream = await stream_of(desk, PERSON)
    await desk.does(NoteWritten(text="Likes tea"))

    async with stream as events:
        assert "something new" in (await events.event())["html"]


async def test_a_change_of_somebody_else_or_a_look_is_no_news():
    desk = await open_desk()
    before = await news_mark(desk)

    await desk.does(SeatGiven(session="s1"), "p-1002")
    await desk.does(TalkShown())
    await desk.does(IdentityShown(reason=LookReason.CALL))

    assert await news_mark(desk) == before


async def news_mark(desk, path=PERSON):
    found = re.search(r"events\?at=(\w+)", (await desk.browser.get(path)).text)
    assert found
    return found[1]


async def test_listening_is_not_a_look_and_writes_nothing_down():
    desk = await open_desk()
    stream = await stream_of(desk, PERSON)
    before = await desk.bot.store.audit()

    async with stream as events:
        await desk.does(SeatGiven(session="s1"))
        await events.event()

    assert [row["action"] for row in (await desk.bot.store.audit())[len(before) :]] == [
        "seat_taken",
        "desk_seat_taken",
    ]


async def test_a_page_of_which_nothing_is_new_is_told_nothing():
    desk = await open_desk()

    async with await stream_of(desk, PERSON) as events:
        parts = events.parts()
        told = [await anext(parts), await anext(parts)]

    assert told == [b"retry: 3000\n\n", b": still here\n\n"]


async def test_a_session_that_somebody_books_shows_the_line():
    desk = await open_desk()

    async with await stream_of(desk, "/office/sessions/s1") as events:
        await desk.does(SeatGiven(session="s1"))
        told = await events.event()

    assert told["id"] == "news"
    assert 'href="/office/sessions/s1"' in told["html"]
    assert "p-1001" not in told["html"]


@pytest.mark.parametrize("way", ["signs out", "has another role", "is of another hospital"])
@pytest.mark.parametrize("path", [PERSON, "/office/sessions/s1"], ids=["person", "session"])
async def test_who_may_not_look_any_more_is_told_nothing_more(path, way):
    desk = await open_desk()
    stream = await stream_of(desk, path)

    async with stream as events:
        if way == "signs out":
            await desk.browser.post("/office/out", b"", content_type="application/x-www-form-urlencoded")
        else:
            role = OfficeRole.AUDITOR if way == "has another role" else OfficeRole.COORDINATOR
            await desk.bot.office(MemberChanged(member="m-1", role=role, hospitals=("h2",)))
        left = [part async for part in events.parts()]

    assert left[-1] == b""
    assert not any(b"event: part" in part for part in left)


async def test_the_stream_of_a_person_ends_alike_when_they_are_gone_and_when_they_are_of_another_hospital():
    told = []
    for move in (
        lambda desk: desk.fits("1001", hospitals=("h2",)),
        lambda desk: desk.does(EraseAsked(by="x")),
    ):
        desk = await open_desk(hospitals=("h1",))
        async with await stream_of(desk, PERSON) as events:
            await move(desk)
            told.append([part async for part in events.parts()])

    assert told[0] == told[1]
    assert told[0][-1] == b""
    assert b"There is something new here." in told[0][-2]


async def test_the_stream_of_a_session_ends_when_it_is_another_hospitals():
    desk = await open_desk(hospitals=("h1",))
    stream = await stream_of(desk, "/office/sessions/s1")

    async with stream as events:
        await to_session(desk, SessionChanged(session=replace(GROUP, hospital="h2"), by="Sam"))
        left = [part async for part in events.parts()]

    assert left[-1] == b""


async def test_nobody_listens_to_a_person_of_another_hospital():
    desk = await open_desk(hospitals=("h2",))

    answer = await desk.browser.get(f"{PERSON}/events")

    assert answer.status == 404
    assert [row["detail"] for row in await desk.bot.store.audit() if row["action"] == "refused"] != []


@pytest.mark.parametrize("path", ["/office/people/p-nobody/events", "/office/sessions/s-none/events"])
async def test_there_is_nothing_to_listen_to_of_what_is_not_there(path):
    desk = await open_desk()

    assert (await desk.browser.get(path)).status == 404


async def test_without_scripts_the_page_is_as_before():
    desk = await open_desk()

    text = (await desk.browser.get(PERSON)).text

    assert '<div id="news" class="news" role="status" aria-live="polite"></div>' in text
    assert "There is something new here." not in text
