"""What happens when lists are taken away. Part of `inputs`, from where everybody takes it."""

from outreach_bot.dialogue.outreach_inputs import Fact
from outreach_bot.recruitment.approvals import Approval, ApprovalId
from outreach_bot.recruitment.reasons import ExportReason


class Exported(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Someone took a file away or printed one; audited. `identified`: with names and numbers, for `reason`."""

    kind: str
    by: str
    about: str = ""
    """The session or wave it is a list of; empty: of everybody."""
    identified: bool = False
    reason: ExportReason | None = None


class ListAsked(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A member asks for a list with names; a second one has to say yes. Who asks is the `actor` of the input."""

    approval: Approval


class ListDecided(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A member said yes or no to a list that another one asked for."""

    approval: ApprovalId
    yes: bool


class ListTaken(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Who asked for a list, and was told yes, takes it. `mark` is another one each time."""

    approval: ApprovalId
    mark: str


ExportBody = Exported | ListAsked | ListDecided | ListTaken
