"""The stop link of an email: opening it changes nothing, posting stops at once, and nobody can try out who is listed."""

import pytest
import pytest_asyncio

from outreach_bot.dialogue.inputs import ContactsImported
from outreach_bot.inbound.stop_page import BURST, StopParts, stop_routes
from outreach_bot.inbound.web_entrance import WebApp
from outreach_bot.inbound.web_guard import Site
from outreach_bot.outreach.stop_links import stop_token
from tests.helpers.asgi import Browser
from tests.helpers.real_runner import Bot, rules, wording
from tests.recruitment.builders import a_contact

pytestmark = pytest.mark.asyncio

LEE = a_contact(code="K7MQ2XZB")
ONE_CLICK = {"content_type": "application/x-www-form-urlencoded", "sec_fetch_site": "cross-site"}


@pytest_asyncio.fixture
async def bot():
    made = await Bot.open()
    await made.office(ContactsImported(contacts=(LEE,), by="coordinator"))
    yield made
    await made.store.close()


@pytest.fixture
def browser(bot):
    parts = StopParts(
        runner=bot.runner, keyed=bot.store.hmac, wording=wording(), rules=rules(), monotonic=bot.clock
    )
    return Browser(WebApp(site=Site(public_url="http://127.0.0.1"), routes=stop_routes(parts)))


async def stopped(bot):
    row = await bot.store.get("contact", LEE.id)
    return row.body.get("do_not_contact_at") is not None


def path(bot, contact=LEE.id):
    return f"/u/{stop_token(contact, bot.store.hmac)}"


async def test_opening_the_page_stops_nothing(bot, browser):
    answer = await browser.get(path(bot))

    assert answer.status == 200
    assert '<form method="post">' in answer.text
    assert not await stopped(bot)


async def test_the_button_stops_at_once(bot, browser):
    answer = await browser.post(path(bot), b"", content_type="application/x-www-form-urlencoded")

    assert answer.status == 200
    assert "<form" not in answer.text
    assert await stopped(bot)


async def test_a_mail_program_stops_at_one_click_from_elsewhere_and_without_a_cookie(bot, browser):
    await browser.post(path(bot), b"List-Unsubscribe=One-Click", **ONE_CLICK)

    assert await stopped(bot)
    assert browser.cookies == {}


async def test_stopping_twice_is_stopping(bot, browser):
    first = await browser.post(path(bot), b"List-Unsubscribe=One-Click", **ONE_CLICK)
    second = await browser.post(path(bot), b"List-Unsubscribe=One-Click", **ONE_CLICK)

    assert (first.status, first.text) == (second.status, second.text)


async def test_when_they_first_stopped_stays_known(bot, browser):
    await browser.post(path(bot), b"", **ONE_CLICK)
    since = (await bot.store.get("contact", LEE.id)).body["do_not_contact_at"]
    bot.now += 86_400.0
    await browser.post(path(bot), b"", **ONE_CLICK)

    assert (await bot.store.get("contact", LEE.id)).body["do_not_contact_at"] == since


@pytest.mark.parametrize("token", ["", "x", "A" * 40, "%00", "a" * 5000])
async def test_a_link_that_is_none_of_ours_is_answered_like_one_that_is(bot, browser, token):
    ours = await browser.post(path(bot, "k-gonegonegone"), b"", **ONE_CLICK)
    other = await browser.post(f"/u/{token or '-'}", b"", **ONE_CLICK)

    assert (other.status, other.text) == (ours.status, ours.text)
    assert (await browser.get(f"/u/{token or '-'}")).text == (await browser.get(path(bot))).text
    assert not await stopped(bot)


async def test_the_page_names_nobody(bot, browser):
    asked = await browser.get(path(bot))
    done = await browser.post(path(bot), b"", **ONE_CLICK)

    for told in (LEE.email, LEE.name or LEE.organisation, LEE.id):
        assert told not in asked.text + done.text


async def test_what_could_not_be_kept_is_not_called_done(bot, browser):
    await bot.store.close()

    answer = await browser.post(path(bot), b"", **ONE_CLICK)

    assert answer.status == 503
    assert answer.headers["retry-after"] == "30"
    assert '<form method="post">' in answer.text


async def test_one_network_cannot_ask_without_end(bot, browser):
    answers = [await browser.post("/u/none", b"", **ONE_CLICK) for _ in range(BURST + 1)]

    assert [answers[0].status, answers[-1].status] == [200, 429]
