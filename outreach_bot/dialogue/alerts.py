"""Alerts: who is told, who is on it, and what came of it. Never any content; each step is a turn of its own.

raised → the office's turn tells whoever is on call → [I am on it] tells the others, quietly → closed.
An alarm that nobody takes in time goes to the second contact, once. Source: DOMAIN section 4.
"""

from msgspec.structs import replace

from outreach_bot.dialogue.alert_effects import PutNotice
from outreach_bot.dialogue.alert_inputs import (
    AlertRaised,
    AlertTaken,
    AllClear,
    NoticeClosed,
    NoticeRaised,
    NoticeSeen,
)
from outreach_bot.dialogue.draft import Draft, Rows, button, column
from outreach_bot.dialogue.effects import Phrase, Priority, Verbatim
from outreach_bot.dialogue.inputs import TimerFired, TimerName
from outreach_bot.dialogue.notices import (
    ALARMS,
    BY_HAND,
    KeptNotice,
    Notice,
    NoticeId,
    NoticeOutcome,
    NoticeRecord,
)
from outreach_bot.recruitment import on_call
from outreach_bot.recruitment.office_roles import Member, sees
from outreach_bot.recruitment.opening_hours import escalates_at, next_open

OPEN_OFFICE = button("desk.office", "desk:office")
TAP_PARTS = 2
"""What a tap on an alert says after its verb: what to do, and with which notice."""


# -- in the office's turn -------------------------------------------------------------------------------------


def office_turn(draft: Draft, body: NoticeRaised | NoticeSeen | NoticeClosed | TimerFired) -> None:
    """An alert was raised, taken or closed at a desk, or waited too long."""
    match body:
        case NoticeRaised():
            _raised(draft, body.notice)
        case NoticeSeen():
            take(draft, body.notice)
        case NoticeClosed():
            close(draft, body.notice, body.outcome)
        case TimerFired():
            _escalate(draft, body.about)


def _raised(draft: Draft, notice: NoticeId) -> None:
    """Tell whoever looks after the person's hospitals; out of hours too, but then nothing is promised."""
    kept = _untaken(draft, notice)
    if kept is None:
        return
    told = _first(draft, kept)
    _tell(draft, notice, kept, told)
    draft.audit("alert_raised", about=notice, detail=f"{kept.record.notice.value} {len(told)}")
    if kept.record.notice in ALARMS:
        campaign = draft.rules.campaign
        due = escalates_at(draft.now, campaign.contact, campaign.zone)
        draft.timer(TimerName.ESCALATE, due, notice)


def _first(draft: Draft, kept: KeptNotice) -> list[on_call.OnCall]:
    if kept.record.notice is Notice.AUDIT_BROKEN:
        return on_call.of_the_log(draft.view.on_call)
    return on_call.first(draft.view.on_call, kept.hospitals)


def _escalate(draft: Draft, notice: NoticeId) -> None:
    """Nobody took it: the second contact hears of it, once. Who was down until the night waits for the morning."""
    kept = _untaken(draft, notice)
    if kept is None or kept.record.escalated_at is not None:
        return
    campaign = draft.rules.campaign
    hours_begin = next_open(draft.now, campaign.contact, campaign.zone)
    if hours_begin > draft.now:
        draft.timer(TimerName.ESCALATE, hours_begin, notice)
        return
    told = on_call.second(draft.view.on_call, kept.hospitals)
    _put(draft, notice, replace(kept.record, escalated_at=draft.now))
    _tell(draft, notice, kept, told, again=True)
    draft.audit("alert_escalated", about=notice, detail=str(len(told)))


def _tell(
    draft: Draft, notice: NoticeId, kept: KeptNotice, told: list[on_call.OnCall], *, again: bool = False
) -> None:
    for each in told:
        raised = AlertRaised(notice=kept.record.notice.value, id=notice, again=again)
        draft.tell_person(each.person, raised)


# -- what changes a notice ------------------------------------------------------------------------------------


def take(draft: Draft, notice: NoticeId) -> None:
    """Somebody is on it, and on what else is open about the same person. What was taken before stays theirs."""
    if _untaken(draft, notice) is None:
        return
    for each, kept in _open(draft).items():
        if kept.record.seen_at is None:
            _put(draft, each, replace(kept.record, seen_at=draft.now, seen_by=_who(draft)))
    _tell_others(draft, notice)
    draft.audit("alert_seen", about=notice)


def close(draft: Draft, notice: NoticeId, outcome: NoticeOutcome) -> None:
    """Somebody looked after it. Who was talked with may be written to again. What was closed before stays as it is."""
    kept = draft.view.notices.get(notice)
    if kept is None or kept.record.closed_at is not None:
        return
    by = _who(draft)
    if kept.record.seen_at is None:
        _tell_others(draft, notice)
    for each, one in _open(draft).items():
        record = one.record
        seen = {} if record.seen_at else {"seen_at": draft.now, "seen_by": by}
        closed = {"closed_at": draft.now, "closed_by": by, "outcome": outcome}
        _put(draft, each, replace(record, **seen, **closed))
    if outcome is NoticeOutcome.TALKED and kept.record.person:
        draft.tell_person(kept.record.person, AllClear(at=draft.now))
    draft.audit("alert_closed", about=notice, detail=outcome.value)


def _who(draft: Draft) -> str:
    return (draft.actor.member or draft.actor.name) if draft.actor else ""


def _tell_others(draft: Draft, notice: NoticeId) -> None:
    """Those who were told and are not the one who took it."""
    told = _told_of(draft, draft.view.notices[notice])
    own = draft.view.members.get(draft.actor.member) if draft.actor else None
    for person in dict.fromkeys(each.person for each in told):
        if own is None or person != own.member.person:
            draft.tell_person(person, AlertTaken(notice=notice))


def _told_of(draft: Draft, kept: KeptNotice) -> list[on_call.OnCall]:
    """List who was told of an alert so far, as the team is now."""
    escalated = kept.record.escalated_at is not None
    again = on_call.second(draft.view.on_call, kept.hospitals) if escalated else []
    return [*_first(draft, kept), *again]


def _is_theirs(draft: Draft, kept: KeptNotice, member: Member) -> bool:
    """Tell whether an alert is for this member: of their hospitals, or they were told where nobody else could be."""
    told = {each.person for each in _told_of(draft, kept)}
    return sees(member.hospitals, kept.hospitals) or member.person in told


def _untaken(draft: Draft, notice: NoticeId) -> KeptNotice | None:
    kept = draft.view.notices.get(notice)
    done = kept is None or kept.record.seen_at is not None or kept.record.closed_at is not None
    return None if done else kept


def _open(draft: Draft) -> dict[NoticeId, KeptNotice]:
    """The notice of this turn and its like, about the same person: one talk looks after them all."""
    return {name: kept for name, kept in draft.view.notices.items() if kept.record.closed_at is None}


def _put(draft: Draft, notice: NoticeId, record: NoticeRecord) -> None:
    draft.rest_on_notice(notice)
    draft.change(PutNotice(notice=notice, record=record))


# -- in a coordinator's chat ----------------------------------------------------------------------------------


def told(draft: Draft, body: AlertRaised | AlertTaken) -> None:
    """Pass on what happened to an alert. It never has content, and an alert goes at any hour: someone is on call."""
    if draft.me.coordinator_since is None or draft.me.stopped_at is not None:
        return
    if isinstance(body, AlertTaken):
        draft.say(Phrase("alert-taken"), edit=False, silent=True)
    elif not body.id or _untaken(draft, body.id) is not None:
        _alert(draft, body)


def _alert(draft: Draft, body: AlertRaised) -> None:
    again = (Phrase("alert-again"),) if body.again else ()
    taken = bool(body.id) and body.notice != Notice.AUDIT_BROKEN
    on_it = column(button("alert-take", f"alert:take:{body.id}"), OPEN_OFFICE) if taken else ()
    words = Phrase(f"office-alert.{body.notice}")
    draft.say(*again, words, buttons=on_it, edit=False, priority=Priority.HELP)


def tapped(draft: Draft, rest: list[str], member: Member) -> None:
    """[I am on it], and what came of it. One that is not for this member any more is answered like one that is gone."""
    what, notice, *outcome = rest
    kept = draft.view.notices.get(notice)
    if kept is None or not _is_theirs(draft, kept, member):
        draft.say(Phrase("alert-gone"), buttons=column(OPEN_OFFICE))
    elif what == "take":
        take(draft, notice)
        _say_who_is_on_it(draft, kept, notice)
    elif what == "close" and outcome and outcome[0] in BY_HAND:
        close(draft, notice, NoticeOutcome(outcome[0]))
        draft.say(Phrase("alert-closed"), buttons=column(OPEN_OFFICE))
    else:
        draft.reshow(Phrase("old-button"), edit=False)


def _say_who_is_on_it(draft: Draft, before: KeptNotice, notice: NoticeId) -> None:
    record = before.record
    if record.closed_at is not None:
        draft.say(Phrase("alert-closed"), buttons=column(OPEN_OFFICE))
    elif record.seen_at is not None and record.seen_by != _who(draft):
        draft.say(Phrase("alert-taken-before"), buttons=column(OPEN_OFFICE))
    else:
        draft.say(*_yours(record), buttons=(*_ends(record, notice), (OPEN_OFFICE,)))


def _yours(record: NoticeRecord) -> tuple[Phrase, ...]:
    """Thank them, and say by which code the office knows the person; a code is no name."""
    where = (Phrase("alert-code", {"code": Verbatim(record.person)}),) if record.person else ()
    end = Phrase("alert-yours") if record.notice in ALARMS else Phrase("alert-yours.call")
    return (end, *where)


def _ends(record: NoticeRecord, notice: NoticeId) -> Rows:
    if record.notice not in ALARMS:
        return ()
    return column(
        *(button(f"alert-outcome.{outcome}", f"alert:close:{notice}:{outcome}") for outcome in BY_HAND)
    )


# -- in the person's own turn ---------------------------------------------------------------------------------


def all_clear(draft: Draft, body: AllClear) -> None:
    """What we send first may go again, unless they were in trouble once more since."""
    if draft.me.paused_at is not None and draft.me.paused_at <= body.at:
        draft.set(paused_at=None)
        draft.audit("pause_ended")
