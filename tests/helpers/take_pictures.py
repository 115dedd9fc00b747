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

from tests.browser.conftest import BROWSERS, FLAGS, Visits
from tests.browser.test_real_journey import Running
from tests.helpers import word_spreads

FOLDER = Path(__file__).parents[2] / ".github" / "pictures"
FORM = "Square picture"
QUALITY = 80
FADES_IN = 0.6
"""Seconds until a new bubble is all there."""
WIDTHS = {"flyer": 600}
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


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = next(found for name in BROWSERS if (found := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bot = Running(Path(folder))
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        visits = Visits(browser, bot.chat)
        try:
            invited = word_spreads.invite(bot)
            flyer = word_spreads.takes_a_flyer(visits, invited, FORM, look)
            keep(flyer, "flyer")
            word_spreads.signs_up(visits, word_spreads.scan(flyer), look)
            word_spreads.enters_the_office(visits, bot, look)
        finally:
            visits.close()
            browser.close()
            bot.stop()


if __name__ == "__main__":
    main()
