"""What a coordinator does to a session at their desk, turn by turn."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.effects import ChangeSeat, DropFirst, HoldSeat, JoinList, Notice, PutSession
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import Input, SeatFreed, SessionChanged, SessionMoved, To
from outreach_bot.dialogue.session_inputs import (
    AlternateTakesOver,
    AttendanceMarked,
    AttendanceNoted,
    BriefDone,
    Cochair,
    CochairCannotCome,
    DebriefDone,
    GoesAheadAnyway,
    PollAsked,
    PollClosed,
    PollOpened,
    SessionStays,
    WentAhead,
)
from outreach_bot.recruitment.reasons import AheadReason
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import (
    Lead,
    Poll,
    Risk,
    RiskReason,
    Seat,
    Session,
    SessionStatus,
    Waiter,
)
from tests.helpers.people import NOW, view

DAY = dt.timedelta(days=1)
SEATS = {"ana": Seat(role=Role.LIVED, booked_at=NOW), "ben": Seat(role=Role.FAMILY, booked_at=NOW)}
SESSION = Session(
    id="s1",
    kind="celebration",
    starts=NOW + 7 * DAY,
    minutes=120,
    capacity=10,
    cochair_lived="Sam",
    cochair_alternate_lived="Robin",
    brief_slot=NOW + 6 * DAY,
    seats=SEATS,
)
RISK = Risk(reason=RiskReason.COCHAIR, since=NOW - DAY)
AT_RISK = replace(SESSION, status=SessionStatus.AT_RISK, risk=RISK, risks=1)
TIMES = tuple(NOW + days * DAY for days in (9, 10, 11))
POLL = Poll(times=TIMES, opened_at=NOW)


def turn(rules, body, session=SESSION, *others, now=NOW):
    looked_at = view(rules, None, {each.id: each for each in (session, *others)})
    return step(looked_at, Input(key="office:1", to=To.SESSION, id=session.id, body=body), now=now)


def put(done):
    """The session as the turn leaves it; None: it writes nothing of it."""
    found = [change.session for change in done.changes if isinstance(change, PutSession)]
    return found[-1] if found else None


def told(done):
    return [(tell.id, type(tell.body)) for tell in done.tells]


def audited(done):
    return [row.action for row in done.audit]


def does_nothing(done):
    return (done.changes, done.tells, done.notices, done.audit) == ((), (), (), ())


# -- at risk -------------------------------------------------------------------------------------------------


def test_without_its_cochair_a_session_is_at_risk_at_once_and_nobody_booked_is_told(rules):
    done = turn(rules, CochairCannotCome())

    after = put(done)
    assert (after.status, after.risk, after.risks) == (
        SessionStatus.AT_RISK,
        Risk(reason=RiskReason.COCHAIR, since=NOW),
        1,
    )
    assert done.notices == (Notice.AT_RISK,)
    assert done.tells == ()
    assert audited(done) == ["cochair_cannot_come", "session_at_risk"]


def test_without_its_alternate_it_goes_on_and_lacks_one(rules):
    done = turn(rules, CochairCannotCome(who=Cochair.ALTERNATE))

    assert (put(done).status, put(done).cochair_alternate_lived) == (SessionStatus.PUBLISHED, "")
    assert done.notices == ()


def test_an_alternate_who_leads_and_cannot_come_puts_it_at_risk_again(rules):
    led = replace(SESSION, led_by=Lead.ALTERNATE, risks=1)

    after = put(turn(rules, CochairCannotCome(who=Cochair.ALTERNATE), led))

    assert (after.status, after.risks, after.cochair_alternate_lived) == (SessionStatus.AT_RISK, 2, "")


def test_noting_it_twice_is_one_risk(rules):
    assert put(turn(rules, CochairCannotCome(), AT_RISK)) is None


def test_a_cochair_who_cannot_come_comes_before_too_few_people(rules):
    few = replace(AT_RISK, risk=Risk(reason=RiskReason.FEW_LIVED, since=NOW))

    assert put(turn(rules, CochairCannotCome(), few)).risk.reason is RiskReason.COCHAIR


@pytest.mark.parametrize("status", [SessionStatus.DRAFT, SessionStatus.CANCELLED])
def test_what_nobody_can_come_to_is_never_at_risk(rules, status):
    assert put(turn(rules, CochairCannotCome(), replace(SESSION, status=status))) is None


def test_the_alternate_takes_over_and_nobody_booked_is_told(rules):
    done = turn(rules, AlternateTakesOver(), AT_RISK)

    after = put(done)
    assert (after.status, after.risk, after.led_by) == (SessionStatus.PUBLISHED, None, Lead.ALTERNATE)
    assert after.cochair_lived == "Sam"
    assert done.tells == ()
    assert audited(done) == ["alternate_takes_over"]


def test_the_alternate_takes_over_where_nobody_wrote_down_what_the_risk_was(rules):
    assert put(turn(rules, AlternateTakesOver(), replace(AT_RISK, risk=None))).led_by is Lead.ALTERNATE


def test_when_the_alternate_takes_over_an_open_question_ends_and_those_asked_hear_it(rules):
    done = turn(rules, AlternateTakesOver(), replace(AT_RISK, poll=POLL))

    assert put(done).poll is None
    assert told(done) == [("ana", SessionStays), ("ben", SessionStays)]


@pytest.mark.parametrize(
    "session",
    [
        SESSION,
        replace(AT_RISK, cochair_alternate_lived=""),
        replace(AT_RISK, risk=Risk(reason=RiskReason.FEW_LIVED, since=NOW)),
    ],
    ids=["it is not at risk", "there is none", "people are missing, not who leads"],
)
def test_no_alternate_takes_over_where_that_helps_nothing(rules, session):
    assert does_nothing(turn(rules, AlternateTakesOver(), session))


def test_going_ahead_is_told_to_those_booked_and_its_reason_audited(rules):
    done = turn(rules, GoesAheadAnyway(reason=AheadReason.PEOPLE_ASKED), AT_RISK)

    assert (put(done).status, put(done).led_by) == (SessionStatus.PUBLISHED, Lead.NOBODY)
    assert told(done) == [("ana", WentAhead), ("ben", WentAhead)]
    assert [(row.action, row.reason) for row in done.audit] == [("goes_ahead_anyway", "people_asked")]


def test_going_ahead_with_few_people_changes_nothing_about_who_leads(rules):
    few = replace(AT_RISK, risk=Risk(reason=RiskReason.FEW_LIVED, since=NOW))

    done = turn(rules, GoesAheadAnyway(reason=AheadReason.TOO_LATE), few)

    assert put(done).led_by is Lead.COCHAIR
    assert done.tells == ()


def test_a_freed_seat_that_leaves_too_few_puts_a_soon_session_at_risk(rules):
    team = replace(SESSION, kind="codesign_group", starts=NOW + 2 * DAY, seats={"ana": SEATS["ana"]})

    assert put(turn(rules, SeatFreed(), team)).risk.reason is RiskReason.FEW_LIVED
    assert put(turn(rules, SeatFreed(), replace(team, starts=NOW + 9 * DAY))) is None


# -- changing -------------------------------------------------------------------------------------------------


def changed(rules, before, *others, **fields):
    return turn(rules, SessionChanged(session=replace(before, **fields), by="cora"), before, *others)


def test_writing_published_does_not_end_a_risk(rules):
    assert changed(rules, AT_RISK, status=SessionStatus.PUBLISHED).changes == ()


def test_another_time_ends_a_risk_and_counts_as_moved(rules):
    after = put(changed(rules, replace(AT_RISK, poll=POLL), starts=NOW + 9 * DAY))

    assert (after.status, after.risk, after.poll, after.moved) == (SessionStatus.PUBLISHED, None, None, 1)


def test_a_draft_with_another_time_was_not_moved(rules):
    draft = replace(SESSION, status=SessionStatus.DRAFT, seats={})

    assert put(changed(rules, draft, starts=NOW + 9 * DAY)).moved == 0


def test_called_off_it_is_neither_at_risk_nor_asked_about(rules):
    after = put(changed(rules, replace(AT_RISK, poll=POLL), status=SessionStatus.CANCELLED))

    assert (after.status, after.risk, after.poll) == (SessionStatus.CANCELLED, None, None)


def test_a_change_keeps_what_happened_to_the_session(rules):
    before = replace(SESSION, poll=POLL, led_by=Lead.ALTERNATE, moved=2, risks=1, briefed=True)

    after = put(
        changed(rules, before, food="soup", poll=None, led_by=Lead.COCHAIR, moved=0, risks=0, briefed=False)
    )

    assert after == replace(before, food="soup", sequence=1)


GAVE_UP = Waiter(role=Role.LIVED, since=NOW, hospitals=("h1",), first=True)
OLD = replace(SESSION, id="s0", seats={}, first={"cy": GAVE_UP})


def test_a_session_that_opens_is_offered_first_to_whose_meeting_moved_away(rules):
    draft = replace(SESSION, status=SessionStatus.DRAFT, seats={})

    done = changed(rules, draft, OLD, status=SessionStatus.PUBLISHED)

    assert [change for change in done.changes if isinstance(change, DropFirst)] == [
        DropFirst(session="s0", person="cy")
    ]
    assert [change.person for change in done.changes if isinstance(change, HoldSeat)] == ["cy"]
    assert [tell.id for tell in done.tells] == ["cy"]


def test_a_draft_that_is_changed_is_offered_to_nobody_yet(rules):
    draft = replace(SESSION, status=SessionStatus.DRAFT, seats={})

    done = changed(rules, draft, OLD, food="soup")

    assert [change for change in done.changes if isinstance(change, DropFirst | JoinList | HoldSeat)] == []


def test_a_session_at_risk_can_be_taken_back_to_a_draft(rules):
    assert put(changed(rules, AT_RISK, status=SessionStatus.DRAFT)).status is SessionStatus.DRAFT


@pytest.mark.parametrize(
    ("fields", "old"),
    [
        ({"hospital": "h2"}, OLD),
        ({}, replace(OLD, kind="joint_event")),
        ({"seats": {"cy": SEATS["ana"]}}, OLD),
    ],
    ids=["another hospital", "another kind", "has a seat already"],
)
def test_it_is_offered_to_nobody_whom_it_does_not_fit(rules, fields, old):
    draft = replace(SESSION, **({"status": SessionStatus.DRAFT, "seats": {}} | fields))

    done = changed(rules, draft, old, status=SessionStatus.PUBLISHED)

    assert [change for change in done.changes if isinstance(change, DropFirst | JoinList | HoldSeat)] == []


# -- asking for times ------------------------------------------------------------------------------------------


def test_a_question_asks_everybody_booked_anew(rules):
    before = replace(SESSION, seats={**SEATS, "ben": replace(SEATS["ben"], can=(NOW,))})

    done = turn(rules, PollOpened(times=TIMES[::-1]), before)

    assert put(done).poll == POLL
    assert told(done) == [("ana", PollAsked), ("ben", PollAsked)]
    assert [(row.action, row.detail) for row in done.audit] == [("poll_opened", "3")]
    assert {change.person: change.seat.can for change in done.changes if isinstance(change, ChangeSeat)} == {
        "ana": None,
        "ben": None,
    }


@pytest.mark.parametrize(
    ("times", "session"),
    [
        (TIMES[:2], SESSION),
        ((NOW, *TIMES), SESSION),
        (TIMES, replace(SESSION, status=SessionStatus.DRAFT)),
        (TIMES, replace(SESSION, status=SessionStatus.CANCELLED)),
    ],
    ids=["two times", "too soon", "a draft", "called off"],
)
def test_a_question_that_cannot_be_asked_is_not(rules, times, session):
    assert does_nothing(turn(rules, PollOpened(times=times), session))


def test_the_chosen_time_moves_it_and_tells_everybody(rules):
    done = turn(rules, PollClosed(time=TIMES[1]), replace(SESSION, poll=POLL))

    after = put(done)
    assert (after.starts, after.brief_slot, after.sequence, after.moved) == (TIMES[1], TIMES[1] - DAY, 1, 1)
    assert told(done) == [("ana", SessionMoved), ("ben", SessionMoved)]
    assert audited(done) == ["session_changed", "poll_closed"]
    assert done.audit[1].detail == "moved"


def test_left_where_it_is_those_asked_hear_that(rules):
    done = turn(rules, PollClosed(), replace(SESSION, poll=POLL))

    assert (put(done).poll, put(done).sequence) == (None, 0)
    assert [(row.action, row.detail) for row in done.audit] == [("poll_closed", "stays")]
    assert told(done) == [("ana", SessionStays), ("ben", SessionStays)]


@pytest.mark.parametrize(
    ("time", "session", "now"),
    [
        (TIMES[0], SESSION, NOW),
        (NOW + 20 * DAY, replace(SESSION, poll=POLL), NOW),
        (TIMES[0], replace(SESSION, poll=POLL), TIMES[0]),
    ],
    ids=["nothing was asked", "not one of the times", "that time is past"],
)
def test_it_moves_to_no_other_time(rules, time, session, now):
    assert does_nothing(turn(rules, PollClosed(time=time), session, now=now))


# -- on the day ------------------------------------------------------------------------------------------------

LATER = SESSION.starts + dt.timedelta(hours=3)


def marked(done):
    return {change.person: change.seat for change in done.changes if isinstance(change, ChangeSeat)}


def test_who_came_is_noted_and_each_has_a_turn_of_their_own(rules):
    done = turn(rules, AttendanceNoted(came={"ana": True, "ben": False}), now=LATER)

    assert {person: seat.attended for person, seat in marked(done).items()} == {"ana": True, "ben": False}
    assert [(tell.id, tell.body) for tell in done.tells] == [
        ("ana", AttendanceMarked(session="s1", came=True)),
        ("ben", AttendanceMarked(session="s1", came=False)),
    ]
    assert [(row.about, row.detail) for row in done.audit] == [("ana", "s1 came"), ("ben", "s1 missed")]


def test_a_mark_can_be_put_right_later_and_the_same_one_again_is_nothing(rules):
    came = replace(SESSION, seats={"ana": replace(SEATS["ana"], attended=True)})

    again = turn(rules, AttendanceNoted(came={"ana": True}), came, now=LATER + 9 * DAY)
    other = turn(rules, AttendanceNoted(came={"ana": False}), came, now=LATER + 9 * DAY)

    assert does_nothing(again)
    assert marked(other)["ana"].attended is False


@pytest.mark.parametrize(
    ("body", "now"),
    [(AttendanceNoted(came={"ana": True}), NOW), (AttendanceNoted(came={"cy": True}), LATER)],
    ids=["before it begins", "nobody of this session"],
)
def test_nobody_came_who_could_not(rules, body, now):
    assert does_nothing(turn(rules, body, now=now))


@pytest.mark.parametrize(
    ("given", "came", "noted"),
    [({"ana": 1}, True, 1), ({}, True, 2), ({"ana": 9}, True, 2), ({"ana": 2}, False, 0)],
)
def test_those_they_brought_are_counted_too(rules, given, came, noted):
    session = replace(SESSION, seats={"ana": replace(SEATS["ana"], companions=2)})

    done = turn(rules, AttendanceNoted(came={"ana": came}, companions=given), session, now=LATER)

    assert marked(done)["ana"].companions_came == noted


def test_a_correction_of_companions_alone_tells_nobody(rules):
    session = replace(
        SESSION, seats={"ana": replace(SEATS["ana"], companions=2, attended=True, companions_came=2)}
    )

    done = turn(rules, AttendanceNoted(came={"ana": True}, companions={"ana": 1}), session, now=LATER)

    assert marked(done)["ana"].companions_came == 1
    assert done.tells == ()


def test_the_short_chats_are_noted_once_and_can_be_taken_back(rules):
    held = replace(SESSION, briefed=True)

    assert put(turn(rules, BriefDone(done=True))).briefed
    assert does_nothing(turn(rules, BriefDone(done=True), held))
    assert not put(turn(rules, BriefDone(done=False), held)).briefed


@pytest.mark.parametrize(("done", "row"), [(True, "briefed"), (False, "not_briefed")])
def test_that_a_short_chat_took_place_or_did_not_is_in_the_log(done, row, rules):
    assert audited(turn(rules, BriefDone(done=done), replace(SESSION, briefed=not done))) == [row]


def test_a_chat_afterwards_that_did_not_take_place_is_taken_back_in_the_log(rules):
    done = turn(rules, DebriefDone(done=False), replace(SESSION, debriefed=True))

    assert (put(done).debriefed, audited(done)) == (False, ["not_debriefed"])


def test_what_was_heard_afterwards_is_kept(rules):
    notes = ("warm", "more breaks", "tell the unit")

    done = turn(rules, DebriefDone(done=True, notes=notes))

    assert (put(done).debriefed, put(done).debrief_notes) == (True, notes)
    assert [(row.action, row.detail) for row in done.audit] == [("debriefed", "")]
    assert does_nothing(turn(rules, DebriefDone(done=True, notes=notes), put(done)))
