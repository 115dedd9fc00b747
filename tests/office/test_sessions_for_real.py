"""Sessions over the real runner and store: what is pressed in the office is done, told, counted and written down."""

import datetime as dt
import re
from urllib.parse import urlencode

import pytest
from icalendar import Calendar
from msgspec.structs import replace

from outreach_bot.inbound.web_guard import Site
from outreach_bot.office.access import make_sign_in_link
from outreach_bot.recruitment.sessions import Lead, SessionStatus
from tests.helpers.asgi import Browser
from tests.helpers.html_forms import form_to
from tests.helpers.libical import complaints
from tests.helpers.meetings import a_meeting
from tests.office.test_office_for_real import BASE, FORM, an_office
from tests.office.test_session_forms import GOOD

pytestmark = pytest.mark.asyncio
SOON = {"starts": "2027-03-10T14:00", "then": "publish"}


class Desk:
    """Somebody at the desk, with the bot at hand."""

    def __init__(self, bot, app):
        self.bot = bot
        self.app = app
        self.browser = Browser(app)

    @classmethod
    async def open(cls):
        bot, app, link = await an_office()
        desk = cls(bot, app)
        await desk.browser.post(link, b"", **FORM)
        return desk

    async def press(self, path, **fields):
        answer = await self.browser.post(
            f"/office/sessions{path}", urlencode(fields, doseq=True).encode(), **FORM
        )
        await self.bot.runner.idle()
        return answer

    async def edit(self, name, form="edit", *, then="save", **fields):
        """Send a form of a session back, as a page of just now has it, with some fields changed; and say that it is so."""
        action = f"/office/sessions/{name}/{form}"
        shown = action if form == "edit" else f"/office/sessions/{name}"
        page = (await self.browser.get(shown)).text
        sent = form_to(page, action).sent(then=("then", then), **fields)
        answer = await self.browser.post(action, sent, **FORM)
        if b'name="sure"' in answer.body:
            answer = await self.browser.post(action, form_to(answer.text, action).sent(), **FORM)
        await self.bot.runner.idle()
        return answer

    async def later(self, at):
        """Another day, and signed in anew."""
        self.bot.now = at.timestamp()
        site = Site(public_url=BASE)
        link = await make_sign_in_link(runner=self.bot.runner, site=site, clock=self.bot.clock)
        await self.browser.post(link.removeprefix(BASE), b"", **FORM)

    async def make(self, **fields):
        answer = await self.press("/new", **(GOOD | SOON | fields))
        return answer.headers["location"].removeprefix("/office/sessions/").partition("?")[0]

    async def books(self, name, who="1001"):
        session = await self.bot.session(name)
        await self.bot.fits(who, session)
        await self.bot.tap(f"book:{name}", who)
        await self.bot.tap("contact:agree", who)

    async def audited(self):
        return [row["action"] for row in await self.bot.store.audit()]


async def test_a_session_made_at_the_desk_is_booked_in_the_chat():
    desk = await Desk.open()
    name = await desk.make()

    await desk.books(name)

    assert list((await desk.bot.session(name)).seats) == ["p-1001"]
    assert "session_published" in await desk.audited()


async def test_a_draft_is_seen_by_nobody_until_it_is_opened():
    desk = await Desk.open()
    name = await desk.make(then="draft")
    await desk.books(name)
    before = (await desk.bot.session(name)).seats

    await desk.edit(name, **(GOOD | SOON))
    await desk.books(name)

    assert before == {}
    assert list((await desk.bot.session(name)).seats) == ["p-1001"]


async def test_from_a_cochair_who_cannot_come_to_a_time_that_fits():
    desk = await Desk.open()
    name = await desk.make()
    await desk.books(name)

    await desk.press(f"/{name}/cannot-come", who="lived")
    at_risk = await desk.bot.session(name)
    await desk.press(f"/{name}/poll", time=["2027-03-12T14:00", "2027-03-13T14:00", "2027-03-14T14:00"])
    asked = await desk.bot.session(name)
    await desk.bot.tap(f"poll:{name}:{int(asked.poll.times[1].timestamp()) // 60}")
    page = (await desk.browser.get(f"/office/sessions/{name}")).text
    await desk.press(f"/{name}/poll-close", time=int(asked.poll.times[1].timestamp()))

    after = await desk.bot.session(name)
    assert at_risk.status is SessionStatus.AT_RISK
    assert "1 of 1 have answered" in page
    assert (after.status, after.starts, after.moved) == (SessionStatus.PUBLISHED, asked.poll.times[1], 1)
    assert after.seats["p-1001"].moved
    assert "Saturday 13 March at 2:00 PM. You told us that you can come then." in desk.bot.texts()[-2]
    assert [
        action
        for action in await desk.audited()
        if action in ("session_at_risk", "poll_opened", "poll_closed")
    ] == ["session_at_risk", "poll_opened", "poll_closed"]


async def test_the_alternate_takes_over_with_one_press():
    desk = await Desk.open()
    name = await desk.make()
    await desk.books(name)
    said = len(desk.bot.texts())

    await desk.press(f"/{name}/cannot-come", who="lived")
    await desk.press(f"/{name}/takes-over")

    assert (await desk.bot.session(name)).led_by is Lead.ALTERNATE
    assert len(desk.bot.texts()) == said


async def test_going_ahead_writes_the_reason_into_the_log_and_nowhere_else():
    desk = await Desk.open()
    name = await desk.make()
    await desk.press(f"/{name}/cannot-come", who="lived")

    await desk.press(f"/{name}/goes-ahead", reason="people_asked")

    [row] = [row for row in await desk.bot.store.audit() if row["action"] == "goes_ahead_anyway"]
    assert (row["reason"], row["about"]) == ("people_asked", name)
    assert await desk.bot.traces("people_asked") == []


async def test_who_came_is_counted_and_a_mistake_is_taken_back():
    desk = await Desk.open()
    name = await desk.make()
    session = await desk.bot.session(name)
    await desk.bot.fits("1001", session, source="K7MQ2XZB", source_channel="fl")
    await desk.bot.tap(f"book:{name}")
    await desk.later(session.ends)

    counts = []
    for mark in ("yes", "yes", "no"):
        await desk.edit(name, "attendance", **{"came-p-1001": mark})
        counts.append((await desk.bot.store.counters()).get("attended:K7MQ2XZB:fl", 0))

    assert counts == [1, 1, 0]
    assert (await desk.bot.session(name)).seats["p-1001"].attended is False


async def test_two_missed_sessions_are_a_wish_to_talk():
    desk = await Desk.open()
    names = [await desk.make(), await desk.make(kind="lived_interview", starts="2027-03-11T14:00")]
    for name in names:
        await desk.books(name)
    await desk.later((await desk.bot.session(names[1])).ends)

    for name in names:
        await desk.edit(name, "attendance", **{"came-p-1001": "no"})

    assert [(row.id, row.body["reason"]) for row in await desk.bot.rows("call")] == [("p-1001", "missed")]


async def test_a_members_calendar_follows_what_happens():
    desk = await Desk.open()
    name = await desk.make()
    page = (await desk.press("/calendar/new")).text
    [address] = re.findall(r"(/office/calendar/[^<]+\.ics)", page)

    first = (await Browser(desk.app).get(address)).body
    await desk.press(f"/{name}/cancel")
    second = (await Browser(desk.app).get(address)).body

    def event(feed):
        return next(
            each for each in Calendar.from_ical(feed).walk("VEVENT") if each["UID"] == f"{name}@meeting"
        )

    assert (event(first)["STATUS"], event(first)["SEQUENCE"]) == ("CONFIRMED", 0)
    assert (event(second)["STATUS"], event(second)["SEQUENCE"]) == ("CANCELLED", 1)
    assert complaints(first) == complaints(second) == []
    [token] = re.findall(r"calendar/(.+)\.ics", address)
    assert await desk.bot.traces(token) == []


async def test_an_ended_address_gives_nothing():
    desk = await Desk.open()
    page = (await desk.press("/calendar/new")).text
    [address] = re.findall(r"(/office/calendar/[^<]+\.ics)", page)
    [link] = re.findall(r'name="link" value="([0-9a-f]+)"', page)

    await desk.press("/calendar/end", link=link)

    assert (await Browser(desk.app).get(address)).status == 404


async def test_somebody_erased_leaves_no_answer_and_no_first_place_behind():
    desk = await Desk.open()
    name = await desk.make()
    await desk.books(name)
    moved = replace(await desk.bot.session(name), starts=a_meeting("x").starts + dt.timedelta(days=9))
    local = f"{moved.starts - dt.timedelta(hours=4):%Y-%m-%dT%H:%M}"
    await desk.edit(name, starts=local, brief_slot="", debrief_slot="")
    await desk.bot.tap(f"free:{name}")
    first = (await desk.bot.session(name)).first

    await desk.bot.say("DELETE")
    await desk.bot.tap("delete:yes")

    assert list(first) == ["p-1001"]
    assert await desk.bot.traces("p-1001") == []
