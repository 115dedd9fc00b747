"""Sessions as the office's pages show them: one at risk, one asked about, one that was yesterday, a draft."""

import datetime as dt
from typing import Any

from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import (
    Comfort,
    Hold,
    Mode,
    Poll,
    Risk,
    RiskReason,
    Seat,
    Session,
    SessionStatus,
    Waiter,
)
from tests.helpers.web_stage import NOW

DAY = dt.timedelta(days=1)
COMPLETE: dict[str, Any] = {
    "cochair_lived": "Sam",
    "cochair_staff": "Alex",
    "cochair_alternate_lived": "Robin",
    "admin_support": "Kim",
    "quiet_space": "Room 3",
    "breaks": "every 45 minutes",
    "food": "lunch",
    "travel_help": "paid ahead",
    "pay_text": "a $50 gift card",
    "why_text": "What you know can make care better.",
    "place": "Room 2, Community Center",
}


def a_meeting(name, kind="celebration", *, at=NOW + 5 * DAY, **fields):
    """A session with all that it needs to be booked."""
    starts = at.replace(minute=0)
    minutes = fields.pop("minutes", 120)
    slots = {"brief_slot": starts - DAY, "debrief_slot": starts + dt.timedelta(minutes=minutes + 15)}
    facts = COMPLETE | slots | {"capacity": 16, "minutes": minutes} | fields
    return Session(id=name, kind=kind, starts=starts, **facts)


def a_seat(role=Role.LIVED, **fields):
    facts: dict[str, Any] = {"booked_at": NOW - 3 * DAY, "hospitals": ("h1",)} | fields
    return Seat(role=role, **facts)


def seats(count, *, staff=0, **fields):
    """Seats by made-up codes; the last `staff` of them are staff."""
    roles = [Role.LIVED if number % 3 else Role.FAMILY for number in range(count - staff)] + [
        Role.STAFF
    ] * staff
    return {
        f"p-{chr(97 + number % 26)}{number:02}mwt3kx{number:02}q": a_seat(
            role, companions=int(number % 5 == 4 and role is not Role.STAFF), **fields
        )
        for number, role in enumerate(roles)
    }


TIMES = tuple(NOW.replace(minute=0) + days * DAY for days in (9, 10, 12))
AT_RISK = a_meeting(
    "s-risk",
    status=SessionStatus.AT_RISK,
    risk=Risk(reason=RiskReason.COCHAIR, since=NOW - dt.timedelta(hours=2)),
    seats=seats(6, staff=1),
    hospital="h1",
    comforts=(Comfort.THERAPY_DOG,),
)
ASKED = a_meeting(
    "s-asked",
    "codesign_group",
    at=NOW + 7 * DAY,
    poll=Poll(times=TIMES, opened_at=NOW - DAY),
    seats=seats(3, can=TIMES[:2]) | {"p-zz9": a_seat(can=()), "p-zz8": a_seat(asked_move=True)},
    mode=Mode.VIDEO,
    place="",
    link_type="Zoom",
    dial_in="+1 202 555 0100",
    comforts=(Comfort.CAPTIONS,),
)
EVERYBODY = a_meeting(
    "s-all",
    "joint_event",
    at=NOW + 12 * DAY,
    minutes=180,
    capacity=32,
    seats=seats(21, staff=10),
    waiting={
        "p-wait1": Waiter(role=Role.STAFF, since=NOW - 2 * DAY),
        "p-wait2": Waiter(role=Role.LIVED, since=NOW - DAY, first=True),
        "p-wait3": Waiter(role=Role.FAMILY, since=NOW - DAY, new_to_it=False),
    },
    holds={"p-hold1": Hold(waiter=Waiter(role=Role.LIVED, since=NOW), until=NOW + DAY)},
)
YESTERDAY = a_meeting("s-past", at=NOW - DAY, seats=seats(5, staff=1), hospital="h2")
DRAFT = a_meeting("s-draft", at=NOW + 30 * DAY, status=SessionStatus.DRAFT, cochair_lived="", food="")
CANCELLED = a_meeting("s-off", at=NOW + 8 * DAY, status=SessionStatus.CANCELLED)
TALK = Session(
    id="s-talk",
    kind="lived_interview",
    starts=NOW + 2 * DAY,
    minutes=90,
    capacity=1,
    place="The library, room 2",
    seats={"p-talk": a_seat()},
)
ALL = (AT_RISK, ASKED, EVERYBODY, YESTERDAY, DRAFT, CANCELLED, TALK)


def with_meetings(stage):
    """Put all of them on a stage."""
    for each in ALL:
        stage.put("session", each.id, each)
