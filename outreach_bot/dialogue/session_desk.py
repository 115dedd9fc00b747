"""What a coordinator does to a session at their desk: change it, hold it at risk, ask for times, note who came.

Rule: who is booked hears only what concerns them, and each change once, in a turn of their own.
"""

from typing import NamedTuple

from msgspec.structs import replace

from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import ChangeSeat, Notice, PutSession
from outreach_bot.dialogue.inputs import SessionCancelled, SessionChanged, SessionMoved
from outreach_bot.dialogue.session_inputs import (
    AlternateTakesOver,
    AttendanceMarked,
    AttendanceNoted,
    Attended,
    BriefDone,
    Cochair,
    CochairCannotCome,
    DebriefDone,
    GoesAheadAnyway,
    PollAsked,
    PollClosed,
    PollOpened,
    SessionStays,
    WentAhead,
)
from outreach_bot.recruitment import polls
from outreach_bot.recruitment.merging import changed_fields, three_way
from outreach_bot.recruitment.seats import taken
from outreach_bot.recruitment.session_needs import OPEN, keeps_from_publishing
from outreach_bot.recruitment.sessions import (
    Lead,
    PersonId,
    Poll,
    Risk,
    RiskReason,
    Seat,
    Session,
    SessionStatus,
)

TOLD = ("starts", "minutes", "place", "mode", "link_type", "dial_in")
"""Facts whose change everyone with a seat must hear of."""
OWN_COURSE = (
    "seats", "waiting", "holds", "first", "sequence", "risk", "led_by", "poll", "moved", "risks", "briefed",
    "debriefed", "debrief_notes",
)  # fmt: skip
"""What happened to a session: writing its facts anew leaves all of it as it is."""
WRITTEN = tuple(name for name in Session.__struct_fields__ if name not in ("id", *OWN_COURSE))
"""What is written down about a session."""


class Notes(NamedTuple):
    """What is noted when a session is over."""

    well: str
    change: str
    follows: str


NOTES = Notes._fields


def desk_turn(draft: Draft, session: Session) -> None:
    """What one input from the desk does to a session."""
    body = draft.received.body
    match body:
        case CochairCannotCome():
            _cannot_come(draft, session, body)
        case AlternateTakesOver() | GoesAheadAnyway():
            _decided(draft, session, body)
        case PollOpened():
            _poll_opened(draft, session, body)
        case PollClosed():
            _poll_closed(draft, session, body)
        case AttendanceNoted():
            _attendance(draft, session, body)
        case BriefDone():
            if body.done != session.briefed:
                _put(draft, replace(session, briefed=body.done))
                draft.audit("briefed" if body.done else "not_briefed", about=session.id)
        case DebriefDone():
            _debriefed(draft, session, body)
        case _:
            draft.nobody_answers()


# -- changing ----------------------------------------------------------------------------------------------


def changed(draft: Draft, session: Session, body: SessionChanged) -> bool:
    """Write a session's facts anew and tell everyone whom it concerns; True: there may be seats to offer now.

    A risk does not go away by writing "published": it is moved, the alternate takes over, or a reason is given.
    """
    merged = three_way(body.was or session, body.session, session, WRITTEN)
    new = replace(session, **merged.values)
    in_the_way = () if body.insists else merged.clashing
    if body.was is not None:
        in_the_way += _broken(draft, session, new)
    if in_the_way:
        fields = " ".join(in_the_way)
        draft.audit("session_not_changed", about=session.id, by=body.by, result="denied", fields=fields)
        return False
    if new.status is SessionStatus.CANCELLED:
        new = replace(new, risk=None, poll=None)
    elif new.starts != session.starts and session.status in OPEN:
        new = polls.settled(new)
    elif session.risk is not None and new.status is SessionStatus.PUBLISHED:
        new = replace(new, status=SessionStatus.AT_RISK)
    if new == session:
        return False
    _write(draft, session, new, by=body.by)
    opened = new.status in OPEN and session.status not in OPEN
    return opened or new.capacity > session.capacity


def _broken(draft: Draft, before: Session, new: Session) -> tuple[str, ...]:
    """Name the fields of a merged session that break a rule which they did not break before.

    Each of two changes may be fine by itself, and so may seats that were booked meanwhile.
    """
    if before.status is SessionStatus.CANCELLED:
        return ("status",)
    found = [name for name in _against_rules(draft, new) if name not in _against_rules(draft, before)]
    if taken(new, draft.kind(new)) > new.capacity:
        found.append("capacity")
    return tuple(dict.fromkeys(found))


def _against_rules(draft: Draft, session: Session) -> list[str]:
    broken = keeps_from_publishing(session, draft.rules) if session.status in OPEN else []
    if session.brief_slot is not None and session.brief_slot >= session.starts:
        broken.append("brief_slot")
    if session.debrief_slot is not None and session.debrief_slot < session.ends:
        broken.append("debrief_slot")
    return broken


def _write(draft: Draft, session: Session, new: Session, *, by: str = "") -> None:
    _put(draft, replace(new, sequence=session.sequence + 1))
    fields = changed_fields(session, new, WRITTEN)
    draft.audit("session_changed", about=session.id, detail=new.status.value, by=by, fields=fields)
    everyone = (*session.seats, *session.waiting, *session.holds)
    if new.status is SessionStatus.CANCELLED and session.status is not SessionStatus.CANCELLED:
        for person in everyone:
            draft.tell_person(person, SessionCancelled(session=session.id))
    elif any(getattr(new, fact) != getattr(session, fact) for fact in TOLD):
        only_where = (new.starts, new.minutes) == (session.starts, session.minutes)
        for person in everyone:
            draft.tell_person(person, SessionMoved(session=session.id, only_where=only_where))


def _put(draft: Draft, session: Session) -> None:
    draft.change(PutSession(session=session))


# -- at risk -----------------------------------------------------------------------------------------------


def at_risk(draft: Draft, session: Session, reason: RiskReason) -> None:
    """Hold a session at risk until a coordinator decides. Who is booked is told nothing yet: nothing changed for them."""
    risk = Risk(reason=reason, since=draft.now)
    _put(draft, replace(session, status=SessionStatus.AT_RISK, risk=risk, risks=session.risks + 1))
    draft.notify(Notice.AT_RISK)
    draft.audit("session_at_risk", about=session.id, detail=reason.value)


def _cannot_come(draft: Draft, session: Session, body: CochairCannotCome) -> None:
    draft.audit("cochair_cannot_come", about=session.id, detail=body.who.value)
    leads = session.led_by is (Lead.ALTERNATE if body.who is Cochair.ALTERNATE else Lead.COCHAIR)
    if body.who is Cochair.ALTERNATE:
        session = replace(session, cochair_alternate_lived="")
        _put(draft, session)
    known = session.risk is not None and session.risk.reason is RiskReason.COCHAIR
    if leads and session.status in OPEN and not known:
        at_risk(draft, replace(session, led_by=Lead.COCHAIR), RiskReason.COCHAIR)


def _decided(draft: Draft, session: Session, body: AlternateTakesOver | GoesAheadAnyway) -> None:
    """End a risk: the alternate leads, or it goes ahead as it is for a reason."""
    risk = session.risk
    if session.status is not SessionStatus.AT_RISK:
        return
    by_cochair = risk is None or risk.reason is RiskReason.COCHAIR
    if isinstance(body, AlternateTakesOver):
        if not by_cochair or not session.cochair_alternate_lived:
            return
        lead = Lead.ALTERNATE
        draft.audit("alternate_takes_over", about=session.id)
    else:
        lead = Lead.NOBODY if by_cochair else session.led_by
        draft.audit("goes_ahead_anyway", about=session.id, reason=body.reason.value)
    _put(draft, replace(session, status=SessionStatus.PUBLISHED, risk=None, led_by=lead, poll=None))
    for person in session.seats:
        if lead is Lead.NOBODY:
            draft.tell_person(person, WentAhead(session=session.id))
        elif session.poll is not None:
            draft.tell_person(person, SessionStays(session=session.id))


# -- asking for times ----------------------------------------------------------------------------------------


def _poll_opened(draft: Draft, session: Session, body: PollOpened) -> None:
    times = tuple(sorted(body.times))
    if session.status not in OPEN or polls.poll_fault(times, session, draft.now) is not None:
        return
    for person, seat in session.seats.items():
        draft.change(ChangeSeat(session=session.id, person=person, seat=replace(seat, can=None)))
        draft.tell_person(person, PollAsked(session=session.id))
    _put(draft, replace(draft.sessions[session.id], poll=Poll(times=times, opened_at=draft.now)))
    draft.audit("poll_opened", about=session.id, detail=str(len(times)))


def _poll_closed(draft: Draft, session: Session, body: PollClosed) -> None:
    if session.poll is None:
        return
    if body.time is None:
        _put(draft, replace(session, poll=None))
        for person in session.seats:
            draft.tell_person(person, SessionStays(session=session.id))
    elif body.time in session.poll.times and body.time > draft.now:
        _write(draft, session, polls.moved_to(session, body.time))
    else:
        return
    draft.audit("poll_closed", about=session.id, detail="moved" if body.time else "stays")


# -- on the day ----------------------------------------------------------------------------------------------


def _attendance(draft: Draft, session: Session, body: AttendanceNoted) -> None:
    if any(_noted_since(session.seats.get(person), body, person) for person in body.was):
        draft.audit("attendance_not_noted", about=session.id, result="denied")
        return
    for person, came in body.came.items():
        seat = session.seats.get(person)
        if seat is None or session.starts > draft.now:
            continue
        beside = min(body.companions.get(person, seat.companions), seat.companions) if came else 0
        marked = replace(seat, attended=came, companions_came=beside if seat.companions else None)
        if marked == seat:
            continue
        draft.change(ChangeSeat(session=session.id, person=person, seat=marked))
        fields = [
            mark
            for mark, differs in (
                (came_mark(session, person), came is not seat.attended),
                (beside_mark(session, person), marked.companions_came != seat.companions_came),
            )
            if differs
        ]
        draft.audit(
            "attendance_noted",
            about=person,
            detail=f"{session.id} {'came' if came else 'missed'}",
            fields=" ".join(fields),
        )
        if came is not seat.attended:
            draft.tell_person(person, AttendanceMarked(session=session.id, came=came))


def _noted_since(seat: Seat | None, body: AttendanceNoted, person: PersonId) -> bool:
    """Tell whether another noted something else of a seat since whoever notes this looked at it."""
    if seat is None:
        return False
    was, here = body.was[person], Attended(came=seat.attended, companions=seat.companions_came)
    wanted = Attended(came=body.came.get(person), companions=body.companions.get(person, was.companions))
    return bool(three_way(was, wanted, here, ("came", "companions")).clashing)


def came_mark(session: Session, person: PersonId) -> str:
    """Name the mark of one seat in the audit log: whether they came."""
    return f"came-{person}@{session.id}"


def beside_mark(session: Session, person: PersonId) -> str:
    """Name the mark of one seat in the audit log: how many came with them."""
    return f"with-{person}@{session.id}"


def _debriefed(draft: Draft, session: Session, body: DebriefDone) -> None:
    was, here = Notes(*(body.was or session.debrief_notes)), Notes(*session.debrief_notes)
    merged = three_way(was, Notes(*body.notes), here, NOTES)
    if merged.clashing:
        fields = " ".join(merged.clashing)
        draft.audit("debrief_not_noted", about=session.id, result="denied", fields=fields)
        return
    notes = here._replace(**merged.values)
    new = replace(session, debriefed=body.done, debrief_notes=tuple(notes))
    if new != session:
        _put(draft, new)
        action = "debriefed" if body.done else "not_debriefed"
        draft.audit(action, about=session.id, fields=changed_fields(here, notes, NOTES))
