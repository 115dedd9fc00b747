"""Each turn moves its person's count to the station it took them to. Only numbers are kept when they are erased."""

from collections import Counter

from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.inputs import BY_THE_PERSON, SessionCancelled, TimerFired, TimerName
from outreach_bot.recruitment import seats
from outreach_bot.recruitment.seat_counts import has_started, left_behind
from outreach_bot.recruitment.stations import HAD_A_SEAT, Facts, Station, Tally, station, week_of


def tally(draft: Draft) -> None:
    """Count this turn's person where they are now, and no longer where they were."""
    was = draft.me.tally
    if was is None and not _begins(draft):
        return
    if draft.forgotten:
        _leave_behind(draft)
        if draft.seats() or draft.waits():
            return  # they stay who they are: it is this conversation that goes on elsewhere
    now = _tally(draft, was)
    if now != was:
        _move(draft, was, now)
        draft.set(tally=now)


def _begins(draft: Draft) -> bool:
    """Tell whether they are to be counted from this turn on: they agreed, or came before weeks were counted and write now."""
    before = draft.view.me
    agrees = draft.me.role is not None and (before is None or before.role is None)
    return agrees or (draft.me.role is not None and isinstance(draft.received.body, BY_THE_PERSON))


def take_back(draft: Draft) -> None:
    """Somebody we know came in as if new: the newcomer was nobody else, and is not counted."""
    was = draft.me.tally
    if was is not None and was.station not in HAD_A_SEAT:
        _move(draft, was, None)
        draft.set(tally=None, role=None)  # the newcomer is forgotten in this turn


def _move(draft: Draft, was: Tally | None, now: Tally | None) -> None:
    moved = Counter(now.counters() if now else ())
    moved.subtract(was.counters() if was else ())
    for name, by in moved.items():
        if by:
            draft.count(name, by=by)


def _tally(draft: Draft, was: Tally | None) -> Tally:
    before = draft.view.me
    body = draft.received.body
    facts = Facts(
        outcome=draft.me.outcome,
        answers=bool(draft.me.answers),
        seats=seats.of(draft.me.id, draft.sessions.values()),
        before=seats.of(draft.me.id, (kept.session for kept in draft.view.sessions.values())),
        waits=bool(draft.waits()),
        refused=bool(draft.refused),
        called_off=isinstance(body, SessionCancelled),
        gave_out=draft.forgotten
        or (
            isinstance(body, TimerFired) and body.name is TimerName.SCREENING_EXPIRES and not draft.me.answers
        ),
    )
    at = station(facts, was.station if was else None)
    role = draft.me.role or (was.role if was else draft.role)
    agreed = draft.now if before is None or before.role is None else draft.me.made_at
    reason = draft.refused or (was.reason if was else "")
    return Tally(
        week=was.week if was else week_of(agreed, draft.rules.campaign.zone),
        role=role,
        station=at,
        reason=reason if at is Station.NOT_THIS_TIME else "",
        hospitals=draft.me.hospitals or (was.hospitals if was else ()),
    )


def _leave_behind(draft: Draft) -> None:
    """Seats of meetings that began: what reports say of those must not change because somebody is erased."""
    known = [kept.session for kept in draft.view.sessions.values()]
    after = draft.sessions
    freed = [
        each.id for each in known if has_started(each, draft.now) and draft.me.id not in after[each.id].seats
    ]
    for name in left_behind(draft.me.id, known, draft.rules.sessions, freed=freed):
        draft.count(name)
