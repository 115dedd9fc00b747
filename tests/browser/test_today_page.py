"""Today in a real browser: what needs a person shows by itself, and an alert is taken and closed with two presses."""

import datetime as dt

import pytest

from outreach_bot.dialogue.alert_inputs import NoticeClosed, NoticeSeen
from outreach_bot.dialogue.aside_inputs import AsideLetGo, AsideTriedAgain
from outreach_bot.dialogue.notices import NoticeOutcome
from outreach_bot.recruitment.asides import LetGoReason
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import Risk, RiskReason, Seat, Session, SessionStatus
from tests.browser.test_office_everywhere import DESK, SCREENS, enter
from tests.helpers.web_stage import NOW

pytestmark = pytest.mark.browser


def put(served, table, row, struct):
    served.do(lambda: served.stage.put(table, row, struct))


def wants_a_call(served, person="p-ana"):
    put(served, "call", person, Call(person=person, asked_at=NOW, reason="asked", way="call"))


def alert(served, **values):
    notice = {"notice": "safety", "person": "p-ben", "at": NOW.isoformat(), **values}
    served.do(lambda: served.stage.store.put("notice", "n-1", notice))


def set_aside(served, row="tg:1", **values):
    body = {"at": NOW.timestamp(), "person": "", "input": {"body": {"type": "Said"}}, **values}
    served.do(lambda: served.stage.store.put("dead", row, body))


def a_full_day(served):
    set_aside(served, alert=True)
    for number in range(9):
        wants_a_call(served, f"p-{number}")
    alert(served)
    seats = {f"p-{number}": Seat(role=Role.STAFF, booked_at=NOW) for number in range(5)}
    for number, status in enumerate((SessionStatus.AT_RISK, SessionStatus.PUBLISHED, SessionStatus.DRAFT)):
        starts = NOW + dt.timedelta(days=3 + number)
        session = Session(
            id=f"s{number}", kind="joint_event", starts=starts, minutes=180, capacity=32, seats=seats,
            status=status, risk=Risk(reason=RiskReason.COCHAIR, since=NOW), hospital="h1",
        )  # fmt: skip
        put(served, "session", session.id, session)


def test_who_needs_a_person_shows_by_itself(visits, served):
    page = enter(visits, served)
    page.get_by_role("heading", name="Everyone is looked after").wait_for()
    page.get_by_text("Live", exact=True).wait_for()

    wants_a_call(served)

    page.get_by_role("heading", name="One thing needs a person").wait_for()
    page.get_by_role("link", name="Call back p-ana").wait_for()


def test_a_change_leaves_focus_and_open_folds_where_they_are(visits, served):
    for number in range(7):
        wants_a_call(served, f"p-{number}")
    notice = {
        "notice": "champion_pressure",
        "person": "p-ana",
        "at": NOW.isoformat(),
        "seen_at": NOW.isoformat(),
    }
    served.do(lambda: served.stage.store.put("notice", "n-2", notice))
    page = enter(visits, served)
    page.get_by_role("link", name="Show 2 more").click()
    page.get_by_role("link", name="Call back p-6").wait_for()
    page.get_by_text("Live", exact=True).wait_for()
    page.get_by_text("Say what came of it").click()
    page.get_by_role("link", name="Call back p-1").focus()

    alert(served)

    page.get_by_role("button", name="I am on it").wait_for()
    assert page.locator("details.close[open]").count() == 1
    page.get_by_role("link", name="Call back p-6").wait_for()
    assert page.evaluate("() => document.activeElement.textContent.trim()") == "Call back p-1"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_alert_is_taken_and_closed_by_hand(visits, served, scripts):
    alert(served)
    page = enter(visits, served, java_script_enabled=scripts)

    page.get_by_role("button", name="I am on it").click()
    page.wait_for_url("**/office/today")
    alert(served, seen_at=NOW.isoformat())
    page.reload()
    page.get_by_text("Say what came of it").click()
    page.get_by_role("button", name="We talked").click()
    page.wait_for_url("**/office/today")

    done = [one.body for one in served.stage.runner.received[-2:]]
    assert done == [NoticeSeen(notice="n-1"), NoticeClosed(notice="n-1", outcome=NoticeOutcome.TALKED)]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_what_was_set_aside_is_tried_again_or_let_go_by_hand(visits, served, scripts):
    set_aside(served)
    page = enter(visits, served, java_script_enabled=scripts)

    page.get_by_role("button", name="Try again").click()
    page.wait_for_url("**/office/today")
    page.get_by_text("Let it go").click()
    page.get_by_role("button", name="We did it with them").click()
    page.wait_for_url("**/office/today")

    done = [one.body for one in served.stage.runner.received[-2:]]
    assert done == [
        AsideTriedAgain(aside="tg:1"),
        AsideLetGo(aside="tg:1", reason=LetGoReason.BY_HAND),
    ]


def test_the_first_thing_to_do_is_three_tabs_behind_the_page_s_start(visits, served):
    """Who uses a keyboard goes past the menu, over the jump to it, and is there."""
    wants_a_call(served)
    page = enter(visits, served, viewport=DESK)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    assert page.evaluate("() => document.activeElement.textContent.trim()") == "Call back p-ana"


@pytest.mark.parametrize("viewport", SCREENS)
def test_axe_finds_nothing_on_a_full_day(visits, served, faults, viewport):
    a_full_day(served)
    page = enter(visits, served, viewport=viewport)

    assert faults(page) == []


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_a_full_day_fits_every_screen_and_every_step_can_be_hit(visits, served, width):
    a_full_day(served)
    page = enter(visits, served, viewport={"width": width, "height": 844})

    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    heights = page.locator(".step:visible, .jump:visible").evaluate_all(
        "steps => steps.map(step => step.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44


def test_the_first_screen_of_a_phone_says_how_much_there_is_and_shows_the_first_step(visits, served):
    a_full_day(served)
    page = enter(visits, served)

    for shown in ("heading", "button"):
        name = "things need a person" if shown == "heading" else "I am on it"
        box = page.get_by_role(shown, name=name).bounding_box()
        assert box["y"] + box["height"] <= 844
