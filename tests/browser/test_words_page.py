"""Words and the picture of the conversation in a real browser: by touch and by keyboard, on phone and desk."""

import pytest

from tests.browser.test_office_everywhere import DESK, MAKING_THE_BOOK, enter

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def look(visits, served, path="", **options):
    page = enter(visits, served, **options)
    page.set_default_timeout(MAKING_THE_BOOK)
    page.goto(f"{served.url}/office/words{path}")
    return page


def fits(page):
    return page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    "path", ["?part=welcome", "?part=notes", "?part=flyer", "/picture?part=place", "/picture?part=all"]
)
def test_axe_finds_nothing_and_the_page_fits(visits, served, faults, viewport, path):
    page = look(visits, served, path, viewport=viewport)
    for summary in page.locator("main summary").all():
        summary.click()

    assert (faults(page), fits(page)) == ([], True)


@pytest.mark.parametrize("path", ["?part=sharing", "?part=letters", "/picture?part=rights"])
def test_the_page_fits_the_smallest_phone(visits, served, path):
    assert fits(look(visits, served, path, viewport={"width": 320, "height": 640}))


def test_a_word_is_found_by_keyboard_alone(visits, served):
    page = look(visits, served, viewport=DESK)
    page.get_by_label("Find words").focus()

    page.keyboard.type("number may we call")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=number*")

    assert page.locator(".screen h3").all_inner_texts() == ["talk_number"]
    assert page.get_by_text("talking.ftl:").is_visible()


def test_a_phone_goes_from_a_card_to_its_box_in_the_picture(visits, served):
    page = look(visits, served, "?part=talk", viewport=PHONE)

    page.locator("#talk_number").get_by_role("link", name="Find it in the picture").tap()
    page.wait_for_url("**/picture?part=talk*")

    assert page.locator("#at-talk_number-talk_number").is_visible()


def test_a_tap_in_the_picture_leads_on_to_where_it_leads(visits, served):
    page = look(visits, served, "/picture?part=lived", viewport=DESK)

    page.locator("#at-question-l_age a", has_text="Thank you. These meetings are for").click()
    page.wait_for_url("**part=outcome*#at-said-outcome_under_18")

    assert page.locator("#at-said-outcome_under_18").is_visible()


def test_the_picture_prints_each_part_on_a_sheet(visits, served):
    page = look(visits, served, "/picture?part=all", viewport=DESK)
    page.emulate_media(media="print")

    assert page.locator(".top").is_hidden()
    assert page.locator(".printed img").count() == page.locator(".printed").count() > 1


def test_without_scripts_all_of_it_works(visits, served):
    page = look(visits, served, viewport=DESK, java_script_enabled=False)

    page.get_by_role("link", name="With findings").click()

    assert page.locator(".screen h3").all_inner_texts() == ["consent_screening_v1"]
