"""The way into the office: one-time links, sessions that end, and pages that nobody can read without them."""

import asyncio
from typing import Any

import pytest

from outreach_bot.dialogue.inputs import SignedOut
from outreach_bot.dialogue.state import Person
from outreach_bot.inbound.web_guard import token_hash
from outreach_bot.office.access import LINK_MINUTES, SESSION_HOURS, make_sign_in_link
from outreach_bot.recruitment.rules import Role
from tests.helpers.asgi import Browser
from tests.helpers.web_stage import NOW, Stage

FORM = {"content_type": "application/x-www-form-urlencoded"}


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
    usual: dict[str, Any] = {"made_at": NOW, "seen_at": NOW, "role": Role.LIVED}
    return Person(id=identifier, **(usual | values))


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
@pytest.mark.parametrize("path", ["/office/today", "/office/signups", "/office/signups/events"])
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
