"""The second lock in a real browser: set up and opened by keyboard and without scripts, and clean to axe."""

import pytest

from outreach_bot.office.access import make_sign_in_link
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from tests.browser.test_office_everywhere import SCREENS
from tests.browser.test_real_journey import press
from tests.helpers.second_lock import LOCK, Phone
from tests.helpers.web_stage import NOW

pytestmark = pytest.mark.browser

INES = Member(id="m-ines", name="Ines", role=OfficeRole.COORDINATOR, since=NOW)
FIGURES = "The 6 figures"


def knock(visits, served, **options):
    """A page before the second lock."""
    stage = served.stage
    served.do(lambda: stage.put("member", INES.id, INES))
    link = served.do(
        lambda: make_sign_in_link(
            runner=stage.runner, site=stage.site, clock=stage.clock, name=INES.name, member=INES.id
        )
    )
    page = visits.open(link.removeprefix("http://127.0.0.1"), **options)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label(FIGURES).wait_for()
    page.wait_for_load_state()  # with its looks: what is measured before them is not what people see
    return page


def types(page, code, button):
    """Type a code and press the button, by keyboard alone."""
    field = page.get_by_label(FIGURES)
    if not field.evaluate("each => each === document.activeElement"):
        for _ in range(20):
            page.keyboard.press("Tab")
            if field.evaluate("each => each === document.activeElement"):
                break
    page.keyboard.type(code)
    press(page, page.get_by_role("button", name=button))


@pytest.mark.parametrize("viewport", SCREENS)
def test_it_is_set_up_and_then_opened_by_keyboard_without_scripts(visits, served, viewport):
    page = knock(visits, served, viewport=viewport, java_script_enabled=False, has_touch=False)
    phone = Phone()
    phone.scan(page.content())
    types(page, phone.code(served.stage.now), "Put it on")
    page.wait_for_url("**/office/today")

    again = knock(visits, served, viewport=viewport, java_script_enabled=False, has_touch=False)
    types(again, phone.wrong(served.stage.now), "Come in")
    again.get_by_text("That is not the code.").wait_for()
    visits.complaints.clear()  # Chromium notes a 422 in the console
    types(again, phone.code(served.stage.now), "Come in")

    again.wait_for_url("**/office/today")
    again.locator(f'a[href="{LOCK}"]').first.wait_for(state="attached")


@pytest.mark.parametrize("viewport", SCREENS)
def test_axe_finds_nothing_on_its_pages_and_nothing_is_cut_off(visits, served, faults, viewport):
    found = {}

    def look(page, name):
        found[name] = faults(page)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")

    page = knock(visits, served, viewport=viewport)
    look(page, "set up")
    phone = Phone()
    phone.scan(page.content())
    page.get_by_label(FIGURES).fill(phone.wrong(served.stage.now))
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    visits.complaints.clear()  # Chromium notes a 422 in the console
    look(page, "set up, wrong")
    page.get_by_label(FIGURES).fill(phone.code(served.stage.now))
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/today")
    page.goto(f"{visits.url}{LOCK}")
    look(page, "one's own")
    again = knock(visits, served, viewport=viewport)
    look(again, "asked")

    assert found == {"set up": [], "set up, wrong": [], "one's own": [], "asked": []}


def test_the_set_up_fits_on_a_small_phone(visits, served):
    page = knock(visits, served, viewport={"width": 320, "height": 640})

    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
