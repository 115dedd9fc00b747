"""Reminders of a held seat, and the one tap after. DESIGN section 7."""

import datetime as dt

from msgspec.structs import replace

from outreach_bot.dialogue import describing
from outreach_bot.dialogue.draft import HELP, PERSON, Draft, button, column
from outreach_bot.dialogue.effects import ChangeSeat, Notice, Phrase
from outreach_bot.dialogue.inputs import TimerName
from outreach_bot.recruitment import reminders
from outreach_bot.recruitment.sessions import Session, SessionId, SessionStatus

REST = TimerName.REST_ENDS
BEFORE = {
    TimerName.REMIND_WEEK: reminders.WEEK,
    TimerName.REMIND_DAY: reminders.DAY,
    TimerName.REMIND_TWO_HOURS: reminders.TWO_HOURS,
}
ASKED_FOR = {TimerName.REMIND_WEEK: "week", TimerName.REMIND_TWO_HOURS: "two_hours"}
"""Reminders that only those get who asked for them."""
HOW = ("heard", "ok", "not_heard", "hard")


def set_reminders(draft: Draft, session: Session, *, booked_at: dt.datetime) -> None:
    """Set a seat's timers; whether one is sent is decided when it comes due."""
    campaign = draft.rules.campaign
    for name, before in BEFORE.items():
        due = reminders.reminder_due(
            before,
            starts=session.starts,
            booked_at=booked_at,
            quiet=campaign.quiet_hours,
            zone=campaign.zone,
        )
        if due is not None and due > draft.now:
            draft.timer(name, due, session.id)
    after = reminders.next_allowed(
        session.ends + reminders.AFTER, quiet=campaign.quiet_hours, zone=campaign.zone
    )
    draft.timer(TimerName.ASK_AFTER, after, session.id)


def stop_reminders(draft: Draft, session: SessionId) -> None:
    """Forget a seat's timers."""
    for name in (*BEFORE, TimerName.ASK_AFTER):
        draft.stop_timer(name, session)


def _seated(draft: Draft, session: Session | None) -> bool:
    return (
        session is not None and draft.me.id in session.seats and session.status is not SessionStatus.CANCELLED
    )


def _wanted(draft: Draft, name: TimerName) -> bool:
    return name not in ASKED_FOR or ASKED_FOR[name] in draft.me.reminders


def _superseded(draft: Draft, name: TimerName, session: Session) -> bool:
    return any(
        before < BEFORE[name] and _wanted(draft, other) and session.starts - before <= draft.now
        for other, before in BEFORE.items()
    )


def remind(draft: Draft, name: TimerName, session_id: SessionId) -> None:
    """Send a note about a held seat, if it is still held and may be sent. It names no topic and no place."""
    session = draft.session(session_id)
    if session is None or not _seated(draft, session) or not _wanted(draft, name):
        return
    if session.starts <= draft.now or _superseded(draft, name, session):
        # we were away when it was due: a later note goes in its place, or it is too late for any
        draft.audit("reminder_missed", detail=session.id)
        return
    if draft.me.paused_at is not None:
        draft.notify(Notice.REMINDER_HELD)
    if not draft.may_write_first():
        return
    draft.write_first(
        Phrase("booking_reminder", describing.on(session)),
        buttons=column(
            button("labels.reminder_coming", f"coming:{session.id}"),
            button("labels.reminder_change", f"change:{session.id}"),
            button("labels.reminder_cancel", f"free:{session.id}"),
            HELP,
        ),
        not_after=session.starts,
        about=session.id,
    )


def ask_after(draft: Draft, session_id: SessionId) -> None:
    """Ask how it was, once, after the session."""
    session = draft.session(session_id)
    if session is None or not _seated(draft, session) or not draft.may_write_first():
        return
    if session.seats[draft.me.id].attended is False:
        return
    draft.write_first(
        Phrase("booking_debrief"),
        buttons=column(*(button(f"booking_debrief.{how}", f"how:{how}:{session_id}") for how in HOW), HELP),
        about=session_id,
    )


def how_it_was(draft: Draft, rest: list[str]) -> None:
    """One tap about a session: counted without a name; "it was hard" asks for a call."""
    from outreach_bot.dialogue import talking

    how, session_id = rest
    session = draft.session(session_id)
    if how not in HOW or session is None or draft.me.id not in session.seats:
        draft.reshow(Phrase("old-button"), edit=False)
        return
    seat = session.seats[draft.me.id]
    if not seat.told_how:
        draft.change(ChangeSeat(session=session_id, person=draft.me.id, seat=replace(seat, told_how=True)))
        draft.count(f"how:{session.kind}:{how}")
    if how == "hard":
        talking.want_call(draft, "debrief", Phrase("debrief-hard"))
        return
    draft.say(
        Phrase("debrief-thanks"),
        buttons=column(button("labels.find", "find"), button("labels.my_place", "home"), PERSON, HELP),
    )


def held_list(draft: Draft) -> tuple[Phrase, ...]:
    """What is needed to come, for each seat held."""
    return tuple(line for session, _ in draft.seats() for line in describing.seat(session))


TAPS = {"how": (how_it_was, ())}
