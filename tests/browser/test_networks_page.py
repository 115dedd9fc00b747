"""The Networks page in a real browser: on a phone and on a desk, by keyboard, and without scripts."""

import pytest
from msgspec.structs import replace

from outreach_bot.recruitment.contacts import Contact, Permission, Reached, Way
from tests.browser.test_office_everywhere import DESK, enter
from tests.helpers.web_stage import NOW

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
LEE = Contact(
    id="k-leeleeleelee",
    network="peer_networks",
    made_at=NOW,
    name="Lee Park",
    organisation="Riverside Peers and Friends of the Seacoast and the Lakes",
    role="Chair",
    email="a.very.long.address.of.a.contact@riverside-peers-and-friends.example",
    phone="+16035550101",
    permission=Permission.ASKED,
    permission_at=NOW,
    policy="Posters only, after the chair agreed",
    code="K7MQ2XZB",
    reached=(Reached(at=NOW, way=Way.PHONE, outcome="agreed", version="2027-02-01"),),
)
SAM = replace(
    LEE, id="k-samsamsamsam", organisation="", role="", permission=Permission.GIVEN, do_not_contact_at=NOW
)


def with_contacts(served, *contacts):
    for contact in contacts or (LEE, SAM):
        served.do(lambda contact=contact: served.stage.put("contact", contact.id, contact))


def go(page, visits, path=""):
    page.goto(f"{visits.url}/office/networks{path}")
    return page


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_on_the_pages_of_networks(visits, served, faults, viewport):
    page = enter(visits, served, viewport=viewport)
    empty = faults(go(page, visits))
    with_contacts(served)

    listed = faults(go(page, visits))
    shown = faults(go(page, visits, f"/{LEE.id}"))
    page.get_by_role("button", name="Show and edit").click()
    page.get_by_label("Email", exact=True).first.wait_for()
    edited = faults(page)
    go(page, visits, "/new").get_by_role("button", name="Add this contact").click()
    page.get_by_role("alert").wait_for()
    refused = faults(page)
    visits.complaints.clear()  # Chromium notes a 422 in the console

    assert (empty, listed, shown, edited, refused) == ([], [], [], [], [])


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize(
    "path", ["", "/new", f"/{LEE.id}", f"/{SAM.id}"], ids=["list", "new", "one", "stopped"]
)
def test_the_pages_of_networks_fit_every_screen(visits, served, width, path):
    with_contacts(served)
    page = enter(visits, served, viewport={"width": width, "height": 844})

    go(page, visits, path)

    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_list_is_narrowed_and_opened_by_keyboard_alone(visits, served):
    with_contacts(served)
    page = go(enter(visits, served, viewport=DESK), visits)

    page.get_by_label("Search").focus()
    page.keyboard.type("riverside")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**search=riverside&permission=asked**")
    page.get_by_role("link", name="Riverside Peers").focus()
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Riverside Peers", level=1).wait_for()


def test_everything_works_without_scripts(visits, served):
    with_contacts(served)
    page = go(enter(visits, served, viewport=PHONE, java_script_enabled=False), visits)

    page.get_by_role("link", name="Riverside Peers").click()
    page.get_by_text("Do not contact them any more").click()
    page.get_by_role("button", name="Stop all contact").click()

    page.get_by_text("Noted. Nothing will be sent to them any more.").wait_for()
    stop = served.do(lambda: served.stage.runner.received[-1])
    assert (stop.id, stop.body.how) == (LEE.id, "office")


def test_a_wrong_field_is_reached_from_the_list_of_faults(visits, served):
    page = go(enter(visits, served, viewport=PHONE), visits, "/new")
    page.get_by_role("button", name="Add this contact").click()

    page.get_by_role("alert").get_by_role("link", name="Email").click()

    assert page.evaluate("() => document.activeElement.id") == "email"
    visits.complaints.clear()  # Chromium notes a 422 in the console
