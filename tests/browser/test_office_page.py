"""The office in a real browser: sign in once, watch sign-ups arrive, on a phone and on a desk."""

import datetime as dt

import pytest

from outreach_bot.dialogue.state import Person
from outreach_bot.office.access import make_sign_in_link
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.recruitment.sessions import Seat, Session
from tests.helpers.web_stage import NOW

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}


def enter(visits, served, **options):
    stage = served.stage
    link = served.do(lambda: make_sign_in_link(runner=stage.runner, site=stage.site, clock=stage.clock))
    page = visits.open(link.removeprefix("http://127.0.0.1"), **options)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Sign-ups", level=1).wait_for()
    return page


def somebody(served, identifier="P1"):
    person = Person(id=identifier, made_at=NOW, seen_at=NOW, role=Role.FAMILY, outcome=Outcome.FITS)
    served.do(lambda: served.stage.put("person", identifier, person))


def a_full_office(served):
    for n in range(3):
        somebody(served, f"P{n}")
    seats = {"P0": Seat(role=Role.FAMILY, booked_at=NOW)}
    session = Session(
        id="s1", kind="joint_event", starts=NOW + dt.timedelta(days=9), minutes=180, capacity=32, seats=seats
    )
    served.do(lambda: served.stage.put("session", "s1", session))
    served.do(lambda: served.stage.put("call", "P1", Call(person="P1", asked_at=NOW, reason="asked")))
    notice = {"notice": "safety", "person": "P2", "at": NOW.isoformat()}
    served.do(lambda: served.stage.store.put("notice", "n1", notice))


def test_a_new_sign_up_appears_by_itself(visits, served):
    page = enter(visits, served)
    page.get_by_text("Nobody has signed up yet").wait_for()
    page.get_by_text("Live", exact=True).wait_for()

    somebody(served)

    page.get_by_role("cell", name="P1").wait_for()


def test_narrowing_the_list_holds_while_it_is_live(visits, served):
    somebody(served)
    page = enter(visits, served, viewport=DESK)
    page.get_by_role("link", name="Staff").click()
    page.get_by_text("No one fits this choice").wait_for()
    page.get_by_text("Live", exact=True).wait_for()

    somebody(served, "P2")

    page.get_by_text("0 of 2 people").wait_for()


def test_signing_out_leaves_nothing_to_see(visits, served):
    page = enter(visits, served)
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_text("You are signed out").wait_for()
    visits.complaints.clear()

    answer = page.goto(visits.url + "/office/signups")

    assert answer.status == 401
    visits.complaints.clear()  # Chromium notes a 401 in the console


@pytest.mark.parametrize("viewport", [{"width": 390, "height": 844}, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_office(visits, served, faults, viewport, scheme):
    page = enter(visits, served, viewport=viewport, color_scheme=scheme)
    empty = faults(page)
    a_full_office(served)
    page.get_by_role("cell", name="P2").wait_for()

    assert (empty, faults(page)) == ([], [])


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_office_fits_every_screen(visits, served, width):
    a_full_office(served)

    page = enter(visits, served, viewport={"width": width, "height": 844})

    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
