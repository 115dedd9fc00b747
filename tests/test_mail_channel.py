"""Email put together: when the bot refuses to send it, whom it is from, and what becomes of a mailbox that is gone."""

import dataclasses

import msgspec
import pytest
import pytest_asyncio
from pydantic import SecretStr

from outreach_bot import front, going_live, house
from outreach_bot.dialogue.inputs import ContactsImported
from outreach_bot.dialogue.letters import email_address
from outreach_bot.house import to_office
from outreach_bot.mail_channel import open_email, why_no_email
from outreach_bot.outbound.base import Email, Message, Owed, Refused, ShownButton
from outreach_bot.outbound.email_message import Letterhead
from outreach_bot.outbound.smtp_session import MailServer, Trouble
from outreach_bot.recruitment.contacts import Barrier, Contact, Way, may_be_reached
from outreach_bot.settings import CannotRun, Settings
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.fake_smtp import FakeSmtp
from tests.helpers.people import NOW
from tests.helpers.real_runner import rules
from tests.recruitment.builders import a_contact, a_network

LOCAL = "smtp://127.0.0.1:1025?starttls=never"
AWAY = "smtp://maya:word@mail.example.org"
LEE = a_contact(code="K7MQ2XZB")


def settings(tmp_path, smtp, public="https://voice.granite-care.org"):
    return Settings(
        data=tmp_path / "data", key_file=tmp_path / "key", smtp_url=SecretStr(smtp), public_url=public or None
    )


def campaign(**fields):
    return rules().model_copy(update={"campaign": rules().campaign.model_copy(update=fields)})


@pytest.mark.parametrize(
    ("public", "fields", "says"),
    [
        ("https://voice.granite-care.org", {"example": False}, ""),
        ("https://voice.granite-care.org", {"example": False, "email_from": ""}, "email_from"),
        ("https://voice.granite-care.org", {}, "example campaign"),
        ("", {"example": False}, "OUTREACH_PUBLIC_URL is not set"),
        ("http://127.0.0.1:8080", {"example": False}, "OUTREACH_PUBLIC_URL opens on this machine only"),
        ("https://192.168.0.7", {"example": False}, "OUTREACH_PUBLIC_URL opens on this machine only"),
        ("https://laptop.local", {"example": False}, "OUTREACH_PUBLIC_URL opens on this machine only"),
    ],
)
@pytest.mark.parametrize("smtp", [LOCAL, AWAY], ids=["a mail server here", "a mail server away"])
def test_what_keeps_email_back_is_said_in_a_sentence_wherever_the_mail_server_is(
    tmp_path, smtp, public, fields, says
):
    said = why_no_email(settings(tmp_path, smtp, public), campaign(**fields))

    assert says in said
    assert bool(said) == bool(says)


@pytest.mark.parametrize(
    ("public", "fields"),
    [("", {}), ("https://voice.granite-care.org", {}), ("http://127.0.0.1:8080", {"example": False})],
)
def test_a_trial_that_says_so_sends_what_else_is_refused(tmp_path, public, fields):
    chosen = settings(tmp_path, LOCAL, public)

    assert "--trial" in why_no_email(chosen, campaign(**fields))
    assert not why_no_email(chosen, campaign(**fields).model_copy(update={"trial": True}))


@pytest.mark.parametrize("smtp", [LOCAL, AWAY])
def test_the_bot_does_not_start_where_email_may_not_go(tmp_path, smtp):
    with pytest.raises(CannotRun, match="example campaign"):
        going_live.check_may_run(settings(tmp_path, smtp), rules())


# -- what a letter carries ---------------------------------------------------------------------------------


def a_letter(link="https://voice.granite-care.org/i/K7MQ2XZB-em"):
    button = ShownButton(label="Open your link", url=link)
    letter = Email(
        subject="Will you share this?", closing="Thank you", stop="Stop these notes", language="en"
    )
    return Owed(
        key="in:w/0#0",
        person=LEE.id,
        address=email_address(LEE),
        message=Message(text="Hello Lee,", buttons=((button,),), email=letter),
        due=0.0,
    )


async def handed_over(some, tmp_path, letter, *, public="https://voice.granite-care.org", **changed):
    """What one mail server on this machine got of `letter`; None: it did not go."""
    content = some.content
    real = content.rules.campaign.model_copy(update={"example": changed.get("example", True)})
    changed_rules = content.rules.model_copy(update={"campaign": real, "trial": changed.get("trial", False)})
    some.content = dataclasses.replace(content, rules=changed_rules)
    async with FakeSmtp() as server:
        email = open_email(settings(tmp_path, server.url, public), some, public)
        assert email is not None
        outcome = await email.send(letter)
        await email.close()
    return (server.taken[0].read if server.taken else None), outcome


@pytest.mark.asyncio
async def test_a_letter_of_a_trial_says_so_in_its_subject_and_above_its_words(some, tmp_path):
    letter, _ = await handed_over(some, tmp_path, a_letter(), trial=True)

    assert letter["Subject"] == "Trial: Will you share this?"
    for part in ("plain", "html"):
        words = letter.get_body((part,)).get_content()
        assert words.index("This is a trial") < words.index("Hello Lee,")


@pytest.mark.asyncio
async def test_a_letter_for_real_people_does_not(some, tmp_path):
    for trial in (False, True):
        letter, _ = await handed_over(some, tmp_path, a_letter(), trial=trial, example=False)

        assert letter["Subject"] == "Will you share this?"
        assert "trial" not in letter.get_body(("plain",)).get_content()


@pytest.mark.asyncio
async def test_a_letter_written_before_there_was_a_public_address_does_not_go(some, tmp_path):
    dead = a_letter("http://127.0.0.1:8080/i/K7MQ2XZB-em")

    letter, outcome = await handed_over(some, tmp_path, dead, example=False)

    assert letter is None
    assert isinstance(outcome, Refused)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.test", MailServer(host="mail.test", port=587)),
        ("smtps://mail.test", MailServer(host="mail.test", port=465, tls="implicit")),
        (
            "smtp://m%40x:p%2Fw@mail.test:25?starttls=optional",
            MailServer(host="mail.test", port=25, user="m@x", password="p/w", tls="optional"),
        ),
    ],
)
def test_the_address_of_a_mail_server_is_read(url, server):
    assert MailServer.from_url(url) == server


@pytest_asyncio.fixture
async def some(tmp_path):
    store = await TinyDbStore.open_in_memory(house.clock)
    chosen = settings(tmp_path, LOCAL)
    made = house.House(house.load_content(chosen), store, {})
    await made.runner.receive(to_office(ContactsImported(contacts=(LEE,), by="coordinator")))
    yield made
    await store.close()


@pytest.mark.asyncio
async def test_email_is_from_the_organisation(some, tmp_path):
    email = open_email(settings(tmp_path, LOCAL), some, "https://voice.granite-care.org")

    assert email is not None
    assert email._head == Letterhead(name="Riverbend Care Partnership", address="maya@riverbend-care.example")


@pytest.mark.asyncio
async def test_without_a_mail_server_there_is_none_and_the_office_is_told(some, tmp_path):
    chosen = settings(tmp_path, LOCAL).model_copy(update={"smtp_url": None})

    assert open_email(chosen, some, "https://voice.granite-care.org") is None
    assert front._email_trouble(None) == Trouble.NOT_SET


@pytest.mark.asyncio
async def test_a_mailbox_that_is_gone_is_noted_with_its_contact_and_makes_nobody_known(some):
    await some._gone(email_address(LEE))

    row = await some.store.get("contact", LEE.id)
    contact = msgspec.convert(row.body, Contact)
    assert may_be_reached(contact, a_network(), Way.EMAIL, NOW) is Barrier.NO_ADDRESS
    assert may_be_reached(contact, a_network(), Way.PHONE, NOW) is None
    assert await some.store.rows("person") == []


@pytest.mark.asyncio
async def test_a_mailbox_of_nobody_we_know_is_passed_over(some):
    stranger = a_contact("k-bbbbbbbbbbbb", email="nobody@riverside.example")

    await some._gone(email_address(stranger))

    assert await some.store.rows("person") == []
