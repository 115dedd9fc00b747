"""The Networks page over the real runner and store: found, narrowed, added, changed, noted, stopped, forgotten."""

import datetime as dt
import re
from urllib.parse import urlencode

import msgspec
import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.inputs import ContactNoted, ContactsImported, ContactStopped, Input, To
from outreach_bot.front import office_parts
from outreach_bot.inbound.web_entrance import WebApp
from outreach_bot.inbound.web_guard import Site
from outreach_bot.office.access import make_sign_in_link
from outreach_bot.office.contact_list import PAGE_SIZE
from outreach_bot.office.pages import office_routes
from outreach_bot.outbound.ledger import State
from outreach_bot.recruitment.contacts import Contact, Permission, Reached, Way
from outreach_bot.store.base import Commit, Put
from tests.helpers.asgi import Browser
from tests.helpers.html_forms import form_to
from tests.helpers.offices import enter
from tests.helpers.people import NOW
from tests.helpers.real_runner import Bot, rules, wording

pytestmark = pytest.mark.asyncio
FORM = {"content_type": "application/x-www-form-urlencoded"}
BASE = "http://127.0.0.1"
LIST = "/office/networks"
LEE = Contact(
    id="k-leeleeleelee",
    network="peer_networks",
    made_at=NOW,
    name="Lee Park",
    organisation="Riverside Peers",
    role="Chair",
    email="lee@riverside.example",
    phone="+16035550101",
    policy="Posters only",
    note="Prefers mornings",
    code="K7MQ2XZB",
)
SAM = replace(
    LEE,
    id="k-samsamsamsam",
    network="family_support",
    name="Sam Roy",
    organisation="Harbor Families",
    role="Lead",
    email="sam@harbor.example",
    phone="",
    code="R4TW9CDF",
    policy="",
)


class Office:
    def __init__(self, bot, browser):
        self.bot = bot
        self.browser = browser

    async def page(self, path=LIST):
        answer = await self.browser.get(path)
        assert answer.status == 200
        return answer.text

    async def post(self, path, **fields):
        return await self.browser.post(path, urlencode(fields, doseq=True).encode(), **FORM)

    async def save(self, contact=LEE, action="", **fields):
        """Send a form that edits a contact, as a page of just now has it."""
        shown = (await self.post(of(contact, "details"))).text
        base = form_to(shown, of(contact, action)).one("base")
        return await self.post(of(contact, action), base=base, **fields)

    async def kept(self, contact=LEE) -> Contact:
        row = await self.bot.store.get("contact", contact.id)
        assert row is not None
        return msgspec.convert(row.body, Contact)

    async def audit(self):
        return [row["action"] for row in await self.bot.store.audit()]


async def an_office(*contacts) -> Office:
    bot = await Bot.open()
    site = Site(public_url=BASE)
    parts = office_parts(bot, site)
    link = await make_sign_in_link(runner=bot.runner, site=site, clock=bot.clock)
    browser = Browser(WebApp(site=parts.site, routes=office_routes(parts)))
    await browser.post(link.removeprefix(BASE), b"", **FORM)
    if contacts:
        await bot.office(ContactsImported(contacts=contacts, by="command"))
    return Office(bot, browser)


def organisations(page):
    return re.findall(r'class="row-link"[^>]*>([^<]+)<', page)


def of(contact, action=""):
    return f"{LIST}/{contact.id}" + (f"/{action}" if action else "")


# -- the list -----------------------------------------------------------------------------------------


async def test_nobody_who_is_not_signed_in_sees_or_does_anything():
    office = await an_office(LEE)
    stranger = Browser(office.browser.app)

    seen = [await stranger.get(path) for path in (LIST, of(LEE), f"{LIST}/new")]
    done = [
        await stranger.post(path, b"", **FORM)
        for path in (f"{LIST}/new", of(LEE), of(LEE, "details"), of(LEE, "stop"))
    ]

    assert {answer.status for answer in (*seen, *done)} == {401}
    assert not any("Riverside" in answer.text for answer in (*seen, *done))


async def test_a_post_from_another_site_is_refused():
    office = await an_office(LEE)

    answer = await office.browser.post(of(LEE, "stop"), b"", **FORM, sec_fetch_site="cross-site")

    assert (answer.status, (await office.kept()).do_not_contact_at) == (403, None)


async def test_an_empty_office_says_how_to_begin():
    page = await (await an_office()).page()

    assert "There are no contacts yet" in page
    assert "outreach-bot import networks" in page


async def test_the_list_shows_organisations_and_codes_and_no_names_or_addresses():
    page = await (await an_office(LEE, SAM)).page()

    assert organisations(page) == ["Harbor Families", "Riverside Peers"]
    assert LEE.code in page
    for hidden in ("Lee Park", "lee@", "5550101", "mornings"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("network=family_support", ["Harbor Families"]),
        ("permission=given", ["Riverside Peers"]),
        ("permission=unknown", ["Harbor Families"]),
        ("permission=stopped", []),
        ("way=phone", ["Riverside Peers"]),
        ("way=email", ["Harbor Families", "Riverside Peers"]),
        ("search=river+chair", ["Riverside Peers"]),
        ("search=LEE+park", ["Riverside Peers"]),
        ("search=r4tw9cdf", ["Harbor Families"]),
        ("search=nobody", []),
        ("sort=quiet", ["Harbor Families", "Riverside Peers"]),
        ("sort=nonsense&network=x&page=0&way=fax", ["Harbor Families", "Riverside Peers"]),
        ("page=%C2%B2", ["Harbor Families", "Riverside Peers"]),
    ],
)
async def test_the_list_is_narrowed_and_sorted_as_its_address_says(query, shown):
    office = await an_office(LEE, SAM)
    given = ContactNoted(permission=Permission.GIVEN, reached=Reached(at=NOW, way=Way.PHONE))
    await office.bot.runner.receive(Input(key="note", to=To.CONTACT, id=LEE.id, body=given))

    assert organisations(await office.page(f"{LIST}?{query}")) == shown


async def test_newest_contacts_come_first_when_asked_for():
    office = await an_office(SAM, replace(LEE, made_at=NOW + dt.timedelta(days=1)))

    assert organisations(await office.page(f"{LIST}?sort=newest"))[0] == "Riverside Peers"


async def test_what_was_searched_for_is_escaped_and_kept_in_the_field():
    page = await (await an_office(LEE)).page(f"{LIST}?search=%22%3E%3Cb%3E")

    assert 'value="&#34;&gt;&lt;b&gt;"' in page


async def test_a_long_list_comes_in_pages_that_keep_the_choice():
    many = [
        replace(
            LEE,
            id=f"k-{n:012}",
            email=f"a{n}@x.example",
            phone="",
            code=f"C{n}",
            organisation=f"Group {n:03}",
        )
        for n in range(PAGE_SIZE + 1)
    ]
    office = await an_office(*many)

    first, last = await office.page(f"{LIST}?way=email"), await office.page(f"{LIST}?way=email&page=99")

    assert len(organisations(first)) == PAGE_SIZE
    assert organisations(last) == [f"Group {PAGE_SIZE:03}"]
    assert 'href="/office/networks?way=email&amp;page=2"' in first


async def test_the_list_is_fresh_after_a_change():
    office = await an_office(LEE)
    await office.page()

    await office.post(of(LEE, "stop"))

    assert organisations(await office.page(f"{LIST}?permission=stopped")) == ["Riverside Peers"]


async def test_a_contact_of_a_network_that_is_no_more_is_still_there():
    office = await an_office(replace(LEE, network="old_friends"))

    assert "old_friends" in await office.page()
    assert "no longer in networks.yaml" in await office.page(of(LEE))


# -- one contact --------------------------------------------------------------------------------------


async def test_a_contacts_page_shows_code_links_and_policy_and_no_name_or_address():
    page = await (await an_office(LEE)).page(of(LEE))

    assert "K7MQ 2XZB" in page
    assert "https://t.me/outreach_bot?start=c_K7MQ2XZB" in page
    assert f"{BASE}/i/K7MQ2XZB" in page
    assert (
        "It opens on the bot&#39;s own computer only" in page
        or "It opens on the bot's own computer only" in page
    )
    assert "Posters only" in page
    assert 'href="/office/flyers?code=K7MQ2XZB"' in page
    for hidden in ("Lee Park", "lee@", "5550101", "mornings"):
        assert hidden not in page


async def test_a_name_is_shown_on_demand_and_the_look_is_audited():
    office = await an_office(LEE)

    answer = await office.post(of(LEE, "details"))

    assert answer.status == 200
    for shown in ("Lee Park", "lee@riverside.example", "+16035550101", "Prefers mornings"):
        assert shown in answer.text
    assert "contact_shown" in await office.audit()


async def test_looking_without_asking_for_the_name_is_not_audited():
    office = await an_office(LEE)

    await office.page(of(LEE))

    assert "contact_shown" not in await office.audit()


async def test_what_was_sent_is_told_newest_first():
    office = await an_office(LEE)
    for n, (outcome, version) in enumerate(
        [("no_answer", ""), ("agreed", "script 2"), ("posted", "flyer 3")]
    ):
        reached = Reached(at=NOW + dt.timedelta(days=n), way=Way.PHONE, outcome=outcome, version=version)
        body = ContactNoted(reached=reached)
        await office.bot.runner.receive(Input(key=f"r{n}", to=To.CONTACT, id=LEE.id, body=body))

    page = await office.page(of(LEE))

    assert page.index("flyer 3") < page.index("script 2") < page.index("No answer")
    assert "posted" in page


@pytest.mark.parametrize("state", [*State, "waiting"])
async def test_what_became_of_a_waves_message_is_told(state):
    office = await an_office(LEE)
    body = ContactNoted(reached=Reached(at=NOW, way=Way.EMAIL, wave="w-1", version="3f"))
    await office.bot.runner.receive(Input(key="r", to=To.CONTACT, id=LEE.id, body=body))
    table = "owed" if state == "waiting" else "settled"
    kept = {"key": "w", "person": LEE.id, "about": "w-1", "state": str(state)}
    await office.bot.store.commit(Commit(at=office.bot.now, writes=[Put(table=table, id="w", body=kept)]))

    page = await office.page(of(LEE))

    words = wording().plain(Phrase(f"office-network-ledger.{state}"), language="en")
    assert words in page[page.index("What was sent") :]


async def test_the_page_says_for_each_way_whether_they_may_be_reached_now():
    office = await an_office(replace(LEE, ways=(Way.EMAIL, Way.TELEGRAM, Way.PHONE), cap=1))
    before = await office.page(of(LEE))
    body = ContactNoted(reached=Reached(at=NOW, way=Way.EMAIL))
    await office.bot.runner.receive(Input(key="r", to=To.CONTACT, id=LEE.id, body=body))

    after = await office.page(of(LEE))

    assert (before.count("Yes, now"), before.count("no address that works")) == (2, 1)
    assert after.count("Not before they say yes") == 1
    assert after.count("they heard from us often enough") == 1


@pytest.mark.parametrize("action", ["", "details", "note", "stop", "resume", "forget"])
async def test_what_is_asked_of_a_contact_who_is_not_there_is_answered_kindly(action):
    office = await an_office()

    answer = await office.post(of(LEE, action))

    assert answer.status == 404
    assert "There is no such contact" in answer.text


async def test_a_form_of_another_kind_or_too_large_is_refused():
    office = await an_office(LEE)

    another = await office.browser.post(of(LEE, "note"), {"note": "x"})
    large = await office.post(of(LEE, "note"), note="x" * 40_000)

    assert (another.status, large.status) == (415, 413)


# -- what is done with one ----------------------------------------------------------------------------


async def test_a_permission_and_a_note_are_noted():
    office = await an_office(LEE)

    answer = await office.save(action="note", permission="given", note="They  said\nyes")

    new = await office.kept()
    assert (answer.status, answer.headers["location"]) == (303, f"{of(LEE)}?done=noted")
    assert (new.permission, new.note) == (Permission.GIVEN, "Prefers mornings\nThey said yes")
    assert "Noted." in await office.page(f"{of(LEE)}?done=noted")


async def test_a_note_without_anything_in_it_changes_nothing():
    office = await an_office(LEE)

    answer = await office.save(action="note", permission="perhaps", note=" ")

    assert (answer.headers["location"], await office.kept()) == (of(LEE), LEE)


async def test_one_form_sent_twice_is_done_once():
    office = await an_office(LEE)
    key = "office:" + "0" * 24

    for _ in range(2):
        await office.save(action="note", key=key, note="Once")

    assert (await office.kept()).note == "Prefers mornings\nOnce"


async def test_do_not_contact_and_back():
    office = await an_office(LEE)

    await office.post(of(LEE, "stop"))
    stopped = await office.page(of(LEE))
    await office.post(of(LEE, "resume"), reason="they_asked")

    assert stopped.count("No: they asked us to stop") == len(rules().networks[3].channels)
    assert (await office.kept()).do_not_contact_at is None
    assert {"contact_stopped", "contact_resumed"} <= set(await office.audit())


@pytest.mark.parametrize("reason", ["", "Lee called me"], ids=["none", "own words"])
async def test_a_stop_is_not_lifted_without_a_reason_of_the_list(reason):
    office = await an_office(LEE)
    await office.post(of(LEE, "stop"))

    await office.post(of(LEE, "resume"), reason=reason)

    assert (await office.kept()).do_not_contact_at is not None
    assert "contact_resumed" not in await office.audit()


async def test_forgetting_leads_back_to_the_list_and_leaves_nothing():
    office = await an_office(LEE)

    answer = await office.post(of(LEE, "forget"))

    assert answer.headers["location"] == f"{LIST}?done=forgotten"
    assert await office.bot.traces(LEE.id, "Riverside", LEE.email) == []


# -- the form -----------------------------------------------------------------------------------------

ALL = {
    "network": "family_support",
    "organisation": "Riverside Families",
    "name": "Lee P.",
    "role": "",
    "email": "lee@riverside.example",
    "phone": "(603) 555-0109",
    "language": "es",
    "hospital": "h2",
    "basis": "asked_us",
    "found": "Fair",
    "channels": ["email", "phone"],
    "cap": "1",
    "policy": "",
    "note": "One\r\nTwo",
}


async def test_a_changed_contact_is_kept_and_what_is_emptied_is_empty():
    office = await an_office(LEE)

    answer = await office.save(**ALL)

    new = await office.kept()
    assert answer.headers["location"] == f"{of(LEE)}?done=saved"
    assert (new.network, new.phone, new.role, new.policy, new.cap, new.note, new.ways) == (
        "family_support", "+16035550109", "", "", 1, "One\nTwo", (Way.EMAIL, Way.PHONE),
    )  # fmt: skip
    assert new.code == LEE.code


async def test_what_is_wrong_is_told_beside_the_field_and_nothing_is_lost():
    office = await an_office(LEE)

    answer = await office.save(**ALL | {"email": "lee@", "organisation": "New name"})

    assert answer.status == 422
    assert re.search(r'id="email-fault">“lee@” is no email address', answer.text)
    assert re.search(
        r'name="email"[^>]*value="lee@"[^>]*aria-describedby="email-hint email-fault"', answer.text
    )
    assert 'value="New name"' in answer.text
    assert await office.kept() == LEE


async def test_an_address_of_another_contact_leads_to_that_contact():
    office = await an_office(LEE, SAM)

    answer = await office.save(**ALL | {"email": "SAM@harbor.example"})

    assert answer.status == 422
    assert "Another contact has this already." in answer.text
    assert f'href="{of(SAM)}"' in answer.text


async def test_an_address_that_asked_us_to_stop_cannot_be_added_again():
    office = await an_office(LEE)
    await office.bot.runner.receive(
        Input(key="s", to=To.CONTACT, id=LEE.id, body=ContactStopped(how="email"))
    )
    await office.post(of(LEE, "forget"))

    answer = await office.post(f"{LIST}/new", **ALL)

    assert answer.status == 422
    assert "asked us not to write or call again" in answer.text
    assert await office.bot.rows("contact") == []


async def test_a_contact_who_stopped_can_still_be_corrected():
    office = await an_office(LEE)
    await office.post(of(LEE, "stop"))

    answer = await office.save(**ALL)

    assert answer.status == 303
    assert (await office.kept()).organisation == "Riverside Families"


async def test_a_contact_is_added_with_a_code_and_shown():
    office = await an_office()

    answer = await office.post(f"{LIST}/new", **ALL, permission="asked")

    (row,) = await office.bot.rows("contact")
    added = msgspec.convert(row.body, Contact)
    assert answer.headers["location"] == f"{LIST}/{added.id}?done=added"
    assert (added.permission, added.organisation) == (Permission.ASKED, "Riverside Families")
    assert await office.bot.store.get("code", added.code)
    assert "The contact is added." in await office.page(answer.headers["location"])


async def test_adding_twice_with_one_press_adds_one_and_leads_to_it():
    office = await an_office()
    key = "office:" + "1" * 24

    first, second = [await office.post(f"{LIST}/new", **ALL, key=key) for _ in range(2)]

    assert len(await office.bot.rows("contact")) == 1
    assert (first.status, second.status) == (303, 303)
    assert first.headers["location"] == second.headers["location"]


async def test_adding_somebody_we_know_leads_to_them_and_changes_nothing():
    office = await an_office(LEE)

    answer = await office.post(f"{LIST}/new", **ALL)

    assert answer.status == 422
    assert f'Another contact has this already. <a href="{of(LEE)}"' in answer.text
    assert await office.kept() == LEE


async def test_an_empty_form_says_all_that_is_missing():
    office = await an_office()

    answer = await office.post(f"{LIST}/new")

    assert answer.status == 422
    assert re.findall(r'id="([a-z]+)-fault"', answer.text) == ["network", "organisation", "email"]


async def test_the_form_begins_with_the_network_the_list_was_narrowed_to():
    page = await (await an_office()).page(f"{LIST}/new?network=family_support")

    assert '<option value="family_support" selected>' in page


async def test_a_place_that_takes_posters_is_added_without_an_address_and_never_twice():
    office = await an_office()
    fields = {"network": "peer_networks", "organisation": "Corner Laundry", "channels": ["paper"]}

    added = await office.post(f"{LIST}/new", **fields)
    again = await office.post(f"{LIST}/new", **fields)

    (row,) = await office.bot.rows("contact")
    assert added.headers["location"] == f"{LIST}/{row.id}?done=added"
    assert again.status == 422
    assert "Another contact has this already" in again.text
    assert f'href="{LIST}/{row.id}"' in again.text


async def test_who_is_reached_in_no_way_is_not_added_and_the_form_says_what_would_do():
    office = await an_office()

    answer = await office.post(f"{LIST}/new", network="peer_networks", organisation="Corner Laundry")

    assert answer.status == 422
    assert "Or tick below how they are reached without one" in answer.text
    assert await office.bot.rows("contact") == []


async def test_a_group_that_took_the_bot_in_can_be_written_down_without_an_address():
    office = await an_office(replace(LEE, email="", phone="", group="-100777"))

    answer = await office.save(network="peer_networks", organisation="Riverside evenings")

    assert answer.status == 303
    kept = await office.kept()
    assert (kept.organisation, kept.group) == ("Riverside evenings", "-100777")


# -- whose it is ---------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_coordinator_of_one_hospital_sees_its_contacts_and_those_of_all():
    others = replace(LEE, id="k-others", hospital="h2", organisation="Lakeside peers")
    ours = replace(SAM, hospital="h1")
    office = await an_office(others, ours)
    theirs = await enter(office.bot, hospitals=("h1",))

    page = (await theirs.get(LIST)).text
    refused = await theirs.get(f"{LIST}/k-others")

    assert [name.strip() for name in organisations(page)] == ["Harbor Families"]
    assert refused.status == 404
    assert (await office.bot.store.audit())[-1]["detail"] == "hospital"
