"""What happens to inputs that we could not take in: they are set aside, after three tries or at once; a person decides."""

from outreach_bot.dialogue.outreach_inputs import Fact
from outreach_bot.recruitment.asides import AsideId, LetGoReason

AGAIN = "/again"
"""How the key of an input ends that a person wanted tried once more."""


class Garbled(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Something came that nobody can read. It is set aside at once: trying again makes it no better.

    raw: what came, as text.
    """

    raw: str


class Failed(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """An input of theirs broke us three times, or cannot be read, and was set aside; they get a kind reply.

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


AsideBody = Garbled | Failed | AsideTriedAgain | AsideLetGo
