"""The team of the office: who is in it, their doors, and the log of what they did."""

from msgspec.structs import replace

from outreach_bot.dialogue import second_lock
from outreach_bot.dialogue.actors import Actor
from outreach_bot.dialogue.draft import HELP, Draft
from outreach_bot.dialogue.effects import DropSignIn, EndSessions, Notice, Phrase, PutMember, PutSignIn
from outreach_bot.dialogue.inputs import SignedIn, SignedOut, SignInLinkMade, TimerName
from outreach_bot.dialogue.lock_inputs import SecondLockBegun, SecondLockTakenOff, SecondLockTried
from outreach_bot.dialogue.team_effects import DropSecondLock
from outreach_bot.dialogue.team_inputs import (
    AccessRefused,
    AuditRead,
    AuditSignedOff,
    AuditVerified,
    LeftTeam,
    MemberAdded,
    MemberChanged,
    MemberEnded,
    PeopleSearched,
    SignedOutEverywhere,
    WorkChanged,
)
from outreach_bot.recruitment.merging import changed_fields, three_way
from outreach_bot.recruitment.office_roles import Member

DENIED = "denied"
WORK = ("role", "hospitals")
"""What an owner says of a member: as what they work, and for which hospitals."""


def team_turn(draft: Draft) -> bool:
    """What one input does to the team or its doors; False: it is about something else."""
    body = draft.received.body
    match body:
        case SignInLinkMade() | SignedIn() | SignedOut() | SignedOutEverywhere() | AccessRefused():
            _at_the_door(draft, body)
        case MemberAdded() | MemberChanged() | MemberEnded():
            _team(draft, body)
        case PeopleSearched() | AuditRead() | AuditSignedOff() | AuditVerified():
            _log(draft, body)
        case SecondLockBegun() | SecondLockTried() | SecondLockTakenOff():
            second_lock.lock_turn(draft, body)
        case _:
            return False
    return True


def joined(draft: Draft, name: str) -> None:
    """A member opened their one-time link in the chat: alerts for them go there from now on."""
    member = _member(draft, name)
    if member is not None and member.ended_at is None:
        if member.person not in ("", draft.me.id):
            draft.tell_person(member.person, LeftTeam())  # one chat each: the one of before hears no more
        draft.change(PutMember(member=replace(member, person=draft.me.id)))
        draft.audit("member_joined", about=member.id, detail=member.role.value)


def member_here(draft: Draft) -> Member | None:
    """The member of the team whose chat this is; None: nobody who is in it."""
    known = (kept.member for kept in draft.view.members.values())
    return next((each for each in known if each.person == draft.me.id and each.ended_at is None), None)


def act(draft: Draft, member: Member) -> None:
    """What this turn does from here on, this member does as their work."""
    draft.actor = Actor(role=member.role, name=member.name, member=member.id, hospitals=member.hospitals)


def left(draft: Draft) -> None:
    """The member of this chat left the team: no alert comes here any more."""
    draft.set(coordinator_since=None, digest_off=False)
    draft.stop_timer(TimerName.DIGEST)
    if draft.me.stopped_at is None:
        draft.say(Phrase("coordinator-left"), buttons=((HELP,),), edit=False, silent=True)


def _at_the_door(
    draft: Draft, body: SignInLinkMade | SignedIn | SignedOut | SignedOutEverywhere | AccessRefused
) -> None:
    match body:
        case SignInLinkMade():
            opens = PutSignIn(
                hash=body.token_hash, kind="link", until=body.until, name=body.name, member=body.member
            )
            draft.change(opens)
            draft.audit("sign_in_link_made", about=body.member or "office", by=body.name)
        case SignedIn():
            second_lock.signed_in(draft, body)
        case SignedOut():
            draft.change(DropSignIn(hash=body.session_hash))
            draft.audit("signed_out", about="office")
        case SignedOutEverywhere():
            draft.change(EndSessions(member=body.member))
            draft.audit("signed_out_everywhere", about=body.member or "office")
        case AccessRefused():
            draft.audit("refused", about=body.deed, detail=body.why, result=DENIED)


def _team(draft: Draft, body: MemberAdded | MemberChanged | MemberEnded) -> None:
    match body:
        case MemberAdded():
            draft.change(PutMember(member=body.member))
            draft.audit("member_added", about=body.member.id, detail=body.member.role.value, by=body.by)
        case MemberChanged():
            member = _member(draft, body.member)
            if member is not None and member.ended_at is None:
                _changed(draft, member, body)
        case MemberEnded():
            member = _member(draft, body.member)
            if member is not None and member.ended_at is None:
                draft.change(PutMember(member=replace(member, person="", ended_at=draft.now)))
                draft.change(EndSessions(member=member.id), DropSecondLock(member=member.id))
                draft.audit("member_ended", about=member.id)
                if member.person:
                    draft.tell_person(member.person, LeftTeam())


def _changed(draft: Draft, member: Member, body: MemberChanged) -> None:
    was = body.was or member
    wanted = replace(was, role=body.role, hospitals=body.hospitals)
    merged = three_way(was, wanted, member, WORK)
    if merged.clashing:
        fields = " ".join(merged.clashing)
        draft.audit("member_not_changed", about=member.id, result=DENIED, fields=fields)
        return
    new = replace(member, **merged.values)
    draft.change(PutMember(member=new))
    detail = " ".join((new.role.value, *new.hospitals))
    fields = changed_fields(member, new, WORK)
    draft.audit("member_changed", about=member.id, detail=detail, fields=fields)
    if member.person and member.role is not new.role:
        draft.tell_person(member.person, WorkChanged())


def _log(draft: Draft, body: PeopleSearched | AuditRead | AuditSignedOff | AuditVerified) -> None:
    match body:
        case PeopleSearched():
            draft.audit("searched", about=body.where)
        case AuditRead():
            draft.audit("audit_read", about="audit")
        case AuditSignedOff():
            draft.audit("audit_signed_off", about=body.month, detail=f"{body.finding} {body.up_to}")
        case AuditVerified():
            _verified(draft, body)


def _verified(draft: Draft, body: AuditVerified) -> None:
    if not body.broken_at:
        draft.audit("audit_verified", about="audit", detail=str(body.rows))
        return
    draft.audit("audit_broken", about="audit", detail=str(body.broken_at))
    draft.notify(Notice.AUDIT_BROKEN)


def _member(draft: Draft, name: str) -> Member | None:
    """Look a member up, and rest on what was seen."""
    kept = draft.view.members.get(name)
    if kept is None:
        return None
    draft.rest_on_member(name)
    return kept.member
