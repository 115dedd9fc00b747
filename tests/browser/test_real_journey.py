"""The whole journey with the real bot behind the page: `outreach-bot run` as anyone would start it."""

import os
import re
import subprocess
import sys
import threading
from collections import defaultdict
from queue import Queue

import pytest

from tests.browser.conftest import Visits, watched
from tests.helpers.patience import PATIENCE
from tests.helpers.second_lock import Phone

pytestmark = pytest.mark.browser

START_SECONDS = PATIENCE
TO_A_SEAT = (
    "Start",
    "OK, carry on",
    "I have had care myself",
    "Yes, I agree you can keep my health answers",
    "Yes",
    "Harbor Hospital",
    "Done",
    "Yes, now or in the past",
    "Yes, in a group",
)
MEETING = re.compile(r"^\w{3} \d{1,2} \w{3}, \d{1,2}:\d\d [AP]M$")


class Running:
    """A bot that runs: where to chat, and the office's one-time link."""

    def __init__(self, folder):
        given = {name: value for name, value in os.environ.items() if not name.startswith("OUTREACH_")}
        self.environment = given | {
            "OUTREACH_DATA": str(folder / "data"),
            "OUTREACH_KEY_FILE": str(folder / "outreach.key"),
            "OUTREACH_PORT": "0",
            "NO_COLOR": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "outreach_bot", "run"],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.phones: defaultdict[str, Phone] = defaultdict(Phone)
        """Of members of the team, by name: they hold the keys of second locks."""
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.chat = self._said("Chat: ").rstrip("/")
        self.office = self._said("Office: ")

    def command(self, *arguments):
        """Run a command beside the bot; returns what it prints."""
        line = [sys.executable, "-m", "outreach_bot", *arguments]
        return subprocess.run(line, env=self.environment, check=True, capture_output=True, text=True).stdout

    def stop(self):
        self.process.terminate()
        assert self.process.wait(START_SECONDS) == 0
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _read(self):
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.strip())

    def _said(self, start):
        while True:
            line = self._lines.get(timeout=START_SECONDS)
            if line.startswith(start):
                return line.removeprefix(start)


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    running = Running(tmp_path_factory.mktemp("bot"))
    yield running
    running.stop()


@pytest.fixture
def visits(chromium, bot):
    yield from watched(Visits(chromium, bot.chat))


def key(page, name):
    return page.locator(".keys").get_by_role("button", name=name, exact=True)


def first_meeting(page):
    key(page, "I need help now").wait_for()
    return page.locator(".keys").get_by_role("button", name=MEETING).first


def test_from_a_flyers_code_to_a_booked_seat_with_a_reload_and_a_lost_connection(visits, bot):
    page = visits.open("/i/c_K7MQ2XZB-fl")
    for n, step in enumerate(TO_A_SEAT):
        key(page, step).wait_for()
        if n == 3:
            page.reload()
        if n == 7:
            page.context.set_offline(True)
            page.get_by_text("No connection.").wait_for()
            key(page, step).tap()
            page.context.set_offline(False)
        else:
            key(page, step).tap()
    first_meeting(page).tap()
    key(page, "Book this").tap()

    page.get_by_text("You are booked").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Save ")).click()
    assert b"BEGIN:VEVENT" in download.value.path().read_bytes()

    office = visits.open(bot.office.removeprefix(bot.chat))
    office.get_by_role("button", name="Sign in").click()
    office.get_by_text("Menu", exact=True).click()
    office.get_by_role("link", name="Sign-ups").click()
    office.get_by_role("cell", name="Booked").wait_for()


def test_the_same_journey_by_keyboard_alone(visits):
    page = visits.open("/i/c_K7MQ2XZB", has_touch=False)
    for step in TO_A_SEAT:
        press(page, key(page, step))
    press(page, first_meeting(page))
    press(page, key(page, "Book this"))

    page.get_by_text("You are booked").wait_for()


@pytest.mark.parametrize(
    "viewport", [{"width": 360, "height": 640}, {"width": 390, "height": 844}], ids=["small", "phone"]
)
def test_help_stays_in_view_and_the_page_itself_never_scrolls(visits, viewport):
    page = visits.open(viewport=viewport)
    for step in ("Start", "OK, carry on", "I have had care myself"):
        key(page, step).tap()
    page.get_by_role("textbox").first.fill("i want to kill myself")
    page.get_by_role("button", name="Send", exact=True).tap()
    page.locator(".line.bot.help a[href^='tel:']").first.wait_for()
    page.locator(".line.bot.help + .line.bot").wait_for()
    page.wait_for_timeout(600)

    assert page.evaluate(FIRST_OF_HELP)
    assert page.evaluate(BOX_OF_PAGE) == [0, viewport["height"]]
    page.mouse.move(180, viewport["height"] - 20)
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(300)
    assert page.evaluate(BOX_OF_PAGE) == [0, viewport["height"]]


BOX_OF_PAGE = "() => [Math.round(scrollY), document.documentElement.scrollHeight]"
FIRST_OF_HELP = """() => {
  const help = [...document.querySelectorAll(".line.bot.help")].at(-1);
  const view = document.getElementById("scroller").getBoundingClientRect();
  const first = help.firstElementChild.getBoundingClientRect();
  return first.top >= view.top - 1 && first.top < view.bottom - 40;
}"""
"""Whether the first line of help is in view, below the top of the page."""


def press(page, target):
    """Press Tab until `target` has the focus, then Enter."""
    target.wait_for()
    for _ in range(40):
        if target.evaluate("each => each === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached with Tab")


def test_help_comes_at_once_and_each_time(visits):
    page = visits.open()
    key(page, "Start").wait_for()
    for count in (1, 2):
        page.get_by_label("Write a message").fill("i want to die")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Call 988").nth(count - 1).wait_for()

    assert page.get_by_role("link", name="Call 988").count() == 2


def test_help_comes_with_the_answer_where_no_stream_gets_through(visits):
    page = visits.open()
    key(page, "Start").wait_for()
    page.route("**/chat/events", lambda route: route.fulfill(content_type="text/event-stream", body=""))
    page.reload()
    page.get_by_label("Write a message").fill("i want to die")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Call 988").wait_for()

    assert page.get_by_role("link", name="Call 988").count() == 1


def test_help_waits_behind_no_line_that_is_slow(visits):
    page = visits.open()
    key(page, "Start").wait_for()
    held = []

    def hold(route):
        held.append(route)  # what is posted from now on is not answered

    page.route("**/chat", hold)
    key(page, "Start").tap()
    page.get_by_label("Write a message").fill("i want to die")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Call 988").wait_for()
    assert len(held) == 1

    page.unroute("**/chat")  # what was held goes on
    page.get_by_text("Would you like a person").wait_for()


def test_axe_finds_nothing_on_the_way(visits, faults):
    page = visits.open()
    found = {}
    for step in TO_A_SEAT:
        key(page, step).wait_for()
        found[step] = faults(page)
        key(page, step).tap()
    first_meeting(page).tap()
    key(page, "Book this").tap()
    page.get_by_text("You are booked").wait_for()
    found["booked"] = faults(page)

    assert {screen: each for screen, each in found.items() if each} == {}
