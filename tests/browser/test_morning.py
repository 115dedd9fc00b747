"""A coordinator's morning, from Today full of work to Today with none, with a real bot: on a phone, and on a desk."""

import pytest

from tests.browser.conftest import Visits, watched
from tests.browser.test_real_journey import Running
from tests.helpers import morning

pytestmark = pytest.mark.browser

SCREENS = [
    pytest.param({"viewport": {"width": 390, "height": 844}, "has_touch": True}, id="phone"),
    pytest.param({"viewport": {"width": 1440, "height": 900}, "has_touch": False}, id="desk"),
]


@pytest.fixture
def bot(tmp_path):
    morning.make_yesterday(tmp_path)
    running = Running(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def visits(chromium, bot):
    yield from watched(Visits(chromium, bot.chat))


@pytest.mark.parametrize("options", SCREENS)
def test_a_morning_from_a_full_page_to_an_empty_one(visits, bot, options):
    phone = morning.asks_for_an_answer(visits)
    office = morning.enters(visits, bot, **options)

    morning.answers_in_the_chat(office, phone, _no_picture)
    morning.today(office)
    morning.notes_who_came(office, _no_picture)
    morning.notes_that_a_cochair_cannot_come(office)
    morning.today(office)
    morning.lets_the_alternate_take_over(office, _no_picture)
    morning.enters_somebody_who_came_by(office)
    morning.today(office)

    office.get_by_role("heading", name="Everyone is looked after").wait_for()
    told = bot.command("export", "signups")
    assert told.count(",staff,") == 5
    assert "attended" in told
    assert "absent" in told


def _no_picture(_shown, _name):
    """Tests take none."""
