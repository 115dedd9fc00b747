"""Email through a real mail server: what arrives is what was written, and its answers are told apart."""

import os
import re
import ssl
import tempfile
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from msgspec.structs import replace

from outreach_bot.house import load_content
from outreach_bot.outbound.base import Message, NotSent, Refused, Sent
from outreach_bot.outbound.email_message import ONE_CLICK
from outreach_bot.settings import Settings
from tests.helpers.bot_process import free_port
from tests.helpers.fake_smtp import certificate
from tests.helpers.mail_bot import PUBLIC_URL, MailBot, a_contact
from tests.helpers.needed import missing
from tests.helpers.real_postfix import DOMAIN, RealPostfix, is_missing
from tests.outbound.test_email_sender import FLYER, Post, owed

pytestmark = pytest.mark.asyncio


@pytest.fixture(scope="module")
def postfix():
    """One for the file; each test has a mailbox of its own."""
    if is_missing():
        missing("there is no Postfix on this machine (apt-get install postfix)")
    if os.geteuid() != 0:
        missing("only root can start Postfix")
    answers = {"busy": "451 4.7.1 Please come back later"}
    # not in pytest's own folder: every run of pytest closes that to all other users, and Postfix is one
    with tempfile.TemporaryDirectory(prefix="postfix-") as name:
        folder = Path(name)
        certificate(folder)
        with RealPostfix(folder, "lee", "ana", "max", "kim", "pat", "sam", answers=answers) as running:
            yield running


def box(name):
    return f"{name}@{DOMAIN}"


async def sent(postfix, *letters):
    """Hand letters over, encrypted; what came of each, and what was written."""
    post = Post(None)
    sender = post.sender(postfix.url, tls=ssl.create_default_context(cafile=postfix.folder / "cert.pem"))
    written = [sender._letter(one) for one in letters]
    outcomes = [await sender.send(one) for one in letters]
    await post.close()
    return outcomes, written


async def test_what_arrives_is_what_was_written_byte_for_byte(postfix):
    outcomes, written = await sent(postfix, owed(box("ana"), file=FLYER))

    (arrived,) = await postfix.until("ana", 1)
    assert outcomes == [Sent()]
    assert arrived[arrived.index(b"From: ") :] == written[0].replace(b"\r\n", b"\n")
    assert b"\nReturn-Path: <maya@riverbend.example>" in b"\n" + arrived


async def test_both_headers_of_the_stop_link_arrive_whole(postfix):
    await sent(postfix, owed(box("max")))

    (arrived,) = await postfix.until("max", 1)
    lines = arrived.split(b"\n\n")[0].split(b"\n")
    assert b"List-Unsubscribe: <https://voice.granite-care.org/u/k-aaaaaaaaaaaa>" in lines
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


async def test_the_flyer_arrives_byte_for_byte(postfix):
    await sent(postfix, owed(box("kim"), file=FLYER))

    (arrived,) = await postfix.until("kim", 1)
    (attached,) = message_from_bytes(arrived, policy=default).iter_attachments()
    assert attached.get_content() == FLYER.content


async def test_lines_with_a_dot_alone_do_not_end_a_letter(postfix):
    one = owed(box("pat"))
    dots = Message(text="Hello.\n.\n\n..\n\n.", email=one.message.email)

    _, written = await sent(postfix, replace(one, message=dots))

    (arrived,) = await postfix.until("pat", 1)
    assert b"\n.\n" in arrived
    assert arrived.endswith(written[0].replace(b"\r\n", b"\n"))


async def test_no_such_mailbox_and_try_later_are_told_apart(postfix):
    letters = (owed(box("nobody")), owed(box("busy"), key="in:2/0#0"), owed(box("sam"), key="in:3/0#0"))

    (nobody, busy, sam), _ = await sent(postfix, *letters)

    assert nobody == Refused("550 5.1.1", gone=True)
    assert isinstance(busy, NotSent)
    assert not busy.throttled
    assert sam == Sent()


@pytest.mark.slow
async def test_who_posts_to_the_stop_link_gets_no_more_mail(postfix, tmp_path):
    lee, sam = replace(a_contact(1), email=box("lee")), replace(a_contact(2), email=box("sam"))
    bot = MailBot(tmp_path, postfix.url, trusting=postfix.folder / "cert.pem")
    form = load_content(Settings(campaign=bot.campaign)).rules.flyers.forms[0].key
    await bot.owe(lee, form=form)
    bot.port = free_port()
    await bot.start()
    (first,) = await postfix.until("lee", 1)
    await bot.nothing_owed()
    link = re.search(rb"^List-Unsubscribe: <(.*)>$", first, re.MULTILINE)
    assert link is not None
    assert link[1].decode().startswith(f"{PUBLIC_URL}/u/")
    path = urlsplit(link[1].decode()).path
    async with aiohttp.ClientSession() as mail_program:
        opened = await mail_program.get(f"http://127.0.0.1:{bot.port}{path}")
        kept_before = await bot.rows("contact")
        posted = await mail_program.post(
            f"http://127.0.0.1:{bot.port}{path}",
            data=ONE_CLICK,
            headers={"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "cross-site"},
        )
    kept = await bot.rows("contact")
    await bot.stop()
    before = len(postfix.letters("sam"))
    await bot.owe(lee, sam, wave="wave-2")
    await bot.start()
    await postfix.until("sam", before + 1)
    await bot.nothing_owed()
    settled = await bot.rows("settled")
    await bot.stop()
    letters = postfix.letters("lee")

    assert (opened.status, posted.status) == (200, 200)
    assert "do_not_contact_at" not in kept_before[lee.id]
    assert "do_not_contact_at" in kept[lee.id]
    assert len(letters) == 1
    assert [
        row["state"] for row in settled.values() if row["about"] == "wave-2" and row["person"] == lee.id
    ] == ["cancelled"]
    (poster,) = message_from_bytes(first, policy=default).iter_attachments()
    assert poster.get_content().startswith((b"%PDF-", b"\x89PNG"))
