"""A talk: who waits, since when, and when it is over."""

import datetime as dt

from outreach_bot.recruitment.threads import (
    ALERT_WORDS_KEPT,
    IDLE,
    MOST_LINES,
    Line,
    Thread,
    alerts_end,
    with_line,
    without_old_alerts,
)

NOW = dt.datetime(2027, 3, 1, 15, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def line(text, hours, *, ours=False):
    return Line(text=text, at=NOW + hours * HOUR, ours=ours)


def talk(*lines, **fields):
    return Thread(person="p-1", lines=lines, **fields)


def test_somebody_waits_from_their_first_word_that_has_no_answer():
    thread = talk(line("a", 0), line("b", 1, ours=True), line("c", 2), line("d", 3))

    assert thread.waits
    assert thread.waits_since == NOW + 2 * HOUR


def test_nobody_waits_once_we_answered_or_the_talk_is_closed():
    answered = talk(line("a", 0), line("b", 1, ours=True))
    closed = talk(line("a", 0), closed_at=NOW + HOUR)

    assert (answered.waits, answered.waits_since) == (False, None)
    assert (closed.waits, closed.waits_since) == (False, None)


def test_a_talk_in_which_nobody_writes_is_over_in_the_end():
    thread = talk(line("a", 0))

    assert thread.is_open(NOW + IDLE - HOUR)
    assert not thread.is_open(NOW + IDLE)
    assert thread.ends_at == NOW + IDLE


def test_a_talk_that_was_closed_ends_then():
    thread = talk(line("a", 0), closed_at=NOW + HOUR)

    assert not thread.is_open(NOW)
    assert thread.ends_at == NOW + HOUR


def test_a_new_line_opens_a_closed_talk_and_the_oldest_lines_go():
    long = talk(*(line(str(n), n) for n in range(MOST_LINES)), closed_at=NOW)

    thread = with_line(long, "p-1", line("new", MOST_LINES))

    assert thread.closed_at is None
    assert len(thread.lines) == MOST_LINES
    assert (thread.lines[0].text, thread.lines[-1].text) == ("1", "new")


def test_only_what_they_wrote_themselves_counts_as_writing():
    thread = talk(line("a", 0), line("b", 5, ours=True))

    assert thread.wrote_since(None)
    assert thread.wrote_since(NOW)
    assert not thread.wrote_since(NOW + HOUR)


def danger(text, hours):
    return Line(text=text, at=NOW + hours * HOUR, alert=True)


def test_words_of_danger_go_after_seven_days_and_other_lines_stay():
    thread = talk(line("a", 0), danger("b", 0), danger("c", 1), line("d", 2, ours=True))

    left = without_old_alerts(thread, NOW + ALERT_WORDS_KEPT)

    assert [each.text for each in left.lines] == ["a", "", "c", "d"]
    assert [each.at for each in left.lines] == [each.at for each in thread.lines]


def test_a_talk_says_when_its_oldest_words_of_danger_have_to_go():
    thread = talk(line("a", 0), danger("b", 3), danger("c", 5))

    assert alerts_end(thread) == NOW + 3 * HOUR + ALERT_WORDS_KEPT
    assert alerts_end(without_old_alerts(thread, NOW + 3 * HOUR + ALERT_WORDS_KEPT)) == (
        NOW + 5 * HOUR + ALERT_WORDS_KEPT
    )
    assert alerts_end(talk(line("a", 0))) is None


def test_nobody_stops_waiting_because_their_words_went():
    thread = talk(danger("b", 0))

    left = without_old_alerts(thread, NOW + ALERT_WORDS_KEPT)

    assert left.waits_since == NOW


def test_a_talk_without_a_line_waits_for_nothing_and_is_not_open():
    empty = talk()

    assert (empty.waits, empty.is_open(NOW)) == (False, False)


def test_words_of_danger_are_let_go_once_they_are_gone_or_old_and_other_words_never():
    fresh, gone, old = danger("b", 0), danger("", 0), danger("b", -7 * 24)

    assert [each.is_let_go(NOW) for each in (fresh, gone, old)] == [False, True, True]
    assert not line("", 0).is_let_go(NOW)
