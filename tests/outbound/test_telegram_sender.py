"""One owed message on Telegram: how it looks there, and what is said to have come of it."""

import pytest

from outreach_bot.dialogue.effects import Priority
from outreach_bot.outbound.base import (
    File,
    InlineCard,
    Message,
    Moved,
    NotSent,
    Owed,
    Refused,
    Sent,
    ShownButton,
    Unknown,
)
from outreach_bot.outbound.telegram_sender import telegram_address
from outreach_bot.outbound.telegram_text import plain, split
from tests.helpers.fake_telegram import DROP, GATEWAY, LOSE_ANSWER, PAGE
from tests.helpers.fake_telegram_limits import Limits

pytestmark = pytest.mark.asyncio

PNG = b"\x89PNG picture"
YES_NO = ((ShownButton(label="Yes", data="a:yes"), ShownButton(label="No", data="a:no")),)


def owed(message, *, chat=7001, key="tg:1#0", repeat_unknown=True):
    return Owed(
        key=key,
        person="p1",
        address=telegram_address(chat),
        message=message,
        priority=Priority.REPLY,
        due=0.0,
        repeat_unknown=repeat_unknown,
    )


async def test_a_message_shows_its_words_bold_and_its_buttons(sender, ana):
    outcome = await sender.send(owed(Message(text="A &amp; <b>B</b>", buttons=YES_NO)))

    shown = ana.messages[0]
    assert outcome == Sent(str(shown.id))
    assert shown.text == "A & B"
    assert shown.entities == [{"type": "bold", "offset": 4, "length": 1}]
    assert ana.labels == ["Yes", "No"]


async def test_links_are_not_previewed(telegram, sender, ana):
    await sender.send(owed(Message(text="https://example.org")))

    assert telegram.log[-1][1]["link_preview_options"] == {"is_disabled": True}
    assert ana.screen == "https://example.org"


async def test_a_message_that_may_not_be_passed_on_says_so(telegram, sender, ana):
    await sender.send(owed(Message(text="x", protect=True)))
    assert telegram.log[-1][1]["protect_content"] is True

    await sender.send(owed(Message(text="y"), key="k2"))
    assert "protect_content" not in telegram.log[-1][1]


async def test_a_chat_gets_its_own_menu_and_loses_it_without_a_message(telegram, sender, ana):
    first = await sender.send(owed(Message(text="", menu=(("today", "What needs a person"),))))
    assert telegram.chat_menus == {ana.id: [{"command": "today", "description": "What needs a person"}]}

    last = await sender.send(owed(Message(text="", menu=()), key="k3"))
    assert telegram.chat_menus == {}
    assert telegram.menus == {}
    assert isinstance(first, Sent)
    assert isinstance(last, Sent)
    assert ana.said == []


@pytest.mark.parametrize(
    ("fault", "outcome"), [(DROP, Unknown), (LOSE_ANSWER, Unknown), (GATEWAY, Unknown), (400, Refused)]
)
async def test_what_came_of_a_menu_is_said_as_of_any_message(fault, outcome, telegram, sender):
    telegram.fail("setMyCommands", fault, times=9)

    assert isinstance(await sender.send(owed(Message(text="", menu=(("today", "Today"),)))), outcome)


async def test_a_menu_leaves_the_share_my_number_key_where_it_is(telegram, sender, ana):
    await sender.send(owed(Message(text="Which number?", ask_number="Share my number")))
    await sender.send(owed(Message(text="", menu=(("today", "Today"),)), key="k2"))
    await sender.send(owed(Message(text="Thank you"), key="k3"))

    [thanks] = [sent for method, sent in telegram.log if sent.get("text") == "Thank you"]
    assert thanks["reply_markup"] == {"remove_keyboard": True}


async def test_a_silent_message_makes_no_sound(sender, ana):
    await sender.send(owed(Message(text="x", silent=True)))
    await sender.send(owed(Message(text="y"), key="k2"))

    assert [one.silent for one in ana.messages] == [True, False]


async def test_a_button_may_open_a_page(sender, ana):
    await sender.send(
        owed(Message(text="x", buttons=((ShownButton(label="Go", url="https://example.org"),),)))
    )

    assert ana.messages[0].buttons == [[{"text": "Go", "url": "https://example.org"}]]


async def test_an_edit_takes_the_place_of_the_tapped_message(sender, ana):
    first = await sender.send(owed(Message(text="one", buttons=YES_NO)))
    outcome = await sender.send(owed(Message(text="two", edits=first.message)))

    assert outcome == first
    assert [(one.text, one.buttons) for one in ana.messages] == [("two", [])]


async def test_an_edit_that_changes_nothing_counts_as_sent(sender, ana):
    first = await sender.send(owed(Message(text="one", buttons=YES_NO)))
    outcome = await sender.send(owed(Message(text="one", buttons=YES_NO, edits=first.message)))

    assert outcome == first
    assert ana.said == ["one"]


async def test_an_edit_of_a_missing_message_is_sent_anew_without_a_sound(sender, ana):
    outcome = await sender.send(owed(Message(text="two", buttons=YES_NO, edits="5")))

    assert isinstance(outcome, Sent)
    assert ana.screen == "two"
    assert ana.labels == ["Yes", "No"]
    assert ana.messages[0].silent


async def test_an_edit_of_a_file_is_sent_anew(sender, ana):
    file = File(name="meeting.ics", media_type="text/calendar", content=b"BEGIN")
    first = await sender.send(owed(Message(text="caption", file=file, buttons=YES_NO)))
    await sender.send(owed(Message(text="two", edits=first.message), key="k2"))

    assert ana.said == ["caption", "two"]


async def test_a_file_comes_with_caption_and_buttons(sender, ana):
    file = File(name="meeting.ics", media_type="text/calendar", content=b"BEGIN")
    await sender.send(owed(Message(text="Your <b>date</b>", file=file, buttons=YES_NO)))

    shown = ana.messages[0]
    assert shown.document == ("meeting.ics", b"BEGIN", "text/calendar")
    assert shown.text == "Your date"
    assert ana.labels == ["Yes", "No"]


async def test_a_caption_too_long_for_a_file_goes_ahead_of_it(sender, ana):
    file = File(name="data.txt", media_type="text/plain", content=b"x")
    await sender.send(owed(Message(text="w" * 2000, file=file)))

    assert [(len(one.text), one.document is not None) for one in ana.messages] == [(2000, False), (0, True)]


async def test_a_picture_is_seen_with_its_words_and_buttons_below(sender, ana):
    file = File(name="flyer.png", media_type="image/png", content=PNG, seen=True)
    await sender.send(owed(Message(text="<b>Come</b>", file=file, buttons=YES_NO, silent=True)))

    (shown,) = ana.messages
    assert (shown.photo, shown.document) == (("flyer.png", PNG, "image/png"), None)
    assert (shown.text, ana.labels, shown.silent) == ("Come", ["Yes", "No"], True)


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("<b>" + "w" * 1024 + "</b>", 1),
        ("&amp;" * 1024, 1),
        ("\N{SEEDLING}" * 512, 1),
        ("w" * 1025, 2),
        ("\N{SEEDLING}" * 513, 2),
    ],
    ids=["markup", "signs", "pictures", "one more", "one picture more"],
)
async def test_a_caption_is_counted_as_telegram_counts_it(sender, ana, text, messages):
    file = File(name="flyer.png", media_type="image/png", content=PNG, seen=True)
    outcome = await sender.send(owed(Message(text=text, file=file)))

    assert isinstance(outcome, Sent)
    assert len(ana.messages) == messages


async def test_broken_markup_is_sent_as_plain_text(sender, ana):
    outcome = await sender.send(owed(Message(text="a <b>b &amp; c", buttons=YES_NO)))

    assert isinstance(outcome, Sent)
    assert ana.screen == "a b & c"
    assert ana.labels == ["Yes", "No"]


async def test_broken_markup_in_an_edit_is_put_in_place_as_plain_text(sender, ana):
    first = await sender.send(owed(Message(text="one")))
    await sender.send(owed(Message(text="two <b>", edits=first.message)))

    assert [one.text for one in ana.messages] == ["two"]


async def test_a_text_over_the_limit_comes_in_parts_with_the_buttons_last(sender, ana):
    text = "\n\n".join(["p" * 1500] * 4)
    outcome = await sender.send(owed(Message(text=text, buttons=YES_NO)))

    assert [len(one.text) for one in ana.messages] == [3002, 3002]
    assert [bool(one.buttons) for one in ana.messages] == [False, True]
    assert outcome == Sent(str(ana.messages[-1].id))


async def test_a_part_that_went_is_not_sent_again(telegram, sender, ana):
    text = "\n\n".join(["p" * 3000, "q" * 3000])
    telegram.limits = Limits(overall=1, overall_seconds=0.2)
    one = owed(Message(text=text))
    first = await sender.send(one)
    telegram.limits = None
    second = await sender.send(one)

    assert (type(first), type(second)) == (NotSent, Sent)
    assert [one.text[0] for one in ana.messages] == ["p", "q"]


async def test_asking_for_a_number_shows_the_key_and_keeps_the_buttons(sender, ana):
    await sender.send(owed(Message(text="May we have it?", buttons=YES_NO, ask_number="Share my number")))

    assert ana.chat.keyboard == [[{"text": "Share my number", "request_contact": True}]]
    assert ana.screen == "May we have it?"
    assert ana.labels == ["Yes", "No"]


async def test_the_number_key_goes_with_the_next_message_which_keeps_its_buttons(sender, ana):
    await sender.send(owed(Message(text="May we have it?", buttons=YES_NO, ask_number="Share my number")))
    outcome = await sender.send(owed(Message(text="Thank you", buttons=YES_NO), key="k2"))

    assert ana.chat.keyboard is None
    assert ana.screen == "Thank you"
    assert outcome == Sent(str(ana.messages[-1].id))
    assert ana.labels == ["Yes", "No"]


async def test_once_the_number_key_is_gone_edits_are_edits_again(telegram, sender, ana):
    await sender.send(owed(Message(text="May we have it?", ask_number="Share my number")))
    second = await sender.send(owed(Message(text="Thank you"), key="k2"))
    await sender.send(owed(Message(text="Next", edits=second.message), key="k3"))

    assert [one.text for one in ana.messages] == ["Share my number", "May we have it?", "Next"]


async def test_a_blocked_bot_is_told_that_the_chat_is_gone(sender, ana):
    ana.blocks()

    assert await sender.send(owed(Message(text="x"))) == Refused(reason="403", gone=True)


async def test_an_unknown_chat_is_gone(sender):
    assert await sender.send(owed(Message(text="x"), chat=999)) == Refused(reason="400", gone=True)


async def test_a_group_that_became_a_supergroup_has_moved(telegram, sender):
    telegram.upgrade(-7, -100777)

    assert await sender.send(owed(Message(text="x"), chat=-7)) == Moved("-100777")
    assert telegram.chats.open(-100777).said == []


async def test_a_refused_message_is_not_tried_for_ever(sender, ana):
    long_data = ((ShownButton(label="Yes", data="x" * 65),),)

    assert await sender.send(owed(Message(text="x", buttons=long_data))) == Refused(reason="400")
    assert ana.said == []


async def test_too_many_requests_says_how_long_to_wait(telegram, sender, ana):
    telegram.limits = Limits(overall=0, retry_after=7)

    assert await sender.send(owed(Message(text="x"))) == NotSent(7.0, throttled=True)
    assert ana.said == []


async def test_nothing_went_when_telegram_is_not_there(telegram, sender, ana):
    await telegram.stop()

    assert isinstance(await sender.send(owed(Message(text="x"))), NotSent)


async def test_a_wrong_token_waits_for_a_person(telegram, sender, ana):
    telegram.token = "other"

    assert await sender.send(owed(Message(text="x"))) == NotSent(60.0)


@pytest.mark.parametrize(
    "fault", [DROP, LOSE_ANSWER, GATEWAY, *(f"{PAGE}{status}" for status in (302, 400, 403, 413, 451))]
)
async def test_no_word_from_telegram_itself_leaves_it_unknown(telegram, sender, ana, fault):
    telegram.fail("sendMessage", fault)

    assert isinstance(await sender.send(owed(Message(text="x"))), Unknown)


async def test_telegram_saying_that_it_failed_is_believed(telegram, sender, ana):
    telegram.fail("sendMessage", 500)

    assert isinstance(await sender.send(owed(Message(text="x"))), NotSent)


async def test_what_must_never_come_twice_is_unknown_after_a_server_error(telegram, sender, ana):
    telegram.fail("sendMessage", 500)

    assert isinstance(await sender.send(owed(Message(text="x"), repeat_unknown=False)), Unknown)


@pytest.mark.parametrize("status", [401, 404, 429])
async def test_a_page_that_says_the_call_was_not_carried_out_is_believed(telegram, sender, ana, status):
    telegram.fail("sendMessage", f"{PAGE}{status}")

    assert isinstance(await sender.send(owed(Message(text="x"))), NotSent)


async def test_telegram_answers_or_does_not(telegram, sender):
    assert await sender.answers()
    for fault, answers in ((401, True), (500, True), (GATEWAY, False), (f"{PAGE}403", False), (DROP, False)):
        telegram.fail("getMe", fault)
        assert await sender.answers() is answers, fault


async def test_a_tap_is_acknowledged(telegram, sender, ana):
    await sender.send(owed(Message(text="x", buttons=YES_NO)))
    ana.taps("Yes")
    await sender.acknowledge_tap(ana.tapped[0])

    assert telegram.chats.taps[ana.tapped[0]].answers == 1


async def test_a_stale_tap_or_a_broken_line_does_not_matter(telegram, sender):
    await sender.acknowledge_tap("never seen")
    telegram.fail("answerCallbackQuery", DROP)
    await sender.acknowledge_tap("never seen")

    assert telegram.calls["answercallbackquery"] == 2


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("aa\n\nbb\n\ncc", ["aa\n\nbb", "cc"]),
        ("aaaaaaaaaaaa", ["aaaaaaaa", "aaaa"]),
        ("", [""]),
    ],
    ids=["between paragraphs", "a long paragraph is cut", "empty"],
)
async def test_a_long_text_is_split(text, parts):
    assert split(text, 8) == parts


async def test_plain_text_is_what_a_person_reads():
    assert plain("<b>5 &lt; 6</b> &amp; more") == "5 < 6 & more"


async def test_a_button_may_copy_a_text_or_open_the_list_of_chats(sender, ana):
    copies, opens = ShownButton(label="Copy", copy="a text"), ShownButton(label="Send", inline=True)

    await sender.send(owed(Message(text="x", buttons=((copies,), (opens,)))))

    chats = {"query": "", "allow_user_chats": True, "allow_group_chats": True}
    assert ana.messages[0].buttons == [
        [{"text": "Copy", "copy_text": {"text": "a text"}}],
        [{"text": "Send", "switch_inline_query_chosen_chat": chats}],
    ]


CARD = InlineCard(title="Pass on", line="Look or leave it", text="Your voice <3 counts")


async def test_a_card_is_shown_to_one_person_as_plain_text_and_kept_by_nobody(telegram, sender, ana):
    query = ana.calls_in_a_chat()

    await sender.answer_inline(query, CARD)

    answer = telegram.chats.queries[query].answer
    [card] = answer["results"]
    assert (answer["cache_time"], answer["is_personal"]) == (0, True)
    assert (card["title"], card["description"]) == (CARD.title, CARD.line)
    assert card["input_message_content"] == {
        "message_text": CARD.text,
        "link_preview_options": {"is_disabled": True},
    }


@pytest.mark.parametrize("fault", [DROP, LOSE_ANSWER, GATEWAY, 500])
async def test_a_card_that_does_not_go_troubles_nobody(telegram, sender, ana, fault):
    telegram.fail("answerInlineQuery", fault)

    await sender.answer_inline(ana.calls_in_a_chat(), CARD)

    assert telegram.calls["answerinlinequery"] == 1
