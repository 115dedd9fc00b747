"""Decided words become messages: the person's language, what is owed and when, consent kept as a hash."""

import datetime as dt
import hashlib

from outreach_bot.dialogue.effects import (
    Attach,
    Button,
    FileKind,
    Mark,
    Phrase,
    Priority,
    Say,
    Turn,
    Verbatim,
)
from outreach_bot.dialogue.inputs import (
    Address,
    Channel,
    Input,
    Said,
    SessionMoved,
    Tapped,
    TimerFired,
    TimerName,
    To,
)
from outreach_bot.outbound.base import File
from outreach_bot.rendering import Rendering, kind_of
from tests.helpers.people import NOW, person
from tests.helpers.real_runner import wording

CHAT = Address(channel=Channel.TELEGRAM, chat="1001")
ME = person("home")


def rendering():
    return Rendering(
        wording(), lambda attach, language: File(name="notes.txt", media_type="text/plain", content=b"x")
    )


def received(body):
    return Input(key="tg:1", to=To.PERSON, body=body, address=CHAT)


def owed(*says, body=None, helped=False, now=NOW):
    given = received(body or Said(text="hello"))
    return rendering().owed(Turn(me=ME, says=says), given, ME, CHAT, now=now.timestamp(), helped=helped)


def test_paragraphs_are_parted_by_an_empty_line_and_lines_are_not():
    say = Say(words=(Verbatim("one"), (Verbatim("two"), Verbatim("three"))))

    assert rendering().message(say, "en").text == "one\n\ntwo\nthree"


def test_a_typed_label_is_compared_without_its_mark():
    button = Button(label=Verbatim("Harbor Hospital"), data="a:x:h1", mark=Mark.TICKED)

    assert (
        rendering()
        .message(Say(words=(), buttons=((button,),)), "en")
        .buttons[0][0]
        .label.startswith(Mark.TICKED)
    )
    assert rendering().labels([button], "en") == {"harbor hospital": "a:x:h1"}


def test_each_message_and_file_is_owed_under_a_key_of_its_own():
    attach = Attach(kind=FileKind.OWN_DATA)

    messages = owed(Say(words=(Verbatim("one"),), files=(attach,)), Say(words=(Verbatim("two"),)))

    assert [each.key for each in messages] == ["tg:1#0", "tg:1#1", "tg:1#2"]
    assert [bool(each.message.file) for each in messages] == [False, True, False]


def test_only_an_answer_to_a_tap_takes_the_place_of_the_tapped_message():
    say = Say(words=(Verbatim("one"),), edit=True)

    assert owed(say, body=Tapped(data="home", message="77"))[0].message.edits == "77"
    assert owed(say)[0].message.edits == ""


def test_help_that_went_is_left_out_and_help_that_did_not_is_owed():
    says = (Say(words=(Verbatim("help"),), help=True, priority=Priority.HELP), Say(words=(Verbatim("next"),)))

    assert [each.kind for each in owed(*says, helped=True)] == ["reply"]
    assert [each.kind for each in owed(*says)] == ["help", "reply"]


def test_a_message_is_due_now_or_when_it_may_go_and_never_in_the_past():
    later, before = NOW + dt.timedelta(hours=9), NOW - dt.timedelta(hours=9)
    says = [Say(words=(), not_before=at, not_after=later) for at in (None, later, before)]

    assert [each.due for each in owed(*says)] == [NOW.timestamp(), later.timestamp(), NOW.timestamp()]
    assert {each.not_after for each in owed(*says)} == {later.timestamp()}


def test_the_hash_of_consent_words_is_that_of_the_text_as_sent():
    say = Say(words=(Phrase("consent_contact_v1"),), consent="consent_contact_v1")

    me = rendering().shown(Turn(me=ME, says=(say,)), ME)

    [message] = owed(say)
    assert me.shown == {"consent_contact_v1": hashlib.sha256(message.message.text.encode()).hexdigest()}


def test_the_ledger_names_a_message_after_what_it_came_from():
    timer = TimerFired(name=TimerName.REMIND_DAY, was_due=NOW)

    assert kind_of(received(Said(text="x")), Say(words=())) == "reply"
    assert kind_of(received(timer), Say(words=())) == "remind_day"
    assert kind_of(received(SessionMoved(session="s1")), Say(words=())) == "SessionMoved"
    assert kind_of(received(timer), Say(words=(), help=True)) == "help"
