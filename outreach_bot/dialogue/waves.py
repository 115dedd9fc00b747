"""What happens to a wave, and what one contact gets of it: exactly one message, or a reason why not.

A wave's own turn tells each of its contacts; each contact's turn owes that contact's message and writes down that
they were reached, in one commit. So a crash in the middle misses nobody and reaches nobody twice.
"""

import datetime as dt

from msgspec.structs import replace

from outreach_bot.dialogue.contact_effects import CancelWave, HoldBack, PutContact, PutWave
from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import Say, Tell
from outreach_bot.dialogue.inputs import (
    TimerFired,
    TimerName,
    To,
    WaveApproved,
    WaveMade,
    WaveReaches,
    WaveStopped,
)
from outreach_bot.dialogue.outreach_words import message
from outreach_bot.recruitment import reminders
from outreach_bot.recruitment.contacts import Contact, Reached, may_be_reached
from outreach_bot.recruitment.waves import (
    WRITTEN,
    Audience,
    HeldBack,
    Wave,
    WaveState,
    audience,
    link_may_go,
    was_reached,
    why_not_approved,
)


def wave_made(draft: Draft, body: WaveMade) -> None:
    """Write a new wave down. Nothing goes out before it is approved."""
    wave = replace(body.wave, hospitals=_own(draft))
    above = draft.rules.campaign.two_people.wave_above
    state = WaveState.WAITING if _audience(draft, wave).needs_second(above) else WaveState.DRAFT
    draft.change(PutWave(wave=replace(wave, state=state, version=draft.view.words_version, to=())))
    _note(draft, "wave_made", wave, detail=wave.way.value, by=wave.made_by)


def wave_approved(draft: Draft, body: WaveApproved) -> None:
    """Settle whom it goes to and when it begins, where this person may say so and saw the words that will go out."""
    wave = _named(draft, body.wave)
    if wave is None:
        return
    whom = _audience(draft, wave)
    refused = why_not_approved(
        wave,
        body.by,
        whom,
        above=draft.rules.campaign.two_people.wave_above,
        own=_own(draft),
        flyer=_flyer_may_go(draft, wave),
        link=link_may_go(wave.way, draft.rules, draft.view.link),
    )
    if refused is not None or body.version != draft.view.words_version:
        detail = refused.value if refused else HeldBack.CHANGED.value
        _note(draft, "wave_not_approved", wave, detail=detail, by=body.by, result="denied")
        return
    begins = _not_at_night(draft, max(body.at or draft.now, draft.now))
    approved = replace(
        wave,
        state=WaveState.APPROVED,
        to=tuple(contact.id for contact in whom.reached),
        version=body.version,
        at=begins,
        approved_by=body.by,
        approved_at=draft.now,
    )
    draft.change(PutWave(wave=approved))
    draft.timer(TimerName.WAVE_STARTS, begins, wave.id)
    _note(draft, "wave_approved", wave, detail=str(len(whom.reached)), by=body.by)


def wave_stopped(draft: Draft, body: WaveStopped) -> None:
    """Stop what has not gone: what is owed is cancelled, and who was not told yet gets nothing."""
    wave = _named(draft, body.wave)
    if wave is None or wave.state is WaveState.STOPPED:
        return
    stopped = replace(wave, state=WaveState.STOPPED, stopped_by=body.by, stopped_at=draft.now)
    draft.change(PutWave(wave=stopped), CancelWave(wave=wave.id))
    draft.stop_timer(TimerName.WAVE_STARTS, wave.id)
    _note(draft, "wave_stopped", wave, by=body.by)


def wave_starts(draft: Draft, body: TimerFired) -> None:
    """Its time has come: tell each contact. Not at night, and not with other words than those approved."""
    wave = _named(draft, body.about)
    if wave is None or wave.state is not WaveState.APPROVED:
        return
    begins = draft.earliest()
    if begins > draft.now:  # we were down when it was due
        draft.timer(TimerName.WAVE_STARTS, begins, wave.id)
    elif wave.version != draft.view.words_version:
        again = replace(wave, state=WaveState.WAITING, to=(), asked=wave.asked + 1)
        draft.change(PutWave(wave=again))
        _note(draft, "wave_not_started", again, detail=HeldBack.CHANGED.value)
    else:
        draft.change(PutWave(wave=replace(wave, state=WaveState.RUNNING)))
        _note(draft, "wave_started", wave, detail=str(len(wave.to)))
        if wave.way in WRITTEN:
            draft.tell(*(Tell(to=To.CONTACT, id=each, body=WaveReaches(wave=wave.id)) for each in wave.to))


def wave_reaches(draft: Draft, contact: Contact, body: WaveReaches) -> None:
    """Owe this contact the wave's message, unless something has come in between since it was approved."""
    kept = draft.view.waves.get(body.wave)
    if kept is None or was_reached(body.wave, contact):
        return
    wave = kept.wave
    draft.rest_on_wave(wave.id)  # so that nothing is owed after it was stopped
    reason = why_held_back(draft, wave, contact)
    if reason:
        draft.change(HoldBack(contact=contact.id, wave=wave.id, reason=reason))
        draft.audit("wave_held_back", about=contact.id, detail=reason, approval=wave.approval)
        return
    draft.owe(wave_message(draft, wave, contact))
    reached = Reached(at=draft.now, way=wave.way, wave=wave.id, version=draft.view.words_version)
    draft.change(PutContact(contact=replace(contact, reached=(*contact.reached, reached))))
    draft.audit("contact_reached", about=contact.id, detail=wave.way.value, approval=wave.approval)


def wave_message(draft: Draft, wave: Wave, contact: Contact) -> Say:
    """Make the message one contact gets, and when it may go: never in quiet hours, whatever held it up."""
    goes = draft.earliest()
    said = message(wave, contact, draft.rules, link=draft.view.link)
    return replace(said, not_before=goes, not_after=_night_after(draft, goes))


def why_held_back(draft: Draft, wave: Wave, contact: Contact) -> str:
    """Tell why this contact gets nothing; empty: they do."""
    if wave.state is not WaveState.RUNNING:
        return HeldBack.STOPPED.value
    if wave.version != draft.view.words_version:
        return HeldBack.CHANGED.value
    if not _flyer_may_go(draft, wave):
        return HeldBack.FLYER.value
    if not link_may_go(wave.way, draft.rules, draft.view.link):
        return HeldBack.LINK.value
    networks = {network.key: network for network in draft.rules.networks}
    network = networks.get(contact.network)
    barrier = network and may_be_reached(contact, network, wave.way, draft.now)
    return barrier.value if barrier else ""


def _flyer_may_go(draft: Draft, wave: Wave) -> bool:
    """Tell whether its flyer may be shared today; a wave without one needs no leave."""
    today = draft.now.astimezone(draft.rules.campaign.zone).date()
    return not wave.form or draft.rules.flyers.may_be_shared(today)


def _note(draft: Draft, action: str, wave: Wave, **more: str) -> None:
    """Note what became of a wave, with the yes that it needs or was given."""
    draft.audit(action, about=wave.id, approval=wave.approval, **more)


def _own(draft: Draft) -> tuple[str, ...]:
    """The hospitals of who does this; empty: all."""
    return draft.actor.hospitals if draft.actor else ()


def _named(draft: Draft, wave_id: str) -> Wave | None:
    kept = draft.view.waves.get(wave_id)
    if kept is None:
        return None
    draft.rest_on_wave(wave_id)
    return kept.wave


def _audience(draft: Draft, wave: Wave) -> Audience:
    known = [kept.contact for kept in draft.view.contacts.values()]
    networks = {network.key: network for network in draft.rules.networks}
    return audience(wave, known, networks, draft.now)


def _not_at_night(draft: Draft, at: dt.datetime) -> dt.datetime:
    campaign = draft.rules.campaign
    return reminders.next_allowed(at, quiet=campaign.quiet_hours, zone=campaign.zone)


def _night_after(draft: Draft, at: dt.datetime) -> dt.datetime:
    """The next time quiet hours begin: what has not gone by then is missed, not sent at night."""
    campaign = draft.rules.campaign
    local = at.astimezone(campaign.zone)
    begins = dt.datetime.combine(local.date(), campaign.quiet_hours.starts, tzinfo=campaign.zone)
    if begins <= local:
        begins = dt.datetime.combine(
            local.date() + dt.timedelta(days=1), campaign.quiet_hours.starts, tzinfo=campaign.zone
        )
    return begins.astimezone(dt.UTC)
