"""From `invite champion` to a flyer on a phone to a sign-up that shows its source."""

import csv
import io

import pytest

from tests.browser.conftest import Visits, watched
from tests.browser.test_real_journey import Running
from tests.helpers import word_spreads

pytestmark = pytest.mark.browser

FORM = "Square picture"


@pytest.fixture
def bot(tmp_path):
    running = Running(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def visits(chromium, bot):
    yield from watched(Visits(chromium, bot.chat))


def nothing(_shown, _name):
    """No picture is taken."""


def test_a_sign_up_by_a_champions_flyer_shows_where_it_came_from(visits, bot):
    invited = word_spreads.invite(bot)
    flyer = word_spreads.takes_a_flyer(visits, invited, FORM, nothing)
    link = word_spreads.scan(flyer)
    word_spreads.signs_up(visits, link, nothing)
    office = word_spreads.enters_the_office(visits, bot, nothing)

    assert invited.code in link
    [row] = [row for row in rows(bot.command("export", "signups")) if row["seat"] == "booked"]
    assert (row["source"], row["channel"]) == (invited.code, "fl")
    [cell] = office.locator("td.from", has_text=invited.code).all_inner_texts()
    assert cell.split() == [*word_spreads.NAME.split(), invited.code, "flyer", "·", "Peer", "networks"]
    exact = bot.command("export", "funnel", "--exact-counts", "--reason", "review")
    [counted] = [row for row in rows(exact) if row["code"]]
    assert [counted[step] for step in ("opened", "started", "fits", "booked")] == ["1", "1", "1", "1"]


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))
