"""Missed sessions are counted so that somebody offers help."""

from outreach_bot.recruitment.attendance import missed
from tests.recruitment.builders import a_seat, a_session


def test_only_seats_marked_as_missed_count():
    sessions = [
        a_session("s1", seats={"ana": a_seat(attended=False), "bo": a_seat(attended=False)}),
        a_session("s2", seats={"ana": a_seat(attended=True)}),
        a_session("s3", seats={"ana": a_seat()}),
        a_session("s4", seats={"ana": a_seat(attended=False)}),
    ]

    assert (missed("ana", sessions), missed("bo", sessions), missed("cy", sessions)) == (2, 1, 0)
