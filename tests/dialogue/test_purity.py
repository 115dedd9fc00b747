"""What holds for every turn and every screen: pure, named, helpful, small enough for Telegram."""

from pathlib import Path

import msgspec
import pytest

from outreach_bot.content.catalog import load_rules
from outreach_bot.dialogue import rights
from outreach_bot.dialogue.alert_inputs import AlertRaised
from outreach_bot.dialogue.aside_inputs import Failed
from outreach_bot.dialogue.draft import HELP, Draft, Screen
from outreach_bot.dialogue.effects import ALERTS, Notice, Phrase, Say
from outreach_bot.dialogue.engine import SCREENS, TAPS, step
from outreach_bot.dialogue.inputs import (
    Edited,
    Opened,
    Returned,
    Said,
    SentMedia,
    SharedContact,
    Tapped,
    TimerFired,
    TimerName,
    Unblocked,
    WasAway,
)
from outreach_bot.dialogue.state import Person
from tests.helpers.people import LONG, NOW, SITUATIONS, STATES, person, received, view

MOST_BYTES = 64
"""Telegram's limit of a button's data. Source: FORMATS 4.6."""


@pytest.fixture(scope="module")
def rules():
    return load_rules(Path(__file__).parents[2])


BODIES = (
    Opened(),
    Opened(payload="c_K7MQ2XZB-fl"),
    Returned(),
    Said(text="good morning"),
    Said(text="I want to die"),
    Said(text="my son died of an overdose"),
    *(
        Said(text=command)
        for command in (
            "start", "stop", "delete", "export", "privacy", "language", "talk to a person", "help", "change", "cancel",
            "my meetings", "/mylink", "/share", "/flyer", "/mystats", "/pause", "/leave", "someone is pressuring me",
        )
    ),
    SentMedia(),
    SharedContact(number="12025550123", own=True),
    Edited(text="I want to die"),
    Failed(),
    Unblocked(),
    WasAway(),
    *(TimerFired(name=name, about=LONG, was_due=NOW) for name in TimerName),
)  # fmt: skip


def drawn(rules, me, sessions) -> Screen:
    return Draft(view(rules, me, sessions), received(Returned()), NOW, SCREENS).screen()


def buttons(rows):
    return [button for row in rows for button in row]


def turns(rules):
    """Every person in every situation, after each thing that can happen, and each button they could tap then."""
    for name, me in STATES.items():
        for situation, sessions in SITUATIONS.items():
            shown = [button.data for button in buttons(drawn(rules, me, sessions).buttons)]
            for body in (*BODIES, *(Tapped(data=data) for data in shown)):
                yield f"{name}, {situation}, {body}", view(rules, me, sessions), received(body)


def test_everyone_of_the_screens_has_somebody_on_it():
    assert set(STATES) == set(SCREENS)


def test_the_same_view_input_and_time_give_the_same_turn(rules):
    different = [
        case for case, seen, body in turns(rules) if step(seen, body, now=NOW) != step(seen, body, now=NOW)
    ]

    assert different == []


def test_a_turn_changes_nothing_that_it_looks_at(rules):
    changed = []
    for case, seen, body in turns(rules):
        before = msgspec.json.encode((seen.me, seen.sessions, seen.codes, seen.call))
        step(seen, body, now=NOW)
        if msgspec.json.encode((seen.me, seen.sessions, seen.codes, seen.call)) != before:
            changed.append(case)

    assert changed == []


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("name", STATES)
def test_every_screen_says_something_and_offers_help(name, situation, rules):
    seen = view(rules, STATES[name], SITUATIONS[situation])

    [say] = step(seen, received(Returned()), now=NOW).says

    assert say.words
    assert HELP in buttons(say.buttons)


def test_whatever_is_answered_to_a_person_offers_help(rules):
    by_themselves = (Opened, Returned, Said, Tapped, SentMedia, SharedContact, Failed, WasAway)
    without = [
        case
        for case, seen, body in turns(rules)
        if isinstance(body.body, by_themselves)
        and (says := step(seen, body, now=NOW).says)
        and not any(HELP in buttons(say.buttons) for say in says)
    ]

    assert without == []


def test_every_message_that_is_no_file_says_something(rules):
    empty = [
        case
        for case, seen, body in turns(rules)
        if any(not words_of(say) for say in step(seen, body, now=NOW).says)
    ]

    assert empty == []


def words_of(say: Say):
    return [words for words in say.words if words != ()]


def test_every_button_does_something_on_the_screen_it_is_on(rules):
    dead = []
    for case, seen, body in turns(rules):
        for say in step(seen, body, now=NOW).says:
            dead += [
                f"{case}: {button.data}"
                for button in buttons(say.buttons)
                if button.data.split(":")[0] not in TAPS and not (button.url or button.copy or button.inline)
            ]

    assert dead == []


def test_no_button_of_a_screen_is_one_from_before(rules):
    old = []
    for name, me in STATES.items():
        for situation, sessions in SITUATIONS.items():
            for button in [each for each in buttons(drawn(rules, me, sessions).buttons) if each.data]:
                turn = step(view(rules, me, sessions), received(Tapped(data=button.data)), now=NOW)
                if any(Phrase("old-button") in say.words for say in turn.says):
                    old.append(f"{name}, {situation}: {button.data}")

    assert old == []


def test_no_button_has_more_data_than_telegram_takes(rules):
    long = [
        f"{case}: {button.data}"
        for case, seen, body in turns(rules)
        for say in step(seen, body, now=NOW).says
        for button in buttons(say.buttons)
        if len(button.data.encode()) > MOST_BYTES
    ]

    assert long == []


def counted(rules, me):
    """The person after they looked where they are: by then the weekly counts know them."""
    looked = step(view(rules, me, SITUATIONS["with a seat"]), received(Returned()), now=NOW)
    assert looked.me is not None
    return msgspec.structs.replace(me, tally=looked.me.tally)


@pytest.mark.parametrize(
    "data",
    [
        "",
        ":",
        "a",
        "a:l_age",
        "role",
        "role:king",
        "book",
        "how",
        "more:x",
        "talk",
        "talk:loud",
        "how:heard",
        "zzz",
    ],
)
def test_a_button_nobody_made_is_answered_and_changes_nothing(data, rules):
    for name, known in STATES.items():
        me = counted(rules, known)
        turn = step(view(rules, me, SITUATIONS["with a seat"]), received(Tapped(data=data)), now=NOW)

        assert turn.me is not None
        assert turn.says, name
        assert turn.changes == ()
        assert (turn.me.role, turn.me.answers, turn.me.outcome) == (me.role, me.answers, me.outcome)


def test_every_field_of_a_person_is_named_for_them():
    assert list(rights.FIELDS) == list(Person.__struct_fields__)


@pytest.mark.parametrize("notice", Notice)
def test_an_alert_says_nothing_of_anybody(notice, rules):
    me = person("home", coordinator_since=NOW)

    turn = step(view(rules, me), received(AlertRaised(notice=notice.value)), now=NOW)

    assert [say.words for say in turn.says] == [(Phrase(f"office-alert.{notice.value}"),)]
    assert notice in ALERTS or turn.me == me


def test_whoever_began_with_older_questions_starts_them_again(rules):
    me = person(
        "question", "l_experience", answers={"l_age": ("yes",), "l_hospital": ("h1",)}, question_set=0
    )

    turn = step(view(rules, me), received(Tapped(data="a:l_experience:yes")), now=NOW)

    assert turn.me is not None
    assert (turn.me.about, turn.me.answers, turn.me.question_set) == ("l_age", {}, rules.screening.version)


def test_done_under_older_questions_starts_them_again(rules):
    me = person("question", "l_hospital", ticked=("h1",), answers={"l_age": ("yes",)}, question_set=0)

    turn = step(view(rules, me), received(Tapped(data="done:l_hospital")), now=NOW)

    assert turn.me is not None
    assert (turn.me.about, turn.me.answers, turn.me.ticked) == ("l_age", {}, ())
