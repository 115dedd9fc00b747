"""Seats and list places that a coordinator gives, moves or takes back. The person is told, kindly and once.

The rules of the chat hold here too. Some give way to a reason, which is audited: `recruitment.desk_fitting` says which.
"""

from msgspec.structs import replace

from outreach_bot.dialogue import booking, describing
from outreach_bot.dialogue.desk_inputs import ListPlaceGiven, SeatCancelled, SeatGiven, SeatMovedTo
from outreach_bot.dialogue.draft import HELP, PERSON, Draft, Rows, button, column
from outreach_bot.dialogue.effects import CancelNotes, LeaveList, Notice, Phrase
from outreach_bot.dialogue.inputs import HoldRefused, TimerName
from outreach_bot.dialogue.screening import RESTS
from outreach_bot.recruitment import desk_fitting, fitting, seats
from outreach_bot.recruitment.desk_fitting import NEVER, Reason
from outreach_bot.recruitment.fitting import Misfit
from outreach_bot.recruitment.rules import Outcome
from outreach_bot.recruitment.sessions import Session

AT_REST = ("meetings", "meeting", "change", "waiting_for_us", "later", "resting", "home", "new")
"""Screens that are out of date once a coordinator booked something: the person is shown what they have."""


def seat_given(draft: Draft, body: SeatGiven) -> None:
    """A coordinator booked a seat."""
    session = draft.session(body.session)
    if session is None or not seat(draft, session, companions=body.companions, reason=body.reason):
        draft.audit("desk_seat_taken", detail=body.session, result="denied")
        return
    draft.audit("desk_seat_taken", detail=session.id, reason=body.reason or "")
    _tell(draft, session, Phrase("desk-booked", describing.on(session)), _seat_buttons(session))


def seat(
    draft: Draft,
    session: Session,
    *,
    companions: int = 0,
    reason: Reason | None = None,
    old: Session | None = None,
) -> bool:
    """Seat this person, in place of `old` where that is given. False: a rule stands against it, or there is no room."""
    misfit = _misfit(draft, session, swaps=old.id if old else "")
    if not _may_sit(draft, misfit, reason) or draft.me.id in session.seats:
        return False
    kind = draft.kind(session)
    room = replace(session, holds={who: h for who, h in session.holds.items() if who != draft.me.id})
    brought = min(companions, kind.companion)
    if not seats.has_room(room, kind, role=draft.role, companions=brought):
        draft.rest_on_session(session.id)
        return False
    _note_overridden(draft, session, misfit, reason)
    booking.seat_down(draft, session, old, brought)
    if draft.me.screen in AT_REST:
        draft.go("home")
    return True


def _misfit(draft: Draft, session: Session, *, swaps: str = "") -> Misfit | None:
    held = fitting.held_by(draft.me.id, draft.sessions.values())
    return desk_fitting.desk_misfit(session, draft.wishes(swaps=swaps), held, draft.rules, draft.now)


def _may_sit(draft: Draft, misfit: Misfit | None, reason: Reason | None) -> bool:
    """Tell whether they may have a place in spite of `misfit`: most rules give way to a reason."""
    if draft.me.role is None or draft.me.outcome is not Outcome.FITS:
        return False
    return misfit is None or (misfit not in NEVER and reason is not None)


def _note_overridden(draft: Draft, session: Session, misfit: Misfit | None, reason: Reason | None) -> None:
    """Write down which rule gave way; only where it did."""
    if misfit is not None and reason is not None:
        draft.audit("rule_overridden", detail=f"{misfit.value}/{session.id}", reason=reason.value)


def seat_moved(draft: Draft, body: SeatMovedTo) -> None:
    """A coordinator put them into another session."""
    old, session = draft.held(body.session), draft.session(body.to)
    if old is None or session is None or not seat(draft, session, reason=body.reason, old=old):
        draft.audit("desk_seat_moved", detail=body.to, result="denied")
        return
    draft.audit("desk_seat_moved", detail=session.id, reason=body.reason or "")
    before = {f"old_{name}": when for name, when in describing.on(old).items()}
    words = Phrase("desk-moved", {**describing.on(session), **before})
    _tell(draft, session, words, _seat_buttons(session), instead_of=old)


def seat_cancelled(draft: Draft, body: SeatCancelled) -> None:
    """A coordinator gave back a seat, a held one, or a place on a list."""
    session = draft.session(body.session)
    if session is None or session.ends <= draft.now:
        return
    me = draft.me.id
    if me in session.seats:
        booking.give_up(draft, session.id)
        draft.timer(TimerName.REST_ENDS, draft.now + RESTS)
        words = Phrase("desk-cancelled", describing.on(session))
    elif me in session.holds or me in session.waiting:
        _off_the_list(draft, session)
        words = Phrase("desk-unlisted", describing.on(session))
    else:
        return
    draft.audit("desk_seat_freed", detail=session.id)
    if draft.me.screen in AT_REST:
        draft.go("home")
    _tell(
        draft, session, words, column(button("labels.find", "find"), PERSON, HELP), gone=me in session.seats
    )


def _off_the_list(draft: Draft, session: Session) -> None:
    if draft.me.id in session.holds:
        draft.tell_session(session.id, HoldRefused(person=draft.me.id, leaves=True))
    else:
        draft.change(LeaveList(session=session.id, person=draft.me.id))
    draft.change(CancelNotes(about=session.id))
    draft.audit("list_left", detail=session.id)


def list_place_given(draft: Draft, body: ListPlaceGiven) -> None:
    """A coordinator put them on a list."""
    session = draft.session(body.session)
    misfit = _misfit(draft, session) if session is not None else None
    if session is None or not _may_wait(draft, session) or not _may_sit(draft, misfit, body.reason):
        draft.audit("desk_listed", detail=body.session, result="denied")
        return
    _note_overridden(draft, session, misfit, body.reason)
    booking.wait_for(draft, session, companions=min(body.companions, draft.kind(session).companion))
    draft.audit("desk_listed", detail=session.id, reason=body.reason or "")
    if draft.me.screen in AT_REST:
        draft.go("home")
    leave = column(button("seat-offer.leave", f"leave:{session.id}"), HELP)
    _tell(draft, session, Phrase("desk-listed", describing.on(session)), leave)


def _may_wait(draft: Draft, session: Session) -> bool:
    """Only where no seat is free: who could sit now should not wait."""
    me = draft.me.id
    if me in session.seats or me in session.waiting or me in session.holds or session.starts <= draft.now:
        return False
    draft.rest_on_session(session.id)
    return not seats.has_room(session, draft.kind(session), role=draft.role)


def _seat_buttons(session: Session) -> Rows:
    return column(
        button("desk-booked.fine", f"coming:{session.id}"),
        button("desk-booked.show", "home"),
        button("labels.reminder_change", f"change:{session.id}"),
        button("labels.reminder_cancel", f"free:{session.id}"),
        HELP,
    )


def _tell(
    draft: Draft,
    session: Session,
    words: Phrase,
    buttons: Rows,
    *,
    gone: bool = False,
    instead_of: Session | None = None,
) -> None:
    """Tell them what was done for them, once. Who may not be written to is a coordinator's to tell."""
    if not draft.may_write_first():
        draft.notify(Notice.REMINDER_HELD)
        return
    seated = draft.held(session.id) is not None
    files = draft.calendar(session, cancel=gone) if gone or seated else ()
    if instead_of is not None:
        files = (*files, *draft.calendar(instead_of, cancel=True))
    draft.write_first(words, buttons=buttons, files=files, not_after=session.starts, about=session.id)
