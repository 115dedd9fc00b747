"""Names of rows: which row finds whom, and where a timer is kept."""

from outreach_bot.dialogue.inputs import Address, Channel, TimerName, To
from outreach_bot.recruitment.contacts import Contact, addresses, as_looked_up, kept_out
from outreach_bot.store.reading import Reader


def address_text(address: Address) -> str:
    """Write an address as it is looked up: `telegram:123`; an email in small letters, as a contact's is."""
    chat = address.chat.casefold() if address.channel is Channel.EMAIL else address.chat
    return f"{address.channel.value}:{chat}"


def address_row(store: Reader, address: Address) -> str:
    """Name the row that finds the person behind an address."""
    return store.hmac("address", address_text(address))


def contact_rows(store: Reader, contact: Contact) -> set[str]:
    """Name the rows that find a network contact by email and by phone: HMACs, so that they give nothing away."""
    return {store.hmac("contact", as_looked_up(held)) for held in addresses(contact)}


def suppressed_rows(store: Reader, contact: Contact) -> set[str]:
    """Name the rows that keep us from turning to a contact's addresses; an email's is the same as for `Address`."""
    return {store.hmac("suppressed", as_looked_up(held)) for held in kept_out(contact)}


def timer_row(to: To, receiver: str, name: TimerName, about: str) -> str:
    """Name a timer's row: one per receiver, name and subject."""
    return f"timer/{to.value}/{receiver}/{name.value}/{about}"
