"""The office over the real runner and store: a link signs in once, and who booked is on the page."""

import asyncio
import datetime as dt

import pytest

from outreach_bot.dialogue.inputs import Invited, Opened
from outreach_bot.front import office_parts
from outreach_bot.inbound.web_entrance import WebApp
from outreach_bot.inbound.web_guard import Site
from outreach_bot.office.access import make_sign_in_link
from outreach_bot.office.pages import office_routes
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind
from tests.helpers.asgi import Browser
from tests.helpers.people import session
from tests.helpers.real_runner import Bot

FORM = {"content_type": "application/x-www-form-urlencoded"}
SESSION = session("s1", hospital="h1")
BASE = "http://127.0.0.1"


async def an_office():
    bot = await Bot.open(SESSION)
    site = Site(public_url=BASE)
    parts = office_parts(bot, site)
    link = await make_sign_in_link(runner=bot.runner, site=site, clock=bot.clock)
    return bot, WebApp(site=parts.site, routes=office_routes(parts)), link.removeprefix(BASE)


@pytest.mark.asyncio
async def test_who_books_while_the_office_is_open_is_on_the_page_without_name_or_chat():
    bot, app, link = await an_office()
    browser = Browser(app)
    await browser.post(link, b"", **FORM)
    before = (await browser.get("/office/signups")).text
    await bot.fits("1001", SESSION)
    await bot.tap("book:s1")

    after = (await browser.get("/office/signups")).text

    assert "p-1001" not in before
    assert "p-1001" in after
    assert '"1001"' not in after


@pytest.mark.asyncio
async def test_one_link_pressed_in_two_browsers_at_once_lets_one_in():
    bot, app, link = await an_office()
    browsers = [Browser(app), Browser(app)]

    answers = await asyncio.gather(*(each.post(link, b"", **FORM) for each in browsers))
    pages = [(await each.get("/office/signups")).status for each in browsers]

    assert sorted(answer.status for answer in answers) == [303, 403]
    assert pages.count(200) == 1
    assert [row.body["kind"] for row in await bot.rows("sign_in")] == ["session"]


@pytest.mark.asyncio
async def test_a_working_day_later_the_page_asks_for_a_new_link():
    bot, app, link = await an_office()
    browser = Browser(app)
    await browser.post(link, b"", **FORM)
    bot.now += dt.timedelta(hours=9).total_seconds()

    assert (await browser.get("/office/signups")).status != 200


@pytest.mark.asyncio
async def test_signing_in_and_out_is_in_the_audit_log():
    bot, app, link = await an_office()
    browser = Browser(app)
    await browser.post(link, b"", **FORM)
    await browser.post("/office/out", b"", **FORM)

    actions = [row["action"] for row in await bot.store.audit()]
    assert actions[-3:] == ["sign_in_link_made", "signed_in", "signed_out"]


@pytest.mark.asyncio
async def test_who_opens_a_link_is_counted_on_the_sources_page():
    bot, app, link = await an_office()
    library = Code(id="K7MQ2XZB", kind=CodeKind.PLACE, name="Library", made_at=SESSION.starts)
    await bot.office(Invited(codes=(library,), by="coordinator"))
    browser = Browser(app)
    await browser.post(link, b"", **FORM)
    for who in range(5):
        await bot.do(Opened(payload="c_K7MQ2XZB-fl"), f"20{who}")

    text = (await browser.get("/office/sources")).text

    assert 'data-label="Opened">5</td>' in text.partition("Library")[2]
