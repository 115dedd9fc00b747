"""Coordinators in the chat, and what the office does to records: always as a turn, never behind its back."""

from msgspec.structs import replace

from outreach_bot.dialogue import (
    alerts,
    approving,
    asides,
    contacts,
    desk_chat,
    groups,
    housekeeping,
    team,
    waves,
)
from outreach_bot.dialogue.alert_inputs import NoticeClosed, NoticeRaised, NoticeSeen
from outreach_bot.dialogue.aside_inputs import AsideLetGo, AsideTriedAgain
from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import (
    DropReview,
    DropSignIn,
    Phrase,
    PutCode,
    PutSession,
    PutSignIn,
)
from outreach_bot.dialogue.export_inputs import Exported, ListAsked, ListDecided, ListTaken
from outreach_bot.dialogue.inputs import (
    CodeVoided,
    ContactsImported,
    GroupConnected,
    GroupJoined,
    GroupLeft,
    GroupMoved,
    Invited,
    ReviewsSeen,
    SeatFreed,
    SessionChanged,
    SessionsImported,
    TimerFired,
    TimerName,
    WaveApproved,
    WaveMade,
    WaveStopped,
)
from outreach_bot.dialogue.session_inputs import CalendarLinkEnded, CalendarLinkMade
from outreach_bot.recruitment.sessions import SessionStatus


def enrol(draft: Draft, member: str = "") -> None:
    """The one-time link of a coordinator was opened: alerts and the note of the week come here from now on."""
    draft.set(coordinator_since=draft.now)
    draft.audit("coordinator_enrolled")
    team.joined(draft, member)
    desk_chat.set_digest(draft)
    kept = draft.view.members.get(member)
    buttons = desk_chat.below(draft, kept.member if kept else None)
    draft.say(Phrase("coordinator-welcome"), buttons=buttons)


def office_turn(draft: Draft) -> None:
    """What a coordinator did at a desk."""
    body = draft.received.body
    if team.team_turn(draft) or housekeeping.house_turn(draft):
        return
    match body:
        case NoticeRaised() | NoticeSeen() | NoticeClosed() | TimerFired(name=TimerName.ESCALATE):
            alerts.office_turn(draft, body)
        case AsideTriedAgain() | AsideLetGo():
            asides.decided(draft, body)
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
        case Exported() | ListAsked() | ListDecided() | ListTaken():
            approving.export_turn(draft, body)
        case CalendarLinkMade():
            made = PutSignIn(hash=body.token_hash, kind="calendar", until=body.until, member=body.member)
            draft.change(made)
            draft.audit("calendar_link_made", about=body.member or "office")
        case CalendarLinkEnded():
            draft.change(DropSignIn(hash=body.token_hash))
            draft.audit("calendar_link_ended", about="office")
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
            draft.nobody_answers()


def _imported(draft: Draft, body: SessionsImported) -> None:
    was = {session.id: session for session in body.was}
    for session in body.sessions:
        known = was.get(session.id)
        if session.id in draft.view.sessions and known is None and draft.actor is not None:
            # a member makes sessions, and changes those that they have seen: this is somebody else's
            draft.audit("session_not_changed", about=session.id, by=body.by, result="denied")
        elif session.id in draft.view.sessions:
            told = SessionChanged(session=session, by=body.by, was=known, insists=known is not None)
            draft.tell_session(session.id, told)
        else:
            draft.change(PutSession(session=session))
            action = "session_drafted" if session.status is SessionStatus.DRAFT else "session_published"
            draft.audit(action, about=session.id, detail=session.kind, by=body.by)
            if any(other.kind == session.kind and other.first for other in draft.sessions.values()):
                draft.tell_session(
                    session.id, SeatFreed()
                )  # whose meeting moved away from them is asked first
