"""The second lock: which code opens it, and when no code is looked at any more. Vectors: RFC 6238, appendix B."""

import base64
import datetime as dt

import pytest
from pyotp import TOTP

from outreach_bot.recruitment.second_lock import (
    MOST_WRONG,
    PAUSE,
    STEP_SECONDS,
    SecondLock,
    is_code,
    is_paused,
    missed,
    opened,
)
from tests.helpers.people import NOW

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ON = SecondLock(secret=SECRET, since=NOW)


def code(steps=0, secret=SECRET):
    return TOTP(secret).generate_otp(int(NOW.timestamp()) // STEP_SECONDS + steps)


@pytest.mark.parametrize(
    ("at", "figures"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_a_code_is_the_one_of_the_standard(at, figures):
    lock = SecondLock(secret=base64.b32encode(b"12345678901234567890").decode())

    assert opened(lock, figures, secret="", now=dt.datetime.fromtimestamp(at, dt.UTC)) is not None


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_phone_may_be_one_step_off_either_way(steps):
    assert opened(ON, code(steps), secret="", now=NOW) is not None


@pytest.mark.parametrize("steps", [-2, 2, 100])
def test_further_off_does_not_count(steps):
    assert opened(ON, code(steps), secret="", now=NOW) is None


@pytest.mark.parametrize("later", [0, STEP_SECONDS])
def test_a_code_counts_once(later):
    once = opened(ON, code(), secret="", now=NOW)
    assert once is not None

    assert opened(once, code(), secret="", now=NOW + dt.timedelta(seconds=later)) is None


def test_a_code_older_than_one_that_counted_does_not_count():
    ahead = opened(ON, code(1), secret="", now=NOW)
    assert ahead is not None

    assert [opened(ahead, code(steps), secret="", now=NOW) for steps in (-1, 0)] == [None, None]


def test_the_first_right_code_puts_the_lock_on():
    on = opened(SecondLock(wrong=2), code(), secret=SECRET, now=NOW)

    assert on == SecondLock(secret=SECRET, since=NOW, step=int(NOW.timestamp()) // STEP_SECONDS)


def test_a_lock_that_is_on_takes_no_other_key():
    other = "KRSXG5BAONSWG4TFOQQGK3TPOVTWQIDB"

    assert opened(ON, code(secret=other), secret=other, now=NOW) is None


def test_a_right_code_ends_the_count_of_wrong_ones():
    after = opened(missed(ON, NOW), code(), secret="", now=NOW)

    assert after is not None
    assert (after.wrong, after.since) == (0, NOW)


def test_the_fifth_wrong_code_in_a_row_starts_a_pause_that_ends():
    lock = ON
    paused = []
    for _ in range(MOST_WRONG):
        lock = missed(lock, NOW)
        paused.append(is_paused(lock, NOW))

    assert paused == [False, False, False, False, True]
    assert is_paused(lock, NOW + PAUSE - dt.timedelta(seconds=1))
    assert not is_paused(lock, NOW + PAUSE)
    assert lock.secret == SECRET


@pytest.mark.parametrize(
    ("typed", "good"),
    [("012345", True), ("12345", False), ("1234567", False), ("12a456", False), ("١٢٣٤٥٦", False)],
)
def test_a_code_has_six_figures(typed, good):
    assert is_code(typed) is good


def test_an_error_that_names_a_lock_does_not_tell_its_secret():
    assert SECRET not in repr(ON)
