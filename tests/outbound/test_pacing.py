"""How fast messages may go."""

import itertools
import random

import pytest

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.outbound.base import Message, Owed
from outreach_bot.outbound.pacing import AT_ONCE, BURST, CAREFUL_PER_SECOND, MOST, Pacing, Wait

NUMBERS = itertools.count()


def owed(chat="1", priority=Priority.REPLY, *, channel=Channel.TELEGRAM, edits=""):
    address = Address(channel=channel, chat=chat)
    message = Message(text="x", edits=edits)
    key = f"k{next(NUMBERS)}"
    return Owed(key=key, person="p", address=address, message=message, priority=priority, due=0.0)


def send_all(pacing, rows, now=1000.0, *, answers=True):
    """Send each as soon as it may, and let each be answered at once; returns the times."""
    times = []
    for row in rows:
        while (wait := pacing.wait(row, now)) != AT_ONCE:
            now += max(wait.overall, wait.chat)
        pacing.note_sent(row, now)
        if answers:
            pacing.note_answered(row, now)
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

    assert most_in_a_second(times) <= MOST
    assert times[-1] - times[0] < 200 / MOST


def test_a_wave_after_a_burst_of_replies_waits():
    pacing = Pacing()
    send_all(pacing, [owed(str(n)) for n in range(50)])

    assert pacing.wait(owed("99", Priority.WAVE), 1000.0).overall == pytest.approx((50 - BURST) / MOST)
    assert pacing.wait(owed("99"), 1000.0) == AT_ONCE


class Server:
    """Counts what arrives in any second; each message and each answer is on its way for as long as it happens to be."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.arrived = []
        self.answers = []

    def way(self):
        return self.random.choice((0.004, 0.006, 0.02, 0.3))

    def take(self, row, now):
        self.arrived.append(now + self.way())
        self.answers.append((self.arrived[-1] + self.way(), row))

    def answer(self, pacing, now):
        """Hand over the answers that are back by `now`."""
        self.answers.sort(key=lambda answer: answer[0])
        while self.answers and self.answers[0][0] <= now:
            at, row = self.answers.pop(0)
            pacing.note_answered(row, at)


@pytest.mark.parametrize("seed", range(5))
def test_however_long_a_message_is_on_its_way_no_second_there_is_too_full(seed):
    pacing, server, now = Pacing(), Server(seed), 1000.0
    for n in range(400):
        row = owed(str(n), Priority.WAVE)
        while (wait := pacing.wait(row, now)) != AT_ONCE:
            now += min(wait.overall, 0.01)
            server.answer(pacing, now)
        pacing.note_sent(row, now)
        server.take(row, now)

    assert most_in_a_second(server.arrived) <= MOST


def test_an_answer_waits_for_its_place_in_a_second_that_a_wave_filled():
    pacing = Pacing()
    times = send_all(pacing, [owed(str(n), Priority.WAVE) for n in range(60)])

    assert 0 < pacing.wait(owed("99"), times[-1]).overall < 2 * BURST / MOST
    assert pacing.wait(owed("99", Priority.HELP), times[-1]) == AT_ONCE


def test_a_wave_leaves_to_answers_what_they_take():
    pacing, now, waves = Pacing(), 1000.0, 0
    while now < 1010.0:
        if pacing.wait(wave := owed(f"w{waves}", Priority.WAVE), now) == AT_ONCE:
            send_all(pacing, [wave], now)
            waves += 1
        if round(now * 1000) % 200 == 0:
            send_all(pacing, [owed(f"r{now}")], now)
        now += 0.001

    assert 0.95 * 25 <= waves / 10 <= 25.5


def test_messages_whose_answers_never_come_do_not_stop_the_rest_for_long():
    pacing = Pacing()
    for n in range(MOST):
        pacing.note_sent(owed(str(n), Priority.WAVE), 1000.0)

    assert pacing.wait(owed("99", Priority.WAVE), 1000.5).overall > 0
    assert pacing.wait(owed("99", Priority.WAVE), 1003.1) == AT_ONCE


def test_after_everybody_was_held_a_wave_is_slower_for_a_while():
    pacing = Pacing()
    pacing.note_told_to_wait(owed("1").address, 5.0, 1000.0)
    pacing.note_told_to_wait(owed("2").address, 5.0, 1000.0)

    times = send_all(pacing, [owed(str(n), Priority.WAVE) for n in range(100)], now=1005.0)
    assert times[-1] - times[0] == pytest.approx((99 - BURST) / CAREFUL_PER_SECOND)


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


def test_a_day_of_answers_alone_leaves_nothing_behind():
    pacing = Pacing()
    for second in range(1_000):
        row = owed(str(second))
        pacing.note_sent(row, 1000.0 + second)
        pacing.note_answered(row, 1000.1 + second)

    assert len(pacing._second._answered) + len(pacing._second._flying) <= 2
