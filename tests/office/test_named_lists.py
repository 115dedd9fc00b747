"""Lists with names by two, over the real runner and store: asked, said yes or no to, taken, each a row of the log."""

import dataclasses
import re
from urllib.parse import urlencode

import msgspec
import pytest

from outreach_bot.front import office_parts
from outreach_bot.inbound.web_entrance import WebApp
from outreach_bot.inbound.web_guard import Site
from outreach_bot.office.access import make_sign_in_link
from outreach_bot.office.pages import office_routes
from outreach_bot.recruitment.approvals import MOST_TAKES
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import TwoPeople
from outreach_bot.store.base import Commit, Put
from tests.helpers.asgi import Browser
from tests.helpers.offices import BASE, FORM, enter
from tests.helpers.people import NOW, session
from tests.helpers.real_runner import Bot, rules

pytestmark = pytest.mark.asyncio
NUMBER = "+16035550142"
ELSEWHERE = "+16035550143"
PAGE = "/office/exports"
ASK = {"kind": "calls", "identified": "1", "form": "csv", "reason": "call"}
DAY = 86_400


async def opened():
    """Two who asked to be called, of two hospitals."""
    bot = await Bot.open(session("s1", hospital="h1"))
    for who, hospital, number in (("1001", "h1", NUMBER), ("1002", "h2", ELSEWHERE)):
        await bot.fits(who, session("s1"), hospitals=(hospital,))
        call = Call(person=f"p-{who}", asked_at=NOW, reason="asked", way="call", number=number)
        put = Put(table="call", id=call.person, body=msgspec.to_builtins(call))
        await bot.store.commit(Commit(at=bot.now, writes=[put]))
    return bot


async def post(browser, path, **fields):
    return await browser.post(path, urlencode(fields).encode(), **FORM)


async def ask(browser, **fields):
    """Ask for the call sheet with numbers; the question's id, where there is one."""
    answer = await post(browser, f"{PAGE}/ask", **(ASK | fields))
    found = re.findall(r"<code>(a-[a-z0-9]{12})</code>", (await browser.get(PAGE)).text)
    return answer, found[0] if found else ""


async def said(bot, *actions):
    rows = [row for row in await bot.store.audit() if row["action"] in actions]
    return [(row["action"], row["by"], row.get("approval"), row.get("result", "")) for row in rows]


async def nameless(bot):
    """Somebody who signed in by the machine's own link."""
    site = Site(public_url=BASE)
    parts = office_parts(bot, site)
    link = await make_sign_in_link(runner=bot.runner, site=site, clock=bot.clock)
    browser = Browser(WebApp(site=parts.site, routes=office_routes(parts)))
    await browser.post(link.removeprefix(BASE), b"", **FORM)
    return browser


async def test_one_asks_another_says_yes_and_the_first_takes_it():
    bot = await opened()
    ana, ben = await enter(bot, name="Ana"), await enter(bot, name="Ben")

    _, name = await ask(ana)
    waits = (await ben.get("/office/today")).text
    await post(ben, f"{PAGE}/{name}/decide", answer="yes")
    ready = (await ana.get("/office/today")).text
    file = await post(ana, f"{PAGE}/{name}/take")

    assert name in waits
    assert "Say yes or no" in waits
    assert "Take the file" in ready
    assert file.status == 200
    assert NUMBER in file.text
    assert await said(bot, "list_asked", "list_approved", "exported_identified") == [
        ("list_asked", "Ana", name, ""),
        ("list_approved", "Ben", name, ""),
        ("exported_identified", "Ana", name, ""),
    ]


async def test_rows_of_one_question_fit_together_by_their_hashes():
    bot = await opened()
    ana, ben = await enter(bot, name="Ana"), await enter(bot, name="Ben")
    _, name = await ask(ana)
    await post(ben, f"{PAGE}/{name}/decide", answer="yes")
    await post(ana, f"{PAGE}/{name}/take")

    asked, approved, taken = [row for row in await bot.store.audit() if row.get("approval") == name]

    assert "before" not in asked
    assert (asked["after"], approved["after"]) == (approved["before"], taken["before"])
    assert {row["reason"] for row in (asked, approved, taken)} == {"call"}
    assert NUMBER not in str(await bot.store.audit())


async def test_a_no_is_a_no():
    bot = await opened()
    ana, ben = await enter(bot, name="Ana"), await enter(bot, name="Ben")
    _, name = await ask(ana)

    await post(ben, f"{PAGE}/{name}/decide", answer="no")
    file = await post(ana, f"{PAGE}/{name}/take")

    assert file.status == 303
    assert NUMBER not in file.text
    assert "they said no" in (await ana.get(PAGE)).text
    assert await said(bot, "list_refused", "exported_identified") == [
        ("list_refused", "Ben", name, ""),
        ("exported_identified", "Ana", name, "denied"),
    ]


async def test_whoever_asked_can_not_say_yes_in_another_browser_either():
    bot = await opened()
    ana, again = await enter(bot, name="Ana"), await enter(bot, name="Ana")
    _, name = await ask(ana)

    answer = await post(again, f"{PAGE}/{name}/decide", answer="yes")
    file = await post(ana, f"{PAGE}/{name}/take")

    assert "fault=same_person" in answer.headers["location"]
    assert NUMBER not in file.text
    assert await said(bot, "list_approved") == [("list_approved", "Ana", name, "denied")]


async def test_the_machines_own_link_can_neither_ask_nor_say_yes():
    bot = await opened()
    ana, owner, other = await enter(bot, name="Ana"), await nameless(bot), await nameless(bot)
    _, name = await ask(ana)

    asked, none = await ask(owner)
    answers = [await post(each, f"{PAGE}/{name}/decide", answer="yes") for each in (owner, other)]

    assert none == ""
    assert "fault=no_member" in asked.headers["location"]
    assert "outreach-bot office --as NAME" in (await owner.get(PAGE)).text
    assert all("fault=no_member" in each.headers["location"] for each in answers)
    assert NUMBER not in (await post(ana, f"{PAGE}/{name}/take")).text


async def test_who_sees_less_can_not_say_yes_to_more():
    bot = await opened()
    ana, dan = await enter(bot, name="Ana"), await enter(bot, name="Dan", hospitals=("h1",))
    _, name = await ask(ana)

    answer = await post(dan, f"{PAGE}/{name}/decide", answer="yes")

    unknown = await post(dan, f"{PAGE}/a-nobodys/decide", answer="yes")

    assert answer.headers["location"] == unknown.headers["location"]
    assert name not in (await dan.get("/office/today")).text
    assert name not in (await dan.get(PAGE)).text


async def test_a_coordinator_of_one_hospital_gets_that_hospitals_numbers():
    bot = await opened()
    dan, ben = await enter(bot, name="Dan", hospitals=("h1",)), await enter(bot, name="Ben")
    _, name = await ask(dan)
    await post(ben, f"{PAGE}/{name}/decide", answer="yes")

    file = await post(dan, f"{PAGE}/{name}/take")

    assert NUMBER in file.text
    assert ELSEWHERE not in file.text


async def test_only_who_asked_takes_it():
    bot = await opened()
    ana, ben = await enter(bot, name="Ana"), await enter(bot, name="Ben")
    _, name = await ask(ana)
    await post(ben, f"{PAGE}/{name}/decide", answer="yes")

    file = await post(ben, f"{PAGE}/{name}/take")

    assert "fault=not_yours" in file.headers["location"]


async def test_a_yes_is_good_for_some_takes_and_for_a_day():
    bot = await opened()
    ana, ben = await enter(bot, name="Ana"), await enter(bot, name="Ben")
    _, first = await ask(ana)
    await post(ben, f"{PAGE}/{first}/decide", answer="yes")

    takes = [(await post(ana, f"{PAGE}/{first}/take")).status for _ in range(MOST_TAKES + 1)]
    _, second = await ask(ana)
    await post(ben, f"{PAGE}/{second}/decide", answer="yes")
    bot.now += DAY
    later = await enter(bot, name="Ana")
    late = await post(later, f"{PAGE}/{second}/take")

    assert takes == [200] * MOST_TAKES + [303]
    assert "fault=not_ready" in late.headers["location"]


async def test_nobody_takes_such_a_list_without_asking():
    bot = await opened()
    ana = await enter(bot, name="Ana")

    answer = await post(ana, PAGE, **ASK)

    assert answer.status == 400
    assert "needs a second person" in answer.text
    assert await said(bot, "exported_identified") == []


@pytest.mark.parametrize(
    ("fields", "fault"),
    [({"reason": ""}, "reason"), ({"kind": "moon"}, "unknown"), ({"kind": "funnel"}, "unknown")],
    ids=["no reason", "no such list", "a list without names"],
)
async def test_what_is_no_question_asks_nothing(fields, fault):
    bot = await opened()
    ana = await enter(bot, name="Ana")

    answer, name = await ask(ana, **fields)

    assert f"fault={fault}" in answer.headers["location"]
    assert name == ""


async def test_who_is_alone_is_told_what_to_do():
    bot = await opened()
    ana = await enter(bot, name="Ana")

    alone = (await ana.get(PAGE)).text
    await enter(bot, name="Ben", role=OfficeRole.OWNER)
    two = (await ana.get(PAGE)).text

    assert "Nobody else in the team can say yes" in alone
    assert "outreach-bot export calls --identified" in alone
    assert "Nobody else in the team" not in two


async def test_where_the_rule_is_off_one_person_takes_it_for_a_reason():
    bot = await opened()
    campaign = rules().campaign.model_copy(update={"two_people": TwoPeople(named_lists=False)})
    own = rules().model_copy(update={"campaign": campaign})
    parts = dataclasses.replace(office_parts(bot, Site(public_url=BASE)), rules=own)
    ana = await enter(bot, name="Ana", parts=parts)

    assert NUMBER in (await post(ana, PAGE, **ASK)).text
    assert (await post(ana, PAGE, **(ASK | {"reason": ""}))).status == 400
