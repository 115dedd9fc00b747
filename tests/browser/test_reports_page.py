"""Reports and exports in a real browser: fit a phone, read without colour, work by keyboard, and files arrive."""

import datetime as dt

import openpyxl
import pytest

from outreach_bot.dialogue.export_inputs import ListAsked
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import Seat, Session
from tests.browser.test_office_everywhere import enter
from tests.helpers.web_stage import NOW

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


def figures(served):
    """A few weeks of invented people."""
    counters = {
        f"week:{week}:{hospital}:{role}:{station}": count
        for week, count in (("2027-W06", 7), ("2027-W07", 12), ("2027-W08", 3), ("2027-W09", 9))
        for hospital in ("", "h1")
        for role in ("lived", "staff")
        for station in ("attended", "booked", "gave_up", "talk", "not_this_time.under_18")
    }
    answers = {"how:joint_event:heard": 12, "how:joint_event:ok": 3, "how:staff_feedback:not_heard": 2}
    seats = {f"p{n}": Seat(role=role, booked_at=NOW) for n, role in enumerate([*Role] * 6)}
    session = Session(
        id="s1",
        kind="joint_event",
        starts=NOW - dt.timedelta(days=5),
        minutes=90,
        capacity=32,
        seats=seats,
        moved=1,
    )
    served.stage.store.counted = counters | answers
    served.do(lambda: served.stage.put("session", "s1", session))


def go_to(page, name):
    page.goto(f"{page.url.partition('/office')[0]}/office/{name}")
    return page


def fits(page):
    return page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_on_reports(visits, served, faults, viewport):
    page = enter(visits, served, viewport=viewport)
    empty = faults(go_to(page, "reports"))
    figures(served)
    page.reload()
    for behind in page.get_by_text("Show the numbers").all():
        behind.click()

    assert (empty, faults(page)) == ([], [])
    assert fits(page)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_on_exports(visits, served, faults, viewport):
    page = go_to(enter(visits, served, viewport=viewport), "exports")
    for more in page.locator("summary:visible").all():
        if "Menu" not in more.inner_text():
            more.click()

    assert faults(page) == []
    assert fits(page)


def test_a_narrow_phone_shows_all_of_the_river(visits, served):
    figures(served)
    page = go_to(enter(visits, served, viewport={"width": 320, "height": 700}), "reports")

    words = page.locator(".river text").all()
    assert len(words) > 8
    assert all(word.bounding_box()["x"] + word.bounding_box()["width"] <= 320 for word in words)
    assert fits(page)


def test_a_hospital_is_chosen_by_keyboard_and_the_address_can_be_shared(visits, served):
    figures(served)
    page = go_to(enter(visits, served, viewport=DESK), "reports")
    page.get_by_role("link", name="Harbor Hospital").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/reports?hospital=h1")
    page.get_by_role("link", name="4 weeks").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/reports?weeks=4&hospital=h1")

    chosen = page.locator('.filters [aria-current="true"]').all_inner_texts()
    assert chosen == ["4 weeks", "Harbor Hospital"]


def test_the_numbers_stand_behind_each_chart(visits, served):
    figures(served)
    page = go_to(enter(visits, served, viewport=PHONE), "reports")
    river = page.get_by_role("region", name="How far people came")
    river.get_by_text("Show the numbers").press("Enter")

    row = river.get_by_role("row").filter(has_text="Agreed to be asked")
    assert row.get_by_role("cell").inner_text() == "310"


def test_on_paper_there_are_charts_and_no_buttons(visits, served):
    figures(served)
    page = go_to(enter(visits, served, viewport=DESK), "reports")
    page.emulate_media(media="print")

    assert page.locator(".river").is_visible()
    assert not page.locator(".filters").is_visible()
    assert page.get_by_role("button").count() == 0


def test_a_workbook_arrives_and_opens(visits, served, tmp_path):
    figures(served)
    page = go_to(enter(visits, served, viewport=PHONE), "exports")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Excel (XLSX) : Sessions").click()
    coming.value.save_as(tmp_path / "sessions.xlsx")

    header, row = openpyxl.load_workbook(tmp_path / "sessions.xlsx")["sessions"].iter_rows(values_only=True)
    assert coming.value.suggested_filename == "sessions-2027-03-01.xlsx"
    assert dict(zip(header, row, strict=True))["capacity"] == 32


def test_numbers_are_asked_for_only_with_a_reason(visits, served):
    page = go_to(enter(visits, served, viewport=DESK), "exports")
    calls = page.locator("#calls")
    calls.get_by_text("For a program, or with numbers").click()
    why = calls.get_by_label("Why do you need them?")
    with_numbers = calls.get_by_role("button", name="Ask for it as CSV")
    with_numbers.click()
    assert why.evaluate("one => one.validity.valueMissing")

    why.select_option("call")
    with_numbers.click()

    page.wait_for_url("**#by-two")
    [asked] = [one.body for one in served.stage.runner.received if isinstance(one.body, ListAsked)]
    assert (asked.approval.kind, asked.approval.form, asked.approval.reason) == ("calls", "csv", "call")
    assert fits(page)
