"""The second lock over the real runner and store: set up, asked for, guessed at, taken off."""

import asyncio
import datetime as dt
import re

import pytest
import zxingcpp
from PIL import Image

from outreach_bot.dialogue.team_inputs import MemberAdded, MemberEnded
from outreach_bot.front import office_parts
from outreach_bot.inbound.web_entrance import WebApp
from outreach_bot.inbound.web_guard import Site
from outreach_bot.office.access import make_sign_in_link
from outreach_bot.office.pages import office_routes
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from outreach_bot.recruitment.second_lock import MOST_WRONG, PAUSE, STEP_SECONDS
from tests.helpers.asgi import Browser
from tests.helpers.people import NOW
from tests.helpers.real_runner import Bot, rules
from tests.helpers.second_lock import FORM, LOCK, Phone, type_code

pytestmark = pytest.mark.asyncio
BASE = "http://127.0.0.1"
INES = Member(id="m-ines", name="Ines", role=OfficeRole.COORDINATOR, since=NOW)
MAYA = Member(id="m-maya", name="Maya", role=OfficeRole.OWNER, since=NOW)
COOKIE = "office"


class House:
    """A bot with a team, its office, and links into it."""

    def __init__(self, bot):
        self.bot = bot
        self.site = Site(public_url=BASE)
        self.serve()

    @classmethod
    async def open(cls, rule="required"):
        campaign = rules().campaign.model_copy(update={"second_lock": rule})
        bot = await Bot.open(campaign=rules().model_copy(update={"campaign": campaign}))
        for member in (INES, MAYA):
            await bot.office(MemberAdded(member=member))
        return cls(bot)

    def serve(self):
        parts = office_parts(self.bot, self.site)
        self.app = WebApp(site=parts.site, routes=office_routes(parts))

    async def knock(self, member=INES):
        """Open a fresh link in a fresh browser."""
        link = await make_sign_in_link(
            runner=self.bot.runner,
            site=self.site,
            clock=self.bot.clock,
            name=member.name if member else "",
            member=member.id if member else "",
        )
        browser = Browser(self.app)
        answer = await browser.post(link.removeprefix(BASE), b"", **FORM)
        return browser, answer.headers["location"]

    async def with_a_lock(self, member=INES):
        """Put a member's lock on; the browser they are in with, and their phone."""
        browser, _ = await self.knock(member)
        phone = Phone()
        phone.scan((await browser.get(LOCK)).text)
        assert (await type_code(browser, phone.code(self.bot.now))).status == 303
        return browser, phone

    async def lock(self, member="m-ines"):
        row = await self.bot.store.get("second_lock", member)
        return row.body if row else None

    async def log(self):
        return [
            (row["action"], row.get("detail", ""), row.get("result", ""))
            for row in await self.bot.store.audit()
        ]


async def is_in(browser):
    return (await browser.get("/office/today")).status == 200


async def test_the_first_sign_in_leads_to_setting_the_lock_up_and_nowhere_else():
    house = await House.open()

    browser, leads_to = await house.knock()

    assert leads_to == LOCK
    assert not await is_in(browser)
    assert "Put on a second lock" in (await browser.get(LOCK)).text


async def test_the_key_of_the_page_is_in_picture_link_and_text():
    house = await House.open()
    browser, _ = await house.knock()

    page = (await browser.get(LOCK)).text
    phone = Phone()
    phone.scan(page)

    key = re.search(r'<p class="key"><code>(.*?)</code>', page, re.DOTALL)
    assert key is not None
    assert re.sub(r"<[^>]+>", "", key[1]) == phone.secret
    assert read_picture(page).endswith(f"secret={phone.secret}&issuer=Your%20Care%2C%20Your%20Voice")
    assert "style=" not in page


def read_picture(page):
    """What a phone reads from the picture."""
    drawn = re.search(r'd="(M[^"]*)"', page.partition('class="qr"')[2].partition('stroke="#000"')[2])
    assert drawn is not None
    (found,) = zxingcpp.read_barcodes(squares(drawn[1]))
    return found.text


def squares(path, size=8):
    """Draw segno's path: rows of `m x y` and `h length`."""
    image = Image.new("L", (600, 600), 255)
    at_x = at_y = 0.0
    for command, numbers in re.findall(r"([Mmh])([\d. -]+)", path):
        found = [float(each) for each in numbers.split()]
        if command == "h":
            for n in range(int(found[0])):
                left, top = int((at_x + n) * size), int((at_y - 0.5) * size)
                image.paste(0, (left, top, left + size, top + size))
            at_x += found[0]
        else:
            at_x, at_y = (found[0], found[1]) if command == "M" else (at_x + found[0], at_y + found[1])
    return image


async def test_a_code_of_the_app_puts_the_lock_on_and_lets_in():
    house = await House.open()

    browser, phone = await house.with_a_lock()

    assert await is_in(browser)
    kept = await house.lock()
    assert kept is not None
    assert kept["secret"] == phone.secret
    assert [action for action, *_ in await house.log()][-3:] == [
        "sign_in_link_used",
        "second_lock_set",
        "signed_in",
    ]


async def test_the_session_is_another_one_once_the_code_is_proved():
    house = await House.open()
    browser, _ = await house.knock()
    before = browser.cookies[COOKIE]
    phone = Phone()
    phone.scan((await browser.get(LOCK)).text)

    await type_code(browser, phone.code(house.bot.now))

    old = Browser(house.app)
    old.cookies[COOKIE] = before
    assert browser.cookies[COOKIE] != before
    assert (await old.get("/office/today")).status == 401
    assert [row.body["kind"] for row in await house.bot.rows("sign_in")] == ["session"]


async def test_from_then_on_each_sign_in_asks_for_the_code_and_shows_no_key():
    house = await House.open()
    _, phone = await house.with_a_lock()

    browser, leads_to = await house.knock()
    page = (await browser.get(LOCK)).text

    assert leads_to == LOCK
    assert not await is_in(browser)
    assert "otpauth" not in page
    assert phone.secret not in page
    assert 'inputmode="numeric" autocomplete="one-time-code"' in page
    assert (await type_code(browser, phone.code(house.bot.now))).headers["location"] == "/office"
    assert await is_in(browser)


async def test_a_code_with_a_blank_in_the_middle_counts():
    house = await House.open()
    _, phone = await house.with_a_lock()
    browser, _ = await house.knock()
    code = phone.code(house.bot.now)

    await type_code(browser, f"{code[:3]}+{code[3:]}")

    assert await is_in(browser)


async def test_a_code_that_was_used_does_not_open_a_second_browser():
    house = await House.open()
    _, phone = await house.with_a_lock()
    first, _ = await house.knock()
    second, _ = await house.knock()
    code = phone.code(house.bot.now)

    await type_code(first, code)
    answer = await type_code(second, code)

    assert answer.status == 422
    assert (await is_in(first), await is_in(second)) == (True, False)


async def test_one_code_in_two_browsers_at_once_lets_one_in():
    house = await House.open()
    _, phone = await house.with_a_lock()
    browsers = [(await house.knock())[0] for _ in range(2)]
    code = phone.code(house.bot.now)

    await asyncio.gather(*(type_code(each, code) for each in browsers))

    assert sorted([await is_in(each) for each in browsers]) == [False, True]


async def test_what_is_no_code_is_not_counted_as_a_wrong_one():
    house = await House.open()
    await house.with_a_lock()
    browser, _ = await house.knock()

    answers = [await type_code(browser, code) for code in ("", "12345", "abcdef", "1" * 400)]

    assert {answer.status for answer in answers} == {422}
    assert "A code has 6 figures." in answers[0].text
    assert (await house.lock() or {}).get("wrong", 0) == 0


async def guess(house, browser, phone, times):
    return [await type_code(browser, phone.wrong(house.bot.now)) for _ in range(times)]


async def test_a_wrong_code_says_how_often_one_may_try_and_is_logged_as_denied():
    house = await House.open()
    _, phone = await house.with_a_lock()
    browser, _ = await house.knock()

    answers = await guess(house, browser, phone, MOST_WRONG - 1)

    assert "You can try 4 more times." in answers[0].text
    assert "You can try once more." in answers[-1].text
    assert (await house.log())[-1] == ("second_lock_wrong", "", "denied")
    assert (await house.bot.store.audit())[-1]["by"] == "Ines"


async def test_the_fifth_wrong_code_ends_the_session_and_nothing_counts_for_a_quarter_of_an_hour():
    house = await House.open()
    _, phone = await house.with_a_lock()
    browser, _ = await house.knock()

    last = (await guess(house, browser, phone, MOST_WRONG))[-1]
    gone = await browser.get(LOCK)
    again, _ = await house.knock()
    right_too_soon = await type_code(again, phone.code(house.bot.now))
    house.bot.now += PAUSE.total_seconds()
    in_time = await type_code(again, phone.code(house.bot.now))

    assert (last.status, gone.status) == (403, 401)
    assert "This sign-in is over." in last.text
    assert right_too_soon.status == 403
    assert "You can try again from" in right_too_soon.text
    assert in_time.status == 303
    assert await is_in(again)


async def test_wrong_codes_are_counted_over_browsers_and_over_a_crash():
    house = await House.open()
    _, phone = await house.with_a_lock()
    first, _ = await house.knock()
    await guess(house, first, phone, 3)
    await house.bot.crash()
    house.serve()
    second, _ = await house.knock()

    answers = await guess(house, second, phone, 2)

    assert [answer.status for answer in answers] == [422, 403]


async def test_a_right_code_ends_the_count():
    house = await House.open()
    _, phone = await house.with_a_lock()
    browser, _ = await house.knock()
    await guess(house, browser, phone, MOST_WRONG - 1)

    await type_code(browser, phone.code(house.bot.now))

    assert await is_in(browser)
    assert (await house.lock() or {}).get("wrong", 0) == 0


async def test_wrong_codes_while_it_is_set_up_end_the_session_too():
    house = await House.open()
    browser, _ = await house.knock()
    phone = Phone()
    phone.scan((await browser.get(LOCK)).text)

    answers = await guess(house, browser, phone, MOST_WRONG)

    assert [answer.status for answer in answers] == [422] * (MOST_WRONG - 1) + [403]
    assert (await house.lock() or {}).get("secret", "") == ""


async def test_the_page_waits_half_an_hour():
    house = await House.open()
    browser, _ = await house.knock()
    phone = Phone()
    phone.scan((await browser.get(LOCK)).text)
    house.bot.now += dt.timedelta(minutes=31).total_seconds()

    assert (await type_code(browser, phone.code(house.bot.now))).status == 401


async def test_a_form_without_its_token_opens_nothing():
    house = await House.open()
    _, phone = await house.with_a_lock()
    browser, _ = await house.knock()
    code = phone.code(house.bot.now)

    answer = await browser.post(LOCK, f"code={code}&token={'0' * 32}".encode(), **FORM)
    elsewhere = await browser.post(LOCK, f"code={code}".encode(), sec_fetch_site="cross-site", **FORM)

    assert (answer.status, elsewhere.status) == (403, 403)
    assert not await is_in(browser)
    refused = [row["detail"] for row in await house.bot.store.audit() if row["action"] == "refused"]
    assert refused == ["token", "origin", "second_lock"]


async def test_a_page_of_before_that_is_sent_again_is_asked_for_the_code_anew():
    house = await House.open()
    _, phone = await house.with_a_lock()
    browser, _ = await house.knock()
    key = "office:" + "a" * 24
    await browser.post(LOCK, f"code={phone.wrong(house.bot.now)}&key={key}".encode(), **FORM)

    back = await browser.post(LOCK, f"code={phone.code(house.bot.now)}&key={key}".encode(), **FORM)

    assert back.status == 422
    assert "Please type the code that your app shows now." in back.text
    assert (await house.lock() or {}).get("wrong") == 1


async def test_the_button_pressed_twice_leads_in():
    house = await House.open()
    browser, _ = await house.with_a_lock()

    answer = await browser.post(LOCK, b"code=123456", **FORM)

    assert (answer.status, answer.headers["location"]) == (303, "/office")
    assert (await house.lock() or {}).get("wrong", 0) == 0


async def test_whoever_holds_the_machine_is_in_and_has_no_such_page():
    house = await House.open()

    browser, leads_to = await house.knock(None)

    assert leads_to == "/office"
    assert await is_in(browser)
    assert (await browser.get(LOCK)).headers["location"] == "/office"
    assert f'href="{LOCK}"' not in (await browser.get("/office/today")).text


async def test_nobody_sees_the_page_who_has_no_link():
    house = await House.open()

    assert (await Browser(house.app).get(LOCK)).status == 401
    assert (await Browser(house.app).post(LOCK, b"code=123456", **FORM)).status == 401


# -- offered -------------------------------------------------------------------------------------------------


async def test_where_it_is_offered_a_member_is_in_without_one_and_may_put_one_on():
    house = await House.open("offered")
    browser, leads_to = await house.knock()
    before = (await browser.get(LOCK)).text

    await browser.post(f"{LOCK}/new", b"", **FORM)
    phone = Phone()
    phone.scan((await browser.get(LOCK)).text)
    await type_code(browser, phone.code(house.bot.now))
    again, then_leads_to = await house.knock()

    assert leads_to == "/office"
    assert "It is not on." in before
    assert await is_in(browser)
    assert "It is on, since" in (await browser.get(LOCK)).text
    assert then_leads_to == LOCK
    assert not await is_in(again)
    assert [action for action, *_ in await house.log()].count("second_lock_set") == 1


# -- taken off -------------------------------------------------------------------------------------------------


async def test_an_owner_takes_a_lock_off_and_the_member_puts_on_a_new_one():
    house = await House.open()
    theirs, lost = await house.with_a_lock()
    owner, _ = await house.with_a_lock(MAYA)
    team = (await owner.get("/office/team")).text

    answer = await owner.post("/office/team/m-ines/lock-off", b"", **FORM)
    signed_out = (await theirs.get("/office/today")).status
    _, found = await house.with_a_lock()

    assert team.count("has a second lock") == 2
    assert answer.headers["location"].endswith("done=lock-off")
    assert signed_out == 401
    assert found.secret != lost.secret
    assert ("second_lock_off", "", "") in await house.log()


async def test_a_coordinator_takes_off_no_lock():
    house = await House.open()
    browser, _ = await house.with_a_lock()
    await house.with_a_lock(MAYA)

    answer = await browser.post("/office/team/m-maya/lock-off", b"", **FORM)

    assert answer.status == 403
    assert (await house.lock("m-maya") or {}).get("secret")


async def test_with_a_member_who_leaves_their_secret_goes():
    house = await House.open()
    await house.with_a_lock()

    await house.bot.office(MemberEnded(member="m-ines"))

    assert await house.lock() is None


# -- what is kept, and where -------------------------------------------------------------------------------------


async def test_neither_secret_nor_code_is_in_the_log_or_readable_on_the_disk(capsys):
    house = await House.open()
    browser, phone = await house.with_a_lock()
    waiting, _ = await house.knock(MAYA)
    offered = Phone()
    offered.scan((await waiting.get(LOCK)).text)
    code = phone.code(house.bot.now + STEP_SECONDS)
    await type_code((await house.knock())[0], code)

    log = str(await house.bot.store.audit()) + "".join(capsys.readouterr())
    assert house.bot.store.disk is not None
    disk = b"".join(bytes(each.data) for each in house.bot.store.disk.files._names.values())

    for secret in (phone.secret, offered.secret):
        assert secret not in log
        assert secret.encode() not in disk
    assert code not in log
    assert len(disk) > 2000  # it is the disk that was written to
    assert await is_in(browser)
