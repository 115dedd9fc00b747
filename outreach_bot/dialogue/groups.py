"""Groups and channels that invited the bot: noted as contacts that have not said yes to anything.

Nobody is screened there and nobody confirmed. Being invited is no leave to post: a person asks for that, and notes it.
"""

from msgspec.structs import replace

from outreach_bot.dialogue.contact_effects import DropContact, PutContact
from outreach_bot.dialogue.contacts import code_of
from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import PutCode
from outreach_bot.dialogue.inputs import GroupConnected, GroupJoined, GroupLeft
from outreach_bot.recruitment.contacts import Basis, Contact, Permission, Way

LONGEST_TITLE = 80
"""Characters of a group's title that are kept."""
FOUND = "Telegram"


def group_joined(draft: Draft, body: GroupJoined) -> None:
    """Note the group, for a coordinator to say whose it is and what it allows."""
    if draft.view.stopped:
        draft.audit("contact_kept_out", about=body.contact)
        return
    if _holder(draft, body.chat) is not None:
        return  # it was known, and is back or has another title
    contact = Contact(
        id=body.contact,
        network=_network(draft),
        made_at=draft.now,
        organisation=body.title[:LONGEST_TITLE],
        group=body.chat,
        basis=Basis.ASKED_US,
        found=FOUND,
        ways=(Way.TELEGRAM,),
        code=body.code,
    )
    draft.change(PutContact(contact=contact), PutCode(code=code_of(contact)))
    draft.audit("group_joined", about=contact.id, detail=contact.code)


def group_left(draft: Draft, body: GroupLeft) -> None:
    """Nothing can be posted there any more."""
    holder = _holder(draft, body.chat)
    if holder is None:
        return
    draft.rest_on_contact(holder.id)
    draft.change(PutContact(contact=replace(holder, group="")))
    draft.audit("group_left", about=holder.id)


def group_connected(draft: Draft, body: GroupConnected) -> None:
    """Give the group to the contact it belongs to. What they allow is asked and noted on their own page.

    A yes that was given before was given to something else: in the group it is asked for anew.
    """
    kept = draft.view.contacts
    if body.group not in kept or body.contact not in kept or body.group == body.contact:
        return
    group, owner = kept[body.group].contact, kept[body.contact].contact
    if not group.group or owner.group:
        return
    draft.rest_on_contact(group.id)
    draft.rest_on_contact(owner.id)
    asked = Permission.ASKED if owner.permission is Permission.GIVEN else owner.permission
    ways = (*owner.ways, Way.TELEGRAM) if owner.ways and Way.TELEGRAM not in owner.ways else owner.ways
    draft.change(
        DropContact(contact=group.id),
        PutContact(contact=replace(owner, group=group.group, permission=asked, ways=ways)),
    )
    code = draft.view.codes.get(group.code)
    if code is not None:
        draft.change(PutCode(code=replace(code.code, contact="")))
    draft.audit("group_connected", about=owner.id, by=body.by)


def _holder(draft: Draft, chat: str) -> Contact | None:
    return next((kept.contact for kept in draft.view.contacts.values() if kept.contact.group == chat), None)


def _network(draft: Draft) -> str:
    """The network a new group is noted under: the first that is reached on Telegram at all."""
    networks = draft.rules.networks
    return next((each.key for each in networks if Way.TELEGRAM in each.channels), networks[0].key)
