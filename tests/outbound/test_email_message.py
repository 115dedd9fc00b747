"""What an email looks like as bytes: headers as mail programs want them, and the same words twice."""

import datetime as dt
from email import message_from_bytes
from email.policy import default

import msgspec
import pytest

from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.outbound.base import Email, File, Message, Owed, ShownButton
from outreach_bot.outbound.email_message import Letterhead, compose

HEAD = Letterhead(
    name="Riverbend Care, Partnership", address="maya@riverbend.example", reply_to="team@riverbend.example"
)
AT = dt.datetime(2027, 3, 1, 15, 0, tzinfo=dt.UTC)
STOP = "https://voice.granite-care.org/u/" + "aB3-_" * 20
"""Longer than the 78 characters at which headers are folded."""
FLYER = File(name="poster-en.pdf", media_type="application/pdf", content=bytes(range(256)))
OWED = Owed(
    key="in:wave/0#0",
    person="k-aaaaaaaaaaaa",
    address=Address(channel=Channel.EMAIL, chat="lee@riverside.example"),
    message=Message(
        text="Hello <b>Lee</b>.\n\nAnna &amp; Co\nask you.\n\n.",
        buttons=(
            (ShownButton(label="Open your link", url="https://voice.granite-care.org/i/c_K7MQ2XZB-em"),),
        ),
        email=Email(
            subject="Will you share this?", closing="Thank you,\nMaya", stop="Stop these notes", language="en"
        ),
        file=FLYER,
    ),
    due=0.0,
)


def composed(owed=OWED, head=HEAD, stop=STOP, **email):
    shown = msgspec.structs.replace(owed.message.email, **email)
    return compose(owed, shown, head=head, at=AT, stop_link=stop)


def header(made, name):
    """The lines of a header as they go on the wire."""
    lines = made.partition(b"\r\n\r\n")[0].split(b"\r\n")
    return [line.decode() for line in lines if line.lower().startswith(f"{name.lower()}:".encode())]


def read(made):
    return message_from_bytes(made, policy=default)


def parts(made):
    message = read(made)
    return message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()


def test_the_stop_link_is_one_line_and_as_it_was_written():
    made = composed()

    assert header(made, "List-Unsubscribe") == [f"List-Unsubscribe: <{STOP}>"]
    assert header(made, "List-Unsubscribe-Post") == ["List-Unsubscribe-Post: List-Unsubscribe=One-Click"]


def test_one_click_is_promised_over_https_only():
    made = composed(stop="http://127.0.0.1:8080/u/x")

    assert header(made, "List-Unsubscribe") == header(made, "List-Unsubscribe-Post") == []
    assert "http://127.0.0.1:8080/u/x" in parts(made)[0]


def test_headers_say_who_when_and_that_a_program_wrote():
    message = read(composed())

    assert message["From"].addresses[0].addr_spec == "maya@riverbend.example"
    assert message["From"].addresses[0].display_name == "Riverbend Care, Partnership"
    assert message["Reply-To"].addresses[0].addr_spec == "team@riverbend.example"
    assert str(message["To"]) == "lee@riverside.example"
    assert message["Date"].datetime == AT
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_letter_that_goes_again_is_the_same_and_another_is_not():
    other = msgspec.structs.replace(OWED, key="in:wave/1#0")

    assert composed() == composed()
    assert header(composed(), "Message-ID") != header(composed(other), "Message-ID")


def test_both_parts_say_the_same_words():
    plain, shown = parts(composed())

    for words in (
        "Open your link",
        "https://voice.granite-care.org/i/c_K7MQ2XZB-em",
        "Maya",
        "Stop these notes",
        STOP,
    ):
        assert words in plain
        assert words in shown
    assert "Hello Lee.\n\nAnna & Co\nask you.\n\n." in plain.replace("\r\n", "\n")
    assert "<b>Lee</b>" in shown
    assert "Anna &amp; Co<br>" in shown


def test_nothing_is_fetched_and_nothing_tells_that_it_was_opened():
    shown = parts(composed())[1]

    for telltale in ("<img", "src=", "url(", "<script", "<link", "@import", "<iframe"):
        assert telltale not in shown


def test_every_line_is_plain_ascii_that_any_server_takes():
    made = composed(subject="¿Lo compartirá? " * 12)

    assert made.isascii()
    assert max(len(line) for line in made.split(b"\r\n")) <= 998
    assert b"\n" not in made.replace(b"\r\n", b"")
    assert read(made)["Subject"].strip() == ("¿Lo compartirá? " * 12).strip()


def test_a_language_written_from_the_right_says_so():
    assert '<html lang="ar" dir="rtl">' in parts(composed(language="ar", direction="rtl"))[1]


def test_an_address_in_another_script_goes_as_every_server_takes_it():
    other = Address(channel=Channel.EMAIL, chat="lee@bücher.example")

    assert (
        str(read(composed(msgspec.structs.replace(OWED, address=other)))["To"]) == "lee@xn--bcher-kva.example"
    )


@pytest.mark.parametrize("head", ["Mia\r\nBcc: x@y.example", "Mia\nX"])
def test_no_header_can_be_smuggled_in(head):
    with pytest.raises(ValueError, match=r"(?i)linefeed|newline|CR"):
        composed(head=msgspec.structs.replace(HEAD, name=head))
    with pytest.raises(ValueError, match=r"(?i)linefeed|newline|CR"):
        composed(subject=head)
