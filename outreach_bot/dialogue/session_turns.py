"""A session's own turns: a freed seat goes to the next who waits; a change reaches everyone booked, once."""

import datetime as dt

from msgspec.structs import replace

from outreach_bot.dialogue import session_desk
from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import DropFirst, DropHold, HoldSeat, JoinList
from outreach_bot.dialogue.inputs import (
    HoldRefused,
    OfferLapsed,
    SeatFreed,
    SeatOffered,
    SessionChanged,
    TimerFired,
    TimerName,
)
from outreach_bot.recruitment import fitting, reminders, seats, waiting_list
from outreach_bot.recruitment.session_needs import OPEN, has_too_few_lived
from outreach_bot.recruitment.sessions import Hold, PersonId, RiskReason, Session, SessionStatus


def session_turn(draft: Draft) -> None:
    """What one input does to a session."""
    session = draft.session(draft.received.id)
    body = draft.received.body
    if session is None:
        return
    match body:
        case SeatFreed():
            offer_anew(draft, session)
            _at_risk_when_few(draft, session)
        case HoldRefused():
            _end_hold(draft, session, body.person, back=not body.leaves)
        case TimerFired(name=TimerName.OFFER_ENDS):
            held = session.holds.get(body.about)
            if held is not None and held.until <= draft.now:
                draft.tell_person(body.about, OfferLapsed(session=session.id))
                draft.audit("offer_lapsed", about=body.about, detail=session.id)
                _end_hold(draft, session, body.about, back=True)
        case SessionChanged():
            if session_desk.changed(draft, session, body):
                offer_anew(draft, draft.sessions[session.id])
        case _:
            session_desk.desk_turn(draft, session)


def offer_anew(draft: Draft, session: Session) -> None:
    """Offer what is free: first to those whose meeting moved away from them, then to who waits."""
    _offer_next(draft, _asked_anew(draft, _with_first(draft, session)))


def _with_first(draft: Draft, session: Session) -> Session:
    """Put who gave up a seat that moved on the list of this one, before everybody; they are asked once."""
    if session.status not in OPEN:
        return session
    owed = [
        (waiter, person, other.id)
        for other in draft.sessions.values()
        if other.kind == session.kind and other.id != session.id
        for person, waiter in other.first.items()
    ]
    for waiter, person, other_id in sorted(owed, key=lambda each: each[0].since):
        known = person in session.seats or person in session.waiting or person in session.holds
        if known or (session.hospital and session.hospital not in waiter.hospitals):
            continue
        draft.change(DropFirst(session=other_id, person=person))
        draft.change(JoinList(session=session.id, person=person, waiter=waiter))
        session = seats.join_list(session, person, waiter)
    return session


def _at_risk_when_few(draft: Draft, session: Session) -> None:
    now = draft.sessions[session.id]
    if now.status is SessionStatus.PUBLISHED and has_too_few_lived(now, draft.kind(now), draft.now):
        session_desk.at_risk(draft, now, RiskReason.FEW_LIVED)


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
