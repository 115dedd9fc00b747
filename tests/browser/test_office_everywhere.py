"""What holds for every page of the office: light, by itself, usable by keyboard, without scripts, and by role."""

import pytest

from outreach_bot.office.access import make_sign_in_link
from outreach_bot.office.shell import PAGES
from outreach_bot.recruitment.office_roles import Member, OfficeRole, may
from tests.helpers.second_lock import passes
from tests.helpers.web_stage import NOW

pytestmark = pytest.mark.browser

DESK = {"width": 1440, "height": 900}
SCREENS = [pytest.param({"width": 390, "height": 844}, id="phone"), pytest.param(DESK, id="desk")]
ALONE = ("flyers", "audit", "team")
"""Pages that no other file looks at in a browser; the others are held to axe there, full and empty."""
HEAVIEST = 100_000
"""Bytes of a cold page without its pictures."""
MAKING_THE_BOOK = 60_000
"""Milliseconds: the page of words reads all of them the first time."""


def enter(visits, served, role=OfficeRole.OWNER, **options):
    """Sign a member of the team in; they stand on the first page they may see."""
    stage = served.stage
    member = Member(id=f"m-{role}", name="Ines", role=role, since=NOW)
    served.do(lambda: stage.put("member", member.id, member))
    link = served.do(
        lambda: make_sign_in_link(
            runner=stage.runner, site=stage.site, clock=stage.clock, name=member.name, member=member.id
        )
    )
    page = visits.open(link.removeprefix("http://127.0.0.1"), **options)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/office/in/" not in url)
    phone = stage.phones[member.id]
    stage.now += phone.waits(stage.now)
    passes(page, phone, stage.now)
    return page


def role_for(page):
    """A role that may see a page of the menu."""
    return next(role for role in OfficeRole if may(role, page.deed))


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.name)
def test_a_cold_page_is_light_and_asks_nobody_else(visits, served, entry):
    signed_in = enter(visits, served, role_for(entry), java_script_enabled=False)
    cookies = signed_in.context.cookies()
    page = visits.open("/static/icon.svg")
    page.context.add_cookies(cookies)
    sizes = {}

    def weigh(response):
        if "image" not in response.headers.get("content-type", ""):
            sizes[response.url] = len(response.body())

    page.on("response", weigh)
    page.goto(f"{visits.url}/office/{entry.name}", timeout=MAKING_THE_BOOK)
    page.wait_for_timeout(300)

    assert sum(sizes.values()) < HEAVIEST, sizes


@pytest.mark.parametrize(
    "entry", [each for each in PAGES if each.name in ALONE], ids=lambda entry: entry.name
)
@pytest.mark.parametrize("viewport", SCREENS)
def test_axe_finds_nothing_on_pages_without_a_test_of_their_own_in_light_and_dark(
    visits, served, faults, entry, viewport
):
    page = enter(visits, served, role_for(entry), viewport=viewport)
    page.goto(f"{visits.url}/office/{entry.name}", timeout=MAKING_THE_BOOK)

    assert faults(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("viewport", SCREENS)
@pytest.mark.parametrize("role", list(OfficeRole))
def test_the_menu_leads_to_every_page_of_a_role_without_scripts(visits, served, viewport, role):
    page = enter(visits, served, role, viewport=viewport, java_script_enabled=False)
    page.set_default_timeout(MAKING_THE_BOOK)
    mine = [entry.name for entry in PAGES if may(role, entry.deed)]

    for name in mine:
        if viewport is not DESK:
            page.get_by_text("Menu", exact=True).click()
        page.locator(f'a[href="/office/{name}"]:visible').first.click()
        page.locator(f'a[href="/office/{name}"][aria-current="page"]').first.wait_for(state="attached")

    shown = page.locator("aside nav a, details nav a").evaluate_all(
        "links => links.map(link => link.pathname)"
    )
    assert sorted(set(shown)) == sorted(f"/office/{name}" for name in (*mine, "lock"))


def test_the_menu_and_the_way_out_work_by_keyboard_on_a_phone(visits, served):
    page = enter(visits, served)
    page.keyboard.press("Tab")  # the link past the menu
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("details.menu[open]").wait_for()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent.trim()") == "Sign out":
            break

    page.keyboard.press("Enter")

    page.get_by_text("You are signed out").wait_for()
