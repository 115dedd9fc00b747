"""The Outreach page in a real browser: on a phone and on a desk, by keyboard, and without scripts."""

import pytest

from outreach_bot.dialogue.inputs import ContactNoted, WaveApproved
from outreach_bot.recruitment.contacts import Permission, Way
from outreach_bot.recruitment.waves import WaveState
from tests.browser.test_office_everywhere import DESK, enter
from tests.helpers.waves import contact, wave

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
CALLS = wave(
    id="w-callscallsca", way=Way.PHONE, state=WaveState.RUNNING, to=("k-000000000000", "k-000000000001")
)
POSTS = wave(
    id="w-postspostspo", name="Spring posts for everybody on the Seacoast and the Lakes", form="card"
)
PATHS = ("", "/new", f"/{POSTS.id}", f"/{CALLS.id}", f"/{CALLS.id}/calls", f"/{CALLS.id}/sheet")


def with_calls(served):
    for each in (
        contact(0, organisation="Riverside Peers and Friends of the Seacoast and the Lakes"),
        contact(1),
        contact(2, permission=Permission.ASKED),
    ):
        served.do(lambda each=each: served.stage.put("contact", each.id, each))
    for made in (CALLS, POSTS):
        served.do(lambda made=made: served.stage.put("wave", made.id, made))


def go(page, visits, path=""):
    page.goto(f"{visits.url}/office/outreach{path}")
    return page


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_on_the_pages_of_outreach(visits, served, faults, viewport):
    page = enter(visits, served, viewport=viewport)
    empty = faults(go(page, visits))
    with_calls(served)

    assert empty == []
    assert [faults(go(page, visits, path)) for path in PATHS] == [[]] * len(PATHS)


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("path", PATHS, ids=["list", "new", "draft", "wave", "call", "sheet"])
def test_the_pages_of_outreach_fit_every_screen(visits, served, width, path):
    with_calls(served)
    page = enter(visits, served, viewport={"width": width, "height": 844})

    go(page, visits, path)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_wave_is_looked_at_and_approved_without_scripts(visits, served):
    with_calls(served)
    page = enter(visits, served, viewport=PHONE, java_script_enabled=False)

    go(page, visits, f"/{POSTS.id}")
    page.get_by_text("Would you like to have a say?").wait_for()
    page.get_by_text("1 contact gets nothing").wait_for()
    with page.expect_navigation():
        page.get_by_role("button", name="Approve it").press("Enter")

    approvals = [each.body for each in served.stage.runner.received if isinstance(each.body, WaveApproved)]
    assert [approval.wave for approval in approvals] == [POSTS.id]


def test_a_call_is_noted_with_one_press_and_no_script(visits, served):
    with_calls(served)
    page = enter(visits, served, viewport=PHONE, java_script_enabled=False)

    go(page, visits, f"/{CALLS.id}/calls")
    page.get_by_role("link", name="Call +16035550000").wait_for()
    page.get_by_role("button", name="They said yes").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    notes = [each.body for each in served.stage.runner.received if isinstance(each.body, ContactNoted)]
    assert [note.reached.outcome for note in notes if note.reached] == ["agreed"]
