"""What a turn does to the team of the office. Part of `effects`, from where everybody takes it."""

from outreach_bot.dialogue.contact_effects import Effect
from outreach_bot.recruitment.approvals import Approval
from outreach_bot.recruitment.office_roles import Member, MemberId
from outreach_bot.recruitment.second_lock import SecondLock


class PutMember(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Write a member of the team."""

    member: Member


class EndSessions(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """End every session and unused link of a member; empty: of whoever holds the machine."""

    member: MemberId = ""
    links_only: bool = False
    """Sessions go on; links that nobody used yet do not."""


class PutApproval(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Write a question for a list with names, and what became of it."""

    approval: Approval


class PutSecondLock(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Write how a member's second lock is now, with what was typed wrong in a row."""

    member: MemberId
    lock: SecondLock


class DropSecondLock(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Take a member's second lock off: its secret goes at once."""

    member: MemberId
