"""Sign-ups in a real browser: they arrive by themselves, and are found, narrowed and shared by their address."""

from typing import Any

import pytest

from outreach_bot.dialogue.state import Person
from outreach_bot.office.signup_list import A_PAGE
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind, Outcome, Role
from tests.browser.test_office_everywhere import DESK, SCREENS, enter
from tests.helpers.web_stage import NOW

pytestmark = pytest.mark.browser


def somebody(served, identifier="p-ana", **values):
    usual: dict[str, Any] = {"made_at": NOW, "seen_at": NOW, "role": Role.FAMILY, "outcome": Outcome.FITS}
    person = Person(id=identifier, **(usual | values))
    served.do(lambda: served.stage.put("person", identifier, person))


def many(served):
    code = Code(id="K7MQ2XZB", kind=CodeKind.PLACE, made_at=NOW, name="Town library")
    served.do(lambda: served.stage.put("code", code.id, code))
    for number in range(A_PAGE + 5):
        somebody(
            served,
            f"p-{number:02d}",
            role=list(Role)[number % 3],
            hospitals=("h1", "h2")[: number % 3],
            source=code.id if number % 2 else "",
            source_channel="fl" if number % 2 else "",
        )


def signups(visits, served, **options):
    page = enter(visits, served, **options)
    page.goto(f"{visits.url}/office/signups")
    return page


def test_a_new_sign_up_appears_by_itself(visits, served):
    page = signups(visits, served)
    page.get_by_text("Nobody has signed up yet").wait_for()
    page.get_by_text("Live", exact=True).wait_for()

    somebody(served)

    page.get_by_role("link", name="p-ana").wait_for()


def test_narrowing_the_list_holds_while_it_is_live(visits, served):
    somebody(served)
    page = signups(visits, served, viewport=DESK)
    page.get_by_role("link", name="Staff 0").click()
    page.get_by_text("No one fits this choice").wait_for()
    page.get_by_text("Live", exact=True).wait_for()

    somebody(served, "p-ben")

    page.get_by_text("0 of 2 people").wait_for()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_search_and_choices_make_an_address_that_shows_the_same(visits, served, scripts):
    many(served)
    page = signups(visits, served, java_script_enabled=scripts)
    page.get_by_role("searchbox").fill("library")
    page.get_by_text("More choices").click()
    page.get_by_role("combobox", name="Takes part as").select_option(label="Family or friend")
    page.get_by_role("button", name="Show these").click()
    page.wait_for_url("**role=family**")
    found = page.locator("tbody tr").count()

    again = signups(visits, served, viewport=DESK)
    again.goto(page.url)

    assert found == again.locator("tbody tr").count() == 5
    again.get_by_text("Search: library").first.wait_for()


def test_what_somebody_types_stays_while_the_list_changes(visits, served):
    somebody(served)
    page = signups(visits, served)
    page.get_by_text("Live", exact=True).wait_for()
    page.get_by_role("searchbox").fill("half a wo")

    somebody(served, "p-ben")

    page.get_by_role("link", name="p-ben").wait_for()
    assert page.get_by_role("searchbox").input_value() == "half a wo"
    assert page.evaluate("() => document.activeElement.id") == "q"


def test_signing_out_leaves_nothing_to_see(visits, served):
    page = signups(visits, served)
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_text("You are signed out").wait_for()
    visits.complaints.clear()

    answer = page.goto(visits.url + "/office/signups")

    assert answer.status == 401
    visits.complaints.clear()  # Chromium notes a 401 in the console


@pytest.mark.parametrize("viewport", SCREENS)
def test_axe_finds_nothing_in_a_full_list_with_its_choices_open(visits, served, faults, viewport):
    many(served)
    page = signups(visits, served, viewport=viewport)
    page.goto(f"{visits.url}/office/signups?role=family&hospital=h1")

    assert faults(page) == []


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_a_full_list_fits_every_screen(visits, served, width):
    many(served)
    page = signups(visits, served, viewport={"width": width, "height": 844})

    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_full_cold_page_is_light(visits, served):
    many(served)
    cookies = enter(visits, served).context.cookies()
    page = visits.open("/static/icon.svg")
    page.context.add_cookies(cookies)
    sizes = []

    def weigh(answer):
        if "stream" not in answer.headers["content-type"]:
            sizes.append(len(answer.body()))

    page.on("response", weigh)
    page.goto(f"{visits.url}/office/signups", wait_until="load")
    page.wait_for_timeout(300)

    assert sum(sizes) < 100_000
