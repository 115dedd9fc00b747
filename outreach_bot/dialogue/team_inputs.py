"""What happens to the team of the office, to its doors and to its log."""

from outreach_bot.dialogue.lock_inputs import LockBody
from outreach_bot.dialogue.outreach_inputs import Fact
from outreach_bot.recruitment.office_roles import Member, MemberId, OfficeRole


class MemberAdded(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody was taken into the team."""

    member: Member
    by: str = ""


class MemberChanged(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A member does other work, or works for other hospitals."""

    member: MemberId
    role: OfficeRole
    hospitals: tuple[str, ...] = ()
    was: Member | None = None
    """The member as the owner saw them: what another owner changed since stays, or nothing is written."""


class MemberEnded(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A member left the team: their sessions end, and no alert goes to their chat."""

    member: MemberId


class LeftTeam(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """To the chat of a member who left the team: it is a chat like any other again."""


class WorkChanged(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """To the chat of a member who does other work from now on: its menu lists other commands."""


class SignedOutEverywhere(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Every session and unused link of a member ends; of nobody in particular: those of whoever holds the machine."""

    member: MemberId = ""


class AccessRefused(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody asked for what they may not have.

    `why`: signed_out, second_lock, stale_link, origin, token, role, hospital, many.
    """

    deed: str
    why: str


class PeopleSearched(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody searched a list. What for is not written down: it may say whom they know."""

    where: str = "signups"
    """signups or networks."""


class AuditRead(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody looked at the audit log."""


class AuditSignedOff(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """An auditor went through the log of a month, up to this row, and found `finding`: fine or follow_up."""

    month: str
    """2027-03"""
    up_to: int
    """Number of the last row they saw."""
    finding: str


class AuditVerified(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The chain of the log was checked from its first row. `broken_at`: number of the first row that does not fit; 0: none."""

    rows: int
    broken_at: int = 0


TeamBody = (
    MemberAdded
    | MemberChanged
    | MemberEnded
    | LeftTeam
    | WorkChanged
    | SignedOutEverywhere
    | AccessRefused
    | PeopleSearched
    | AuditRead
    | AuditSignedOff
    | AuditVerified
    | LockBody
)
