"""import networks, import meetings: contacts of networks in, from a table or from a feed."""

from pathlib import Path

from outreach_bot import fresh
from outreach_bot import house as houses
from outreach_bot.commands_base import (
    BY,
    check_network,
    do,
    feed,
    nothing_imported,
    now,
    reading,
    settings_for,
    table_content,
)
from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.counted import counted
from outreach_bot.dialogue.inputs import ContactsImported
from outreach_bot.exports.contact_rows import Fresh, Incoming, read_contacts
from outreach_bot.exports.known_contacts import Known, known_contacts, nobody
from outreach_bot.exports.meeting_guide import NETWORK, read_meetings
from outreach_bot.exports.table_files import BadFile
from outreach_bot.settings import Settings
from outreach_bot.store.base import StoreMissing

FRESH = Fresh(fresh.contact_id, fresh.code)


def import_networks(file: Path, data: Path | None, campaign: Path | None) -> None:
    """Bring in a table of contacts, all of it or nothing."""
    settings = settings_for(data, campaign)
    rules = load_rules(find_campaign(settings.campaign))
    known = do(_known(settings))
    try:
        found = read_contacts(table_content(file), rules=rules, known=known, now=now(), fresh=FRESH)
    except BadFile as bad:
        raise nothing_imported(file, bad) from None
    _bring_in(settings, found)


def import_meetings(file: Path, network: str, data: Path | None, campaign: Path | None) -> None:
    """Bring in the organisations of a Meeting Guide feed, all of them or nothing."""
    settings = settings_for(data, campaign)
    rules = load_rules(find_campaign(settings.campaign))
    network = network or NETWORK
    check_network(network, rules)
    known = do(_known(settings))
    try:
        found = read_meetings(
            table_content(file), network=network, rules=rules, known=known, now=now(), fresh=FRESH
        )
    except BadFile as bad:
        raise nothing_imported(file, bad) from None
    _bring_in(settings, found.incoming)
    if found.unreachable:
        meetings = counted(found.unreachable, "meeting names", "meetings name")
        print(f"{meetings} no organisation with an email or phone: passed over.")
    if found.stopped:
        print(f"{counted(found.stopped, 'organisation')} asked us not to write or call again: passed over.")


async def _known(settings: Settings) -> Known:
    try:
        async with reading(settings) as store:
            return await known_contacts(store)
    except StoreMissing:
        return nobody()


def _bring_in(settings: Settings, found: Incoming) -> None:
    if found.contacts:
        body = ContactsImported(contacts=found.contacts, by=BY, was=found.was)
        do(feed(settings, [houses.to_office(body)]))
    total = found.new + found.changed + found.unchanged
    print(
        f"{counted(total, 'contact')} read: {found.new} new, {found.changed} changed, {found.unchanged} unchanged."
    )
    if found.new:
        print("Each new contact has a code of its own. See them in the office, under Networks.")
