"""A meeting moves, changes its place or is called off: seats and notes follow, and each person hears of it once."""

from msgspec.structs import replace

from outreach_bot.dialogue import booking, describing, reminding
from outreach_bot.dialogue.draft import HELP, PERSON, Draft, button, column
from outreach_bot.dialogue.effects import (
    CancelNotes,
    ChangeSeat,
    DropHold,
    FreeSeat,
    LeaveList,
    Notice,
    Phrase,
)
from outreach_bot.dialogue.inputs import SessionCancelled, SessionMoved
from outreach_bot.dialogue.screening import RESTS
from outreach_bot.recruitment.sessions import Seat, Session


def session_moved(draft: Draft, body: SessionMoved) -> None:
    """A meeting has another time or place: reminders move, and everyone who may be told is told once."""
    session = draft.session(body.session)
    if session is None:
        return
    seat = session.seats.get(draft.me.id)
    if body.only_where:
        _changed_where(draft, session)
        return
    draft.change(CancelNotes(about=session.id))
    if seat is None:
        _moved_for_the_list(draft, session)
        return
    # "coming" was said to another time, and so was what they answered to the poll
    anew = replace(seat, coming=None, can=None, asked_move=False, moved=True)
    draft.change(ChangeSeat(session=session.id, person=draft.me.id, seat=anew))
    reminding.stop_reminders(draft, session.id)
    reminding.set_reminders(draft, session, booked_at=seat.booked_at)
    if not draft.may_write_first():
        draft.notify(Notice.REMINDER_HELD)  # they hold a seat at another time now, and do not know it
        return
    words, fine = _moved_words(session, seat)
    draft.write_first(
        words,
        buttons=column(
            button(fine, f"coming:{session.id}"),
            button("labels.reminder_change", f"change:{session.id}"),
            button("labels.reminder_cancel", f"free:{session.id}"),
            HELP,
        ),
        files=draft.calendar(session),
        not_after=session.starts,
        about=session.id,
    )


def _moved_words(session: Session, seat: Seat) -> tuple[Phrase, str]:
    """Say where it moved as somebody should hear it who was asked: to a time they chose, or one they could not make."""
    if seat.can is None:
        return Phrase("booking_moved", describing.on(session)), "booking_moved.fine"
    if session.starts in seat.can:
        return Phrase("booking_moved_fits", describing.on(session)), "booking_moved.fine"
    return Phrase("booking_moved_cannot", describing.on(session)), "booking_moved_cannot.after_all"


def _changed_where(draft: Draft, session: Session) -> None:
    """A place may not stand in a note: it is shown behind the button. Who waits will see it when a seat comes free."""
    if draft.me.id in session.seats and draft.may_write_first():
        draft.write_first(
            Phrase("booking_changed", describing.on(session)),
            buttons=column(
                button("booking_changed.show", "home"),
                button("labels.reminder_change", f"change:{session.id}"),
                button("labels.reminder_cancel", f"free:{session.id}"),
                HELP,
            ),
            files=draft.calendar(session),
            not_after=session.starts,
            about=session.id,
        )


def _moved_for_the_list(draft: Draft, session: Session) -> None:
    """Who waits, or is held a seat, may no longer want that one."""
    held = draft.me.id in session.holds
    waits = draft.me.id in session.waiting and draft.may_write_this_week()
    leave = column(button("seat-offer.leave", f"leave:{session.id}"), HELP)
    if (held or waits) and draft.may_write_first():
        draft.write_first(
            Phrase("list-moved", describing.on(session)),
            buttons=booking.offer_buttons(session.id) if held else leave,
            silent=True,
            not_after=session.starts,
            about=session.id,
        )


def session_cancelled(draft: Draft, body: SessionCancelled) -> None:
    """A meeting will not take place: seat, hold or list place end, other times are offered."""
    session = draft.session(body.session)
    if session is None:
        return
    me, seated = draft.me.id, draft.me.id in session.seats
    if seated:
        draft.change(FreeSeat(session=session.id, person=me))
        draft.timer(reminding.REST, draft.now + RESTS)
    elif me in session.holds:
        draft.change(DropHold(session=session.id, person=me, back=False))
    elif me in session.waiting:
        draft.change(LeaveList(session=session.id, person=me))
    else:
        return
    draft.change(CancelNotes(about=session.id))
    reminding.stop_reminders(draft, session.id)
    if draft.may_write_first():
        draft.write_first(
            Phrase("booking_cancelled" if seated else "list-cancelled", describing.on(session)),
            buttons=column(button("labels.find", "find"), PERSON, HELP),
            files=draft.calendar(session, cancel=True) if seated else (),
            about=session.id,
        )
    elif seated:
        draft.notify(Notice.REMINDER_HELD)


def coming(draft: Draft, rest: list[str]) -> None:
    """[Coming]."""
    session = draft.held(rest[0])
    if session is None:
        draft.reshow(Phrase("old-button"), edit=False)
        return
    seat = replace(session.seats[draft.me.id], coming=True)
    draft.change(ChangeSeat(session=session.id, person=draft.me.id, seat=seat))
    draft.say(
        Phrase("coming-thanks"),
        describing.seat(session),
        buttons=column(button("labels.my_place", "home"), HELP),
    )


TAPS = {"coming": (coming, ())}
