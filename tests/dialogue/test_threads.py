"""A talk with a coordinator, turn by turn: what stands in the log, and where the person is before and after."""

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.desk_effects import PutThread
from outreach_bot.dialogue.desk_inputs import Replied, TalkClosed
from outreach_bot.dialogue.effects import PutCall, Timer
from outreach_bot.dialogue.inputs import Said, Tapped, TimerFired, TimerName
from outreach_bot.dialogue.threads import Way, way_to_write
from outreach_bot.recruitment.threads import ALERT_WORDS_KEPT, Line, Thread
from tests.helpers.at_desk import ANA, CONTACT, HOUR, WAITS, at_desk, logged
from tests.helpers.people import ME, NOW, person
from tests.helpers.turns import changed, said

OPEN = Thread(person=ME, lines=(Line(text="hello", at=NOW - HOUR),))
TALKING = replace(ANA, screen="thread", before="question|l_age")


def place(turn):
    return turn.me.screen, turn.me.before


# -- from the desk ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seen", "how"), [({"call": WAITS}, "answer"), ({}, "first")])
def test_an_answer_is_in_the_log_with_how_it_reached_them(seen, how):
    assert logged(at_desk(Replied(text="Hello"), **seen), "replied") == [("replied", "", how, "")]


@pytest.mark.parametrize(
    "me", [replace(ANA, consents=()), replace(ANA, unprompted=(NOW,) * 9)], ids=["no consent", "too many"]
)
def test_words_that_may_not_go_are_refused_in_the_log_and_kept_nowhere(me):
    turn = at_desk(Replied(text="Hello"), me)

    assert logged(turn, "replied") == [("replied", "denied", "", "")]
    assert (turn.says, changed(turn, PutThread)) == ((), [])


def test_an_answer_lies_over_what_the_person_was_doing():
    assert place(at_desk(Replied(text="Hello"), replace(ANA, screen="needs", about="s1"), call=WAITS)) == (
        "thread",
        "needs|s1",
    )


def test_an_answer_leaves_whoever_gives_their_number_where_they_are():
    me = replace(ANA, screen="talk_number", before="home|")

    assert place(at_desk(Replied(text="Hello"), me, call=WAITS)) == ("talk_number", "home|")


def test_a_talk_that_a_coordinator_ends_is_in_the_log_and_the_person_is_where_they_were():
    turn = at_desk(TalkClosed(), TALKING, thread=OPEN)

    assert logged(turn, "talk_closed") == [("talk_closed", "", "", "")]
    assert [change.thread.closed_at for change in changed(turn, PutThread)] == [NOW]
    assert (turn.me.screen, turn.me.about, turn.says) == ("question", "l_age", ())


def test_who_does_something_else_is_not_moved_by_the_end_of_a_talk():
    me = replace(ANA, screen="delete", before="home|")

    assert place(at_desk(TalkClosed(), me, thread=OPEN)) == ("delete", "home|")


@pytest.mark.parametrize("thread", [None, replace(OPEN, closed_at=NOW - HOUR)], ids=["none", "closed"])
def test_a_talk_that_is_none_cannot_be_ended(thread):
    turn = at_desk(TalkClosed(), TALKING, thread=thread)

    assert (turn.changes, turn.audit) == ((), ())


@pytest.mark.parametrize(
    ("me", "seen", "way"),
    [
        (replace(ANA, unprompted=(NOW - 8 * 24 * HOUR,) * 9), {}, Way.FIRST),
        (replace(ANA, stopped_at=NOW), {"thread": OPEN}, Way.NONE),
        (replace(ANA, consents=(replace(CONTACT, agreed=False),)), {}, Way.NONE),
        (replace(ANA, consents=(replace(CONTACT, withdrawn_at=NOW),)), {}, Way.NONE),
    ],
    ids=["notes of before this week", "wrote before STOP", "said no", "took it back"],
)
def test_who_may_be_written_to_by_what_they_said_and_when(me, seen, way):
    known = {"call": None, "thread": None, "a_week": 2, "now": NOW}

    assert way_to_write(me, **(known | seen)) is way


def test_an_answer_to_a_call_that_was_done_notes_nothing_on_it():
    turn = at_desk(Replied(text="Hello"), call=replace(WAITS, done_at=NOW - HOUR))

    assert changed(turn, PutCall) == []


# -- from the person ------------------------------------------------------------------------------------------


def test_that_they_wrote_is_in_the_log_and_what_they_wrote_is_not():
    turn = at_desk(Said(text="see you"), TALKING, thread=OPEN)

    assert logged(turn, "wrote") == [("wrote", "", "", "")]
    assert "see you" not in str(turn.audit)


def test_what_they_type_while_they_wait_opens_the_talk_over_what_they_did():
    assert place(at_desk(Said(text="are you there"), call=WAITS)) == ("thread", "home|")


def test_that_is_all_ends_the_talk_and_is_in_the_log():
    turn = at_desk(Tapped(data="thread:done"), TALKING, thread=OPEN)

    assert logged(turn, "talk_closed") == [("talk_closed", "", "", "")]
    assert turn.me.screen == "question"
    assert said(turn)[0][0] == "thread-closed"


def test_carrying_on_leaves_the_talk_open():
    turn = at_desk(Tapped(data="thread:carry"), TALKING, thread=OPEN)

    assert (changed(turn, PutThread), logged(turn, "talk_closed")) == ([], [])
    assert turn.me.screen == "question"
    assert "thread-closed" not in said(turn)[0]


def test_an_old_button_of_a_talk_leaves_what_lies_over_the_conversation():
    me = replace(ANA, screen="delete", before="home|")

    assert place(at_desk(Tapped(data="thread:carry"), me, thread=OPEN)) == ("delete", "home|")


# -- words of danger ------------------------------------------------------------------------------------------

ENDS = TimerFired(name=TimerName.ALERT_WORDS_END, was_due=NOW)


def danger(*ages):
    return Thread(person=ME, lines=tuple(Line(text="words", at=NOW - age, alert=True) for age in ages))


def test_that_words_of_danger_went_is_in_the_log_and_the_next_are_waited_for():
    turn = at_desk(ENDS, person("home"), thread=danger(ALERT_WORDS_KEPT, HOUR))

    assert [[line.text for line in each.thread.lines] for each in changed(turn, PutThread)] == [["", "words"]]
    assert logged(turn, "safety_words_let_go") == [("safety_words_let_go", "", "", "")]
    assert turn.timers == (Timer(name=TimerName.ALERT_WORDS_END, due=NOW - HOUR + ALERT_WORDS_KEPT),)


def test_words_of_danger_whose_days_are_not_over_stay_and_nothing_is_logged():
    turn = at_desk(ENDS, person("home"), thread=danger(HOUR))

    assert [each.thread for each in changed(turn, PutThread)] == [danger(HOUR)]
    assert logged(turn, "safety_words_let_go") == []


def test_words_of_a_talk_that_is_gone_are_no_trouble():
    turn = at_desk(ENDS, person("home"))

    assert (turn.changes, turn.audit, turn.timers) == ((), (), ())
