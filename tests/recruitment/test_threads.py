"""A talk: who waits, since when, and when it is over."""

import datetime as dt

from outreach_bot.recruitment.threads import IDLE, MOST_LINES, Line, Thread, with_line

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
