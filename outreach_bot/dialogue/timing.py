"""Timers that came due for a person. Each looks at how things are now; one that is out of date does nothing."""

from outreach_bot.dialogue import champion_screens, desk_chat, reminding, threads
from outreach_bot.dialogue.draft import HELP, PERSON, WEEK, Draft, button, column
from outreach_bot.dialogue.effects import DropCall, Phrase
from outreach_bot.dialogue.forgetting import forget
from outreach_bot.dialogue.inputs import TimerFired, TimerName
from outreach_bot.dialogue.screening import EXPIRES, RESTS
from outreach_bot.recruitment.rules import Outcome

UNFINISHED = ("new", "welcome", "about", "not_private", "role", "consent", "question")


def timer_fired(draft: Draft, body: TimerFired) -> None:
    """Do what a timer was set for, if it still holds."""
    match body.name:
        case TimerName.SCREENING_EXPIRES:
            screening_expires(draft)
        case TimerName.REMIND_WEEK | TimerName.REMIND_DAY | TimerName.REMIND_TWO_HOURS:
            reminding.remind(draft, body.name, body.about)
        case TimerName.ASK_AFTER:
            reminding.ask_after(draft, body.about)
        case TimerName.CHECK_IN:
            _check_in(draft)
        case TimerName.REST_ENDS:
            _rest_ends(draft)
        case TimerName.STATS:
            champion_screens.count_again(draft)
        case TimerName.DIGEST:
            desk_chat.digest(draft, body)
        case TimerName.ALERT_WORDS_END:
            threads.let_alerts_go(draft)
        case TimerName.WAVE_STARTS | TimerName.ESCALATE:
            pass  # the office's own
        case TimerName.OFFER_ENDS:
            pass


def screening_expires(draft: Draft) -> None:
    """Delete an unfinished screening; who comes back begins at the first question, consent kept."""
    under = draft.me.before.partition("|")[0]
    if draft.me.outcome is not None or (draft.me.screen not in UNFINISHED and under not in UNFINISHED):
        return
    if draft.me.role is None:
        _forget(draft, TimerName.SCREENING_EXPIRES)
        return
    draft.audit("screening_expired")
    questions = draft.rules.screening.for_role(draft.me.role).questions
    draft.set(answers={})
    draft.go("question", questions[0].id)
    draft.timer(TimerName.REST_ENDS, draft.now + RESTS)


def _forget(draft: Draft, ends: TimerName) -> None:
    """Forget them, unless they are somebody else too; who may need help is kept until that was looked after."""
    if draft.view.alarmed:
        draft.timer(ends, draft.now + EXPIRES)
        return
    draft.audit("rest_ended" if ends is TimerName.REST_ENDS else "screening_expired")
    if draft.is_known_otherwise():
        draft.timer(TimerName.REST_ENDS, draft.now + RESTS)
        return
    draft.change(DropCall(person=draft.me.id))
    forget(draft)


def _check_in(draft: Draft) -> None:
    """A month is over; they asked to be written to. Names nothing."""
    if (
        draft.me.outcome is not Outcome.LATER
        or draft.me.stopped_at is not None
        or draft.me.paused_at is not None
    ):
        return
    if not draft.may_write_this_week():
        draft.timer(TimerName.CHECK_IN, draft.now + WEEK)
        return
    draft.go("resting")
    draft.write_first(
        Phrase("check-in"),
        buttons=column(button("resting-place.again", "again"), PERSON, HELP),
    )


def _rest_ends(draft: Draft) -> None:
    """Nothing booked for 90 days: asked once more where that is allowed, then forgotten."""
    if any(draft.me.id in session.seats for session in draft.sessions.values()):
        return  # who booked or came is kept until the project ends
    if draft.waits():
        draft.timer(TimerName.REST_ENDS, draft.now + RESTS)
        return
    if draft.now - draft.me.seen_at < EXPIRES:
        # in the middle of a conversation: not now
        draft.timer(TimerName.REST_ENDS, draft.now + EXPIRES)
        return
    if draft.may_write_first() and draft.me.about != "asked_once":
        if not draft.may_write_this_week():
            draft.timer(TimerName.REST_ENDS, draft.now + WEEK)
            return
        draft.go("resting", "asked_once")
        draft.timer(TimerName.REST_ENDS, draft.now + RESTS / 3)
        draft.write_first(
            Phrase("check-in"),
            buttons=column(button("resting-place.again", "again"), PERSON, HELP),
        )
        return
    _forget(draft, TimerName.REST_ENDS)
