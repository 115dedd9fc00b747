"""The chat page in a real browser, on a phone's screen, with a scripted conversation behind it."""

import re

import pytest

from outreach_bot.dialogue.inputs import Address, Channel, Opened, Tapped
from outreach_bot.inbound.web_guard import token_hash
from outreach_bot.outbound.base import Message, Owed

pytestmark = pytest.mark.browser

LARGE_ENOUGH = 48
"""Pixels. Source: WCAG 2.2 SC 2.5.5 asks for 44."""
STEPS = ("Start", "OK, carry on", "Harbor Hospital", "Done", "Mon 8 Mar, 2:00 PM")


def button(page, name):
    return page.get_by_role("button", name=name)


def bubbles(page):
    return page.locator(".line.bot .bubble").all_inner_texts()


def address_of(page):
    """Where messages to this page go."""
    token = next(each["value"] for each in page.context.cookies() if each["name"] == "chat")
    return Address(channel=Channel.WEB, chat=token_hash(token))


def focused(page):
    return page.evaluate("() => document.activeElement.innerText || document.activeElement.id")


def tab_to(page, name):
    """Press Tab until what is focused is named `name`."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if focused(page).strip().startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached with Tab")


def test_from_a_link_to_a_booked_seat_by_taps(visits, served):
    page = visits.open("/i/c_K7MQ2XZB-fl")

    for step in STEPS:
        button(page, step).tap()

    page.get_by_text("You are booked.").wait_for()
    assert type(served.stage.runner.received[0].body).__name__ == "Opened"
    assert served.stage.runner.received[0].body.payload == "c_K7MQ2XZB-fl"
    assert page.get_by_role("link", name="Save meeting.ics").get_attribute("download") == "meeting.ics"


def test_a_page_that_was_only_opened_is_kept_with_the_first_tap_and_not_before(visits, served):
    page = visits.open("/i/c_K7MQ2XZB-fl")
    button(page, "Start").wait_for()
    page.reload()
    button(page, "Start").wait_for()
    before = list(served.stage.runner.received)

    button(page, "Start").tap()
    button(page, "OK, carry on").wait_for()

    bodies = [received.body for received in served.stage.runner.received]
    assert before == []
    assert bodies[0] == Opened(payload="c_K7MQ2XZB-fl")
    assert [type(body) for body in bodies[1:]] == [Tapped]
    assert page.get_by_text("I am a chat bot, not a person").count() == 1


def test_the_calendar_file_can_be_taken_home(visits):
    page = visits.open()
    for step in STEPS:
        button(page, step).tap()

    with page.expect_download() as download:
        page.get_by_role("link", name="Save meeting.ics").click()

    assert download.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_from_a_link_to_a_booked_seat_by_keyboard_alone(visits):
    page = visits.open("/i/c_K7MQ2XZB", has_touch=False)
    button(page, "Start").wait_for()

    for step in STEPS:
        button(page, step).wait_for()
        tab_to(page, step)
        page.keyboard.press("Enter")

    page.get_by_text("You are booked.").wait_for()


def test_after_a_tap_the_keyboard_is_at_the_new_message(visits):
    page = visits.open(has_touch=False)
    button(page, "Start").focus()
    page.keyboard.press("Enter")
    button(page, "OK, carry on").wait_for()

    assert "Before we start" in focused(page)


def test_the_first_tab_leads_past_the_top_and_shows_where_it_is(visits):
    page = visits.open(has_touch=False)
    button(page, "Start").wait_for()

    page.keyboard.press("Tab")

    assert focused(page) == "Skip to the message box"
    assert page.evaluate("() => document.activeElement.getBoundingClientRect().top") >= 0
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_tick_changes_its_button_in_place_and_keeps_the_focus(visits):
    page = visits.open(has_touch=False)
    button(page, "Start").click()
    button(page, "OK, carry on").click()
    button(page, "Harbor Hospital").focus()
    before = len(bubbles(page))

    page.keyboard.press("Enter")
    button(page, "Done").wait_for()

    assert len(bubbles(page)) == before
    assert focused(page).startswith("Harbor Hospital")
    assert page.get_by_role("button", name="Harbor Hospital ticked").count() == 1


def test_two_quick_taps_answer_one_question(visits, served):
    page = visits.open()
    button(page, "Start").wait_for()
    page.wait_for_timeout(500)
    box = button(page, "Start").bounding_box()
    spot = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    page.touchscreen.tap(*spot)
    page.touchscreen.tap(*spot)
    button(page, "OK, carry on").wait_for()
    page.touchscreen.tap(*spot)

    taps = [each.body.data for each in served.stage.runner.received if hasattr(each.body, "data")]
    assert taps == ["start"]


def test_what_was_chosen_stays_as_the_persons_own_line(visits):
    page = visits.open()
    button(page, "Start").tap()
    button(page, "OK, carry on").wait_for()

    assert page.locator(".line.mine").inner_text().strip().endswith("Start")
    assert button(page, "Tell me more").count() == 0


def test_a_reload_in_the_middle_shows_where_the_person_is(visits, served):
    page = visits.open("/i/c_K7MQ2XZB")
    button(page, "Start").tap()
    button(page, "OK, carry on").tap()
    button(page, "Harbor Hospital").wait_for()

    assert page.url == visits.url + "/"
    page.reload()
    button(page, "Harbor Hospital").wait_for()

    assert len(bubbles(page)) == 1
    assert type(served.stage.runner.received[-1].body).__name__ == "Returned"


def test_offline_and_back_nothing_is_lost_and_nothing_said_twice(visits, served):
    page = visits.open()
    button(page, "Start").wait_for()

    page.context.set_offline(True)
    page.get_by_text("No connection.").wait_for()
    for text in ("Are you there?", "Hello?"):
        page.get_by_label("Write a message").fill(text)
        page.keyboard.press("Enter")
    page.get_by_text("Waiting to send").nth(1).wait_for()
    page.context.set_offline(False)
    page.get_by_text("Sorry, I did not get that.").nth(1).wait_for()

    said = [received.body.text for received in served.stage.runner.received if hasattr(received.body, "text")]
    assert said == ["Are you there?", "Hello?"]
    assert page.get_by_text("Waiting to send").count() == 0
    page.get_by_text("No connection.").wait_for(state="hidden")


def test_an_acknowledgement_that_got_lost_holds_nothing_up(visits):
    page = visits.open()
    button(page, "Start").wait_for()
    lost: list[str] = []

    def lose_one(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort("failed")

    page.route("**/chat/ack", lose_one)
    for step in STEPS:
        button(page, step).tap()

    page.get_by_role("link", name="Save meeting.ics").wait_for()
    assert len(lost) == 1
    visits.complaints.clear()  # Chromium notes the lost request


def test_the_word_about_the_connection_goes_away(visits):
    page = visits.open()
    button(page, "Start").wait_for()
    page.context.set_offline(True)
    page.get_by_text("No connection.").wait_for()

    page.context.set_offline(False)
    button(page, "Start").tap()

    page.get_by_text("You are connected again.").wait_for()
    page.get_by_text("You are connected again.").wait_for(state="hidden")


def test_a_line_the_store_could_not_keep_is_sent_again(visits, served):
    page = visits.open()
    button(page, "Start").wait_for()
    served.do(lambda: setattr(served.stage.runner, "fails", True))
    button(page, "Start").tap()
    page.get_by_text("No connection.").wait_for()

    served.do(lambda: setattr(served.stage.runner, "fails", False))

    button(page, "OK, carry on").wait_for()
    assert [type(received.body).__name__ for received in served.stage.runner.received] == ["Opened", "Tapped"]
    visits.complaints.clear()  # Chromium notes each 503 in the console


def test_help_is_shown_while_nothing_can_be_kept_and_no_stream_gets_through(visits, served):
    page = visits.open()
    button(page, "Start").wait_for()
    page.route("**/chat/events", lambda route: route.fulfill(content_type="text/event-stream", body=""))
    page.reload()
    served.do(lambda: setattr(served.stage.runner, "fails", True))

    page.get_by_label("Write a message").fill("i want to die")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Call 988").first.wait_for()
    page.wait_for_timeout(3000)  # it is tried again meanwhile
    with page.expect_response(lambda answer: answer.url.endswith("/chat") and answer.ok):
        served.do(lambda: setattr(served.stage.runner, "fails", False))

    assert page.locator(".line.bot.help").count() == 1
    visits.complaints.clear()  # Chromium notes each 503 in the console


@pytest.mark.parametrize("how", ["words", "button"])
def test_help_waits_behind_no_line_that_cannot_be_kept(visits, served, how):
    page = visits.open()
    button(page, "Start").wait_for()
    served.do(lambda: setattr(served.stage.runner, "fails", True))
    button(page, "Start").click()
    page.get_by_label("Write a message").fill("hello?" if how == "button" else "i want to die")
    page.keyboard.press("Enter")
    if how == "button":
        button(page, "I need help now").first.click()

    page.get_by_role("link", name="Call 988").first.wait_for()
    page.locator(".line.mine.waiting").first.wait_for()  # nothing is said to have gone
    visits.complaints.clear()  # Chromium notes each 503 in the console


def test_a_message_that_comes_twice_is_shown_once(visits, served):
    page = visits.open()
    button(page, "Start").wait_for()
    address = address_of(page)
    note = Owed(
        key="timer/1#0", person="p1", address=address, message=Message(text="A note for you."), due=0.0
    )
    last = Owed(key="timer/2#0", person="p1", address=address, message=Message(text="The last one."), due=0.0)

    served.do(lambda: served.stage.dispatcher.offer([note, note, last]))
    page.get_by_text("The last one.").wait_for()

    assert page.get_by_text("A note for you.").count() == 1


def test_numbers_in_a_crisis_text_can_be_called_with_one_tap(visits):
    page = visits.open()
    page.get_by_label("Write a message").fill("i want to die")
    page.keyboard.press("Enter")

    page.get_by_role("link", name="Call 988").wait_for()
    links = {
        name: page.get_by_role("link", name=name).get_attribute("href")
        for name in ("Call 988", "Text 988", "Call 911")
    }

    assert links == {"Call 988": "tel:988", "Text 988": "sms:988", "Call 911": "tel:911"}


def test_a_number_is_typed_into_a_field_made_for_it(visits, served):
    page = visits.open()
    button(page, "I need help now").tap()
    button(page, "Yes, call me").tap()
    field = page.get_by_label("Share my number")
    field.fill("603 555 0111")

    assert field.get_attribute("type") == "tel"
    button(page, "Send my number").tap()
    page.get_by_text("Maya will call you").wait_for()
    assert served.stage.runner.received[-1].body.number == "603 555 0111"


def test_texts_are_never_markup(visits, served):
    page = visits.open()
    button(page, "Start").wait_for()
    address = address_of(page)
    text = "&lt;img src=x onerror=alert(1)&gt; <b>&lt;b&gt;</b>"

    served.do(
        lambda: served.stage.dispatcher.offer(
            [Owed(key="timer/1#0", person="p1", address=address, message=Message(text=text), due=0.0)]
        )
    )
    page.get_by_text("<img src=x onerror=alert(1)>").wait_for()

    assert page.locator(".bubble img").count() == 0
    assert page.locator(".bubble strong").all_inner_texts() == ["<b>"]


def test_leaving_fast_clears_the_screen_and_back_does_not_return(visits):
    page = visits.open()
    button(page, "Start").wait_for()

    button(page, "Leave this page fast").tap()
    page.wait_for_url("**/away")

    assert page.locator("body").inner_text().strip() == ""
    page.go_back()
    assert page.url == "about:blank"


def test_my_own_phone_keeps_the_chat_when_i_say_so(visits):
    page = visits.open()
    button(page, "Start").wait_for()
    page.get_by_text("Is this your own phone?").tap()
    page.get_by_text("This chat ends when you close the browser.").wait_for()

    with page.expect_response("**/chat/phone"):
        page.get_by_role("switch", name="This is my phone").tap()
    page.get_by_text("This chat stays on this phone").wait_for()

    cookies = {cookie["name"]: cookie["expires"] for cookie in page.context.cookies()}
    assert cookies["chat"] > 0


def test_on_a_shared_phone_the_cookie_ends_with_the_browser(visits):
    page = visits.open()
    button(page, "Start").wait_for()

    cookies = page.context.cookies()
    assert {each["name"] for each in cookies} == {"chat", "came"}
    assert all(each["expires"] == -1 and each["httpOnly"] for each in cookies)


def test_without_script_the_page_says_whom_to_call(visits):
    page = visits.open(java_script_enabled=False)

    assert page.get_by_role("link", name="Call 603-555-0142").is_visible()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_everything_fits_and_is_large_enough_to_tap(visits, width):
    page = visits.open(viewport={"width": width, "height": 844})
    for step in ("Start", "OK, carry on", "Harbor Hospital"):
        button(page, step).tap()
    button(page, "Done").wait_for()
    page.wait_for_timeout(300)

    boxes = {
        each.inner_text() or each.get_attribute("aria-label"): each.bounding_box()
        for each in page.locator("button:visible").all()
    }
    small = {name: box for name, box in boxes.items() if min(box["height"], box["width"]) < LARGE_ENOUGH}
    assert small == {}
    assert len(boxes) >= 9
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("() => scroller.scrollWidth <= scroller.clientWidth")


def test_axe_finds_nothing_on_any_screen(visits, faults):
    page = visits.open()
    found = {}
    for step in STEPS[:-1]:
        button(page, step).wait_for()
        found[step] = faults(page)
        button(page, step).tap()
    button(page, "I need help now").tap()
    page.get_by_role("link", name="Call 911").wait_for()
    found["help"] = faults(page)
    button(page, "Yes, call me").tap()
    page.get_by_label("Share my number").wait_for()
    page.get_by_text("Is this your own phone?").tap()
    page.context.set_offline(True)
    page.get_by_text("No connection.").wait_for()
    found["number, offline"] = faults(page)

    assert {screen: faults for screen, faults in found.items() if faults} == {}


def test_a_screen_reader_is_told_what_is_new(visits):
    page = visits.open()
    button(page, "Start").wait_for()

    log = page.get_by_role("log")
    assert log.get_attribute("aria-live") == "polite"
    assert re.match(r"The bot:\s+Hello", log.inner_text())
