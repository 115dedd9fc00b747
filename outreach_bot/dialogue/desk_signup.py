"""Signing somebody up at a desk, with the person present: by phone, on paper, or as they walk in.

The same consents and the same rules as in the chat. What they answered decides, and is kept nowhere.
"""

from msgspec.structs import replace

from outreach_bot.dialogue import desk_seats
from outreach_bot.dialogue.desk_consents import noted_by
from outreach_bot.dialogue.desk_inputs import DeskConsent, SignedUpAtDesk
from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import ChangeSeat, Notice, PutCode
from outreach_bot.dialogue.inputs import TimerName
from outreach_bot.dialogue.joining import consent_for
from outreach_bot.dialogue.screening import READY, RESTS, TIME_OFF
from outreach_bot.dialogue.state import Consent
from outreach_bot.dialogue.threads import CONTACT
from outreach_bot.recruitment.codes import Code, is_shared
from outreach_bot.recruitment.desk_fitting import Reason
from outreach_bot.recruitment.eligibility import decide
from outreach_bot.recruitment.rules import CodeKind, Outcome
from outreach_bot.recruitment.sessions import Session

PHONE, PAPER = "phone", "paper"
WAYS = (PHONE, PAPER)
DOORS = {PHONE: "ph", PAPER: "fl"}
"""How a code is counted that came by phone, or on paper."""


def signed_up(draft: Draft, body: SignedUpAtDesk) -> None:
    """Make somebody known who said yes. Without that, or where nothing fits them, nothing is kept but a count."""
    if draft.me.role is not None:
        return  # they are signed up already: what changed is changed on their page
    if not _agreed(body, consent_for(body.role)):
        draft.forgotten = draft.is_new
        draft.audit("desk_sign_up", detail="consent_refused")
        return
    outcome = _decide(draft, body)
    draft.audit("desk_sign_up", detail=f"{outcome.value}/{body.channel}")
    draft.count(f"outcome:{outcome.value}:{body.role.value}")
    if outcome is Outcome.NOT_THIS_TIME:
        if draft.is_new:
            draft.set(role=body.role)  # for the count alone: they are forgotten in this very turn
        draft.forgotten = draft.is_new
        return
    _keep(draft, body, outcome)
    _way_back(draft)
    draft.notify(Notice.SIGN_UP)
    _seat(draft, body)


def _agreed(body: SignedUpAtDesk, consent: str) -> bool:
    return any(given.id == consent and given.agreed for given in body.consents)


def _decide(draft: Draft, body: SignedUpAtDesk) -> Outcome:
    """What the answers lead to; where some are missing, a person decides."""
    screening = draft.rules.screening
    decision = decide(screening.for_role(body.role), body.answers, default=screening.default)
    if body.answers.get(TIME_OFF[0]) == TIME_OFF[1]:
        draft.notify(Notice.NEED_TIME_OFF)
    if decision is None:
        return Outcome.TALK
    if decision.outcome is Outcome.NOT_THIS_TIME:
        draft.refused = decision.reason or "other"
        draft.count(f"not_this_time:{draft.refused}")
    return decision.outcome


def _keep(draft: Draft, body: SignedUpAtDesk, outcome: Outcome) -> None:
    given = {option for options in body.answers.values() for option in options}
    reachable = _agreed(body, CONTACT)
    draft.set(
        role=body.role,
        outcome=outcome,
        hospitals=tuple(h.key for h in draft.rules.campaign.hospitals if h.key in given),
        one_to_one=any(body.answers.get(question) == ("one",) for question in READY),
        question_set=draft.rules.screening.version,
        consents=(*draft.me.consents, *(_consent(draft, body, each) for each in body.consents)),
        needs=tuple(need for need in draft.rules.screening.needs if need in body.needs),
        name=body.name if reachable else "",
        phone=body.phone if reachable else "",
        safe_times=body.safe_times if reachable else (),
        language=body.language or draft.me.language,
    )
    _note_source(draft, body)
    draft.go("meetings" if outcome is Outcome.FITS else "waiting_for_us")
    draft.timer(TimerName.REST_ENDS, draft.now + RESTS)


def _consent(draft: Draft, body: SignedUpAtDesk, read: DeskConsent) -> Consent:
    draft.audit("consent_given" if read.agreed else "consent_refused", detail=read.id)
    return Consent(
        id=read.id,
        agreed=read.agreed,
        at=draft.now,
        channel=body.channel,
        words=read.words,
        language=body.language or draft.me.language,
        by=noted_by(draft),
    )


def _note_source(draft: Draft, body: SignedUpAtDesk) -> None:
    kept = draft.view.codes.get(body.code)
    if kept is not None and is_shared(kept.code) and not draft.me.source:
        door = DOORS.get(body.channel, "")
        draft.set(source=body.code, source_channel=door)
        draft.count(f"opened:{body.code}:{door}")


def _way_back(draft: Draft) -> None:
    """A code with which they go on on their own phone, whenever they like; who is in the chat needs none."""
    if draft.view.fresh and draft.address is None:
        code = Code(id=draft.view.fresh[0], kind=CodeKind.RETURN, made_at=draft.now, person=draft.me.id)
        draft.change(PutCode(code=code))


def _seat(draft: Draft, body: SignedUpAtDesk) -> None:
    """Seat them at once where they chose a session. Who is there already counts as having come."""
    session = draft.session(body.session)
    if session is None:
        return
    reason = Reason.CAME if body.came else None
    if not desk_seats.seat(draft, session, companions=body.companions, reason=reason):
        draft.audit("desk_seat_taken", detail=session.id, result="denied")
        return
    draft.notify(Notice.BOOKED)
    if body.came:
        _came(draft, session)


def _came(draft: Draft, session: Session) -> None:
    seated = draft.sessions[session.id].seats[draft.me.id]
    seat = replace(seated, coming=True, attended=True)
    draft.change(ChangeSeat(session=session.id, person=draft.me.id, seat=seat))
    draft.audit("attended", detail=session.id)
