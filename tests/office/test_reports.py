"""Reports: figures that name nobody, for those who may see them."""

import datetime as dt
import html
import re
from typing import Any

import pytest

from outreach_bot.dialogue.inputs import Exported
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import CodeKind, Role
from outreach_bot.recruitment.sessions import Seat, Session
from outreach_bot.recruitment.stations import Station
from tests.helpers.web_stage import NOW, Stage
from tests.office.test_access import let_in

pytestmark = pytest.mark.asyncio


@pytest.fixture
def stage():
    return Stage()


def came(stage, **stations):
    """So many people in the week of NOW: `booked=7`, `h1__booked=6`."""
    for name, count in stations.items():
        hospital, _, station = name.rpartition("__")
        stage.store.counted[f"week:2027-W09:{hospital}:lived:{station}"] = count


def a_session(stage, key, kind, seats, *, days=-7, **fields):
    known: dict[str, Any] = {"minutes": 90, "capacity": 15, "starts": NOW + dt.timedelta(days=days)}
    session = Session(id=key, kind=kind, seats=seats, **(known | fields))
    stage.put("session", key, session)


def people(many, role=Role.LIVED, first=0, **seat):
    return {f"p{n}": Seat(role=role, booked_at=NOW, **seat) for n in range(first, first + many)}


async def page(stage, query="", role=OfficeRole.OWNER, hospitals=()):
    browser = await let_in(stage, role, hospitals)
    answer = await browser.get(f"/office/reports{query}")
    assert answer.status == 200
    return answer.text


def table(text, title):
    """The rows of the numbers behind the chart with this heading."""
    part = text[text.index(f">{title}</h2>") :].partition("</section>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", part)[1:]
    cells = [re.sub(r"<[^>]+>", "", re.sub(r"</t[hd]>", "|", row)).strip("|").split("|") for row in rows]
    return [[html.unescape(cell).replace("\u00a0", " ") for cell in row] for row in cells]


async def test_an_empty_office_has_a_page_that_says_so(stage):
    text = await page(stage)

    assert "Nobody has agreed to be asked in this time." in text
    assert "Nobody has a seat in this time." in text
    assert "Nobody has said yet how it was." in text


async def test_the_flow_has_a_picture_and_its_numbers(stage):
    came(stage, attended=6, booked=5, fits=8, talk=7, gave_up=2, missed=3)

    text = await page(stage)

    assert 'role="img"' in text
    assert ["Agreed to be asked", "31"] in table(text, "How far people came")
    assert ["Gave it up", "<5"] in table(text, "How far people came")


async def test_the_numbers_stand_in_the_order_of_the_flow(stage):
    came(stage, attended=6, fits=8, talk=7, **{"not_this_time.under_18": 6})

    assert [row[0] for row in table(await page(stage), "How far people came")] == [
        "Agreed to be asked", "Not this time", "Under 18", "Talk first", "Can come", "No seat yet",
        "Had or have a seat", "Came",
    ]  # fmt: skip


async def test_reasons_have_words_and_a_campaigns_own_reason_is_shown_as_it_stands(stage):
    came(stage, **{"not_this_time.under_18": 6, "not_this_time.too_far_away": 7})

    rows = table(await page(stage), "How far people came")

    assert ["Under 18", "6"] in rows
    assert ["too far away", "7"] in rows


async def test_a_hospital_is_told_in_steps(stage):
    came(stage, booked=12, h1__booked=7)

    text = await page(stage, "?hospital=h1")

    assert ["Agreed to be asked", "5–9"] in table(text, "How far people came")
    assert ["1 Mar", "5–9", "5–9", "5–9", "0"] in table(text, "Sign-ups over time")


async def test_the_last_weeks_are_told_in_steps_and_each_week_as_ever(stage):
    came(stage, booked=12)
    stage.store.counted["week:2026-W40::lived:booked"] = 30

    text = await page(stage, "?weeks=4")

    assert ["Agreed to be asked", "10–14"] in table(text, "How far people came")
    assert [row[:2] for row in table(text, "Sign-ups over time")] == [
        ["1 Mar", "12"], ["22 Feb", "0"], ["15 Feb", "0"], ["8 Feb", "0"],
    ]  # fmt: skip


async def test_many_weeks_are_told_in_spells(stage):
    came(stage, booked=12)
    stage.store.counted["week:2026-W20::lived:booked"] = 30

    rows = table(await page(stage), "Sign-ups over time")

    assert len(rows) < 15
    assert rows[0][:2] == ["8 Feb", "12"]


async def test_a_choice_that_does_not_exist_chooses_all(stage):
    came(stage, booked=12)

    assert ["Agreed to be asked", "12"] in table(
        await page(stage, "?weeks=3&hospital=%3Cscript%3E"), "How far people came"
    )


async def test_hospitals_are_held_against_their_targets(stage):
    came(stage, h1__booked=8, h1__attended=3, h2__booked=2)

    text = await page(stage)

    part = text[text.index(">Hospitals and their targets<") :].partition("</section>")[0]
    harbor = part[part.index("Harbor Hospital") :].partition("<h3>")[0]
    assert "<b>11</b> of 10" in harbor
    assert "Met" in harbor
    assert "<b>&lt;5</b> of 8" in part[part.index("Lakeside Hospital") :]


async def test_seats_are_shown_by_role_and_few_are_hidden(stage):
    seats = people(8) | people(3, Role.STAFF, 8)
    a_session(stage, "s1", "joint_event", seats)

    (row,) = table(await page(stage), "Who sits at the table")

    assert row[1:] == ["8", "0", "<5", "15"]


async def test_how_it_was_is_told_by_kind_and_in_all(stage):
    stage.store.counted |= {"how:joint_event:heard": 9, "how:joint_event:ok": 5}

    text = await page(stage)

    assert table(text, "How it was") == [
        ["Everyone together", "9", "5", "0", "0"],
        ["All", "9", "5", "0", "0"],
    ]
    assert "<b>64 %</b>" in text


async def test_meetings_at_risk_and_talks_around_them_are_counted(stage):
    a_session(stage, "s1", "joint_event", people(6), moved=1, briefed=True)

    text = await page(stage)

    assert re.search(r"<dt>Moved</dt><dd>1</dd>", text)
    assert "<b>1</b> of 1" in text
    assert "<b>0</b> of 1" in text


async def test_few_people_have_no_share_that_could_tell_who_they_are(stage):
    a_session(stage, "s1", "joint_event", people(9))
    assert "With fewer than 10 people" in await page(stage)

    a_session(stage, "s2", "joint_event", people(9, first=9))
    assert "of all seats are held by five people" in await page(stage)


async def test_what_to_expect_is_told_from_talks_with_the_campaigns_rates(stage):
    for n in range(15):
        a_session(stage, f"t{n}", "lived_interview", people(1, first=n), capacity=1)

    text = await page(stage)

    part = text[text.index(">What to expect<") :].partition("</section>")[0]
    assert re.findall(r"<b>([^<]*)</b>", part)[:3] == ["15", "10", "8"]
    assert "About 66 % of them go on to a meeting. About 50 % go on to a small team." in part
    assert "It needs 12 people. For that about 19 should come to a talk." in part


async def test_networks_are_there_for_the_whole_and_not_for_one_hospital(stage):
    stage.put(
        "code", "BCDFGHJ2", Code(id="BCDFGHJ2", kind=CodeKind.NETWORK, made_at=NOW, network="peer_networks")
    )
    stage.store.counted["opened:BCDFGHJ2:em"] = 9

    assert "Peer networks" in await page(stage)
    assert "Peer networks" not in await page(stage, "?hospital=h1")


async def test_who_has_a_hospital_of_their_own_sees_that_one_alone(stage):
    came(stage, booked=20, h1__booked=7, h2__booked=8)

    text = await page(stage, role=OfficeRole.COORDINATOR, hospitals=("h1",))

    assert ["Agreed to be asked", "5–9"] in table(text, "How far people came")
    assert "Lakeside Hospital" not in text


@pytest.mark.parametrize("asked", ["h2", "h9", ""])
async def test_who_asks_for_another_hospital_or_for_none_gets_the_first_of_their_own(stage, asked):
    browser = await let_in(stage, OfficeRole.COORDINATOR, ("h1",))

    text = (await browser.get(f"/office/reports?hospital={asked}")).text

    assert re.sub(r'value="office:\w+"', "", text) == re.sub(
        r'value="office:\w+"', "", (await browser.get("/office/reports?hospital=h1")).text
    )


@pytest.mark.parametrize("role", list(OfficeRole))
async def test_everybody_in_the_office_may_see_it_and_take_its_weeks(stage, role):
    came(stage, booked=12)
    text = await page(stage, role=role)

    assert 'name="kind" value="weeks"' in text


async def test_the_page_has_no_style_or_script_of_its_own(stage):
    came(stage, booked=12, gave_up=2)
    a_session(stage, "s1", "joint_event", people(6))

    text = await page(stage)

    assert "<style" not in text
    assert "<script" not in text
    assert not re.search(r"\sstyle=|\son\w+=", text)


HEAVIEST = 45_000
"""Bytes: with the pages' styles and fonts a cold page stays under 100 kB."""


async def test_a_page_full_of_figures_stays_light(stage):
    for week in range(1, 17):
        for station in Station:
            stage.store.counted[f"week:2027-W{week:02}::lived:{station}"] = week
    for number, kind in enumerate(stage.rules.sessions.kinds):
        for how in ("heard", "ok", "not_heard", "hard"):
            stage.store.counted[f"how:{kind.key}:{how}"] = 7
        roles = (Role.LIVED, Role.FAMILY, Role.STAFF)
        seats = {f"p{role}{n}": Seat(role=role, booked_at=NOW) for role in roles for n in range(4)}
        for day in (1, 2):
            a_session(stage, f"s{number}-{day}", kind.key, seats, days=-day)

    assert len((await page(stage)).encode()) < HEAVIEST


async def test_the_page_names_no_person_and_writes_nothing(stage):
    a_session(stage, "s1", "joint_event", people(6))

    text = await page(stage)

    assert not re.search(r"\bp[0-5]\b", text)
    assert not [one for one in stage.runner.received if isinstance(one.body, Exported)]
