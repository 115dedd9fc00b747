"""Forgetting somebody: nothing may go on naming them, and no list of a meeting that is long over either."""

from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import DropFirst, DropHold, Forget, LeaveList


def forget(draft: Draft) -> None:
    """Erase somebody who has no seat and never had one, with every list they stand on."""
    leave_lists(draft)
    draft.forgotten = True
    draft.change(Forget(person=draft.me.id))


def leave_lists(draft: Draft) -> None:
    """Take them off every list, be its meeting over or not."""
    who = draft.me.id
    for session in draft.sessions.values():
        if who in session.waiting:
            draft.change(LeaveList(session=session.id, person=who))
        if who in session.holds:
            draft.change(DropHold(session=session.id, person=who))
        if who in session.first:
            draft.change(DropFirst(session=session.id, person=who))
