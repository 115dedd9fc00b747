"""The Sign-ups page: codes alone, an address that can be shared, and what is new since somebody last looked."""

import datetime as dt
import re
from typing import Any

import pytest

from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.dialogue.state import Person
from outreach_bot.office import live
from outreach_bot.office.signup_list import A_PAGE
from outreach_bot.office.signups import MOST_SOURCES, VISIT_SECONDS
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import CodeKind, Outcome, Role
from outreach_bot.recruitment.sessions import Seat, Session
from tests.helpers.office_visit import visit
from tests.helpers.web_stage import NOW, Stage

pytestmark = pytest.mark.asyncio

HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR


@pytest.fixture
def stage():
    return Stage()


def person(stage, identifier="p-ana", **values: Any):
    usual: dict[str, Any] = {
        "made_at": NOW - DAY,
        "seen_at": NOW,
        "role": Role.LIVED,
        "outcome": Outcome.FITS,
    }
    stage.put("person", identifier, Person(id=identifier, **(usual | values)))


def session(stage, identifier="s1", **values: Any):
    usual: dict[str, Any] = {
        "kind": "staff_feedback",
        "starts": NOW + 7 * DAY,
        "minutes": 120,
        "capacity": 25,
    }
    stage.put("session", identifier, Session(id=identifier, **(usual | values)))


async def page(stage, query="", **who):
    return (await (await visit(stage, **who)).get(f"/office/signups{query}")).text


def people(text):
    return re.findall(r'id="row-([\w-]+)"', text)


async def test_an_empty_office_says_how_to_begin(stage):
    assert "outreach-bot invite network" in await page(stage)


async def test_a_sign_up_is_shown_by_codes_with_role_outcome_and_seat_and_leads_to_the_person(stage):
    code = Code(id="K7MQ2XZB", kind=CodeKind.PLACE, made_at=NOW, name="Library")
    stage.put("code", code.id, code)
    person(stage, "p-ana", source=code.id, source_channel="fl", hospitals=("h1",))
    session(stage, seats={"p-ana": Seat(role=Role.LIVED, booked_at=NOW)})

    row = (await page(stage)).partition('id="row-p-ana"')[2].partition("</tr>")[0]

    for said in (
        "Library",
        "K7MQ2XZB",
        "flyer",
        "Lived experience",
        "Harbor Hospital",
        "Fits",
        "Staff meeting",
        "Booked",
    ):
        assert said in row
    assert 'href="/office/people/p-ana"' in row
    assert 'href="/office/signups?source=K7MQ2XZB"' in row


async def test_names_numbers_chats_and_answers_never_reach_the_page(stage):
    person(stage, answers={"l_age": ("SECRET",)}, addresses=(Address(channel=Channel.TELEGRAM, chat="4711"),))
    stage.put("call", "p-ana", Call(person="p-ana", asked_at=NOW, reason="asked", number="+16035550111"))

    text = await page(stage)

    assert people(text) == ["p-ana"]
    for secret in ("SECRET", "4711", "6035550111"):
        assert secret not in text


async def test_who_has_not_agreed_yet_is_not_on_the_list(stage):
    person(stage, role=None, outcome=None)

    assert people(await page(stage)) == []


async def test_an_address_shows_the_same_to_everybody_it_is_shared_with(stage):
    person(stage, "p-ana", role=Role.FAMILY, hospitals=("h1",))
    person(stage, "p-ben", role=Role.FAMILY, hospitals=("h2",))
    person(stage, "p-cleo", role=Role.STAFF, hospitals=("h1",))

    text = await page(stage, "?role=family&hospital=h1&q=p-")

    assert people(text) == ["p-ana"]
    assert "1 of 3 people" in text
    for chosen in ("Family or friend ✕", "Harbor Hospital ✕", "Search: p- ✕"):
        assert chosen in text
    assert re.search(r'<option value="h1" selected>', text)
    assert 'value="p-"' in text


async def test_each_choice_can_be_taken_off_by_itself(stage):
    person(stage)

    text = await page(stage, "?role=lived&seat=none")

    assert re.findall(r'id="off-(\w+)"(?: class="all")? href="([^"]+)"', text) == [
        ("role", "/office/signups?seat=none"),
        ("seat", "/office/signups?role=lived"),
        ("all", "/office/signups"),
    ]


async def test_nobody_who_fits_is_not_an_empty_office(stage):
    person(stage)

    text = await page(stage, "?role=staff")

    assert "No one fits this choice" in text
    assert "Nobody has signed up yet" not in text


async def test_a_long_list_has_pages_that_keep_the_choice(stage):
    for number in range(A_PAGE + 1):
        person(stage, f"p-{number:02d}", made_at=NOW - number * HOUR)

    first, second = await page(stage, "?role=lived"), await page(stage, "?role=lived&page=2")

    assert (len(people(first)), people(second)) == (A_PAGE, [f"p-{A_PAGE}"])
    assert "/office/signups?role=lived&amp;page=2" in first
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


async def test_a_coordinator_is_shown_and_told_the_numbers_of_their_own_hospital_alone(stage):
    person(stage, "p-mine", hospitals=("h1",))
    person(stage, "p-other", hospitals=("h2",))
    person(stage, "p-all")

    text = await page(stage, role=OfficeRole.COORDINATOR, hospitals=("h1",))

    assert sorted(people(text)) == ["p-all", "p-mine"]
    assert "p-other" not in text
    assert "2 people" in text


async def test_choices_and_addresses_name_no_session_and_no_code_of_another_hospital(stage):
    person(stage, "p-ana", source="CODEH222")
    stage.put(
        "code",
        "CODEH222",
        Code(id="CODEH222", kind=CodeKind.PLACE, made_at=NOW, name="Library", hospital="h2"),
    )
    session(stage, "s-h1", hospital="h1")
    session(stage, "s-h2", hospital="h2")

    text = await page(stage, "?session=s-h2", role=OfficeRole.COORDINATOR, hospitals=("h1",))

    assert 'value="s-h1"' in text
    assert "s-h2" not in text
    assert 'value="CODEH222"' not in text


async def test_what_somebody_types_is_never_taken_for_a_page_s_own_words(stage):
    person(stage)

    text = await page(stage, "?q=%3Cscript%3Ealert(1)%3C/script%3E")

    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


async def test_the_choices_stay_few_with_hundreds_of_codes_and_keep_the_chosen_one(stage):
    for number in range(MOST_SOURCES + 20):
        person(stage, f"p-{number:03d}", source=f"CODE{number:04d}")
    person(stage, "p-more", source="CODE0000")
    last = f"CODE{MOST_SOURCES + 19:04d}"

    plain, chosen = await page(stage), await page(stage, f"?source={last}")

    listed = re.findall(r'<option value="(CODE\d+)"', plain)
    assert (len(listed), listed[0]) == (MOST_SOURCES, "CODE0000")
    assert last not in listed
    assert f'<option value="{last}" selected>' in chosen


# -- new since somebody last looked ------------------------------------------------------------------------


async def test_the_first_look_marks_nobody_as_new(stage):
    person(stage)

    text = await page(stage)

    assert "since you last looked" not in text
    assert 'class="tag new"' not in text


async def test_who_signed_up_since_the_last_visit_is_new_for_the_whole_of_this_one(stage):
    browser = await visit(stage)
    person(stage, "p-old")
    await browser.get("/office/signups")
    stage.now += DAY.total_seconds() / 4
    person(stage, "p-new", made_at=NOW + HOUR)

    looks = [(await browser.get("/office/signups")).text for _ in range(2)]

    for text in looks:
        assert "One person has signed up since you last looked." in text
        assert re.findall(r'id="row-([\w-]+)">(?:(?!</tr>).)*class="tag new"', text, re.DOTALL) == ["p-new"]


async def test_on_the_next_visit_they_are_not_new_any_more(stage):
    browser = await visit(stage)
    await browser.get("/office/signups")
    person(stage, "p-new", made_at=NOW + HOUR)
    looks = []
    for _ in range(2):
        stage.now += 2 * HOUR.total_seconds()
        looks.append((await browser.get("/office/signups")).text)

    assert "One person has signed up" in looks[0]
    assert "Nobody new since you last looked." in looks[1]


@pytest.mark.parametrize("cookie", ["", "nonsense", "99999999999999-1", "-5-7", "1e9-1e9"])
async def test_a_strange_cookie_is_no_last_look(stage, cookie):
    browser = await visit(stage)
    browser.cookies["looked"] = cookie

    answer = await browser.get("/office/signups")

    assert answer.status == 200
    assert "since you last looked" not in answer.text


async def test_the_cookie_says_when_somebody_looked_and_nothing_else(stage):
    browser = await visit(stage)

    answer = await browser.get("/office/signups")

    cookie = answer.cookies["looked"]
    assert cookie.value == f"{0:010d}-{int(stage.now)}"
    assert cookie["httponly"]


# -- live --------------------------------------------------------------------------------------------------


def stream_of(text):
    found = re.search(r'data-from="([^"]+)"', text)
    assert found
    return found[1].replace("&amp;", "&")


async def test_an_open_list_is_sent_what_changed_under_its_own_choice(stage, monkeypatch):
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.01)
    browser = await visit(stage)
    person(stage, "p-ana", role=Role.STAFF)
    text = (await browser.get("/office/signups?role=staff")).text

    async with browser.stream(stream_of(text)) as events:
        person(stage, "p-ben")
        of_another_role = [await events.event() for _ in range(2)]
        person(stage, "p-cleo", role=Role.STAFF)
        of_this_one = [await events.event() for _ in range(2)]

    for told, listed in ((of_another_role, ["p-ana"]), (of_this_one, ["p-ana", "p-cleo"])):
        html = {part["id"]: part["html"] for part in told}
        assert set(html) == {"signups-choices", "signups-list"}
        assert sorted(people(html["signups-list"])) == listed


async def test_looking_live_is_no_new_visit(stage):
    browser = await visit(stage)
    await browser.get("/office/signups")
    stage.now += VISIT_SECONDS + 1

    async with browser.stream("/office/signups/events") as events:
        await events.event()
        assert events.cookies == {}
