"""The gallery of flyers: for the code, hospital and language that is chosen, and for nobody who is not signed in."""

import datetime as dt
import io
import re

import pytest
import zxingcpp
from PIL import Image

from outreach_bot.inbound.web_entrance import WebApp
from outreach_bot.office.access import make_sign_in_link
from outreach_bot.office.flyers import MOST_CODES
from outreach_bot.office.pages import office_routes
from outreach_bot.office.shell import OfficeParts
from outreach_bot.outreach.flyers import Flyers
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import Contact
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import CodeKind, FlyersFile
from tests.helpers.asgi import Browser
from tests.helpers.flyer_campaign import LINK, SHIPPED, TODAY
from tests.helpers.office_visit import visit
from tests.helpers.web_stage import NOW, Stage

FORM = {"content_type": "application/x-www-form-urlencoded"}


def a_stage(rules=None):
    stage = Stage()
    stage.office = OfficeParts(
        runner=stage.runner,
        store=stage.store,
        wording=stage.wording,
        rules=rules or stage.rules,
        site=stage.site,
        clock=stage.clock,
        flyers=Flyers(SHIPPED, rules or stage.rules, today=lambda: TODAY),
        link=lambda: LINK,
    )
    stage.app = WebApp(site=stage.office.site, routes=office_routes(stage.office))
    return stage


@pytest.fixture
def stage():
    stage = a_stage()
    put(stage, "BBBB2222", name="Library", at=NOW)
    put(
        stage,
        "CCCC3333",
        name="Riverside",
        at=NOW - dt.timedelta(days=1),
        kind=CodeKind.CHAMPION,
        hospital="h3",
    )
    return stage


def put(stage, code, *, at, name="", kind=CodeKind.PLACE, **more):
    stage.put("code", code, Code(id=code, kind=kind, name=name, made_at=at, **more))


async def browser(stage):
    link = await make_sign_in_link(runner=stage.runner, site=stage.site, clock=stage.clock)
    browser = Browser(stage.app)
    await browser.post(link.removeprefix("http://127.0.0.1"), b"", **FORM)
    return browser


async def page(stage, query=""):
    return (await (await browser(stage)).get(f"/office/flyers{query}")).text


def chosen(text, name):
    """The value of the option that is selected in the list `name`."""
    found = re.search(rf'<select name="{name}">.*?<option value="(\w*)" selected>', text, re.DOTALL)
    return found[1] if found else ""


@pytest.mark.asyncio
async def test_every_form_is_shown_by_name_with_what_can_be_downloaded(stage):
    text = await page(stage)

    assert text.count("<img") - 1 == len(stage.rules.flyers.forms)
    assert "Poster with tear-off tabs, Letter" in text
    assert text.count("PDF to print</a>") == 8
    assert text.count("Picture</a>") == 12


@pytest.mark.asyncio
@pytest.mark.parametrize(("hospitals", "theirs"), [(("h1",), False), (("h3",), True)])
async def test_a_code_of_another_hospital_is_not_offered_and_not_made(stage, hospitals, theirs):
    inside = await visit(stage, role=OfficeRole.COORDINATOR, hospitals=hospitals)

    text = (await inside.get("/office/flyers?code=CCCC3333")).text

    assert ("Riverside" in text, "Library" in text) == (theirs, True)
    assert chosen(text, "code") == ("CCCC3333" if theirs else "BBBB2222")


@pytest.mark.asyncio
async def test_the_newest_code_is_chosen_and_its_hospital_with_it(stage):
    newest, other = await page(stage), await page(stage, "?code=CCCC3333")

    assert (chosen(newest, "code"), chosen(newest, "hospital")) == ("BBBB2222", "")
    assert (chosen(other, "code"), chosen(other, "hospital")) == ("CCCC3333", "h3")


@pytest.mark.asyncio
async def test_a_code_that_is_asked_for_is_there_however_many_are_newer(stage):
    for n in range(MOST_CODES):
        put(stage, f"NNNN{n:04}", at=NOW)

    assert chosen(await page(stage, "?code=CCCC3333"), "code") == "CCCC3333"


@pytest.mark.asyncio
async def test_a_contacts_code_is_known_by_the_organisation_and_stands_behind_those_with_a_name(stage):
    contact = Contact(
        id="k-1", network="peer_networks", made_at=NOW, name="Lee Example", organisation="Riverside Peers"
    )
    stage.put("contact", contact.id, contact)
    put(stage, "KKKK5555", at=NOW + dt.timedelta(days=1), kind=CodeKind.NETWORK, contact=contact.id)

    text = await page(stage)

    assert chosen(text, "code") == "BBBB2222"
    assert "KKKK 5555 · Riverside Peers</option>" in text
    assert "Lee" not in text


@pytest.mark.asyncio
async def test_the_hospital_can_be_chosen_apart_from_the_code(stage):
    text = await page(stage, "?code=CCCC3333&hospital=h1")

    assert chosen(text, "hospital") == "h1"
    assert "/office/flyers/poster_a4.pdf?code=CCCC3333&amp;hospital=h1&amp;language=en" in text


@pytest.mark.asyncio
async def test_one_time_links_and_ways_back_and_void_codes_are_not_offered(stage):
    put(stage, "DDDD4444", at=NOW, joins=True)
    put(stage, "FFFF5555", at=NOW, kind=CodeKind.RETURN)
    put(stage, "GGGG6666", at=NOW, void=True)

    text = await page(stage)

    assert not any(code in text for code in ("DDDD 4444", "FFFF 5555", "GGGG 6666"))
    assert chosen(await page(stage, "?code=DDDD4444"), "code") == "BBBB2222"


@pytest.mark.asyncio
async def test_the_picture_leads_to_the_code_that_was_chosen(stage):
    answer = await (await browser(stage)).get("/office/flyers/card.png?code=CCCC3333")

    assert dict(answer.headers)["content-type"] == "image/png"
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.body)))
    assert read.text == f"{LINK}c_CCCC3333-fl"


@pytest.mark.asyncio
async def test_the_pdf_has_a_name_that_tells_nothing(stage):
    answer = await (await browser(stage)).get("/office/flyers/poster_a4.pdf?code=BBBB2222")

    assert answer.body.startswith(b"%PDF")
    assert dict(answer.headers)["content-disposition"] == 'inline; filename="flyer-poster-a4-en-BBBB2222.pdf"'


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["banner.png", "card.pdf", "card.svg", "card"])
async def test_what_there_is_not_is_not_found(stage, name):
    assert (await (await browser(stage)).get(f"/office/flyers/{name}")).status == 404


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/office/flyers", "/office/flyers/card.png?code=BBBB2222"])
async def test_nobody_sees_them_without_signing_in(stage, path):
    assert (await Browser(stage.app).get(path)).status == 401


@pytest.mark.asyncio
async def test_without_a_code_it_says_how_to_make_one_and_offers_no_download():
    text = await page(a_stage())

    assert "outreach-bot invite place" in text
    assert "PDF to print" not in text


@pytest.mark.asyncio
async def test_the_words_for_who_cannot_see_the_picture_are_there_to_copy(stage):
    text = await page(stage)

    assert "Words to go with a picture" in text
    assert "The code is BBBB 2222." in text


@pytest.mark.asyncio
async def test_it_says_that_the_example_is_stamped(stage):
    assert "These are stamped" in await page(stage)


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({"until": NOW + dt.timedelta(days=30)}, ["ends on Wed 31 Mar"]),
        ({"most": 25}, ["for 25 people only"]),
        ({"most": 1}, ["for one person only"]),
        ({"until": NOW + dt.timedelta(days=30), "most": 5}, ["ends on", "for 5 people only"]),
    ],
)
@pytest.mark.asyncio
async def test_it_says_that_what_is_printed_may_outlive_a_code_that_ends(stage, bounds, said):
    assert "For print, choose a code" not in await page(stage)
    put(stage, "DDDD4444", name="Short", at=NOW - dt.timedelta(days=9), **bounds)

    text = await page(stage, "?code=DDDD4444")

    assert all(each in text for each in said)
    assert text.count("For print, choose a code that does not end") == len(said)


@pytest.mark.asyncio
async def test_a_campaign_without_flyers_is_told_where_to_look(stage):
    rules = stage.rules.model_copy(
        update={"flyers": stage.rules.flyers.model_copy(update=FlyersFile().model_dump())}
    )

    text = await page(a_stage(rules))

    assert "There are no flyers yet" in text
