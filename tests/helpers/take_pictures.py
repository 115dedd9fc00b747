"""Takes the README's pictures again: `python -m tests.helpers.take_pictures` (needs Chromium).

Everybody in them is invented, and everything happens for real: see `word_spreads`.
"""

import io
import shutil
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.conftest import BROWSERS, FLAGS, PHONE, Visits
from tests.browser.test_real_journey import Running
from tests.helpers import morning, word_spreads

FOLDER = Path(__file__).parents[2] / ".github" / "pictures"
FORM = "Square picture"
DESK = {"width": 1280, "height": 720}
SHOWN = ("person",)
"""Of what is shown while an answer is written: the coordinator's side."""
QUALITY = 80
FADES_IN = 0.6
"""Seconds until a new bubble is all there."""
WIDTHS = {"flyer": 600, "today": 900}
"""Pixels; the others are as wide as the screen they were taken on."""


def keep(picture, name):
    """Write a picture small enough for a README."""
    with Image.open(picture) as opened:
        image = opened.convert("RGB")
    width = WIDTHS.get(name, image.width)
    image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    image.save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)


def look(shown, name):
    """Take a picture of a page, or of a part of one, as it stands."""
    time.sleep(FADES_IN)
    keep(io.BytesIO(shown.screenshot()), name)


def the_word_spreads(visits, bot):
    """From an invitation to a sign-up that shows where it came from."""
    invited = word_spreads.invite(bot)
    flyer = word_spreads.takes_a_flyer(visits, invited, FORM, look)
    keep(flyer, "flyer")
    word_spreads.signs_up(visits, word_spreads.scan(flyer), look)
    word_spreads.enters_the_office(visits, bot, look)


def a_morning(visits, bot):
    """A coordinator's morning: Today on a desk, and an answer, a choice and marks on a phone."""
    phone = morning.asks_for_an_answer(visits)
    office = morning.enters(visits, bot, viewport=DESK)
    morning.notes_that_a_cochair_cannot_come(office)
    morning.today(office)
    look(office, "today")
    office.set_viewport_size(PHONE)
    morning.answers_in_the_chat(
        office, phone, lambda shown, name: look(shown, name) if name in SHOWN else None
    )
    morning.today(office)
    morning.notes_who_came(office, look)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = next(found for name in BROWSERS if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for story, before in ((the_word_spreads, None), (a_morning, morning.make_yesterday)):
            with tempfile.TemporaryDirectory() as folder:
                if before:
                    before(Path(folder))
                bot = Running(Path(folder))
                visits = Visits(browser, bot.chat)
                try:
                    story(visits, bot)
                finally:
                    visits.close()
                    bot.stop()
        browser.close()


if __name__ == "__main__":
    main()
