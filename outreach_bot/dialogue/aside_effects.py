"""What a turn does to what was set aside. Part of `effects`, from where everybody takes it."""

from outreach_bot.dialogue.contact_effects import Effect
from outreach_bot.recruitment.asides import AsideId


class TakeAgain(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Give what was set aside its turn once more; it is set aside no longer."""

    aside: AsideId


class LetAsideGo(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Delete what was set aside."""

    aside: AsideId
