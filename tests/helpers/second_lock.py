"""A member's phone: it holds the key that the page showed, and says the code of the moment."""

import html
import re
import time
from urllib.parse import parse_qs, urlsplit

from pyotp import TOTP

from outreach_bot.recruitment.second_lock import DRIFT_STEPS, STEP_SECONDS
from tests.helpers.asgi import FORM_TYPE

LOCK = "/office/lock"
FORM = {"content_type": FORM_TYPE}
APP_LINK = re.compile(r'href="(otpauth://[^"]+)"')


class Phone:
    """An app for codes. Each code counts once, so it says the earliest one that is still taken."""

    def __init__(self, secret=""):
        self.secret = secret
        self.last = -1

    def scan(self, page):
        """Take the key from the page that shows it."""
        found = APP_LINK.search(page)
        assert found is not None, "the page shows no key"
        (self.secret,) = parse_qs(urlsplit(html.unescape(found[1])).query)["secret"]

    def code(self, now):
        step = max(int(now) // STEP_SECONDS - DRIFT_STEPS, self.last + 1)
        self.last = step
        return TOTP(self.secret).generate_otp(step)

    def code_of_this_machine(self):
        """The code of this moment by the real clock. It counts for half a minute more, however slow the machine is."""
        time.sleep(self.waits(time.time()))
        return self.code(time.time() + STEP_SECONDS)

    def waits(self, now):
        """Seconds until there is a code that was not used."""
        return max(0, self.last - int(now) // STEP_SECONDS) * STEP_SECONDS

    def wrong(self, now):
        """A code that is none of those that count now."""
        at = int(now) // STEP_SECONDS
        good = {
            TOTP(self.secret).generate_otp(step) for step in range(at - DRIFT_STEPS, at + DRIFT_STEPS + 1)
        }
        return next(code for code in ("000000", "111111", "222222", "333333") if code not in good)


async def type_code(browser, code):
    return await browser.post(LOCK, f"code={code}".encode(), **FORM)


async def pass_lock(browser, store, member, stage):
    """Open a member's second lock, or set it up where they have none: with the key that the page or the store holds.

    stage: its clock (`now`) moves on where the codes of the moment are used up, as somebody would wait.
    """
    kept = await store.get("second_lock", member)
    phone = Phone()
    if kept is not None and kept.body.get("secret"):
        phone.secret, phone.last = kept.body["secret"], kept.body["step"]
    else:
        phone.scan((await browser.get(LOCK)).text)
    stage.now += phone.waits(stage.now)
    answer = await type_code(browser, phone.code(stage.now))
    assert answer.status == 303, answer.text
    return phone


async def come_in(browser, link, store, member, stage):
    """Press a sign-in link, and pass the second lock."""
    await browser.post(link, b"", **FORM)
    return await pass_lock(browser, store, member, stage)


def passes(page, phone, now=None):
    """Do the same in a real browser; the page of the office is there afterwards. now: none for a real bot's clock."""
    field = page.get_by_label("The 6 figures")
    field.wait_for()
    if not phone.secret:
        phone.scan(page.content())
    field.fill(phone.code_of_this_machine() if now is None else phone.code(now))
    field.press("Enter")
    page.wait_for_url(lambda url: LOCK not in url)
    # loaded, with its looks: what is measured before them is not what people see
    page.get_by_role("heading", level=1).wait_for()
