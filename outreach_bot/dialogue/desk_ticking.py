"""Messages that did not arrive, ticked off by hand: what was done instead. The person is told nothing by it."""

from msgspec.structs import replace

from outreach_bot.dialogue.alert_effects import PutNotice
from outreach_bot.dialogue.desk_effects import TickOff
from outreach_bot.dialogue.desk_inputs import TickedOff
from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.notices import Notice, NoticeOutcome
from outreach_bot.recruitment.telling import Instead

OUTCOMES = {
    Instead.BY_PHONE: NoticeOutcome.TALKED,
    Instead.IN_PERSON: NoticeOutcome.TALKED,
    Instead.NOT_NEEDED: NoticeOutcome.NOT_NEEDED,
    Instead.NOT_REACHED: NoticeOutcome.NO_ANSWER,
}
"""What the notice that a message was held back ends with."""


def ticked_off(draft: Draft, body: TickedOff) -> None:
    """Tick off what is open of it. Where nothing is, somebody was quicker, and nothing happens."""
    if body.notice:
        _held_back(draft, body)
    elif draft.view.lost:
        draft.change(*(TickOff(message=each, how=body.how) for each in draft.view.lost))
        about = f"/{body.session}" if body.session else ""
        draft.audit("message_ticked", detail=f"{body.how.value}{about}")


def _held_back(draft: Draft, body: TickedOff) -> None:
    """Close the notice, and its like about this person. An alert is closed where alerts are, and nowhere else."""
    theirs = [
        (name, kept.record)
        for name, kept in draft.view.notices.items()
        if kept.record.notice is Notice.REMINDER_HELD
        and kept.record.person == draft.me.id
        and kept.record.closed_at is None
    ]
    for name, record in theirs:
        draft.rest_on_notice(name)
        by = (draft.actor.member or draft.actor.name) if draft.actor else ""
        ended = replace(record, closed_at=draft.now, closed_by=by, outcome=OUTCOMES[body.how])
        draft.change(PutNotice(notice=name, record=ended))
    if theirs:
        draft.audit("message_ticked", detail=body.how.value)
