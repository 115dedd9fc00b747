"""At a desk: what fits first, what gives way to a reason, and what never does."""

import datetime as dt

import pytest

from outreach_bot.recruitment.desk_fitting import NEVER, choices, desk_misfit
from outreach_bot.recruitment.fitting import Misfit, Wishes, misfit
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import SessionStatus
from tests.helpers.people import NOW, session
from tests.helpers.real_runner import rules
from tests.recruitment.builders import a_seat

ANA = Wishes(person="p-1", role=Role.LIVED, hospitals=("h1",))


def sessions(*listed):
    return {each.id: each for each in listed}


def test_what_fits_comes_first_and_each_group_soonest_first():
    found = choices(
        ANA,
        sessions(
            session("far", days=9, hospital="h1"),
            session("other", days=1, hospital="h2"),
            session("near", days=3, hospital="h1"),
        ),
        rules(),
        NOW,
    )

    assert [(each.session.id, each.misfit) for each in found] == [
        ("near", None),
        ("far", None),
        ("other", Misfit.HOSPITAL),
    ]


def test_a_meeting_they_have_a_seat_in_is_not_offered_again():
    theirs = session("theirs", hospital="h1", seats={ANA.person: a_seat()})

    assert choices(ANA, sessions(theirs), rules(), NOW) == []


def test_a_role_that_is_not_admitted_and_what_is_off_are_not_offered_at_all():
    off = session("off", hospital="h1", status=SessionStatus.CANCELLED)
    staff = session("staff", "staff_interview", hospital="h1")
    draft = session("draft", hospital="h1", status=SessionStatus.DRAFT)

    assert choices(ANA, sessions(off, staff, draft), rules(), NOW) == []
    assert desk_misfit(staff, ANA, [], rules(), NOW) in NEVER


def test_a_session_that_has_begun_can_be_booked_at_a_desk_until_it_is_over():
    running = session("now", days=0, hospital="h1")
    later = NOW + dt.timedelta(minutes=30)

    assert misfit(running, ANA, [], rules(), later) is Misfit.NOT_OPEN
    assert desk_misfit(running, ANA, [], rules(), later) is None
    assert desk_misfit(running, ANA, [], rules(), running.ends) is Misfit.NOT_OPEN


@pytest.mark.parametrize("kind", ["briefing", "debrief"])
def test_a_short_chat_is_never_booked_alone(kind):
    assert desk_misfit(session("b", kind, hospital="h1"), ANA, [], rules(), NOW) in NEVER
