"""A command is a whole message; the same word inside a sentence is not."""

import pytest

from outreach_bot.dialogue.commands import Command, read


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/mylink", Command.MYLINK),
        ("my code please", Command.MYLINK),
        ("/share", Command.SHARE),
        ("tell a friend", Command.SHARE),
        ("/flyer", Command.FLYER),
        ("can i have a poster please", Command.FLYER),
        ("/mystats", Command.MYSTATS),
        ("how often was it opened?", Command.MYSTATS),
        ("/pause", Command.PAUSE),
        ("I need a break", Command.PAUSE),
        ("/leave", Command.LEAVE),
        ("stop sharing", Command.LEAVE),
        ("Someone is pressuring me", Command.PRESSURE),
        ("my friend keeps pushing me to join", Command.PRESSURE),
        ("I feel pressured to share", Command.PRESSURE),
        ("end", Command.STOP),
        ("STOP", Command.STOP),
        ("stop.", Command.STOP),
        ("Stop please", Command.STOP),
        ("unsubscribe", Command.STOP),
        ("leave me alone", Command.STOP),
        ("quit", Command.STOP),
        ("revoke", Command.STOP),
        ("Opt-out", Command.STOP),
        ("opt out", Command.STOP),
        ("stop texting me!!", Command.STOP),
        ("Stop sending me messages", Command.STOP),
        ("please don't text me again", Command.STOP),
        ("alto", Command.STOP),
        ("déjame en paz", Command.STOP),
        ("start", Command.START),
        ("/start", Command.START),
        ("empezar", Command.START),
        ("delete", Command.DELETE),
        ("Delete my data", Command.DELETE),
        ("erase me", Command.DELETE),
        ("forget me please", Command.DELETE),
        ("borrar mis datos", Command.DELETE),
        ("export", Command.EXPORT),
        ("send me my data", Command.EXPORT),
        ("exportar mis datos", Command.EXPORT),
        ("/privacy", Command.PRIVACY),
        ("is this private?", Command.PRIVACY),
        ("privacidad", Command.PRIVACY),
        ("talk to a person", Command.HUMAN),
        ("agent", Command.HUMAN),
        ("call me", Command.HUMAN),
        ("Can I speak to someone please", Command.HUMAN),
        ("quiero hablar con una persona", Command.HUMAN),
        ("help", Command.HELP),
        ("/help@carevoice_bot", Command.HELP),
        ("ayuda", Command.HELP),
        ("change", Command.CHANGE),
        ("change my meeting", Command.CHANGE),
        ("cambiar mi cita", Command.CHANGE),
        ("cancel", Command.CANCEL),
        ("Cancel my booking", Command.CANCEL),
        ("cancelar", Command.CANCEL),
        ("language", Command.LANGUAGE),
        ("español", Command.LANGUAGE),
        ("mylink", Command.MYLINK),
        ("my link", Command.MYLINK),
        ("mi enlace", Command.MYLINK),
        ("status", Command.STATUS),
        ("my meetings", Command.STATUS),
        ("mis citas", Command.STATUS),
    ],
)
def test_a_command_word_alone_is_the_command(text, command, safety):
    assert read(text, safety) is command


@pytest.mark.parametrize(
    "text",
    [
        "we have got to STOP this",
        "the bus stop is far away",
        "when does it end?",
        "I want to quit using",
        "I want to end it all",
        "he stopped breathing",
        "can I cancel later if I have to work",
        "my sister can help me get there",
        "the nurses did not stop when I asked",
        "start of the week is best",
        "not interested in film",
        "no",
        "",
        "   ",
        "!!!",
        "👍",
        "/",
    ],
)
def test_a_command_word_inside_a_sentence_is_no_command(text, safety):
    assert read(text, safety) is None


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "  stop  ",
        "Stop!",
        "*stop*",
        "“stop”",
        "/stop",
        "/stop@a_bot",
        "@a_bot stop",
        "stoppp",
        "st\u200bop",
    ],
)
def test_case_marks_slash_and_bot_name_do_not_matter(text, safety):
    assert read(text, safety) is Command.STOP


def test_every_command_has_words_in_the_campaign(safety):
    assert set(safety.commands) == {command.value for command in Command}
    assert all(safety.commands.values())
