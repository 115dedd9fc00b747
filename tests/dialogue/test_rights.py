"""Stop, start again, delete, see, language: what is done beside the words."""

from msgspec.structs import replace

from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import Phrase, Unsuppress
from outreach_bot.dialogue.engine import SCREENS
from outreach_bot.dialogue.inputs import Blocked, Opened, Said, Tapped
from outreach_bot.dialogue.rights import own_lines
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.threads import Line, Thread
from tests.helpers.people import LONG, ME, NOW, STATES, person, received, view, waited
from tests.helpers.turns import changed, said, take

CALL = Call(person=ME, asked_at=NOW, reason="asked")


def own(rules, me, *, sessions=None, call=None):
    seen = replace(view(rules, me, sessions), call=call)
    lines = own_lines(Draft(seen, received(Opened()), NOW, SCREENS))
    return [line.args["field"].id for line in lines if isinstance(line, Phrase)]


def test_who_blocks_the_bot_is_told_nothing(rules):
    assert take(rules, STATES["question"], Blocked()).says == ()


def test_stop_takes_what_lay_over_the_conversation_away(rules):
    stopped = take(rules, STATES["delete"], Said(text="stop")).me

    assert (stopped.screen, stopped.about, stopped.before) == ("question", "l_age", "")


def test_start_takes_what_was_asked_for_after_stop_away(rules):
    asked = replace(STATES["talk"], stopped_at=NOW)

    assert take(rules, asked, Said(text="start")).me.screen == "question"


def test_start_changes_nothing_for_who_never_stopped(rules):
    turn = take(rules, STATES["question"], Said(text="start"))

    assert changed(turn, Unsuppress) == []
    assert [row.action for row in turn.audit] == []


def test_a_stranger_who_deletes_is_answered_once(rules):
    assert said(take(rules, None, Said(text="delete"))) == [["delete_done"]]


def test_a_copy_names_the_meetings_they_wait_for(rules):
    assert own(rules, person("home"), sessions={LONG: waited(LONG)}).count("field-seats") == 1


def test_a_copy_names_a_wish_for_a_call_where_there_is_one(rules):
    assert "field-call" in own(rules, person("home"), call=CALL)
    assert "field-call" not in own(rules, person("home"))


def test_a_picked_language_shows_where_they_are(rules):
    turn = take(rules, STATES["language"], Tapped(data="lang:es"))

    assert (turn.me.language, turn.me.screen) == ("es", "question")
    assert said(turn) == [["step", "l_age"]]


def test_a_copy_has_words_of_danger_too_for_they_are_their_own(rules):
    line = Line(text="I want to end it all", at=NOW, alert=True)
    seen = replace(view(rules, person("home")), thread=Thread(person=ME, lines=(line,)))

    lines = own_lines(Draft(seen, received(Opened()), NOW, SCREENS))

    [talk] = [each for each in lines if isinstance(each, Phrase) and each.args["field"].id == "field-thread"]
    assert "I want to end it all" in str(talk.args["value"])
