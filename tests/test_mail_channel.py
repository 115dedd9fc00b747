"""Email put together: when the bot refuses to send it, whom it is from, and what becomes of a mailbox that is gone."""

import msgspec
import pytest
import pytest_asyncio
from pydantic import SecretStr

from outreach_bot import app, house
from outreach_bot.dialogue.inputs import ContactsImported
from outreach_bot.dialogue.letters import email_address
from outreach_bot.house import to_office
from outreach_bot.mail_channel import open_email, why_no_email
from outreach_bot.outbound.email_message import Letterhead
from outreach_bot.outbound.smtp_session import MailServer, Trouble
from outreach_bot.recruitment.contacts import Barrier, Contact, Way, may_be_reached
from outreach_bot.settings import CannotRun, Settings
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.people import NOW
from tests.helpers.real_runner import rules
from tests.recruitment.builders import a_contact, a_network

LOCAL = "smtp://127.0.0.1:1025?starttls=never"
AWAY = "smtp://maya:word@mail.example.org"
LEE = a_contact(code="K7MQ2XZB")


def settings(tmp_path, smtp, public="https://voice.example.org"):
    return Settings(
        data=tmp_path / "data", key_file=tmp_path / "key", smtp_url=SecretStr(smtp), public_url=public or None
    )


def campaign(**fields):
    return rules().model_copy(update={"campaign": rules().campaign.model_copy(update=fields)})


@pytest.mark.parametrize(
    ("smtp", "public", "fields", "says"),
    [
        (LOCAL, "", {}, ""),
        (AWAY, "https://voice.example.org", {"example": False}, ""),
        (LOCAL, "", {"email_from": ""}, "email_from"),
        (AWAY, "https://voice.example.org", {}, "example campaign"),
        (AWAY, "", {"example": False}, "OUTREACH_PUBLIC_URL"),
        (AWAY, "http://127.0.0.1:8080", {"example": False}, "OUTREACH_PUBLIC_URL"),
    ],
)
def test_what_keeps_email_back_is_said_in_a_sentence(tmp_path, smtp, public, fields, says):
    said = why_no_email(settings(tmp_path, smtp, public), campaign(**fields))

    assert says in said
    assert bool(said) == bool(says)


def test_the_bot_does_not_start_where_email_may_not_go(tmp_path):
    with pytest.raises(CannotRun, match="example campaign"):
        app.check_may_run(settings(tmp_path, AWAY), rules())


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
    email = open_email(settings(tmp_path, LOCAL), some, "https://voice.example.org")

    assert email is not None
    assert email._head == Letterhead(name="Riverbend Care Partnership", address="maya@riverbend-care.example")


@pytest.mark.asyncio
async def test_without_a_mail_server_there_is_none_and_the_office_is_told(some, tmp_path):
    chosen = settings(tmp_path, LOCAL).model_copy(update={"smtp_url": None})

    assert open_email(chosen, some, "https://voice.example.org") is None
    assert app._email_trouble(None) == Trouble.NOT_SET


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
