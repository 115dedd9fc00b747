"""How fast email may go, and that nothing else waits for it."""

from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.outbound.base import Message, Owed
from outreach_bot.outbound.mail_pacing import IN_HAND, LOOK_AGAIN, PER_MINUTE
from outreach_bot.outbound.pacing import AT_ONCE, Pacing

NOW = 1000.0


def owed(number, channel=Channel.EMAIL):
    address = Address(channel=channel, chat=f"p{number}@riverside.example")
    return Owed(key=f"k{number}", person="k-a", address=address, message=Message(text="x"), due=0.0)


def test_letters_keep_an_even_pace():
    pacing, now, times = Pacing(), NOW, []
    for number in range(40):
        one = owed(number)
        now += pacing.wait(one, now).chat
        pacing.note_sent(one, now)
        pacing.note_done(one)
        times.append(now)

    assert times[-1] - times[0] == 39 * 60 / PER_MINUTE


def test_a_letter_in_hand_too_long_keeps_the_others_back():
    pacing = Pacing(letters_a_minute=600)
    for number in range(IN_HAND):
        pacing.note_sent(owed(number), NOW)

    held = pacing.wait(owed("next"), NOW + 60).chat
    pacing.note_done(owed(0))

    assert held == LOOK_AGAIN
    assert pacing.wait(owed("next"), NOW + 60) == AT_ONCE


def test_a_server_that_wants_to_be_left_alone_holds_email_and_nothing_else():
    pacing = Pacing()
    pacing.note_told_to_wait(owed(1).address, 60.0, NOW)
    pacing.note_told_to_wait(owed(2).address, 60.0, NOW)

    assert pacing.wait(owed(3), NOW).chat == 60.0
    assert pacing.wait(owed(3, Channel.TELEGRAM), NOW) == AT_ONCE
    assert pacing.wait(owed(3, Channel.WEB), NOW) == AT_ONCE
