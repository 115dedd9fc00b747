"""The Champions page: links by code and name, and three things a coordinator can do. Never who joined."""

import datetime as dt
from typing import Any

import pytest

from outreach_bot.dialogue.inputs import OFFICE, ChampionHeld, CodeVoided, ReviewsSeen
from outreach_bot.dialogue.state import Champion, ChampionKind, Person
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import CodeKind
from tests.helpers.asgi import Browser
from tests.helpers.office_visit import visit
from tests.helpers.offices import enter
from tests.helpers.real_runner import Bot
from tests.helpers.web_stage import NOW, Stage
from tests.office.test_office import FORM, signed_in

DAY = dt.timedelta(days=1)
pytestmark = pytest.mark.asyncio

ROSA = Champion(
    code="H5NQ3RTW", joined_at=NOW, kind=ChampionKind.PEER_SUPPORT, rules_agreed_at=NOW, employer=False
)


@pytest.fixture
def stage():
    made = Stage()
    put_code(made, "H5NQ3RTW", name="Rosa")
    put_code(made, "RQTVWXY2", name="Rosa", joins=True, gives="H5NQ3RTW", used_at=NOW)
    put_person(made, "p-rosa", champion=ROSA)
    made.store.counted.update({"opened:H5NQ3RTW:pf": 2, "opened:H5NQ3RTW:in": 1, "started:H5NQ3RTW:pf": 1})
    return made


def put_code(stage, code, **fields: Any):
    stage.put("code", code, Code(id=code, kind=CodeKind.CHAMPION, made_at=NOW, **fields))


def put_person(stage, identifier, **fields: Any):
    stage.put("person", identifier, Person(id=identifier, made_at=NOW, seen_at=NOW, **fields))


def put_review(stage, identifier="tg:1?1", code="H5NQ3RTW", sign="burst"):
    stage.store.put("review", identifier, {"code": code, "sign": sign, "at": stage.now})


async def page(stage):
    return (await (await signed_in(stage)).get("/office/champions")).text


async def post(stage, deed, form):
    browser = await signed_in(stage)
    stage.runner.received.clear()
    answer = await browser.post(f"/office/champions/{deed}", form, **FORM)
    return answer, [(received.id, received.body) for received in stage.runner.received]


@pytest.mark.parametrize(("hospitals", "theirs"), [(("h1",), False), (("h2",), True), ((), True)])
async def test_codes_to_look_at_are_those_of_ones_own_hospitals(stage, hospitals, theirs):
    put_code(stage, "LAKE2345", name="Lou", hospital="h2")
    put_review(stage, code="LAKE2345")
    put_review(stage, "tg:3?1", code="UNKNOWN2")
    browser = await visit(stage, role=OfficeRole.COORDINATOR, hospitals=hospitals)

    text = (await browser.get("/office/champions")).text
    stage.runner.received.clear()
    await browser.post("/office/champions/seen", b"review=tg%3A1%3F1&review=tg%3A3%3F1", **FORM)

    (received,) = stage.runner.received
    assert ("LAKE2345" in text, "UNKNOWN2" in text) == (theirs, True)
    assert received.body.reviews == (("tg:1?1", "tg:3?1") if theirs else ("tg:3?1",))


async def test_a_champion_is_shown_by_code_and_name_with_all_openings(stage):
    text = await page(stage)

    assert "Rosa" in text
    assert "H5NQ3RTW" in text
    assert "RQTVWXY2" not in text
    assert "<span>3" in text.partition('data-label="Opened"')[2][:20]
    assert "p-rosa" not in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Shares"),
        ({"paused_at": NOW}, "Takes a break"),
        ({"held_at": NOW}, "Asked to rest"),
        ({"employer": None}, "Reads the rules"),
    ],
)
async def test_it_says_how_things_are(stage, changes, words):
    put_person(
        stage,
        "p-rosa",
        champion=Champion(**{name: getattr(ROSA, name) for name in ROSA.__struct_fields__} | changes),
    )

    assert f">{words}</span>" in await page(stage)


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"void": True}, "Ended"), ({"until": NOW - DAY}, "Its days are over"), ({}, "Not opened yet")],
)
async def test_a_link_without_a_champion_is_listed_too(stage, fields, words):
    put_code(stage, "KKKKKKK2", name="Lee", **fields)

    assert f">{words}</span>" in (await page(stage)).partition("Lee")[2]


async def test_without_champions_it_says_how_to_invite_one():
    assert "outreach-bot invite champion" in await page(Stage())


async def test_a_code_to_look_at_is_shown_with_its_sign_and_nobody(stage):
    put_review(stage)

    text = await page(stage)

    assert "Many people opened a link in a few minutes" in text
    assert "Rosa" in text.partition("Codes to look at")[2].partition("</form>")[0]


async def test_ending_a_link_ends_the_one_time_link_too(stage):
    answer, received = await post(stage, "void", b"code=H5NQ3RTW")

    assert (answer.status, answer.headers["location"]) == (303, "/office/champions")
    assert received == [(OFFICE, CodeVoided(codes=("H5NQ3RTW", "RQTVWXY2"), by="office"))]


async def test_a_branch_is_all_champions_who_came_by_it_and_by_theirs(stage):
    for code, source in (("KKKKKKK2", "H5NQ3RTW"), ("KKKKKKK3", "KKKKKKK2"), ("KKKKKKK4", "MMMMMMMM")):
        put_code(stage, code)
        put_person(stage, f"p-{code}", source=source, champion=Champion(code=code, joined_at=NOW))

    text = await page(stage)
    _, received = await post(stage, "void", b"code=H5NQ3RTW&branch=1")

    assert "the links of 2 champions who came by it" in text
    assert received[0][1].codes == ("H5NQ3RTW", "KKKKKKK2", "KKKKKKK3", "RQTVWXY2")


async def test_two_who_came_by_each_other_are_one_branch(stage):
    put_person(stage, "p-rosa", source="KKKKKKK2", champion=ROSA)
    put_code(stage, "KKKKKKK2")
    put_person(stage, "p-lee", source="H5NQ3RTW", champion=Champion(code="KKKKKKK2", joined_at=NOW))

    _, received = await post(stage, "void", b"code=H5NQ3RTW&branch=1")

    assert received[0][1].codes == ("H5NQ3RTW", "KKKKKKK2", "RQTVWXY2")


@pytest.mark.parametrize(("form", "held"), [(b"code=H5NQ3RTW&held=1", True), (b"code=H5NQ3RTW", False)])
async def test_a_champion_is_asked_to_rest_and_to_go_on(stage, form, held):
    _, received = await post(stage, "hold", form)

    assert received == [("p-rosa", ChampionHeld(held=held, by="office"))]


async def test_codes_that_were_looked_at_leave_the_list(stage):
    put_review(stage)
    put_review(stage, "tg:2?1", sign="stranger")

    _, received = await post(stage, "seen", b"review=tg%3A1%3F1&review=made-up")

    assert received == [(OFFICE, ReviewsSeen(reviews=("tg:1?1",), by="office"))]


@pytest.mark.parametrize(
    ("deed", "form"),
    [
        ("void", b""),
        ("void", b"code=MADEUPXX"),
        ("hold", b"code=KKKKKKK2"),
        ("seen", b"review=made-up"),
    ],
    ids=["nothing", "no such code", "nobody's code", "no such review"],
)
async def test_what_is_not_there_changes_nothing(stage, deed, form):
    answer, received = await post(stage, deed, form)

    assert answer.status == 303
    assert received == []


@pytest.mark.parametrize("deed", ["void", "hold", "seen"])
async def test_nobody_changes_anything_from_outside(stage, deed):
    answer = await Browser(stage.app).post(f"/office/champions/{deed}", b"code=H5NQ3RTW", **FORM)

    assert answer.status == 401
    assert stage.store.refused == [("run_champions", "signed_out")]
    assert len(stage.runner.received) == 1


async def test_a_coordinator_sees_and_ends_links_of_their_own_hospital_only():
    theirs = Code(id="K7MQ2XZB", kind=CodeKind.CHAMPION, made_at=NOW, name="Harbor", hospital="h1")
    others = Code(id="R4TW9CDF", kind=CodeKind.CHAMPION, made_at=NOW, name="Lakeside", hospital="h2")
    bot = await Bot.open(codes=(theirs, others))
    browser = await enter(bot, hospitals=("h1",))

    page = (await browser.get("/office/champions")).text
    await browser.post("/office/champions/void", b"code=R4TW9CDF", **FORM)

    kept = await bot.store.get("code", "R4TW9CDF")
    assert kept is not None
    assert ("Harbor" in page, "Lakeside" in page) == (True, False)
    assert not kept.body.get("void")
