"""The audit page: narrowed, paged, verified and signed off by an auditor, over a log that the real store keeps."""

import re

import pytest

from outreach_bot.dialogue.actors import Actor
from outreach_bot.dialogue.inputs import ContactsImported, EraseAsked, Input, To
from outreach_bot.recruitment.contacts import Contact
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.retention import verify_audit
from outreach_bot.store.chain import first_break
from tests.helpers.offices import FORM, enter
from tests.helpers.people import NOW
from tests.helpers.real_runner import Bot


async def office(bot):
    return await enter(bot, role=OfficeRole.AUDITOR)


def shown(page):
    """The actions of the rows on a page, newest first."""
    return re.findall(r'<td role="cell" data-label="What"><span><code>([^<]*)</code>', page)


@pytest.mark.asyncio
async def test_the_newest_is_on_top_and_looking_at_it_is_a_row_too():
    bot = await Bot.open()
    browser = await office(bot)

    first = shown((await browser.get("/office/audit")).text)
    second = shown((await browser.get("/office/audit")).text)

    assert first[:4] == ["signed_in", "second_lock_set", "sign_in_link_used", "sign_in_link_made"]
    assert second[0] == "audit_read"


@pytest.mark.asyncio
async def test_the_log_names_no_person_and_no_word_of_theirs():
    bot = await Bot.open()
    await bot.say("I would like to talk to Rosalind Abernathy")
    browser = await office(bot)

    page = (await browser.get("/office/audit")).text

    assert "Rosalind" not in page
    assert "1001" not in page


@pytest.mark.asyncio
async def test_rows_are_narrowed_and_paged():
    bot = await Bot.open()
    browser = await office(bot)
    for _ in range(60):
        await browser.get("/office/audit")

    reads = (await browser.get("/office/audit?action=audit_read&by=Ines")).text
    older = (await browser.get("/office/audit?action=audit_read&page=2")).text

    assert set(shown(reads)) == {"audit_read"}
    assert len(shown(reads)) == 50
    assert len(shown(older)) == 11
    assert 'rel="prev"' in older


@pytest.mark.asyncio
async def test_what_was_refused_can_be_looked_at_alone():
    bot = await Bot.open()
    browser = await office(bot)
    await browser.get("/office/team")

    page = (await browser.get("/office/audit?denied=1")).text

    assert shown(page) == ["refused"]
    assert "manage_team" in page


@pytest.mark.asyncio
async def test_the_chain_is_checked_now_and_at_night():
    bot = await Bot.open()
    browser = await office(bot)

    await browser.post("/office/audit/verify", b"", **FORM)
    now = (await browser.get("/office/audit")).text
    broken_at = await verify_audit(bot.store, bot.runner.receive)

    assert "It is whole" in now
    assert broken_at == 0
    rows = await bot.store.audit()
    assert rows[-1]["action"] == "audit_verified"
    assert first_break(rows) == 0


@pytest.mark.asyncio
async def test_a_broken_chain_is_told_to_coordinators_and_on_the_page():
    bot = await Bot.open()
    browser = await office(bot)
    rows = await bot.store.audit()
    rows[1]["action"] = "nothing"

    broken_at = await verify_audit(bot.store, bot.runner.receive)
    page = (await browser.get("/office/audit")).text

    assert broken_at == 2
    assert "It is broken" in page
    notices = [row.body["notice"] for row in await bot.store.rows("notice")]
    assert "audit_broken" in notices


@pytest.mark.asyncio
async def test_a_month_is_signed_off_when_it_is_over_and_not_before():
    bot = await Bot.open()
    browser = await office(bot)
    this_month = re.search(r'<p class="what">(\d{4}-\d\d)', (await browser.get("/office/audit")).text)
    assert this_month is not None
    body = f"month={this_month[1]}&finding=fine".encode()

    await browser.post("/office/audit/sign-off", body, **FORM)
    early = [row["action"] for row in await bot.store.audit()]
    bot.now += 32 * 86_400
    later = await office(bot)
    await later.post("/office/audit/sign-off", body, **FORM)
    signed = [row for row in await bot.store.audit() if row.get("action") == "audit_signed_off"]

    assert "audit_signed_off" not in early
    assert [(row["about"], row["by"]) for row in signed] == [(this_month[1], "Ines")]
    assert "all in order" in (await later.get("/office/audit")).text


@pytest.mark.asyncio
async def test_what_the_office_changes_is_logged_with_hashes_of_before_and_after():
    bot = await Bot.open()
    await bot.tap("start")
    person = await bot.person()
    assert person is not None
    received = Input(
        key="office:erase",
        to=To.PERSON,
        id=person.id,
        body=EraseAsked(by="Ines"),
        actor=Actor(role=OfficeRole.OWNER, name="Ines", session="0a1b2c3d"),
    )
    await bot.runner.receive(received)

    erased = (await bot.store.audit())[-1]
    assert (erased["by"], erased["role"], erased["session"]) == ("Ines", "owner", "0a1b2c3d")
    assert re.fullmatch(r"[0-9a-f]{16}", erased["before"])
    assert "after" not in erased


@pytest.mark.asyncio
async def test_a_search_for_people_is_logged_once_and_without_its_words():
    bot = await Bot.open()
    coordinator = await enter(bot, name="Noor")

    await coordinator.get("/office/signups")
    await coordinator.get("/office/signups?q=K7MQ2XZB")

    rows = [row for row in await bot.store.audit() if row.get("action") == "searched"]
    assert [(row["by"], row["about"]) for row in rows] == [("Noor", "signups")]
    assert "K7MQ2XZB" not in str(rows)


@pytest.mark.asyncio
async def test_the_log_is_read_from_its_first_row_too():
    bot = await Bot.open()
    browser = await office(bot)

    oldest = shown((await browser.get("/office/audit?sort=oldest")).text)

    assert oldest == [row["action"] for row in await bot.store.audit()][: len(oldest)]
    assert oldest[-1] == "signed_in"


@pytest.mark.asyncio
async def test_a_change_of_a_contact_is_logged_with_hashes_and_a_forgotten_one_has_none_after():
    bot = await Bot.open()
    contact = Contact(id="k-riverside", network="peer_networks", organisation="Riverside", made_at=NOW)
    await bot.office(ContactsImported(contacts=(contact,), by="command"))
    browser = await enter(bot, name="Noor")

    await browser.post("/office/networks/k-riverside/note", b"note=Meets+on+Mondays", **FORM)
    noted = (await bot.store.audit())[-1]
    await browser.post("/office/networks/k-riverside/forget", b"", **FORM)
    forgotten = next(row for row in reversed(await bot.store.audit()) if row.get("before"))

    assert re.fullmatch(r"[0-9a-f]{16}", noted["before"])
    assert noted["after"] == forgotten["before"] != noted["before"]
    assert "after" not in forgotten
