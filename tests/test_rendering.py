"""Decided words become messages: the person's language, what is owed and when, consent kept as a hash."""

import datetime as dt
import hashlib

from outreach_bot.dialogue.effects import (
    Attach,
    Button,
    FileKind,
    FlyerWish,
    Letter,
    Link,
    Mark,
    Phrase,
    Priority,
    Say,
    Turn,
    Verbatim,
    Words,
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
from outreach_bot.outbound.base import Email, File
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


EMAIL = Address(channel=Channel.EMAIL, chat="lee@riverside.example")
FLYER = FlyerWish(form="poster", language="en", code="K7MQ2XZB", channel="em", pdf=True)


def a_letter(**fields):
    letter = Letter(subject=Verbatim("Will you?"), closing=(Verbatim("Thank <you>"),), stop=Verbatim("Stop"))
    return Say(words=(Verbatim("Hello"),), to=EMAIL, letter=letter, priority=Priority.WAVE, **fields)


def test_a_letter_is_one_message_with_its_flyer_beside_its_text():
    (one,) = owed(a_letter(files=(Attach(kind=FileKind.FLYER, flyer=FLYER),)))

    assert one.address == EMAIL
    assert one.message.file is not None
    assert one.message.email == Email(
        subject="Will you?", closing="Thank &lt;you&gt;", stop="Stop", language="en"
    )


def test_what_nobody_asked_for_in_a_wave_is_never_sent_twice():
    wave, reply = owed(a_letter(), Say(words=(Verbatim("one"),)))

    assert not wave.repeat_unknown
    assert reply.repeat_unknown


def test_what_has_nowhere_to_go_is_not_owed():
    given = Input(key="in:1/0", to=To.CONTACT, id="k-aaaaaaaaaaaa", body=Said(text=""))
    turn = Turn(says=(Say(words=(Verbatim("one"),)), a_letter()))

    (one,) = rendering().owed(turn, given, ME, None, now=NOW.timestamp(), helped=False)

    assert one.address == EMAIL


def test_words_in_an_address_are_percent_encoded():
    blanks: dict[str, Words] = {
        "url": Verbatim("https://t.me/x?start=c_K7MQ2XZB-pf"),
        "text": Verbatim("a b&c ü"),
    }
    button = Button(label=Verbatim("Share"), url=Link(base="https://t.me/share/url?", blanks=blanks))

    [[shown]] = rendering().message(Say(words=(Verbatim("x"),), buttons=((button,),)), "en").buttons

    assert shown.url == (
        "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fx%3Fstart%3Dc_K7MQ2XZB-pf&text=a%20b%26c%20%C3%BC"
    )


def test_a_card_is_rendered_without_markup():
    card = rendering().card((Phrase("inline-card.title"), Phrase("inline-card.line"), Verbatim("<x>")), "en")

    assert (card.title, card.text) == ("Pass on your link", "<x>")
