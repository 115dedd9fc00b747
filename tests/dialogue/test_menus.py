"""Which commands a chat's own menu lists, and when it is owed a new one."""

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue import menus
from outreach_bot.dialogue.inputs import Opened, Said, Tapped
from outreach_bot.dialogue.team_inputs import LeftTeam, WorkChanged
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import CodeKind
from tests.helpers.on_duty import CORA, TEAM, members
from tests.helpers.people import CHAMPION, NOW, STATES, person
from tests.helpers.turns import offered, said, take, timers


def test_everybody_has_the_menu_of_everybody():
    assert menus.of(None) == ()
    assert menus.of(person("home")) == ()


def test_a_coordinators_commands_come_first():
    assert menus.of(CORA, TEAM[0]) == ("today", "signups", "sessions", "office", *menus.EVERYBODY)


def test_a_coordinator_who_passes_it_on_has_both():
    both = replace(CORA, champion=CHAMPION)

    assert menus.of(both, TEAM[0]) == (
        "today",
        "signups",
        "sessions",
        "office",
        *menus.CHAMPIONS,
        *menus.EVERYBODY,
    )


def test_a_role_lists_what_it_may_ask_for():
    auditor = replace(TEAM[0], role=OfficeRole.AUDITOR)

    assert menus.of(CORA, auditor) == ("office", *menus.EVERYBODY)
    assert menus.of(CORA) == ()


def test_the_menu_comes_after_the_welcome(rules):
    joins = Code(id="CDFGHJK2", kind=CodeKind.COORDINATOR, made_at=NOW, joins=True, member="m-cora")
    new = members(person="")

    turn = take(rules, person("home", role=None), Opened(payload="j_CDFGHJK2"), codes=(joins,), members=new)

    assert said(turn) == [["coordinator-welcome"]]
    assert turn.menu == menus.of(CORA, TEAM[0])


def test_who_has_not_agreed_to_the_rules_is_no_champion_yet():
    assert menus.of(STATES["champion_no_names"]) == ()


def test_the_menu_comes_when_a_champion_has_joined(rules):
    joining = STATES["champion_employer"]

    turn = take(rules, joining, Tapped(data="employer:no"))

    assert turn.menu == menus.of(turn.me)
    assert turn.menu


def test_the_menu_of_everybody_is_back_when_a_champion_leaves(rules):
    turn = take(rules, STATES["champion_leave"], Tapped(data="rest:leave_yes"))

    assert turn.menu == ()


def test_a_turn_that_changes_nobodys_work_brings_none(rules):
    turn = take(rules, STATES["champion"], Said(text="/mystats"))

    assert turn.menu is None


def test_deleting_everything_takes_the_own_menu_away(rules):
    deleting = replace(CORA, screen="delete", before="home|")

    assert take(rules, deleting, Tapped(data="delete:yes"), members=members()).menu == ()


@pytest.mark.parametrize(
    ("role", "own"),
    [
        (OfficeRole.COORDINATOR, ("today", "signups", "sessions", "office")),
        (OfficeRole.AUDITOR, ("office",)),
    ],
)
def test_who_does_other_work_gets_the_menu_of_that_and_no_message(role, own, rules):
    turn = take(rules, CORA, WorkChanged(), members=members(role=role))

    assert turn.says == ()
    assert turn.menu == (*own, *menus.EVERYBODY)


def test_the_menu_is_that_of_their_own_work_and_not_of_somebody_elses(rules):
    auditor = replace(TEAM[1], role=OfficeRole.AUDITOR)

    turn = take(rules, CORA, WorkChanged(), members=members(TEAM[0], auditor))

    assert turn.menu == menus.of(CORA, TEAM[0]) != menus.of(CORA, auditor)


def test_who_left_gets_the_menu_of_everybody_though_the_team_knows_them_no_more(rules):
    assert take(rules, CORA, LeftTeam(), members=members(person="", ended_at=NOW)).menu == ()


def test_who_was_erased_meanwhile_gets_no_menu(rules):
    assert take(rules, None, WorkChanged(), members=members()).menu is None


def test_who_stopped_gets_the_menu_of_everybody_without_a_word(rules):
    turn = take(rules, replace(CORA, stopped_at=NOW), LeftTeam(), members=members())

    assert (turn.says, turn.menu) == ((), ())


def test_who_left_the_team_is_a_coordinator_no_more(rules):
    turn = take(rules, CORA, LeftTeam(), members=members())

    assert said(turn) == [["coordinator-left"]]
    assert turn.menu == ()
    assert timers(turn) == ["-digest"]


@pytest.mark.parametrize(
    ("team", "buttons"),
    [
        (members(person=""), ["desk:today", "desk:signups", "desk:sessions", "desk:office", "help"]),
        (members(person="", role=OfficeRole.AUDITOR), ["desk:office", "help"]),
        ({}, ["help"]),
    ],
)
def test_the_welcome_offers_what_the_role_may_ask_for(team, buttons, rules):
    joins = Code(id="CDFGHJK2", kind=CodeKind.COORDINATOR, made_at=NOW, joins=True, member="m-cora")

    turn = take(rules, person("home", role=None), Opened(payload="j_CDFGHJK2"), codes=(joins,), members=team)

    assert offered(turn) == buttons


def test_who_joins_in_another_chat_leaves_the_one_of_before(rules):
    joins = Code(id="CDFGHJK2", kind=CodeKind.COORDINATOR, made_at=NOW, joins=True, member="m-cora")
    here = person("home", role=None)

    moved = take(rules, here, Opened(payload="j_CDFGHJK2"), codes=(joins,), members=members(person="p-old"))
    again = take(rules, here, Opened(payload="j_CDFGHJK2"), codes=(joins,), members=members(person=here.id))

    assert [(tell.id, tell.body) for tell in moved.tells] == [("p-old", LeftTeam())]
    assert again.tells == ()


def test_who_stopped_is_not_told_that_they_left(rules):
    assert take(rules, replace(CORA, stopped_at=NOW), LeftTeam()).says == ()
