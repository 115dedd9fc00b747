"""Contacts of the networks: people at an organisation who may pass the invitation on. They are not participants."""

import datetime as dt
from enum import StrEnum

import msgspec

ContactId = str
WINDOW = dt.timedelta(days=30)
"""The time a network's `max_contacts_per_30_days` counts over."""


class Permission(StrEnum):
    """Where we stand with a contact. Only `given` lets us post in their group; any but `refused` lets us write once."""

    UNKNOWN = "unknown"
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class Basis(StrEnum):
    """Why we may hold these details. Source: DOMAIN 5.5."""

    PUBLIC_ROLE = "public_role"
    IN_PERSON = "in_person"
    ASKED_US = "asked_us"


class Way(StrEnum):
    """How a contact can be reached; the words of `channels` in networks.yaml."""

    EMAIL = "email"
    PHONE = "phone"
    MEETING = "meeting"
    TELEGRAM = "telegram"
    SOCIAL = "social"
    PAPER = "paper"


class Reached(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One time we turned to a contact: what went, when, in which version."""

    at: dt.datetime
    way: Way
    wave: str = ""
    """The wave it was part of; empty: a single call or note."""
    version: str = ""
    """Version of the flyer or script that was used."""
    outcome: str = ""
    """Of a call: reached, no_answer, call_back, agreed, refused, wrong_number. Of a message: what the ledger says."""


class Contact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One contact of a network. Sealed at rest like everything personal; found again by HMAC of email and phone."""

    id: ContactId
    """`k-` and twelve letters, random."""
    network: str
    """Key of a network in networks.yaml."""
    made_at: dt.datetime
    name: str = ""
    organisation: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""
    """E.164."""
    group: str = ""
    """Telegram chat id of a group or channel the bot was invited to."""
    language: str = ""
    """Empty: the campaign's."""
    hospital: str = ""
    """h1 to h4 where the contact belongs to one; empty: all."""
    basis: Basis = Basis.PUBLIC_ROLE
    found: str = ""
    """Where the details come from, e.g. a web page."""
    permission: Permission = Permission.UNKNOWN
    permission_at: dt.datetime | None = None
    policy: str = ""
    """What this place allows: e.g. posters only, after the chair agreed."""
    ways: tuple[Way, ...] = ()
    """How they want to be reached; empty: as their network."""
    cap: int | None = None
    """At most so many contacts in 30 days; None: as their network."""
    do_not_contact_at: dt.datetime | None = None
    """They asked us to stop. Nothing is sent from then on, whoever asks for it."""
    code: str = ""
    """Their own share code: it says which place helped, never who joined."""
    reached: tuple[Reached, ...] = ()
    """Newest last."""
    note: str = ""
