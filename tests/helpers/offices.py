"""The office of a real bot, with somebody signed in."""

import datetime as dt

from outreach_bot.dialogue.team_inputs import MemberAdded
from outreach_bot.front import office_parts
from outreach_bot.inbound.web_entrance import WebApp
from outreach_bot.inbound.web_guard import Site
from outreach_bot.office.access import make_sign_in_link
from outreach_bot.office.pages import office_routes
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from tests.helpers.asgi import FORM_TYPE, Browser
from tests.helpers.second_lock import come_in

BASE = "http://127.0.0.1"
FORM = {"content_type": FORM_TYPE}


async def enter(bot, *, role=OfficeRole.COORDINATOR, hospitals=(), name="Ines", parts=None) -> Browser:
    """A browser in which a member of the team is signed in."""
    site = Site(public_url=BASE)
    parts = parts or office_parts(bot, site)
    since = dt.datetime.fromtimestamp(bot.clock(), dt.UTC)
    member = Member(id=f"m-{name.lower()}", name=name, role=role, hospitals=hospitals, since=since)
    await bot.office(MemberAdded(member=member))
    link = await make_sign_in_link(
        runner=bot.runner, site=site, clock=bot.clock, name=member.name, member=member.id
    )
    browser = Browser(WebApp(site=parts.site, routes=office_routes(parts)))
    await come_in(browser, link.removeprefix(BASE), bot.store, member.id, bot)
    return browser
