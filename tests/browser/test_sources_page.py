"""Where people come from, in a real browser: fits a phone, reads without colour, and keyboards reach everything."""

import pytest

from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind
from tests.browser.test_office_everywhere import DESK, enter
from tests.helpers.web_stage import NOW

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def some_sources(served):
    for identifier, kind, name, network in (
        ("K7MQ2XZB", CodeKind.PLACE, "Riverside library", ""),
        ("H5NQ3RTW", CodeKind.CHAMPION, "Kim", "peer_networks"),
        ("BCDFGHJ2", CodeKind.NETWORK, "Family support evenings", "family_support"),
    ):
        code = Code(id=identifier, kind=kind, name=name, made_at=NOW, network=network)
        served.do(lambda code=code: served.stage.put("code", code.id, code))
    served.stage.store.counted = {
        **{f"{stage}:K7MQ2XZB:fl": n for stage, n in (("opened", 48), ("started", 31), ("booked", 19))},
        **{f"{stage}:H5NQ3RTW:pf": n for stage, n in (("opened", 17), ("started", 7), ("booked", 2))},
    }


def look(visits, served, **options):
    page = enter(visits, served, **options)
    page.goto(f"{visits.url}/office/sources")
    page.get_by_role("heading", name="Where people come from").wait_for()
    return page


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_on_the_page(visits, served, faults, viewport):
    empty = faults(look(visits, served, viewport=viewport))
    some_sources(served)
    page = look(visits, served, viewport=viewport)
    page.get_by_text("How we count").click()

    assert (empty, faults(page)) == ([], [])


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_fits_every_screen(visits, served, width):
    some_sources(served)

    page = look(visits, served, viewport={"width": width, "height": 844})

    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_code_is_chosen_by_keyboard_and_the_numbers_stay_readable(visits, served):
    some_sources(served)
    page = look(visits, served, viewport=DESK)
    choice = page.get_by_role("link", name="Peer networks")

    choice.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**network=peer_networks**")

    assert page.get_by_role("row", name="Kim H5NQ3RTW champion").get_by_role("cell").all_inner_texts()[:4] == [
        "10+", "5–9", "<5", "<5",
    ]  # fmt: skip
    assert page.get_by_text("Riverside library").count() == 0


def test_the_numbers_change_by_themselves_and_the_choice_holds(visits, served):
    some_sources(served)
    page = look(visits, served, viewport=DESK)
    page.get_by_role("link", name="Peer networks").click()
    page.get_by_text("Live", exact=True).wait_for()
    assert "Kim" in page.locator("#live").inner_text()

    named = Code(
        id="H5NQ3RTW", kind=CodeKind.CHAMPION, name="Kim at the river", made_at=NOW, network="peer_networks"
    )
    served.do(lambda: served.stage.put("code", "H5NQ3RTW", named))

    page.get_by_text("Kim at the river").wait_for()
    assert "Riverside library" not in page.locator("#live").inner_text()
