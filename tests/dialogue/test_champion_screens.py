"""A champion's screens, one tap at a time: flyers, answers nobody offered, and who is no champion."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from outreach_bot.content.catalog import load_rules
from outreach_bot.dialogue.effects import FileKind, FlyerWish, Phrase
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import ChampionHeld, Returned, Said, Tapped, TimerFired, TimerName
from outreach_bot.dialogue.state import KeptCode
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind, Flyers
from tests.helpers.people import CHAMPION, NOW, STATES, person, received, view

OLD = Phrase("old-button")


@pytest.fixture(scope="module")
def rules():
    return load_rules(Path(__file__).parents[2])


def take(rules, me, body, *, languages=("en", "es"), hospital=""):
    code = Code(id=CHAMPION.code, kind=CodeKind.CHAMPION, made_at=NOW, hospital=hospital)
    seen = replace(view(rules, me), languages=languages, codes={code.id: KeptCode(code=code, revision=1)})
    return step(seen, received(body), now=NOW)


def words(turn):
    return [word for say in turn.says for word in say.words]


def wishes(turn):
    return [each.flyer for say in turn.says for each in say.files if each.kind is FileKind.FLYER]


def test_with_two_languages_the_form_is_followed_by_the_language(rules):
    asked = take(rules, STATES["flyer"], Tapped(data="flyer:poster_a4"))
    told = take(rules, asked.me, Tapped(data="flyer:poster_a4:es"), hospital="h2")

    assert (asked.me.screen, wishes(asked)) == ("flyer_language", [])
    assert wishes(told) == [
        FlyerWish(form="poster_a4", language="es", code=CHAMPION.code, hospital="h2", pdf=True)
    ]


def test_with_one_language_the_flyer_comes_at_once(rules):
    turn = take(rules, STATES["flyer"], Tapped(data="flyer:poster_a4"), languages=("en",))

    assert [wish.language for wish in wishes(turn)] == ["en"]


@pytest.mark.parametrize("form", [form.key for form in load_rules(Path(__file__).parents[2]).flyers.forms])
def test_every_form_is_offered_and_paper_comes_as_pdf(form, rules):
    offered = take(rules, STATES["flyer"], Returned()).says[0]
    turn = take(rules, STATES["flyer"], Tapped(data=f"flyer:{form}"), languages=("en",))

    assert f"flyer:{form}" in [button.data for row in offered.buttons for button in row]
    assert [wish.pdf for wish in wishes(turn)] == [rules.flyers.form(form).prints]


def test_flyers_for_a_phone_come_first(rules):
    offered = take(rules, STATES["flyer"], Returned()).says[0]

    forms = [
        button.data.partition(":")[2] for row in offered.buttons for button in row if "flyer:" in button.data
    ]
    prints = [rules.flyers.form(form).prints for form in forms]
    assert prints == sorted(prints)


def test_a_flyer_that_is_not_approved_is_told_kindly_and_not_sent(rules):
    unapproved = Flyers(**{**rules.flyers.model_dump(), "example": False})
    strict = rules.model_copy(update={"flyers": unapproved})

    screen = take(strict, STATES["flyer"], Returned())
    tapped = take(strict, STATES["flyer"], Tapped(data="flyer:poster_a4:en"))

    assert Phrase("flyer-none") in words(screen)
    assert (Phrase("flyer-none") in words(tapped), wishes(tapped)) == (True, [])


@pytest.mark.parametrize("data", ["flyer:papyrus", "flyer:papyrus:en"])
def test_a_form_that_is_not_there_is_a_button_of_before(data, rules):
    assert OLD in words(take(rules, STATES["flyer"], Tapped(data=data)))


def test_a_champion_who_rests_gets_no_flyer(rules):
    me = replace(STATES["flyer"], champion=replace(CHAMPION, paused_at=NOW))

    turn = take(rules, me, Tapped(data="flyer:poster_a4:en"))

    assert (wishes(turn), turn.me.screen) == ([], "champion")


@pytest.mark.parametrize(
    ("screen", "data"),
    [
        ("champion_employer", "employer:maybe"),
        ("champion", "mine:the-moon"),
        ("champion", "rest:forever"),
        ("champion", "rest:leave_yes"),
    ],
)
def test_an_answer_nobody_offered_changes_nothing(screen, data, rules):
    me = replace(STATES[screen], role=None)  # who never agreed to be asked: no week counts them

    turn = take(rules, me, Tapped(data=data))

    assert OLD in words(turn)
    assert turn.me.champion == me.champion
    assert turn.changes == ()


@pytest.mark.parametrize(
    ("screen", "data"),
    [
        ("champion_employer", "employer:no"),
        ("champion_no_names", "nonames:agree"),
        ("champion", "mine:share"),
        ("champion", "rest:pause"),
        ("champion", "rest:on"),
    ],
)
def test_who_is_no_champion_becomes_none_by_an_old_button(screen, data, rules):
    turn = take(rules, person(screen), Tapped(data=data))

    assert OLD in words(turn)
    assert turn.me.champion is None


@pytest.mark.parametrize("command", ["/mylink", "/share", "/flyer", "/mystats", "/pause", "/leave"])
def test_what_only_champions_may_ask_is_not_understood_from_others(command, rules):
    assert Phrase("unknown") in words(take(rules, STATES["home"], Said(text=command)))


def test_the_hour_of_counting_and_a_hold_pass_over_who_is_no_champion(rules):
    for body in (TimerFired(name=TimerName.STATS, was_due=NOW), ChampionHeld(held=True, by="office")):
        turn = take(rules, STATES["home"], body)

        assert (turn.me, turn.timers, turn.audit) == (STATES["home"], (), ())
