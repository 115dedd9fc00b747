"""Where people come from, in numbers that name nobody."""

import datetime as dt
import re

import pytest
from msgspec.structs import replace

from outreach_bot.office.sources import Bar, bars
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import Contact
from outreach_bot.recruitment.funnel import COLUMNS, Line
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import CodeKind, Outcome, Role
from outreach_bot.recruitment.small_counts import Shown, exactly
from tests.helpers.asgi import Browser
from tests.helpers.office_visit import visit
from tests.helpers.web_stage import NOW, Stage
from tests.office.test_office import person, signed_in

LIBRARY = Code(id="K7MQ2XZB", kind=CodeKind.PLACE, name="Library", made_at=NOW, hospital="h1")
READING_ROOM = Code(id="RTWXYZ23", kind=CodeKind.PLACE, name="Reading room", made_at=NOW, hospital="h2")
KIM = Code(id="H5NQ3RTW", kind=CodeKind.CHAMPION, name="Kim", made_at=NOW, network="peer_networks")
LETTER = Code(id="BCDFGHJ2", kind=CodeKind.NETWORK, made_at=NOW, network="rco_directors", contact="c1")
DANA = Contact(
    id="c1", network="rco_directors", organisation="Harbor Recovery", name="Dana", code=LETTER.id, made_at=NOW
)


@pytest.fixture
def stage():
    return Stage()


def made(stage, *codes, **counters):
    """Put codes there, and counters: `opened_K7MQ2XZB_fl=12`."""
    for code in codes:
        stage.put("code", code.id, code)
    stage.store.counted = {name.replace("_", ":"): count for name, count in counters.items()}


async def page(stage, query=""):
    answer = await (await signed_in(stage)).get(f"/office/sources{query}")
    assert answer.status == 200
    return answer.text


def row(text, name):
    """The counts of one line, as they stand in its cells."""
    line = next(line for line in text.split('<tr role="row">') if f">{name} <" in line or f">{name}<" in line)
    return re.findall(r'<td role="cell" class="n[^>]*>([^<]*)</td>', line)


@pytest.mark.asyncio
async def test_nobody_sees_the_page_who_is_not_signed_in(stage):
    assert (await Browser(stage.app).get("/office/sources")).status == 401


@pytest.mark.asyncio
async def test_without_a_code_the_page_says_how_to_make_one(stage):
    text = await page(stage)

    assert "No code has been made yet" in text
    assert "outreach-bot invite network" in text


@pytest.mark.asyncio
async def test_a_code_stands_with_its_counts_and_small_ones_are_hidden(stage):
    made(stage, LIBRARY, opened_K7MQ2XZB_fl=12, started_K7MQ2XZB_fl=6, fits_K7MQ2XZB_fl=3)

    assert row(await page(stage), "Library") == ["12", "6", "&lt;5", "0", "0", "0"]


@pytest.mark.asyncio
async def test_a_champions_counts_are_in_bands(stage):
    made(stage, KIM, opened_H5NQ3RTW_pf=17, started_H5NQ3RTW_pf=7, fits_H5NQ3RTW_pf=2)

    assert row(await page(stage), "Kim")[:4] == ["10+", "5–9", "&lt;5", "&lt;5"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("hospitals", "seen", "hidden"),
    [
        (("h1",), ("Library", "Harbor Hospital"), ("Reading room", "Lakeside Hospital")),
        (("h2",), ("Reading room", "Lakeside Hospital"), ("Library", "Harbor Hospital")),
        ((), ("Library", "Harbor Hospital", "Reading room", "Lakeside Hospital"), ()),
    ],
)
async def test_a_coordinator_sees_no_figures_of_other_hospitals(stage, hospitals, seen, hidden):
    made(
        stage, LIBRARY, READING_ROOM, KIM, opened_K7MQ2XZB_fl=12, opened_RTWXYZ23_fl=34, opened_H5NQ3RTW_pf=20
    )

    browser = await visit(stage, role=OfficeRole.COORDINATOR, hospitals=hospitals)
    text = (await browser.get("/office/sources")).text

    for name in (*seen, "Kim"):  # a code of no hospital is everybody's
        assert row(text, name)
    for name in hidden:
        with pytest.raises(StopIteration):
            row(text, name)
    assert (f">{34}<" in text) is ("Reading room" in seen)


@pytest.mark.asyncio
async def test_networks_hospitals_and_ways_in_have_their_own_tables(stage):
    made(stage, LIBRARY, KIM, opened_K7MQ2XZB_fl=12, opened_H5NQ3RTW_pf=20)

    text = await page(stage)

    assert row(text, "Peer networks")[0] == "20"
    assert row(text, "Harbor Hospital")[0] == "12"
    assert row(text, "flyer")[0] == "12"
    assert "Nobody yet: Governor&#39;s Task Force" in text


@pytest.mark.asyncio
async def test_choosing_a_network_narrows_the_codes_and_no_sum(stage):
    made(stage, LIBRARY, KIM, opened_K7MQ2XZB_fl=12, opened_H5NQ3RTW_pf=20)

    everything, chosen = await page(stage), await page(stage, "?network=peer_networks")

    assert "Library" in everything
    assert "Library" not in chosen
    assert row(chosen, "Harbor Hospital") == row(everything, "Harbor Hospital")


@pytest.mark.asyncio
async def test_a_network_that_does_not_exist_narrows_nothing(stage):
    made(stage, LIBRARY, opened_K7MQ2XZB_fl=12)

    assert "Library" in await page(stage, "?network=%3Cscript%3E")


def listed(text):
    """Codes in the order in which they stand."""
    return re.findall(r"<code>(K7MQ2XZB|H5NQ3RTW|RTWXYZ23)</code>", text)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["K7MQ2XZB", "H5NQ3RTW", "RTWXYZ23"]),
        ("?q=READING", ["RTWXYZ23"]),
        ("?q=h5nq", ["H5NQ3RTW"]),
        ("?q=nobody", []),
        ("?sort=name", ["H5NQ3RTW", "K7MQ2XZB", "RTWXYZ23"]),
        ("?sort=newest", ["RTWXYZ23", "K7MQ2XZB", "H5NQ3RTW"]),
        ("?network=peer_networks&q=reading", []),
    ],
)
async def test_codes_are_searched_and_ordered(stage, query, codes):
    latest = replace(READING_ROOM, made_at=NOW + dt.timedelta(days=1))
    earliest = replace(KIM, made_at=NOW - dt.timedelta(days=1))
    made(stage, LIBRARY, earliest, latest, opened_K7MQ2XZB_fl=40, opened_H5NQ3RTW_pf=20, opened_RTWXYZ23_fl=9)

    text = await page(stage, query)

    assert listed(text) == codes
    assert f"{len(codes)} of 3" in text
    assert ("Nothing fits this choice" in text) is (not codes)


@pytest.mark.asyncio
async def test_hidden_counts_are_not_told_by_the_order(stage):
    made(stage, LIBRARY, READING_ROOM, opened_K7MQ2XZB_fl=1, opened_RTWXYZ23_fl=4)

    assert listed(await page(stage)) == ["K7MQ2XZB", "RTWXYZ23"]


@pytest.mark.asyncio
async def test_many_codes_come_a_page_at_a_time_and_the_choice_goes_along(stage):
    made(stage, *(replace(LIBRARY, id=f"K7MQ2X{n:02}", name=f"Library {n:02}") for n in range(60)))

    text = await page(stage, "?q=library&sort=name")
    further = await page(stage, "?q=library&sort=name&page=2")

    assert "/office/sources?q=library&amp;sort=name&amp;page=2" in text
    assert "/office/sources/events?q=library&amp;sort=name&amp;page=2" in further
    assert ("Library 49" in text, "Library 50" in text, "Library 50" in further) == (True, False, True)


@pytest.mark.asyncio
async def test_codes_of_a_mailing_that_nobody_opened_are_counted_not_listed(stage):
    made(stage, LETTER)

    text = await page(stage)

    assert LETTER.id not in text
    assert "1 code for one contact that nobody has opened yet" in text


@pytest.mark.asyncio
async def test_a_letters_code_is_known_by_its_organisation_and_nobodys_name_is_shown(stage):
    made(stage, LETTER, opened_BCDFGHJ2_em=6)
    stage.put("contact", DANA.id, DANA)

    text = await page(stage)

    assert row(text, "Harbor Recovery")[0] == "6"
    assert "Dana" not in text


@pytest.mark.asyncio
async def test_a_code_whose_name_was_forgotten_is_one_no_longer_used(stage):
    made(stage, replace(KIM, name="", void=True), opened_H5NQ3RTW_pf=12)

    assert row(await page(stage), "No longer used")[0] == "10+"


@pytest.mark.asyncio
async def test_the_page_has_no_style_or_script_of_its_own(stage):
    made(stage, LIBRARY, opened_K7MQ2XZB_fl=12)

    text = await page(stage)

    assert "<style" not in text
    assert not re.search(r"\sstyle=|\son\w+=", text)
    assert re.findall(r"<script[^>]*>", text) == ['<script src="/office/static/office.js" defer>']


def line(**counts):
    return Line(key="", cells={column: counts.get(column, exactly(0)) for column in COLUMNS})


def test_a_picture_draws_no_more_than_the_number_tells():
    few, many = line(opened=Shown(1, 4)), line(opened=exactly(8))

    drawn = bars(few, [few, many])

    assert drawn[0] == Bar(sure=12.5, upto=50.0)
    assert drawn[1:] == (Bar(sure=0.0, upto=0.0),) * 4


def test_the_largest_count_is_drawn_full():
    only = line(opened=exactly(8), started=exactly(4))

    assert [bar.sure for bar in bars(only, [only])][:2] == [100.0, 50.0]


@pytest.mark.asyncio
async def test_a_sign_up_shows_the_name_and_network_of_its_source(stage):
    made(stage, KIM)
    someone = person("p1", source=KIM.id, source_channel="pf", role=Role.LIVED, outcome=Outcome.FITS)
    stage.put("person", "p1", someone)

    text = (await (await signed_in(stage)).get("/office/signups")).text

    cell = text.partition('class="from">')[2].partition("</td>")[0]
    assert re.sub(r"<[^>]+>|\s+", " ", cell).split() == [
        "Kim",
        "H5NQ3RTW",
        "passed",
        "on",
        "·",
        "Peer",
        "networks",
    ]
