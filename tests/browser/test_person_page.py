"""A person's page and a sign-up at a desk in a real browser, over the real runner: by touch, by keyboard, without scripts."""

import asyncio
import datetime as dt
import re
import threading

import pytest
import uvicorn

from outreach_bot.dialogue.desk_inputs import Replied, SeatGiven
from outreach_bot.dialogue.inputs import Input, To
from outreach_bot.dialogue.session_inputs import PollOpened
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.store.base import Commit, Put
from tests.helpers.desk import Desk
from tests.helpers.patience import PATIENCE
from tests.helpers.people import NOW
from tests.helpers.second_lock import passes

pytestmark = pytest.mark.browser

WIDE = {"width": 1440, "height": 900}
SCREENS = [pytest.param({"width": 390, "height": 844}, id="phone"), pytest.param(WIDE, id="desk")]


class Served:
    """A desk on a port of 127.0.0.1, in a thread of its own."""

    def __init__(self, role):
        self.role = role
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        self.ready.wait(PATIENCE)

    def _run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._serve())

    async def _serve(self):
        self.desk = await Desk.open(role=self.role)
        await self.desk.fits("1001", needs=("quiet", "travel"))
        call = {"person": "p-1001", "asked_at": "2027-03-01T14:00:00Z", "reason": "asked", "way": "here"}
        await self.desk.bot.store.commit(
            Commit(at=self.desk.bot.now, writes=[Put(table="call", id="p-1001", body=call)])
        )
        config = uvicorn.Config(self.desk.app, host="127.0.0.1", port=0, log_level="error", lifespan="off")
        self.server = uvicorn.Server(config)
        serving = asyncio.create_task(self.server.serve())
        while not self.server.started:
            await asyncio.sleep(0.01)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]
        self.ready.set()
        await serving

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def do(self, deed):
        return asyncio.run_coroutine_threadsafe(deed(), self.loop).result(PATIENCE)

    def stop(self):
        self.server.should_exit = True
        self.thread.join(PATIENCE)
        self.loop.close()


@pytest.fixture
def office(request):
    served = Served(getattr(request, "param", OfficeRole.COORDINATOR))
    yield served
    served.stop()


@pytest.fixture
def enter(office, chromium):
    contexts = []

    def open_page(path, **options):
        context = chromium.new_context(**options)
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.goto(office.url + office.do(office.desk.link))
        page.get_by_role("button", name="Sign in").click()
        passes(page, office.desk.phone, office.desk.bot.now)
        page.goto(office.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("viewport", SCREENS)
@pytest.mark.parametrize(
    "path",
    [
        "/office/people/p-1001",
        "/office/people/new",
        "/office/people/new?role=lived&session=s1",
        "/office/people/x",
    ],
    ids=["person", "which role", "sign-up", "nobody"],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(office, enter, faults, path, viewport):
    office.do(lambda: office.desk.does(Replied(text="Hello")))
    office.do(lambda: office.desk.says("yes please"))
    office.do(lambda: office.desk.does(SeatGiven(session="s1")))
    page = enter(path, viewport=viewport)

    assert faults(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("viewport", SCREENS)
def test_somebody_who_waits_is_answered_and_their_answer_is_read(office, enter, viewport):
    page = enter("/office/people/p-1001#talk", viewport=viewport, java_script_enabled=False)
    page.get_by_label("Write to them").fill("Shall I send you a ticket?")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Your words are on their way").wait_for()
    office.do(lambda: office.desk.says("yes please"))
    page.reload()

    page.locator(".talk .theirs").get_by_text("yes please").wait_for()
    page.get_by_text("Waits for an answer since").wait_for()
    assert "Shall I send you a ticket?" in office.desk.bot.texts()[0]


@pytest.mark.parametrize("office", [OfficeRole.SAFETY_LEAD], indirect=True)
@pytest.mark.parametrize("viewport", SCREENS)
def test_a_safety_lead_opens_words_of_danger_without_scripts(office, enter, viewport):
    office.do(lambda: office.desk.says("I want to end it all"))
    page = enter("/office/people/p-1001#talk", viewport=viewport, java_script_enabled=False)
    page.get_by_text("Words that may be about danger").wait_for()
    page.locator("summary").get_by_text("Read the words about danger").click()
    page.locator(".open-danger").get_by_label("Why?").select_option("safety")
    page.get_by_role("button", name="Show the words").click()

    page.locator(".talk .theirs").get_by_text("I want to end it all").wait_for()


@pytest.mark.parametrize("office", [OfficeRole.SAFETY_LEAD], indirect=True)
@pytest.mark.parametrize("viewport", SCREENS)
def test_axe_finds_nothing_where_words_of_danger_are(office, enter, faults, viewport):
    office.do(lambda: office.desk.says("I want to end it all"))
    page = enter("/office/people/p-1001#talk", viewport=viewport)
    page.locator("summary").get_by_text("Read the words about danger").click()

    assert faults(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_seat_is_booked_moved_and_given_back_by_touch(enter):
    page = enter("/office/people/p-1001#seats", viewport={"width": 390, "height": 844}, has_touch=True)
    page.locator("#session").select_option(index=1)
    page.get_by_role("button", name="Book the seat").tap()
    page.get_by_text("The seat is booked").wait_for()
    page.locator("summary").get_by_text("Move").tap()
    page.locator('select[name="to"]').select_option(index=1)
    page.get_by_role("button", name="Move them").tap()
    page.get_by_text("They have the other seat now").wait_for()
    page.locator("summary").get_by_text("Give back").tap()
    page.get_by_role("button", name="Give this seat back").tap()

    page.get_by_text("The seat is given back").wait_for()


def test_a_note_is_written_by_keyboard_alone(enter):
    page = enter("/office/people/p-1001#notes", viewport=WIDE)
    page.get_by_label("New note").focus()
    page.keyboard.type("Brings a friend")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.locator(".notes").get_by_text("Brings a friend").wait_for()


def test_somebody_at_the_desk_is_signed_up_on_a_phone(enter):
    page = enter("/office/people/new?session=s1", viewport={"width": 390, "height": 844}, has_touch=True)
    page.get_by_role("link", name="Lived experience").tap()
    for name, value in {
        "consent_screening_v1": "yes",
        "l_age": "yes",
        "l_hospital": "h1",
        "l_experience": "yes",
        "l_ready": "group",
        "consent_contact_v1": "yes",
    }.items():
        page.locator(f'label:has(input[name="{name}"][value="{value}"])').tap()
    page.get_by_label("First name").fill("Bea")
    page.get_by_label("Phone number").fill("603 555 0199")
    page.get_by_role("button", name="Sign them up").tap()

    page.get_by_text("They are signed up, and marked as here").wait_for()
    page.get_by_role("heading", name="Their way into the chat").wait_for()
    assert "Bea" not in page.content()


def test_erasing_takes_two_presses_and_ends_at_a_kind_page(enter):
    page = enter("/office/people/p-1001", viewport=WIDE)
    page.get_by_role("link", name="Erase this person").click()
    page.get_by_role("button", name="Yes, erase them").click()

    page.get_by_role("heading", name="They are erased").wait_for()


@pytest.mark.parametrize("viewport", SCREENS)
def test_something_new_shows_a_quiet_line_and_what_is_half_typed_stays(office, enter, faults, viewport):
    page = enter("/office/people/p-1001#talk", viewport=viewport)
    box = page.get_by_label("Write to them")
    box.fill("Shall I send you a")
    office.do(lambda: office.desk.says("I am here now"))

    line = page.get_by_role("status").get_by_text("There is something new here.")
    line.wait_for()
    box.press_sequentially(" ticket?")

    assert box.input_value() == "Shall I send you a ticket?"
    assert page.evaluate("() => document.activeElement.id") == "reply"
    assert page.get_by_text("I am here now").count() == 0
    assert faults(page) == []

    page.get_by_role("link", name="Show it").click()

    page.locator(".talk .theirs").get_by_text("I am here now").wait_for()
    assert page.get_by_text("There is something new here.").count() == 0


def test_who_is_signed_out_elsewhere_keeps_what_is_half_typed(office, enter):
    page = enter("/office/people/p-1001", viewport=WIDE)
    page.clock.install()
    page.reload()
    box = page.get_by_label("Write to them")
    box.fill("Shall I send you a ticket?")
    other = enter("/office/people/p-1001", viewport=WIDE)
    with page.expect_response(lambda answer: "/events" in answer.url and answer.status == 401):
        other.get_by_role("button", name="Sign out everywhere").click()
    page.clock.fast_forward(60_000)

    assert box.input_value() == "Shall I send you a ticket?"


@pytest.mark.parametrize("viewport", SCREENS)
@pytest.mark.parametrize(
    "path", ["/office/people/p-1001/consent?which=consent_contact_v1", "/office/today", "/office/sessions/s1"]
)
def test_the_pages_of_what_they_tell_us_fit_every_screen(office, enter, faults, path, viewport):
    office.do(lambda: office.desk.does(SeatGiven(session="s1")))
    office.do(lambda: lost_and_asked(office.desk))
    page = enter(path, viewport=viewport)
    for fold in page.locator("main details").all():
        fold.evaluate("fold => { fold.open = true }")

    assert faults(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


async def lost_and_asked(desk):
    """A note about the meeting is lost, and everybody booked is asked for another time."""
    line = {
        "key": "k1",
        "person": "p-1001",
        "kind": "remind_day",
        "state": "failed",
        "about": "s1",
        "at": desk.bot.now,
    }
    await desk.bot.store.commit(Commit(at=desk.bot.now, writes=[Put(table="settled", id="k1", body=line)]))
    days = (NOW + dt.timedelta(days=number) for number in (9, 10, 11))
    opened = PollOpened(times=tuple(days))
    await desk.bot.runner.receive(Input(key="desk:poll", to=To.SESSION, id="s1", body=opened))
    await desk.bot.runner.idle()


def test_a_yes_on_the_phone_is_kept_by_touch_without_scripts(office, enter):
    page = enter(
        "/office/people/p-1001#who",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        java_script_enabled=False,
    )
    page.get_by_text("They say something else now").tap()
    page.get_by_role("link", name=re.compile("Read it to them.*other ways to help")).tap()
    page.get_by_text("May we tell you about other ways to help").wait_for()
    page.get_by_label("These very words were read to them").tap()
    page.get_by_label("They say yes").tap()
    page.get_by_label("On the phone").tap()
    page.get_by_role("button", name="Keep their answer").tap()

    page.get_by_text("Their yes is kept").wait_for()


def test_a_lost_note_is_ticked_off_on_today_by_keyboard(office, enter):
    office.do(lambda: office.desk.does(SeatGiven(session="s1")))
    office.do(lambda: lost_and_asked(office.desk))
    page = enter("/office/today", viewport=WIDE)
    page.locator("summary").get_by_text("Tick it off").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**/office/today")
    page.get_by_text("Tick it off").wait_for(state="detached")
    assert "message_ticked" in [row["action"] for row in office.do(office.desk.bot.store.audit)]
