"""What a change does to a session: the same for the turn that decides it and for the commit that writes it."""

from typing import assert_never

from outreach_bot.dialogue.effects import (
    ChangeSeat,
    DropHold,
    FreeSeat,
    HoldSeat,
    JoinList,
    LeaveList,
    TakeSeat,
)
from outreach_bot.dialogue.session_effects import DropFirst, KeepFirst
from outreach_bot.recruitment import seats
from outreach_bot.recruitment.rules import SessionKind
from outreach_bot.recruitment.sessions import Session

SeatChange = (
    TakeSeat | ChangeSeat | FreeSeat | JoinList | LeaveList | HoldSeat | DropHold | KeepFirst | DropFirst
)


def applied(change: SeatChange, session: Session, kind: SessionKind) -> Session:
    """Return `session` as it is after `change`. OverBooked when there is no room for it."""
    match change:
        case TakeSeat():
            return seats.take(session, change.person, change.seat, kind)
        case ChangeSeat():
            return seats.change(session, change.person, change.seat)
        case FreeSeat():
            return seats.give_back(session, change.person)
        case JoinList():
            return seats.join_list(session, change.person, change.waiter)
        case LeaveList():
            return seats.leave_list(session, change.person)
        case HoldSeat():
            return seats.hold(session, change.person, change.hold, kind)
        case DropHold():
            return seats.drop_hold(session, change.person, back=change.back)
        case KeepFirst():
            return seats.keep_first(session, change.person, change.waiter)
        case DropFirst():
            return seats.drop_first(session, change.person)
        case _:
            assert_never(change)
