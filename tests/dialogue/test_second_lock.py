"""The second lock at sign-in: who stands before it, what a code does, and what stands in the log."""

import datetime as dt

import pytest
from msgspec.structs import replace
from pyotp import TOTP

from outreach_bot.dialogue.actors import Actor
from outreach_bot.dialogue.effects import DropSignIn, PutMember, PutSignIn
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import OFFICE, Input, SignedIn, To
from outreach_bot.dialogue.lock_inputs import SecondLockBegun, SecondLockTakenOff, SecondLockTried
from outreach_bot.dialogue.second_lock import AT_LOCK, AT_LOCK_TIME, SESSION
from outreach_bot.dialogue.state import AtLock, KeptMember
from outreach_bot.dialogue.team_effects import DropSecondLock, EndSessions, PutSecondLock
from outreach_bot.dialogue.team_inputs import MemberEnded
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from outreach_bot.recruitment.second_lock import MOST_WRONG, PAUSE, STEP_SECONDS, SecondLock
from tests.helpers.people import NOW, view
from tests.helpers.turns import changed

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
EVENING = NOW + dt.timedelta(hours=8)
ON = SecondLock(secret=SECRET, since=NOW - dt.timedelta(days=9))
INES = Actor(role=OfficeRole.COORDINATOR, name="Ines", member="m-ines", session="0a1b2c3d")
LINK = SignedIn(
    token_hash="link", session_hash="s1", until=EVENING, name="Ines", member="m-ines", secret=SECRET
)
WAITS = AtLock(member="m-ines", name="Ines", kind=AT_LOCK, until=NOW + AT_LOCK_TIME)


def take(rules, body, seen, *, rule="required", actor=INES):
    campaign = rules.campaign.model_copy(update={"second_lock": rule})
    rules = rules.model_copy(update={"campaign": campaign})
    received = Input(key="office:1", to=To.OFFICE, id=OFFICE, body=body, actor=actor)
    return step(replace(view(rules, None), at_lock=seen), received, now=NOW)


def tries(rules, seen, *, code=None, **more):
    now = TOTP(SECRET).generate_otp(int(NOW.timestamp()) // STEP_SECONDS)
    body = SecondLockTried(session_hash="s1", opens="s2", until=EVENING, code=code or now)
    return take(rules, body, seen, **more)


def actions(turn):
    return [(row.action, row.about, row.detail, row.result) for row in turn.audit]


def test_a_member_who_has_no_second_lock_is_offered_a_key_and_is_not_in(rules):
    turn = take(rules, LINK, AtLock(member="m-ines"), actor=None)

    assert turn.changes == (
        DropSignIn(hash="link"),
        PutSignIn(
            hash="s1", kind=AT_LOCK, until=NOW + AT_LOCK_TIME, name="Ines", member="m-ines", secret=SECRET
        ),
    )
    assert actions(turn) == [("sign_in_link_used", "m-ines", "", "")]


@pytest.mark.parametrize("rule", ["required", "offered"])
def test_a_member_who_has_a_second_lock_is_asked_for_it_and_shown_no_key(rules, rule):
    turn = take(rules, LINK, AtLock(member="m-ines", lock=ON, revision=3), rule=rule)

    (waits,) = changed(turn, PutSignIn)
    assert (waits.kind, waits.secret) == (AT_LOCK, "")


def test_where_it_is_only_offered_a_member_without_one_is_in(rules):
    turn = take(rules, LINK, AtLock(member="m-ines"), rule="offered", actor=None)

    assert changed(turn, PutSignIn) == [
        PutSignIn(hash="s1", kind=SESSION, until=EVENING, name="Ines", member="m-ines")
    ]
    assert actions(turn) == [("signed_in", "m-ines", "", "")]


def test_whoever_holds_the_machine_is_not_asked(rules):
    turn = take(rules, replace(LINK, member="", name=""), None, actor=None)

    assert [each.kind for each in changed(turn, PutSignIn)] == [SESSION]


def test_a_right_code_lets_in_under_a_new_session(rules):
    turn = tries(rules, replace(WAITS, lock=ON, revision=3))

    assert changed(turn, DropSignIn) == [DropSignIn(hash="s1")]
    assert changed(turn, PutSignIn) == [
        PutSignIn(hash="s2", kind=SESSION, until=EVENING, name="Ines", member="m-ines")
    ]
    assert actions(turn) == [("signed_in", "m-ines", "", "")]


def test_the_step_of_a_right_code_is_kept(rules):
    turn = tries(rules, replace(WAITS, lock=ON, revision=3))

    (kept,) = changed(turn, PutSecondLock)
    assert kept.lock == replace(ON, step=int(NOW.timestamp()) // STEP_SECONDS)


def test_a_right_code_for_an_offered_key_puts_the_lock_on_and_lets_in(rules):
    turn = tries(rules, replace(WAITS, secret=SECRET))

    (kept,) = changed(turn, PutSecondLock)
    assert (kept.member, kept.lock.secret, kept.lock.since) == ("m-ines", SECRET, NOW)
    assert [action for action, *_ in actions(turn)] == ["second_lock_set", "signed_in"]


def test_a_wrong_code_is_counted_and_logged_and_they_may_try_again(rules):
    turn = tries(rules, replace(WAITS, lock=ON), code="000000")

    assert turn.changes == (PutSecondLock(member="m-ines", lock=replace(ON, wrong=1)),)
    assert actions(turn) == [("second_lock_wrong", "m-ines", "", "denied")]


def test_the_fifth_wrong_code_ends_the_session(rules):
    turn = tries(rules, replace(WAITS, lock=replace(ON, wrong=MOST_WRONG - 1)), code="000000")

    assert changed(turn, DropSignIn) == [DropSignIn(hash="s1")]
    (kept,) = changed(turn, PutSecondLock)
    assert kept.lock.paused_until == NOW + PAUSE
    assert actions(turn) == [("second_lock_wrong", "m-ines", "session_ended", "denied")]


def test_in_a_pause_not_even_a_right_code_counts(rules):
    turn = tries(rules, replace(WAITS, lock=replace(ON, paused_until=NOW + dt.timedelta(seconds=1))))

    assert turn.changes == ()
    assert actions(turn) == [("second_lock_wrong", "m-ines", "paused", "denied")]


@pytest.mark.parametrize("seen", [None, WAITS], ids=["the session is over", "there is no key to try"])
def test_a_code_for_no_lock_does_nothing(rules, seen):
    turn = tries(rules, seen)

    assert (turn.changes, turn.audit) == ((), ())


def test_who_is_in_may_set_one_up_of_their_own_accord(rules):
    inside = replace(WAITS, kind=SESSION, until=EVENING)

    begun = take(rules, SecondLockBegun(session_hash="s1", secret=SECRET), inside, rule="offered")
    proved = tries(rules, replace(inside, secret=SECRET), rule="offered")

    assert begun.changes == (
        PutSignIn(hash="s1", kind=SESSION, until=EVENING, name="Ines", member="m-ines", secret=SECRET),
    )
    assert [each.hash for each in changed(proved, PutSignIn)] == ["s2"]
    assert [action for action, *_ in actions(proved)] == ["second_lock_set"]


@pytest.mark.parametrize(
    "seen",
    [WAITS, replace(WAITS, kind=SESSION, lock=ON), replace(WAITS, kind=SESSION, secret=SECRET)],
    ids=["before the lock", "one is on", "one is shown already"],
)
def test_no_key_is_offered_to_who_is_not_in_or_has_one(rules, seen):
    turn = take(rules, SecondLockBegun(session_hash="s1", secret=SECRET), seen)

    assert turn.changes == ()


def test_an_owner_takes_a_lock_off_and_the_sessions_end(rules):
    turn = take(rules, SecondLockTakenOff(member="m-ines"), AtLock(member="m-ines", lock=ON))

    assert turn.changes == (DropSecondLock(member="m-ines"), EndSessions(member="m-ines"))
    assert actions(turn) == [("second_lock_off", "m-ines", "", "")]


def test_where_there_is_no_lock_none_is_taken_off(rules):
    turn = take(rules, SecondLockTakenOff(member="m-nobody"), AtLock(member="m-nobody"))

    assert (turn.changes, turn.audit) == ((), ())


def test_the_secret_of_who_leaves_the_team_goes_at_once(rules):
    ines = Member(id="m-ines", name="Ines", role=OfficeRole.COORDINATOR, since=NOW)
    received = Input(key="office:1", to=To.OFFICE, id=OFFICE, body=MemberEnded(member="m-ines"), actor=INES)
    seen = replace(view(rules, None), members={"m-ines": KeptMember(member=ines, revision=1)})

    turn = step(seen, received, now=NOW)

    assert changed(turn, DropSecondLock) == [DropSecondLock(member="m-ines")]
    assert len(changed(turn, PutMember)) == 1


def test_neither_code_nor_secret_is_in_the_log_or_in_what_an_error_would_say(rules):
    code = "135791"
    seen = replace(WAITS, lock=ON, secret=SECRET)
    turn = tries(rules, seen, code=code)
    body = SecondLockTried(session_hash="s1", opens="s2", until=EVENING, code=code)

    said = f"{turn.audit} {body!r} {seen!r} {SecondLockBegun(session_hash='s1', secret=SECRET)!r}"

    assert code not in said
    assert SECRET not in said
