"""What can happen to waves, and to groups that took the bot in. Part of `inputs`, from where everybody takes it."""

import datetime as dt

import msgspec

from outreach_bot.recruitment.contacts import ContactId
from outreach_bot.recruitment.waves import Wave, WaveId


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Base of all that can happen."""


class WaveReaches(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A wave has begun: it is this contact's turn to be written to."""

    wave: WaveId


class GroupJoined(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A group or channel took the bot in. `contact` and `code` are fresh, for the contact it may become."""

    chat: str
    title: str
    contact: ContactId
    code: str


class GroupLeft(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A group or channel put the bot out."""

    chat: str


class GroupMoved(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A group became a supergroup, and goes by another id. It is told twice, and again by a refused message."""

    chat: str
    to: str


class GroupConnected(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator says to which contact a group belongs."""

    group: ContactId
    """The contact that was made for the group."""
    contact: ContactId
    by: str = ""


class WaveMade(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator made a wave. Whom it goes to is settled when it is approved."""

    wave: Wave


class WaveApproved(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator looked at a wave, in the version named, and lets it go out from `at` on."""

    wave: WaveId
    by: str
    version: str
    at: dt.datetime | None = None


class WaveStopped(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A coordinator stopped a wave: what has not gone does not go."""

    wave: WaveId
    by: str
