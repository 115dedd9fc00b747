"""What happens to inputs that we could not take in: after three tries they are set aside, and a person decides."""

from outreach_bot.dialogue.outreach_inputs import Fact


class Failed(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """An earlier input of theirs broke us three times and was set aside; they get a kind reply.

    alert: there were words of danger in it. Somebody of ours has to know, though we could not read it.
    """

    alert: bool = False
