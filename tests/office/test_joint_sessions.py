"""Sessions of no hospital: everybody sees that they are; of the people there only their own; and who may change them."""

import datetime as dt
import re

import msgspec
import pytest

from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import Seat, Session
from outreach_bot.recruitment.sight import WHOLE, Sight, is_other
from outreach_bot.store.base import Commit, Put
from tests.helpers.asgi import FORM_TYPE
from tests.helpers.hospitals import MARKS, NONE, OTHER, OWN, named, open_world, read
from tests.helpers.offices import enter
from tests.helpers.people import NOW
from tests.helpers.real_runner import Bot
from tests.office.access_table import ROUTES

pytestmark = pytest.mark.asyncio
FORM = {"content_type": FORM_TYPE}
JOINT = f"/office/sessions/{named('s', NONE)}"
PAST = f"/office/sessions/{named('past', NONE)}"
TALK = Session(id="t1", kind="lived_interview", starts=NOW + dt.timedelta(days=3), minutes=60, capacity=1)
CHANGES = sorted(
    {path.rpartition("/")[2] for (method, path), deed in ROUTES.items()
     if "/sessions/{session}" in path and deed == "run_sessions"}
)  # fmt: skip
"""What changes a session, from the table of routes."""


async def looked_at(*hospitals, role=OfficeRole.COORDINATOR):
    bot, parts = await open_world()
    return bot, await enter(bot, role=role, hospitals=hospitals, name="Ines", parts=parts)


@pytest.mark.parametrize("way", ["", "/sheet", "/badges", "/run-sheet"])
async def test_of_others_there_is_a_number_and_no_code_name_or_role(way):
    bot, browser = await looked_at("h1")
    whole = await enter(bot, name="Sam")

    text, all_of_it = [read(await each.get(JOINT + way)) for each in (browser, whole)]

    assert MARKS.search(text) is None
    assert "Hospital staff" not in text
    assert "staff" not in text.casefold().partition('id="seats"')[2].partition("</section>")[0]
    if way in ("", "/sheet"):
        assert "And one person of another hospital." in text
        assert named("p", OWN)[-5:] in text
        assert MARKS.search(all_of_it) if way == "" else "And one" not in all_of_it


async def test_its_time_place_and_seats_as_numbers_are_everybodys():
    _, browser = await looked_at("h1")

    text = (await browser.get(JOINT)).text

    assert "5 of 12 seats" in text  # three people and two beside them
    assert "Room zqnone" in text
    assert "This is for all hospitals." in text
    assert 'action="' + JOINT not in text
    assert f"{JOINT}/edit" not in text


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("path", [JOINT, PAST], ids=["coming", "over"])
async def test_who_looks_after_one_hospital_changes_and_cancels_none(path, change):
    bot, browser = await looked_at("h1")
    before = await bot.session(path.rpartition("/")[2])

    answer = await browser.post(f"{path}/{change}", b"done=yes&time=stays&sure=yes", **FORM)

    assert (answer.status, "It is for all hospitals." in answer.text) == (403, True)
    assert await bot.session(before.id) == before
    assert (await bot.store.audit())[-1]["detail"] == "for_all"


async def test_the_changes_are_many():
    assert {"edit", "cancel", "attendance", "poll"} <= set(CHANGES)


@pytest.mark.parametrize("role", [OfficeRole.OWNER, OfficeRole.COORDINATOR])
async def test_owners_and_coordinators_of_all_hospitals_cancel_it(role):
    bot, browser = await looked_at(role=role)

    answer = await browser.post(f"{JOINT}/cancel", b"", **FORM)

    assert answer.status == 303
    assert (await bot.session(named("s", NONE))).status == "cancelled"


async def test_nobody_of_one_hospital_makes_one_for_all_and_the_form_offers_none():
    bot, browser = await looked_at("h1")

    form = (await browser.get("/office/sessions/new?kind=joint_event")).text
    body = (
        b"kind=joint_event&starts=2027-05-01T10:00&hospital=&minutes=60&capacity=10&mode=in_person&then=save"
    )
    answer = await browser.post("/office/sessions/new", body, **FORM)

    assert re.findall(
        r'<option value="(h?\d?)"', form.partition('name="hospital"')[2].partition("</select>")[0]
    ) == ["h1"]
    assert answer.status == 403
    assert len(await bot.rows("session")) == 6


async def test_somebody_of_ours_is_given_a_seat_in_it_and_loses_it_by_their_own_page():
    bot, browser = await looked_at("h1")
    mine = f"/office/people/{named('p', OWN)}"

    await browser.post(f"{mine}/cancel", f"session={named('s', NONE)}".encode(), **FORM)

    assert set((await bot.session(named("s", NONE))).seats) == {named("p", OTHER), named("p", NONE)}


async def talk_with(*hospitals):
    """A talk of one person, for which there is no hospital."""
    seats = {"p-2002": Seat(role=Role.LIVED, booked_at=NOW)}
    bot = await Bot.open()
    await bot.fits("2002", TALK, role=Role.LIVED, hospitals=hospitals)
    talk = msgspec.to_builtins(msgspec.structs.replace(TALK, seats=seats))
    await bot.store.commit(Commit(at=bot.now, writes=[Put(table="session", id=TALK.id, body=talk)]))
    return bot


@pytest.mark.parametrize(
    ("theirs", "status"),
    [(("h1",), 303), (("h1", "h2"), 303), (("h2",), 403)],
    ids=["own", "of two", "another"],
)
async def test_a_talk_of_one_is_run_by_who_looks_after_that_person(theirs, status):
    bot = await talk_with(*theirs)
    browser = await enter(bot, hospitals=("h1",))

    page = (await browser.get("/office/sessions/t1")).text
    answer = await browser.post("/office/sessions/t1/cancel", b"", **FORM)

    assert answer.status == status
    assert ("p-2002" in page) is (status == 303)


async def test_a_time_for_a_talk_that_nobody_took_is_everybodys_to_fill_and_nobodys_to_cancel():
    assert not Sight.of(("h1",)).runs(TALK)
    assert WHOLE.runs(TALK)


async def test_a_session_of_ones_own_hospital_shows_everybody_who_comes():
    bot, _ = await open_world()
    joint = await bot.session(named("s", NONE))
    own = Session(**{name: getattr(joint, name) for name in joint.__struct_fields__} | {"hospital": "h1"})

    seen = Sight.of(("h1",)).session(own, lambda _: False)

    assert seen == own
    assert not any(map(is_other, own.seats))
