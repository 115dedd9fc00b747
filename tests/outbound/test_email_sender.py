"""Every outcome of handing an email over is told apart, against a mail server that fails as told."""

import asyncio
import ssl

import msgspec
import pytest
import pytest_asyncio

from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.outbound import email_sender
from outreach_bot.outbound.base import Email, File, Message, NotSent, Owed, Refused, Sent, Unknown
from outreach_bot.outbound.email_message import Letterhead
from outreach_bot.outbound.email_sender import CONNECTIONS, FIRST_WAIT, EmailSender
from outreach_bot.outbound.smtp_session import (
    BUSY_SECONDS,
    GREYLISTED_SECONDS,
    MailServer,
    Patience,
    Trouble,
)
from tests.helpers.fake_smtp import FakeSmtp, certificate
from tests.helpers.loop_time import LoopTime
from tests.helpers.patience import PATIENCE, until

pytestmark = pytest.mark.asyncio

LEE = "lee@riverside.example"
HEAD = Letterhead(name="Riverbend Care Partnership", address="maya@riverbend.example")
EMAIL = Email(subject="Will you share this?", closing="Thank you", stop="Stop these notes", language="en")
FLYER = File(name="poster.pdf", media_type="application/pdf", content=bytes(range(256)) * 100)
QUICK = Patience(connect=2.0, command=2.0, body=2.0, final=0.5)


class Post:
    """A sender on a server, with a clock moved by hand."""

    def __init__(self, server):
        self.server = server
        self.now = 1_800_000_000.0
        self.passed = LoopTime()
        self.senders = []

    def sender(self, url="", **more):
        given = {"patience": QUICK} | more
        made = EmailSender(
            MailServer.from_url(url or self.server.url),
            HEAD,
            stop_link=lambda owed: f"https://voice.granite-care.org/u/{owed.person}",
            clock=lambda: self.now,
            **given,
        )
        self.senders.append(made)
        return made

    async def close(self):
        for sender in self.senders:
            await sender.close()


@pytest_asyncio.fixture
async def server():
    async with FakeSmtp() as fake:
        yield fake


@pytest_asyncio.fixture
async def post(server):
    made = Post(server)
    yield made
    await made.close()


def owed(to=LEE, *, key="in:1/0#0", file=None, email=EMAIL):
    return Owed(
        key=key,
        person="k-aaaaaaaaaaaa",
        address=Address(channel=Channel.EMAIL, chat=to),
        message=Message(text="Hello <b>Lee</b>.", email=email, file=file),
        due=0.0,
        repeat_unknown=False,
    )


async def test_what_the_server_took_is_sent(post, server):
    outcome = await post.sender().send(owed())

    assert outcome == Sent()
    assert [(one.sender, one.to) for one in server.taken] == [(HEAD.address, LEE)]


async def test_the_flyer_arrives_byte_for_byte(post, server):
    await post.sender().send(owed(file=FLYER))

    (attached,) = server.taken[0].read.iter_attachments()
    assert attached.get_content() == FLYER.content
    assert attached.get_filename() == "poster.pdf"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 no such mailbox", Refused("550 5.1.1", gone=True)),
        ("550 no such mailbox", Refused("550", gone=True)),
        ("550 5.7.1 not from you", Refused("550 5.7.1")),
        ("552 5.2.2 mailbox full", Refused("552 5.2.2")),
        ("554 no", Refused("554")),
        ("451 4.7.1 greylisted", NotSent(GREYLISTED_SECONDS)),
        ("421 4.3.2 closing", NotSent(BUSY_SECONDS, throttled=True)),
        ("data 550 5.7.1 spam", Refused("550 5.7.1")),
        ("data 451 4.3.0 later", NotSent(GREYLISTED_SECONDS)),
        ("drop at DATA", NotSent(BUSY_SECONDS, throttled=True)),
        ("drop after the dot", Unknown("no answer after the last line")),
    ],
)
async def test_what_the_server_does_is_told_apart(post, server, answer, outcome):
    server.faults[LEE] = [answer]

    assert await post.sender().send(owed()) == outcome
    assert server.taken == []


async def test_lost_before_the_last_line_it_certainly_did_not_go(post, server):
    server.faults[LEE] = ["drop before the dot"]
    large = msgspec.structs.replace(FLYER, content=bytes(16_000_000))  # more than the network takes in unread

    outcome = await post.sender().send(owed(file=large))

    assert outcome == NotSent(BUSY_SECONDS, throttled=True)


async def test_an_answer_that_never_comes_leaves_it_unknown(post, server):
    server.gate = asyncio.Event()

    assert isinstance(await post.sender().send(owed()), Unknown)
    server.gate.set()


async def test_the_next_message_goes_after_one_was_refused_on_the_same_connection(post, server):
    server.faults[LEE] = ["550 5.1.1 nobody"]
    sender = post.sender()

    await sender.send(owed())
    outcome = await sender.send(owed("sam@riverside.example"))

    assert outcome == Sent()
    assert server.connections == 1


async def test_a_connection_the_server_closed_is_replaced(post, server):
    sender = post.sender()
    await sender.send(owed())
    for transport in list(server.open):
        transport.abort()
    await until(lambda: not any(session.usable for session, _ in sender._free))

    assert await sender.send(owed(key="in:2/0#0")) == Sent()
    assert server.connections == 2


async def test_there_are_never_more_connections_than_agreed(post, server):
    sender = post.sender()

    outcomes = await asyncio.gather(*(sender.send(owed(f"p{n}@riverside.example")) for n in range(20)))

    assert outcomes == [Sent()] * 20
    assert server.most_open == CONNECTIONS


async def test_a_message_put_off_again_waits_twice_as_long(post, server):
    server.faults[LEE] = ["451 later"]
    sender = post.sender()

    waits = [(await sender.send(owed())).after for _ in range(6)]

    assert waits == [300, 600, 1200, 2400, 3600, 3600]


async def test_a_server_that_is_down_is_left_alone_longer_each_time(post):
    sender = post.sender("smtp://127.0.0.1:9?starttls=never")

    first = await sender.send(owed())
    at_once = await sender.send(owed(key="in:2/0#0"))
    post.passed.skip(FIRST_WAIT)
    second = await sender.send(owed())

    assert [first.after, second.after] == [FIRST_WAIT, 2 * FIRST_WAIT]
    assert 0 < at_once.after <= FIRST_WAIT
    assert first.throttled
    assert sender.trouble is Trouble.UNREACHABLE


async def test_a_server_that_is_down_is_left_alone_no_longer_when_the_clock_is_set(post):
    sender = post.sender("smtp://127.0.0.1:9?starttls=never")
    await sender.send(owed())
    post.now -= 7200

    assert (await sender.send(owed())).after <= FIRST_WAIT


async def test_trouble_is_over_when_a_message_was_taken(post, server):
    sender = post.sender()
    server.sender_fault = "550 not you"
    await sender.send(owed())
    in_trouble = sender.trouble
    server.sender_fault = ""
    post.passed.skip(FIRST_WAIT)

    assert await sender.send(owed()) == Sent()
    assert (in_trouble, sender.trouble) == (Trouble.SENDER, None)


async def test_a_refusal_of_our_own_address_is_not_held_against_whom_we_write_to(post, server):
    server.sender_fault = "553 5.7.1 not your address"

    assert isinstance(await post.sender().send(owed()), NotSent)


async def test_plain_text_is_not_spoken_where_encryption_is_required(post, server):
    sender = post.sender(f"smtp://127.0.0.1:{server.port}")

    assert isinstance(await sender.send(owed()), NotSent)
    assert sender.trouble is Trouble.NO_TLS
    assert server.begun == {}


aiosmtpd_warns_itself = pytest.mark.filterwarnings("ignore:Session.login_data:DeprecationWarning")


@aiosmtpd_warns_itself
async def test_it_goes_encrypted_and_under_our_name(tmp_path):
    theirs, ours = certificate(tmp_path)
    async with FakeSmtp(starttls=theirs, password="p@ss/word") as server:
        post = Post(server)
        sender = post.sender(f"smtp://maya:p%40ss%2Fword@localhost:{server.port}", tls=ours)
        outcome = await sender.send(owed())
        await post.close()

    assert outcome == Sent()
    assert server.taken[0].encrypted
    assert server.taken[0].user == "maya"


async def test_a_certificate_nobody_vouches_for_is_not_trusted(tmp_path):
    theirs, _ = certificate(tmp_path)
    async with FakeSmtp(starttls=theirs) as server:
        post = Post(server)
        sender = post.sender(f"smtp://localhost:{server.port}", tls=ssl.create_default_context())
        outcome = await sender.send(owed())
        await post.close()

    assert isinstance(outcome, NotSent)
    assert sender.trouble is Trouble.CERTIFICATE


@aiosmtpd_warns_itself
async def test_a_wrong_password_is_trouble_and_is_never_logged(tmp_path, capfd, caplog):
    theirs, ours = certificate(tmp_path)
    async with FakeSmtp(starttls=theirs, password="right") as server:
        post = Post(server)
        sender = post.sender(f"smtp://maya:wrongest@localhost:{server.port}", tls=ours)
        outcome = await sender.send(owed())
        await post.close()

    assert isinstance(outcome, NotSent)
    assert sender.trouble is Trouble.PASSWORD
    assert "wrongest" not in caplog.text + "".join(capfd.readouterr())


async def test_a_stop_breaks_off_what_is_not_at_its_last_line(post, server):
    server.faults[LEE] = ["250 OK"]
    sender = post.sender()
    server.gate = asyncio.Event()
    at_the_dot = asyncio.create_task(sender.send(owed("sam@riverside.example")))
    await server.waiting.wait()

    sender.stop()
    later = await sender.send(owed())
    server.gate.set()

    assert isinstance(later, NotSent)
    assert await at_the_dot == Sent()


@pytest.mark.parametrize(
    "address", ["", "lee", "lee@", "@riverside.example", "ünal@riverside.example", "a b@c.example"]
)
async def test_what_is_no_address_is_refused_alone(post, server, address):
    outcome = await post.sender().send(owed(address))

    assert isinstance(outcome, Refused)
    assert not outcome.gone


async def test_only_letters_go_by_email(post, server):
    assert isinstance(await post.sender().send(owed(email=None)), Refused)
    assert server.taken == []


async def test_a_connection_nobody_uses_is_closed(post, server, monkeypatch):
    monkeypatch.setattr(email_sender, "IDLE_SECONDS", 0.05)
    await post.sender().send(owed())
    kept = len(server.open)

    async with asyncio.timeout(PATIENCE):
        while server.open:
            await asyncio.sleep(0.01)

    assert kept == 1


async def test_a_connection_carries_only_so_many_messages(post, server, monkeypatch):
    monkeypatch.setattr(email_sender, "MESSAGES_EACH", 2)
    sender = post.sender()

    outcomes = [await sender.send(owed(f"p{n}@riverside.example")) for n in range(5)]

    assert outcomes == [Sent()] * 5
    assert server.connections == 3


async def test_a_stop_while_the_server_thinks_about_the_address_leaves_no_doubt(post, server):
    server.thinking = asyncio.Event()
    sender = post.sender()
    sending = asyncio.create_task(sender.send(owed()))
    await server.asked.wait()

    sender.stop()

    assert isinstance(await sending, NotSent)
    server.thinking.set()
    assert server.taken == []
