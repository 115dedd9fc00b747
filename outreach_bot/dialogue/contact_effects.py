"""What a turn does to contacts of networks and to waves. Part of `effects`, from where everybody takes it."""

import msgspec

from outreach_bot.recruitment.contacts import Contact, ContactId
from outreach_bot.recruitment.waves import Wave, WaveId


class Effect(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Base of all changes."""


class PutContact(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Write a network contact, and what it is found by."""

    contact: Contact


class DropContact(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Forget a network contact; that they asked us to stop stays, as an HMAC."""

    contact: ContactId


class SuppressContact(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Never turn to these addresses again, whoever brings them in anew: only their HMACs are kept."""

    contact: Contact


class UnsuppressContact(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """The contact asked to hear from us again."""

    contact: Contact


class PutWave(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Write a wave."""

    wave: Wave


class CancelWave(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """What a wave owes and has not sent is not sent; the ledger keeps it as cancelled."""

    wave: WaveId


class HoldBack(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """A contact of a wave gets nothing; the ledger keeps why."""

    contact: ContactId
    wave: WaveId
    reason: str
