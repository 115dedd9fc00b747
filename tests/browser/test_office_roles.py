"""Each role's own work, with a real bot: by keyboard alone on a desk, and by touch on a phone."""

import re

import pytest

from tests.browser.conftest import PHONE, Visits, watched
from tests.browser.test_real_journey import Running, press
from tests.helpers.second_lock import passes
from tests.helpers.word_spreads import tap

pytestmark = pytest.mark.browser

DESK = {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    running = Running(tmp_path_factory.mktemp("bot"))
    yield running
    running.stop()


@pytest.fixture
def visits(chromium, bot):
    yield from watched(Visits(chromium, bot.chat))


def enters(visits, bot, role, **options):
    """A member of the team signs in; their page is where they come in."""
    link = bot.command("office", "--as", f"A {role}", "--role", role).strip()
    page = visits.open(link.removeprefix(visits.url), **options)
    page.get_by_role("button", name="Sign in").click()
    passes(page, bot.phones[role])
    return page


def by_keyboard(page, name):
    press(page, page.get_by_role("button", name=name).first)


def test_an_owner_takes_somebody_in_by_keyboard(visits, bot):
    page = enters(visits, bot, "owner", viewport=DESK, has_touch=False)
    page.goto(f"{visits.url}/office/team")
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("Noor Aziz")
    by_keyboard(page, "Add to the team")
    page.get_by_text("They are in the team.").wait_for()

    by_keyboard(page, re.compile("Make a sign-in link.*Noor Aziz"))

    page.get_by_role("heading", name="A link for Noor Aziz").wait_for()


def test_an_auditor_checks_the_log_by_keyboard_and_narrows_it_by_touch(visits, bot):
    page = enters(visits, bot, "auditor", viewport=DESK, has_touch=False)
    page.goto(f"{visits.url}/office/audit")
    by_keyboard(page, "Check it now")
    page.get_by_text("It is whole").wait_for()

    phone = enters(visits, bot, "auditor", viewport=PHONE)
    phone.goto(f"{visits.url}/office/audit")
    phone.locator("select[name=action]").select_option("audit_verified")
    phone.get_by_role("button", name="Show").tap()

    phone.get_by_role("cell", name="audit_verified").first.wait_for()


@pytest.mark.parametrize("by", ["keyboard", "touch"])
def test_a_safety_lead_takes_an_alert_and_says_how_it_ended(visits, bot, by):
    somebody = visits.open("/")
    tap(somebody, "I need help now")
    somebody.get_by_text("988").first.wait_for()
    options = {"viewport": DESK, "has_touch": False} if by == "keyboard" else {"viewport": PHONE}
    page = enters(visits, bot, "safety_lead", **options)

    def choose(name):
        if by == "keyboard":
            by_keyboard(page, name)
        else:
            page.get_by_role("button", name=name).first.tap()

    choose("I am on it")
    fold = page.get_by_text("Say what came of it").first
    fold.wait_for()
    if by == "keyboard":
        press(page, fold)
    else:
        fold.tap()
    choose("We talked")

    page.get_by_role("heading", name="Everyone is looked after").wait_for()
