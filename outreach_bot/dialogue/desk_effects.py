"""What a turn does to the talk with a person. Part of `effects`, from where everybody takes it."""

from outreach_bot.dialogue.contact_effects import Effect
from outreach_bot.recruitment.threads import Thread


class PutThread(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Write the talk with a person."""

    thread: Thread
