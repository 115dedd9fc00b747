"""What holds for every turn and every screen: pure, named, helpful, small enough for Telegram."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from outreach_bot.content.catalog import load_rules
from outreach_bot.dialogue import rights
from outreach_bot.dialogue.draft import HELP, Draft, Screen
from outreach_bot.dialogue.effects import ALERTS, Notice, Phrase, Say
from outreach_bot.dialogue.engine import SCREENS, TAPS, step
from outreach_bot.dialogue.inputs import (
    Address,
    AlertRaised,
    Channel,
    Edited,
    Failed,
    Input,
    Opened,
    Returned,
    Said,
    SentMedia,
    SharedContact,
    Tapped,
    TimerFired,
    TimerName,
    To,
    Unblocked,
    WasAway,
)
from outreach_bot.dialogue.state import Champion, ChampionKind, Kept, Person, View
from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.recruitment.sessions import Hold, Seat, Session, Waiter

NOW = dt.datetime(2027, 3, 1, 15, 0, tzinfo=dt.UTC)
CHAT = Address(channel=Channel.TELEGRAM, chat="1001")
MOST_BYTES = 64
"""Telegram's limit of a button's data. Source: FORMATS 4.6."""
LONG = "staff-interview-north-hill-hospital-2027"
"""Longer than the id of any session that `import sessions` takes."""
ME = "person-000001"


@pytest.fixture(scope="module")
def rules():
    return load_rules(Path(__file__).parents[2])


def session(session_id=LONG, kind="lived_interview", *, days=7, **fields):
    return Session(
        id=session_id, kind=kind, starts=NOW + dt.timedelta(days=days), minutes=90, capacity=1, **fields
    )


def seat():
    return Seat(role=Role.LIVED, booked_at=NOW)


def person(screen, about="", **fields):
    known = {"addresses": (CHAT,), "language": "en", "turn": 9, "role": Role.LIVED, "question_set": 1}
    return Person(id=ME, made_at=NOW, seen_at=NOW, screen=screen, about=about, **{**known, **fields})


def held(session_id):
    return session(session_id, seats={ME: seat()})


def waited(session_id):
    waiter = Waiter(role=Role.LIVED, since=NOW)
    return session(session_id, seats={"person-000002": seat()}, waiting={ME: waiter}, days=8)


def offered(session_id):
    hold = Hold(waiter=Waiter(role=Role.LIVED, since=NOW), until=NOW + dt.timedelta(hours=24))
    return session(session_id, holds={ME: hold}, days=9)


CHAMPION = Champion(code="H5NQ3RTW", joined_at=NOW, kind=ChampionKind.GRASSROOTS, rules_agreed_at=NOW)
FITS = {"outcome": Outcome.FITS, "hospitals": ("h1",)}
STATES = {
    "welcome": person("welcome"),
    "about": person("about"),
    "not_private": person("not_private"),
    "role": person("role"),
    "consent": person("consent", "lived"),
    "question": person("question", "l_hospital", ticked=("h1",)),
    "later": person("later", outcome=Outcome.LATER),
    "resting": person("resting", outcome=Outcome.LATER),
    "meetings": person("meetings", **FITS),
    "meeting": person("meeting", LONG, **FITS),
    "contact": person("contact", LONG, **FITS),
    "needs": person("needs", LONG, ticked=("quiet",), **FITS),
    "film": person("film", LONG, **FITS),
    "future": person("future", LONG, **FITS),
    "home": person("home", **FITS),
    "change": person("change", LONG, **FITS),
    "cancel": person("cancel", before="home|", **FITS),
    "which": person("which", "change", **FITS),
    "extra": person("extra", **FITS),
    "talk": person("talk", "asked", before="question|l_age"),
    "talk_number": person("talk_number", before="question|l_age"),
    "talk_times": person("talk_times", ticked=("morning",), before="question|l_age"),
    "talk_shared": person("talk_shared", before="question|l_age"),
    "waiting_for_us": person("waiting_for_us", outcome=Outcome.TALK),
    "delete": person("delete", before="question|l_age"),
    "language": person("language", before="question|l_age"),
    "stopped": person("question", "l_age", stopped_at=NOW),
    "after_help": person("after_help", before="question|l_age"),
    "champion_rules": person("champion_rules", champion=CHAMPION),
    "champion_kind": person("champion_kind", champion=CHAMPION),
    "champion": person("champion", champion=CHAMPION),
}
"""Somebody on each screen."""
SITUATIONS = {
    "without a place": {},
    "with a seat": {LONG: held(LONG)},
    "with two seats": {LONG: held(LONG), f"{LONG[:-1]}8": held(f"{LONG[:-1]}8")},
    "on a list": {LONG: waited(LONG)},
    "with an offer": {LONG: offered(LONG)},
    "with meetings to choose from": {
        LONG: session(),
        **{f"s{n}": session(f"s{n}", days=n + 2) for n in range(8)},
    },
}
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
            "my meetings", "/mylink",
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


def view(rules, me, sessions=None):
    kept = {each.id: Kept(session=each, revision=1) for each in (sessions or {}).values()}
    return View(
        me=me,
        new_id="person-000009",
        revision=1 if me else 0,
        rules=rules,
        sessions=kept,
        languages=("en", "es"),
    )


def received(body, *, key="tg:1"):
    return Input(key=key, to=To.PERSON, body=body, address=CHAT, language="en")


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
                if button.data.split(":")[0] not in TAPS
            ]

    assert dead == []


def test_no_button_of_a_screen_is_one_from_before(rules):
    old = []
    for name, me in STATES.items():
        for situation, sessions in SITUATIONS.items():
            for button in buttons(drawn(rules, me, sessions).buttons):
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


@pytest.mark.parametrize(
    "data",
    ["", ":", "a", "a:l_age", "role", "role:king", "book", "how", "more:x", "talk", "talk:loud", "how:heard", "zzz"],
)
def test_a_button_nobody_made_is_answered_and_changes_nothing(data, rules):
    for name, me in STATES.items():
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
