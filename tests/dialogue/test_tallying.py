"""Each turn moves its person's count along; nobody is counted twice, and numbers outlive people."""

import datetime as dt

from msgspec.structs import replace

from outreach_bot.dialogue.desk_inputs import DeskConsent, SignedUpAtDesk
from outreach_bot.dialogue.effects import Count
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import (
    EraseAsked,
    Input,
    Said,
    SessionCancelled,
    Tapped,
    TimerFired,
    TimerName,
    To,
)
from outreach_bot.dialogue.state import KeptCode
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind, Outcome, Role
from outreach_bot.recruitment.stations import Station, Tally
from tests.helpers.people import CHAMPION, FITS, LONG, ME, NOW, held, person, received, session, view, waited

WEEK = "2027-W09"
AGREED = Tally(week="2027-W05", role=Role.LIVED, station=Station.ANSWERING)
FITTING = Tally(week="2027-W05", role=Role.LIVED, station=Station.FITS, hospitals=("h1",))
BOOKED = replace(FITTING, station=Station.BOOKED)
BACK = Code(id="RQTVWXY2", kind=CodeKind.RETURN, made_at=NOW, person="person-000007")


def moves(turn):
    """How a turn moves the counts of weeks, and of seats left behind."""
    counted = [change for change in turn.changes if isinstance(change, Count)]
    return {each.name: each.by for each in counted if each.name.partition(":")[0] in ("week", "left")}


def after(rules, me, body, sessions=None, *, codes=()):
    seen = replace(
        view(rules, me, sessions), codes={code.id: KeptCode(code=code, revision=1) for code in codes}
    )
    return step(seen, received(body), now=NOW)


def told(rules, me, body, sessions=None):
    return step(view(rules, me, sessions), Input(key="in:1", to=To.PERSON, id=ME, body=body), now=NOW)


def test_a_yes_to_being_asked_is_counted_in_its_week(rules):
    turn = after(rules, person("consent", "lived", role=None), Tapped(data="screening:agree"))

    assert moves(turn) == {f"week:{WEEK}::lived:answering": 1}
    assert turn.me.tally == Tally(week=WEEK, role=Role.LIVED, station=Station.ANSWERING)


def test_who_has_not_agreed_is_not_counted(rules):
    turn = after(rules, person("role", role=None), Tapped(data="role:lived"))

    assert moves(turn) == {}


def test_a_champion_who_joins_later_is_counted_when_they_agree(rules):
    me = person("consent", "lived", role=None, champion=CHAMPION)
    me = replace(me, made_at=NOW - dt.timedelta(days=70))

    assert moves(after(rules, me, Tapped(data="screening:agree"))) == {f"week:{WEEK}::lived:answering": 1}


def test_somebody_from_before_there_were_weeks_is_counted_in_the_week_they_came(rules):
    me = replace(person("home", **FITS), made_at=NOW - dt.timedelta(days=7))

    assert moves(after(rules, me, Said(text="my meetings"))) == {
        "week:2027-W08::lived:fits": 1,
        "week:2027-W08:h1:lived:fits": 1,
    }


def test_nothing_new_moves_nothing(rules):
    assert moves(after(rules, person("home", **FITS, tally=FITTING), Said(text="my meetings"))) == {}


def test_booking_moves_the_count_in_all_and_in_their_hospital(rules):
    turn = after(
        rules, person("meeting", LONG, **FITS, tally=FITTING), Tapped(data=f"book:{LONG}"), {LONG: session()}
    )

    assert moves(turn) == {
        "week:2027-W05::lived:fits": -1,
        "week:2027-W05:h1:lived:fits": -1,
        "week:2027-W05::lived:booked": 1,
        "week:2027-W05:h1:lived:booked": 1,
    }


def test_hospitals_chosen_later_join_the_count(rules):
    me = person("home", **FITS, tally=replace(FITTING, hospitals=()))

    assert moves(after(rules, me, Said(text="my meetings"))) == {"week:2027-W05:h1:lived:fits": 1}


def test_not_this_time_is_counted_with_its_reason_and_nobody_is_kept(rules):
    turn = after(rules, person("question", "l_age", tally=AGREED), Tapped(data="a:l_age:no"))

    assert turn.me is None
    assert moves(turn) == {
        "week:2027-W05::lived:answering": -1,
        "week:2027-W05::lived:not_this_time.under_18": 1,
    }


def test_a_champion_for_whom_it_is_not_this_time_stays_counted_so(rules):
    me = person("question", "l_age", tally=AGREED, champion=CHAMPION)

    refused = after(rules, me, Tapped(data="a:l_age:no"))
    later = after(rules, refused.me, Said(text="my meetings"))

    assert refused.me.tally.station is Station.NOT_THIS_TIME
    assert moves(later) == {}


def test_family_for_whom_it_is_not_this_time_stay_counted_as_family(rules):
    family = replace(AGREED, role=Role.FAMILY)
    me = person("question", "f_age", role=Role.FAMILY, tally=family, champion=CHAMPION)

    refused = after(rules, me, Tapped(data="a:f_age:no"))
    later = after(rules, refused.me, Said(text="my meetings"))

    assert refused.me.tally.role is Role.FAMILY
    assert moves(later) == {}


def test_who_answers_again_leaves_the_reason_why_not_behind(rules):
    was = replace(AGREED, station=Station.NOT_THIS_TIME, reason="under_18")

    turn = after(rules, person("question", "l_age", tally=was), Tapped(data="a:l_age:yes"))

    assert (turn.me.tally.station, turn.me.tally.reason) == (Station.ANSWERING, "")


def test_time_that_runs_out_leaves_an_unfinished_count(rules):
    expired = TimerFired(name=TimerName.SCREENING_EXPIRES, was_due=NOW)

    turn = told(rules, person("question", "l_hospital", tally=AGREED, answers={"l_age": ("yes",)}), expired)

    assert moves(turn) == {"week:2027-W05::lived:answering": -1, "week:2027-W05::lived:unfinished": 1}


def test_no_other_time_that_runs_out_ends_their_answering(rules):
    another = TimerFired(name=TimerName.DIGEST, was_due=NOW)

    assert moves(told(rules, person("question", "l_age", tally=AGREED), another)) == {}


def test_who_is_erased_in_the_middle_is_counted_as_unfinished(rules):
    turn = told(rules, person("question", "l_hospital", tally=AGREED), EraseAsked(by="command"))

    assert moves(turn) == {"week:2027-W05::lived:answering": -1, "week:2027-W05::lived:unfinished": 1}


def test_a_meeting_called_off_is_told_from_one_given_up(rules):
    me = person("home", **FITS, tally=BOOKED)

    off = told(rules, me, SessionCancelled(session=LONG), {LONG: held(LONG)})
    freed = after(rules, me, Tapped(data=f"free:{LONG}"), {LONG: held(LONG)})

    assert moves(off)["week:2027-W05::lived:called_off"] == 1
    assert moves(freed)["week:2027-W05::lived:gave_up"] == 1


def past(**seat):
    over = held(LONG)
    return replace(over, starts=NOW - dt.timedelta(days=7), seats={ME: replace(over.seats[ME], **seat)})


def test_who_came_and_is_erased_leaves_a_seat_behind_and_stays_counted(rules):
    me = person("home", **FITS, tally=replace(BOOKED, station=Station.ATTENDED))

    turn = told(rules, me, EraseAsked(by="command"), {LONG: past(attended=True)})

    assert moves(turn) == {f"left:{LONG}:lived:came:first": 1}


def test_a_seat_in_a_meeting_to_come_is_freed_and_not_left_behind(rules):
    turn = told(rules, person("home", **FITS, tally=BOOKED), EraseAsked(by="command"), {LONG: held(LONG)})

    assert not [name for name in moves(turn) if name.startswith("left:")]


def test_who_comes_back_by_a_return_code_was_never_a_newcomer(rules):
    turn = after(rules, person("question", "l_age", tally=AGREED), Said(text=BACK.id), codes=(BACK,))

    assert moves(turn) == {"week:2027-W05::lived:answering": -1}


def test_a_seat_somebody_had_before_they_came_back_by_a_code_stays_counted(rules):
    me = person("home", **FITS, tally=replace(FITTING, station=Station.GAVE_UP))

    assert moves(after(rules, me, Said(text=BACK.id), codes=(BACK,))) == {}


def test_who_was_only_in_the_chat_is_counted_when_they_agree_at_a_desk(rules):
    yes = DeskConsent(id="consent_screening_v1", agreed=True, words="00")
    body = SignedUpAtDesk(role=Role.LIVED, channel="phone", consents=(yes,), answers={})

    assert moves(told(rules, person("welcome", role=None), body)) == {f"week:{WEEK}::lived:talk": 1}


def test_who_goes_on_elsewhere_with_a_seat_stays_counted_once(rules):
    me = person("home", **FITS)  # from before there were weeks: not counted yet

    assert moves(after(rules, me, Said(text=BACK.id), {LONG: held(LONG)}, codes=(BACK,))) == {}


def test_who_goes_on_elsewhere_with_a_place_on_a_list_stays_counted_once(rules):
    me = person("home", **FITS)

    assert moves(after(rules, me, Said(text=BACK.id), {LONG: waited(LONG)}, codes=(BACK,))) == {}


def test_who_answers_anew_stays_counted_in_the_hospitals_they_chose_until_they_choose_again(rules):
    was = replace(AGREED, hospitals=("h1",))

    turn = after(rules, person("question", "l_age", tally=was), Tapped(data="a:l_age:yes"))

    assert (turn.me.tally.hospitals, moves(turn)) == (("h1",), {})


def test_a_seat_they_sat_in_and_keep_is_not_left_behind(rules):
    me = person("home", **FITS, tally=replace(FITTING, station=Station.ATTENDED))
    been = {LONG: past(attended=True)}

    assert moves(after(rules, me, Said(text=BACK.id), been, codes=(BACK,))) == {}


def test_a_new_role_takes_the_count_along(rules):
    me = person("consent", "staff", tally=AGREED)

    turn = after(rules, me, Tapped(data="screening:agree"))

    assert moves(turn) == {"week:2027-W05::lived:answering": -1, "week:2027-W05::staff:answering": 1}


def test_a_talk_that_a_person_settles_moves_on(rules):
    me = person("waiting_for_us", outcome=Outcome.TALK, tally=replace(AGREED, station=Station.TALK))

    turn = after(rules, replace(me, outcome=Outcome.FITS), Said(text="my meetings"))

    assert turn.me.tally.station is Station.FITS


# -- at a desk ---------------------------------------------------------------------------------------------


READ = DeskConsent(id="consent_screening_v1", agreed=True, words="00")
ANSWERS = {
    "l_age": ("yes",),
    "l_hospital": ("h1",),
    "l_experience": ("yes",),
    "l_ready": ("group",),
}


def at_the_desk(rules, **fields):
    body = SignedUpAtDesk(
        **({"role": Role.LIVED, "channel": "paper", "consents": (READ,), "answers": ANSWERS} | fields)
    )
    sessions = {LONG: replace(session(), starts=NOW - dt.timedelta(minutes=5))}
    return step(view(rules, None, sessions), Input(key="office:1", to=To.PERSON, id=ME, body=body), now=NOW)


def test_who_is_signed_up_at_a_desk_is_counted_in_this_week(rules):
    assert moves(at_the_desk(rules)) == {f"week:{WEEK}::lived:fits": 1, f"week:{WEEK}:h1:lived:fits": 1}


def test_who_walks_in_has_come(rules):
    assert moves(at_the_desk(rules, session=LONG, came=True)) == {
        f"week:{WEEK}::lived:attended": 1,
        f"week:{WEEK}:h1:lived:attended": 1,
    }


def test_not_this_time_at_a_desk_is_counted_and_nobody_is_kept(rules):
    turn = at_the_desk(rules, answers={"l_age": ("no",)})

    assert turn.me is None
    assert moves(turn) == {f"week:{WEEK}::lived:not_this_time.under_18": 1}


def test_who_does_not_agree_at_a_desk_is_not_counted(rules):
    assert moves(at_the_desk(rules, consents=(replace(READ, agreed=False),))) == {}
