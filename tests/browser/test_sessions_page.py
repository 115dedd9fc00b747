"""The pages of sessions in a real browser, on a phone and on a desk: by touch, by keyboard, and without scripts."""

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.inputs import SessionsImported
from outreach_bot.dialogue.session_inputs import (
    AttendanceNoted,
    Attended,
    CochairCannotCome,
    PollClosed,
    PollOpened,
)
from tests.browser.conftest import PHONE
from tests.browser.test_office_everywhere import DESK, enter
from tests.helpers.meetings import EVERYBODY, TIMES, YESTERDAY, with_meetings

pytestmark = pytest.mark.browser

PATHS = {
    "list": "", "month": "?view=calendar&month=2027-03", "new": "/new", "at risk": "/s-risk", "asked": "/s-asked",
    "everyone": "/s-all", "yesterday": "/s-past", "draft": "/s-draft", "edit": "/s-draft/edit",
    "cancel": "/s-risk/cancel", "sheet": "/s-all/sheet", "badges": "/s-all/badges", "run sheet": "/s-asked/run-sheet",
}  # fmt: skip


@pytest.fixture
def office(visits, served):
    """Open the office with sessions in it, as the test would like to look at it."""
    served.do(lambda: with_meetings(served.stage))

    def open_page(path="", **options):
        page = enter(visits, served, **options)
        page.goto(f"{visits.url}/office/sessions{path}")
        return page

    return open_page


def newest(served):
    return served.do(lambda: served.stage.runner.received[-1])


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_on_the_pages_of_sessions(visits, office, faults, viewport):
    page = office(viewport=viewport)
    found = {}
    for name, path in PATHS.items():
        page.goto(f"{visits.url}/office/sessions{path}")
        for each in page.locator("details:not(.menu) > summary").all():
            each.click()
        found[name] = faults(page)

    assert found == {name: [] for name in PATHS}


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_the_pages_of_sessions_fit_every_screen(visits, office, width):
    page = office(viewport={"width": width, "height": 844})
    too_wide = []
    for name, path in PATHS.items():
        page.goto(f"{visits.url}/office/sessions{path}")
        if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            too_wide.append(name)

    assert too_wide == []


def test_who_came_is_marked_with_a_thumb(office, served):
    page = office("/s-past#attendance", viewport=PHONE)
    ana, ben, *_ = YESTERDAY.seats

    page.get_by_role("group", name=ana).get_by_role("radio", name="Came").tap()
    page.get_by_role("group", name=ben).get_by_role("radio", name="Did not").tap()
    save = page.get_by_role("button", name="Save", exact=True)
    box = save.bounding_box()
    save.tap()

    page.get_by_text("Saved. You can change a mark later.").wait_for()
    assert newest(served).body == AttendanceNoted(
        came={ana: True, ben: False}, was={ana: Attended(), ben: Attended()}
    )
    assert box["width"] > 300
    assert box["height"] >= 48


def test_each_mark_is_large_enough_for_a_thumb(office):
    page = office("/s-past", viewport=PHONE)

    sizes = page.locator(".two-taps span").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.width, box.height])"
    )

    assert len(sizes) == 2 * len(YESTERDAY.seats)
    assert all(width >= 120 and height >= 48 for width, height in sizes)


def test_a_session_is_made_by_keyboard_alone_and_what_is_missing_is_reached_from_the_list(
    visits, office, served
):
    page = office("/new", viewport=DESK)

    page.get_by_label("Kind").focus()
    page.keyboard.type("Thank")
    page.get_by_label("Begins").fill("2027-04-08T14:00")
    page.get_by_role("button", name="Open it for booking").focus()
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    kind = page.get_by_label("Kind").input_value()
    page.get_by_role("alert").get_by_role("link", name="Food and drink").focus()
    page.keyboard.press("Enter")
    reached = page.evaluate("() => document.activeElement.id")
    page.get_by_role("button", name="Keep as a draft").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**?done=drafted")

    assert kind == "celebration"
    assert reached == "food"
    assert isinstance(newest(served).body, SessionsImported)
    page.get_by_role("heading", name="There is no such session").wait_for()  # the scripted bot makes none
    visits.complaints.clear()


def test_a_cochair_who_cannot_come_and_other_times_without_scripts(office, served):
    page = office("/s-all", viewport=PHONE, java_script_enabled=False)
    page.get_by_text("Somebody who leads it cannot come").click()
    page.get_by_role("button", name="Sam cannot come").click()
    page.get_by_text("Noted. Please choose how it goes on.").wait_for()
    noted = newest(served).body

    page.goto(page.url.replace("s-all?done=at_risk", "s-risk"))
    page.get_by_text("Move it: ask those booked which times fit").click()
    for number, time in enumerate(("2027-03-16T14:00", "2027-03-17T18:00", "2027-03-18T10:00"), 1):
        page.get_by_label(f"Time {number}", exact=True).fill(time)
    page.get_by_role("button", name="Ask 6 people").click()
    page.get_by_text("Everybody booked is being asked.").wait_for()
    asked = newest(served).body

    assert isinstance(noted, CochairCannotCome)
    assert isinstance(asked, PollOpened)
    assert len(asked.times) == 3


def test_a_time_is_chosen_with_one_tap(office, served):
    page = office("/s-asked", viewport=PHONE)

    page.get_by_role("button", name="Move it there").nth(1).tap()
    page.get_by_text("Moved. Everybody booked or waiting is being told.").wait_for()

    assert newest(served).body == PollClosed(time=TIMES[1])


def test_the_list_is_narrowed_and_a_session_opened_by_keyboard(office):
    page = office(viewport=DESK)

    page.get_by_label("Search").focus()
    page.keyboard.type("everyone")
    page.keyboard.press("Enter")
    page.wait_for_url("**search=everyone**")
    page.get_by_role("link", name="Everyone together").focus()
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Everyone together", level=1).wait_for()


def test_the_badges_print_two_in_a_row(office):
    page = office("/s-all/badges", viewport=DESK)
    page.emulate_media(media="print")

    tops = page.locator(".badges li").evaluate_all(
        "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
    )

    assert tops[0] == tops[1] < tops[2]
    assert not page.locator("header.screen-only").is_visible()


def overtake(served):
    """Another member changes what somebody has open."""
    stage = served.stage
    stage.put("session", "s-all", replace(EVERYBODY, food="rice and beans", quiet_space="the garden"))
    stage.store.logged.append(
        {"action": "session_changed", "about": "s-all", "by": "Ines", "role": "owner", "at": stage.now,
         "fields": "food quiet_space"}
    )  # fmt: skip


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_of_two_at_one_form_the_second_is_shown_what_the_first_changed(
    visits, office, served, faults, viewport, scripts
):
    page = office("/s-all/edit", viewport=viewport, java_script_enabled=scripts)
    page.locator("#food").fill("soup")
    page.locator("#breaks").fill("every hour")
    served.do(lambda: overtake(served))

    page.get_by_role("button", name="Save").press("Enter")
    food = page.get_by_role("radiogroup", name="Which one counts")
    food.wait_for()
    shown = food.inner_text()
    kept = page.locator("#food").input_value()
    found = faults(page) if scripts else []
    wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth") if scripts else False
    food.get_by_role("radio", name="Keep mine").check()
    page.get_by_role("button", name="Save").press("Enter")
    page.wait_for_url("**/s-all?done=changed")

    visits.complaints.clear()  # Chromium notes a 409 in the console
    body = newest(served).body
    assert found == []
    assert not wide
    assert "Ines changed this at" in shown
    assert "rice and beans" in shown
    assert kept == "soup"
    assert (body.session.food, body.session.breaks, body.session.quiet_space) == (
        "soup", "every hour", "the garden",
    )  # fmt: skip
