"""What a turn does to a session beside its seats and list. Part of `effects`, from where everybody takes it."""

from outreach_bot.dialogue.contact_effects import Effect
from outreach_bot.recruitment.sessions import PersonId, SessionId, Waiter


class KeepFirst(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """`person` gave a seat up because the session moved: they are asked first for the next of its kind."""

    session: SessionId
    person: PersonId
    waiter: Waiter


class DropFirst(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """`person` has been asked, or is gone."""

    session: SessionId
    person: PersonId
