"""Alerts: who is told, who takes them, what comes of them, and when they go further."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.actors import Actor
from outreach_bot.dialogue.alert_effects import PutNotice
from outreach_bot.dialogue.alert_inputs import (
    AlertRaised,
    AlertTaken,
    AllClear,
    NoticeClosed,
    NoticeRaised,
    NoticeSeen,
)
from outreach_bot.dialogue.effects import Phrase, Priority, Timer
from outreach_bot.dialogue.inputs import Tapped, TimerFired, TimerName
from outreach_bot.dialogue.notices import BY_HAND, Notice, NoticeOutcome
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.on_call import OnCall
from tests.helpers.on_duty import CORA, MONDAY, ON_CALL, TEAM, alarm, chat, desk, members
from tests.helpers.people import ME, NOW, person
from tests.helpers.turns import changed, offered, said, take

MINUTE = dt.timedelta(minutes=1)
LATE = TimerFired(name=TimerName.ESCALATE, about="n-1", was_due=NOW)
SAM = Actor(role=OfficeRole.SAFETY_LEAD, name="Sam", member="m-sam")


def told(turn):
    return [(tell.id, type(tell.body)) for tell in turn.tells]


def records(turn):
    return {change.notice: change.record for change in changed(turn, PutNotice)}


# -- raised ---------------------------------------------------------------------------------------------------


def test_all_on_call_are_told_and_a_timer_runs(rules):
    turn = desk(rules, NoticeRaised(notice="n-1"), notices={"n-1": alarm()})

    assert [(tell.id, tell.body) for tell in turn.tells] == [
        (each.person, AlertRaised(notice="safety", id="n-1")) for each in TEAM
    ]
    assert turn.timers == (Timer(name=TimerName.ESCALATE, due=MONDAY + 15 * MINUTE, about="n-1"),)
    assert [(row.action, row.about, row.detail) for row in turn.audit] == [
        ("alert_raised", "n-1", "safety 3")
    ]
    assert turn.changes == ()


def test_who_looks_after_other_hospitals_is_not_told(rules):
    on_call = [replace(each, hospitals=("h2",)) for each in ON_CALL]
    turn = desk(
        rules,
        NoticeRaised(notice="n-1"),
        notices={"n-1": replace(alarm(), hospitals=("h1",))},
        on_call=(replace(on_call[0], hospitals=("h1",)), *on_call[1:]),
    )

    assert [tell.id for tell in turn.tells] == [ME]


def test_trouble_with_the_log_goes_to_auditors_and_owners(rules):
    auditor = OnCall(person="p-lee", role=OfficeRole.AUDITOR)
    log = {"n-1": alarm(notice=Notice.AUDIT_BROKEN, person="")}

    turn = desk(rules, NoticeRaised(notice="n-1"), notices=log, on_call=(*ON_CALL, auditor))

    assert told(turn) == [("p-lee", AlertRaised)]


@pytest.mark.parametrize("notice", [Notice.CALL, Notice.ANSWERED])
def test_only_alarms_go_further_by_themselves(notice, rules):
    turn = desk(rules, NoticeRaised(notice="n-1"), notices={"n-1": alarm(notice=notice)})

    assert turn.tells
    assert turn.timers == ()


@pytest.mark.parametrize("done", [{"seen_at": NOW}, {"closed_at": NOW}])
def test_what_was_taken_meanwhile_is_told_to_nobody(done, rules):
    turn = desk(rules, NoticeRaised(notice="n-1"), notices={"n-1": alarm(**done)})

    assert (turn.tells, turn.timers) == ((), ())


# -- further --------------------------------------------------------------------------------------------------


def test_nobody_took_it_so_the_lead_hears_once_more(rules):
    turn = desk(rules, LATE, notices={"n-1": alarm()})

    assert [(tell.id, tell.body) for tell in turn.tells] == [
        ("p-sam", AlertRaised(notice="safety", id="n-1", again=True))
    ]
    assert records(turn)["n-1"].escalated_at == NOW
    assert [(row.action, row.about, row.detail) for row in turn.audit] == [("alert_escalated", "n-1", "1")]
    assert [(record.table, record.id, revision) for record, revision in turn.rests_on] == [
        ("notice", "n-1", 3)
    ]


@pytest.mark.parametrize("done", [{"seen_at": NOW}, {"closed_at": NOW}, {"escalated_at": NOW}])
def test_a_timer_out_of_date_does_nothing(done, rules):
    turn = desk(rules, LATE, notices={"n-1": alarm(**done)})

    assert (turn.tells, turn.changes, turn.timers) == ((), (), ())


def test_a_timer_that_fires_at_night_waits_until_hours_begin(rules):
    night = MONDAY + dt.timedelta(hours=12)

    turn = desk(rules, LATE, notices={"n-1": alarm()}, now=night)

    opens = dt.datetime(2027, 3, 2, 14, 0, tzinfo=dt.UTC)
    assert turn.timers == (Timer(name=TimerName.ESCALATE, due=opens, about="n-1"),)
    assert (turn.tells, turn.changes) == ((), ())


def test_a_notice_that_is_gone_is_no_trouble(rules):
    assert desk(rules, LATE).tells == ()
    assert desk(rules, NoticeSeen(notice="n-1")).changes == ()
    assert desk(rules, NoticeClosed(notice="n-1", outcome=NoticeOutcome.TALKED)).tells == ()


# -- in the chat ----------------------------------------------------------------------------------------------


def test_an_alert_has_a_button_to_take_it_and_no_content(rules):
    turn = chat(rules, AlertRaised(notice="safety", id="n-1"), notices={"n-1": alarm()})

    assert said(turn) == [["office-alert.safety"]]
    assert offered(turn) == ["alert:take:n-1", "desk:office"]
    assert turn.says[0].priority is Priority.HELP
    assert not turn.says[0].silent


def test_an_alert_said_once_more_says_so(rules):
    turn = chat(rules, AlertRaised(notice="safety", id="n-1", again=True), notices={"n-1": alarm()})

    assert said(turn) == [["alert-again", "office-alert.safety"]]


def test_trouble_with_the_log_is_nothing_to_be_on(rules):
    log = {"n-1": alarm(notice=Notice.AUDIT_BROKEN, person="")}

    turn = chat(rules, AlertRaised(notice="audit_broken", id="n-1"), notices=log)

    assert offered(turn) == []


def test_an_alert_of_before_they_had_names_is_nothing_to_be_on(rules):
    turn = chat(rules, AlertRaised(notice="call"))

    assert said(turn) == [["office-alert.call"]]
    assert offered(turn) == []


@pytest.mark.parametrize("done", [{"seen_at": NOW}, {"closed_at": NOW}])
def test_an_alert_that_comes_late_is_not_said(done, rules):
    turn = chat(rules, AlertRaised(notice="safety", id="n-1"), notices={"n-1": alarm(**done)})

    assert turn.says == ()


@pytest.mark.parametrize("body", [AlertRaised(notice="call", id="n-1"), AlertTaken(notice="n-1")])
@pytest.mark.parametrize("me", [replace(CORA, coordinator_since=None), replace(CORA, stopped_at=NOW)])
def test_who_left_or_stopped_hears_nothing(body, me, rules):
    assert chat(rules, body, me=me, notices={"n-1": alarm()}).says == ()


def test_taking_it_tells_the_others_and_asks_how_it_went(rules):
    turn = chat(rules, Tapped(data="alert:take:n-1"), notices={"n-1": alarm()})

    record = records(turn)["n-1"]
    assert (record.seen_at, record.seen_by) == (NOW, "m-cora")
    assert told(turn) == [("p-dan", AlertTaken), ("p-sam", AlertTaken)]
    assert said(turn) == [["alert-yours", "alert-code"]]
    assert offered(turn) == [*(f"alert:close:n-1:{outcome}" for outcome in BY_HAND), "desk:office"]
    assert [(row.action, row.about, row.by, row.role) for row in turn.audit] == [
        ("alert_seen", "n-1", "Cora", "coordinator")
    ]


@pytest.mark.parametrize(
    ("record", "others"), [({}, []), ({"escalated_at": NOW}, ["p-sam"])], ids=["once", "twice"]
)
def test_whom_it_went_further_to_learns_too_that_somebody_is_on_it(record, others, rules):
    here, _, lead = ON_CALL
    elsewhere = (replace(here, hospitals=("h1",)), replace(lead, hospitals=("h2",)))
    cry = {"n-1": replace(alarm(**record), hospitals=("h1",))}

    turn = chat(rules, Tapped(data="alert:take:n-1"), notices=cry, on_call=elsewhere)

    assert [tell.id for tell in turn.tells] == others


@pytest.mark.parametrize("tap", ["alert:take:n-1", "alert:close:n-1:talked"])
def test_an_old_button_of_an_alert_that_is_another_hospitals_by_now_opens_nothing(tap, rules):
    here, *_ = ON_CALL
    on_call = (replace(here, hospitals=("h2",)), OnCall(person="p-dan", hospitals=("h1",)))
    cry = {"n-1": replace(alarm(), hospitals=("h1",))}

    turn = chat(rules, Tapped(data=tap), team=members(hospitals=("h2",)), notices=cry, on_call=on_call)

    assert said(turn) == [["alert-gone"]]
    assert (turn.changes, turn.tells) == ((), ())


def test_the_others_are_told_without_a_sound(rules):
    turn = chat(rules, AlertTaken(notice="n-1"), notices={"n-1": alarm(seen_at=NOW)})

    assert said(turn) == [["alert-taken"]]
    assert turn.says[0].silent


def test_a_call_is_closed_in_the_office_not_here(rules):
    turn = chat(rules, Tapped(data="alert:take:n-1"), notices={"n-1": alarm(notice=Notice.CALL)})

    assert said(turn) == [["alert-yours.call", "alert-code"]]
    assert offered(turn) == ["desk:office"]


def test_the_second_who_taps_learns_that_somebody_is_on_it(rules):
    taken = {"n-1": alarm(seen_at=NOW, seen_by="m-dan")}

    turn = chat(rules, Tapped(data="alert:take:n-1"), notices=taken)

    assert said(turn) == [["alert-taken-before"]]
    assert (turn.changes, turn.tells, turn.audit) == ((), (), ())


def test_tapping_twice_changes_nothing_and_shows_the_same(rules):
    mine = {"n-1": alarm(seen_at=NOW, seen_by="m-cora")}

    turn = chat(rules, Tapped(data="alert:take:n-1"), notices=mine)

    assert said(turn) == [["alert-yours", "alert-code"]]
    assert (turn.changes, turn.tells) == ((), ())


def test_one_talk_looks_after_all_cries_of_the_same_person(rules):
    open_ones = {"n-1": alarm(), "n-2": alarm(at=NOW - MINUTE)}

    taken = chat(rules, Tapped(data="alert:take:n-1"), notices=open_ones)
    closed = chat(rules, Tapped(data="alert:close:n-1:talked"), notices=open_ones)

    assert {name: record.seen_by for name, record in records(taken).items()} == dict.fromkeys(
        ("n-1", "n-2"), "m-cora"
    )
    assert {name: record.outcome for name, record in records(closed).items()} == dict.fromkeys(
        ("n-1", "n-2"), NoticeOutcome.TALKED
    )


def test_what_somebody_else_took_stays_theirs(rules):
    both = {"n-1": alarm(), "n-2": alarm(seen_at=NOW - MINUTE, seen_by="m-dan")}

    taken = chat(rules, Tapped(data="alert:take:n-1"), notices=both)
    closed = chat(rules, Tapped(data="alert:close:n-1:talked"), notices=both)

    assert list(records(taken)) == ["n-1"]
    assert (records(closed)["n-2"].seen_by, records(closed)["n-2"].closed_by) == ("m-dan", "m-cora")


def test_we_talked_lets_our_notes_go_again(rules):
    turn = chat(rules, Tapped(data="alert:close:n-1:talked"), notices={"n-1": alarm(seen_at=NOW)})

    assert [(tell.id, tell.body) for tell in turn.tells] == [("p-ana", AllClear(at=NOW))]
    record = records(turn)["n-1"]
    assert (record.closed_at, record.closed_by, record.outcome) == (NOW, "m-cora", NoticeOutcome.TALKED)
    assert [(row.action, row.detail) for row in turn.audit] == [("alert_closed", "talked")]


@pytest.mark.parametrize("outcome", [each for each in BY_HAND if each is not NoticeOutcome.TALKED])
def test_any_other_end_keeps_them_back(outcome, rules):
    turn = chat(rules, Tapped(data=f"alert:close:n-1:{outcome}"), notices={"n-1": alarm(seen_at=NOW)})

    assert turn.tells == ()
    assert records(turn)["n-1"].outcome is outcome


def test_closing_what_nobody_took_takes_it_and_tells_the_others(rules):
    turn = chat(rules, Tapped(data="alert:close:n-1:not_needed"), notices={"n-1": alarm()})

    assert told(turn) == [("p-dan", AlertTaken), ("p-sam", AlertTaken)]
    assert records(turn)["n-1"].seen_by == "m-cora"


@pytest.mark.parametrize("data", ["alert:take:n-1", "alert:close:n-1:no_answer"])
def test_what_is_closed_stays_closed(data, rules):
    done = {"n-1": alarm(seen_at=NOW, closed_at=NOW, outcome=NoticeOutcome.TALKED)}

    turn = chat(rules, Tapped(data=data), notices=done)

    assert said(turn) == [["alert-closed"]]
    assert (turn.changes, turn.tells, turn.audit) == ((), (), ())


def test_an_alert_that_is_gone_is_answered(rules):
    assert said(chat(rules, Tapped(data="alert:take:n-9"))) == [["alert-gone"]]


@pytest.mark.parametrize(
    "data", ["alert:close:n-1:gone", "alert:close:n-1", "alert:eat:n-1:talked", "alert:take"]
)
def test_a_button_nobody_made_changes_nothing(data, rules):
    turn = chat(rules, Tapped(data=data), notices={"n-1": alarm()})

    assert said(turn)[0][0] == "old-button"
    assert turn.changes == ()


def test_who_is_not_in_the_team_takes_nothing(rules):
    for team in (members(*TEAM[1:]), members(ended_at=NOW), members(role=OfficeRole.AUDITOR)):
        turn = chat(rules, Tapped(data="alert:take:n-1"), team=team, notices={"n-1": alarm()})

        assert said(turn)[0][0] == "old-button"
        assert (turn.changes, turn.tells) == ((), ())


def test_what_was_closed_about_them_before_stays_as_it_was(rules):
    both = {"n-1": alarm(), "n-2": alarm(closed_at=NOW - MINUTE, outcome=NoticeOutcome.NO_ANSWER)}

    assert list(records(chat(rules, Tapped(data="alert:close:n-1:talked"), notices=both))) == ["n-1"]


def test_an_alert_about_nobody_shows_no_code_and_lets_nobodys_notes_go(rules):
    nobody = {"n-1": alarm(person="")}

    taken = chat(rules, Tapped(data="alert:take:n-1"), notices=nobody)
    closed = chat(rules, Tapped(data="alert:close:n-1:talked"), notices=nobody)

    assert said(taken) == [["alert-yours"]]
    assert [tell.id for tell in closed.tells] == ["p-dan", "p-sam"]


# -- at a desk ------------------------------------------------------------------------------------------------


def test_taking_it_in_the_office_tells_everybody_elses_chat(rules):
    turn = desk(rules, NoticeSeen(notice="n-1"), actor=SAM, notices={"n-1": alarm()})

    assert told(turn) == [(ME, AlertTaken), ("p-dan", AlertTaken)]
    assert records(turn)["n-1"].seen_by == "m-sam"
    assert [(row.action, row.about, row.by) for row in turn.audit] == [("alert_seen", "n-1", "Sam")]


def test_closing_it_in_the_office_does_what_closing_it_in_the_chat_does(rules):
    body = NoticeClosed(notice="n-1", outcome=NoticeOutcome.TALKED)

    turn = desk(rules, body, actor=SAM, notices={"n-1": alarm(seen_at=NOW, seen_by="m-cora")})

    assert [tell.body for tell in turn.tells] == [AllClear(at=NOW)]
    record = records(turn)["n-1"]
    assert (record.seen_by, record.closed_by) == ("m-cora", "m-sam")


def test_who_holds_the_machine_goes_by_the_name_they_gave(rules):
    owner = Actor(role=OfficeRole.OWNER, name="Maya")

    turn = desk(rules, NoticeSeen(notice="n-1"), actor=owner, notices={"n-1": alarm()})

    assert records(turn)["n-1"].seen_by == "Maya"
    assert len(turn.tells) == len(TEAM)


def test_what_nobody_of_the_team_took_is_taken_by_nobody_and_all_hear_it(rules):
    turn = desk(rules, NoticeSeen(notice="n-1"), notices={"n-1": alarm()})

    assert (records(turn)["n-1"].seen_at, records(turn)["n-1"].seen_by) == (NOW, "")
    assert len(turn.tells) == len(TEAM)


# -- the person it was about ----------------------------------------------------------------------------------


def test_a_pause_of_before_the_talk_is_over(rules):
    turn = take(rules, person("home", paused_at=NOW - MINUTE), AllClear(at=NOW))

    assert turn.me.paused_at is None
    assert [row.action for row in turn.audit] == ["pause_ended"]
    assert turn.says == ()


def test_a_new_cry_after_the_talk_keeps_the_pause(rules):
    paused = person("home", paused_at=NOW + MINUTE)

    assert take(rules, paused, AllClear(at=NOW)).me == paused


def test_nobody_is_told_of_a_pause_that_is_none(rules):
    turn = take(rules, person("home"), AllClear(at=NOW))

    assert (turn.says, turn.audit) == ((), ())


def test_alerts_hold_nothing_but_fixed_words(rules):
    turn = chat(rules, AlertRaised(notice="safety", id="n-1"), notices={"n-1": alarm()})

    assert all(isinstance(words, Phrase) and not words.args for words in turn.says[0].words)
