"""Contacts of the networks: people at an organisation who may pass the invitation on. They are not participants."""

import datetime as dt
from enum import StrEnum

import msgspec

from outreach_bot.recruitment.rules import Network

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


ADDRESSED = {Way.EMAIL: "email", Way.PHONE: "phone", Way.TELEGRAM: "group"}
"""Ways that need an address, and the field of `Contact` that holds it. The others need only a place to go."""


BY_HAND = frozenset(Way) - {Way.EMAIL, Way.PHONE}
"""Ways for which nobody has to know an address first: a group is connected once it took the bot in."""


class CallOutcome(StrEnum):
    """What came of a call; kept as the outcome of a `Reached`."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    CALL_BACK = "call_back"
    AGREED = "agreed"
    REFUSED = "refused"
    WRONG_NUMBER = "wrong_number"


class Barrier(StrEnum):
    """Why a contact may not be turned to in some way, the weightiest first."""

    DO_NOT_CONTACT = "do_not_contact"
    """They asked us to stop."""
    REFUSED = "refused"
    """They said no to passing anything on."""
    WAY_NOT_WANTED = "way_not_wanted"
    """Neither they nor their network is reached that way."""
    NO_ADDRESS = "no_address"
    """None is known, or their mail server said that it does not exist."""
    NOT_ALLOWED_YET = "not_allowed_yet"
    """A group to post in needs a yes first; and an email went already that nobody has said yes to."""
    CAP = "cap"
    """They heard from us as often as they should in 30 days."""


class Reached(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One time we turned to a contact: what went, when, in which version."""

    at: dt.datetime
    way: Way
    wave: str = ""
    """The wave it was part of; empty: a single call or note."""
    version: str = ""
    """Version of the flyer or script that was used."""
    outcome: str = ""
    """Of a call: a `CallOutcome`. Of a message: what the ledger says."""


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
    bounced: str = ""
    """The email address whose mailbox does not exist, as their mail server said; another address may work."""
    code: str = ""
    """Their own share code: it says which place helped, never who joined."""
    reached: tuple[Reached, ...] = ()
    """Newest last."""
    note: str = ""


FACTS = (
    "network", "name", "organisation", "role", "email", "phone", "group", "language", "hospital", "basis", "found",
    "policy", "ways", "cap", "note",
)  # fmt: skip
"""What is written down about a contact; the rest is what happened with them."""


def with_facts(known: Contact, written: Contact) -> Contact:
    """Put what is written in `written` into `known`; what happened with them since stays.

    A permission in a file counts only while nothing is known of one: what a person noted is newer.
    """
    new = msgspec.structs.replace(known, **{name: getattr(written, name) for name in FACTS})
    if known.permission is Permission.UNKNOWN and written.permission is not Permission.UNKNOWN:
        new = msgspec.structs.replace(new, permission=written.permission, permission_at=written.permission_at)
    return new


def addresses(contact: Contact) -> tuple[tuple[str, str], ...]:
    """List what a contact is found by and written to: pairs of field and value, in the one spelling that is looked up.

    One who is reached by hand only is found by who they are.
    """
    held = as_addresses(email=contact.email, phone=contact.phone, group=contact.group)
    return held or place(contact)


def place(contact: Contact) -> tuple[tuple[str, str], ...]:
    """Write who a contact is, as one without an address is looked up: network, organisation and name."""
    named = ", ".join(part for part in (contact.organisation, contact.name) if part)
    return (("organisation", f"{contact.network}: {named}".casefold()),) if named else ()


def kept_out(contact: Contact) -> tuple[tuple[str, str], ...]:
    """List what keeps a contact who asked us to stop from coming back: their addresses, and who they are."""
    return tuple(dict.fromkeys((*addresses(contact), *place(contact))))


def as_addresses(*, email: str = "", phone: str = "", group: str = "") -> tuple[tuple[str, str], ...]:
    """Write addresses as pairs, those that are there; an email in small letters, a phone in E.164."""
    held = (("email", email.strip().casefold()), ("phone", phone), ("group", group))
    return tuple((field, value) for field, value in held if value)


def as_looked_up(held: tuple[str, str]) -> str:
    """Write one of a contact's `addresses` as it is hashed for look-ups: `email:lee@riverside.example`."""
    return ":".join(held)


def effective_ways(contact: Contact, network: Network) -> tuple[Way, ...]:
    """Say how this contact is reached: as they wish, else as their network."""
    return contact.ways or tuple(Way(channel) for channel in network.channels)


def usable_ways(contact: Contact, network: Network) -> tuple[Way, ...]:
    """List the wanted ways there is an address for that works, leaving aside whether they may be used now."""
    return tuple(way for way in effective_ways(contact, network) if _has_address(contact, way))


def effective_cap(contact: Contact, network: Network) -> int:
    """Say how often in 30 days at most: a contact's own cap can lower their network's, never raise it."""
    most = network.max_contacts_per_30_days
    return most if contact.cap is None else min(contact.cap, most)


def reached_lately(contact: Contact, now: dt.datetime) -> int:
    """Count the times of the last 30 days, whatever came of them: a call nobody took has rung all the same."""
    return sum(now - WINDOW < reached.at for reached in contact.reached)


def may_be_reached(contact: Contact, network: Network, way: Way, now: dt.datetime) -> Barrier | None:
    """Tell why `contact` may not be turned to in this way now; None: they may. Quiet hours are the sender's.

    `network` is the contact's own. Source: DOMAIN 5.4 and 6.1.
    """
    if contact.do_not_contact_at is not None:
        return Barrier.DO_NOT_CONTACT
    if contact.permission is Permission.REFUSED:
        return Barrier.REFUSED
    if way not in effective_ways(contact, network):
        return Barrier.WAY_NOT_WANTED
    if not _has_address(contact, way):
        return Barrier.NO_ADDRESS
    if _needs_yes_first(contact, way):
        return Barrier.NOT_ALLOWED_YET
    if reached_lately(contact, now) >= effective_cap(contact, network):
        return Barrier.CAP
    return None


def _has_address(contact: Contact, way: Way) -> bool:
    if way is Way.EMAIL and contact.bounced == contact.email:
        return False
    return way not in ADDRESSED or bool(getattr(contact, ADDRESSED[way]))


def _needs_yes_first(contact: Contact, way: Way) -> bool:
    """Without a yes: nothing in a group, and one email. Calls and visits are how one is asked for."""
    if contact.permission is Permission.GIVEN:
        return False
    return way is Way.TELEGRAM or (
        way is Way.EMAIL and any(reached.way is Way.EMAIL for reached in contact.reached)
    )


def permission_after(permission: Permission, outcome: str) -> Permission:
    """Say where we stand after a call or message with this outcome."""
    match outcome:
        case CallOutcome.AGREED:
            return Permission.GIVEN
        case CallOutcome.REFUSED:
            return Permission.REFUSED
        case CallOutcome.REACHED | CallOutcome.CALL_BACK if permission is Permission.UNKNOWN:
            return Permission.ASKED
        case _:
            return permission
