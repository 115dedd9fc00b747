"""How fast messages may go."""

import pytest

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.outbound.base import Message, Owed
from outreach_bot.outbound.pacing import AT_ONCE, Pacing, Wait


def owed(chat="1", priority=Priority.REPLY, *, channel=Channel.TELEGRAM, edits=""):
    address = Address(channel=channel, chat=chat)
    message = Message(text="x", edits=edits)
    return Owed(key="k", person="p", address=address, message=message, priority=priority, due=0.0)


def send_all(pacing, rows, now=1000.0):
    """Send each as soon as it may; returns the times."""
    times = []
    for row in rows:
        while (wait := pacing.wait(row, now)) != AT_ONCE:
            now += max(wait.overall, wait.chat)
        pacing.note_sent(row, now)
        times.append(now)
    return times


def most_in_a_second(times):
    return max(sum(1 for other in times if at <= other < at + 1.0) for at in times)


def test_replies_are_never_slowed_down_to_one_a_second():
    pacing = Pacing()

    assert send_all(pacing, [owed() for _ in range(10)]) == [1000.0] * 10


@pytest.mark.parametrize("priority", [Priority.REMINDER, Priority.WAVE])
def test_unprompted_messages_stay_under_thirty_a_second(priority):
    times = send_all(Pacing(), [owed(str(n), priority) for n in range(200)])

    assert most_in_a_second(times) <= 30
    assert times[-1] - times[0] < 9.0


def test_a_wave_after_a_burst_of_replies_waits():
    pacing = Pacing()
    send_all(pacing, [owed(str(n)) for n in range(50)])

    assert pacing.wait(owed("99", Priority.WAVE), 1000.0).overall == pytest.approx(46 / 25)
    assert pacing.wait(owed("99"), 1000.0) == AT_ONCE


def test_an_unprompted_message_comes_a_second_after_the_last_to_that_chat():
    pacing = Pacing()
    send_all(pacing, [owed("1")])

    assert pacing.wait(owed("1", Priority.REMINDER), 1000.25).chat == pytest.approx(0.75)
    assert pacing.wait(owed("2", Priority.REMINDER), 1000.25) == AT_ONCE


def test_a_group_gets_twenty_a_minute():
    times = send_all(Pacing(), [owed("-100") for _ in range(21)])

    assert times[-1] - times[0] == pytest.approx(60.0)


def test_a_chat_told_to_wait_is_left_alone_and_others_are_not():
    pacing = Pacing()
    pacing.note_told_to_wait(owed("1").address, 5.0, 1000.0)

    assert pacing.wait(owed("1"), 1001.0) == Wait(overall=-1001.0, chat=4.0)
    assert pacing.wait(owed("1"), 1005.0) == AT_ONCE
    assert pacing.wait(owed("2"), 1001.0) == AT_ONCE


def test_two_chats_told_to_wait_hold_everybody():
    pacing = Pacing()
    pacing.note_told_to_wait(owed("1").address, 5.0, 1000.0)
    pacing.note_told_to_wait(owed("2").address, 5.0, 1000.5)

    assert pacing.wait(owed("3"), 1001.0).overall == pytest.approx(4.5)


def test_the_same_chat_told_twice_holds_nobody_else():
    pacing = Pacing()
    pacing.note_told_to_wait(owed("1").address, 5.0, 1000.0)
    pacing.note_told_to_wait(owed("1").address, 5.0, 1000.5)

    assert pacing.wait(owed("3"), 1001.0) == AT_ONCE


def test_after_everybody_was_held_answers_keep_to_the_rate_for_a_while():
    pacing = Pacing()
    pacing.note_told_to_wait(owed("1").address, 5.0, 1000.0)
    pacing.note_told_to_wait(owed("2").address, 5.0, 1000.0)

    times = send_all(pacing, [owed(str(n)) for n in range(100)], now=1005.0)
    assert most_in_a_second(times) <= 30
    assert send_all(pacing, [owed(str(n)) for n in range(100)], now=1036.0) == [1036.0] * 100


def test_help_waits_for_no_rate():
    pacing = Pacing()
    pacing.note_told_to_wait(owed("1").address, 5.0, 1000.0)
    pacing.note_told_to_wait(owed("2").address, 5.0, 1000.0)
    send_all(pacing, [owed(str(n)) for n in range(20)], now=1005.0)

    assert pacing.wait(owed("50", Priority.HELP), 1005.0) == AT_ONCE


def test_edits_and_other_channels_are_not_counted():
    pacing = Pacing()
    send_all(pacing, [owed(edits="7") for _ in range(50)])
    send_all(pacing, [owed(channel=Channel.WEB) for _ in range(50)])

    assert pacing.wait(owed("2", Priority.WAVE), 1000.0) == AT_ONCE
    assert pacing.wait(owed("2", Priority.WAVE, channel=Channel.WEB), 1000.0) == AT_ONCE
