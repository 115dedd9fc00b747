"""Every word people read, with its place and findings; and the picture of the conversation, part by part."""

import html
import re
import shutil
from xml.etree import ElementTree as ET

import pytest

from outreach_bot.atlas.book import SHELVES, stamp
from outreach_bot.content.catalog import PARTS, find_campaign
from outreach_bot.content.office_words import WORD_PARTS
from outreach_bot.inbound.web_entrance import WebApp
from outreach_bot.office.pages import office_routes
from outreach_bot.office.shell import OfficeParts
from outreach_bot.office.words import PAGE, _read
from tests.helpers.asgi import Browser
from tests.helpers.web_stage import ROOT, Stage
from tests.office.test_office import signed_in

PAGE_BYTES = 100_000
"""A cold page, without pictures and letters. Source: what must be shown of the office."""


@pytest.fixture(scope="module", autouse=True)
def _read_before_anybody_waits():
    """The shipped words are read once here: a test's browser does not wait for as long as people would."""
    read(find_campaign(None))


def read(folder):
    _read(folder, stamp(folder))


@pytest.fixture
def stage():
    return Stage()


def stage_in(folder):
    """A stage whose words are those of `folder`."""
    stage = Stage()
    known = {name: getattr(stage.office, name) for name in stage.office.__dataclass_fields__}
    stage.office = OfficeParts(**known | {"folder": folder})
    stage.app = WebApp(site=stage.office.site, routes=office_routes(stage.office))
    return stage


@pytest.fixture
def copied(tmp_path):
    """A campaign of one's own, to change."""
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part)
    return tmp_path


def change(folder, file, before, after):
    path = folder / "messages" / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


async def page(stage, query=""):
    answer = await (await signed_in(stage)).get(f"/office/words{query}")
    assert answer.status == 200
    return answer.text


def cards(text):
    return re.findall(r'<li class="card screen[^"]*" id="([^"]+)"', text)


def card(text, name):
    return text.split(f'id="{name}"', 1)[1].split('<li class="card screen', 1)[0]


@pytest.mark.asyncio
async def test_nobody_sees_the_words_who_is_not_signed_in(stage):
    assert (await Browser(stage.app).get("/office/words")).status == 401


@pytest.mark.asyncio
async def test_a_card_shows_the_message_its_buttons_its_file_and_line(stage):
    lines = (ROOT / "messages/en/joining.ftl").read_text("utf-8").splitlines()

    shown = html.unescape(card(await page(stage, "?part=welcome"), "welcome"))

    assert "Hello. I am a chat bot, not a person." in shown
    assert all(f">{label}</li>" in shown for label in ("Tell me more", "Start", "I need help now"))
    assert f"joining.ftl:{lines.index('welcome =') + 1}<" in shown


@pytest.mark.asyncio
async def test_blanks_are_filled_with_samples_of_the_campaign(stage):
    shown = html.unescape(card(await page(stage, "?part=welcome"), "welcome"))

    assert stage.rules.campaign.pay_text in shown
    assert "{ $" not in shown


@pytest.mark.asyncio
async def test_what_the_check_finds_stands_on_the_card_it_is_about(stage):
    shown = card(await page(stage, "?part=welcome"), "consent_screening_v1")

    assert "is 43 characters long" in shown
    assert "Say it in fewer words" in shown


@pytest.mark.asyncio
async def test_findings_about_other_files_are_told_first(stage):
    text = await page(stage)

    assert "nobody has checked the help lines" in text
    assert "safety.yaml:19" in text


@pytest.mark.asyncio
async def test_a_note_shows_what_a_locked_phone_shows(stage):
    shown = card(await page(stage, "?part=notes"), "booking_reminder")

    assert "On a locked phone" in shown
    assert "A note about your meeting" in shown


@pytest.mark.asyncio
async def test_words_are_searched_in_every_part_by_text_id_and_file(stage):
    by_text, by_id, by_file = [
        await page(stage, f"?q={words}") for words in ("not+a+PERSON", "welcome", "joining.ftl%3A6")
    ]

    assert cards(by_text) == ["welcome", "bot-description"]
    assert "welcome" in cards(by_id)
    assert cards(by_file) == ["welcome"]


@pytest.mark.asyncio
async def test_only_cards_with_findings_are_shown_where_that_is_asked(stage):
    assert cards(await page(stage, "?show=found&part=all")) == ["consent_screening_v1"]


@pytest.mark.asyncio
async def test_a_search_that_finds_nothing_says_so(stage):
    assert "Nothing fits" in await page(stage, "?q=zebra")


@pytest.mark.asyncio
async def test_flyer_and_email_words_are_listed_with_their_files(stage):
    flyer, letters = await page(stage, "?part=flyer"), await page(stage, "?part=letters")

    assert "flyers/en/<wbr>flyer.ftl:" in card(flyer, "headline")
    assert "Will you share this with people you support?" in card(letters, "email-subject")


@pytest.mark.asyncio
@pytest.mark.parametrize("part", ["welcome", "notes", "small"])
async def test_a_page_is_small_and_whole_with_its_style(stage, part):
    browser = await signed_in(stage)
    styles = [(await browser.get(f"/office/static/{name}.css")).body for name in ("office", "words")]

    text = (await browser.get(f"/office/words?part={part}")).body

    assert len(text) + sum(map(len, styles)) < PAGE_BYTES
    assert len(cards(text.decode())) <= PAGE


@pytest.mark.asyncio
async def test_pages_follow_one_another_until_all_cards_were_shown(stage):
    text = await page(stage, "?part=small")
    seen, number = cards(text), 1
    while 'rel="next"' in text:
        number += 1
        text = await page(stage, f"?part=small&page={number}")
        seen += cards(text)

    assert len(seen) == len(set(seen))
    assert f"{len(seen)} cards, " in text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "query", ["?page=0", "?page=-1", "?page=x", "?page=999999", "?part=no", "?language=xx"]
)
async def test_a_query_nobody_would_write_shows_cards_anyway(stage, query):
    assert cards(await page(stage, query))


@pytest.mark.asyncio
async def test_nobody_can_change_a_word_here(stage):
    browser = await signed_in(stage)

    assert (await browser.post("/office/words", b"")).status == 405


@pytest.mark.asyncio
async def test_changed_files_are_shown_at_once_and_said_not_to_be_live(copied):
    stage = stage_in(copied)
    read(copied)
    before = await page(stage)
    change(copied, "en/joining.ftl", "Hello. I am a chat bot", "Good day. I am a chat bot")
    read(copied)

    after = await page(stage)

    assert "Good day" not in before
    assert "Files were changed" not in before
    assert "Good day. I am a chat bot" in after
    assert "Files were changed since the bot was started" in after


@pytest.mark.asyncio
async def test_rules_that_cannot_be_read_are_told_with_their_place(copied):
    stage = stage_in(copied)
    change(copied, "screening.yaml", "default: talk", "default: perhaps")

    text = await page(stage)

    assert "The files cannot be read now" in text
    assert re.search(r"<code>screening\.yaml:\d+</code>", text)


# -- the picture ------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_part_of_the_picture_is_drawn_with_its_list_behind_it(stage):
    answer = await (await signed_in(stage)).get("/office/words/picture?part=lived")

    assert 'data-place="question/l_age"' in answer.text
    assert 'id="list-at-question-l_age"' in answer.text


@pytest.mark.asyncio
async def test_every_part_of_the_picture_has_an_address_of_its_own(stage):
    browser = await signed_in(stage)
    first = (await browser.get("/office/words/picture")).text
    parts = dict.fromkeys(re.findall(r"/office/words/picture\?part=(\w+)&amp;language", first))

    pages = [(await browser.get(f"/office/words/picture?part={part}")).text for part in parts]

    assert len(parts) > len(SHELVES) / 2
    assert all("data-place" in text or part == "all" for part, text in zip(parts, pages, strict=True))


@pytest.mark.asyncio
async def test_every_link_in_the_picture_leads_to_a_box(stage):
    browser = await signed_in(stage)
    text = (await browser.get("/office/words/picture?part=place")).text
    links = set(re.findall(r'href="(/office/words/picture\?part=[^"#]+)#([\w-]+)"', html.unescape(text)))

    there = {address: (await browser.get(address)).text for address, _ in links}

    assert links
    assert [place for address, place in links if f'id="{place}"' not in there[address]] == []


@pytest.mark.asyncio
async def test_the_whole_picture_is_a_file_for_one_sheet_of_a3(stage):
    answer = await (await signed_in(stage)).get("/office/words/picture.svg?save=1")

    picture = ET.fromstring(answer.text)

    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert 'attachment; filename="conversation-all-en.svg"' in answer.headers["content-disposition"]
    assert (picture.get("width"), picture.get("height")) == ("420mm", "297mm")


@pytest.mark.asyncio
async def test_the_file_runs_nothing_and_fetches_nothing(stage):
    text = (await (await signed_in(stage)).get("/office/words/picture.svg")).text

    assert not re.search(r"<script|<style|\son\w+=|<image|url\((?!#)", text)
    assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)"', text))


def test_the_names_of_parts_are_told_to_the_check():
    assert tuple(WORD_PARTS) == tuple(SHELVES)
