"""The office: one-time links, sessions that end, and a page of codes that nobody can read without them."""

import asyncio
import datetime as dt
from typing import Any

import pytest

from outreach_bot.dialogue.inputs import SignedOut
from outreach_bot.dialogue.state import Person
from outreach_bot.inbound.web_guard import token_hash
from outreach_bot.office import pages
from outreach_bot.office.access import LINK_MINUTES, SESSION_HOURS, make_sign_in_link
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.recruitment.sessions import Seat, Session, SessionStatus, Waiter
from tests.helpers.asgi import Browser
from tests.helpers.web_stage import NOW, Stage

FORM = {"content_type": "application/x-www-form-urlencoded"}
DAY = dt.timedelta(days=1)


@pytest.fixture
def stage():
    return Stage()


async def link_to(stage):
    link = await make_sign_in_link(runner=stage.runner, site=stage.site, clock=stage.clock)
    return link.removeprefix("http://127.0.0.1")


async def signed_in(stage):
    browser = Browser(stage.app)
    await browser.post(await link_to(stage), b"", **FORM)
    return browser


def person(identifier, **values: Any):
    usual: dict[str, Any] = {
        "made_at": NOW - DAY,
        "seen_at": NOW,
        "role": Role.LIVED,
        "outcome": Outcome.FITS,
    }
    return Person(id=identifier, **(usual | values))


def session(identifier="s1", **values: Any):
    usual: dict[str, Any] = {
        "kind": "staff_feedback",
        "starts": NOW + 7 * DAY,
        "minutes": 120,
        "capacity": 25,
    }
    return Session(id=identifier, **(usual | values))


async def page(stage, query=""):
    return (await (await signed_in(stage)).get(f"/office/signups{query}")).text


def tile(text, name):
    return text.partition(f"tile {name}")[2].partition("<b>")[2].partition("</b>")[0]


# -- signing in --------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_link_names_the_office_and_only_its_hash_is_kept(stage):
    link = await link_to(stage)

    token = link.removeprefix("/office/in/")
    assert list(stage.store.tables["sign_in"]) == [token_hash(token)]


@pytest.mark.asyncio
async def test_looking_at_a_link_does_not_use_it_up(stage):
    link = await link_to(stage)
    browser = Browser(stage.app)

    looks = [(await browser.get(link)).status for _ in range(3)]
    used = await browser.post(link, b"", **FORM)

    assert looks == [200, 200, 200]
    assert used.headers["location"] == "/office"


@pytest.mark.asyncio
async def test_a_link_works_once(stage):
    link = await link_to(stage)
    await Browser(stage.app).post(link, b"", **FORM)

    second = await Browser(stage.app).post(link, b"", **FORM)

    assert second.status == 403
    assert second.cookies == {}
    assert (await Browser(stage.app).get(link)).status == 403


@pytest.mark.asyncio
async def test_two_presses_at_once_sign_in_one_browser(stage):
    link = await link_to(stage)
    browsers = [Browser(stage.app), Browser(stage.app)]

    answers = await asyncio.gather(*(each.post(link, b"", **FORM) for each in browsers))

    assert sorted(answer.status for answer in answers) == [303, 403]


@pytest.mark.asyncio
async def test_a_link_grows_old(stage):
    link = await link_to(stage)
    stage.now += LINK_MINUTES * 60 + 1

    answer = await Browser(stage.app).post(link, b"", **FORM)

    assert answer.status == 403
    assert "outreach-bot office" in answer.text


@pytest.mark.asyncio
async def test_another_site_cannot_press_the_button(stage):
    link = await link_to(stage)

    answer = await Browser(stage.app).post(link, b"", **FORM, sec_fetch_site="cross-site")

    assert answer.status == 403
    assert (await Browser(stage.app).get(link)).status == 200


@pytest.mark.asyncio
async def test_links_cannot_be_guessed_by_trying_many(stage):
    browser = Browser(stage.app)

    statuses = [(await browser.post(f"/office/in/{n:043d}", b"", **FORM)).status for n in range(21)]

    assert statuses == [403] * 20 + [429]


@pytest.mark.asyncio
async def test_beyond_this_machine_the_office_cookie_is_pinned_to_https():
    stage = Stage(public_url="https://office.example.org")
    link = await make_sign_in_link(runner=stage.runner, site=stage.site, clock=stage.clock)

    answer = await Browser(stage.app).post(link.removeprefix("https://office.example.org"), b"", **FORM)

    cookie = answer.cookies["__Host-office"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["max-age"] == ""


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/office/signups", "/office/events"])
async def test_nobody_sees_anything_without_signing_in(stage, path):
    stage.put("person", "P1", person("P1"))

    answer = await Browser(stage.app).get(path)

    assert answer.status == 401
    assert "P1" not in answer.text


@pytest.mark.asyncio
async def test_the_chat_cookie_opens_no_office(stage):
    browser = Browser(stage.app)
    await browser.get("/")
    browser.cookies["office"] = browser.cookies["chat"]

    assert (await browser.get("/office/signups")).status == 401


@pytest.mark.asyncio
async def test_a_link_token_is_no_session(stage):
    browser = Browser(stage.app)
    browser.cookies["office"] = (await link_to(stage)).removeprefix("/office/in/")

    assert (await browser.get("/office/signups")).status == 401


@pytest.mark.asyncio
async def test_a_session_ends_after_a_working_day(stage):
    browser = await signed_in(stage)
    stage.now += SESSION_HOURS * 3600 + 1

    assert (await browser.get("/office/signups")).status == 401


@pytest.mark.asyncio
async def test_signing_out_ends_the_session_even_for_a_copied_cookie(stage):
    browser = await signed_in(stage)
    copied = dict(browser.cookies)

    await browser.post("/office/out", b"", **FORM)

    assert browser.cookies == {}
    assert isinstance(stage.runner.received[-1].body, SignedOut)
    browser.cookies = copied
    assert (await browser.get("/office/signups")).status == 401


# -- the page ----------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_an_empty_office_says_how_to_begin(stage):
    assert "outreach-bot invite network" in await page(stage)


@pytest.mark.asyncio
async def test_the_tiles_count_people_once(stage):
    stage.put("person", "P1", person("P1"))
    stage.put("person", "P2", person("P2", made_at=NOW - 8 * DAY))
    seat = Seat(role=Role.LIVED, booked_at=NOW)
    waiter = Waiter(role=Role.LIVED, since=NOW)
    stage.put("session", "s1", session(seats={"P1": seat}, waiting={"P2": waiter}))
    stage.put("session", "s2", session("s2", seats={"P1": seat}))
    stage.put("session", "s3", session("s3", starts=NOW - DAY, seats={"P2": seat}))
    stage.put("call", "P1", Call(person="P1", asked_at=NOW, reason="asked"))
    stage.put("call", "P2", Call(person="P2", asked_at=NOW, reason="asked", done_at=NOW))

    text = await page(stage)

    assert {name: tile(text, name) for name in ("new", "booked", "waiting", "calls")} == {
        "new": "1", "booked": "1", "waiting": "1", "calls": "1",
    }  # fmt: skip


@pytest.mark.asyncio
async def test_a_sign_up_is_shown_by_codes_with_role_outcome_and_seat(stage):
    stage.put("person", "P1XK", person("P1XK", source="K7MQ2XZB", source_channel="fl"))
    stage.put("session", "s1", session(seats={"P1XK": Seat(role=Role.STAFF, booked_at=NOW)}))

    row = (await page(stage)).partition("<tbody")[2]

    for shown in ("P1XK", "K7MQ2XZB", "flyer", "Lived experience", "Fits", "Staff meeting", "Booked"):
        assert shown in row


@pytest.mark.asyncio
async def test_who_has_not_agreed_yet_is_not_on_the_list(stage):
    stage.put("person", "P1", person("P1", role=None, outcome=None))

    assert "P1" not in await page(stage)


@pytest.mark.asyncio
async def test_numbers_and_answers_never_reach_the_page(stage):
    stage.put("person", "P1", person("P1", answers={"l_age": ("SECRET",)}))
    stage.put("call", "P1", Call(person="P1", asked_at=NOW, reason="asked", number="+16035550111"))

    text = await page(stage)

    assert "6035550111" not in text
    assert "SECRET" not in text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("query", "seen"),
    [("", {"PA", "PB", "PC"}), ("?role=family", {"PB"}), ("?outcome=talk", {"PC"}), ("?role=family&outcome=talk", set()), ("?role=nonsense", {"PA", "PB", "PC"})],
    ids=["all", "a role", "an outcome", "both", "no such role"],
)  # fmt: skip
async def test_the_list_can_be_narrowed(stage, query, seen):
    stage.put("person", "PA", person("PA"))
    stage.put("person", "PB", person("PB", role=Role.FAMILY))
    stage.put("person", "PC", person("PC", outcome=Outcome.TALK))

    text = await page(stage, query)

    assert {each for each in ("PA", "PB", "PC") if f"<code>{each}</code>" in text} == seen


@pytest.mark.asyncio
async def test_safety_comes_before_calls_until_somebody_closed_it(stage):
    stage.put("call", "P1", Call(person="PCALL", asked_at=NOW - DAY, reason="debrief"))
    at = (NOW - 8 * DAY).isoformat()
    for name, closed in (("PNEW", {}), ("POLD", {"closed_at": NOW.isoformat()})):
        stage.store.put("notice", name, {"notice": "safety", "person": name, "at": at, **closed})
    stage.store.put("notice", "n3", {"notice": "booked", "person": "PELSE", "at": NOW.isoformat()})

    text = await page(stage)

    assert 0 < text.index("PNEW") < text.index("PCALL")
    assert "POLD" not in text
    assert "PELSE" not in text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"capacity": 10}, "Open"),
        ({"capacity": 2}, "Nearly full"),
        ({"capacity": 1}, "Full"),
        ({"capacity": 1, "waiting": {"P2": Waiter(role=Role.STAFF, since=NOW)}}, "Full, 1 waiting"),
        ({"status": SessionStatus.AT_RISK}, "At risk"),
        ({"status": SessionStatus.DRAFT}, "Draft"),
    ],
)
async def test_a_coming_session_says_how_full_it_is(stage, values, state):
    stage.put("session", "s1", session(seats={"P1": Seat(role=Role.STAFF, booked_at=NOW)}, **values))

    assert f">{state}</span>" in await page(stage)


@pytest.mark.asyncio
async def test_free_one_to_one_times_are_counted_and_taken_ones_listed(stage):
    taken = {"P1": Seat(role=Role.LIVED, booked_at=NOW)}
    for name, seats in (("s1", {}), ("s2", {}), ("s3", taken)):
        stage.put("session", name, session(name, kind="lived_interview", capacity=1, seats=seats))

    text = await page(stage)

    assert text.count("One to one talk") == 1
    assert "And 2 one to one times" in text


@pytest.mark.asyncio
async def test_sessions_that_are_over_or_cancelled_are_not_coming(stage):
    stage.put("session", "s1", session(starts=NOW - DAY))
    stage.put("session", "s2", session("s2", status=SessionStatus.CANCELLED))

    assert "No sessions are planned" in await page(stage)


@pytest.mark.asyncio
async def test_an_open_page_hears_of_a_change(stage, monkeypatch):
    monkeypatch.setattr(pages, "LOOK_SECONDS", 0.01)
    browser = await signed_in(stage)

    async with browser.stream("/office/events") as events:
        assert await events.event() == {}
        stage.put("person", "P1", person("P1"))
        assert await events.event() == {}


@pytest.mark.asyncio
async def test_stopping_ends_an_open_page(stage):
    browser = await signed_in(stage)

    async with browser.stream("/office/events") as events:
        await events.event()
        stage.office.stopping.set()
        left = [part async for part in events.parts()]

    assert left == [b""]


@pytest.mark.asyncio
async def test_signing_out_elsewhere_ends_an_open_page(stage, monkeypatch):
    monkeypatch.setattr(pages, "LOOK_SECONDS", 0.01)
    browser = await signed_in(stage)

    async with browser.stream("/office/events") as events:
        await events.event()
        await browser.post("/office/out", b"", **FORM)
        left = [part async for part in events.parts()]

    assert left[-1] == b""
