"""What happens when lists are taken away. Part of `inputs`, from where everybody takes it."""

from outreach_bot.dialogue.outreach_inputs import Fact
from outreach_bot.recruitment.reasons import ExportReason


class Exported(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Someone took a file away or printed one; audited. `identified`: with names and numbers, for `reason`."""

    kind: str
    by: str
    about: str = ""
    """The session or wave it is a list of; empty: of everybody."""
    identified: bool = False
    reason: ExportReason | None = None
