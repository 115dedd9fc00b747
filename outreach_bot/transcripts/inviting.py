"""What a coordinator does to invite somebody: makes codes, and takes who works with us into the team."""

import datetime as dt

from outreach_bot.dialogue.inputs import Body, Invited
from outreach_bot.dialogue.team_inputs import MemberAdded
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.transcripts.lines import Invite


def inviting(invitation: Invite, now: dt.datetime, *, by: str) -> list[Body]:
    """List what happens at a desk, in order."""
    kind, name = invitation.kind, invitation.name
    if kind is CodeKind.COORDINATOR:
        member = _member(invitation, now)
        once = Code(id=invitation.code, kind=kind, name=name, made_at=now, joins=True, member=member.id)
        return [MemberAdded(member=member), Invited(codes=(once,), by=by)]
    share = Code(id=invitation.gives, kind=kind, name=name, made_at=now)
    once = Code(id=invitation.code, kind=kind, name=name, made_at=now, joins=True, gives=share.id)
    return [Invited(codes=(share, once), by=by)]


def _member(invitation: Invite, now: dt.datetime) -> Member:
    return Member(
        id=f"m-{invitation.name.casefold()}",
        name=invitation.name,
        role=OfficeRole(invitation.role),
        hospitals=invitation.hospitals,
        since=now,
    )
