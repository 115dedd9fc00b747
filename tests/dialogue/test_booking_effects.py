"""What booking, waiting and reminding write down beside the conversation, and when and how their notes go out."""

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from outreach_bot.content.catalog import load_rules
from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import (
    Audit,
    CancelNotes,
    ChangeSeat,
    Count,
    DropHold,
    FileKind,
    FreeSeat,
    HoldSeat,
    JoinList,
    LeaveList,
    Mark,
    Notice,
    Phrase,
    Priority,
    PutCode,
    PutSession,
    RecordId,
    StopTimer,
    Table,
    TakeSeat,
    Timer,
    Unsuppress,
)
from outreach_bot.dialogue.engine import SCREENS, step
from outreach_bot.dialogue.inputs import (
    Address,
    Channel,
    HoldRefused,
    Input,
    OfferLapsed,
    Said,
    SeatFreed,
    SeatOffered,
    SessionCancelled,
    SessionChanged,
    SessionMoved,
    Tapped,
    TimerFired,
    TimerName,
    To,
)
from outreach_bot.dialogue.state import Consent
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import Hold, Seat, SessionStatus, Waiter
from outreach_bot.recruitment.stations import Station, Tally
from tests.helpers.people import (
    CHAT,
    FITS,
    LONG,
    ME,
    NOW,
    STATES,
    held,
    offered,
    person,
    seat,
    session,
    view,
    waited,
)

OTHER = "person-000002"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NIGHT = dt.datetime(2027, 3, 2, 4, 0, tzinfo=dt.UTC)
MORNING = dt.datetime(2027, 3, 2, 14, 0, tzinfo=dt.UTC)
CONTACT = Consent(id="consent_contact_v1", agreed=True, at=NOW, channel="telegram", words="")
HOME = person("home", consents=(CONTACT,), **FITS)
WAITER = Waiter(role=Role.LIVED, since=NOW)
WEB = Address(channel=Channel.WEB, chat="web-1")


@pytest.fixture(scope="module")
def rules():
    return load_rules(Path(__file__).parents[2])


def turn_of(rules, me, body, *sessions, now=NOW, address=CHAT, **seen):
    looked_at = view(rules, me, {each.id: each for each in sessions})
    came = Input(key="tg:1", to=To.PERSON, id=ME, body=body, address=address, language="en")
    return step(replace(looked_at, **seen), came, now=now)


def session_turn(rules, body, *sessions, now=NOW, to=LONG):
    looked_at = view(rules, None, {each.id: each for each in sessions})
    return step(looked_at, Input(key="in:1", to=To.SESSION, id=to, body=body), now=now)


def tapped(rules, me, data, *sessions, **more):
    return turn_of(rules, me, Tapped(data=data), *sessions, **more)


def timer(rules, name, *sessions, me=HOME, about=LONG, now=NOW):
    return turn_of(
        rules, me, TimerFired(name=name, about=about, was_due=now), *sessions, now=now, address=None
    )


def audited(turn):
    return [(row.action, row.about, row.detail) for row in turn.audit]


def changes(turn, kind):
    return [change for change in turn.changes if isinstance(change, kind)]


def counted(turn):
    """Names of the counters a turn moves, without those of weeks: `test_tallying` has these."""
    names = [change.name for change in changes(turn, Count)]
    return [name for name in names if not name.startswith("week:")]


def words(turn):
    return [each.id for say in turn.says for each in say.words if isinstance(each, Phrase)]


# -- written down -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("me", "data", "kept", "action"),
    [
        (STATES["meeting"], f"book:{LONG}", session(), "seat_taken"),
        (HOME, f"take:{LONG}", offered(LONG), "seat_taken"),
        (HOME, f"free:{LONG}", held(LONG), "seat_freed"),
        (STATES["meeting"], f"list:{LONG}", session(seats={OTHER: seat()}), "list_joined"),
        (HOME, f"pass:{LONG}", offered(LONG), "offer_passed"),
        (HOME, f"leave:{LONG}", offered(LONG), "list_left"),
        (HOME, f"leave:{LONG}", waited(LONG), "list_left"),
        (STATES["change"], f"move:{LONG}", held(LONG), "move_asked"),
    ],
)  # fmt: skip
def test_it_is_audited_by_code_only(me, data, kept, action, rules):
    assert (action, ME, LONG) in audited(tapped(rules, me, data, kept))


def test_what_helps_is_audited_without_saying_what(rules):
    assert (
        Audit(action="needs_noted", about=ME)
        in tapped(rules, STATES["needs"], "done:needs", held(LONG)).audit
    )


def test_a_note_that_comes_too_late_is_written_down_as_missed(rules):
    late = session(seats={ME: seat()}, days=-1)
    turn = timer(rules, TimerName.REMIND_DAY, late)

    assert audited(turn) == [("reminder_missed", ME, LONG)]
    assert turn.says == ()


def test_a_wish_to_move_and_how_it_was_are_counted_without_a_name(rules):
    over = session(seats={ME: seat()}, days=-1)

    assert counted(tapped(rules, STATES["change"], f"move:{LONG}", held(LONG))) == [f"move_asked:{LONG}"]
    assert counted(tapped(rules, HOME, f"how:ok:{LONG}", over)) == ["how:lived_interview:ok"]


def test_how_it_was_counts_once(rules):
    over = session(seats={ME: replace(seat(), told_how=True)}, days=-1)
    turn = tapped(rules, HOME, f"how:ok:{LONG}", over)

    assert counted(turn) == []
    assert words(turn) == ["debrief-thanks"]


@pytest.mark.parametrize("data", [f"how:fine:{LONG}", "how:ok:gone", f"how:hard:{LONG}"])
def test_how_it_was_counts_only_for_who_was_there(data, rules):
    turn = tapped(rules, HOME, data, session(days=-1))

    assert counted(turn) == []
    assert words(turn)[0] == "old-button"


def test_who_did_not_come_is_not_asked_how_it_was(rules):
    missed = session(seats={ME: replace(seat(), attended=False)}, days=-1)

    assert timer(rules, TimerName.ASK_AFTER, missed).says == ()


def test_coming_is_kept_until_the_meeting_moves(rules):
    [said] = changes(tapped(rules, HOME, f"coming:{LONG}", held(LONG)), ChangeSeat)
    coming = session(seats={ME: said.seat})
    [moved] = changes(turn_of(rules, HOME, SessionMoved(session=LONG), coming, address=None), ChangeSeat)

    assert said.seat.coming is True
    assert moved.seat == replace(seat(), moved=True)


def test_a_yes_to_messages_lifts_what_held_them_back(rules):
    agreed = tapped(rules, STATES["contact"], "contact:agree", held(LONG))
    refused = tapped(rules, STATES["contact"], "contact:refuse", held(LONG))

    assert changes(agreed, Unsuppress) == [Unsuppress(address=CHAT)]
    assert changes(refused, Unsuppress) == []


def test_a_seat_taken_in_a_browser_comes_with_a_way_back(rules):
    me = replace(STATES["meeting"], addresses=(WEB,))
    turn = tapped(rules, me, f"book:{LONG}", session(), address=WEB, fresh=("K7MQ2XZB",), link="https://x/i/")

    [kept] = changes(turn, PutCode)
    assert (kept.code.id, kept.code.person) == ("K7MQ2XZB", ME)
    assert Phrase("way-back", {"code": "K7MQ 2XZB", "link": "https://x/i/r_K7MQ2XZB"}) in turn.says[0].words


def test_the_way_back_of_a_real_campaign_is_no_link_that_opens_on_another_machine_only(rules):
    real = rules.model_copy(update={"campaign": rules.campaign.model_copy(update={"example": False})})
    me, here = replace(STATES["meeting"], addresses=(WEB,)), "http://127.0.0.1:8080/i/"
    turn = tapped(real, me, f"book:{LONG}", session(), address=WEB, fresh=("K7MQ2XZB",), link=here)

    assert Phrase("way-back.no-link", {"code": "K7MQ 2XZB"}) in turn.says[0].words


@pytest.mark.parametrize(
    ("address", "fresh"), [(CHAT, ("K7MQ2XZB",)), (WEB, ())], ids=["elsewhere", "no code"]
)
def test_no_way_back_where_none_is_needed_or_to_be_had(address, fresh, rules):
    turn = tapped(rules, STATES["meeting"], f"book:{LONG}", session(), address=address, fresh=fresh)

    assert changes(turn, PutCode) == []
    assert "way-back" not in words(turn)


def test_a_call_that_is_open_is_not_asked_for_again(rules):
    me = replace(STATES["needs"], ticked=("other",))
    first = tapped(rules, me, "done:needs", held(LONG))

    assert first.notices == (Notice.CALL,)
    assert ("call_asked", ME, "needs") in audited(first)


# -- what a turn rests on -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kept", "change"),
    [
        (f"book:{LONG}", session(), TakeSeat),
        (f"list:{LONG}", session(seats={OTHER: seat()}), JoinList),
        (f"free:{LONG}", held(LONG), FreeSeat),
    ],
)
def test_a_seat_changes_only_if_the_session_is_as_it_was(data, kept, change, rules):
    turn = tapped(rules, STATES["meeting"], data, kept)

    assert len(changes(turn, change)) == 1
    assert turn.rests_on == ((RecordId(Table.SESSION, LONG), 1),)


@pytest.mark.parametrize(
    ("data", "kept"),
    [(f"book:{LONG}", session(seats={OTHER: seat()})), (f"list:{LONG}", session())],
    ids=["full by now", "free by now"],
)
def test_what_is_said_about_room_rests_on_the_session_too(data, kept, rules):
    turn = tapped(rules, STATES["meeting"], data, kept)

    assert turn.rests_on == ((RecordId(Table.SESSION, LONG), 1),)


@pytest.mark.parametrize("data", ["meet:gone", "book:gone", "with:gone"])
def test_a_meeting_that_is_no_more_is_an_old_button(data, rules):
    assert words(tapped(rules, STATES["meeting"], data, session("s1")))[0] == "old-button"


@pytest.mark.parametrize("data", ["take:gone", "pass:gone", "leave:gone", f"take:{LONG}", f"pass:{LONG}"])
def test_an_offer_that_is_no_more_is_told_kindly(data, rules):
    turn = tapped(rules, HOME, data, session())

    assert words(turn)[0] == "seat-offer-gone"
    assert turn.tells == ()


def test_an_offer_that_no_longer_fits_is_handed_on_when_tapped(rules):
    meeting = replace(offered(LONG), status=SessionStatus.DRAFT)
    turn = tapped(rules, HOME, f"take:{LONG}", meeting)

    assert changes(turn, TakeSeat) == []
    assert [tell.body for tell in turn.tells] == [HoldRefused(person=ME)]


def test_a_second_tap_on_book_this_shows_what_one_has(rules):
    turn = tapped(rules, STATES["meeting"], f"book:{LONG}", held(LONG))

    assert changes(turn, TakeSeat) == []
    assert turn.me.screen == "home"


def test_who_has_no_outcome_begins_with_the_questions(rules):
    assert tapped(rules, person("waiting_for_us"), "find", session()).me.screen == "role"
    assert tapped(rules, HOME, "find", session()).me.screen == "meetings"


def test_a_meeting_on_screen_that_is_no_more_makes_room_for_the_list(rules):
    turn = turn_of(rules, STATES["meeting"], Said(text="hm"), session("s1"))

    assert "booking_offer" in words(turn)


def test_who_is_not_through_the_questions_picks_no_meeting(rules):
    turn = tapped(rules, person("meetings"), f"meet:{LONG}", session())

    assert words(turn)[0] == "old-button"
    assert turn.me.screen == "meetings"


def test_an_older_book_this_shows_the_meeting_it_belongs_to(rules):
    full = session("s2", seats={OTHER: seat()})
    turn = tapped(rules, STATES["meeting"], "book:s2", session(), full)

    assert (turn.me.screen, turn.me.about) == ("meeting", "s2")
    assert "booking_full" in words(turn)


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [("gone", session()), (LONG, session(status=SessionStatus.CANCELLED)), (LONG, held(LONG))],
    ids=["no more", "cancelled", "theirs already"],
)
def test_a_list_that_cannot_be_joined_leads_to_what_fits(wanted, kept, rules):
    turn = tapped(rules, STATES["meeting"], f"list:{wanted}", kept)

    assert changes(turn, JoinList) == []
    assert words(turn)[0] == "booking_gone"
    assert turn.me.screen == "meetings"


def test_the_list_of_a_meeting_with_a_free_seat_leads_to_that_meeting(rules):
    turn = tapped(rules, STATES["meeting"], "list:s2", session(), session("s2"))

    assert changes(turn, JoinList) == []
    assert words(turn)[0] == "booking_free_now"
    assert (turn.me.screen, turn.me.about) == ("meeting", "s2")


@pytest.mark.parametrize("kept", [waited(LONG), offered(LONG)], ids=["waiting", "held a seat"])
def test_who_is_on_the_list_does_not_join_it_again(kept, rules):
    turn = tapped(rules, STATES["meeting"], f"list:{LONG}", kept)

    assert changes(turn, JoinList) == []


def test_a_change_screen_whose_seat_is_gone_shows_what_one_has(rules):
    turn = turn_of(rules, STATES["change"], Said(text="hm"), session())

    assert "home.nothing" in words(turn) or any("home.nothing" in str(each) for each in turn.says[0].words)


@pytest.mark.parametrize(
    "data", ["change:gone", "free:gone", "coming:gone", f"change:{LONG}", f"free:{LONG}"]
)
def test_buttons_of_a_seat_that_is_no_more_are_old_buttons(data, rules):
    tally = Tally(week="2027-W09", role=Role.LIVED, station=Station.FITS, hospitals=("h1",))

    turn = tapped(rules, replace(HOME, tally=tally), data, session())

    assert words(turn)[0] == "old-button"
    assert turn.changes == ()


def test_asking_to_move_a_seat_that_is_no_more_tells_nobody(rules):
    turn = tapped(rules, STATES["change"], f"move:{LONG}", session())

    assert turn.notices == ()
    assert words(turn)[0] == "old-button"


# -- how things look ------------------------------------------------------------------------------------------


def marks(rules, me, *sessions):
    looked_at = view(rules, me, {each.id: each for each in sessions})
    drawn = Draft(looked_at, Input(key="k", to=To.PERSON, body=Said(text="x")), NOW, SCREENS).screen()
    return {
        button.data: button.mark for row in drawn.buttons for button in row if button.mark is not Mark.NONE
    }


def test_a_full_meeting_has_a_mark_unless_the_last_seat_is_held_for_this_person(rules):
    full = session("full", seats={OTHER: seat()})

    assert marks(rules, STATES["meetings"], full, session("free")) == {"meet:full": Mark.FULL}
    assert marks(rules, STATES["meetings"], offered("held")) == {}


def test_what_is_ticked_has_a_mark(rules):
    assert marks(rules, STATES["needs"]) == {"need:quiet": Mark.TICKED}
    assert marks(rules, person("extra", ticked=("week",), **FITS)) == {"when:week": Mark.TICKED}


@pytest.mark.parametrize("data", ["need:gold", "when:month", "film:perhaps"])
def test_a_choice_that_is_none_changes_nothing(data, rules):
    me = {"n": STATES["needs"], "w": person("extra", **FITS), "f": STATES["film"]}[data[0]]
    turn = tapped(rules, me, data, held(LONG))

    assert (turn.me.ticked, turn.me.film, turn.me.needs) == (me.ticked, me.film, me.needs)


# -- notes: never loud at night, never after their time ---------------------------------------------------------


def notes(rules):
    day = TimerFired(name=TimerName.REMIND_DAY, about=LONG, was_due=NOW)
    after = TimerFired(name=TimerName.ASK_AFTER, about=LONG, was_due=NOW)
    until = NOW + 3 * DAY
    mine, asked = session(seats={ME: seat()}, days=1.2), offered(LONG)
    return {
        "reminder": (day, mine, mine.starts),
        "after": (after, mine, None),
        "offer": (SeatOffered(session=LONG, until=until), asked, until),
        "lapsed": (OfferLapsed(session=LONG), waited(LONG), None),
        "elsewhere": (SessionMoved(session=LONG, only_where=True), mine, mine.starts),
        "moved": (SessionMoved(session=LONG), mine, mine.starts),
        "moved, waiting": (SessionMoved(session=LONG), waited(LONG), waited(LONG).starts),
        "cancelled": (SessionCancelled(session=LONG), mine, None),
    }


NOTES = ("reminder", "after", "offer", "lapsed", "elsewhere", "moved", "moved, waiting", "cancelled")


@pytest.mark.parametrize("name", NOTES)
def test_a_note_waits_for_the_morning_and_says_what_it_is_about(name, rules):
    body, about, not_after = notes(rules)[name]
    [note] = turn_of(rules, HOME, body, about, now=NIGHT, address=None).says

    assert (note.not_before, note.not_after) == (MORNING, not_after)
    assert (note.priority, note.about, note.edit) == (Priority.REMINDER, LONG, False)


@pytest.mark.parametrize("name", NOTES)
@pytest.mark.parametrize(
    "me",
    [
        replace(HOME, consents=()),
        replace(HOME, consents=(replace(CONTACT, agreed=False),)),
        replace(HOME, stopped_at=NOW),
        replace(HOME, paused_at=NOW),
    ],
    ids=["never asked", "no messages", "stopped", "in distress"],
)
def test_no_note_without_a_yes_that_stands(name, me, rules):
    body, about, _ = notes(rules)[name]

    assert turn_of(rules, me, body, about, address=None).says == ()


@pytest.mark.parametrize("name", NOTES)
def test_no_note_about_a_meeting_that_is_no_more(name, rules):
    body, _, _ = notes(rules)[name]

    assert turn_of(rules, HOME, body, session("other"), address=None).says == ()


@pytest.mark.parametrize(
    "name", ["reminder", "after", "offer", "elsewhere", "moved", "moved, waiting", "cancelled"]
)
def test_no_note_about_a_place_that_is_no_more(name, rules):
    body, _, _ = notes(rules)[name]

    assert turn_of(rules, HOME, body, session(), address=None).says == ()


def test_an_offer_lapses_without_a_sound(rules):
    [lapsed] = turn_of(rules, HOME, OfferLapsed(session=LONG), waited(LONG), address=None).says
    [moved] = turn_of(rules, HOME, SessionMoved(session=LONG), waited(LONG), address=None).says
    [offer] = turn_of(
        rules, HOME, SeatOffered(session=LONG, until=NOW + DAY), offered(LONG), address=None
    ).says

    assert (lapsed.silent, moved.silent, offer.silent) == (True, True, False)


@pytest.mark.parametrize(
    ("sent", "goes"),
    [((), True), ((NOW - DAY,), True), ((NOW - DAY, NOW - HOUR), False), ((NOW - 7 * DAY, NOW - HOUR), True)],
    ids=["none yet", "one", "two", "one of them long ago"],
)
def test_two_unasked_notes_a_week_are_enough(sent, goes, rules):
    me = replace(HOME, unprompted=sent)
    turn = turn_of(rules, me, OfferLapsed(session=LONG), waited(LONG), address=None)

    assert bool(turn.says) is goes
    assert (
        len(turn.me.unprompted) == len([at for at in sent if NOW - at < 7 * DAY]) + (1 if goes else 0)
        or not goes
    )


def test_a_check_in_that_is_one_too_many_comes_a_week_later(rules):
    me = replace(STATES["resting"], unprompted=(NOW, NOW))
    turn = timer(rules, TimerName.CHECK_IN, me=me, about="")

    assert turn.says == ()
    assert turn.timers == (Timer(name=TimerName.CHECK_IN, due=NOW + 7 * DAY),)


def test_being_asked_after_a_rest_that_is_one_too_many_comes_a_week_later(rules):
    me = replace(HOME, seen_at=NOW - 90 * DAY, unprompted=(NOW, NOW))
    turn = timer(rules, TimerName.REST_ENDS, me=me, about="")

    assert turn.says == ()
    assert turn.timers == (Timer(name=TimerName.REST_ENDS, due=NOW + 7 * DAY),)


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (f"take:{LONG}", offered(LONG)), (f"pass:{LONG}", offered(LONG)), (f"leave:{LONG}", offered(LONG)),
        (f"leave:{LONG}", waited(LONG)), (f"free:{LONG}", held(LONG)),
    ],
)  # fmt: skip
def test_what_was_not_sent_yet_is_taken_back_when_it_is_decided(data, kept, rules):
    assert CancelNotes(about=LONG) in tapped(rules, HOME, data, kept).changes


def test_what_was_not_sent_yet_is_taken_back_when_the_meeting_changes(rules):
    for body in (SessionMoved(session=LONG), SessionCancelled(session=LONG)):
        assert CancelNotes(about=LONG) in turn_of(rules, HOME, body, held(LONG), address=None).changes


def test_a_seat_given_back_takes_its_timers_with_it(rules):
    turn = tapped(rules, HOME, f"free:{LONG}", held(LONG))

    stopped = {each.name for each in turn.timers if isinstance(each, StopTimer) and each.about == LONG}
    assert stopped == {
        TimerName.REMIND_WEEK, TimerName.REMIND_DAY, TimerName.REMIND_TWO_HOURS, TimerName.ASK_AFTER,
    }  # fmt: skip
    assert Timer(name=TimerName.REST_ENDS, due=NOW + 90 * DAY) in turn.timers


def test_a_seat_taken_ends_the_rest(rules):
    turn = tapped(rules, STATES["meeting"], f"book:{LONG}", session())

    assert StopTimer(name=TimerName.REST_ENDS) in turn.timers
    assert [each.kind for each in turn.says[0].files] == [FileKind.CALENDAR]


# -- a session's own turns ------------------------------------------------------------------------------------


def test_a_session_nobody_knows_has_no_turn(rules):
    turn = session_turn(rules, SeatFreed(), session("other"))

    assert (turn.changes, turn.tells, turn.timers) == ((), (), ())


def test_an_offer_is_audited_when_it_is_made_and_when_it_lapses(rules):
    waiting = session(waiting={ME: WAITER})
    due = session(holds={ME: Hold(waiter=WAITER, until=NOW)})
    fired = TimerFired(name=TimerName.OFFER_ENDS, about=ME, was_due=NOW)

    assert audited(session_turn(rules, SeatFreed(), waiting)) == [("seat_offered", ME, LONG)]
    assert ("offer_lapsed", ME, LONG) in audited(session_turn(rules, fired, due))


@pytest.mark.parametrize("until", [NOW + HOUR, None], ids=["held for longer", "held no more"])
def test_a_timer_of_before_ends_no_offer(until, rules):
    holds = {ME: Hold(waiter=WAITER, until=until)} if until else {}
    fired = TimerFired(name=TimerName.OFFER_ENDS, about=ME, was_due=NOW)
    turn = session_turn(rules, fired, session(holds=holds))

    assert (turn.changes, turn.tells, turn.audit) == ((), (), ())


def test_a_refusal_of_what_is_no_longer_held_does_nothing(rules):
    turn = session_turn(rules, HoldRefused(person=OTHER), session(waiting={ME: WAITER}))

    assert (turn.changes, turn.tells, turn.timers) == ((), (), ())


def test_a_refused_hold_ends_its_timer(rules):
    turn = session_turn(rules, HoldRefused(person=ME), offered(LONG))

    assert changes(turn, DropHold) == [DropHold(session=LONG, person=ME, back=True)]
    assert StopTimer(name=TimerName.OFFER_ENDS, about=ME) in turn.timers


@pytest.mark.parametrize(
    "fields", [{"status": SessionStatus.CANCELLED}, {"starts": NOW + HOUR}, {"starts": NOW - DAY}],
    ids=["cancelled", "too soon", "over"],
)  # fmt: skip
def test_a_seat_nobody_can_use_is_offered_to_nobody(fields, rules):
    turn = session_turn(rules, SeatFreed(), replace(session(waiting={ME: WAITER}), **fields))

    assert changes(turn, HoldSeat) == []
    assert turn.tells == ()


def test_only_who_passed_is_asked_anew(rules):
    waiting = {ME: replace(WAITER, passed=True), OTHER: WAITER}
    turn = session_turn(rules, SeatFreed(), session(waiting=waiting, seats={"x": seat()}))

    assert [(change.person, change.waiter.passed) for change in changes(turn, JoinList)] == [(ME, False)]


def changed(rules, before, **fields):
    return session_turn(rules, SessionChanged(session=replace(before, **fields), by="cora"), before)


def test_a_change_is_audited_and_counted_up(rules):
    turn = changed(rules, session(sequence=3), breaks="every hour")

    assert audited(turn) == [("session_changed", LONG, "published")]
    assert [change.session.sequence for change in changes(turn, PutSession)] == [4]
    assert turn.tells == ()


def test_a_change_of_nothing_is_none(rules):
    turn = changed(rules, session(seats={ME: seat()}), sequence=9, seats={})

    assert (turn.changes, turn.tells, turn.audit) == ((), (), ())


@pytest.mark.parametrize(
    "fields",
    [{"starts": NOW + 8 * DAY}, {"minutes": 30}, {"place": "Room 9"}, {"mode": "video"}, {"link_type": "Zoom"},
     {"dial_in": "+1 202 555 0100"}],
    ids=lambda fields: next(iter(fields)),
)  # fmt: skip
def test_what_people_must_know_is_told_to_all_who_have_a_place(fields, rules):
    before = session(
        seats={"a": seat()}, waiting={"b": WAITER}, holds={"c": Hold(waiter=WAITER, until=NOW + DAY)}
    )
    turn = changed(rules, before, **fields)

    only_where = not {"starts", "minutes"} & set(fields)
    assert [(tell.id, tell.body) for tell in turn.tells] == [
        (who, SessionMoved(session=LONG, only_where=only_where)) for who in ("a", "b", "c")
    ]


def test_a_meeting_called_off_once_is_not_called_off_again(rules):
    before = session(seats={"a": seat()}, status=SessionStatus.CANCELLED)

    assert changed(rules, before, breaks="none").tells == ()


def test_more_seats_are_offered_to_those_who_wait(rules):
    before = session(seats={"a": seat()}, waiting={ME: replace(WAITER, passed=True)})

    assert [change.person for change in changes(changed(rules, before, capacity=2), HoldSeat)] == [ME]


def test_without_more_seats_nobody_is_offered_one(rules):
    before = replace(session(waiting={ME: WAITER}), capacity=2)

    assert changes(changed(rules, before, breaks="none"), HoldSeat) == []


def test_a_seat_keeps_who_booked_it_when(rules):
    [taken] = changes(tapped(rules, STATES["meeting"], f"book:{LONG}", session()), TakeSeat)

    assert taken.seat == Seat(role=Role.LIVED, booked_at=NOW, hospitals=("h1",))


def test_another_place_is_told_without_naming_it_and_shown_on_request(rules):
    body = SessionMoved(session=LONG, only_where=True)
    turn = turn_of(
        rules, HOME, body, session(seats={ME: replace(seat(), coming=True)}, place="Room 9"), address=None
    )

    assert words(turn) == ["booking_changed"]
    assert [row[0].data for row in turn.says[0].buttons] == ["home", f"change:{LONG}", f"free:{LONG}", "help"]
    assert changes(turn, ChangeSeat) == []
    assert turn.timers == ()


def test_who_waits_is_not_told_of_another_place(rules):
    body = SessionMoved(session=LONG, only_where=True)

    assert turn_of(rules, HOME, body, waited(LONG), address=None).says == ()


def test_a_meeting_called_off_ends_seat_hold_and_list_place(rules):
    gone = SessionCancelled(session=LONG)
    seated, kept, waiting, nothing = (
        turn_of(rules, HOME, gone, meeting, address=None)
        for meeting in (held(LONG), offered(LONG), waited(LONG), session())
    )

    assert changes(seated, FreeSeat) == [FreeSeat(session=LONG, person=ME)]
    assert Timer(name=TimerName.REST_ENDS, due=NOW + 90 * DAY) in seated.timers
    assert StopTimer(name=TimerName.REMIND_DAY, about=LONG) in seated.timers
    assert changes(kept, DropHold) == [DropHold(session=LONG, person=ME, back=False)]
    assert changes(waiting, LeaveList) == [LeaveList(session=LONG, person=ME)]
    assert (nothing.changes, nothing.timers) == ((), ())
