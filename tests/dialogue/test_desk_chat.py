"""What coordinators ask in the chat, and what nobody else gets an answer to."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue import desk_chat
from outreach_bot.dialogue.effects import EndSessions, PutSignIn, Timer, Verbatim
from outreach_bot.dialogue.inputs import Opened, Said, Tapped, TimerFired, TimerName
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.desk import Desk, DeskSession
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import CodeKind, Outcome
from outreach_bot.recruitment.tokens import token_hash
from tests.helpers.on_duty import CORA, TEAM, chat, members
from tests.helpers.people import NOW, person
from tests.helpers.turns import changed, offered, said, take, timers

WORDS = {
    "alarms": "desk-today.alarms",
    "calls": "desk-today.calls",
    "answers": "desk-today.answers",
    "at_risk": "desk-today.at-risk",
    "reminders": "desk-today.reminders",
    "asides": "desk-today.asides",
    "waves": "desk-today.waves",
    "reviews": "desk-today.reviews",
}
MONDAY = dt.datetime(2027, 3, 8, 14, 0, tzinfo=dt.UTC)
DIGEST = TimerFired(name=TimerName.DIGEST, was_due=NOW)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("/today", "today"),
        ("Today", "today"),
        (" /OFFICE@some_bot ", "office"),
        ("/signups", "signups"),
        ("/sessions", "sessions"),
        ("today please", ""),
        ("/tomorrow", ""),
        ("", ""),
    ],
)
def test_a_command_is_the_whole_message(text, what):
    assert desk_chat.asked(text) == what


@pytest.mark.parametrize("count", WORDS)
def test_today_names_only_what_there_is(count, rules):
    turn = chat(rules, Said(text="/today"), desk=replace(Desk(), **{count: 2}))

    assert said(turn) == [["desk-today", WORDS[count]]]


def test_a_safety_lead_does_not_hear_of_what_was_set_aside(rules):
    lead = members(replace(TEAM[0], role=OfficeRole.SAFETY_LEAD))

    turn = chat(rules, Said(text="/today"), desk=Desk(asides=2), team=lead)

    assert said(turn) == [["desk-today", "desk-today.nothing"]]


def test_an_empty_desk_is_calm(rules):
    assert said(chat(rules, Said(text="/today"), desk=Desk())) == [["desk-today", "desk-today.nothing"]]


def test_a_desk_that_nobody_counted_is_calm_too(rules):
    assert said(chat(rules, Said(text="/today"))) == [["desk-today", "desk-today.nothing"]]


def test_asking_leaves_the_own_conversation_where_it_is(rules):
    me = replace(CORA, screen="question", about="l_age")

    turn = chat(rules, Said(text="/today"), me=me, desk=Desk())

    assert (turn.me.screen, turn.me.about) == ("question", "l_age")
    assert turn.changes == ()


def test_signups_come_by_outcome_and_by_kind_of_door(rules):
    desk = Desk(new=3, outcomes={Outcome.FITS: 2}, doors={CodeKind.CHAMPION: 1, CodeKind.PLACE: 1})

    turn = chat(rules, Said(text="/signups"), desk=desk)

    assert said(turn) == [
        [
            "desk-signups", "desk-outcome.fits", "desk-signups.booked", "desk-signups.waiting",
            "desk-door.champion", "desk-door.place",
        ]
    ]  # fmt: skip


def test_sessions_come_by_id_with_their_numbers(rules):
    full = DeskSession(id="s1", starts=NOW, taken=8, capacity=8, waiting=2)
    desk = Desk(sessions=(full, replace(full, id="s2", at_risk=True)), more=1)

    turn = chat(rules, Said(text="/sessions"), desk=desk)

    assert said(turn) == [
        ["desk-sessions", "desk-session", "desk-session.at-risk", "desk-sessions.more"],
    ]
    args = turn.says[0].words[1][0].args
    assert (args["id"], args["taken"], args["waiting"]) == (Verbatim("s1"), 8, 2)


def test_no_sessions_is_said(rules):
    assert said(chat(rules, Tapped(data="desk:sessions"), desk=Desk())) == [["desk-sessions.none"]]


@pytest.mark.parametrize("ask", [Said(text="/office"), Tapped(data="desk:office")])
def test_the_way_in_is_in_the_members_role_and_only_its_hash_is_kept(ask, rules):
    turn = chat(rules, ask, token="fresh", office="https://office.example")

    until = NOW + dt.timedelta(minutes=15)
    assert changed(turn, PutSignIn) == [
        PutSignIn(hash=token_hash("fresh"), kind="link", until=until, name="Cora", member="m-cora")
    ]
    assert changed(turn, EndSessions) == [EndSessions(member="m-cora", links_only=True)]
    [message] = turn.says
    assert message.words[0].args["link"] == Verbatim("https://office.example/office/in/fresh")
    assert (message.silent, message.protect, message.edit, message.not_after) == (True, True, False, until)
    assert [(row.action, row.about, row.by) for row in turn.audit] == [
        ("sign_in_link_made", "m-cora", "Cora")
    ]
    assert "fresh" not in str((turn.changes, turn.audit))


def test_a_way_in_that_opens_on_the_bots_machine_only_is_not_sent_or_says_so(rules):
    real = rules.model_copy(update={"campaign": rules.campaign.model_copy(update={"example": False})})
    here = "http://127.0.0.1:8080"

    refused = chat(real, Said(text="/office"), token="fresh", office=here)
    trial = chat(rules, Said(text="/office"), token="fresh", office=here)

    assert said(refused) == [["desk-office.nowhere"]]
    assert (changed(refused, PutSignIn), "fresh" in str(refused)) == ([], False)
    assert said(trial) == [["desk-office", "desk-office.only-here"]]


@pytest.mark.parametrize("text", ["/today", "/signups", "/office"])
@pytest.mark.parametrize("team", [members(*TEAM[1:]), members(ended_at=NOW)])
def test_who_is_not_in_the_team_is_answered_as_anybody(text, team, rules):
    turn = chat(rules, Said(text=text), team=team, desk=Desk(), token="fresh")

    assert said(turn)[0][0] == "unknown"
    assert turn.changes == ()


def test_a_participant_who_asks_for_sessions_sees_their_own(rules):
    turn = chat(rules, Said(text="/sessions"), me=person("home"), team=members(*TEAM[1:]))

    assert said(turn)[0][0].startswith("home")


def test_an_auditor_has_a_way_in_and_no_numbers(rules):
    auditor = members(role=OfficeRole.AUDITOR)

    assert said(chat(rules, Said(text="/today"), team=auditor))[0][0] == "unknown"
    assert said(chat(rules, Said(text="/office"), team=auditor, token="t")) == [["desk-office"]]


@pytest.mark.parametrize("data", ["desk:moon", "desk", "digest:perhaps", "digest"])
def test_a_button_nobody_made_is_answered(data, rules):
    turn = chat(rules, Tapped(data=data))

    assert said(turn)[0][0] == "old-button"
    assert (turn.changes, turn.timers) == ((), ())


@pytest.mark.parametrize("data", ["desk:today", "digest:off", "digest:on"])
def test_their_buttons_do_nothing_for_who_left(data, rules):
    left = replace(CORA, coordinator_since=None)

    turn = chat(rules, Tapped(data=data), me=left, team=members(ended_at=NOW))

    assert said(turn)[0][0] == "old-button"
    assert (turn.me.digest_off, turn.timers) == (False, ())


def test_who_may_look_at_no_page_has_no_empty_row_of_buttons(rules):
    joins = Code(id="CDFGHJK2", kind=CodeKind.COORDINATOR, made_at=NOW, joins=True, member="m-cora")
    team = members(person="", role=OfficeRole.AUDITOR)

    turn = take(rules, person("home"), Opened(payload="j_CDFGHJK2"), codes=(joins,), members=team)

    assert [len(row) for row in turn.says[-1].buttons] == [1, 1]


# -- the note of the week -------------------------------------------------------------------------------------


def test_the_note_of_the_week_says_numbers_and_sets_the_next(rules):
    turn = chat(rules, DIGEST, desk=Desk(new=3, booked_week=2, waiting=1, calls=4, next_week=5, at_risk=6))

    [lines] = [words for words in turn.says[0].words if isinstance(words, tuple)]
    assert [line.args["count"] for line in lines] == [3, 2, 1, 4, 5, 6]
    assert turn.timers == (Timer(name=TimerName.DIGEST, due=MONDAY),)
    assert offered(turn) == ["desk:today", "desk:office", "digest:off", "help"]


def test_the_note_of_a_week_that_nobody_counted_is_of_nothing(rules):
    [lines] = [words for words in chat(rules, DIGEST).says[0].words if isinstance(words, tuple)]

    assert [line.args["count"] for line in lines] == [0] * 6


def test_a_note_that_is_more_than_a_day_late_waits_for_the_next_monday(rules):
    late = TimerFired(name=TimerName.DIGEST, was_due=NOW - dt.timedelta(days=1, seconds=1))

    turn = chat(rules, late, desk=Desk())

    assert turn.says == ()
    assert turn.timers == (Timer(name=TimerName.DIGEST, due=MONDAY),)


@pytest.mark.parametrize(
    "me",
    [
        replace(CORA, stopped_at=NOW),
        replace(CORA, paused_at=NOW),
        replace(CORA, coordinator_since=None),
        replace(CORA, digest_off=True),
    ],
)
def test_who_stopped_rests_left_or_ended_it_gets_no_note(me, rules):
    assert chat(rules, DIGEST, me=me, desk=Desk()).says == ()


def test_an_auditor_gets_no_note(rules):
    assert chat(rules, DIGEST, team=members(role=OfficeRole.AUDITOR), desk=Desk()).says == ()


def test_one_tap_ends_it_and_one_brings_it_back(rules):
    off = chat(rules, Tapped(data="digest:off"))
    on = chat(rules, Tapped(data="digest:on"), me=replace(CORA, digest_off=True))

    assert (off.me.digest_off, timers(off), offered(off)) == (True, ["-digest"], ["digest:on", "help"])
    assert (on.me.digest_off, timers(on), offered(on)) == (False, ["digest"], ["digest:off", "help"])


def test_who_gets_it_is_not_offered_it_again(rules):
    turn = chat(rules, Said(text="/today"), desk=Desk())

    assert offered(turn) == ["desk:today", "desk:signups", "desk:sessions", "desk:office", "help"]


def test_who_ended_it_is_offered_it_again(rules):
    turn = chat(rules, Said(text="/today"), me=replace(CORA, digest_off=True), desk=Desk())

    assert offered(turn)[-2:] == ["digest:on", "help"]
