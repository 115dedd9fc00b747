"""What happens to inputs that we could not take in: after three tries they are set aside, and a person decides."""

from outreach_bot.dialogue.outreach_inputs import Fact
from outreach_bot.recruitment.asides import AsideId, LetGoReason

AGAIN = "/again"
"""How the key of an input ends that a person wanted tried once more."""


class Failed(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """An earlier input of theirs broke us three times and was set aside; they get a kind reply.

    alert: there were words of danger in it. Somebody of ours has to know, though we could not read it.
    again: it broke us once more, on a day when nobody waits for an answer: nothing is said.
    """

    alert: bool = False
    again: bool = False


class AsideTriedAgain(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """To the office: somebody wants what was set aside to be tried once more."""

    aside: AsideId


class AsideLetGo(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """To the office: somebody let go what was set aside."""

    aside: AsideId
    reason: LetGoReason


AsideBody = Failed | AsideTriedAgain | AsideLetGo
