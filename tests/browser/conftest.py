"""Chromium for the browser tests. Without it they skip and say why; where CI=true that is a failure."""

import importlib.util
import os
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from outreach_bot.dialogue.inputs import Address
from tests.helpers.needed import missing
from tests.helpers.patience import PATIENCE
from tests.helpers.scripted_chat import ScriptedChat
from tests.helpers.web_server import serving
from tests.helpers.web_stage import Stage

PHONE = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The one without windows first: the same pages, drawn by the same engine, in two thirds of the time."""


@pytest.fixture(scope="module")
def chromium():
    """Chromium for one file of tests. Not for the whole run: while Playwright's loop is there, no other can run."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        missing("there is no Chromium on this machine (apt-get install chromium)")
    if importlib.util.find_spec("playwright") is None:
        missing("Playwright is not installed (pip install playwright)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def served():
    chats: defaultdict[Address | None, ScriptedChat] = defaultdict(ScriptedChat)
    with serving(Stage(lambda received: chats[received.address](received))) as running:
        yield running


class Visits:
    """Opens pages, and notes every request and every complaint in the console."""

    def __init__(self, browser, url):
        self._browser = browser
        self.url = url
        self.contexts = []
        self.elsewhere = []
        self.complaints = []

    def open(self, path="/", **options):
        context = self._browser.new_context(**{"viewport": PHONE, "has_touch": True, **options})
        context.set_default_timeout(1000 * PATIENCE)
        context.on("request", self._note)
        context.on("console", self._complain)
        self.contexts.append(context)
        page = context.new_page()
        page.goto(self.url + path)
        return page

    def close(self):
        for context in self.contexts:
            context.close()

    def _note(self, request):
        if not request.url.startswith((self.url, "blob:", "about:")):
            self.elsewhere.append(request.url)

    def _complain(self, message):
        offline = "ERR_INTERNET_DISCONNECTED" in message.text
        if message.type in ("error", "warning") and not offline:
            self.complaints.append(message.text)


@pytest.fixture
def visits(chromium, served):
    yield from watched(Visits(chromium, served.url))


def watched(visits):
    """Hand `visits` over; afterwards, nothing was asked of another host and the browser had no complaint."""
    yield visits
    visits.close()
    assert visits.elsewhere == []
    assert visits.complaints == []


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core: the file named in OUTREACH_TEST_AXE, or the one axe-playwright-python brings."""
    package = importlib.util.find_spec("axe_playwright_python")
    folder = Path(package.origin).parent if package and package.origin else Path()
    path = Path(os.environ.get("OUTREACH_TEST_AXE") or folder / "axe.min.js")
    if not path.is_file():
        missing("axe-core is not here (pip install axe-playwright-python)")
    return path.read_text("utf-8")


OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


@pytest.fixture
def faults(axe):
    """What axe finds on a page in light and dark: nothing, we hope. A scheme changes colours alone."""

    def find(page):
        found = []
        page.evaluate(axe)
        for scheme, asked in (("light", {}), ("dark", {"runOnly": OF_COLOURS})):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(400)  # bubbles fade in; half-way their colours are not what people see
            told = page.evaluate("asked => axe.run({ resultTypes: ['violations'], ...asked })", asked)
            found += [
                (scheme, each["id"], [node["html"] for node in each["nodes"]]) for each in told["violations"]
            ]
        page.emulate_media(color_scheme="light")
        return found

    return find
