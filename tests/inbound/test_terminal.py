"""The terminal: what is shown, what a line means, and a conversation from its first line to its last."""

import io

import pytest

from outreach_bot.dialogue.inputs import Address, Channel, Input, Opened, Said, Tapped
from outreach_bot.inbound.terminal import Terminal, TerminalSender, chat, typed_lines
from outreach_bot.outbound.base import File, Message, Owed, Sent, ShownButton

HERE = Address(channel=Channel.TERMINAL, chat="here")


def menu(*labels):
    return tuple((ShownButton(label=label, data=label.lower()),) for label in labels)


def shown(message, **options):
    out = io.StringIO()
    terminal = Terminal(out, **options)
    terminal.show(message, name="m1")
    return terminal, out.getvalue()


def test_a_pipe_gets_plain_text_and_numbered_buttons():
    _, text = shown(Message(text="<b>R&amp;D</b> first", buttons=menu("Start", "Stop")))

    assert text == "R&D first\n  1 [Start]\n  2 [Stop]\n\n"


def test_a_long_line_is_not_broken():
    _, text = shown(Message(text="word " * 60))

    assert text.splitlines()[0].strip() == ("word " * 60).strip()


def test_a_link_is_shown_behind_its_button():
    _, text = shown(Message(text="Read", buttons=((ShownButton(label="More", url="https://example.org"),),)))

    assert "[More] https://example.org" in text


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("1", Tapped(data="start", message="m1")),
        ("[stop]", Tapped(data="✓ stop", message="m1")),
        ("3", Said(text="3")),
        ("[Other]", Said(text="[Other]")),
        (" hello \n", Said(text="hello")),
        ("/start c_K7MQ2XZB", Opened(payload="c_K7MQ2XZB")),
    ],
)
def test_a_line_is_a_tap_where_it_names_a_button_else_a_message(line, body):
    terminal, _ = shown(Message(text="Pick", buttons=menu("Start", "✓ Stop")))

    assert terminal.read(line) == body


def test_an_older_button_is_found_by_its_label():
    terminal, _ = shown(Message(text="Pick", buttons=menu("Start")))
    terminal.show(Message(text="Now", buttons=menu("Go")), name="m2")

    assert terminal.read("[Start]") == Tapped(data="start", message="m1")
    assert terminal.read("1") == Tapped(data="go", message="m2")


def test_a_file_is_named_and_kept_in_the_folder_that_was_set(tmp_path):
    file = File(name="../meeting.ics", media_type="text/calendar", content=b"BEGIN")

    _, text = shown(Message(text="", file=file), files=tmp_path / "files")

    assert (tmp_path / "files" / "meeting.ics").read_bytes() == b"BEGIN"
    assert "meeting.ics" in text


@pytest.mark.asyncio
async def test_the_sender_shows_a_message_and_a_tap_names_it():
    out = io.StringIO()
    terminal = Terminal(out)
    message = Message(text="Hello", buttons=menu("Go"))

    sent = await TerminalSender(terminal).send(
        Owed(key="k#0", person="p", address=HERE, message=message, due=0)
    )

    assert sent == Sent(message="k#0")
    assert out.getvalue().startswith("Hello")
    assert terminal.read("1") == Tapped(data="go", message="k#0")


@pytest.mark.asyncio
async def test_every_line_reaches_the_bot_once_after_the_opening():
    received: list[Input] = []

    async def feed(one):
        received.append(one)

    lines = typed_lines(io.StringIO("hello\n\nbye\n"))
    await chat(
        Terminal(io.StringIO()), feed, lines, address=HERE, run="r1", opens=Opened(payload="c_K7MQ2XZB")
    )

    assert [one.body for one in received] == [
        Opened(payload="c_K7MQ2XZB"),
        Said(text="hello"),
        Said(text="bye"),
    ]
    assert len({one.key for one in received}) == 3
    assert {one.address for one in received} == {HERE}


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
@pytest.mark.asyncio
async def test_bytes_that_are_no_text_end_no_reading(errors):
    piped = io.TextIOWrapper(io.BytesIO(b"caf\xe9 \xff\nbye\n"), encoding="utf-8", errors=errors)
    lines = [line async for line in typed_lines(piped)]

    assert lines == ["caf\ufffd \ufffd\n", "bye\n"]


def test_half_a_character_is_typed_as_its_sign():
    assert Terminal(io.StringIO()).read("a\udcffb") == Said(text="a\ufffdb")


def test_a_text_to_copy_is_shown_behind_its_button():
    _, text = shown(Message(text="Read", buttons=((ShownButton(label="Copy", copy="Your voice counts"),),)))

    assert "[Copy] Your voice counts" in text
