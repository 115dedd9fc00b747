"""The Outreach page over the real runner and store: made, previewed, approved, stopped, called, passed on."""

import dataclasses
import datetime as dt
import io
import re
import zipfile
from urllib.parse import urlencode

import pytest

from outreach_bot.content.catalog import find_campaign
from outreach_bot.dialogue.inputs import GroupJoined, WaveMade
from outreach_bot.dialogue.outreach_words import message
from outreach_bot.front import office_parts
from outreach_bot.inbound.web_entrance import WebApp
from outreach_bot.inbound.web_guard import Site
from outreach_bot.office import live
from outreach_bot.office.access import make_sign_in_link
from outreach_bot.office.pages import office_routes
from outreach_bot.outreach.flyers import Flyers
from outreach_bot.recruitment.contacts import Permission, Way
from outreach_bot.recruitment.waves import WaveState
from outreach_bot.store.base import Commit, Drop
from tests.helpers.asgi import Browser
from tests.helpers.html_forms import form_to
from tests.helpers.offices import enter
from tests.helpers.real_runner import Bot, rules, wording
from tests.helpers.waves import MORNING, WaveBot, contact, wave

pytestmark = pytest.mark.asyncio
FORM = {"content_type": "application/x-www-form-urlencoded"}
BASE = "http://127.0.0.1"
LIST = "/office/outreach"
NEW = {"name": "Spring", "way": "telegram", "networks": "peer_networks", "language": "", "form": ""}


class Office:
    """A bot with waves, and the office it is seen from; `sign_in` opens a browser of its own."""

    def __init__(self, waves: WaveBot):
        self.waves = waves
        site = Site(public_url=BASE)
        bot = waves.bot
        flyers = Flyers(find_campaign(None), rules(), today=MORNING.date)
        self.parts = dataclasses.replace(office_parts(bot, site), flyers=flyers)
        self.app = WebApp(site=self.parts.site, routes=office_routes(self.parts))

    @classmethod
    async def open(cls, *contacts):
        return cls(await WaveBot.open(*contacts))

    async def sign_in(self, name="Ana"):
        parts = self.parts
        link = await make_sign_in_link(runner=parts.runner, site=parts.site, clock=parts.clock, name=name)
        browser = Browser(self.app)
        await browser.post(link.removeprefix(BASE), b"", **FORM)
        return browser


async def post(browser, path, **fields):
    return await browser.post(path, urlencode(fields, doseq=True).encode(), **FORM)


async def made(browser, **fields):
    """Make a wave; its page's address."""
    answer = await post(browser, f"{LIST}/new", **(NEW | fields))
    return answer.headers["location"].partition("?")[0]


async def approved(browser, page, **fields):
    version = re.search(r'name="version" value="([^"]+)"', (await browser.get(page)).text)
    return await post(browser, f"{page}/approve", version=version[1] if version else "", **fields)


async def running(office, browser, **fields):
    page = await made(browser, **fields)
    await approved(browser, page)
    await office.waves.tick()
    return page


async def test_the_page_is_empty_and_says_what_to_do():
    office = await Office.open()

    text = (await (await office.sign_in()).get(LIST)).text

    assert "No waves yet" in text


async def test_nobody_sees_it_without_signing_in():
    office = await Office.open()
    await office.waves.make(wave())

    answers = [await Browser(office.app).get(f"{LIST}{path}") for path in ("", "/new", "/w-springspring")]

    assert [answer.status for answer in answers] == [401, 401, 401]


async def test_a_wave_is_looked_at_before_it_goes():
    office = await Office.open(contact(0), contact(1, permission=Permission.REFUSED))
    browser = await office.sign_in()

    text = (await browser.get(await made(browser))).text

    said = message(wave(), contact(0), rules(), link=office.waves.bot.runner.link)
    assert wording().plain(said.words[0], language="en").split("\n")[0].replace("'", "&#39;") in text
    assert "c_BCDFG2BB-so" in text
    assert "1 yes, 1 no" in text
    assert "Peers 1" in text
    assert "No: they said no" in text
    assert await office.waves.owed() == []


async def test_no_name_of_a_contact_is_on_the_page_of_a_letter():
    office = await Office.open(contact(0))
    browser = await office.sign_in()

    text = (await browser.get(await made(browser, way="email"))).text

    assert "Hello Lee," in text
    assert "Park" not in text
    assert "lee0@peers.example" not in text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Give it a name"),
        ("way", "meeting", "Choose how it goes out"),
        ("networks", "nowhere", "Choose at least one network"),
    ],
)
async def test_a_form_that_misses_something_says_what(field, value, said):
    office = await Office.open()

    answer = await post(await office.sign_in(), f"{LIST}/new", **(NEW | {field: value}))

    assert answer.status == 422
    assert said in answer.text
    assert await office.waves.bot.rows("wave") == []


@pytest.mark.parametrize(
    ("way", "chosen", "goes"),
    [
        ("telegram", "", "card"),
        ("telegram", "square", "square"),
        ("telegram", "none", ""),
        ("email", "", ""),
        ("email", "poster_a4", "poster_a4"),
        ("email", "none", ""),
        ("phone", "card", ""),
    ],
)
async def test_a_post_has_the_card_for_telegram_if_no_other_flyer_is_chosen(way, chosen, goes):
    office = await Office.open(contact(0))

    await made(await office.sign_in(), way=way, form=chosen)

    (row,) = await office.waves.bot.rows("wave")
    assert row.body.get("form", "") == goes


async def test_a_poster_is_no_flyer_for_telegram():
    office = await Office.open()

    answer = await post(await office.sign_in(), f"{LIST}/new", **(NEW | {"form": "poster_a4"}))

    assert answer.status == 422
    assert "On Telegram it has to be a picture" in answer.text


async def test_a_wave_whose_flyer_may_not_be_shared_says_so_and_is_not_approved():
    office = await Office.open(contact(0))
    unapproved = rules().flyers.model_copy(update={"example": False})
    office.parts = dataclasses.replace(office.parts, rules=rules().model_copy(update={"flyers": unapproved}))
    office.app = WebApp(site=office.parts.site, routes=office_routes(office.parts))
    browser = await office.sign_in()
    page = await made(browser)

    assert "may not be shared today" in (await browser.get(page)).text
    answer = await approved(browser, page)

    assert answer.status == 422
    (row,) = await office.waves.bot.rows("wave")
    assert row.body.get("state", "draft") == "draft"


async def test_an_approved_wave_goes_out_and_each_contact_is_listed():
    office = await Office.open(contact(0), contact(1))
    browser = await office.sign_in()

    page = await running(office, browser)

    assert await office.waves.chats() == ["-1000000", "-1000001"]
    text = (await browser.get(page)).text
    assert "Being sent <b>2</b>" in text
    assert "Approved by Ana" in text


async def test_who_made_a_large_wave_is_asked_to_find_a_colleague_who_may():
    office = await Office.open(*(contact(n) for n in range(rules().campaign.two_people.wave_above + 1)))
    ana, ben = await office.sign_in("Ana"), await office.sign_in("Ben")
    page = await made(ana)

    own = await approved(ana, page)
    assert own.status == 422
    assert "please ask a colleague" in own.text
    other = await approved(ben, page)

    assert other.status == 303
    (row,) = await office.waves.bot.rows("wave")
    assert (row.body["state"], row.body["approved_by"]) == ("approved", "Ben")


async def test_a_large_wave_needs_both_names():
    office = await Office.open(*(contact(n) for n in range(rules().campaign.two_people.wave_above + 1)))
    nobody, ben = await office.sign_in(""), await office.sign_in("Ben")
    page = await made(nobody)

    answer = await approved(ben, page)

    assert answer.status == 422
    assert "outreach-bot office --as NAME" in answer.text


async def test_words_that_changed_while_the_page_was_open_are_shown_anew():
    office = await Office.open(contact(0))
    browser = await office.sign_in()
    page = await made(browser)

    answer = await post(browser, f"{page}/approve", version="0ld")

    assert answer.status == 422
    assert "read them again" in answer.text


async def test_a_local_time_is_read_in_the_zone_of_the_campaign():
    office = await Office.open(contact(0))
    browser = await office.sign_in()
    page = await made(browser)

    await approved(browser, page, at="2027-03-02T10:30")

    kept = await office.waves.wave(page.rpartition("/")[2])
    assert kept.at == dt.datetime(2027, 3, 2, 15, 30, tzinfo=dt.UTC)


async def test_what_is_no_time_approves_nothing():
    office = await Office.open(contact(0))
    browser = await office.sign_in()
    page = await made(browser)

    answer = await approved(browser, page, at="tomorrow")

    assert answer.status == 422
    assert "no date" in answer.text


async def test_a_stopped_wave_says_so_and_who_did_it():
    office = await Office.open(contact(0))
    browser = await office.sign_in()
    page = await running(office, browser)

    await post(browser, f"{page}/stop")

    text = (await browser.get(page)).text
    assert "Stopped by Ana" in text
    assert "Taken back <b>1</b>" in text


async def test_why_a_contact_was_passed_over_stays_to_be_read():
    office = await Office.open(contact(0))
    browser = await office.sign_in()
    page = await made(browser)
    await approved(browser, page, at="2027-03-01T12:00")
    await office.waves.change(0, do_not_contact_at=MORNING)

    await office.waves.tick(until=MORNING.replace(hour=17))

    text = (await browser.get(page)).text
    assert "they asked us to stop" in text


async def test_what_the_ledger_forgot_after_weeks_is_not_shown_as_to_come():
    office = await Office.open(contact(0), contact(1))
    browser = await office.sign_in()
    page = await made(browser)
    await approved(browser, page, at="2027-03-01T12:00")
    await office.waves.change(0, do_not_contact_at=MORNING)
    await office.waves.tick(until=MORNING.replace(hour=17))
    (row,) = await office.waves.bot.rows("settled")

    await office.waves.bot.store.commit(
        Commit(at=office.waves.bot.now, writes=(Drop(table="settled", id=row.id),))
    )

    text = (await browser.get(page)).text
    assert "Not sent <b>1</b>" in text
    assert "To come" not in text


async def test_a_wave_that_is_not_there_says_so():
    office = await Office.open()

    answer = await (await office.sign_in()).get(f"{LIST}/w-nothing")

    assert answer.status == 404
    assert "no such wave" in answer.text


async def test_a_group_that_invited_the_bot_is_given_to_its_contact():
    office = await Office.open(contact(0, group=""))
    joined = GroupJoined(chat="-100777", title="Lakeside evenings", contact="k-groupgroupgr", code="GRWPQ234")
    await office.waves.bot.office(joined)
    browser = await office.sign_in()
    assert "Lakeside evenings" in (await browser.get(LIST)).text

    answer = await post(browser, f"{LIST}/groups", group="k-groupgroupgr", contact="k-000000000000")

    late = await post(browser, f"{LIST}/groups", group="k-groupgroupgr", contact="k-000000000000")

    assert answer.headers["location"] == "/office/networks/k-000000000000"
    assert late.status == 409  # another gave it away already
    assert (await office.waves.contact(0)).group == "-100777"
    assert "Lakeside evenings" not in (await browser.get(LIST)).text


# -- calls ----------------------------------------------------------------------------------------------------


async def calls(office, browser):
    return f"{await running(office, browser, way='phone')}/calls"


async def test_the_call_sheet_shows_one_contact_with_number_and_script_and_notes_it():
    office = await Office.open(contact(0, ways=(Way.PHONE,)), contact(1, ways=(Way.PHONE,)))
    browser = await office.sign_in()

    text = (await browser.get(await calls(office, browser))).text

    assert 'href="tel:+16035550000"' in text
    assert "tel:+16035550001" not in text
    assert "Is now an OK time?" in text
    assert [
        row["about"] for row in await office.waves.bot.store.audit() if row["action"] == "contact_shown"
    ] == ["k-000000000000"]


@pytest.mark.parametrize(
    ("outcome", "permission"),
    [("agreed", Permission.GIVEN), ("refused", Permission.REFUSED), ("wrong_number", Permission.UNKNOWN)],
)
async def test_what_came_of_a_call_is_noted_and_the_next_one_comes(outcome, permission):
    office = await Office.open(
        contact(0, permission=Permission.UNKNOWN), contact(1, permission=Permission.UNKNOWN)
    )
    browser = await office.sign_in()
    sheet = await calls(office, browser)

    await post(browser, f"{sheet}/k-000000000000", outcome=outcome)

    kept = await office.waves.contact(0)
    assert kept.permission is permission
    assert [(each.way, each.outcome) for each in kept.reached] == [(Way.PHONE, outcome)]
    assert "tel:+16035550001" in (await browser.get(sheet)).text


async def test_who_does_not_answer_comes_again_after_the_others():
    office = await Office.open(contact(0), contact(1))
    browser = await office.sign_in()
    sheet = await calls(office, browser)

    await post(browser, f"{sheet}/k-000000000000", outcome="no_answer")
    assert "tel:+16035550001" in (await browser.get(sheet)).text
    await post(browser, f"{sheet}/k-000000000001", outcome="agreed")

    assert "tel:+16035550000" in (await browser.get(sheet)).text


async def test_please_stop_on_the_phone_stops_everything():
    office = await Office.open(contact(0))
    browser = await office.sign_in()
    sheet = await calls(office, browser)

    await post(browser, f"{sheet}/k-000000000000", outcome="stop")

    assert (await office.waves.contact(0)).do_not_contact_at is not None
    assert "Everybody was called" in (await browser.get(sheet)).text


async def test_nobody_is_called_at_night_and_no_number_is_shown():
    office = await Office.open(contact(0))
    browser = await office.sign_in()
    sheet = await calls(office, browser)
    office.waves.bot.now = (MORNING.replace(hour=21) + dt.timedelta(hours=6)).timestamp()
    browser = await office.sign_in()

    text = (await browser.get(sheet)).text

    assert "Nobody is called at night" in text
    assert "tel:" not in text


async def test_the_sheet_comes_on_paper_and_as_a_table_without_who_asked_us_to_stop():
    office = await Office.open(contact(0), contact(1))
    browser = await office.sign_in()
    page = (await calls(office, browser)).removesuffix("/calls")
    await office.waves.change(1, do_not_contact_at=MORNING)

    paper = (await browser.get(f"{page}/sheet")).text
    table = (await post(browser, f"{page}/calls.csv")).text

    assert "+16035550000" in paper
    assert "+16035550001" not in paper + table
    assert "'+16035550000" in table
    assert table.startswith("call_id,code,preferred_name,phone_e164,")


# -- kits -----------------------------------------------------------------------------------------------------


async def test_a_kit_has_pictures_captions_and_words_for_them_and_is_the_same_each_time():
    office = await Office.open(contact(0))
    browser = await office.sign_in()
    page = await running(office, browser, way="social")

    kits = [(await browser.get(f"{page}/kit/k-000000000000")).body for _ in range(2)]

    assert kits[0] == kits[1]
    with zipfile.ZipFile(io.BytesIO(kits[0])) as kit:
        names = kit.namelist()
        captions = kit.read("captions.txt").decode()
        told = kit.read("picture-descriptions.txt").decode()
    assert [name for name in names if name.endswith(".png")] == [
        "flyer-card-en-BCDFG2BB.png",
        "flyer-slide-en-BCDFG2BB.png",
        "flyer-square-en-BCDFG2BB.png",
        "flyer-story-en-BCDFG2BB.png",
    ]
    assert captions.count("c_BCDFG2BB-so") == 5
    assert "flyer-square-en-BCDFG2BB.png\n" in told


async def test_a_kit_with_a_dead_link_says_so_in_each_text_and_of_a_real_campaign_there_is_none():
    office = await Office.open(contact(0))
    browser = await office.sign_in()
    page = await running(office, browser, way="social")
    office.waves.bot.runner.link = "http://127.0.0.1:8080/i/"

    with zipfile.ZipFile(io.BytesIO((await browser.get(f"{page}/kit/k-000000000000")).body)) as kit:
        texts = [kit.read(name).decode() for name in ("captions.txt", "READ-ME.txt")]
    real = rules().model_copy(update={"campaign": rules().campaign.model_copy(update={"example": False})})
    object.__setattr__(office.parts, "rules", real)
    refused = await browser.get(f"{page}/kit/k-000000000000")

    assert all(text.startswith("This is only a trial.") for text in texts)
    assert (refused.status, "own computer only" in refused.text) == (409, True)


async def test_that_a_kit_was_passed_on_is_kept():
    office = await Office.open(contact(0))
    browser = await office.sign_in()
    page = await running(office, browser, way="social")

    await post(browser, f"{page}/passed/k-000000000000")

    assert [each.way for each in (await office.waves.contact(0)).reached] == [Way.SOCIAL]
    assert "Done" in (await browser.get(page)).text


async def test_a_kit_of_somebody_else_is_not_handed_over():
    office = await Office.open(contact(0), contact(1, permission=Permission.REFUSED))
    browser = await office.sign_in()
    page = await running(office, browser, way="social")

    answer = await browser.get(f"{page}/kit/k-000000000001")

    assert answer.status == 404
    assert (await office.waves.wave(page.rpartition("/")[2])).state is WaveState.RUNNING


# -- live --------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_the_list_of_waves_is_sent_anew_when_one_is_made_and_a_wave_by_itself():
    bot = await Bot.open()
    browser = await enter(bot)
    made = wave(id="w-live", name="Spring evening")

    async with browser.stream("/office/outreach/events") as stream:
        await bot.office(WaveMade(wave=made))
        sent = await stream.event()
        while "Spring evening" not in sent["html"]:
            sent = await stream.event()
    async with browser.stream("/office/outreach/w-live/events") as stream:
        of_one = await stream.event()

    assert sent["id"] == of_one["id"] == live.PART
    assert 'id="parts-title"' in of_one["html"]
    assert "<h1>" not in of_one["html"]


# -- hospitals ---------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_who_looks_after_one_hospital_sees_and_calls_its_contacts_and_those_of_all_alone():
    ours = contact(1, hospital="h1", organisation="Harbor peers")
    others = contact(2, hospital="h2", organisation="Lakeside peers")
    hands = await WaveBot.open(ours, others)
    bot = hands.bot
    made = wave(way=Way.PHONE)
    await hands.go(made)
    browser = await enter(bot, hospitals=("h1",))
    at = f"/office/outreach/{made.id}"

    pages = [(await browser.get(f"{at}{page}")).text for page in ("", "/sheet", "/calls")]
    refused = await browser.post(f"{at}/calls/{others.id}", b"outcome=reached", **FORM)

    assert all("Lakeside" not in page and others.phone not in page for page in pages)
    assert all("Harbor" in page for page in pages)
    assert refused.status == 404


async def test_a_coordinator_of_one_hospital_reaches_the_contacts_they_see_and_no_others():
    office = await Office.open(contact(0), contact(1, hospital="h1"), contact(2, hospital="h2"))
    dan = await enter(office.waves.bot, name="Dan", hospitals=("h1",), parts=office.parts)

    form = (await dan.get(f"{LIST}/new")).text
    page = await made(dan)
    answer = await approved(dan, page)

    assert "It goes to your own contacts" in form
    assert answer.status == 303
    assert (await office.waves.wave(page.rpartition("/")[2])).to == (contact(0).id, contact(1).id)


async def test_a_wave_that_reaches_more_than_they_see_is_not_theirs_to_approve():
    office = await Office.open(contact(1, hospital="h1"), contact(2, hospital="h2"))
    dan = await enter(office.waves.bot, name="Dan", hospitals=("h1",), parts=office.parts)
    page = await made(await enter(office.waves.bot, name="Ana", parts=office.parts))

    shown = (await dan.get(page)).text
    answer = await approved(dan, page)

    assert "hospitals that are not yours" in shown
    assert (answer.status, (await office.waves.wave(page.rpartition("/")[2])).to) == (422, ())


async def test_an_approval_has_one_name_from_asking_to_using_it():
    office = await Office.open(contact(0))
    browser = await enter(office.waves.bot, name="Ana", parts=office.parts)
    page = await running(office, browser)

    rows = await office.waves.bot.store.audit()

    name = f"a-{page.rpartition('/')[2].removeprefix('w-')}"
    assert [row["action"] for row in rows if row.get("approval") == name] == [
        "wave_made",
        "wave_previewed",
        "wave_approved",
        "wave_started",
        "contact_reached",
    ]


@pytest.mark.parametrize(("way", "deed"), [("phone", "calls"), ("social", "passed")])
async def test_of_two_at_one_contact_the_second_is_told_and_nothing_is_noted_twice(way, deed):
    office = await Office.open(contact(0, phone="+16035550101", ways=(Way.PHONE, Way.SOCIAL)))
    first, second = await office.sign_in("Ana"), await office.sign_in("Ben")
    page = await running(office, first, way=way)
    action = f"{page}/{deed}/k-000000000000"
    shown = f"{page}/calls" if deed == "calls" else page
    forms = [form_to((await browser.get(shown)).text, action) for browser in (first, second)]
    outcome = ("outcome", "reached") if deed == "calls" else ()

    noted = await first.post(action, forms[0].sent(then=outcome), **FORM)
    before = await office.waves.contact(0)
    late = await second.post(action, forms[1].sent(then=outcome), **FORM)

    assert (noted.status, late.status) == (303, 409)
    assert "Ana changed this at" in late.text
    assert await office.waves.contact(0) == before
    assert len(before.reached) == 1
