"""Codes that a person should look at: which sign each gives, and that whoever opens them sees no difference."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.effects import Notice, PutOpenings, PutReview
from outreach_bot.dialogue.inputs import Opened, Said, Tapped
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.recruitment.signs import UNKNOWN, Openings, Sign
from tests.helpers.people import NOW, STATES
from tests.helpers.turns import changed, said, take

HOUR = dt.timedelta(hours=1)
OPENED = Opened(payload="c_K7MQ2XZB")


def a_code(**fields):
    return replace(Code(id="K7MQ2XZB", kind=CodeKind.CHAMPION, made_at=NOW - HOUR), **fields)


@pytest.mark.parametrize(
    ("code", "opened", "sign"),
    [
        (a_code(void=True), 0, Sign.VOID),
        (a_code(until=NOW - HOUR), 0, Sign.EXPIRED),
        (a_code(most=3), 3, Sign.USED_UP),
        (a_code(kind=CodeKind.COORDINATOR), 0, Sign.NOT_SHARED),
    ],
)
def test_what_is_wrong_with_a_code_is_noted_for_a_person_and_changes_no_word(code, opened, sign, rules):
    fresh = take(rules, None, OPENED, codes=(a_code(),))
    turn = take(rules, None, OPENED, codes=(code,), opened={code.id: opened})

    assert [(each.code, each.sign) for each in changed(turn, PutReview)] == [(code.id, sign)]
    assert Notice.CODE_REVIEW in turn.notices
    assert turn.says == fresh.says


@pytest.mark.parametrize(
    ("code", "opened"), [(a_code(), 9), (a_code(until=NOW + HOUR), 0), (a_code(most=3), 2)]
)
def test_a_code_that_is_as_it_should_be_is_nobodys_business(code, opened, rules):
    turn = take(rules, None, OPENED, codes=(code,), opened={code.id: opened})

    assert changed(turn, PutReview) == []
    assert turn.notices == ()


def test_that_somebody_is_pushed_is_written_down_without_who_pushes(rules):
    turn = take(rules, STATES["champion"], Tapped(data="pushed"), codes=(a_code(id="H5NQ3RTW"),))

    assert [row.action for row in turn.audit] == ["pressure_told"]
    assert Notice.CHAMPION_PRESSURE in turn.notices
    assert "pushed-champion" in said(turn)[0]


def tries(rules, me, code, openings=None):
    return take(rules, me, Said(text=code), openings=openings or {})


def signs_of(turn):
    return [each.sign for each in changed(turn, PutReview)]


def test_a_code_nobody_made_is_noted_and_many_by_one_person_once_more(rules):
    me = STATES["home"]
    found: list[list[Sign]] = []
    for code in ("BBBB2222", "CCCC3333", "CCCC3333", "DDDD4444", "FFFF5555"):
        turn = tries(rules, me, code)
        me, found = turn.me, [*found, signs_of(turn)]

    one, many = [Sign.UNKNOWN], [Sign.UNKNOWN, Sign.SERIAL]
    assert found == [one, one, one, many, one]


def test_many_codes_nobody_made_in_a_row_are_a_sign_whoever_tries_them(rules):
    openings: dict[str, Openings] = {}
    found: list[bool] = []
    for code in ("BBBB2222", "CCCC3333", "DDDD4444", "FFFF5555", "GGGG6666", "HHHH7777"):
        turn = tries(rules, STATES["home"], code, openings)
        [noted] = changed(turn, PutOpenings)
        openings = {UNKNOWN: noted.openings}
        found.append(Sign.SERIAL in signs_of(turn))

    assert found == [False, False, False, False, True, False]


def test_two_openings_in_one_second_and_a_burst_are_each_a_sign_once(rules):
    openings: dict[str, Openings] = {}
    found: list[list[Sign]] = []
    for number in range(13):
        now = NOW + dt.timedelta(seconds=max(0, number - 1) * 20)
        turn = take(rules, None, OPENED, codes=(a_code(),), openings=openings, now=now)
        [noted] = changed(turn, PutOpenings)
        openings = {noted.openings.id: noted.openings}
        found.append(signs_of(turn))

    assert found[1] == [Sign.SAME_SECOND]
    assert found[10] == [Sign.BURST]
    assert [signs for n, signs in enumerate(found) if n not in (1, 10)] == [[]] * 11
