"""What a turn of the desk does to the talk with a person, and to messages of theirs. Part of `effects`."""

from outreach_bot.dialogue.contact_effects import Effect
from outreach_bot.recruitment.telling import Instead
from outreach_bot.recruitment.threads import Thread


class PutThread(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Write the talk with a person."""

    thread: Thread


class TickOff(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Write beside a line of the ledger what was done in place of that message."""

    message: str
    how: Instead
