"""What one member makes never becomes, changes or gives away what is another's; and no second save is told as done."""

import asyncio

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.inputs import ContactsImported
from outreach_bot.recruitment.contacts import Contact
from outreach_bot.recruitment.office_roles import OfficeRole
from tests.helpers.asgi import FORM_TYPE
from tests.helpers.hospitals import open_world
from tests.helpers.html_forms import form_to
from tests.helpers.meetings import a_meeting, a_seat
from tests.helpers.offices import enter
from tests.helpers.people import NOW
from tests.helpers.real_runner import Bot
from tests.office.test_two_editors import PERSON, World
from tests.office.test_visibility import come_in

pytestmark = pytest.mark.asyncio
POST = {"content_type": FORM_TYPE}
MEETING = a_meeting("s-0123456789", "joint_event", seats={}, capacity=8)
NEW_SESSION, NEW_CONTACT = "/office/sessions/new", "/office/networks/new"


async def form_at(browser, address, page=""):
    return form_to((await browser.get(page or address)).text, address)


@pytest.mark.parametrize("theirs", ["h2", ""])
async def test_a_new_session_never_becomes_one_that_is_there(theirs):
    """Its id comes from the form's key, which a browser may choose."""
    seats = {"p-2002": a_seat()}
    kept = replace(a_meeting("s-0123456789", "joint_event", seats=seats, capacity=8), hospital=theirs)
    bot = await Bot.open(kept)
    await bot.fits("2002", kept, hospitals=("h2",))
    before = (await bot.store.get("session", kept.id)).body
    browser = await enter(bot, hospitals=("h1",))
    form = await form_at(browser, NEW_SESSION, f"{NEW_SESSION}?kind=joint_event")
    mine = {
        "key": "office:0123456789" + "a" * 14,
        "kind": "joint_event",
        "hospital": "h1",
        "starts": "2027-05-01T10:00",
        "place": "Elsewhere",
        "then": ("then", "save"),
    }
    await browser.post(NEW_SESSION, form.sent(**mine), **POST)
    await bot.runner.idle()

    assert (await bot.store.get("session", kept.id)).body == before
    assert [row["action"] for row in await bot.store.audit()][-1] == "session_not_changed"


async def two_that_add_the_same(one, two, bot, monkeypatch):
    """Two members press Save at one moment, while the runner has other things to do first."""
    receive = bot.runner.receive
    texts = {"network": "peer_networks", "email": "both@peers.example", "basis": "public_role"}

    async def body(browser, organisation, hospital):
        form = await form_at(browser, NEW_CONTACT)
        return form.sent(**texts, organisation=organisation, hospital=hospital)

    async def slow(*args, **more):
        await asyncio.sleep(0.01)
        await receive(*args, **more)

    sent = [await body(one, "Ours", "h1"), await body(two, "Theirs", "h2")]
    monkeypatch.setattr(bot.runner, "receive", slow)
    answers = await asyncio.gather(
        *(browser.post(NEW_CONTACT, each, **POST) for browser, each in zip((one, two), sent, strict=True))
    )
    await bot.runner.idle()
    return answers


async def test_a_contact_that_two_add_at_once_stays_whose_it_was(monkeypatch):
    bot, parts = await open_world()
    one = await enter(bot, name="Ines", hospitals=("h1",), parts=parts)
    two = await enter(bot, name="Noor", hospitals=("h2",), parts=parts)
    first, second = await two_that_add_the_same(one, two, bot, monkeypatch)

    [kept] = [row.body for row in await bot.rows("contact") if row.body.get("email") == "both@peers.example"]
    assert (kept["organisation"], kept["hospital"]) == ("Ours", "h1")
    assert first.headers["location"].endswith("?done=added")
    assert second.status == 422
    assert kept["id"] not in second.text
    assert "Ours" not in second.text


async def test_a_key_that_was_used_does_not_tell_who_has_an_address():
    bot, _, browser = await come_in(OfficeRole.COORDINATOR)
    kept = Contact(
        id="k-secretsecret",
        network="peer_networks",
        made_at=NOW,
        organisation="Lakeside peers",
        email="lee@lakeside.example",
        hospital="h2",
        code="ZQTHRR77",
    )
    await bot.office(ContactsImported(contacts=(kept,), by="command"))
    form = await form_at(browser, NEW_CONTACT)
    new = {"network": "peer_networks", "organisation": "Ours", "email": "ours@peers.example"}
    new["basis"] = "public_role"
    added = await browser.post(NEW_CONTACT, form.sent(**new), **POST)
    again = await browser.post(NEW_CONTACT, form.sent(**new | {"email": kept.email}), **POST)

    assert added.headers["location"].endswith("?done=added")
    assert again.status == 422
    assert kept.id not in again.text


async def test_a_second_change_from_the_same_page_is_not_lost():
    """Save, change one thing more while the answer is still coming, and save again."""
    world = await World.open()
    action = "/office/sessions/s-open/edit"
    form = await world.shown(world.first, action, action)
    for more in ({}, {}, {"quiet_space": "garden"}):
        await world.send(world.first, action, form.sent(food="soup", **more, then=("then", "save")))

    kept = (await world.bot.store.get("session", "s-open")).body
    assert (kept["food"], kept["quiet_space"]) == ("soup", "garden")


async def test_the_same_press_twice_counts_once_and_another_text_is_another_note():
    world = await World.open()
    form = await world.shown(world.first, PERSON, f"{PERSON}/note")
    for text in ("one", "one", "two"):
        await world.send(world.first, f"{PERSON}/note", form.sent(text=text))

    notes = (await world.bot.store.get("person", "p-1001")).body["notes"]
    assert [each["text"] for each in notes] == ["one", "two"]


async def test_who_has_no_hospital_left_sees_no_figures_of_all():
    bot, parts = await open_world()
    browser = await enter(bot, role=OfficeRole.COORDINATOR, hospitals=("closed",), parts=parts)
    answer = await browser.get("/office/reports")

    assert answer.status == 403


@pytest.mark.parametrize(("own", "taken"), [(("h1",), False), ((), True)])
async def test_a_contact_of_no_hospital_is_given_to_one_by_who_looks_after_all(own, taken):
    bot = await Bot.open()
    kept = Contact(
        id="k-everybodyspeers",
        network="peer_networks",
        made_at=NOW,
        organisation="Lakeside peers",
        email="lee@lakeside.example",
        code="ZQTHRR77",
    )
    await bot.office(ContactsImported(contacts=(kept,), by="command"))
    browser = await enter(bot, hospitals=own)
    action, details = f"/office/networks/{kept.id}", f"/office/networks/{kept.id}/details"
    page = await browser.post(
        details, form_to((await browser.get(f"/office/networks/{kept.id}")).text, details).sent(), **POST
    )
    offers = 'value="h1"' in page.text
    answer = await browser.post(action, form_to(page.text, action).sent(hospital="h1"), **POST)
    await bot.runner.idle()

    [row] = [row.body for row in await bot.rows("contact") if row.id == kept.id]
    assert (offers, row.get("hospital", "") == "h1", answer.status == 303) == (taken, taken, taken)


async def decided(own, *chosen):
    """Somebody of two hospitals, as one who looks after `own` leaves them."""
    bot = await Bot.open(MEETING)
    await bot.fits("2002", MEETING, hospitals=("h1", "h2"))
    browser = await enter(bot, hospitals=own)
    page, action = "/office/people/p-2002", "/office/people/p-2002/decide"
    form = await form_at(browser, action, page)
    shown = (await browser.get(page)).text
    sent = form.sent(hospital=list(chosen), outcome="fits", reason="we_talked")
    answer = await browser.post(action, sent, **POST)
    await bot.runner.idle()
    assert answer.status == 303
    return (await bot.person("2002")).hospitals, shown


async def test_who_looks_after_one_hospital_takes_nobody_from_another():
    hospitals, shown = await decided(("h1",))
    assert hospitals == ("h2",)
    assert 'value="h2" checked disabled' in shown
    assert (await decided(("h1",), "h1", "h3"))[0] == ("h1", "h2", "h3")


async def test_who_looks_after_all_hospitals_says_which():
    hospitals, shown = await decided((), "h1")
    assert hospitals == ("h1",)
    assert "checked disabled" not in shown
