"""What a page is told, and what comes of telling it."""

import asyncio

import pytest

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.outbound.base import File, Message, NotSent, Owed, Sent, ShownButton
from outreach_bot.outbound.web_message import shown
from outreach_bot.outbound.web_sender import NO_PAGE_SECONDS, WebSender

ADDRESS = Address(channel=Channel.WEB, chat="c1")


def owed(text="Hello.", *, key="web:a#0", **values):
    message = Message(
        text=text, **{name: values.pop(name) for name in ("edits", "buttons", "file") if name in values}
    )
    return Owed(key=key, person="p1", address=ADDRESS, message=message, due=0.0, **values)


def told(text, **values):
    return shown(owed(text, **values), identifier="m1", region="US", phone="603-555-0142")


def links(text, **values):
    return [
        run["href"] for paragraph in told(text, **values)["paragraphs"] for run in paragraph if "href" in run
    ]


def test_a_picture_is_shown_with_what_it_says_and_other_files_are_not():
    picture = File(name="square.png", media_type="image/png", alt="Your voice counts.")
    page = File(name="poster.pdf", media_type="application/pdf")

    assert told("Here", file=picture)["file"] == {
        "name": "square.png", "href": "/chat/file/m1", "picture": True, "alt": "Your voice counts.",
    }  # fmt: skip
    assert told("Here", file=page)["file"]["picture"] is False


@pytest.fixture
def sender():
    return WebSender(region="US")


@pytest.mark.asyncio
async def test_with_no_page_open_nothing_is_sent(sender):
    assert await sender.send(owed()) == NotSent(after=NO_PAGE_SECONDS)


@pytest.mark.asyncio
async def test_a_message_is_sent_when_the_first_of_two_pages_has_it(sender):
    first, second = sender.open("c1"), sender.open("c1")
    sending = asyncio.create_task(sender.send(owed()))
    event = await first.told.get()

    sender.acknowledge("c1", event["id"])

    assert await sending == Sent(message=event["id"])
    assert (await second.told.get())["id"] == event["id"]


@pytest.mark.asyncio
async def test_an_edit_keeps_the_name_of_the_message_it_replaces(sender):
    page = sender.open("c1")
    sending = asyncio.create_task(sender.send(owed(edits="m0")))
    event = await page.told.get()

    sender.acknowledge("c1", event["id"])

    assert await sending == Sent(message="m0")


@pytest.mark.asyncio
async def test_a_page_that_closes_before_it_has_the_message_did_not_get_it(sender):
    page = sender.open("c1")
    sending = asyncio.create_task(sender.send(owed()))
    await page.told.get()

    sender.close(page)

    assert await sending == NotSent(after=NO_PAGE_SECONDS)


@pytest.mark.asyncio
async def test_a_page_that_opens_meanwhile_is_told_too(sender):
    sender.open("c1")
    sending = asyncio.create_task(sender.send(owed()))
    await asyncio.sleep(0)

    late = sender.open("c1")
    event = late.told.get_nowait()
    sender.acknowledge("c1", event["id"])

    assert isinstance(await sending, Sent)


@pytest.mark.asyncio
async def test_the_same_message_has_the_same_name_each_time_and_help_ahead_of_a_turn_a_new_one(sender):
    page = sender.open("c1")
    names = []
    for key in ("web:a#0", "web:a#0", "help", "help"):
        sending = asyncio.create_task(sender.send(owed(key=key)))
        names.append((await page.told.get())["id"])
        sender.acknowledge("c1", names[-1])
        await sending

    assert names[0] == names[1]
    assert len(set(names)) == 3


def test_texts_are_plain_words_with_bold_runs():
    event = told("Cats &amp; <b>dogs &lt;b&gt;</b>\n\nSecond")

    assert event["paragraphs"] == [
        [{"text": "Cats & "}, {"text": "dogs <b>", "bold": True}],
        [{"text": "Second"}],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call or text 988 at any time.", ["tel:988"]),
        ("1. Call 911.\n2. Give naloxone.", ["tel:911"]),
        ("Call 1-800-662-4357 (SAMHSA), or 988. In New Hampshire also 211.", ["tel:18006624357", "tel:988", "tel:211"]),
        ("Call 111, or Samaritans on 116 123. Or text SHOUT to 85258.", ["tel:111", "tel:116123", "sms:85258?body=SHOUT"]),
        ("Call Maya on 603-555-0142.", ["tel:6035550142"]),
        ("Room 211, at 14:30, for $100", []),
        ("Open https://example.org/i/c_K7MQ2XZB.", ["https://example.org/i/c_K7MQ2XZB"]),
    ],
    ids=["call or text", "a list", "long and short", "a text code", "the contact person", "no number", "a link"],
)  # fmt: skip
def test_numbers_people_may_need_are_links(text, expected):
    assert links(text) == expected


def test_help_has_a_large_button_for_each_number_to_call_or_text():
    event = told("Call or text 988. Call 911.", priority=Priority.HELP)

    assert [(call["way"], call["number"]) for call in event["calls"]] == [
        ("call", "988"),
        ("text", "988"),
        ("call", "911"),
    ]


def test_a_message_about_a_meeting_has_no_call_buttons():
    assert told("Call Maya on 603-555-0142.")["calls"] == []


def test_marks_become_signs_beside_the_label():
    buttons = ((ShownButton(label="✓ Harbor", data="h1"),), (ShownButton(label="⏳ Mon", data="s1"),))

    event = told("Which?", buttons=buttons)

    assert [(each["label"], each["mark"]) for (each,) in event["buttons"]] == [
        ("Harbor", "ticked"),
        ("Mon", "full"),
    ]


def test_a_button_never_runs_code():
    event = told("Which?", buttons=((ShownButton(label="x", url="javascript:alert(1)"),),))

    assert event["buttons"][0][0]["url"] == ""


def test_reminders_are_told_apart_from_replies():
    assert told("A note.", priority=Priority.REMINDER)["unprompted"] is True
    assert told("A reply.", priority=Priority.REPLY)["unprompted"] is False


def test_what_only_telegram_can_do_is_no_button_on_a_page():
    only_there = (ShownButton(label="Copy", copy="x"), ShownButton(label="Send", inline=True))

    event = told("How?", buttons=(only_there, (ShownButton(label="Back", data="back"),)))

    assert [[each["label"] for each in row] for row in event["buttons"]] == [[], ["Back"]]
