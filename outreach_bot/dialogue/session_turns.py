"""A session's own turns: a freed seat goes to the next who waits; a change reaches everyone booked, once."""

import datetime as dt

from msgspec.structs import replace

from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import DropHold, HoldSeat, JoinList, PutSession
from outreach_bot.dialogue.inputs import (
    HoldRefused,
    OfferLapsed,
    SeatFreed,
    SeatOffered,
    SessionCancelled,
    SessionChanged,
    SessionMoved,
    TimerFired,
    TimerName,
)
from outreach_bot.recruitment import fitting, reminders, seats, waiting_list
from outreach_bot.recruitment.sessions import Hold, PersonId, Session, SessionStatus

TOLD = ("starts", "minutes", "place", "mode", "link_type", "dial_in")
"""Facts whose change everyone with a seat must hear of."""


def session_turn(draft: Draft) -> None:
    """What one input does to a session."""
    session = draft.session(draft.received.id)
    body = draft.received.body
    if session is None:
        return
    match body:
        case SeatFreed():
            _offer_next(draft, _asked_anew(draft, session))
        case HoldRefused():
            _end_hold(draft, session, body.person, back=not body.leaves)
        case TimerFired(name=TimerName.OFFER_ENDS):
            held = session.holds.get(body.about)
            if held is not None and held.until <= draft.now:
                draft.tell_person(body.about, OfferLapsed(session=session.id))
                draft.audit("offer_lapsed", about=body.about, detail=session.id)
                _end_hold(draft, session, body.about, back=True)
        case SessionChanged():
            _changed(draft, session, body)
        case _:
            pass


def _asked_anew(draft: Draft, session: Session) -> Session:
    """A seat that is free anew may be offered to those who passed on the one before."""
    for person, waiter in session.waiting.items():
        if waiter.passed:
            fresh = replace(waiter, passed=False)
            draft.change(JoinList(session=session.id, person=person, waiter=fresh))
            session = seats.join_list(session, person, fresh)
    return session


def _end_hold(draft: Draft, session: Session, person: PersonId, *, back: bool) -> None:
    if person not in session.holds:
        return
    draft.change(DropHold(session=session.id, person=person, back=back))
    draft.stop_timer(TimerName.OFFER_ENDS, person)
    _offer_next(draft, seats.drop_hold(session, person, back=back))


def _offer_next(draft: Draft, session: Session) -> None:
    """Hold every free seat for the next who fits, and tell them."""
    kind = draft.kind(session)
    until = offer_until(draft, session)
    if session.status is SessionStatus.CANCELLED or until <= draft.earliest():
        return
    person = waiting_list.next_to_ask(session, kind)
    while person is not None:
        hold = Hold(waiter=session.waiting[person], until=until)
        draft.change(HoldSeat(session=session.id, person=person, hold=hold))
        draft.timer(TimerName.OFFER_ENDS, until, person)
        draft.tell_person(person, SeatOffered(session=session.id, until=until))
        draft.audit("seat_offered", about=person, detail=session.id)
        session = seats.hold(session, person, hold, kind)
        person = waiting_list.next_to_ask(session, kind)


def offer_until(draft: Draft, session: Session) -> dt.datetime:
    """Tell how long a held seat waits: the campaign's hours from when it can be sent, not ending at night.

    It never waits beyond the moment up to which the session can be booked.
    """
    campaign = draft.rules.campaign
    until = draft.earliest() + dt.timedelta(hours=campaign.offer_hours)
    until = reminders.next_allowed(until, quiet=campaign.quiet_hours, zone=campaign.zone)
    return min(until, session.starts - fitting.LEAD)


def _changed(draft: Draft, session: Session, body: SessionChanged) -> None:
    new = replace(
        body.session,
        seats=session.seats,
        waiting=session.waiting,
        holds=session.holds,
        sequence=session.sequence,
    )
    if new == session:
        return
    draft.change(PutSession(session=replace(new, sequence=session.sequence + 1)))
    draft.audit("session_changed", about=session.id, detail=new.status.value)
    everyone = (*session.seats, *session.waiting, *session.holds)
    if new.status is SessionStatus.CANCELLED and session.status is not SessionStatus.CANCELLED:
        for person in everyone:
            draft.tell_person(person, SessionCancelled(session=session.id))
    elif any(getattr(new, fact) != getattr(session, fact) for fact in TOLD):
        only_where = (new.starts, new.minutes) == (session.starts, session.minutes)
        for person in everyone:
            draft.tell_person(person, SessionMoved(session=session.id, only_where=only_where))
    if new.capacity > session.capacity:
        _offer_next(draft, _asked_anew(draft, new))
