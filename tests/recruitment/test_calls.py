"""Calls: when they are safe, and what comes of trying."""

import datetime as dt

import pytest

from outreach_bot.recruitment.calls import Call, CallNote, is_safe, tried

NOW = dt.datetime(2027, 3, 1, 15, 0, tzinfo=dt.UTC)
CALL = Call(person="p-1", asked_at=NOW, reason="asked", way="call")


@pytest.mark.parametrize(
    ("times", "hour", "safe"),
    [
        (("morning",), 9, True),
        (("morning",), 12, False),
        (("afternoon",), 12, True),
        (("morning", "evening"), 18, True),
        (("evening",), 16, False),
        (("any",), 20, True),
        (("any",), 21, False),
        ((), 10, True),
        ((), 8, False),
    ],
)
def test_a_call_is_safe_at_the_times_they_said_and_by_day_where_they_said_none(times, hour, safe):
    call = Call(person="p-1", asked_at=NOW, reason="asked", safe_times=times)

    assert is_safe(call, NOW.replace(hour=hour)) is safe


@pytest.mark.parametrize(
    ("note", "done", "attempts"),
    [
        (CallNote.REACHED, True, 1),
        (CallNote.NO_ANSWER, False, 1),
        (CallNote.AGAIN, False, 1),
        (CallNote.DONE, True, 0),
    ],
)
def test_what_comes_of_a_try(note, done, attempts):
    call = tried(CALL, note, at=NOW, again_at=NOW + dt.timedelta(days=1))

    assert (call.done_at is not None, call.attempts, call.outcome) == (done, attempts, note.value)
    assert (call.again_at is not None) is (note is CallNote.AGAIN)
    assert (call.tried_at == NOW) is (attempts == 1)
