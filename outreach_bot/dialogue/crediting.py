"""How far a person came is counted once for the code that brought them, in the turn that took them there.

Only numbers are kept, so that they stay true when the person is erased. Booking again, moving, a second code
and coming back count nothing twice: what was counted is noted on the person.
"""

from collections.abc import Sequence

from outreach_bot.dialogue.draft import Draft
from outreach_bot.recruitment import seats
from outreach_bot.recruitment.funnel import GAVE_UP, STAGES, Stage, counter, newly_reached
from outreach_bot.recruitment.rules import Outcome
from outreach_bot.recruitment.sessions import Seat
from outreach_bot.recruitment.stations import came


def credit(draft: Draft) -> None:
    """Count what this turn newly reached; a place given up, or taken again, is counted beside it."""
    if not draft.me.source:
        return
    before = seats.of(draft.me.id, (kept.session for kept in draft.view.sessions.values()))
    now = seats.of(draft.me.id, draft.sessions.values())
    steps = newly_reached(draft.me.counted, _reached(draft, (*before, *now)))
    for step in steps:
        _count(draft, step)
    if steps:
        draft.set(counted=steps[-1])
    elif draft.me.counted is Stage.BOOKED and bool(before) is not bool(now):
        _count(draft, GAVE_UP, by=1 if before else -1)


def take_back(draft: Draft) -> None:
    """Somebody we know came in as if new: what was counted for the newcomer is not counted twice."""
    counted = STAGES.index(draft.me.counted or Stage.OPENED)
    if draft.me.source and counted < STAGES.index(Stage.BOOKED):
        for step in STAGES[: counted + 1]:
            _count(draft, step, by=-1)


def take_back_attended(draft: Draft) -> None:
    """They were marked as having come by mistake: what was counted for it is counted no more."""
    mine = seats.of(draft.me.id, draft.sessions.values())
    if draft.me.source and draft.me.counted is Stage.ATTENDED and not any(came(seat) for seat in mine):
        _count(draft, Stage.ATTENDED, by=-1)
        draft.set(counted=Stage.BOOKED)


def _count(draft: Draft, step: str, *, by: int = 1) -> None:
    draft.count(counter(step, draft.me.source, draft.me.source_channel), by=by)


def _reached(draft: Draft, mine: Sequence[Seat]) -> Stage:
    """Tell how far they are. `mine`: their seats, those before this turn too: who is erased had come as far as that."""
    if any(came(seat) for seat in mine):
        return Stage.ATTENDED
    if mine:
        return Stage.BOOKED
    if draft.me.outcome is Outcome.FITS:
        return Stage.FITS
    return Stage.OPENED if draft.me.role is None else Stage.STARTED
