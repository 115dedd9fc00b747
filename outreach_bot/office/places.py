"""What coordinators know a code by. Names of people at a network are not here: those are shown on demand, audited."""

import msgspec

from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import Contact
from outreach_bot.store.reading import Reader


async def place_names(store: Reader) -> dict[str, str]:
    """Name each code: as it was called when it was made, or by the organisation of the contact it was made for."""
    contacts = (msgspec.convert(row.body, Contact) for row in await store.rows("contact"))
    organisations = {contact.id: contact.organisation for contact in contacts}
    codes = (msgspec.convert(row.body, Code) for row in await store.rows("code"))
    return {code.id: code.name or organisations.get(code.contact, "") for code in codes}
