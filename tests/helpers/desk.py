"""The office over the real runner and store, with somebody signed in, and people to look after."""

import dataclasses
import re
from urllib.parse import urlencode

from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from outreach_bot.dialogue.inputs import Input, To
from outreach_bot.dialogue.state import Consent
from outreach_bot.dialogue.team_inputs import MemberAdded
from outreach_bot.front import office_parts
from outreach_bot.inbound import web_pages
from outreach_bot.inbound.web_entrance import WebApp
from outreach_bot.inbound.web_guard import Site
from outreach_bot.office.access import make_sign_in_link
from outreach_bot.office.pages import office_routes
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from tests.helpers.asgi import Browser
from tests.helpers.html_forms import form_to
from tests.helpers.people import NOW, session
from tests.helpers.real_runner import Bot
from tests.helpers.second_lock import Phone, come_in

BASE = "http://127.0.0.1"
FORM = {"content_type": "application/x-www-form-urlencoded"}
CONTACT = Consent(id="consent_contact_v1", agreed=True, at=NOW, channel="telegram", words="00")
SCREENING = Consent(id="consent_screening_v1", agreed=True, at=NOW, channel="telegram", words="00")
TALK = session("s1", hospital="h1")
LATER = session("s2", days=20, hospital="h1")
ELSEWHERE = session("s3", days=9, hospital="h2")


class Desk:
    """A bot, its office, and a browser that is signed in."""

    def __init__(self, bot, app, browser, site):
        self.bot = bot
        self.site = site
        self.app = app
        self.browser = browser
        self.phone = Phone()

    @classmethod
    async def open(cls, *sessions, role=OfficeRole.COORDINATOR, hospitals=(), base=BASE, office_rules=None):
        bot = await Bot.open(*(sessions or (TALK, LATER, ELSEWHERE)))
        site = Site(public_url=base)
        parts = dataclasses.replace(office_parts(bot, site), rules=office_rules or bot.rules)
        static = StaticFiles(directory=web_pages.HERE / "static")
        app = WebApp(site=parts.site, routes=[*office_routes(parts), Mount("/static", static)])
        desk = cls(bot, app, Browser(app), site)
        member = Member(id="m-1", name="Maya", role=role, hospitals=hospitals, since=NOW)
        await bot.office(MemberAdded(member=member))
        await desk.comes_in()
        return desk

    async def comes_in(self):
        """Open a fresh link in the browser of this desk, and its second lock."""
        self.phone = await come_in(self.browser, await self.link(), self.bot.store, "m-1", self.bot)

    async def link(self):
        made = await make_sign_in_link(
            runner=self.bot.runner, site=self.site, clock=self.bot.clock, name="Maya", member="m-1"
        )
        return made.removeprefix(self.site.public_url)

    async def fits(self, who="1001", **fields):
        """Somebody who fits, agreed to messages and holds nothing."""
        known = {"consents": (SCREENING, CONTACT), "screen": "home", "about": ""} | fields
        await self.bot.fits(who, TALK, **known)
        return f"p-{who}"

    async def page(self, person="p-1001", query=""):
        return await self.browser.get(f"/office/people/{person}{query}")

    async def press(self, deed, person="p-1001", *, key="", **fields):
        """Send one of the page's forms."""
        sent = urlencode({**fields, **({"key": key} if key else {})}, doseq=True).encode()
        return await self.browser.post(f"/office/people/{person}/{deed}", sent, **FORM)

    async def edit(self, deed, person="p-1001", **fields):
        """Send one of the page's forms back, as it is now, with some fields changed."""
        page = (await self.browser.get(f"/office/people/{person}")).text
        sent = form_to(page, f"/office/people/{person}/{deed}").sent(**fields)
        return await self.browser.post(f"/office/people/{person}/{deed}", sent, **FORM)

    async def sign_up(self, *, key="office:" + "a" * 24, **fields):
        """Send the form that signs somebody up. The words read out are those of the page."""
        page = (await self.browser.get(f"/office/people/new?role={fields['role']}")).text
        words = dict(re.findall(r'name="(\w+\.words)" value="(\w+)"', page))
        sent = urlencode({**words, "key": key, **fields}, doseq=True).encode()
        return await self.browser.post("/office/people/new", sent, **FORM)

    async def says(self, text, who="1001"):
        await self.bot.say(text, who)

    async def known(self, person="p-1001"):
        row = await self.bot.store.get("person", person)
        return row.body if row else None

    async def does(self, body, person="p-1001"):
        """Let a coordinator do something without a page."""
        key = f"desk:{self.bot.now}:{type(body).__name__}:{id(body)}"
        await self.bot.runner.receive(Input(key=key, to=To.PERSON, id=person, body=body))
        await self.bot.runner.idle()


ANSWERS = {
    "role": "lived",
    "consent_screening_v1": "yes",
    "consent_contact_v1": "yes",
    "l_age": "yes",
    "l_hospital": ["h1"],
    "l_experience": "yes",
    "l_ready": "group",
    "channel": "phone",
    "name": "Bea",
    "phone": "603 555 0199",
    "time": ["evening"],
    "need": ["quiet", "travel"],
}
"""A form that is filled in whole, by somebody who fits."""
