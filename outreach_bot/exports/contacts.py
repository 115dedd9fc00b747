"""Contacts for mailing tools: only those who said yes and are reached by email; and who asked us to stop.

No column tells of a network, of health, or of who fits: a list in somebody else's hands must not either.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec
import orjson

from outreach_bot.exports.contact_fields import COLUMNS as FIELDS
from outreach_bot.exports.spreadsheets import Row, joined
from outreach_bot.recruitment.contacts import Contact, Permission, Way, usable_ways
from outreach_bot.recruitment.rules import Network
from outreach_bot.store.reading import Reader

LONGEST_TEXT = 255
"""Bytes of a text at Mailchimp. Source: FORMATS 4.5."""
_RUNS = "=+-@\t\r\n "
"""What a name does not begin with, so that no program that opens the file runs it."""


class Tool(StrEnum):
    """Whom the file is for."""

    PLAIN = "plain"
    """A person: the columns of `import networks`, so that the file can be brought in again."""
    MAILCHIMP = "mailchimp"
    LISTMONK = "listmonk"
    SUPPRESSION = "suppression"
    """Addresses a mailing tool must never write to."""


COLUMNS: Mapping[Tool, Sequence[str]] = {
    Tool.PLAIN: FIELDS,
    Tool.MAILCHIMP: ("Email Address", "First Name", "Last Name", "Phone Number", "Tags"),
    Tool.LISTMONK: ("email", "name", "attributes"),
    Tool.SUPPRESSION: ("email",),
}


async def read_contacts(store: Reader) -> list[Contact]:
    """Read all contacts in the order of their emails: the same file for the same contacts."""
    found = [msgspec.convert(row.body, Contact) for row in await store.rows("contact")]
    return sorted(found, key=lambda contact: (contact.email.casefold(), contact.id))


def contact_rows(
    contacts: Iterable[Contact], networks: Iterable[Network], tool: Tool, *, language: str
) -> list[Row]:
    """Write contacts as rows of `COLUMNS[tool]`; `language` is the campaign's, for those with none of their own."""
    by_key = {network.key: network for network in networks}
    if tool is Tool.SUPPRESSION:
        return [{"email": contact.email} for contact in contacts if contact.email and _said_no(contact)]
    write = _WRITERS[tool]
    return [
        write(contact, by_key[contact.network], contact.language or language)
        for contact in contacts
        if contact.network in by_key and may_be_mailed(contact, by_key[contact.network])
    ]


def may_be_mailed(contact: Contact, network: Network) -> bool:
    """Tell whether a contact said yes, did not stop, and is reached by email. A file goes on, so that no cap holds."""
    return (
        contact.permission is Permission.GIVEN
        and contact.do_not_contact_at is None
        and Way.EMAIL in usable_ways(contact, network)
    )


def _said_no(contact: Contact) -> bool:
    return contact.do_not_contact_at is not None or contact.permission is Permission.REFUSED


def _plain(contact: Contact, _network: Network, _language: str) -> Row:
    row = {name: str(getattr(contact, name)) for name in FIELDS if name not in ("channels", "cap")}
    cap = "" if contact.cap is None else str(contact.cap)
    return {**row, "channels": joined(way.value for way in contact.ways), "cap": cap}


def _mailchimp(contact: Contact, network: Network, language: str) -> Row:
    first, _, last = _name(contact.name).rpartition(" ")
    return {
        "Email Address": contact.email,
        "First Name": first or last,
        "Last Name": last if first else "",
        "Phone Number": contact.phone if Way.PHONE in usable_ways(contact, network) else "",
        "Tags": language,
    }


def _listmonk(contact: Contact, _network: Network, language: str) -> Row:
    attributes = {"code": contact.code, "language": language}
    name = _name(contact.name) or _name(contact.organisation)
    return {"email": contact.email, "name": name, "attributes": orjson.dumps(attributes).decode()}


def _name(text: str) -> str:
    """Cut a name to what tools take."""
    return text.lstrip(_RUNS).encode()[:LONGEST_TEXT].decode(errors="ignore").strip()


_WRITERS: Mapping[Tool, Callable[[Contact, Network, str], Row]] = {
    Tool.PLAIN: _plain,
    Tool.MAILCHIMP: _mailchimp,
    Tool.LISTMONK: _listmonk,
}
