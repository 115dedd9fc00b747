"""The word spreads: a coordinator invites a champion, who takes a flyer, whose code somebody scans and signs up.

Everything happens as on two phones and a desk, in the browser, with a bot that runs for real.
`look(shown, name)` is called at each thing worth a picture: a page, or a part of one.
"""

import re
from dataclasses import dataclass

import zxingcpp
from PIL import Image

NAME = "Riverside peer support"
DESK = {"width": 1000, "height": 900}
BECOMES_A_CHAMPION = ("Yes, I will keep to this", "Peer supporter people trust", "No")
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


@dataclass(frozen=True, kw_only=True)
class Invited:
    """What the command printed."""

    code: str
    once: str
    """The one-time link."""


def invite(bot):
    """A coordinator invites a champion by command."""
    said = bot.command("invite", "champion", NAME, "--network", "peer_networks")
    return Invited(code=_after("Code: ", said), once=_after("One-time link: ", said))


def takes_a_flyer(visits, invited, form, look):
    """The champion opens the one-time link, agrees to the rules, and gets a flyer; returns the picture's path."""
    page = visits.open(_path(visits, invited.once))
    for step in BECOMES_A_CHAMPION:
        tap(page, step)
    tap(page, "Get a flyer")
    tap(page, form)
    page.get_by_role("img", name=re.compile("care")).wait_for()
    page.wait_for_function("() => [...document.images].every((each) => each.complete && each.naturalWidth)")
    look(page, "champion")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Save ")).last.click()
    return download.value.path()


def scan(picture):
    """Read the QR code of a picture, as a phone does."""
    with Image.open(picture) as opened:
        return zxingcpp.read_barcodes(opened.convert("RGB"))[0].text


def signs_up(visits, link, look):
    """Somebody opens the link and goes all the way to a seat."""
    page = visits.open(_path(visits, link))
    key(page, TO_A_SEAT[0]).wait_for()
    look(page, "welcome")
    for step in TO_A_SEAT:
        tap(page, step)
    key(page, "I need help now").wait_for()
    page.locator(".keys").get_by_role("button", name=MEETING).first.tap()
    tap(page, "Book this")
    booked = page.get_by_text("You are booked")
    booked.wait_for()
    booked.scroll_into_view_if_needed()
    look(page, "booked")


def enters_the_office(visits, bot, look):
    """The coordinator signs in and looks who came by which code; returns the page."""
    office = visits.open(_path(visits, bot.office), viewport=DESK)
    office.get_by_role("button", name="Sign in").click()
    office.get_by_role("heading", level=1).wait_for()
    office.goto(f"{visits.url}/office/signups")
    office.get_by_role("cell", name="Booked").wait_for()
    look(office.locator("#signups-list"), "signups")
    return office


def key(page, name):
    return page.locator(".keys").get_by_role("button", name=name, exact=True)


def tap(page, name):
    key(page, name).wait_for()
    key(page, name).tap()


def _after(start, said):
    return next(line.removeprefix(start) for line in said.splitlines() if line.startswith(start))


def _path(visits, link):
    assert link.startswith(visits.url), f"{link} leads elsewhere"
    return link.removeprefix(visits.url)
