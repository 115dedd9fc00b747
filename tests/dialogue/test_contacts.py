"""What is kept of a network's contact: brought in, changed, noted, stopped, forgotten; through runner and store."""

import datetime as dt

import msgspec
import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import (
    Address,
    Channel,
    ContactBounced,
    ContactChanged,
    ContactForgotten,
    ContactNoted,
    ContactResumed,
    ContactShown,
    ContactsImported,
    ContactStopped,
    Input,
    To,
)
from outreach_bot.outbound.base import Message, Owed
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import Contact, Permission, Reached, Way, usable_ways
from outreach_bot.recruitment.reasons import ResumeReason
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.row_names import contact_rows, suppressed_rows
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.care import backup, restore, verify
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.people import NOW
from tests.helpers.real_runner import Bot, rules

pytestmark = pytest.mark.asyncio

LEE = Contact(
    id="k-leeleeleelee",
    network="peer_networks",
    made_at=NOW,
    name="Lee Park",
    organisation="Riverside Peers",
    email="lee@riverside.example",
    phone="+16035550101",
    hospital="h1",
    code="K7MQ2XZB",
)
SAM = replace(
    LEE, id="k-samsamsamsam", name="Sam Roy", email="sam@lake.example", phone="+16035550102", code="R4TW9CDF"
)


async def with_contacts(*contacts):
    bot = await Bot.open()
    await bring_in(bot, *(contacts or (LEE,)))
    return bot


async def bring_in(bot, *contacts):
    await bot.office(ContactsImported(contacts=contacts, by="command"))


async def about(bot, body, contact=LEE):
    key = f"office:{len(await bot.store.audit())}:{type(body).__name__}"
    await bot.runner.receive(Input(key=key, to=To.CONTACT, id=contact.id, body=body))


async def kept(bot, contact=LEE) -> Contact | None:
    row = await bot.store.get("contact", contact.id)
    return msgspec.convert(row.body, Contact) if row else None


async def known(bot, contact=LEE) -> Contact:
    found = await kept(bot, contact)
    assert found is not None
    return found


async def found_by(bot, contact):
    """Whom the addresses of `contact` lead to."""
    rows = [await bot.store.get("contact_by", row) for row in sorted(contact_rows(bot.store, contact))]
    return [row.body["contact"] for row in rows if row]


async def suppressed(bot, contact=LEE):
    return [bool(await bot.store.get("suppressed", row)) for row in suppressed_rows(bot.store, contact)]


async def audit(bot):
    return [(row["action"], row["about"], row.get("detail", "")) for row in await bot.store.audit()]


# -- brought in ---------------------------------------------------------------------------------------


async def test_a_contact_brought_in_is_kept_found_by_its_addresses_and_has_a_code_of_its_network():
    bot = await with_contacts()

    row = await bot.store.get("code", LEE.code)
    assert row is not None
    assert await kept(bot) == LEE
    assert await found_by(bot, LEE) == [LEE.id, LEE.id]
    assert msgspec.convert(row.body, Code) == Code(
        id=LEE.code,
        kind=CodeKind.NETWORK,
        made_at=NOW,
        network="peer_networks",
        contact=LEE.id,
        hospital="h1",
    )


async def test_the_audit_log_holds_ids_and_codes_only():
    bot = await with_contacts(LEE, SAM)
    await about(bot, ContactShown(by="office"))

    text = str(await bot.store.audit())
    assert await audit(bot) == [
        ("contact_added", LEE.id, LEE.code),
        ("contact_added", SAM.id, SAM.code),
        ("contact_shown", LEE.id, ""),
    ]
    assert not any(word in text for word in ("Lee", "Riverside", "riverside.example", "+1603"))


async def test_the_audit_log_says_by_whom():
    bot = await with_contacts()
    await about(bot, ContactChanged(contact=replace(LEE, role="Chair"), by="office"))
    await about(bot, ContactNoted(permission=Permission.GIVEN, note="Yes", by="office"))
    await about(bot, ContactStopped(how="phone", by="office"))
    await about(bot, ContactResumed(reason=ResumeReason.THEY_ASKED, by="office"))
    await about(bot, ContactForgotten(by="office"))

    assert [row["by"] for row in await bot.store.audit()] == ["command", *["office"] * 6]


async def test_bringing_in_the_same_contact_again_under_another_id_keeps_the_first_and_changes_nothing():
    bot = await with_contacts()
    before = await bot.store.get("contact", LEE.id)

    await bring_in(bot, replace(LEE, id="k-twotwotwotwo", code="N8HJ3PVG"))

    assert await bot.store.get("contact", LEE.id) == before
    assert [row.id for row in await bot.rows("contact")] == [LEE.id]
    assert await bot.store.get("code", "N8HJ3PVG") is None


async def test_bringing_a_known_contact_in_changes_what_is_written_and_keeps_what_happened():
    bot = await with_contacts()
    call = Reached(at=NOW, way=Way.PHONE, outcome="agreed")
    await about(bot, ContactNoted(reached=call))

    await bring_in(bot, replace(LEE, role="Chair", permission=Permission.REFUSED))

    new = await known(bot)
    assert (new.role, new.permission, new.reached, new.code) == (
        "Chair",
        Permission.GIVEN,
        (call,),
        LEE.code,
    )


async def test_a_permission_in_a_file_counts_while_nothing_is_known_of_one():
    bot = await with_contacts()

    await bring_in(bot, replace(LEE, permission=Permission.GIVEN, permission_at=NOW))

    assert (await known(bot)).permission is Permission.GIVEN


async def test_the_code_follows_its_contact_to_another_network():
    bot = await with_contacts()

    await bring_in(bot, replace(LEE, network="family_support", hospital=""))

    row = await bot.store.get("code", LEE.code)
    assert row is not None
    code = msgspec.convert(row.body, Code)
    assert (code.network, code.hospital, code.contact) == ("family_support", "", LEE.id)


# -- changed and noted --------------------------------------------------------------------------------


async def test_a_changed_address_leads_to_the_contact_and_the_old_one_to_nobody():
    bot = await with_contacts()
    new = replace(LEE, email="lee@new.example")

    await about(bot, ContactChanged(contact=new, by="office"))

    assert await found_by(bot, new) == [LEE.id, LEE.id]
    assert await found_by(bot, replace(LEE, phone="")) == []


async def test_a_change_cannot_take_an_address_that_another_contact_holds():
    bot = await with_contacts(LEE, SAM)

    await about(bot, ContactChanged(contact=replace(SAM, email=LEE.email, role="Lead"), by="office"), SAM)

    new = await known(bot, SAM)
    assert (new.email, new.role) == (SAM.email, "Lead")
    assert await found_by(bot, replace(LEE, phone="")) == [LEE.id]


async def test_a_change_touches_neither_permission_nor_history():
    bot = await with_contacts()
    await about(bot, ContactNoted(permission=Permission.REFUSED))

    await about(bot, ContactChanged(contact=replace(LEE, permission=Permission.GIVEN, cap=1), by="office"))

    new = await known(bot)
    assert (new.permission, new.cap) == (Permission.REFUSED, 1)


async def test_a_change_that_changes_nothing_leaves_no_trace():
    bot = await with_contacts()
    before = await audit(bot)

    await about(bot, ContactChanged(contact=LEE, by="office"))

    assert await audit(bot) == before


async def test_a_noted_permission_says_since_when():
    bot = await with_contacts()
    bot.now += 3600

    await about(bot, ContactNoted(permission=Permission.ASKED, note="Asked the chair"))
    await about(bot, ContactNoted(note="Sent posters"))

    new = await known(bot)
    assert (new.permission, new.permission_at) == (Permission.ASKED, NOW + dt.timedelta(hours=1))
    assert new.note == "Asked the chair\nSent posters"


async def test_a_call_in_which_they_said_no_is_a_no():
    bot = await with_contacts()

    await about(bot, ContactNoted(reached=Reached(at=NOW, way=Way.PHONE, outcome="refused")))

    assert (await known(bot)).permission is Permission.REFUSED
    assert ("contact_permission", LEE.id, "refused") in await audit(bot)


async def test_what_is_said_about_a_contact_forgotten_since_does_nothing():
    bot = await Bot.open()

    await about(bot, ContactNoted(note="late"))

    assert await bot.rows("contact") == []


# -- stopped ------------------------------------------------------------------------------------------


def a_wave_to(contact):
    owed = Owed(
        key="wave:1",
        person=contact.id,
        address=Address(channel=Channel.EMAIL, chat=contact.email),
        message=Message(text="Hello"),
        priority=Priority.WAVE,
        due=NOW.timestamp() + 3600,
    )
    return Commit(
        at=NOW.timestamp(),
        writes=[Put(table="owed", id=owed.key, body=msgspec.to_builtins(owed), due=owed.due)],
    )


async def test_a_stop_takes_back_what_has_not_gone_and_bars_every_address():
    bot = await with_contacts()
    await bot.store.commit(a_wave_to(LEE))

    await about(bot, ContactStopped(how="email"))

    assert (await known(bot)).do_not_contact_at == NOW
    assert (await suppressed(bot), await bot.rows("owed")) == ([True, True, True], [])
    assert [row.body["state"] for row in await bot.rows("settled")] == ["cancelled"]
    assert ("contact_stopped", LEE.id, "email") in await audit(bot)
    assert await bot.rows("notice") == []


async def test_a_stop_by_email_bars_the_address_as_a_sender_looks_it_up():
    bot = await with_contacts(replace(LEE, email="Lee@Riverside.example"))

    await about(bot, ContactStopped(how="email"))

    assert await bot.store.get("suppressed", bot.store.hmac("suppressed", "email:lee@riverside.example"))


async def test_a_stopped_contact_is_not_brought_back_by_an_import():
    bot = await with_contacts()
    await about(bot, ContactStopped(how="phone"))
    stopped = await known(bot)

    await bring_in(bot, replace(LEE, id="k-newnewnewnew", role="Chair", code="N8HJ3PVG"))

    assert await known(bot) == stopped
    assert [row.id for row in await bot.rows("contact")] == [LEE.id]
    assert ("contact_kept_out", "k-newnewnewnew", "") in await audit(bot)


async def test_a_new_address_of_a_stopped_contact_is_barred_too():
    bot = await with_contacts()
    await about(bot, ContactStopped(how="phone"))
    new = replace(LEE, email="lee@new.example")

    await about(bot, ContactChanged(contact=new, by="office"))

    assert await suppressed(bot, new) == [True, True, True]


POSTERS = replace(LEE, id="k-postersposte", code="PSTRS234", email="", phone="", ways=(Way.PAPER,))


async def test_a_place_without_an_address_is_known_by_its_name():
    bot = await with_contacts(POSTERS)

    await bring_in(bot, replace(POSTERS, id="k-again", code="PSTRS235", note="Wall by the door"))

    (kept,) = await bot.rows("contact")
    assert (kept.id, kept.body["note"]) == (POSTERS.id, "Wall by the door")


@pytest.mark.parametrize("gone", [ContactStopped(how="office"), ContactForgotten(by="office")])
async def test_a_place_that_asked_us_to_stop_does_not_come_back_without_its_address(gone):
    bot = await with_contacts()
    await about(bot, gone)
    before = [row.id for row in await bot.rows("contact")]

    await bring_in(bot, POSTERS)

    assert [row.id for row in await bot.rows("contact")] == before


async def test_another_person_at_a_place_where_somebody_asked_us_to_stop_may_be_added():
    bot = await with_contacts()
    await about(bot, ContactForgotten(by="office"))

    await bring_in(bot, replace(LEE, id="k-otherotherot", email="sam@riverside.example", phone=""))

    assert [row.id for row in await bot.rows("contact")] == ["k-otherotherot"]


async def test_a_contact_who_asks_to_hear_from_us_again_is_no_longer_barred():
    bot = await with_contacts()
    await about(bot, ContactStopped(how="office"))

    await about(bot, ContactResumed(reason=ResumeReason.THEY_ASKED, by="office"))

    assert (await known(bot)).do_not_contact_at is None
    assert await suppressed(bot) == [False, False, False]


# -- forgotten ----------------------------------------------------------------------------------------


async def test_of_a_forgotten_contact_only_the_hashes_stay():
    bot = await with_contacts()
    await bot.store.commit(a_wave_to(LEE))

    await about(bot, ContactForgotten(by="office"))

    assert await bot.traces(LEE.id, "Lee", "Riverside", LEE.email, LEE.phone) == []
    assert await suppressed(bot) == [True, True, True]


async def test_the_code_of_a_forgotten_contact_still_counts_for_its_network():
    bot = await with_contacts()

    await about(bot, ContactForgotten(by="office"))

    row = await bot.store.get("code", LEE.code)
    assert row is not None
    code = msgspec.convert(row.body, Code)
    assert (code.network, code.contact, code.void) == ("peer_networks", "", False)


async def test_a_forgotten_contact_is_not_brought_back_by_an_import():
    bot = await with_contacts()
    await about(bot, ContactForgotten(by="office"))

    await bring_in(bot, replace(LEE, id="k-newnewnewnew"))

    assert await bot.rows("contact") == []


# -- backups ------------------------------------------------------------------------------------------


async def test_a_backup_brings_no_forgotten_contact_back_and_keeps_them_barred(tmp_path):
    data, key_file, saved = tmp_path / "data", tmp_path / "keys" / "key", tmp_path / "saved"
    bot = await with_contacts(LEE, SAM)
    await bot.store.close()
    bot.store = await TinyDbStore.open(data, key_file=key_file, clock=bot.clock)
    bot.start()
    await bring_in(bot, replace(LEE, id="k-leeagainlee2"), replace(SAM, id="k-samagainsam2"))
    await backup(data, saved, key_file=key_file)
    await about(bot, ContactForgotten(by="office"), replace(LEE, id="k-leeagainlee2"))
    await bot.store.close()

    restored = await restore(saved, data, key_file=key_file, clock=bot.clock)
    bot.store = await TinyDbStore.open(data, key_file=key_file, clock=bot.clock)

    assert restored.erased_again == 1
    assert [row.id for row in await bot.rows("contact")] == ["k-samagainsam2"]
    assert await bot.traces("k-leeagainlee2", "Lee Park", LEE.email) == []
    assert await suppressed(bot) == [True, True, True]
    await bot.store.close()
    assert (await verify(data, key_file=key_file)).rows["contact"] == 1


async def test_a_mailbox_that_is_gone_bars_email_to_that_address_and_is_written_down():
    bot = await with_contacts()

    await about(bot, ContactBounced())

    bounced = await known(bot)
    assert bounced.bounced == LEE.email
    network = next(each for each in rules().networks if each.key == LEE.network)
    assert Way.EMAIL in usable_ways(LEE, network)
    assert Way.EMAIL not in usable_ways(bounced, network)
    assert [row["about"] for row in await bot.store.audit() if row["action"] == "contact_bounced"] == [LEE.id]
