"""The contacts there are, to compare what is brought in with: found by keyed hashes, as the store finds them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import msgspec

from outreach_bot.recruitment.contacts import Contact, ContactId, addresses, as_looked_up, place
from outreach_bot.store.reading import Reader


@dataclass(frozen=True, kw_only=True)
class Known:
    """The contacts there are, found by the keyed hashes of their addresses, and which addresses asked us to stop."""

    hashed: Callable[[str, str], str]
    """Purpose and value to the keyed hash that rows are named by."""
    contacts: Mapping[ContactId, Contact]
    found_by: Mapping[str, ContactId]
    """Hash of an address to who holds it."""
    stopped: frozenset[str]
    """Hashes of addresses that asked us to stop."""

    def holder(self, held: tuple[str, str]) -> Contact | None:
        """Find the contact that holds an address."""
        return self.contacts.get(self.found_by.get(self.hashed("contact", as_looked_up(held)), ""))

    def holder_of(self, contact: Contact) -> Contact | None:
        """Find who holds one of a contact's addresses. One without any is whom we know by that name, if anybody."""
        found = next(filter(None, map(self.holder, addresses(contact))), None)
        bare = addresses(contact) == place(contact)
        return found or (self._by_name.get(place(contact)) if bare else None)

    @cached_property
    def _by_name(self) -> Mapping[tuple[tuple[str, str], ...], Contact]:
        return {place(contact): contact for contact in self.contacts.values()}

    def has_stopped(self, held: tuple[str, str]) -> bool:
        """Tell whether an address asked us to stop."""
        return self.hashed("suppressed", as_looked_up(held)) in self.stopped


def nobody() -> Known:
    """Say that there is no contact yet: there is no store either."""
    return Known(hashed=lambda _purpose, value: value, contacts={}, found_by={}, stopped=frozenset())


async def known_contacts(store: Reader) -> Known:
    """Read all contacts, whom each address leads to, and which addresses asked us to stop."""
    rows = await store.rows("contact")
    return Known(
        hashed=store.hmac,
        contacts={row.id: msgspec.convert(row.body, Contact) for row in rows},
        found_by={row.id: row.body["contact"] for row in await store.rows("contact_by")},
        stopped=frozenset(row.id for row in await store.rows("suppressed")),
    )
