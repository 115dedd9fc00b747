"""Every table that can be taken away: what is in it, and that nobody gets rows of hospitals that are not theirs."""

import datetime as dt
from typing import Any

import pytest

from outreach_bot.dialogue.state import Champion, ChampionKind, Person
from outreach_bot.exports.contacts import Tool
from outreach_bot.office.tables import CAN_BE_IDENTIFIED, DEEDS, Kind, Tables, Wish
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import Contact, Permission, Reached, Way
from outreach_bot.recruitment.rules import CodeKind, Outcome, Role
from outreach_bot.recruitment.sessions import Seat, Session
from outreach_bot.recruitment.sight import Sight
from outreach_bot.recruitment.waves import Wave, WaveState
from outreach_bot.store.narrowed import NarrowedReader
from tests.helpers.web_stage import NOW, Stage

pytestmark = pytest.mark.asyncio

LATER = dt.timedelta(days=7)


def somebody(identifier, hospital, **fields):
    known: dict[str, Any] = {"made_at": NOW, "seen_at": NOW, "role": Role.LIVED, "outcome": Outcome.FITS}
    return Person(id=identifier, hospitals=(hospital,) if hospital else (), **(known | fields))


@pytest.fixture
def stage():
    stage = Stage()
    here, there, anywhere = somebody("p1", "h1"), somebody("p2", "h2"), somebody("p3", "")
    kim = Champion(
        code="H5NQ3RTW", joined_at=NOW, kind=ChampionKind.GRASSROOTS, rules_agreed_at=NOW, employer=False
    )
    for person in (here, there, anywhere, somebody("p4", "", champion=kim)):
        stage.put("person", person.id, person)
    for person in (here, there):
        stage.put(
            "call", person.id, Call(person=person.id, asked_at=NOW, reason="asked", number="+16035550142")
        )
    for key, hospital in (("s1", "h1"), ("s2", "h2")):
        seats = {"p1": Seat(role=Role.LIVED, booked_at=NOW)} if key == "s1" else {}
        session = Session(
            id=key,
            kind="staff_feedback",
            starts=NOW + LATER,
            minutes=60,
            capacity=9,
            hospital=hospital,
            seats=seats,
        )
        stage.put("session", key, session)
    for code in (
        Code(id="H5NQ3RTW", kind=CodeKind.CHAMPION, name="Kim", made_at=NOW, network="peer_networks"),
        Code(id="K7MQ2XZB", kind=CodeKind.PLACE, name="=Library", made_at=NOW, hospital="h1"),
        Code(id="BCDFGHJ2", kind=CodeKind.NETWORK, made_at=NOW, hospital="h2", contact="c2"),
        Code(id="BCDFGHJ3", kind=CodeKind.RETURN, made_at=NOW, person="p1"),
    ):
        stage.put("code", code.id, code)
    reached = (Reached(at=NOW, way=Way.EMAIL, wave="w-1", version="abc"),)
    for key, hospital in (("c1", "h1"), ("c2", "h2")):
        contact = Contact(
            id=key, network="peer_networks", organisation=f"Peers {key}", name="Dana", email=f"{key}@x.example",
            made_at=NOW, hospital=hospital, permission=Permission.GIVEN, reached=reached,
        )  # fmt: skip
        stage.put("contact", key, contact)
    stage.put(
        "wave",
        "w-1",
        Wave(
            id="w-1", name="Spring", networks=("peer_networks",), way=Way.EMAIL, made_at=NOW, made_by="Maya",
            state=WaveState.RUNNING, to=("c1", "c2"), approved_by="Lee", approved_at=NOW,
        ),
    )  # fmt: skip
    stage.store.counted = {
        "opened:H5NQ3RTW:pf": 7, "opened:K7MQ2XZB:fl": 3,
        "week:2027-W09::lived:booked": 6, "week:2027-W09:h1:lived:booked": 6,
    }  # fmt: skip
    stage.store.logged = [
        {
            "seq": 1,
            "at": NOW.timestamp(),
            "action": "exported",
            "about": "funnel",
            "by": "Maya",
            "prev": "",
            "hash": "a",
        }
    ]
    return stage


async def table(stage, kind, *hospitals, **wish):
    store = NarrowedReader.alone(stage.store, Sight.of(hospitals))
    reads = Tables(store=store, rules=stage.rules, now=NOW)
    found = await reads.read(Wish(kind=kind, **wish))
    assert all(set(found.columns) <= set(row) for row in found.rows)
    return found.rows


def column(rows, name):
    return [row[name] for row in rows]


async def test_every_kind_can_be_read_and_says_what_it_takes(stage):
    for kind in Kind:
        assert kind in DEEDS
        assert await table(stage, kind)


async def test_sign_ups_are_those_of_own_hospitals_and_of_none(stage):
    assert column(await table(stage, Kind.SIGNUPS, "h1"), "person") == ["p1", "p3", "p4"]


async def test_numbers_are_there_only_where_they_are_asked_for(stage):
    for kind in CAN_BE_IDENTIFIED:
        plain, named = await table(stage, kind, "h1"), await table(stage, kind, "h1", identified=True)
        assert "+16035550142" not in str(plain)
        assert str(named).count("+16035550142") == 1


async def test_sessions_calls_and_codes_are_those_of_own_hospitals(stage):
    assert column(await table(stage, Kind.SESSIONS, "h2"), "id") == ["s2"]
    assert column(await table(stage, Kind.CALLS, "h2"), "call_id") == ["p2"]
    assert column(await table(stage, Kind.SOURCES, "h2"), "code") == ["BCDFGHJ2"]


async def test_contacts_are_those_of_own_hospitals_for_every_tool(stage):
    assert column(await table(stage, Kind.CONTACTS, "h1"), "email") == ["c1@x.example"]
    assert column(await table(stage, Kind.CONTACTS, "h1", tool=Tool.MAILCHIMP), "Email Address") == [
        "c1@x.example"
    ]


async def test_a_champions_openings_are_in_bands_and_a_places_few_are_hidden(stage):
    assert column(await table(stage, Kind.CHAMPIONS), "openings") == ["5–9"]
    assert column(await table(stage, Kind.SOURCES), "openings") == ["<5", "0"]


async def test_champions_are_listed_with_how_things_are(stage):
    (row,) = await table(stage, Kind.CHAMPIONS)

    assert (row["code"], row["name"], row["kind"], row["state"]) == ("H5NQ3RTW", "Kim", "grassroots", "good")


async def test_a_way_back_is_nobody_elses_code(stage):
    assert "BCDFGHJ3" not in str(await table(stage, Kind.SOURCES))


async def test_a_wave_is_listed_by_contact_without_a_name_or_address(stage):
    rows = await table(stage, Kind.WAVES, "h2")

    assert [(row["contact"], row["organisation"], row["outcome"], row["version"]) for row in rows] == [
        ("c2", "Peers c2", "sent", "abc")
    ]
    assert "Dana" not in str(rows)
    assert "@" not in str(rows)


async def test_weeks_are_those_of_own_hospitals_and_of_all_for_who_looks_after_all(stage):
    rows = await table(stage, Kind.WEEKS, "h1")

    assert [(row["week"], row["begins"], row["hospital"], row["asked"], row["seat"]) for row in rows] == [
        ("2027-W09", "2027-03-01", "h1", "5–9", "5–9"),
    ]
    assert {row["hospital"] for row in await table(stage, Kind.WEEKS)} >= {"", "h1", "h2"}


async def test_the_log_keeps_its_chain(stage):
    (row,) = await table(stage, Kind.AUDIT)

    assert (row["seq"], row["at"], row["action"], row["hash"]) == (
        "1",
        "2027-03-01T15:00:00Z",
        "exported",
        "a",
    )


async def test_exact_counts_are_shown_where_they_are_asked_for(stage):
    hidden, exact = await table(stage, Kind.FUNNEL), await table(stage, Kind.FUNNEL, exact_counts=True)

    opened = [{row["code"]: row["opened"] for row in rows} for rows in (hidden, exact)]
    assert [each["K7MQ2XZB"] for each in opened] == ["<5", "3"]
