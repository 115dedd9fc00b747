"""What a turn writes down beside the conversation: audit rows, counters, news for the office, marks on buttons."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.aside_inputs import Failed
from outreach_bot.dialogue.draft import Draft, NobodyAnswers
from outreach_bot.dialogue.effects import (
    Audit,
    DropCall,
    DropSignIn,
    Forget,
    Mark,
    Notice,
    Phrase,
    Priority,
    PutCall,
    PutCode,
    PutSession,
    PutSignIn,
    StopTimer,
    Suppress,
    Tell,
    Unsuppress,
)
from outreach_bot.dialogue.engine import SCREENS, step
from outreach_bot.dialogue.inputs import (
    OFFICE,
    Address,
    Blocked,
    CameBack,
    Channel,
    EraseAsked,
    Exported,
    Input,
    Invited,
    Opened,
    Returned,
    Said,
    SentMedia,
    SessionChanged,
    SessionMoved,
    SessionsImported,
    SignedIn,
    SignedOut,
    SignInLinkMade,
    Tapped,
    TimerFired,
    TimerName,
    To,
    Unblocked,
    WasAway,
    WaveReaches,
)
from outreach_bot.dialogue.state import Champion, Consent
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.reasons import ExportReason
from outreach_bot.recruitment.rules import CodeKind, Outcome
from tests.helpers.people import (
    CHAMPION,
    CHAT,
    LONG,
    ME,
    NOW,
    SITUATIONS,
    STATES,
    person,
    received,
    session,
    view,
)
from tests.helpers.turns import changed, counted, take

NIGHT = dt.datetime(2027, 3, 2, 4, 0, tzinfo=dt.UTC)
MORNING = dt.datetime(2027, 3, 2, 14, 0, tzinfo=dt.UTC)
ELSEWHERE = Address(channel=Channel.WEB, chat="web-1")
ANSWERED = {"l_age": ("yes",), "l_hospital": ("h1",), "l_experience": ("yes",)}
READY = person("question", "l_ready", answers=ANSWERED)
CONTACT = Consent(id="consent_contact_v1", agreed=True, at=NOW, channel="telegram", words="")


def audited(turn):
    return [(row.action, row.detail) for row in turn.audit]


def code(code_id="K7MQ2XZB", kind=CodeKind.NETWORK, **fields):
    return Code(id=code_id, kind=kind, made_at=NOW, **fields)


# -- audit ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("me", "body", "action", "detail"),
    [
        (STATES["consent"], Tapped(data="screening:agree"), "consent_given", "consent_screening_v1"),
        (STATES["consent"], Tapped(data="screening:refuse"), "consent_refused", "consent_screening_v1"),
        (READY, Tapped(data="a:l_ready:group"), "outcome", "fits"),
        (READY, Tapped(data="a:l_ready:later"), "outcome", "later"),
        (READY, Tapped(data="a:l_ready:unsure"), "outcome", "talk"),
        (STATES["question"], Said(text="stop"), "stopped", ""),
        (STATES["question"], Blocked(), "stopped", ""),
        (STATES["stopped"], Said(text="start"), "started_again", ""),
        (STATES["stopped"], Opened(), "started_again", ""),
        (STATES["delete"], Tapped(data="delete:yes"), "erased", ""),
        (STATES["question"], EraseAsked(by="cora"), "erased", "by_coordinator"),
        (STATES["question"], Said(text="export"), "exported_own", ""),
        (STATES["question"], Said(text="I want to die"), "crisis", "suicide"),
        (STATES["question"], Said(text="my son died of an overdose"), "crisis", "overdose/soft"),
        (STATES["question"], Tapped(data="help"), "help_asked", ""),
        (STATES["champion_rules"], Tapped(data="rules:refuse"), "champion_declined", ""),
        (STATES["champion_employer"], Tapped(data="employer:no"), "champion_joined", "H5NQ3RTW"),
        (STATES["question"], Said(text="call me"), "call_asked", "asked"),
        (STATES["question"], CameBack(address=ELSEWHERE), "came_back", ""),
    ],
)  # fmt: skip
def test_it_is_audited_by_code_only(me, body, action, detail, rules):
    turn = take(rules, me, body)

    assert Audit(action=action, about=ME, detail=detail) in turn.audit


def test_a_code_to_look_at_is_audited_without_the_person(rules):
    turn = take(rules, STATES["question"], Opened(payload="c_K7"))

    assert turn.audit == (Audit(action="code_review", about="codes", detail="unknown"),)


@pytest.mark.parametrize(
    ("kind", "action", "detail"),
    [
        (CodeKind.CHAMPION, "champion_invited", "H5NQ3RTW"),
        (CodeKind.COORDINATOR, "coordinator_enrolled", ""),
    ],
)
def test_using_a_one_time_link_is_audited_and_uses_it_up(kind, action, detail, rules):
    link = code("RQTVWXY2", kind, joins=True, gives="H5NQ3RTW")

    turn = take(rules, STATES["welcome"], Opened(payload="j_RQTVWXY2"), codes=(link,))

    assert (action, detail) in audited(turn)
    assert changed(turn, PutCode) == [PutCode(code=replace(link, used_at=NOW))]
    assert [(record.table, record.id, revision) for record, revision in turn.rests_on] == [
        ("code", "RQTVWXY2", 1)
    ]


# -- counters ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("me", "body", "counters"),
    [
        (READY, Tapped(data="a:l_ready:one"), ["outcome:fits:lived"]),
        (READY, Tapped(data="a:l_ready:later"), ["outcome:later:lived"]),
        (
            person("question", "l_age"),
            Tapped(data="a:l_age:no"),
            ["outcome:not_this_time:lived", "not_this_time:under_18"],
        ),
    ],
)
def test_an_outcome_is_counted_without_a_name(me, body, counters, rules):
    assert counted(take(rules, me, body)) == counters


def test_an_opened_link_is_counted_once_a_person(rules):
    opened = Opened(payload="c_K7MQ2XZB-fl")

    first = take(rules, None, opened, codes=(code(),))
    again = take(rules, first.me, opened, codes=(code(),))

    assert counted(first) == ["opened:K7MQ2XZB:fl"]
    assert counted(again) == []


# -- codes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kept",
    [
        code(void=True),
        code(used_at=NOW, joins=True, kind=CodeKind.CHAMPION),
        code(kind=CodeKind.COORDINATOR),
    ],
    ids=["void", "used", "not a code to share"],
)
def test_a_code_that_is_no_good_looks_like_a_fresh_one_to_the_person(kept, rules):
    fresh = take(rules, None, Opened(payload="c_K7MQ2XZB"), codes=(code(),))
    other = take(rules, None, Opened(payload="c_K7MQ2XZB"), codes=(kept,))

    assert other.says == fresh.says
    assert Notice.CODE_REVIEW in other.notices
    assert Notice.CODE_REVIEW not in fresh.notices


def test_a_place_code_may_be_used_by_many(rules):
    turn = take(rules, None, Opened(payload="c_K7MQ2XZB"), codes=(code(kind=CodeKind.PLACE, used_at=NOW),))

    assert turn.notices == ()
    assert turn.me is not None
    assert turn.me.source == "K7MQ2XZB"


def test_a_void_one_time_link_makes_nobody_a_coordinator(rules):
    link = code("RQTVWXY2", CodeKind.COORDINATOR, joins=True, void=True)

    turn = take(rules, None, Opened(payload="j_RQTVWXY2"), codes=(link,))

    assert turn.me is not None
    assert turn.me.coordinator_since is None


def test_a_return_code_hands_the_conversation_over(rules):
    back = code("RQTVWXY2", CodeKind.RETURN, person="person-000002")

    turn = take(rules, STATES["welcome"], Opened(payload="r_RQTVWXY2"), codes=(back,))

    assert turn.me is None
    assert turn.tells == (Tell(to=To.PERSON, id="person-000002", body=CameBack(address=CHAT)),)
    assert changed(turn, Forget) == [Forget(person=ME)]
    assert turn.says == ()  # what follows is said by the conversation that comes back


def test_a_return_code_leaves_alone_who_holds_a_seat_of_their_own(rules):
    back = code("RQTVWXY2", CodeKind.RETURN, person="person-000002")

    turn = take(
        rules, STATES["home"], Opened(payload="r_RQTVWXY2"), codes=(back,), sessions=SITUATIONS["with a seat"]
    )

    assert changed(turn, Forget) == []


def test_the_own_return_code_shows_where_one_is(rules):
    back = code("RQTVWXY2", CodeKind.RETURN, person=ME)

    turn = take(rules, STATES["question"], Opened(payload="r_RQTVWXY2"), codes=(back,))

    assert turn.me is not None
    assert turn.tells == ()
    assert Phrase("l_hospital") in turn.says[0].words


def test_who_comes_back_elsewhere_is_reached_there_from_now_on(rules):
    me = replace(STATES["stopped"], addresses=(CHAT, ELSEWHERE))

    turn = take(rules, me, CameBack(address=ELSEWHERE))

    assert turn.me is not None
    assert turn.me.addresses[0] == ELSEWHERE
    assert len(set(turn.me.addresses)) == len(turn.me.addresses)
    assert turn.me.stopped_at is None
    assert turn.me.turn == me.turn + 1
    assert changed(turn, Unsuppress) == [Unsuppress(address=ELSEWHERE)]
    assert turn.says[0].words[0] == Phrase("came-back")


# -- stop, start, delete ----------------------------------------------------------------------------------


def test_stop_holds_for_every_address_and_start_lifts_it(rules):
    me = person("home", addresses=(CHAT, ELSEWHERE), consents=(CONTACT,))

    stopped = take(rules, me, Said(text="stop"))
    started = take(rules, stopped.me, Said(text="start"), now=NOW + dt.timedelta(hours=1))
    opened = take(rules, stopped.me, Opened())

    assert changed(stopped, Suppress) == [Suppress(address=CHAT), Suppress(address=ELSEWHERE)]
    assert changed(started, Unsuppress) == [Unsuppress(address=CHAT), Unsuppress(address=ELSEWHERE)]
    assert changed(opened, Unsuppress) == [Unsuppress(address=CHAT), Unsuppress(address=ELSEWHERE)]
    assert [given.withdrawn_at for given in started.me.consents] == [NOW]


def test_stop_ends_what_would_write_later(rules):
    turn = take(rules, STATES["resting"], Said(text="stop"))

    assert [timer.name for timer in turn.timers if isinstance(timer, StopTimer)] == [TimerName.CHECK_IN]


def test_who_starts_again_is_no_longer_held_back(rules):
    me = replace(STATES["stopped"], paused_at=NOW)

    assert take(rules, me, Said(text="start")).me.paused_at is None


def test_a_coordinator_who_erases_somebody_says_nothing_to_them(rules):
    turn = take(rules, STATES["home"], EraseAsked(by="cora"), sessions=SITUATIONS["with a seat"])

    assert turn.says == ()
    assert turn.me is None
    assert changed(turn, Suppress) == [Suppress(address=CHAT)]


def test_a_seat_in_a_meeting_that_has_begun_is_offered_to_nobody(rules):
    begun = {LONG: replace(SITUATIONS["with a seat"][LONG], starts=NOW - dt.timedelta(minutes=5))}

    assert take(rules, STATES["delete"], Tapped(data="delete:yes"), sessions=begun).tells == ()
    assert (
        take(rules, STATES["delete"], Tapped(data="delete:yes"), sessions=SITUATIONS["with a seat"]).tells
        != ()
    )


# -- talking, help ----------------------------------------------------------------------------------------


def test_a_call_that_was_made_is_no_longer_open(rules):
    made = Call(person=ME, asked_at=NOW, reason="asked", number="+16035550199", done_at=NOW)

    turn = take(rules, STATES["question"], Said(text="call me"), call=made)

    assert turn.notices == (Notice.CALL,)
    assert [change.call.number for change in changed(turn, PutCall)] == [""]


def test_help_is_loud_goes_first_and_takes_nothings_place(rules):
    for body in (Tapped(data="help"), Said(text="I want to die")):
        say = take(rules, STATES["question"], body).says[0]

        assert (say.priority, say.silent, say.edit, say.help) == (Priority.HELP, False, False, True)


def test_what_follows_help_is_a_message_of_its_own(rules):
    for body in (Tapped(data="help"), Said(text="my son died of an overdose")):
        [_, follows] = take(rules, STATES["question"], body).says

        assert not follows.edit


@pytest.mark.parametrize(
    ("text", "paused"), [("I want to die", True), ("he hits me", True), ("I am dope sick", False)]
)
def test_urgent_messages_hold_notes_back(text, paused, rules):
    assert (take(rules, STATES["question"], Said(text=text)).me.paused_at is not None) is paused


# -- how things are said ----------------------------------------------------------------------------------


def test_an_answer_to_a_tap_takes_its_place_without_a_sound(rules):
    [say] = take(rules, STATES["welcome"], Tapped(data="start")).says

    assert (say.edit, say.silent) == (True, True)


def test_an_answer_to_a_message_is_a_message(rules):
    [say] = take(rules, STATES["welcome"], Said(text="hm")).says

    assert (say.edit, say.silent) == (False, False)


def test_the_first_question_leaves_the_consent_where_it_can_be_read(rules):
    [say] = take(rules, STATES["consent"], Tapped(data="screening:agree")).says

    assert not say.edit


@pytest.mark.parametrize("body", [WasAway(), Failed()])
def test_our_own_faults_are_told_in_a_message_of_their_own(body, rules):
    [say] = take(rules, STATES["question"], body).says

    assert not say.edit


def test_nobody_is_woken_to_hear_that_we_were_away(rules):
    [say] = take(rules, STATES["question"], WasAway(), now=NIGHT).says

    assert (say.not_before, say.silent) == (MORNING, True)


@pytest.mark.parametrize("screen", ["new", "stopped"])
def test_who_waits_for_nothing_is_not_told_that_we_were_away(screen, rules):
    me = replace(STATES["stopped"], screen="question") if screen == "stopped" else person("new")

    assert take(rules, me, WasAway()).says == ()


def test_nobody_is_woken_by_a_check_in(rules):
    me = person("resting", outcome=Outcome.LATER)
    [say] = take(rules, me, TimerFired(name=TimerName.CHECK_IN, was_due=NIGHT), now=NIGHT).says

    assert (say.not_before, say.priority, say.edit) == (MORNING, Priority.REMINDER, False)


@pytest.mark.parametrize("changes", [{"stopped_at": NOW}, {"paused_at": NOW}, {"outcome": Outcome.FITS}])
def test_a_check_in_that_is_not_wanted_any_more_is_not_sent(changes, rules):
    me = replace(person("resting", outcome=Outcome.LATER), **changes)

    assert take(rules, me, TimerFired(name=TimerName.CHECK_IN, was_due=NOW)).says == ()


def test_a_consent_is_asked_with_its_name_so_that_the_words_are_kept(rules):
    turn = take(rules, STATES["role"], Tapped(data="role:lived"))

    assert [say.consent for say in turn.says] == ["consent_screening_v1"]


def test_an_answer_to_a_consent_keeps_when_where_and_which_words(rules):
    me = replace(STATES["consent"], shown={"consent_screening_v1": "abc", "consent_future_v1": "def"})

    turn = take(rules, me, Tapped(data="screening:agree"))

    given = Consent(
        id="consent_screening_v1", agreed=True, at=NOW, channel="telegram", words="abc", language="en"
    )
    assert turn.me.consents == (given,)
    assert turn.me.shown == {"consent_future_v1": "def"}


def test_a_withdrawn_consent_counts_no_more(rules):
    me = person("home", consents=(replace(CONTACT, withdrawn_at=NOW),))

    assert not Draft(view(rules, me), received(Returned()), NOW, SCREENS).may_write_first()


def test_of_two_answers_to_a_consent_the_newer_counts(rules):
    me = person("home", consents=(CONTACT, replace(CONTACT, agreed=False)))

    assert not Draft(view(rules, me), received(Returned()), NOW, SCREENS).may_write_first()


@pytest.mark.parametrize(
    ("name", "ticked"),
    [("question", "a:l_hospital:h1"), ("needs", "need:quiet"), ("talk_times", "time:morning")],
)
def test_what_is_ticked_has_a_mark_and_nothing_else_has(name, ticked, rules):
    screen = Draft(view(rules, STATES[name]), received(Returned()), NOW, SCREENS).screen()

    assert [b.data for row in screen.buttons for b in row if b.mark is Mark.TICKED] == [ticked]


def test_the_name_of_the_role_is_not_kept_before_consent(rules):
    turn = take(rules, replace(STATES["role"], role=None), Tapped(data="role:staff"))

    assert turn.me.role is None


# -- languages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hint", "language"), [("es-MX", "es"), ("EN", "en"), ("fr", "en"), ("", "en")])
def test_the_first_words_come_in_the_language_of_the_app_where_we_have_it(hint, language, rules):
    turn = step(view(rules, None), replace(received(Opened()), language=hint), now=NOW)

    assert turn.me is not None
    assert turn.me.language == language


def test_a_language_can_be_picked_where_there_are_several(rules):
    asked = take(rules, STATES["question"], Said(text="language"))
    picked = take(rules, asked.me, Tapped(data="lang:es"))

    assert [row[0].data for row in asked.says[0].buttons] == ["lang:en", "lang:es", "back", "help"]
    assert (picked.me.language, picked.me.screen) == ("es", "question")


def test_a_language_we_do_not_have_changes_nothing(rules):
    assert take(rules, STATES["language"], Tapped(data="lang:xx")).me.language == "en"


def test_a_language_once_picked_stays_whatever_the_app_is_set_to(rules):
    me = replace(STATES["question"], language="es")

    assert take(rules, me, Said(text="hm")).me.language == "es"


# -- addresses --------------------------------------------------------------------------------------------


def test_the_address_used_last_comes_first(rules):
    me = person("home", addresses=(ELSEWHERE, CHAT))

    assert take(rules, me, Returned()).me.addresses == (CHAT, ELSEWHERE)


@pytest.mark.parametrize("body", [Returned(), Said(text="hm"), SentMedia(), Opened(), Tapped(data="help")])
def test_who_writes_or_taps_has_been_seen(body, rules):
    me = replace(STATES["question"], seen_at=NOW - dt.timedelta(days=1))

    turn = take(rules, me, body)

    assert (turn.me.seen_at, turn.me.turn) == (NOW, me.turn + 1)


def test_only_a_new_person_gets_a_day_from_looking_in(rules):
    assert [timer.name for timer in take(rules, None, Said(text="hm")).timers] == [
        TimerName.SCREENING_EXPIRES
    ]
    assert take(rules, STATES["question"], Said(text="hm")).timers == ()


def test_what_we_do_ourselves_is_no_sign_of_them(rules):
    me = replace(STATES["question"], seen_at=NOW - dt.timedelta(days=1))

    assert take(rules, me, WasAway()).me == me


@pytest.mark.parametrize(
    "body",
    [
        TimerFired(name=TimerName.REST_ENDS, was_due=NOW),
        CameBack(address=ELSEWHERE),
        EraseAsked(by="cora"),
        WasAway(),
        Unblocked(),
    ],
)
def test_somebody_erased_meanwhile_is_nobody_to_tell(body, rules):
    turn = take(rules, None, body)

    assert (turn.me, turn.says, turn.changes, turn.audit) == (None, (), (), ())


def test_a_stranger_whose_message_broke_us_gets_a_kind_answer(rules):
    turn = take(rules, None, Failed())

    assert [words.id for words in turn.says[0].words] == ["failed", "welcome"]


# -- time -------------------------------------------------------------------------------------------------


def test_deleted_answers_are_audited(rules):
    turn = take(rules, READY, TimerFired(name=TimerName.SCREENING_EXPIRES, was_due=NOW))

    assert ("screening_expired", "") in audited(turn)


def test_a_person_forgotten_for_good_is_audited(rules):
    me = replace(STATES["resting"], seen_at=NOW - dt.timedelta(days=90))

    turn = take(rules, me, TimerFired(name=TimerName.REST_ENDS, was_due=NOW))

    assert ("rest_ended", "") in audited(turn)
    assert changed(turn, Forget) == [Forget(person=ME)]


def test_who_has_a_seat_is_not_forgotten(rules):
    me = replace(STATES["home"], seen_at=NOW - dt.timedelta(days=90))

    turn = take(
        rules, me, TimerFired(name=TimerName.REST_ENDS, was_due=NOW), sessions=SITUATIONS["with a seat"]
    )

    assert (turn.says, turn.changes, turn.audit) == ((), (), ())


def test_nobody_is_woken_to_be_asked_once_more(rules):
    me = replace(STATES["home"], seen_at=NOW - dt.timedelta(days=90), consents=(CONTACT,))

    [say] = take(rules, me, TimerFired(name=TimerName.REST_ENDS, was_due=NIGHT), now=NIGHT).says

    assert (say.not_before, say.priority, say.edit) == (MORNING, Priority.REMINDER, False)


def test_who_waits_for_a_call_is_kept_until_it_was_made(rules):
    me = replace(STATES["waiting_for_us"], seen_at=NOW - dt.timedelta(days=90))
    rest_ends = TimerFired(name=TimerName.REST_ENDS, was_due=NOW)
    call = Call(person=ME, asked_at=NOW - dt.timedelta(days=90), reason="outcome")

    waits = take(rules, me, rest_ends, call=call)
    done = take(rules, me, rest_ends, call=replace(call, done_at=NOW))

    assert changed(waits, Forget) == []
    assert [(timer.name, timer.due) for timer in waits.timers] == [
        (TimerName.REST_ENDS, NOW + dt.timedelta(days=90))
    ]
    assert changed(done, Forget) == [Forget(person=ME)]
    assert DropCall(person=ME) in done.changes


@pytest.mark.parametrize(
    ("situation", "unprompted"),
    [("on a list", ()), ("without a place", (NOW, NOW))],
    ids=["waits", "was written to"],
)
def test_who_waits_for_a_seat_or_was_written_to_enough_is_asked_another_time(situation, unprompted, rules):
    long_ago = NOW - dt.timedelta(days=90)
    me = replace(STATES["home"], seen_at=long_ago, consents=(CONTACT,), unprompted=unprompted)

    turn = take(rules, me, TimerFired(name=TimerName.REST_ENDS, was_due=NOW), sessions=SITUATIONS[situation])

    assert (turn.says, turn.changes, turn.me.screen) == ((), (), "home")
    assert [timer.name for timer in turn.timers] == [TimerName.REST_ENDS]


def test_a_check_in_can_be_answered_from_any_screen(rules):
    me = person("champion", champion=CHAMPION, outcome=Outcome.LATER)

    turn = take(rules, me, TimerFired(name=TimerName.CHECK_IN, was_due=NOW))

    assert turn.me.screen == "resting"


def test_a_check_in_waits_a_week_where_enough_was_sent(rules):
    me = person("resting", outcome=Outcome.LATER, unprompted=(NOW, NOW))

    turn = take(rules, me, TimerFired(name=TimerName.CHECK_IN, was_due=NOW))

    assert turn.says == ()
    assert [timer.name for timer in turn.timers] == [TimerName.CHECK_IN]


# -- champions --------------------------------------------------------------------------------------------


def test_a_champion_agrees_to_the_rules_and_says_who_they_are(rules):
    me = person("champion_rules", champion=Champion(code="H5NQ3RTW", joined_at=NOW))

    agreed = take(rules, me, Tapped(data="rules:agree"))
    chosen = take(rules, agreed.me, Tapped(data="kind:peer_support"))

    assert agreed.me.champion.rules_agreed_at == NOW
    assert chosen.me.champion.kind == "peer_support"


def test_the_card_is_a_message_without_buttons_so_that_it_can_be_passed_on(rules):
    [_, card] = take(rules, STATES["champion_employer"], Tapped(data="employer:no")).says

    assert (card.buttons, card.edit) == ((), False)


def test_a_second_link_leaves_a_champions_code_as_it_is(rules):
    link = code("RQTVWXY2", CodeKind.CHAMPION, joins=True, gives="KKKKKKKK")

    turn = take(rules, STATES["champion"], Opened(payload="j_RQTVWXY2"), codes=(link,))

    assert turn.me.champion.code == CHAMPION.code


@pytest.mark.parametrize("data", ["rules:agree", "kind:grassroots", "kind:king"])
def test_who_was_never_invited_becomes_no_champion(data, rules):
    screen = "champion_rules" if data.startswith("rules") else "champion_kind"

    turn = take(rules, person(screen), Tapped(data=data))

    assert turn.me.champion is None
    assert turn.says[0].words[0] == Phrase("old-button")


# -- the office -------------------------------------------------------------------------------------------


def office(rules, body, sessions=None):
    return step(view(rules, None, sessions), Input(key="office:1", to=To.OFFICE, body=body), now=NOW)


@pytest.mark.parametrize(
    ("body", "row"),
    [
        (
            Invited(codes=(code(),), by="cora"),
            Audit(action="code_made", about="K7MQ2XZB", detail="network", by="cora"),
        ),
        (Exported(kind="signups", by="cora"), Audit(action="exported", about="signups", by="cora")),
        (
            Exported(kind="calls", by="cora", identified=True, reason=ExportReason.CALL),
            Audit(action="exported_identified", about="calls", reason="call", by="cora"),
        ),
        (SignInLinkMade(token_hash="t", until=NOW), Audit(action="sign_in_link_made", about="office")),
        (SignedIn(token_hash="t", session_hash="s", until=NOW), Audit(action="signed_in", about="office")),
        (SignedOut(session_hash="s"), Audit(action="signed_out", about="office")),
        (
            SessionsImported(sessions=(session("s1"),), by="cora"),
            Audit(action="session_published", about="s1", detail="lived_interview", by="cora"),
        ),
    ],
)
def test_what_a_coordinator_does_is_audited(body, row, rules):
    assert office(rules, body).audit == (row,)


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        (Invited(codes=(code(),), by="cora"), (PutCode(code=code()),)),
        (SignInLinkMade(token_hash="t", until=NOW), (PutSignIn(hash="t", kind="link", until=NOW),)),
        (
            SignedIn(token_hash="t", session_hash="s", until=NOW),
            (DropSignIn(hash="t"), PutSignIn(hash="s", kind="session", until=NOW)),
        ),
        (SignedOut(session_hash="s"), (DropSignIn(hash="s"),)),
        (SessionsImported(sessions=(session("s1"),), by="cora"), (PutSession(session=session("s1")),)),
    ],
)
def test_what_a_coordinator_does_is_written(body, changes, rules):
    assert office(rules, body).changes == changes


def test_a_session_that_is_there_already_is_told_of_its_change(rules):
    moved = session(LONG, days=9)

    turn = office(rules, SessionsImported(sessions=(moved,), by="cora"), SITUATIONS["with a seat"])

    assert turn.changes == ()
    assert turn.tells == (Tell(to=To.SESSION, id=LONG, body=SessionChanged(session=moved, by="cora")),)


def test_words_of_crisis_under_a_photo_get_help_and_no_word_about_photos(rules):
    turn = take(rules, STATES["question"], SentMedia(caption="he stopped breathing"))

    assert turn.says[0].help
    assert all(Phrase("media") not in said.words for said in turn.says)


def test_an_old_button_of_somebody_forgotten_gets_the_welcome_once(rules):
    turn = take(rules, None, Tapped(data="a:l_age:yes"))

    assert [said.words for said in turn.says] == [(Phrase("welcome"),)]


@pytest.mark.parametrize("word", ["change", "cancel", "my meetings"])
def test_a_stranger_with_nothing_to_change_gets_the_welcome_once(word, rules):
    turn = take(rules, None, Said(text=word))

    assert [said.words for said in turn.says] == [(Phrase("welcome"),)]


def test_a_moved_meeting_forgets_the_notes_of_its_old_time(rules):
    turn = take(rules, STATES["home"], SessionMoved(session=LONG), sessions=SITUATIONS["with a seat"])

    stopped = {timer.name for timer in turn.timers if isinstance(timer, StopTimer)}
    assert stopped >= {
        TimerName.REMIND_WEEK,
        TimerName.REMIND_DAY,
        TimerName.REMIND_TWO_HOURS,
        TimerName.ASK_AFTER,
    }


@pytest.mark.parametrize(
    ("to", "name"), [(To.PERSON, "me"), (To.SESSION, LONG), (To.OFFICE, OFFICE)], ids=str
)
def test_what_nobody_knows_what_to_do_with_does_not_pass_in_silence(to, name, rules):
    """It is set aside, and seen on Today: a new kind of input must not be swallowed by a last branch."""
    seen = view(rules, STATES["question"], SITUATIONS["with a seat"])

    with pytest.raises(NobodyAnswers, match=f"WaveReaches to {to.value}"):
        step(
            seen,
            Input(key="odd:1", to=to, id=name, body=WaveReaches(wave="w")),
            now=NOW,
        )
