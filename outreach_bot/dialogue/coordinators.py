"""Coordinators in the chat, and what the office does to records: always as a turn, never behind its back."""

from msgspec.structs import replace

from outreach_bot.dialogue import contacts, groups, team, waves
from outreach_bot.dialogue.draft import HELP, Draft
from outreach_bot.dialogue.effects import (
    DropReview,
    Phrase,
    Priority,
    PutCode,
    PutSession,
)
from outreach_bot.dialogue.inputs import (
    AlertRaised,
    CodeVoided,
    ContactsImported,
    Exported,
    GroupConnected,
    GroupJoined,
    GroupLeft,
    GroupMoved,
    Invited,
    ReviewsSeen,
    SessionChanged,
    SessionsImported,
    TimerFired,
    TimerName,
    WaveApproved,
    WaveMade,
    WaveStopped,
)


def enrol(draft: Draft, member: str = "") -> None:
    """The one-time link of a coordinator was opened: alerts come here from now on."""
    draft.set(coordinator_since=draft.now)
    draft.audit("coordinator_enrolled")
    team.joined(draft, member)
    draft.say(Phrase("coordinator-welcome"), buttons=((HELP,),))


def alert(draft: Draft, body: AlertRaised) -> None:
    """Pass an alert on. It never has content, and it goes at any hour: someone is on call."""
    if draft.me.coordinator_since is not None and draft.me.stopped_at is None:
        draft.say(Phrase(f"office-alert.{body.notice}"), edit=False, priority=Priority.HELP)


def office_turn(draft: Draft) -> None:
    """What a coordinator did at a desk."""
    body = draft.received.body
    if team.team_turn(draft):
        return
    match body:
        case Invited():
            for code in body.codes:
                draft.change(PutCode(code=code))
                draft.audit("code_made", about=code.id, detail=code.kind.value, by=body.by)
        case CodeVoided():
            _voided(draft, body)
        case ReviewsSeen():
            for review in body.reviews:
                draft.change(DropReview(review=review))
            draft.audit("reviews_seen", about="codes", detail=str(len(body.reviews)), by=body.by)
        case SessionsImported():
            _imported(draft, body)
        case ContactsImported():
            contacts.imported(draft, body)
        case Exported():
            action = "exported_identified" if body.identified else "exported"
            draft.audit(action, about=body.kind, detail=body.reason, by=body.by)
        case _:
            _outreach(draft)


def _voided(draft: Draft, body: CodeVoided) -> None:
    for each in body.codes:
        kept = draft.view.codes.get(each)
        if kept is not None and not kept.code.void:
            draft.rest_on_code(each)
            draft.change(PutCode(code=replace(kept.code, void=True)))
            draft.audit("code_voided", about=each, by=body.by)


def _outreach(draft: Draft) -> None:
    """What happened to groups and waves."""
    body = draft.received.body
    match body:
        case GroupJoined():
            groups.group_joined(draft, body)
        case GroupLeft():
            groups.group_left(draft, body)
        case GroupMoved():
            groups.group_moved(draft, body)
        case GroupConnected():
            groups.group_connected(draft, body)
        case WaveMade():
            waves.wave_made(draft, body)
        case WaveApproved():
            waves.wave_approved(draft, body)
        case WaveStopped():
            waves.wave_stopped(draft, body)
        case TimerFired(name=TimerName.WAVE_STARTS):
            waves.wave_starts(draft, body)
        case _:
            pass


def _imported(draft: Draft, body: SessionsImported) -> None:
    for session in body.sessions:
        if session.id in draft.view.sessions:
            draft.tell_session(session.id, SessionChanged(session=session, by=body.by))
        else:
            draft.change(PutSession(session=session))
            draft.audit("session_published", about=session.id, detail=session.kind, by=body.by)
